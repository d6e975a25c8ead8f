//! `checkstyle`: the XML that Checkstyle writes and many tools read.

use std::fmt::Write as _;

use super::Run;
use super::xml::{HEADER, Xml};
use crate::diagnostic::{Finding, Problem, Severity};

/// The version of Checkstyle whose form this is.
const VERSION: &str = "4.3";
/// What is said to have found a problem, in the place of a rule.
const SOURCE: &str = "copydesk";

pub(super) fn render(run: &Run) -> String {
    let mut out = format!("{HEADER}<checkstyle version=\"{VERSION}\">\n");
    for post in run.findings.chunk_by(|a, b| a.path == b.path) {
        let _ = writeln!(out, "  <file name=\"{}\">", Xml(&post[0].path));
        post.iter().for_each(|finding| error(&mut out, finding));
        out.push_str("  </file>\n");
    }
    run.problems.iter().for_each(|found| problem(&mut out, found));
    out.push_str("</checkstyle>\n");
    out
}

fn error(out: &mut String, finding: &Finding) {
    let start = finding.place.start;
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "info",
    };
    let _ = writeln!(
        out,
        "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"{}\"/>",
        start.line,
        start.column,
        Xml(&finding.message),
        Xml(finding.rule.as_str()),
    );
}

/// A problem as a file of its own, since files are all that the form has.
fn problem(out: &mut String, problem: &Problem) {
    let place = problem.place.as_ref().map_or(String::new(), |place| {
        format!(" line=\"{}\" column=\"{}\"", place.start.line, place.start.column)
    });
    let _ = writeln!(
        out,
        "  <file name=\"{}\">\n    <error{place} severity=\"error\" message=\"{}\" \
         source=\"{SOURCE}\"/>\n  </file>",
        Xml(problem.path.as_deref().unwrap_or(".")),
        Xml(&problem.message),
    );
}
