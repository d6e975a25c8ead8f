//! Fingerprints for reports: like a finding's own, and no two the same.

use std::fmt;

use rustc_hash::FxHashMap;

use crate::diagnostic::Finding;

/// Tells findings of one post with the same fingerprint apart by their order, which
/// stays when lines move.
#[derive(Default)]
pub(super) struct Fingerprints<'r> {
    path: &'r str,
    seen: FxHashMap<u64, u32>,
}

/// A fingerprint that no other finding of the same post has.
#[derive(Clone, Copy)]
pub(super) struct Fingerprint {
    hash: u64,
    ordinal: u32,
}

impl<'r> Fingerprints<'r> {
    /// The fingerprint of the next finding of a run.
    pub fn next(&mut self, finding: &'r Finding) -> Fingerprint {
        if self.path != &*finding.path {
            self.path = &finding.path;
            self.seen.clear();
        }
        let ordinal = self.seen.entry(finding.fingerprint).or_default();
        *ordinal += 1;
        Fingerprint { hash: finding.fingerprint, ordinal: *ordinal }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}:{}", self.hash, self.ordinal)
    }
}
