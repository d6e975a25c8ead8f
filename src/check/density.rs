//! `density`: words that say nothing alone, but much in numbers. They are counted
//! together and reported once.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{
    Except, Unless, UnlessOptions, own_words, patterns, phrases, units, within, yes,
};
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::Related;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    {"required": ["phrases"], "properties": {"phrases": {"minItems": 1}}},
    {"required": ["patterns"], "properties": {"patterns": {"minItems": 1}}},
]))]
pub struct Options {
    /// Words to look for, as they are.
    #[serde(default)]
    phrases: Vec<String>,
    /// Regular expressions to look for, in the syntax of Rust's `regex`;
    /// quotation marks, hyphens and blanks find all their forms.
    #[serde(default)]
    patterns: Vec<String>,
    /// Words that are right as they stand, and hide what they cover.
    #[serde(default)]
    except: Vec<String>,
    /// The same as regular expressions.
    #[serde(default)]
    except_patterns: Vec<String>,
    /// What must not stand near.
    unless: Option<UnlessOptions>,
    /// Whether capitals make no difference.
    #[serde(default = "yes")]
    ignore_case: bool,
    /// Whether words must begin and end where the phrase does.
    #[serde(default = "yes")]
    word_boundaries: bool,
    /// How many are right, per 1,000 words or per post.
    #[schemars(range(min = 0.0))]
    max: f64,
    /// What the number is of.
    #[serde(default)]
    per: Per,
    /// Posts with fewer words are not judged.
    #[serde(default)]
    min_words: usize,
    /// Fewer than these are right, however short the post is.
    #[serde(default)]
    min_count: usize,
    /// Fewer than these that differ are right.
    #[serde(default)]
    min_different: usize,
    /// Where it is told.
    #[serde(default)]
    report: Report,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Per {
    /// Of 1,000 words.
    #[default]
    ThousandWords,
    /// Of the post, however long.
    Post,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Report {
    /// At the first, with the others beside it.
    #[default]
    First,
    /// At each.
    Each,
}

pub struct Density {
    except: Except,
    unless: Option<Unless>,
    max: f64,
    per: Per,
    min_words: usize,
    min_count: usize,
    min_different: usize,
    report: Report,
}

/// Other places that a finding names.
const RELATED: usize = 10;

impl Kind for Density {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["count", "words", "rate", "limit"];
    const ONLY_FOUND: bool = true;

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        let Options { ignore_case, word_boundaries, max, .. } = options;
        if options.phrases.is_empty() && options.patterns.is_empty() {
            return Err(OptionError::nothing_to_look_for());
        }
        if !(max.is_finite() && max >= 0.0) {
            return Err(OptionError::new("max", "not a number from 0 on"));
        }
        let except =
            Except::new(&options.except, &options.except_patterns, ignore_case, word_boundaries)?;
        let unless = Unless::new(options.unless, ignore_case)?;
        let unless_patterns = unless.iter().flat_map(Unless::patterns);
        let needs = Needs {
            phrases: phrases("phrases", &options.phrases, ignore_case, word_boundaries)?,
            patterns: patterns(&["patterns"], &options.patterns, ignore_case),
            own_patterns: except.patterns().iter().chain(unless_patterns).cloned().collect(),
            ..Needs::default()
        };
        let kind = Self {
            except,
            unless,
            max,
            per: options.per,
            min_words: options.min_words,
            min_count: options.min_count,
            min_different: options.min_different,
            report: options.report,
        };
        Ok((kind, needs))
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        if found.len() < self.min_count.max(1) {
            return;
        }
        for unit in units(cx) {
            let counted: Vec<&Candidate> = within(found, &unit)
                .filter(|candidate| {
                    !self.except.covers(cx, candidate)
                        && !self.unless.as_ref().is_some_and(|unless| unless.holds(cx, candidate))
                })
                .collect();
            let count = counted.len();
            let mut different: Vec<usize> = counted.iter().map(|c| c.which).collect();
            different.sort_unstable();
            different.dedup();
            if count < self.min_count.max(1) || different.len() < self.min_different {
                continue;
            }
            let words: usize = unit.iter().map(|stretch| own_words(cx, stretch)).sum();
            let rate = match self.per {
                Per::Post => count as f64,
                Per::ThousandWords => count as f64 * 1000.0 / words.max(1) as f64,
            };
            if words >= self.min_words && rate > self.max {
                self.report(cx, &counted, (words, rate), out);
            }
        }
    }
}

impl Density {
    fn report(
        &self,
        cx: &Context<'_>,
        counted: &[&Candidate],
        (words, rate): (usize, f64),
        out: &mut Vec<Hit>,
    ) {
        let spans: Vec<_> = counted.iter().map(|c| cx.prose.source(&c.plain)).collect();
        let reported = match self.report {
            Report::First => 1,
            Report::Each => spans.len(),
        };
        for &span in &spans[..reported] {
            let mut hit = Hit::new(span)
                .fill("count", spans.len().to_string())
                .fill("words", words.to_string())
                .fill("rate", number(rate))
                .fill("limit", number(self.max));
            if self.report == Report::First {
                let others = spans.iter().skip(1).take(RELATED);
                hit.related.extend(others.map(|&span| Related {
                    span,
                    note: "and this".to_owned(),
                }));
            }
            out.push(hit);
        }
    }
}

/// A number with at most one decimal.
fn number(number: f64) -> String {
    let rounded = (number * 10.0).round() / 10.0;
    format!("{rounded}")
}
