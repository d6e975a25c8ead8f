//! `substitution`: words for which better ones are known. Vale's kind of that name.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::wording::{article, like};
use super::pattern::Pattern;
use super::words::{Except, Unless, UnlessOptions, pairs, phrases, yes};
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::document::Prose;
use crate::text::Edit;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    {"required": ["swap"], "properties": {"swap": {"minProperties": 1}}},
    {"required": ["swap-patterns"], "properties": {"swap-patterns": {"minProperties": 1}}},
]))]
pub struct Options {
    /// From the words to avoid to the words to write.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    swap: Map<String, Value>,
    /// The same with expressions; their groups stand in what is to be written.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    swap_patterns: Map<String, Value>,
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
    /// Whether the better words may be put there without asking.
    #[serde(default)]
    safe: bool,
}

pub struct Substitution {
    better: Vec<String>,
    patterns: Vec<Pattern>,
    except: Except,
    unless: Option<Unless>,
    safety: Safety,
}

impl Kind for Substitution {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["better"];
    const ONLY_FOUND: bool = true;

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if options.swap.is_empty() && options.swap_patterns.is_empty() {
            let error = OptionError::new("swap", "nothing to look for");
            return Err(error.help("Give `swap` (words: better ones) or `swap-patterns`."));
        }
        let Options { ignore_case, word_boundaries, .. } = options;
        let (from, mut better) = pairs("swap", &options.swap)?;
        let (sources, replacements) = pairs("swap-patterns", &options.swap_patterns)?;
        better.extend(replacements);
        let pattern = |source: &String| {
            Pattern::new(source, ignore_case, vec!["swap-patterns".to_owned(), source.clone()])
        };
        let patterns: Vec<Pattern> = sources.iter().map(pattern).collect();
        let except =
            Except::new(&options.except, &options.except_patterns, ignore_case, word_boundaries)?;
        let unless = Unless::new(options.unless, ignore_case)?;
        let unless_patterns = unless.iter().flat_map(Unless::patterns);
        let needs = Needs {
            phrases: phrases("swap", &from, ignore_case, word_boundaries)?,
            patterns: patterns.clone(),
            own_patterns: except.patterns().iter().chain(unless_patterns).cloned().collect(),
            ..Needs::default()
        };
        let safety = if options.safe { Safety::Safe } else { Safety::Unsafe };
        Ok((Self { better, patterns, except, unless, safety }, needs))
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        let prose = cx.prose;
        for candidate in found {
            let Some(better) = self.better(prose, candidate) else { continue };
            let written = prose.slice(candidate.plain.clone());
            let is_right = better == written
                || self.except.covers(cx, candidate)
                || self.unless.as_ref().is_some_and(|unless| unless.holds(cx, candidate));
            if is_right {
                continue;
            }
            let span = prose.source(&candidate.plain);
            let article = || article(prose, &candidate.plain, &better);
            let article = if cx.language() == "en" { article() } else { None };
            let fix = prose.is_one_piece(&candidate.plain).then(|| Fix {
                title: format!("Write “{better}”"),
                edits: [Edit::replace(span, better.clone())].into_iter().chain(article).collect(),
                safety: self.safety,
            });
            out.push(Hit::new(span).fill("better", better).fix(fix));
        }
    }
}

impl Substitution {
    /// What to write for a candidate.
    fn better(&self, prose: &Prose, candidate: &Candidate) -> Option<String> {
        let better = self.better.get(candidate.which)?;
        let written = prose.slice(candidate.plain.clone());
        let phrases = self.better.len() - self.patterns.len();
        let Some(number) = candidate.which.checked_sub(phrases) else {
            return Some(like(better, written));
        };
        // it was found in its block, and may look at what stands around it
        let block = prose.block_at(candidate.plain.start)?.plain.clone();
        let at = candidate.plain.start - block.start;
        let better = self.patterns[number].replace(prose.slice(block), at, better)?;
        Some(like(&better, written))
    }
}
