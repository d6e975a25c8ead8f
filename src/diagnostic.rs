//! What the program says: [`Diagnostic`]s about posts, and [`Problem`]s with the
//! files that a user wrote for copydesk or that could not be read.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::text::{Edit, LineIndex, Position, Span};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A matter of taste.
    Suggestion,
    /// Wrong by nearly everybody's book.
    Warning,
    /// It will break the page or misinform its readers.
    Error,
}

impl Severity {
    /// Its name in configs and reports.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Suggestion => "suggestion",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How far a fix may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Safety {
    /// Shown, never made by the program.
    Display,
    /// Made with `--unsafe-fixes`: it may change what the post says or its address.
    Unsafe,
    /// Made with `--fix`: it changes nothing but what the finding is about.
    Safe,
}

/// A change that settles a finding. Its edits are made together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does, as an instruction: "Remove the opening".
    pub title: String,
    /// The changes; they do not overlap.
    pub edits: Vec<Edit>,
    /// Whether it may be made without asking.
    pub safety: Safety,
}

/// The id of a rule, its path in the packs: `headline/urgency-prefix`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(Arc<str>);

impl RuleId {
    /// The id `pack/name`.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The pack: what stands before the slash.
    pub fn pack(&self) -> &str {
        self.0.split_once('/').map_or(&self.0, |(pack, _)| pack)
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Something wrong in a post, in the coordinates of its text.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: RuleId,
    /// How much it matters here.
    pub severity: Severity,
    /// The words, key or value that it is about.
    pub span: Span,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to write instead, or what to know.
    pub help: Option<String>,
    /// Other places in the same post to look at.
    pub related: Vec<Related>,
    /// What a change must touch to have caused it, where that is more than the span.
    pub extent: Option<Span>,
    /// Files that it is about, from the site's root.
    pub files: Vec<String>,
    /// Changes that would settle it, the best first.
    pub fixes: Vec<Fix>,
    /// The rule's page.
    pub url: Option<Arc<str>>,
}

/// Another place that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What is there.
    pub note: String,
}

/// A stretch of text to show: the lines around a span, cut where they are long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text shown, without its last line end.
    pub text: String,
    /// Line number (from 1) of its first line.
    pub line: u32,
    /// Column (from 1, in characters) at which its first line begins; above 1
    /// where the line was cut in front.
    pub column: u32,
    /// What is underlined, in bytes of [`Excerpt::text`].
    pub span: Span,
    /// Whether its last line goes on in the text.
    pub is_cut: bool,
}

/// Bytes shown of a long line on either side of a span.
const WINDOW: usize = 80;
/// Bytes shown of a long span.
const SPAN_WINDOW: usize = 240;

impl Excerpt {
    /// What to show of `text` for `span`: its lines, cut to a window of about 80
    /// bytes on either side, so that cost does not grow with the line.
    pub fn around(text: &str, lines: &LineIndex, span: Span) -> Self {
        let end = span.end.min(span.start.saturating_add(SPAN_WINDOW as u32));
        let last_byte = end.saturating_sub(1).max(span.start);
        let first = lines.line_span(text, lines.line_of(span.start));
        let last = lines.line_span(text, lines.line_of(last_byte));
        let mut start = first.start as usize;
        if text.starts_with('\u{feff}') && start == 0 {
            start = '\u{feff}'.len_utf8();
        }
        let start = floor(text, start.max((span.start as usize).saturating_sub(WINDOW)));
        let stop = ceil(text, (last.end as usize).min(end as usize + WINDOW));
        let stop = stop.max(start);
        let shown = text.get(start..stop).unwrap_or_default();
        let from = floor(text, (span.start as usize).max(start)) - start;
        let to = ceil(text, end as usize) - start;
        let position = lines.position(text, start as u32);
        Self {
            text: shown.to_owned(),
            line: position.line,
            column: position.column,
            span: Span::new(from.min(shown.len()), to.clamp(from.min(shown.len()), shown.len())),
            is_cut: stop < last.end as usize,
        }
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Where something is, in a form that outlives the text it was found in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its first character.
    pub start: Position,
    /// One past its last character.
    pub end: Position,
    /// The text around it.
    pub excerpt: Excerpt,
}

impl Place {
    /// The place of `span` in `text`, of which `lines` is the index.
    pub fn new(text: &str, lines: &LineIndex, span: Span) -> Self {
        Self {
            start: lines.position(text, span.start),
            end: lines.position(text, span.end),
            excerpt: Excerpt::around(text, lines, span),
        }
    }
}

/// One edit of a [`Finding`]'s fix, placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedEdit {
    /// First character replaced.
    pub start: Position,
    /// One past the last character replaced.
    pub end: Position,
    /// The new text.
    pub text: String,
}

