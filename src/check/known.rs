//! What was found out of words, so that those of which posts are full are looked at once.

use std::sync::atomic::{AtomicU64, Ordering};

/// Words of which something holds, by their keys or hashes: as many as there is place for.
/// Places go in pairs, so that two words that meet in one do not keep each other out.
pub(super) struct Known(Box<[AtomicU64]>);

impl Default for Known {
    fn default() -> Self {
        Self((0..1 << Self::BITS).map(|_| AtomicU64::new(0)).collect())
    }
}

impl Known {
    const BITS: u32 = 13;

    // each is one value, which no other depends on
    pub fn has(&self, hash: u64) -> bool {
        let at = place(hash);
        [at, at ^ 1].iter().any(|&at| self.0[at].load(Ordering::Relaxed) == hash)
    }

    pub fn add(&self, hash: u64) {
        let at = place(hash);
        let before = self.0[at].swap(hash, Ordering::Relaxed);
        if before != 0 {
            self.0[at ^ 1].store(before, Ordering::Relaxed);
        }
    }
}

fn place(hash: u64) -> usize {
    (hash >> (u64::BITS - Known::BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_words_of_a_pair_are_both_kept() {
        let (one, other, third) = (1, 1 << (u64::BITS - Known::BITS), 2);
        for words in [[one, other], [other, one], [one, third]] {
            let known = Known::default();
            words.iter().for_each(|&word| known.add(word));
            assert!(words.iter().all(|&word| known.has(word)), "{words:?}");
        }
        assert!(!Known::default().has(one));
    }
}
