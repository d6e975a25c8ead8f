//! What is wrong, as editors show it.

use lsp_types::{
    Code, CodeDescription, Diagnostic as Shown, DiagnosticRelatedInformation, DiagnosticSeverity,
    DocumentDiagnosticReport, FullDocumentDiagnosticReport, Location, Message, Position, Range,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, Uri,
};

use super::positions::{Encoding, Positions};
use super::workspace::Look;
use crate::diagnostic::{Diagnostic, Excerpt, Problem, Severity};

/// Who says it.
pub(super) const SOURCE: &str = "copydesk";

/// A finding in the post at `uri`.
pub(super) fn shown(found: &Diagnostic, uri: &str, positions: &Positions<'_>) -> Shown {
    let related = found.related.iter().map(|related| DiagnosticRelatedInformation {
        location: Location { uri: Uri::from(uri), range: positions.range(related.span) },
        message: related.note.clone(),
    });
    let related: Vec<_> = related.collect();
    Shown {
        range: positions.range(found.span),
        severity: Some(severity(found.severity)),
        code: Some(Code::String(found.rule.to_string())),
        code_description: found.url.as_deref().map(|url| CodeDescription { href: Uri::from(url) }),
        source: Some(SOURCE.to_owned()),
        message: Message::String(with_help(&found.message, found.help.as_deref())),
        related_information: (!related.is_empty()).then_some(related),
        ..Shown::default()
    }
}

/// What is wrong with a file that was written for us, which need not be open.
pub(super) fn of_problem(problem: &Problem, encoding: Encoding) -> Shown {
    let range = problem.place.as_ref().map(|place| {
        let excerpt = &place.excerpt;
        let end = if excerpt.is_cut { excerpt.span.start } else { excerpt.span.end };
        Range {
            start: position(place.start.line, excerpt, excerpt.span.start, encoding),
            end: position(place.end.line, excerpt, end, encoding),
        }
    });
    Shown {
        range: range.unwrap_or_default(),
        severity: Some(DiagnosticSeverity::Error),
        source: Some(SOURCE.to_owned()),
        message: Message::String(with_help(&problem.message, problem.help.as_deref())),
        ..Shown::default()
    }
}

/// The place of a byte of an excerpt, which stands in that line.
fn position(line: u32, excerpt: &Excerpt, at: u32, encoding: Encoding) -> Position {
    let before = excerpt.text.get(..at as usize).unwrap_or_default();
    let (cut, in_line) = match before.rfind(['\n', '\r']) {
        Some(end) => (0, &before[end + 1..]),
        None => (excerpt.column.saturating_sub(1), before),
    };
    Position { line: line.saturating_sub(1), character: cut + encoding.units(in_line) as u32 }
}

fn with_help(message: &str, help: Option<&str>) -> String {
    match help {
        Some(help) => format!("{message}\n{help}"),
        None => message.to_owned(),
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Suggestion => DiagnosticSeverity::Information,
    }
}

/// Answers `textDocument/diagnostic`.
pub(super) fn report(look: Option<&Look<'_>>, known: Option<&str>) -> DocumentDiagnosticReport {
    let result_id = look.map(|look| look.number.to_string());
    if let (Some(id), Some(known)) = (&result_id, known)
        && id == known
    {
        return RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport {
                result_id: id.clone(),
            },
        }
        .into();
    }
    let items = look.map(Look::diagnostics).unwrap_or_default();
    RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
    }
    .into()
}