/// A fix of a [`Finding`], placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedFix {
    /// See [`Fix::title`].
    pub title: String,
    /// See [`Fix::safety`].
    pub safety: Safety,
    /// See [`Fix::edits`].
    pub edits: Vec<PlacedEdit>,
}

/// A [`Diagnostic`] ready to be shown: what every report is made from. It holds
/// no text of the post beyond an excerpt, so a run keeps findings, not posts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The post, relative to the working directory, with `/`.
    pub path: Arc<str>,
    /// See [`Diagnostic::rule`].
    pub rule: RuleId,
    /// See [`Diagnostic::severity`].
    pub severity: Severity,
    /// See [`Diagnostic::message`].
    pub message: String,
    /// See [`Diagnostic::help`].
    pub help: Option<String>,
    /// Where it is.
    pub place: Place,
    /// What stays the same when the post around it changes: rule and words, hashed.
    pub fingerprint: u64,
    /// Other places to look at, each with what is there.
    pub related: Vec<(Place, String)>,
    /// Changes that would settle it, the best first.
    pub fixes: Vec<PlacedFix>,
    /// The rule's page.
    pub url: Option<Arc<str>>,
}

impl Finding {
    /// The diagnostic `d` about `text` (indexed by `lines`), shown under `path`.
    pub fn new(path: Arc<str>, text: &str, lines: &LineIndex, d: Diagnostic) -> Self {
        let place_edit = |edit: Edit| PlacedEdit {
            start: lines.position(text, edit.span.start),
            end: lines.position(text, edit.span.end),
            text: edit.text,
        };
        let place_fix = |fix: Fix| PlacedFix {
            title: fix.title,
            safety: fix.safety,
            edits: fix.edits.into_iter().map(place_edit).collect(),
        };
        Self {
            path,
            fingerprint: fingerprint(&d.rule, text, d.span),
            rule: d.rule,
            severity: d.severity,
            message: d.message,
            help: d.help,
            place: Place::new(text, lines, d.span),
            related: d
                .related
                .into_iter()
                .map(|related| (Place::new(text, lines, related.span), related.note))
                .collect(),
            fixes: d.fixes.into_iter().map(place_fix).collect(),
            url: d.url,
        }
    }

    /// Whether `--fix` would settle it.
    pub fn is_fixable(&self) -> bool {
        self.fixes.iter().any(|fix| fix.safety == Safety::Safe)
    }
}

/// What stays the same of a finding when the post around it changes, when the file
/// is renamed and when lines are wrapped anew: the rule, the words and the words
/// next to them on their lines, without case of blanks.
pub fn fingerprint(rule: &RuleId, text: &str, span: Span) -> u64 {
    let (start, end) = (span.start as usize, span.end as usize);
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let line_before = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    let line_after = after.split(['\n', '\r']).next().unwrap_or_default();
    let mut near: Vec<&str> = line_before.split_whitespace().rev().take(NEIGHBOURS).collect();
    near.reverse();
    let words = near
        .into_iter()
        .chain(["\u{1}"])
        .chain(span.of(text).split_whitespace())
        .chain(["\u{1}"])
        .chain(line_after.split_whitespace().take(NEIGHBOURS));
    let mut all = rule.as_str().to_owned();
    for word in words {
        all.push(' ');
        all.push_str(word);
    }
    rapidhash::v3::rapidhash_v3(all.as_bytes())
}

