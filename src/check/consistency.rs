//! `consistency`: two forms of one thing in one post. Vale's kind of that name, with
//! expressions for what is no word.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::pattern::Pattern;
use super::wording::like;
use super::words::{Except, pairs, phrases, yes};
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Related, Safety};
use crate::text::Edit;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    {"required": ["either"], "properties": {"either": {"minProperties": 1}}},
    {"required": ["either-patterns"], "properties": {"either-patterns": {"minProperties": 1}}},
]))]
pub struct Options {
    /// One form: the other.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    either: Map<String, Value>,
    /// The same as regular expressions. The other form is shown and not written.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    either_patterns: Map<String, Value>,
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
    /// Whether the other form may be put there without asking.
    #[serde(default)]
    safe: bool,
}

pub struct Consistency {
    /// The forms, one and other in turn; those that are expressions behind all others,
    /// without words to write.
    forms: Vec<Option<String>>,
    except: Except,
    safety: Safety,
}

impl Kind for Consistency {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["better", "count"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if options.either.is_empty() && options.either_patterns.is_empty() {
            let error = OptionError::new("either", "nothing to look for");
            return Err(error.help("Give pairs of forms, of which a post should use one."));
        }
        let Options { ignore_case, word_boundaries, .. } = options;
        let (ones, others) = pairs("either", &options.either)?;
        let words: Vec<String> = ones.into_iter().zip(others).flat_map(<[_; 2]>::from).collect();
        let (ones, others) = pairs("either-patterns", &options.either_patterns)?;
        // either of the two stands where its pair does
        let pattern = |source: &str, of: &str| {
            Pattern::new(source, ignore_case, vec!["either-patterns".to_owned(), of.to_owned()])
        };
        let both = |(one, other): (&String, &String)| [pattern(one, one), pattern(other, one)];
        let expressions: Vec<Pattern> = ones.iter().zip(&others).flat_map(both).collect();
        let except =
            Except::new(&options.except, &options.except_patterns, ignore_case, word_boundaries)?;
        let needs = Needs {
            phrases: phrases("either", &words, ignore_case, word_boundaries)?,
            patterns: expressions,
            in_pairs: true,
            own_patterns: except.patterns().to_vec(),
        };
        let mut forms: Vec<Option<String>> = words.into_iter().map(Some).collect();
        forms.resize(forms.len() + 2 * options.either_patterns.len(), None);
        let safety = if options.safe { Safety::Safe } else { Safety::Unsafe };
        Ok((Self { forms, except, safety }, needs))
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        let stands = |form: usize| found.iter().any(|candidate| candidate.which == form);
        if !(0..self.forms.len() / 2).any(|pair| stands(pair * 2) && stands(pair * 2 + 1)) {
            return;
        }
        let meant: Vec<&Candidate> =
            found.iter().filter(|candidate| !self.except.covers(cx, candidate)).collect();
        for pair in 0..self.forms.len() / 2 {
            let of = |form: usize| meant.iter().copied().filter(move |c| c.which == form);
            let (one, other) = (pair * 2, pair * 2 + 1);
            let counts = (of(one).count(), of(other).count());
            if counts.0 == 0 || counts.1 == 0 {
                continue;
            }
            let first = |form| of(form).map(|c| c.plain.start).next();
            // of two that are as frequent, the one that comes later is the slip
            let rarer = match counts.0.cmp(&counts.1) {
                std::cmp::Ordering::Less => one,
                std::cmp::Ordering::Greater => other,
                std::cmp::Ordering::Equal if first(one) > first(other) => one,
                std::cmp::Ordering::Equal => other,
            };
            let better = if rarer == one { other } else { one };
            let count = counts.0.max(counts.1);
            let Some(example) = of(better).next() else { continue };
            let related = Some(cx.prose.source(&example.plain));
            for candidate in of(rarer) {
                let mut hit = match &self.forms[better] {
                    Some(better) => self.hit(cx, candidate, better),
                    None => Hit::new(cx.prose.source(&candidate.plain))
                        .fill("better", cx.prose.slice(example.plain.clone()).trim()),
                };
                let note = "the other form".to_owned();
                hit.related.extend(related.map(|span| Related { span, note }));
                out.push(hit.fill("count", count.to_string()));
            }
        }
    }
}

impl Consistency {
    fn hit(&self, cx: &Context<'_>, candidate: &Candidate, better: &str) -> Hit {
        let span = cx.prose.source(&candidate.plain);
        let better = like(better, cx.prose.slice(candidate.plain.clone()));
        let fix = cx.prose.is_one_piece(&candidate.plain).then(|| Fix {
            title: format!("Write “{better}”"),
            edits: vec![Edit::replace(span, better.clone())],
            safety: self.safety,
        });
        Hit::new(span).fill("better", better).fix(fix)
    }
}
