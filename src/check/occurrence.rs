//! `occurrence`: something said too often, or not often enough. Vale's kind of that
//! name.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{Except, patterns, phrases, units, within, yes};
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    {"required": ["phrases", "max"], "properties": {"phrases": {"minItems": 1}}},
    {"required": ["phrases", "min"], "properties": {"phrases": {"minItems": 1}}},
    {"required": ["patterns", "max"], "properties": {"patterns": {"minItems": 1}}},
    {"required": ["patterns", "min"], "properties": {"patterns": {"minItems": 1}}},
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
    /// Whether capitals make no difference.
    #[serde(default = "yes")]
    ignore_case: bool,
    /// Whether words must begin and end where the phrase does.
    #[serde(default = "yes")]
    word_boundaries: bool,
    /// How many there may be.
    max: Option<usize>,
    /// How many there must be.
    min: Option<usize>,
}

pub struct Occurrence {
    except: Except,
    max: usize,
    min: usize,
}

impl Kind for Occurrence {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["count", "limit"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        let Options { ignore_case, word_boundaries, max, min, .. } = options;
        if options.phrases.is_empty() && options.patterns.is_empty() {
            return Err(OptionError::nothing_to_look_for());
        }
        if max.is_none() && min.is_none() {
            let message = "neither `max` nor `min` is said";
            return Err(OptionError { path: Vec::new(), message: message.into(), help: None });
        }
        if let (Some(max), Some(min)) = (max, min)
            && min > max
        {
            return Err(OptionError::new("min", "more than `max`"));
        }
        let except =
            Except::new(&options.except, &options.except_patterns, ignore_case, word_boundaries)?;
        let needs = Needs {
            phrases: phrases("phrases", &options.phrases, ignore_case, word_boundaries)?,
            patterns: patterns(&["patterns"], &options.patterns, ignore_case),
            own_patterns: except.patterns().to_vec(),
            ..Needs::default()
        };
        let (max, min) = (max.unwrap_or(usize::MAX), min.unwrap_or_default());
        Ok((Self { except, max, min }, needs))
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        if self.min == 0 && found.len() <= self.max {
            return;
        }
        for unit in units(cx) {
            let counted: Vec<&Candidate> = within(found, &unit)
                .filter(|candidate| !self.except.covers(cx, candidate))
                .collect();
            let count = counted.len();
            let (span, limit) = if count > self.max {
                // the first that is one too many
                (cx.prose.source(&counted[self.max].plain), self.max)
            } else if count < self.min {
                let whole = cx.scopes.is_whole() || unit.is_empty();
                let span = if whole { cx.doc.head() } else { cx.prose.source(&unit[0]) };
                (span, self.min)
            } else {
                continue;
            };
            let hit = Hit::new(span).fill("count", count.to_string());
            out.push(hit.fill("limit", limit.to_string()));
        }
    }
}
