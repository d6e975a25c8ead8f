//! `existence`: words that should not be there. Vale's kind of that name, with a
//! place (`at`) and a fix.

use schemars::JsonSchema;
use serde::Deserialize;

use super::edit::{cut, remove};
use super::wording::attributes;
use super::words::{Except, Unless, UnlessOptions, patterns, phrases, yes};
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::document::{OBJECT, Prose};

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
    /// Where in their scope they must stand; anywhere if left out.
    at: Option<At>,
    /// How many findings a post may have.
    limit: Option<usize>,
    /// What settles a finding.
    fix: Option<FixWith>,
    /// Whether that may be done without asking.
    #[serde(default = "yes")]
    safe: bool,
    /// Whether the words say whose claim it is: it is safe to delete them only where
    /// the rest of the sentence says so, too.
    #[serde(default)]
    attribution: bool,
}

/// Where in its scope the words must stand.
#[derive(Clone, Copy, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum At {
    /// With no letter or figure before them.
    Start,
    /// With no letter or figure behind them.
    End,
    /// With nothing else said there.
    Whole,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum FixWith {
    /// The words are deleted; with `at: whole` the paragraph.
    Delete,
}

pub struct Existence {
    except: Except,
    unless: Option<Unless>,
    at: Option<At>,
    limit: usize,
    fix: Option<FixWith>,
    safe: bool,
    attribution: bool,
}

impl Kind for Existence {
    type Options = Options;
    const ONLY_FOUND: bool = true;

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if options.phrases.is_empty() && options.patterns.is_empty() {
            return Err(OptionError::nothing_to_look_for());
        }
        let Options { ignore_case, word_boundaries, .. } = options;
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
            at: options.at,
            limit: options.limit.unwrap_or(usize::MAX),
            fix: options.fix,
            safe: options.safe,
            attribution: options.attribution,
        };
        Ok((kind, needs))
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        let prose = cx.prose;
        let placed = found.iter().filter(|candidate| self.is_placed(prose, candidate));
        let meant = placed.filter(|candidate| {
            !self.except.covers(cx, candidate)
                && !self.unless.as_ref().is_some_and(|unless| unless.holds(cx, candidate))
        });
        for candidate in meant.take(self.limit) {
            let hit = Hit::new(prose.source(&candidate.plain));
            out.push(hit.fix(self.fix.and_then(|_| self.deletion(cx, candidate))));
        }
    }
}

impl Existence {
    /// At the start means: with no letter or figure before it, so that an emoji or
    /// a dash does not hide it.
    fn is_placed(&self, prose: &Prose, candidate: &Candidate) -> bool {
        let Some(at) = self.at else { return true };
        let before = prose.slice(candidate.within.start..candidate.plain.start);
        let after = prose.slice(candidate.plain.end..candidate.within.end);
        match at {
            At::Start => !before.contains(char::is_alphanumeric),
            At::End => !after.contains(char::is_alphanumeric),
            // a picture beside the words is something of its own
            At::Whole => {
                let is_more = |c: char| c.is_alphanumeric() || c == OBJECT;
                !before.contains(is_more) && !after.contains(is_more)
            }
        }
    }

    fn deletion(&self, cx: &Context<'_>, candidate: &Candidate) -> Option<Fix> {
        let (doc, prose) = (cx.doc, cx.prose);
        let words = prose.slice(candidate.plain.clone());
        let edits = match self.at {
            Some(At::Whole) => {
                let block = prose.block_at(candidate.plain.start)?;
                vec![remove(&doc.text, doc.body, prose, block)?]
            }
            _ => cut(&doc.text, prose, &candidate.plain)?,
        };
        let rest = candidate.plain.end..prose.sentence_at(candidate.plain.start).end;
        let keeps_owner = !self.attribution || attributes(prose.slice(rest));
        let safety = if keeps_owner && self.safe { Safety::Safe } else { Safety::Unsafe };
        Some(Fix { title: format!("Remove “{}”", words.trim()), edits, safety })
    }
}
