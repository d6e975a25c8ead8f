//! `consistency`: two forms of one word in one post. Vale's kind of that name.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::wording::like;
use super::words::{Except, pairs, phrases, yes};
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Related, Safety};
use crate::text::Edit;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// One form: the other.
    #[schemars(with = "BTreeMap<String, String>", length(min = 1))]
    either: Map<String, Value>,
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
    /// The forms, one and other in turn.
    forms: Vec<String>,
    except: Except,
    safety: Safety,
}

impl Kind for Consistency {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["better", "count"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if options.either.is_empty() {
            let error = OptionError::new("either", "nothing to look for");
            return Err(error.help("Give pairs of forms, of which a post should use one."));
        }
        let Options { ignore_case, word_boundaries, .. } = options;
        let (ones, others) = pairs("either", &options.either)?;
        let forms: Vec<String> = ones.into_iter().zip(others).flat_map(<[_; 2]>::from).collect();
        let except =
            Except::new(&options.except, &options.except_patterns, ignore_case, word_boundaries)?;
        let needs = Needs {
            phrases: phrases("either", &forms, ignore_case, word_boundaries)?,
            patterns: Vec::new(),
            own_patterns: except.patterns().to_vec(),
        };
        let safety = if options.safe { Safety::Safe } else { Safety::Unsafe };
        Ok((Self { forms, except, safety }, needs))
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        if found.len() < 2 {
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
            let related = of(better).next().map(|c| cx.prose.source(&c.plain));
            for candidate in of(rarer) {
                let mut hit = self.hit(cx, candidate, &self.forms[better]);
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
