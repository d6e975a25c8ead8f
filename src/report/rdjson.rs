//! `rdjson`: for reviewdog, which counts columns in UTF-8 bytes.

use serde::Serialize;

use super::{Run, written_json};
use crate::diagnostic::{Finding, Place, PlacedFix, Safety, Severity};
use crate::text::Position;

#[derive(Serialize)]
struct Report<'r> {
    source: Source,
    diagnostics: Vec<Entry<'r>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Entry<'r> {
    message: &'r str,
    location: Location<'r>,
    severity: &'static str,
    code: Code<'r>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'r>>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Code<'r> {
    value: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'r str>,
}

#[derive(Serialize)]
struct Suggestion<'r> {
    range: Range,
    text: &'r str,
}

#[derive(Serialize)]
struct Related<'r> {
    message: &'r str,
    location: Location<'r>,
}

pub(super) fn render(run: &Run) -> String {
    let source = Source { name: "copydesk", url: env!("CARGO_PKG_REPOSITORY") };
    let diagnostics = run.findings.iter().map(entry).collect();
    written_json::compact(&Report { source, diagnostics })
}

fn entry(finding: &Finding) -> Entry<'_> {
    let location =
        |place: &Place| Location { path: &finding.path, range: range(place.start, place.end) };
    Entry {
        message: &finding.message,
        location: location(&finding.place),
        severity: match finding.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Suggestion => "INFO",
        },
        code: Code { value: finding.rule.as_str(), url: finding.url.as_deref() },
        suggestions: finding.fixes.iter().filter_map(suggestion).collect(),
        related_locations: finding
            .related
            .iter()
            .map(|(place, note)| Related { message: note, location: location(place) })
            .collect(),
    }
}

/// A suggestion replaces one range. A fix of several edits cannot be one, since half
/// of it must not be made.
fn suggestion(fix: &PlacedFix) -> Option<Suggestion<'_>> {
    match fix.edits.as_slice() {
        [edit] if fix.safety > Safety::Display => {
            Some(Suggestion { range: range(edit.start, edit.end), text: &edit.text })
        }
        _ => None,
    }
}

fn range(start: Position, end: Position) -> Range {
    let point = |at: Position| Point { line: at.line, column: at.byte_column };
    Range { start: point(start), end: point(end) }
}
