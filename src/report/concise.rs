//! `concise`: a line a finding.

use std::fmt::Write as _;

use super::{Run, one_line};
use crate::diagnostic::Finding;

pub(super) fn render(run: &Run) -> String {
    let mut out = String::with_capacity(run.findings.len() * 100);
    for finding in &run.findings {
        line(&mut out, finding);
    }
    out
}

/// `path:line:column: severity[rule] message`.
pub(super) fn line(out: &mut String, finding: &Finding) {
    let start = finding.place.start;
    let _ = writeln!(
        out,
        "{}:{}:{}: {}[{}] {}",
        one_line(&finding.path),
        start.line,
        start.column,
        finding.severity,
        finding.rule,
        one_line(&finding.message),
    );
}
