//! Finding phrases: one pass over a text for the phrases of all rules.
//!
//! Straight and curly marks, breaking and non-breaking blanks, and words with and
//! without soft hyphens are the same.

mod index;
mod known;
pub mod phrase;

pub use index::PhraseIndex;
pub use known::Phrases;
pub use phrase::Phrase;

use crate::word::{SOFT_HYPHEN, fold, is_in_word};
use phrase::is_blank;

impl Phrase {
    /// Where the phrase ends if it begins at the byte `at` of `text`.
    fn ends_at(&self, text: &str, at: usize) -> Option<usize> {
        let rest = &text[at..];
        // most often it stands there letter for letter
        let is_same = |there: &[u8]| match self.ignore_case {
            true => there.eq_ignore_ascii_case(self.text.as_bytes()),
            false => there == self.text.as_bytes(),
        };
        if let Some((there, [next, ..])) = rest.as_bytes().split_at_checked(self.text.len())
            && is_same(there)
            && next.is_ascii()
        {
            let goes_on = next.is_ascii_alphanumeric() && self.text.ends_with(is_in_word);
            return (!(self.word_boundaries && goes_on)).then_some(at + there.len());
        }
        let mut end = 0;
        let mut chars = rest.chars().peekable();
        for wanted in self.text.chars() {
            while chars.peek() == Some(&SOFT_HYPHEN) {
                end += SOFT_HYPHEN.len_utf8();
                chars.next();
            }
            let c = chars.next().filter(|&c| fold(c, self.ignore_case) == wanted)?;
            end += c.len_utf8();
            while wanted == ' ' && chars.peek().is_some_and(|&c| is_blank(c)) {
                end += chars.next().map_or(0, char::len_utf8);
            }
        }
        let ends_in_word = self.text.ends_with(is_in_word);
        let goes_on = chars.peek().is_some_and(|&c| is_in_word(c));
        let bounded = !(self.word_boundaries && ends_in_word && goes_on);
        bounded.then_some(at + end)
    }

    /// Where the phrase begins in `text` if its first word does at the byte `word`.
    #[inline]
    fn begins_at(&self, text: &str, word: usize) -> Option<usize> {
        if self.lead == 0 { Some(word) } else { self.led_at(text, word) }
    }

    fn led_at(&self, text: &str, word: usize) -> Option<usize> {
        let mut chars = text[..word].chars();
        for wanted in self.text[..self.lead as usize].chars().rev() {
            let c = chars.by_ref().rev().find(|&c| c != SOFT_HYPHEN)?;
            if fold(c, self.ignore_case) != wanted {
                return None;
            }
            if wanted == ' ' {
                chars = chars.as_str().trim_end_matches(is_blank).chars();
            }
        }
        Some(chars.as_str().len())
    }
}
