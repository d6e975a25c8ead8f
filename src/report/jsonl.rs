//! `jsonl`: what `json` says, an object a line.

use serde::Serialize;

use super::json::{Entry, ProblemEntry, entry, problem};
use super::{Run, written_json};
use crate::diagnostic::Summary;

/// A line: the fields of its kind, and `type`.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Line<'r> {
    Diagnostic(Entry<'r>),
    Problem(ProblemEntry<'r>),
    Summary(Summary),
}

pub(super) fn render(run: &Run) -> String {
    let mut out = String::with_capacity(run.findings.len() * 600);
    for finding in &run.findings {
        out.push_str(&written_json::compact(&Line::Diagnostic(entry(finding))));
    }
    for found in &run.problems {
        out.push_str(&written_json::compact(&Line::Problem(problem(found))));
    }
    out.push_str(&written_json::compact(&Line::Summary(run.summary)));
    out
}