/// Words on either side that belong to a fingerprint.
const NEIGHBOURS: usize = 3;

/// Why copydesk could not do its job somewhere: a file that could not be read,
/// or something wrong in a config or a rule. Any problem makes the exit code 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, where there is one.
    pub path: Option<Arc<str>>,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where in the file, where that is known.
    pub place: Option<Box<Place>>,
}

impl Problem {
    /// A problem without a file.
    pub fn new(message: impl Into<String>) -> Self {
        Self { path: None, message: message.into(), help: None, place: None }
    }

    /// The same, in the file `path`.
    pub fn in_file(mut self, path: impl Into<Arc<str>>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The same, at `span` of that file's `text`.
    pub fn at(mut self, text: &str, span: Span) -> Self {
        self.place = Some(Box::new(Place::new(text, &LineIndex::new(text), span)));
        self
    }

    /// The same, with a word of help.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// What a run looked at and found, for the closing line of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Posts checked.
    pub posts: usize,
    /// Picture references resolved in them.
    pub images: usize,
    /// Findings of severity `error`.
    pub errors: usize,
    /// Findings of severity `warning`.
    pub warnings: usize,
    /// Findings of severity `suggestion`.
    pub suggestions: usize,
    /// Findings that have a safe fix.
    pub fixable: usize,
    /// Fixes made.
    #[serde(skip_serializing_if = "is_zero")]
    pub fixed: usize,
    /// Findings that a baseline hides.
    #[serde(skip_serializing_if = "is_zero")]
    pub hidden: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Summary {
    /// Counts `finding` in.
    pub fn count(&mut self, finding: &Finding) {
        match finding.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Suggestion => self.suggestions += 1,
        }
        self.fixable += usize::from(finding.is_fixable());
    }

    /// Findings of any severity.
    pub fn findings(&self) -> usize {
        self.errors + self.warnings + self.suggestions
    }
}

/// The name in `known` that `name` is most likely meant to be: at most one
/// change away, or two from seven letters on, a swap of neighbours counting as
/// one. `None` when nothing is that near.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let reach = if name.chars().count() >= 7 { 2 } else { 1 };
    known
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= reach)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(text: &str, needle: &str) -> Excerpt {
        let start = text.find(needle).unwrap_or(0);
        let span = Span::new(start, start + needle.len());
        Excerpt::around(text, &LineIndex::new(text), span)
    }

    #[test]
    fn an_excerpt_is_the_line() {
        let e = excerpt("one\ntwo three\nfour", "three");
        assert_eq!((e.text.as_str(), e.line, e.column), ("two three", 2, 1));
        assert_eq!(e.span.of(&e.text), "three");
    }

    #[test]
    fn a_long_line_is_cut_on_characters() {
        let text = format!("{}needle{}", "é".repeat(4000), "ü".repeat(4000));
        let e = excerpt(&text, "needle");
        assert_eq!(e.span.of(&e.text), "needle");
        assert!(e.text.len() < 200 && e.column > 3900);
    }

    #[test]
    fn a_byte_order_mark_is_not_shown() {
        let e = excerpt("\u{feff}title", "title");
        assert_eq!((e.text.as_str(), e.column), ("title", 1));
        let whole = Excerpt::around("\u{feff}t", &LineIndex::new("\u{feff}t"), Span::new(0, 4));
        assert_eq!(whole.span.of(&whole.text), "t");
    }

    #[test]
    fn a_line_end_alone_can_be_shown() {
        let text = "a\r\nb";
        let e = Excerpt::around(text, &LineIndex::new(text), Span::new(1, 3));
        assert_eq!(e.text, "a");
    }

    #[test]
    fn nearest_takes_a_swap_as_one_step() {
        assert_eq!(nearest("titel", ["title", "date"]), Some("title"));
        assert_eq!(nearest("catagories", ["categories"]), Some("categories"));
        assert_eq!(nearest("tog", ["tags"]), None);
    }
}
