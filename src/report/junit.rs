//! `junit`: XML in which each post is a suite and each finding a test that failed,
//! in the form that Jenkins wrote a schema for.

use std::fmt::Write as _;

use super::Run;
use super::xml::{HEADER, Xml};
use crate::diagnostic::{Finding, Problem};

pub(super) fn render(run: &Run) -> String {
    let failures = run.findings.len();
    let errors = run.problems.len();
    let tests = (failures + errors).max(1);
    let mut out = format!(
        "{HEADER}<testsuites name=\"copydesk\" tests=\"{tests}\" failures=\"{failures}\" \
         errors=\"{errors}\">\n"
    );
    for post in run.findings.chunk_by(|a, b| a.path == b.path) {
        suite(&mut out, &post[0].path, (post.len(), post.len(), 0));
        post.iter().for_each(|finding| failure(&mut out, finding));
        out.push_str("  </testsuite>\n");
    }
    if !run.problems.is_empty() {
        suite(&mut out, "problems", (errors, 0, errors));
        run.problems.iter().for_each(|found| error(&mut out, found));
        out.push_str("  </testsuite>\n");
    }
    if failures + errors == 0 {
        // a report without a test counts as a mistake in some tools
        suite(&mut out, "copydesk", (1, 0, 0));
        let posts = super::count(run.summary.posts, "post");
        let _ = writeln!(out, "    <testcase name=\"{posts}\" classname=\"copydesk\"/>");
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn suite(out: &mut String, name: &str, (tests, failures, errors): (usize, usize, usize)) {
    let _ = writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">",
        Xml(name),
    );
}

fn failure(out: &mut String, finding: &Finding) {
    let start = finding.place.start;
    let (path, rule) = (Xml(&finding.path), Xml(finding.rule.as_str()));
    let (line, column) = (start.line, start.column);
    let _ = write!(
        out,
        "    <testcase name=\"{rule} {line}:{column}\" classname=\"{path}\">\n      \
         <failure type=\"{}\" message=\"{message}\">{path}:{line}:{column}: {message}",
        finding.severity,
        message = Xml(&finding.message),
    );
    if let Some(help) = &finding.help {
        let _ = write!(out, "\n{}", Xml(help));
    }
    out.push_str("</failure>\n    </testcase>\n");
}

fn error(out: &mut String, problem: &Problem) {
    let path = problem.path.as_deref().unwrap_or(".");
    let message = Xml(&problem.message);
    let _ = writeln!(
        out,
        "    <testcase name=\"problem\" classname=\"{}\">\n      \
         <error type=\"problem\" message=\"{message}\">{message}</error>\n    </testcase>",
        Xml(path),
    );
}
