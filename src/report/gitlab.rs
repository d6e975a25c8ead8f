//! `gitlab`: the report of GitLab's Code Quality, a part of Code Climate's form.

use serde::Serialize;

use super::fingerprint::Fingerprints;
use super::{Options, Run, written_json};
use crate::diagnostic::Severity;

#[derive(Serialize)]
struct Issue<'r> {
    description: &'r str,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

pub(super) fn render(run: &Run, options: &Options) -> String {
    let mut fingerprints = Fingerprints::default();
    let issues = run.findings.iter().map(|finding| {
        // GitLab wants each only once in a report, so the path must be part of it
        let path = rapidhash::v3::rapidhash_v3(finding.path.as_bytes());
        Issue {
            description: &finding.message,
            check_name: finding.rule.as_str(),
            fingerprint: format!("{path:016x}:{}", fingerprints.next(finding)),
            severity: match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Suggestion => "info",
            },
            location: Location {
                path: options.in_repository(&finding.path),
                lines: Lines { begin: finding.place.start.line, end: finding.place.end.line },
            },
        }
    });
    written_json::compact(&issues.collect::<Vec<_>>())
}
