//! `capitalization`: headlines and headings in one case. Vale's kind of that name.

mod case;

use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;

use super::pattern::Pattern;
use super::words::whole_words;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::document::{BlockKind, OBJECT, Prose};
use crate::text::Edit;
use case::{Case, Style, Word};

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    {"required": ["case"], "not": {"required": ["pattern"]}},
    {"required": ["pattern"], "not": {"required": ["case"]}},
]))]
pub struct Options {
    /// How words are written.
    case: Option<Case>,
    /// Whose title case.
    #[serde(default)]
    style: Style,
    /// An expression that the whole must match, in the place of a case.
    pattern: Option<String>,
    /// Words that are right in just this spelling.
    #[serde(default)]
    except: Vec<String>,
    /// The share of words that must be right.
    #[serde(default = "most")]
    #[schemars(range(min = 0.0, max = 1.0))]
    threshold: f64,
    /// Behind these a word may begin anew.
    #[serde(default = "colon")]
    indicators: Vec<String>,
}

fn most() -> f64 {
    0.8
}

fn colon() -> Vec<String> {
    vec![":".to_owned()]
}

pub struct Capitalization {
    wanted: Wanted,
    except: FxHashSet<String>,
    threshold: f64,
    indicators: Vec<String>,
}

enum Wanted {
    Case(Case, Style),
    Pattern(Pattern),
}

impl Kind for Capitalization {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["better"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        let mut needs = Needs::default();
        let wanted = match (options.case, options.pattern) {
            (Some(case), None) => Wanted::Case(case, options.style),
            (None, Some(source)) => {
                let pattern = Pattern::new(&source, false, vec!["pattern".to_owned()]);
                needs.own_patterns.push(pattern.clone());
                Wanted::Pattern(pattern)
            }
            (case, _) => {
                let path = if case.is_some() { vec!["pattern".to_owned()] } else { Vec::new() };
                let message = if case.is_some() { "`case` says it already" } else { "no case" };
                let error = OptionError { path, message: message.into(), help: None };
                return Err(error.help("Give `case` (title, sentence, lower, upper) or `pattern`."));
            }
        };
        if !(0.0..=1.0).contains(&options.threshold) {
            return Err(OptionError::new("threshold", "not a share between 0 and 1"));
        }
        let kind = Self {
            wanted,
            except: options.except.into_iter().collect(),
            threshold: options.threshold,
            indicators: options.indicators,
        };
        Ok((kind, needs))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let body = OnceCell::new();
        for stretch in cx.stretches() {
            let stretch = trimmed(cx.prose, &stretch);
            let text = cx.prose.slice(stretch.clone());
            if !text.contains(char::is_alphabetic) || cx.is_of_others(&stretch) {
                continue;
            }
            match &self.wanted {
                Wanted::Pattern(pattern) => {
                    let whole = |found: Range<usize>| found == (0..text.len());
                    let searched = pattern.is_in(text, whole);
                    if searched.is_ok() && !cx.told(searched) {
                        out.push(Hit::new(cx.prose.source(&stretch)));
                    }
                }
                Wanted::Case(case, style) => {
                    let small = |word: &str| {
                        body.get_or_init(|| small_words(&cx.doc.prose)).contains(word)
                    };
                    let words = whole_words(cx.prose, &stretch);
                    let words = words.map(|word| {
                        word.plain.start - stretch.start..word.plain.end - stretch.start
                    });
                    let words = self.judged(text, words.collect(), *case, *style, small);
                    out.extend(self.hit(cx, &stretch, &words));
                }
            }
        }
    }
}

/// A word and what it should be: the same, something else, or nobody knows.
struct Judged {
    plain: Range<usize>,
    better: Option<String>,
    counts: bool,
}

impl Capitalization {
    fn judged(
        &self,
        text: &str,
        all: Vec<Range<usize>>,
        case: Case,
        style: Style,
        is_small: impl Fn(&str) -> bool,
    ) -> Vec<Judged> {
        let count = all.len();
        let mut out = Vec::with_capacity(count);
        for (number, plain) in all.into_iter().enumerate() {
            let word = &text[plain.clone()];
            let before = text[..plain.start].trim_end_matches(|c: char| {
                c.is_whitespace() || matches!(c, '"' | '“' | '‘' | '\'' | '(' | '«')
            });
            let begins = before.is_empty()
                || before.ends_with(['.', '!', '?'])
                || self.indicators.iter().any(|indicator| before.ends_with(indicator.as_str()));
            let is_excepted = self.except.contains(word)
                || text[plain.end..].starts_with(OBJECT)
                || before.ends_with(OBJECT) && before.len() == plain.start;
            let better = match is_excepted {
                true => Some(word.to_owned()),
                false => {
                    let place = Word { text: word, first: number == 0, begins, last: number + 1 == count };
                    case.of(place, style, &is_small)
                }
            };
            let counts = better.is_some();
            out.push(Judged { plain, better: better.filter(|better| better != word), counts });
        }
        out
    }

    fn hit(&self, cx: &Context<'_>, stretch: &Range<usize>, words: &[Judged]) -> Option<Hit> {
        let judged = words.iter().filter(|word| word.counts).count();
        let wrong: Vec<&Judged> = words.iter().filter(|word| word.better.is_some()).collect();
        let share = (judged - wrong.len()) as f64 / judged.max(1) as f64;
        if wrong.is_empty() || share >= self.threshold {
            return None;
        }
        let mut better = cx.prose.slice(stretch.clone()).to_owned();
        let mut edits = Vec::new();
        for word in wrong.iter().rev() {
            let Some(right) = &word.better else { continue };
            better.replace_range(word.plain.clone(), right);
            let plain = word.plain.start + stretch.start..word.plain.end + stretch.start;
            if cx.prose.is_one_piece(&plain) {
                edits.push(Edit::replace(cx.prose.source(&plain), right.clone()));
            }
        }
        edits.reverse();
        // a capital too many may be the name of something
        let only_raises = wrong.iter().all(|word| {
            word.better.as_ref().is_some_and(|better| better.starts_with(char::is_uppercase))
        });
        let safety = if only_raises { Safety::Safe } else { Safety::Unsafe };
        let fix = (edits.len() == wrong.len())
            .then(|| Fix { title: format!("Write “{better}”"), edits, safety });
        Some(Hit::new(cx.prose.source(stretch)).fill("better", better).fix(fix))
    }
}

fn trimmed(prose: &Prose, stretch: &Range<usize>) -> Range<usize> {
    let text = prose.slice(stretch.clone());
    let start = stretch.start + text.len() - text.trim_start().len();
    start..start + text.trim().len()
}

/// The words that the post's paragraphs write in small letters: no names.
fn small_words(prose: &Prose) -> FxHashSet<String> {
    let paragraphs = prose.blocks().iter().filter(|block| block.kind == BlockKind::Paragraph);
    let words = paragraphs.flat_map(|block| whole_words(prose, &block.plain));
    let small = words.map(|word| prose.slice(word.plain));
    small.filter(|word| word.starts_with(char::is_lowercase)).map(str::to_owned).collect()
}
