//! Finding phrases: one pass over a text for the phrases of all rules.
//!
//! Straight and curly marks, breaking and non-breaking blanks, and words with and
//! without soft hyphens are the same.

mod index;

pub use index::PhraseIndex;

use crate::word::{SOFT_HYPHEN, cut, fold, is_in_word, key_of_two};

/// Literal words to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    text: String,
    ignore_case: bool,
    word_boundaries: bool,
    /// Bytes of marks and blanks before its first word.
    lead: usize,
}

impl Phrase {
    /// The phrase `text`. With `word_boundaries` it is not found inside a longer
    /// word; an end that is no letter or figure needs none.
    pub fn new(text: &str, ignore_case: bool, word_boundaries: bool) -> Self {
        let text = text.trim();
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if is_plain && !text.contains("  ") {
            let text = if ignore_case { text.to_ascii_lowercase() } else { text.to_owned() };
            return Self::folded(text, ignore_case, word_boundaries);
        }
        let mut folded = String::new();
        for c in text.chars().filter(|&c| c != SOFT_HYPHEN) {
            if !(is_blank(c) && folded.ends_with(' ')) {
                folded.push(fold(c, ignore_case));
            }
        }
        Self::folded(folded, ignore_case, word_boundaries)
    }

    fn folded(text: String, ignore_case: bool, word_boundaries: bool) -> Self {
        let lead = text.find(is_in_word).unwrap_or(text.len());
        Self { text, ignore_case, word_boundaries, lead }
    }

    /// Where the phrase ends if it begins at the byte `at` of `text`.
    fn ends_at(&self, text: &str, at: usize) -> Option<usize> {
        let rest = &text[at..];
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
        for wanted in self.text[..self.lead].chars().rev() {
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

    /// How its first words are known, as far as they must be whole words where it stands.
    fn key(&self) -> Option<Key> {
        let words = cut(&self.text);
        let mut keys = words.iter().map_while(|word| {
            let (start, end) = (word.start(), word.end());
            let is_whole = self.word_boundaries || (start > 0 && end < self.text.len());
            is_whole.then_some(word.key)
        });
        let first = keys.next()?;
        if let Some(mark) = self.text[..self.lead].chars().rfind(|c| !is_blank(*c)) {
            return Some(Key { begins: key_behind(mark, first), next: keys.next() });
        }
        let Some(second) = keys.next() else { return Some(Key { begins: first, next: None }) };
        Some(Key { begins: key_of_two(first, second), next: keys.next() })
    }
}

/// The key of a word that stands behind a mark.
fn key_behind(mark: char, word: u64) -> u64 {
    key_of_two(fold(mark, true).into(), word)
}

/// How the first words of a phrase are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// The key of the first word with the mark before it, of the first two, or of the only
    /// one.
    begins: u64,
    /// That of the next word, if there is one.
    next: Option<u64>,
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
}
