//! What a word is, and texts cut into words, each with a key that equal words share.

pub mod key;
pub mod split;

use std::ops::Range;

use key::key_of;
pub use key::{fold, key_of_two};
use split::edges;
pub use split::{SOFT_HYPHEN, is_in_word, is_unparted};

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
    pub const CERTAIN: usize = key::CERTAIN;

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

/// The words of `text`, in order, as [`split::ranges`] has them.
pub fn cut(text: &str) -> Vec<Word> {
    let edges = edges(text);
    let (words, _) = edges.as_chunks();
    let mut folded = String::new();
    let word = |&[start, end]: &[u32; 2]| Word {
        start,
        end,
        key: key_of(text, start as usize, end as usize, &mut folded),
    };
    words.iter().map(word).collect()
}
