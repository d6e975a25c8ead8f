//! `spelling`: words that no dictionary has. Vale's kind of that name. Names,
//! abbreviations and words with figures or signs in them are not judged.

use std::hash::BuildHasher as _;
use std::ops::Range;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Deserialize;

use super::known::Known;
use super::words::whole_words;
use super::{Candidate, Context, Hit, Kind, NamedFile, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::dictionary::{Hunspell, Variety, is_english, near_english};
use crate::text::Edit;
use crate::word::Word;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// Whose spelling.
    #[serde(default)]
    english: Variety,
    /// Words that are right besides those of the dictionary and of `vocab`.
    #[serde(default)]
    words: Vec<String>,
    /// Whose words count in the place of English: the `.dic` of a dictionary of Hunspell.
    dictionary: Option<NamedFile>,
    /// The `.aff` that comes with it.
    affixes: Option<NamedFile>,
    /// Shorter words are not judged.
    #[serde(default = "three")]
    min_length: usize,
}

fn three() -> usize {
    3
}

pub struct Spelling {
    english: Variety,
    words: FxHashSet<String>,
    hunspell: Option<Hunspell>,
    min_length: usize,
    /// Words that are right, with all that is joined to them.
    right: Known,
    /// Words near others: what is wrong once is wrong in many posts.
    near: RwLock<FxHashMap<String, Vec<String>>>,
}

/// Words whose near ones are kept.
const KEPT: usize = 10_000;

/// Words that a finding offers.
const OFFERS: usize = 3;

impl Kind for Spelling {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["better"];
    const FILES: &'static [&'static str] = &["dictionary", "affixes"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        let words = options.words.iter().map(|word| word.to_lowercase()).collect();
        let hunspell = hunspell(options.dictionary, options.affixes)?;
        let Options { english, min_length, .. } = options;
        let (right, near) = Default::default();
        let kind = Self { english, words, hunspell, min_length, right, near };
        Ok((kind, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let rejects_some = cx.vocabulary.rejects_some();
        for stretch in cx.stretches() {
            for word in whole_words(cx.prose, &stretch) {
                if !rejects_some && word.key.is_some_and(|key| self.right.has(key)) {
                    continue;
                }
                let written = cx.prose.slice(word.plain.clone());
                let key = word.key.filter(|_| is_certain(written));
                let key = key.unwrap_or_else(|| FxBuildHasher.hash_one(written));
                let is_known = self.right.has(key);
                if is_known && !rejects_some {
                    continue;
                }
                let mut is_right = true;
                for part in parts(written) {
                    let one = &written[part.clone()];
                    let is_rejected = cx.vocabulary.rejects(one);
                    if !is_rejected && (is_known || self.is_right(cx, one)) {
                        continue;
                    }
                    is_right = false;
                    let plain = part.start + word.plain.start..part.end + word.plain.start;
                    if !cx.is_of_others(&plain) {
                        out.push(self.hit(cx, &plain));
                    }
                }
                if is_right {
                    self.right.add(key);
                }
            }
        }
    }
}

impl Spelling {
    fn is_right(&self, cx: &Context<'_>, word: &str) -> bool {
        let is_short = || word.chars().take(self.min_length).count() < self.min_length;
        let is_plain = || word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '\u{ad}'));
        let is_in_dictionary = || match &self.hunspell {
            Some(dictionary) => dictionary.has(word),
            // what was wrong before is wrong
            None => !self.near().contains_key(word) && is_english(word, self.english),
        };
        // a capital begins a name as often as a sentence
        word.contains(char::is_uppercase)
            || is_short()
            || !is_plain()
            || is_in_dictionary()
            || self.words.contains(word)
            || cx.vocabulary.accepts(word)
    }

    fn near(&self) -> RwLockReadGuard<'_, FxHashMap<String, Vec<String>>> {
        self.near.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Words near one that is wrong.
    fn words_near(&self, word: &str) -> Vec<String> {
        if self.hunspell.is_some() {
            return Vec::new();
        }
        if let Some(near) = self.near().get(word) {
            return near.clone();
        }
        let near = near_english(word, self.english, OFFERS);
        let mut kept = self.near.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT {
            kept.insert(word.to_owned(), near.clone());
        }
        near
    }

    fn hit(&self, cx: &Context<'_>, plain: &Range<usize>) -> Hit {
        let span = cx.prose.source(plain);
        let near = self.words_near(cx.prose.slice(plain.clone()));
        // where two words are as near, somebody must choose
        let safety = if near.len() == 1 { Safety::Unsafe } else { Safety::Display };
        let mut hit = Hit::new(span).fill("better", near.join(", "));
        if cx.prose.is_one_piece(plain) {
            hit.fixes.extend(near.into_iter().map(|better| Fix {
                title: format!("Write “{better}”"),
                edits: vec![Edit::replace(span, better)],
                safety,
            }));
        }
        hit
    }
}

/// Whether the key of `word` is that of no other word, nor of one with capitals, for which
/// less is asked.
fn is_certain(word: &str) -> bool {
    word.len() <= Word::CERTAIN
        && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// The dictionary that two options name together.
fn hunspell(
    dictionary: Option<NamedFile>,
    affixes: Option<NamedFile>,
) -> Result<Option<Hunspell>, OptionError> {
    let (dictionary, affixes) = match (dictionary, affixes) {
        (Some(dictionary), Some(affixes)) => (dictionary, affixes),
        (None, None) => return Ok(None),
        (Some(_), None) => return Err(OptionError::new("dictionary", "`affixes` is missing")),
        (None, Some(_)) => return Err(OptionError::new("affixes", "`dictionary` is missing")),
    };
    // before the files are read there is nothing to say of them
    let (Some(words), Some(affixes)) = (dictionary.text, affixes.text) else { return Ok(None) };
    let read = Hunspell::new(&affixes, &words);
    read.map(Some).map_err(|why| OptionError::new("dictionary", why))
}

/// What hyphens join is several words; other signs make a word that is not judged.
fn parts(word: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    word.split_inclusive(['-', '\u{2010}', '\u{2011}']).map(move |part| {
        let bare = part.trim_end_matches(['-', '\u{2010}', '\u{2011}']);
        // "harbour's" is judged without its ending
        let stem = ["'s", "’s"].iter().find_map(|ending| bare.strip_suffix(ending));
        let range = at..at + stem.unwrap_or(bare).len();
        at += part.len();
        range
    })
}
