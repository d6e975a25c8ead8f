//! Words that there are: those of English, and those of a site.

#[cfg(feature = "hunspell")]
mod hunspell;
#[cfg(not(feature = "hunspell"))]
#[path = "no_hunspell.rs"]
mod hunspell;
mod near;
mod sieve;
mod vocabulary;

use std::borrow::Cow;
use std::sync::OnceLock;

use fst::Map;
use schemars::JsonSchema;
use serde::Deserialize;

pub use hunspell::Hunspell;
pub use near::near_english;
pub use vocabulary::{EntryError, Vocabulary};

/// English as an automaton, which is searched as it lies in the program: a run that
/// asks for no word spends nothing on it.
static ENGLISH: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/english.fst"));

/// What tells of nearly every other word that it is not among them.
static SIEVE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/english.sieve"));

/// Whose English.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Variety {
    /// Any.
    #[default]
    Any,
    /// As it is spelt in America.
    American,
    /// As it is spelt in Britain.
    British,
}

impl Variety {
    /// The bit of a word that is of this variety.
    fn bit(self) -> u64 {
        match self {
            Variety::Any => 3,
            Variety::American => 1,
            Variety::British => 2,
        }
    }
}

/// Endings that an English word may have behind an apostrophe.
const ENDINGS: [&str; 6] = ["'s", "s'", "'ll", "'ve", "'d", "'re"];

/// Whether `word` is English: as it stands, in small letters where it has capitals, or
/// with an ending of its own ("harbour's").
pub fn is_english(word: &str, variety: Variety) -> bool {
    let word = match word.is_ascii() {
        true => Cow::Borrowed(word),
        false => Cow::Owned(word.chars().filter(|&c| c != '\u{ad}').map(straight).collect()),
    };
    if has_form(&word, variety) {
        return true;
    }
    let ending = ENDINGS.iter().find(|ending| word.ends_with(*ending));
    ending.is_some_and(|ending| {
        // the s before the apostrophe is the word's own
        let stem = &word[..word.len() - ending.trim_start_matches('s').len()];
        has_form(stem, variety)
    })
}

fn straight(c: char) -> char {
    if matches!(c, '’' | 'ʼ') { '\'' } else { c }
}

/// Whether there is `word` as it stands or with fewer capitals.
fn has_form(word: &str, variety: Variety) -> bool {
    if has(word, variety) {
        return true;
    }
    let Some(first) = word.chars().next().filter(|_| word.contains(char::is_uppercase)) else {
        return false;
    };
    let small = word.to_lowercase();
    let capital = || first.to_string() + &small[small.chars().next().map_or(0, char::len_utf8)..];
    has(&small, variety) || (first.is_uppercase() && has(&capital(), variety))
}

/// Whether the list has `word`, letter for letter.
fn has(word: &str, variety: Variety) -> bool {
    near::may_be_word(sieve::number_of(word.as_bytes())) && has_certainly(word, variety)
}

/// The same, for one that it may have by its number.
fn has_certainly(word: &str, variety: Variety) -> bool {
    english().and_then(|words| words.get(word)).is_some_and(|of| of & variety.bit() != 0)
}

/// The list.
fn english() -> Option<&'static Map<&'static [u8]>> {
    static WORDS: OnceLock<Option<Map<&'static [u8]>>> = OnceLock::new();
    WORDS.get_or_init(|| Map::new(ENGLISH).ok()).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_known_in_its_forms() {
        for word in [
            "harbour",
            "harbor",
            "Harbour",
            "HARBOUR",
            "Newcastle",
            "NEWCASTLE",
            "harbour’s",
            "boys’",
            "we’ll",
            "don't",
            "it's",
            "har\u{ad}bour",
            "soirée",
            "a",
            "I",
        ] {
            assert!(is_english(word, Variety::Any), "{word}");
        }
        for word in ["newcastle", "riskous", "Latestcastle", "teh", "recieve", "ö", "", "'s"] {
            assert!(!is_english(word, Variety::Any), "{word}");
        }
    }

    #[test]
    fn varieties_differ() {
        assert!(is_english("colour", Variety::British) && is_english("color", Variety::American));
        assert!(!is_english("colour", Variety::American) && !is_english("color", Variety::British));
        assert!(is_english("pier", Variety::British) && is_english("pier", Variety::American));
    }
}
