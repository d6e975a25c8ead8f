//! `replaced-words`: what a blind replacement leaves inside other words, where "new"
//! for "latest" makes "latestspaper" of "newspaper". A word that nobody knows, which
//! holds what was put in, and is a word again when that is undone.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::wording::like;
use super::known::Known;
use super::words::pairs;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::dictionary::{Variety, is_english};
use crate::text::Edit;
use crate::word::Word;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// What was replaced: what was put there. `new: latest`
    #[schemars(with = "BTreeMap<String, String>", length(min = 1))]
    pairs: Map<String, Value>,
    /// Words that there are besides those of the dictionary: names such as `Newsnight`.
    #[serde(default)]
    words: Vec<String>,
    /// Whether the words may be put right without asking.
    #[serde(default)]
    safe: bool,
}

pub struct ReplacedWords {
    put: AhoCorasick,
    /// For each, what stood there and what was put there, in small letters.
    pairs: Vec<(String, String)>,
    /// In small letters.
    words: Vec<String>,
    safety: Safety,
    /// Words into which none of them was put.
    without: Known,
}

impl Kind for ReplacedWords {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["better", "put"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if options.pairs.is_empty() {
            return Err(OptionError::new("pairs", "nothing to look for"));
        }
        let (was, put) = pairs("pairs", &options.pairs)?;
        let small = |texts: Vec<String>| texts.into_iter().map(|text| text.trim().to_lowercase());
        let pairs: Vec<(String, String)> = small(was).zip(small(put)).collect();
        for (was, put) in &pairs {
            if put.is_empty() || !put.chars().all(char::is_alphabetic) {
                let path = vec!["pairs".to_owned(), was.clone()];
                let message = "not a single word".into();
                return Err(OptionError { path, message, help: None });
            }
        }
        let built = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            // soon built: few words are looked at twice
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(pairs.iter().map(|(_, put)| put));
        let kind = Self {
            put: built.map_err(|error| OptionError::new("pairs", error.to_string()))?,
            pairs,
            words: small(options.words).collect(),
            safety: if options.safe { Safety::Safe } else { Safety::Unsafe },
            without: Known::default(),
        };
        Ok((kind, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        for stretch in cx.stretches() {
            for word in cx.prose.words_in(&stretch) {
                if self.without.has(word.key) {
                    continue;
                }
                let written = cx.prose.slice(word.range());
                let mut end = 0;
                for found in self.put.find_iter(written) {
                    let letters = letters_around(written, found.range());
                    // "latest" itself is a word, and nothing has come of it
                    if found.start() < end || letters == found.range() {
                        continue;
                    }
                    end = letters.end;
                    let plain = letters.start + word.start()..letters.end + word.start();
                    if let Some((better, put)) = self.undone(cx, &written[letters])
                        && !cx.is_of_others(&plain)
                    {
                        out.push(self.hit(cx, &plain, better, put));
                    }
                }
                if end == 0 && written.len() <= Word::CERTAIN && written.is_ascii() {
                    self.without.add(word.key);
                }
            }
        }
    }
}

impl ReplacedWords {
    /// The word that `word` was before something was put into it, and what that was;
    /// `None` where `word` is one itself, or none comes out.
    fn undone(&self, cx: &Context<'_>, word: &str) -> Option<(String, &str)> {
        if self.is_word(cx, word) {
            return None;
        }
        let small = word.to_lowercase();
        self.pairs.iter().find_map(|(was, put)| {
            let undone = small.match_indices(put.as_str()).map(|(at, _)| {
                format!("{}{was}{}", &small[..at], &small[at + put.len()..])
            });
            let known = undone.map(|undone| like(&undone, word)).find(|undone| {
                // a name is known by its capital, which "latestcastle" has lost
                self.is_word(cx, undone) || self.is_word(cx, &like(undone, "Xx"))
            });
            known.map(|undone| (undone, put.as_str()))
        })
    }

    fn is_word(&self, cx: &Context<'_>, word: &str) -> bool {
        is_english(word, Variety::Any)
            || cx.vocabulary.accepts(word)
            || self.words.contains(&word.to_lowercase())
    }

    fn hit(&self, cx: &Context<'_>, plain: &Range<usize>, better: String, put: &str) -> Hit {
        let span = cx.prose.source(plain);
        let fix = cx.prose.is_one_piece(plain).then(|| Fix {
            title: format!("Write “{better}”"),
            edits: vec![Edit::replace(span, better.clone())],
            safety: self.safety,
        });
        Hit::new(span).fill("better", better).fill("put", put).fix(fix)
    }
}

/// The letters around `at`.
fn letters_around(text: &str, at: Range<usize>) -> Range<usize> {
    let before = text[..at.start].trim_end_matches(char::is_alphabetic).len();
    let after = &text[at.end..];
    before..at.end + after.len() - after.trim_start_matches(char::is_alphabetic).len()
}
