//! Words that there are: those of English, and those of a site.

#[cfg(feature = "hunspell")]
mod hunspell;
#[cfg(not(feature = "hunspell"))]
#[path = "no_hunspell.rs"]
mod hunspell;
mod vocabulary;

use std::sync::OnceLock;

use fst::Map;
use schemars::JsonSchema;
use serde::Deserialize;

pub use hunspell::Hunspell;
pub use vocabulary::{EntryError, Vocabulary};

/// English as an automaton, which is searched as it lies in the program: a run that
/// asks for no word spends nothing on it.
static ENGLISH: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/english.fst"));

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
    let word: String = word.chars().filter(|&c| c != '\u{ad}').map(straight).collect();
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
    static WORDS: OnceLock<Option<Map<&'static [u8]>>> = OnceLock::new();
    let words = WORDS.get_or_init(|| Map::new(ENGLISH).ok());
    let found = words.as_ref().and_then(|words| words.get(word));
    found.is_some_and(|of| of & variety.bit() != 0)
}

/// English words that differ from `word` by one letter left out, too many, wrong or
/// in the wrong place; nearest kinds of slip first, `most` at the most.
pub fn near_english(word: &str, variety: Variety, most: usize) -> Vec<String> {
    let letters: Vec<char> = word.chars().map(straight).collect();
    let mut near: Vec<String> = Vec::new();
    let mut add = |letters: &[char]| {
        let slip: String = letters.iter().collect();
        if has(&slip, variety) && !near.contains(&slip) {
            near.push(slip);
        }
    };
    let mut slip = letters.clone();
    for at in 1..letters.len() {
        slip.swap(at - 1, at);
        add(&slip);
        slip.swap(at - 1, at);
    }
    for at in 0..letters.len() {
        let letter = slip.remove(at);
        add(&slip);
        slip.insert(at, letter);
    }
    for at in 0..=letters.len() {
        for letter in ('a'..='z').chain(['\'']) {
            slip.insert(at, letter);
            add(&slip);
            slip.remove(at);
        }
    }
    for at in 0..letters.len() {
        for letter in 'a'..='z' {
            let written = std::mem::replace(&mut slip[at], letter);
            add(&slip);
            slip[at] = written;
        }
    }
    near.truncate(most);
    near
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

    #[test]
    fn near_words_are_offered() {
        assert_eq!(near_english("recieve", Variety::Any, 3), ["receive", "relieve"]);
        assert_eq!(near_english("teh", Variety::Any, 1), ["the"]);
        assert_eq!(near_english("xxqqxx", Variety::Any, 3), [""; 0]);
    }
}
