//! What a word is, and texts cut into words, each with a key that equal words share.

mod cut;
mod key;

use std::ops::Range;

pub use cut::{cut, is_in_word, is_unparted};
pub use key::{fold, key_of_two};

/// Says where a word may be broken, and is not seen where it is not.
pub const SOFT_HYPHEN: char = '\u{ad}';

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    start: u32,
    end: u32,
    /// Equal words have equal keys, whatever their case and the soft hyphens in them.
    /// Of words of ASCII with up to [`Word::CERTAIN`] bytes, different ones have different
    /// keys but for a chance of one in many millions of millions; longer ones only where
    /// they begin or end differently.
    pub key: u64,
}

impl Word {
    /// Bytes of a word that its key is made of at the most.
    pub const CERTAIN: usize = 16;

    /// Its bytes in the text.
    pub fn range(&self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Where it begins.
    pub fn start(&self) -> usize {
        self.start as usize
    }

    /// Where it ends.
    pub fn end(&self) -> usize {
        self.end as usize
    }
}
