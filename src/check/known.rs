//! What was found out of words, so that those of which posts are full are looked at once.

use std::sync::atomic::{AtomicU64, Ordering};

/// Words of which something holds, by their keys or hashes: as many as there is place for.
/// Words that meet share a few places, so that they seldom keep each other out.
pub(super) struct Known(Box<[[AtomicU64; 4]]>);

impl Default for Known {
    fn default() -> Self {
        Self((0..1 << Self::BITS).map(|_| Default::default()).collect())
    }
}

impl Known {
    const BITS: u32 = 12;

    // each is one value, which no other depends on
    #[inline]
    pub fn has(&self, hash: u64) -> bool {
        // without a branch for each, since it is hard to foretell which it is
        let differs = |at: &AtomicU64| at.load(Ordering::Relaxed) ^ hash;
        let [a, b, c, d] = self.places(hash);
        differs(a).min(differs(b)).min(differs(c)).min(differs(d)) == 0
    }

    pub fn add(&self, hash: u64) {
        if self.has(hash) {
            return;
        }
        let mut moved = hash;
        for at in self.places(hash) {
            moved = at.swap(moved, Ordering::Relaxed);
            if moved == 0 {
                break;
            }
        }
    }

    /// Where a hash may stand.
    #[inline]
    fn places(&self, hash: u64) -> &[AtomicU64; 4] {
        &self.0[(hash >> (u64::BITS - Self::BITS)) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_meet_are_all_kept() {
        let word = |place: u64, number: u64| place << (u64::BITS - Known::BITS) | number;
        let known = Known::default();
        let words = || {
            [0, 1, (1 << Known::BITS) - 1]
                .into_iter()
                .flat_map(|place| (1..=4).map(move |number| word(place, number)))
        };
        // twice: what is known takes no place from others
        words().flat_map(|word| [word; 2]).for_each(|word| known.add(word));
        assert!(words().all(|word| known.has(word)));
        known.add(5);
        assert!(known.has(5) && !known.has(1) && known.has(2));
        assert!(!Known::default().has(1));
    }
}
