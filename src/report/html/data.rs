//! What `page.js` draws, as JSON. Its form is between the two files and nobody
//! else's: `docs/json.md` is the report for programs. Rows are arrays and strings
//! that come again are numbers, since a run may have 50,000 findings.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{Run, one_line, shown};
use crate::diagnostic::{Finding, Place, PlacedEdit, Problem, RuleId, Safety, Severity, Summary};
use crate::text::Span;

/// The whole of it.
#[derive(Serialize)]
struct Data {
    version: &'static str,
    day: Option<String>,
    summary: Summary,
    problems: Vec<[String; 3]>,
    strings: Vec<String>,
    posts: Vec<Post>,
    rules: Vec<RuleEntry>,
    findings: Vec<Row>,
}

/// A number of [`Data::strings`].
type Text = usize;

/// Path, title, author, section, day (`2025-09-25`, or nothing).
#[derive(Serialize)]
struct Post(String, String, Text, Text, String);

/// Id, message, why, address of its page.
#[derive(Serialize)]
struct RuleEntry(String, String, String, String);

/// Post, rule, severity (0 error, 1 warning, 2 suggestion), message, help, line,
/// column, pieces of the text, fixes (what they do, and 0 safe, 1 unsafe, 2 by
/// hand), related places (line, and what is there).
#[derive(Serialize)]
struct Row(
    usize,
    usize,
    u8,
    Text,
    Text,
    u32,
    u32,
    Vec<(u8, String)>,
    Vec<(Text, u8)>,
    Vec<(u32, Text)>,
);

/// The data of a run as JSON.
pub(super) fn of(run: &Run) -> String {
    // maps of strings and numbers: nothing in it can fail to be written
    serde_json::to_string(&collect(run)).unwrap_or_default()
}

fn collect(run: &Run) -> Data {
    let mut strings = Numbers::default();
    // number 0: no text
    strings.number("");
    let mut rules: Numbers<'_> = Numbers::default();
    let mut posts = Vec::new();
    let mut path = None;
    let mut findings = Vec::with_capacity(run.findings.len());
    for finding in &run.findings {
        if path != Some(&finding.path) {
            path = Some(&finding.path);
            posts.push(post(run, &finding.path, &mut strings));
        }
        let rule = rules.number(finding.rule.as_str());
        findings.push(row(finding, posts.len() - 1, rule, &mut strings));
    }
    Data {
        version: env!("CARGO_PKG_VERSION"),
        day: run.background.day.map(|day| day.to_string()),
        summary: run.summary,
        problems: run.problems.iter().map(problem).collect(),
        strings: strings.list.into_iter().map(in_line).collect(),
        posts,
        rules: rules.list.into_iter().map(|id| rule(run, id)).collect(),
        findings,
    }
}

/// Strings by the number of their first appearance.
#[derive(Default)]
struct Numbers<'r> {
    by_text: FxHashMap<&'r str, usize>,
    list: Vec<&'r str>,
}

impl<'r> Numbers<'r> {
    fn number(&mut self, text: &'r str) -> usize {
        *self.by_text.entry(text).or_insert_with(|| {
            self.list.push(text);
            self.list.len() - 1
        })
    }
}

fn post<'r>(run: &'r Run, path: &str, strings: &mut Numbers<'r>) -> Post {
    let about = run.about.get(path);
    let title = about.and_then(|about| about.title.as_deref()).unwrap_or_default();
    let author = about.and_then(|about| about.author.as_deref()).unwrap_or_default();
    let section = about.map_or("", |about| about.section.as_str());
    let day = about.and_then(|about| about.day).map(|day| day.to_string());
    Post(
        in_line(path),
        in_line(title),
        strings.number(author),
        strings.number(section),
        day.unwrap_or_default(),
    )
}

fn rule(run: &Run, id: &str) -> RuleEntry {
    let note = run.background.rules.get(&RuleId::new(id)).cloned().unwrap_or_default();
    // a pack's author may write any address, and a reader may press on it
    let url = note.url.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let url = url.unwrap_or_default();
    RuleEntry(in_line(id), in_line(&note.message), in_line(note.why.trim()), in_line(&url))
}

