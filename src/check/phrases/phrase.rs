//! A phrase, and how it is known by its first words. The build uses this file, too.

use std::borrow::Cow;
use std::ops::Range;

use crate::word::key::{fold, key_of, key_of_two};
use crate::word::split::{SOFT_HYPHEN, is_in_word};

/// Literal words to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Its text, as it is compared.
    pub text: Cow<'static, str>,
    /// Whether small and large letters are the same.
    pub ignore_case: bool,
    /// Whether it is not found inside of a longer word.
    pub word_boundaries: bool,
    /// Bytes of marks and blanks before its first word.
    pub lead: u32,
    /// How it is known, if it cannot begin inside of a word.
    pub key: Option<Key>,
}

/// How the first words of a phrase are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key of the first word with the mark before it, of the first two, or of the only
    /// one.
    pub begins: u64,
    /// That of the next word, as [`next_key`] has it; 0 where any may follow.
    pub next: u32,
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
        let key = key(&text, lead, word_boundaries);
        let lead = lead as u32;
        Self { text: Cow::Owned(text), ignore_case, word_boundaries, lead, key }
    }
}

/// How the phrase `text` is known, as far as its first words must be whole where it stands.
fn key(text: &str, lead: usize, word_boundaries: bool) -> Option<Key> {
    let mut folded = String::new();
    let mut keys = words(text, lead).map_while(|word| {
        let is_whole = word_boundaries || (word.start > 0 && word.end < text.len());
        is_whole.then(|| key_of(text, word.start, word.end, &mut folded))
    });
    let first = keys.next()?;
    let begins = match text[..lead].chars().rfind(|c| !is_blank(*c)) {
        Some(mark) => key_behind(mark, first),
        None => match keys.next() {
            Some(second) => key_of_two(first, second),
            None => return Some(Key { begins: first, next: 0 }),
        },
    };
    Some(Key { begins, next: keys.next().map_or(0, next_key) })
}

/// The words of `text`, which has no soft hyphen, from the byte `at` on. Of most phrases few
/// are asked for.
fn words(text: &str, mut at: usize) -> impl Iterator<Item = Range<usize>> {
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_in_word)?;
        at = text[start..].find(|c| !is_in_word(c)).map_or(text.len(), |len| start + len);
        Some(start..at)
    })
}

/// The key of a word that stands behind a mark.
pub fn key_behind(mark: char, word: u64) -> u64 {
    key_of_two(fold(mark, true).into(), word)
}

/// The key of the word that comes next, which is not 0.
pub fn next_key(word: u64) -> u32 {
    (word >> 32) as u32 | 1
}

pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace()
}
