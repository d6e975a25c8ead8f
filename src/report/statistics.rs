//! How often each rule found something.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::Run;
use crate::diagnostic::Severity;

/// What there is of a rule.
pub(super) struct Row<'r> {
    /// Its id.
    pub rule: &'r str,
    /// The most severe of its findings.
    pub severity: Severity,
    /// How many findings.
    pub findings: usize,
    /// How many of them have a safe fix.
    pub fixable: usize,
}

/// The rules of a run, the most frequent first.
pub(super) fn statistics(run: &Run) -> Vec<Row<'_>> {
    let mut rows: FxHashMap<&str, Row<'_>> = FxHashMap::default();
    for finding in &run.findings {
        let (rule, severity) = (finding.rule.as_str(), finding.severity);
        let row = rows.entry(rule).or_insert(Row { rule, severity, findings: 0, fixable: 0 });
        row.severity = row.severity.max(severity);
        row.findings += 1;
        row.fixable += usize::from(finding.is_fixable());
    }
    let mut rows: Vec<Row<'_>> = rows.into_values().collect();
    rows.sort_by(|a, b| b.findings.cmp(&a.findings).then(a.rule.cmp(b.rule)));
    rows
}

/// The same as a table for people.
pub(super) fn table(run: &Run) -> String {
    let rows = statistics(run);
    let width = rows.iter().map(|row| row.rule.len()).max().unwrap_or_default();
    let mut out = String::new();
    if !rows.is_empty() {
        let _ = writeln!(out, "{:width$}  {:10}  findings  fixable", "rule", "severity");
    }
    for Row { rule, severity, findings, fixable } in rows {
        let _ = writeln!(out, "{rule:width$}  {severity:10}  {findings:>8}  {fixable:>7}");
    }
    out
}
