//! `json`: one object, for other programs. Its form is a contract: `docs/json.md`.

use serde::Serialize;

use super::Run;
use super::written_json::{list_of, value_of};
use crate::diagnostic::{Finding, Place, PlacedEdit, PlacedFix, Problem, Safety, Severity};
use crate::text::Position;

/// Changes when a field changes its meaning or goes away.
const VERSION: u32 = 1;

/// A finding.
#[derive(Serialize)]
pub(super) struct Entry<'r> {
    path: &'r str,
    rule: &'r str,
    severity: Severity,
    message: &'r str,
    help: Option<&'r str>,
    start: Position,
    end: Position,
    fixes: Vec<FixEntry<'r>>,
    related: Vec<RelatedEntry<'r>>,
    url: Option<&'r str>,
}

#[derive(Serialize)]
struct FixEntry<'r> {
    title: &'r str,
    safety: Safety,
    edits: Vec<EditEntry<'r>>,
}

#[derive(Serialize)]
struct EditEntry<'r> {
    start: Position,
    end: Position,
    text: &'r str,
}

#[derive(Serialize)]
struct RelatedEntry<'r> {
    path: &'r str,
    start: Position,
    end: Position,
    message: &'r str,
}

/// A problem.
#[derive(Serialize)]
pub(super) struct ProblemEntry<'r> {
    message: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Position>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Position>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'r str>,
}

pub(super) fn render(run: &Run) -> String {
    let diagnostics = list_of(run.findings.iter().map(entry));
    let problems = list_of(run.problems.iter().map(problem));
    let summary = value_of(&run.summary);
    format!(
        "{{\n  \"version\": {VERSION},\n  \"diagnostics\": {diagnostics},\n  \"problems\": {problems},\n  \"summary\": {summary}\n}}\n"
    )
}

pub(super) fn entry(finding: &Finding) -> Entry<'_> {
    Entry {
        path: &finding.path,
        rule: finding.rule.as_str(),
        severity: finding.severity,
        message: &finding.message,
        help: finding.help.as_deref(),
        start: finding.place.start,
        end: finding.place.end,
        fixes: finding.fixes.iter().map(fix).collect(),
        related: finding.related.iter().map(|(p, note)| related(finding, p, note)).collect(),
        url: finding.url.as_deref(),
    }
}

fn fix(fix: &PlacedFix) -> FixEntry<'_> {
    FixEntry { title: &fix.title, safety: fix.safety, edits: fix.edits.iter().map(edit).collect() }
}

fn edit(edit: &PlacedEdit) -> EditEntry<'_> {
    EditEntry { start: edit.start, end: edit.end, text: &edit.text }
}

fn related<'r>(finding: &'r Finding, place: &Place, note: &'r str) -> RelatedEntry<'r> {
    RelatedEntry { path: &finding.path, start: place.start, end: place.end, message: note }
}

pub(super) fn problem(problem: &Problem) -> ProblemEntry<'_> {
    ProblemEntry {
        message: &problem.message,
        path: problem.path.as_deref(),
        start: problem.place.as_ref().map(|place| place.start),
        end: problem.place.as_ref().map(|place| place.end),
        help: problem.help.as_deref(),
    }
}
