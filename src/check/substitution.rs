//! `substitution`: words for which better ones are known. Vale's kind of that name.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::existence::{is_excepted, phrases, yes};
use super::phrases::PhraseIndex;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::text::Edit;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// From the words to avoid to the words to write.
    swap: Map<String, Value>,
    #[serde(default)]
    except: Vec<String>,
    #[serde(default = "yes")]
    ignore_case: bool,
    #[serde(default = "yes")]
    word_boundaries: bool,
    #[serde(default)]
    safe: bool,
}

pub struct Substitution {
    better: Vec<String>,
    except: PhraseIndex,
    safety: Safety,
}

impl Kind for Substitution {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["better"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if options.swap.is_empty() {
            return Err(OptionError::new("swap", "nothing to look for"));
        }
        let mut from = Vec::new();
        let mut better = Vec::new();
        for (words, replacement) in &options.swap {
            let Value::String(replacement) = replacement else {
                let path = vec!["swap".to_owned(), words.clone()];
                return Err(OptionError { path, message: "not a text".into(), help: None });
            };
            from.push(words.clone());
            better.push(replacement.clone());
        }
        let mut except = PhraseIndex::default();
        for phrase in phrases(&options.except, options.ignore_case, options.word_boundaries)? {
            except.add(&phrase);
        }
        let needs = Needs {
            phrases: phrases(&from, options.ignore_case, options.word_boundaries)?,
            patterns: Vec::new(),
        };
        let safety = if options.safe { Safety::Safe } else { Safety::Unsafe };
        Ok((Self { better, except, safety }, needs))
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        let prose = &cx.doc.prose;
        for candidate in found {
            if is_excepted(&self.except, prose, candidate) {
                continue;
            }
            let Some(better) = self.better.get(candidate.which) else { continue };
            let better = like(better, prose.slice(candidate.plain.clone()));
            let span = prose.source(&candidate.plain);
            let fix = prose.is_one_piece(&candidate.plain).then(|| Fix {
                title: format!("Write “{better}”"),
                edits: vec![Edit::replace(span, better.clone())],
                safety: self.safety,
            });
            out.push(Hit::new(span).fill("better", better).fix(fix));
        }
    }
}

/// `better` with the capitals of `written`: all, the first, or none.
fn like(better: &str, written: &str) -> String {
    let letters = || written.chars().filter(|c| c.is_alphabetic());
    let first_is_upper = letters().next().is_some_and(char::is_uppercase);
    if letters().count() > 1 && letters().all(char::is_uppercase) {
        return better.to_uppercase();
    }
    let mut chars = better.chars();
    match chars.next() {
        Some(first) if first_is_upper => first.to_uppercase().chain(chars).collect(),
        _ => better.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacements_keep_capitals() {
        assert_eq!(like("dangerous", "Riskous"), "Dangerous");
        assert_eq!(like("dangerous", "RISKOUS"), "DANGEROUS");
        assert_eq!(like("dangerous", "riskous"), "dangerous");
        assert_eq!(like("a", "X"), "A");
    }
}
