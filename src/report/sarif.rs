//! `sarif`: the Static Analysis Results Interchange Format, version 2.1.0.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::fingerprint::Fingerprints;
use super::{Options, RuleText, Run, written_json};
use crate::diagnostic::{Finding, Place, PlacedEdit, PlacedFix, Problem, Safety, Severity};
use crate::text::Position;

/// The names of the folder that addresses begin at; GitHub and others know it.
const ROOT: &str = "%SRCROOT%";
/// The name of our fingerprints. It is not GitHub's `primaryLocationLineHash`:
/// GitHub's action computes that one and warns where it finds another value.
const FINGERPRINT: &str = "copydesk/v1";
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [RunObject<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunObject<'r> {
    tool: Value,
    invocations: [Value; 1],
    original_uri_base_ids: Value,
    newline_sequences: [&'static str; 3],
    column_kind: &'static str,
    results: Vec<ResultObject<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject<'r> {
    rule_id: &'r str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location<'r>; 1],
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix<'r>>,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'r> {
    artifact_location: &'r ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix<'r> {
    description: Text,
    artifact_changes: [Change<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'r> {
    artifact_location: &'r ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Text,
}

pub(super) fn render(run: &Run, options: &Options) -> String {
    let posts: Vec<&[Finding]> = run.findings.chunk_by(|a, b| a.path == b.path).collect();
    let artifacts: Vec<ArtifactLocation> =
        posts.iter().map(|post| artifact(&post[0].path)).collect();
    // rules in the order of their ids, each with its number
    let mut rules: BTreeMap<&str, usize> =
        run.findings.iter().map(|finding| (finding.rule.as_str(), 0)).collect();
    rules.values_mut().enumerate().for_each(|(number, index)| *index = number);
    let mut fingerprints = Fingerprints::default();
    let mut results = Vec::with_capacity(run.findings.len());
    for (post, artifact) in posts.iter().zip(&artifacts) {
        for finding in *post {
            let fingerprint = fingerprints.next(finding).to_string();
            results.push(result(finding, artifact, &rules, fingerprint));
        }
    }
    let driver = json!({
        "name": "copydesk",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "informationUri": env!("CARGO_PKG_REPOSITORY"),
        "rules": rules.keys().map(|id| descriptor(id, options)).collect::<Vec<_>>(),
    });
    let root = json!({ "description": { "text": "The folder in which copydesk was started." } });
    let run = RunObject {
        tool: json!({ "driver": driver }),
        invocations: [json!({
            "executionSuccessful": run.problems.is_empty(),
            "toolExecutionNotifications":
                run.problems.iter().map(notification).collect::<Vec<_>>(),
        })],
        original_uri_base_ids: json!({ ROOT: root }),
        newline_sequences: ["\r\n", "\n", "\r"],
        column_kind: "unicodeCodePoints",
        results,
    };
    written_json::compact(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] })
}

/// What the report says of a rule; of one whose texts are not known, its id.
fn descriptor(id: &str, options: &Options) -> Value {
    let Some(rule) = options.rules.get(id) else { return json!({ "id": id }) };
    let RuleText { severity, message, why, help, url } = rule;
    let advice: Vec<&str> = [Some(why.as_str()), help.as_deref()].into_iter().flatten().collect();
    let mut descriptor = json!({
        "id": id,
        "shortDescription": { "text": message },
        "fullDescription": { "text": why },
        "help": { "text": advice.join("\n\n") },
        "defaultConfiguration": { "level": level(*severity) },
        "properties": { "tags": id.split('/').take(1).collect::<Vec<_>>() },
    });
    if let Some(url) = url {
        descriptor["helpUri"] = json!(url.as_ref());
    }
    descriptor
}

fn result<'r>(
    finding: &'r Finding,
    artifact: &'r ArtifactLocation,
    rules: &BTreeMap<&str, usize>,
    fingerprint: String,
) -> ResultObject<'r> {
    let location = |place: &Place| PhysicalLocation {
        artifact_location: artifact,
        region: Some(region(place.start, place.end)),
    };
    let related = finding.related.iter().enumerate().map(|(number, (place, note))| Location {
        id: Some(number),
        physical_location: location(place),
        message: Some(text(note)),
    });
    ResultObject {
        rule_id: finding.rule.as_str(),
        rule_index: rules.get(finding.rule.as_str()).copied().unwrap_or_default(),
        level: level(finding.severity),
        message: text(&finding.message),
        locations: [Location {
            id: None,
            physical_location: location(&finding.place),
            message: None,
        }],
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, fingerprint)]),
        related_locations: related.collect(),
        // what the program never makes is no fix for others to make
        fixes: finding
            .fixes
            .iter()
            .filter(|fix| fix.safety > Safety::Display)
            .map(|made| fix(made, artifact))
            .collect(),
    }
}

fn fix<'r>(fix: &'r PlacedFix, artifact: &'r ArtifactLocation) -> Fix<'r> {
    let replacement = |edit: &PlacedEdit| Replacement {
        deleted_region: region(edit.start, edit.end),
        inserted_content: Text { text: edit.text.clone() },
    };
    Fix {
        description: text(&fix.title),
        artifact_changes: [Change {
            artifact_location: artifact,
            replacements: fix.edits.iter().map(replacement).collect(),
        }],
    }
}

fn notification(problem: &Problem) -> Value {
    let mut notification = json!({ "level": "error", "message": text(&problem.message) });
    if let Some(path) = &problem.path {
        let artifact = artifact(path);
        let physical_location = PhysicalLocation {
            artifact_location: &artifact,
            region: problem.place.as_ref().map(|place| region(place.start, place.end)),
        };
        notification["locations"] = json!([{ "physicalLocation": physical_location }]);
    }
    notification
}

/// A message. In SARIF, `[words](address)` is a link, which a post must not set.
fn text(message: &str) -> Text {
    Text { text: message.replace("](", "] (") }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "note",
    }
}

fn region(start: Position, end: Position) -> Region {
    Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

/// The address of a file: relative to the root, unless it shares nothing with it.
fn artifact(path: &str) -> ArtifactLocation {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
    let encoded = utf8_percent_encode(path, KEPT);
    if path.starts_with('/') {
        ArtifactLocation { uri: format!("file://{encoded}"), uri_base_id: None }
    } else if let (Some(drive), Some(rest)) =
        (path.get(..1), path.get(1..).and_then(|r| r.strip_prefix(":/")))
    {
        let rest = utf8_percent_encode(rest, KEPT);
        ArtifactLocation { uri: format!("file:///{drive}:/{rest}"), uri_base_id: None }
    } else {
        ArtifactLocation { uri: encoded.to_string(), uri_base_id: Some(ROOT) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encoded() {
        let uri = |path| artifact(path).uri;
        assert_eq!(uri("a b/50% \"c\".md"), "a%20b/50%25%20%22c%22.md");
        assert_eq!(uri("x:y/é.md"), "x%3Ay/%C3%A9.md");
        assert_eq!(uri("/tmp/a.md"), "file:///tmp/a.md");
        assert_eq!(uri("C:/a b.md"), "file:///C:/a%20b.md");
        assert!(artifact("/tmp/a.md").uri_base_id.is_none());
    }
}