fn problem(problem: &Problem) -> [String; 3] {
    let line = problem.place.as_ref().map(|place| format!(":{}", place.start.line));
    let path = problem.path.as_deref().unwrap_or_default();
    [
        in_line(&format!("{path}{}", line.unwrap_or_default())),
        in_line(&problem.message),
        in_line(problem.help.as_deref().unwrap_or_default()),
    ]
}

fn row<'r>(finding: &'r Finding, post: usize, rule: usize, strings: &mut Numbers<'r>) -> Row {
    let severity = match finding.severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Suggestion => 2,
    };
    let safety = |safety: Safety| match safety {
        Safety::Safe => 0,
        Safety::Unsafe => 1,
        Safety::Display => 2,
    };
    let edits = finding.fixes.first().map(|fix| fix.edits.as_slice()).unwrap_or_default();
    let fixes = finding.fixes.iter();
    let fixes = fixes.map(|fix| (strings.number(&fix.title), safety(fix.safety))).collect();
    let related = finding.related.iter();
    let related = related.map(|(place, note)| (place.start.line, strings.number(note))).collect();
    Row(
        post,
        rule,
        severity,
        strings.number(&finding.message),
        strings.number(finding.help.as_deref().unwrap_or_default()),
        finding.place.start.line,
        finding.place.start.column,
        pieces(&finding.place, edits),
        fixes,
        related,
    )
}

/// The finding is about this piece.
const MARKED: u8 = 1;
/// The fix takes this piece out.
const CUT: u8 = 2;
/// The fix puts this piece in.
const PUT: u8 = 4;

/// The text around a place in pieces, each with what becomes of it: the text as it
/// is and as it would be are both read off them.
fn pieces(place: &Place, edits: &[PlacedEdit]) -> Vec<(u8, String)> {
    let excerpt = &place.excerpt;
    let (text, marked) = (excerpt.text.as_str(), excerpt.span);
    let edits = inside(place, edits).unwrap_or_default();
    let spans = || edits.iter().map(|(span, _)| *span).chain([marked, Span::new(0, text.len())]);
    let bounds: BTreeSet<u32> = spans().flat_map(|span| [span.start, span.end]).collect();
    let bounds: Vec<u32> = bounds.into_iter().collect();
    let mut out = Vec::new();
    if excerpt.column > 1 {
        out.push((0, "…".to_owned()));
    }
    for (number, &at) in bounds.iter().enumerate() {
        for (_, new) in edits.iter().filter(|(span, new)| span.end == at && !new.is_empty()) {
            out.push((PUT, shown(new)));
        }
        if marked.is_empty() && marked.start == at {
            out.push((MARKED, String::new()));
        }
        let Some(&to) = bounds.get(number + 1) else { break };
        let covers = |span: Span| span.start <= at && to <= span.end;
        let cut = edits.iter().any(|(span, _)| covers(*span));
        let kind = u8::from(covers(marked)) * MARKED + u8::from(cut) * CUT;
        out.push((kind, shown(Span { start: at, end: to }.of(text))));
    }
    if excerpt.is_cut {
        out.push((0, "…".to_owned()));
    }
    out
}

/// Bytes of a line end, which an excerpt does not have.
const LINE_END: u32 = 2;

/// The edits in bytes of the excerpt; nothing where they reach out of it.
fn inside<'r>(place: &Place, edits: &'r [PlacedEdit]) -> Option<Vec<(Span, &'r str)>> {
    let excerpt = &place.excerpt;
    // of a long span not all is shown, and a byte order mark in it is not either
    if place.end.offset - place.start.offset != excerpt.span.len() as u32 {
        return None;
    }
    let first = place.start.offset.checked_sub(excerpt.span.start)?;
    let length = excerpt.text.len() as u32;
    let within = edits.iter().map(|edit| {
        let start = edit.start.offset.checked_sub(first)?;
        let end = edit.end.offset.checked_sub(first)?;
        let reaches_out = start > length || end > length + LINE_END;
        let span = Span { start, end: end.min(length) };
        (!reaches_out).then_some((span, edit.text.as_str()))
    });
    within.collect()
}
/// `text` in one line that nothing obeys.
fn in_line(text: &str) -> String {
    one_line(text).into_owned()
}
