//! What was found out of words, so that those of which posts are full are looked at once.

use std::sync::atomic::{AtomicU64, Ordering};

/// Words of which something holds, by their keys or hashes: as many as there is place for.
/// Four places go together, so that words that meet in one seldom keep each other out.
pub(super) struct Known(Box<[AtomicU64]>);

impl Default for Known {
    fn default() -> Self {
        Self((0..1 << Self::BITS).map(|_| AtomicU64::new(0)).collect())
    }
}

impl Known {
    const BITS: u32 = 14;

    // each is one value, which no other depends on
    #[inline]
    pub fn has(&self, hash: u64) -> bool {
        places(hash).iter().any(|&at| self.0[at].load(Ordering::Relaxed) == hash)
    }

    pub fn add(&self, hash: u64) {
        let mut moved = hash;
        for at in places(hash) {
            moved = self.0[at].swap(moved, Ordering::Relaxed);
            if moved == 0 {
                break;
            }
        }
    }
}

/// Where a hash may stand, the first place first.
#[inline]
fn places(hash: u64) -> [usize; 4] {
    let first = (hash >> (u64::BITS - Known::BITS)) as usize;
    [0, 1, 2, 3].map(|other| first ^ other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_meet_are_all_kept() {
        let word = |place: u64, number: u64| place << (u64::BITS - Known::BITS) | number;
        for words in [[word(0, 1), word(1, 1), word(2, 1), word(3, 1)], [1, 2, 3, 4]] {
            let known = Known::default();
            words.iter().for_each(|&word| known.add(word));
            assert!(words.iter().all(|&word| known.has(word)), "{words:?}");
        }
        assert!(!Known::default().has(1));
    }
}
