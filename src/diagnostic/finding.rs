//! A diagnostic that outlives the text it is about.

use std::sync::Arc;

use serde::Serialize;

use super::{Diagnostic, Excerpt, Fix, RuleId, Safety, Severity};
use crate::text::{Edit, LineIndex, Position, Span, ceil, floor};

/// Where something is, in a form that outlives the text it was found in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its first character.
    pub start: Position,
    /// One past its last character.
    pub end: Position,
    /// The text around it.
    pub excerpt: Excerpt,
}

impl Place {
    /// The place of `span` in `text`, of which `lines` is the index.
    pub fn new(text: &str, lines: &LineIndex, span: Span) -> Self {
        Self {
            start: lines.position(text, span.start),
            end: lines.position(text, span.end),
            excerpt: Excerpt::around(text, lines, span),
        }
    }
}

/// One edit of a [`Finding`]'s fix, placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedEdit {
    /// First character replaced.
    pub start: Position,
    /// One past the last character replaced.
    pub end: Position,
    /// The new text.
    pub text: String,
}

/// A fix of a [`Finding`], placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedFix {
    /// See [`Fix::title`].
    pub title: String,
    /// See [`Fix::safety`].
    pub safety: Safety,
    /// See [`Fix::edits`].
    pub edits: Vec<PlacedEdit>,
}

/// A [`Diagnostic`] ready to be shown: what every report is made from. It holds
/// no text of the post beyond an excerpt, so a run keeps findings, not posts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The post, relative to the working directory, with `/`.
    pub path: Arc<str>,
    /// See [`Diagnostic::rule`].
    pub rule: RuleId,
    /// See [`Diagnostic::severity`].
    pub severity: Severity,
    /// See [`Diagnostic::message`].
    pub message: String,
    /// See [`Diagnostic::help`].
    pub help: Option<String>,
    /// Where it is.
    pub place: Place,
    /// What stays the same when the post around it changes: rule and words, hashed.
    pub fingerprint: u64,
    /// Other places to look at, each with what is there.
    pub related: Vec<(Place, String)>,
    /// Changes that would settle it, the best first.
    pub fixes: Vec<PlacedFix>,
    /// The rule's page.
    pub url: Option<Arc<str>>,
}

impl Finding {
    /// The diagnostic `d` about `text` (indexed by `lines`), shown under `path`.
    pub fn new(path: Arc<str>, text: &str, lines: &LineIndex, d: Diagnostic) -> Self {
        let place_edit = |edit: Edit| PlacedEdit {
            start: lines.position(text, edit.span.start),
            end: lines.position(text, edit.span.end),
            text: edit.text,
        };
        let place_fix = |fix: Fix| PlacedFix {
            title: fix.title,
            safety: fix.safety,
            edits: fix.edits.into_iter().map(place_edit).collect(),
        };
        Self {
            path,
            fingerprint: fingerprint(&d.rule, text, d.span),
            rule: d.rule,
            severity: d.severity,
            message: d.message,
            help: d.help,
            place: Place::new(text, lines, d.span),
            related: d
                .related
                .into_iter()
                .map(|related| (Place::new(text, lines, related.span), related.note))
                .collect(),
            fixes: d
                .fixes
                .into_iter()
                .filter(|fix| fix.safety > Safety::Display)
                .map(place_fix)
                .collect(),
            url: d.url,
        }
    }

    /// Whether `--fix` would settle it.
    pub fn is_fixable(&self) -> bool {
        self.fixes.iter().any(|fix| fix.safety == Safety::Safe)
    }
}

/// What stays the same of a finding when the post around it changes, when the file
/// is renamed and when lines are wrapped anew: the rule, the words and the words
/// next to them on their lines, without case of blanks.
pub fn fingerprint(rule: &RuleId, text: &str, span: Span) -> u64 {
    let (start, end) = (span.start as usize, span.end as usize);
    // three words are near: a long line costs no more than a short one
    let before = text.get(floor(text, start.saturating_sub(NEAR))..start).unwrap_or_default();
    let after = text.get(end..ceil(text, end + NEAR)).unwrap_or_default();
    let line_before = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    let line_after = after.split(['\n', '\r']).next().unwrap_or_default();
    let mut near: Vec<&str> = line_before.split_whitespace().rev().take(NEIGHBOURS).collect();
    near.reverse();
    let words = near
        .into_iter()
        .chain(["\u{1}"])
        .chain(span.of(text).split_whitespace())
        .chain(["\u{1}"])
        .chain(line_after.split_whitespace().take(NEIGHBOURS));
    let mut all = rule.as_str().to_owned();
    for word in words {
        all.push(' ');
        all.push_str(word);
    }
    rapidhash::v3::rapidhash_v3(all.as_bytes())
}

/// Bytes in which those words are looked for.
const NEAR: usize = 120;
/// Words on either side that belong to a fingerprint.
const NEIGHBOURS: usize = 3;

/// What a run looked at and found, for the closing line of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Posts checked.
    pub posts: usize,
    /// Picture references resolved in them.
    pub images: usize,
    /// Findings of severity `error`.
    pub errors: usize,
    /// Findings of severity `warning`.
    pub warnings: usize,
    /// Findings of severity `suggestion`.
    pub suggestions: usize,
    /// Findings that have a safe fix.
    pub fixable: usize,
    /// Fixes made.
    #[serde(skip_serializing_if = "is_zero")]
    pub fixed: usize,
    /// Findings that a baseline hides.
    #[serde(skip_serializing_if = "is_zero")]
    pub hidden: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Summary {
    /// Counts `finding` in.
    pub fn count(&mut self, finding: &Finding) {
        match finding.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Suggestion => self.suggestions += 1,
        }
        self.fixable += usize::from(finding.is_fixable());
    }

    /// Findings of any severity.
    pub fn findings(&self) -> usize {
        self.errors + self.warnings + self.suggestions
    }
}
