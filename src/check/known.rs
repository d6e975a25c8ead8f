//! What was found out of words, so that those of which posts are full are looked at once.

use std::sync::atomic::{AtomicU64, Ordering};

/// Words of which something holds, by their keys or hashes: as many as there is place for.
pub(super) struct Known(Box<[AtomicU64]>);

impl Default for Known {
    fn default() -> Self {
        Self((0..1 << Self::BITS).map(|_| AtomicU64::new(0)).collect())
    }
}

impl Known {
    const BITS: u32 = 14;

    // each is one value, which no other depends on
    pub fn has(&self, hash: u64) -> bool {
        self.place(hash).load(Ordering::Relaxed) == hash
    }

    pub fn add(&self, hash: u64) {
        self.place(hash).store(hash, Ordering::Relaxed);
    }

    fn place(&self, hash: u64) -> &AtomicU64 {
        &self.0[(hash >> (u64::BITS - Self::BITS)) as usize]
    }
}
