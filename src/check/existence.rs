//! `existence`: words that should not be there. Vale's kind of that name, with a
//! place (`at`) and a fix.

use serde::Deserialize;

use super::edit::{attributes, cut};
use super::phrases::{Pattern, Phrase, PhraseIndex};
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::document::Prose;
use crate::text::{ceil, floor};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    #[serde(default)]
    phrases: Vec<String>,
    #[serde(default)]
    patterns: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
    #[serde(default = "yes")]
    ignore_case: bool,
    #[serde(default = "yes")]
    word_boundaries: bool,
    at: Option<At>,
    limit: Option<usize>,
    fix: Option<FixWith>,
    #[serde(default)]
    attribution: bool,
}

pub(super) fn yes() -> bool {
    true
}

/// Where in its scope the words must stand.
#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum At {
    Start,
    End,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FixWith {
    Delete,
}

pub struct Existence {
    except: PhraseIndex,
    at: Option<At>,
    limit: usize,
    fix: Option<FixWith>,
    attribution: bool,
}

impl Kind for Existence {
    type Options = Options;

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if options.phrases.is_empty() && options.patterns.is_empty() {
            return Err(OptionError {
                path: Vec::new(),
                message: "nothing to look for".into(),
                help: Some("Give `phrases` (literal words) or `patterns` (expressions).".into()),
            });
        }
        let needs = Needs {
            phrases: phrases(&options.phrases, options.ignore_case, options.word_boundaries)?,
            patterns: patterns(&options.patterns, options.ignore_case),
        };
        let mut except = PhraseIndex::default();
        for phrase in phrases(&options.except, options.ignore_case, options.word_boundaries)? {
            except.add(&phrase);
        }
        let kind = Self {
            except,
            at: options.at,
            limit: options.limit.unwrap_or(usize::MAX),
            fix: options.fix,
            attribution: options.attribution,
        };
        Ok((kind, needs))
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        let prose = &cx.doc.prose;
        let right = found.iter().filter(|candidate| self.is_placed(prose, candidate));
        let meant = right.filter(|candidate| !is_excepted(&self.except, prose, candidate));
        for candidate in meant.take(self.limit) {
            let hit = Hit::new(prose.source(&candidate.plain));
            out.push(hit.fix(self.fix.and_then(|_| self.deletion(prose, candidate))));
        }
    }
}

impl Existence {
    /// At the start means: with no letter or figure before it, so that an emoji or
    /// a dash does not hide it.
    fn is_placed(&self, prose: &Prose, candidate: &Candidate) -> bool {
        let beyond = match self.at {
            None => return true,
            Some(At::Start) => candidate.within.start..candidate.plain.start,
            Some(At::End) => candidate.plain.end..candidate.within.end,
        };
        !prose.slice(beyond).contains(|c: char| c.is_alphanumeric())
    }

    fn deletion(&self, prose: &Prose, candidate: &Candidate) -> Option<Fix> {
        let words = prose.slice(candidate.plain.clone());
        let edits = cut(prose, &candidate.plain)?;
        let rest = candidate.plain.end..prose.sentence_at(candidate.plain.start).end;
        let keeps_owner = !self.attribution || attributes(prose.slice(rest));
        let safety = if keeps_owner { Safety::Safe } else { Safety::Unsafe };
        Some(Fix { title: format!("Remove “{}”", words.trim()), edits, safety })
    }
}

/// Bytes around a candidate in which a phrase may stand that excepts it.
const REACH: usize = 200;

/// Whether a phrase that is right as it stands covers part of the candidate.
pub(super) fn is_excepted(except: &PhraseIndex, prose: &Prose, candidate: &Candidate) -> bool {
    let mut excepted = false;
    if !except.is_empty() {
        // as far around as a phrase can reach, so that a long block costs no more
        let text = prose.text();
        let within = &candidate.within;
        let start = floor(text, candidate.plain.start.saturating_sub(REACH).max(within.start));
        let end = ceil(text, (candidate.plain.end + REACH).min(within.end));
        except.find(prose.slice(start..end), |_, range| {
            let (from, to) = (range.start + start, range.end + start);
            excepted |= from < candidate.plain.end && candidate.plain.start < to;
        });
    }
    excepted
}

pub(super) fn phrases(
    texts: &[String],
    ignore_case: bool,
    word_boundaries: bool,
) -> Result<Vec<Phrase>, OptionError> {
    let phrase = |(index, text): (usize, &String)| {
        if text.trim().is_empty() {
            let path = vec!["phrases".to_owned(), index.to_string()];
            return Err(OptionError { path, message: "an empty phrase".into(), help: None });
        }
        Ok(Phrase::new(text, ignore_case, word_boundaries))
    };
    texts.iter().enumerate().map(phrase).collect()
}

pub(super) fn patterns(sources: &[String], ignore_case: bool) -> Vec<Pattern> {
    sources.iter().map(|source| Pattern::new(source, ignore_case)).collect()
}
