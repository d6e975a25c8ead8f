//! Positions in a text and changes to it. [`Span`] is the only coordinate used
//! inside the program; lines and columns are made from it at the border.

mod pairs;

use std::ops::Range;

pub use pairs::Pairs;

/// A half-open range of bytes in one text, always on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The longest text that spans can address, in bytes. Longer files are
    /// refused before they are parsed (see [`crate::project`]).
    pub const MAX_TEXT: u64 = 64 * 1024 * 1024;

    /// A span from byte `start` up to but not including byte `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Self { start: clamp(start), end: clamp(end) }
    }

    /// The empty span at `offset` bytes.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The span as a range to index a `str` with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies inside (or is equal to) this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte; an empty span shares none.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same span in a text that starts `by` bytes earlier.
    pub fn shift(self, by: usize) -> Span {
        Span::new(self.start as usize + by, self.end as usize + by)
    }

    /// The text that the span covers, or `""` where it does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }
}

fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// A place as people and other tools count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Position {
    /// Line, from 1. LF, CRLF and a lone CR each end a line.
    pub line: u32,
    /// Column, from 1, in characters (Unicode scalar values). A byte order mark
    /// has no column.
    pub column: u32,
    /// Bytes before it in the file as it is on disk.
    pub offset: u32,
    /// Column, from 1, in bytes as they are on disk: for reports that count so.
    #[serde(skip)]
    pub byte_column: u32,
}

/// Where the lines of one text begin: turns byte offsets into [`Position`]s
/// without reading the text from its start again.
#[derive(Clone, Debug)]
pub struct LineIndex {
    /// Byte offset at which each line begins.
    starts: Vec<u32>,
    /// Characters before each block of [`BLOCK`] bytes; empty for ASCII texts.
    chars: Vec<u32>,
    has_bom: bool,
}

const BLOCK: usize = 512;

impl LineIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            // the LF of a CRLF ends the line, its CR does not
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(clamp(at + 1));
            }
        }
        let mut chars = Vec::new();
        if !text.is_ascii() {
            let mut seen = 0;
            for block in bytes.chunks(BLOCK) {
                chars.push(seen);
                seen += count_chars(block);
            }
        }
        Self { starts, chars, has_bom: text.starts_with('\u{feff}') }
    }

    /// How many lines the text has; an empty text has one.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The line (from 0) that holds the byte at `offset`.
    pub fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// The span of line `line` (from 0) in `text`, its line end left out.
    pub fn line_span(&self, text: &str, line: usize) -> Span {
        let start = self.starts.get(line).map_or(text.len(), |&s| s as usize);
        let end = self.starts.get(line + 1).map_or(text.len(), |&s| s as usize);
        let content = text.get(start..end).unwrap_or_default();
        Span::new(start, start + content.trim_end_matches(['\n', '\r']).len())
    }

    /// The line, column and offset of the byte at `offset` in `text`, which must
    /// be the text that was indexed. An offset inside a character counts as its
    /// start; one beyond the end as the end.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let mut at = (offset as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.line_of(clamp(at));
        let start = self.starts.get(line).map_or(0, |&s| s as usize);
        let mut before = self.chars_before(text, at) - self.chars_before(text, start);
        if self.has_bom && line == 0 {
            before = before.saturating_sub(1);
        }
        Position {
            line: clamp(line) + 1,
            column: before + 1,
            offset: clamp(at),
            byte_column: clamp(at - start) + 1,
        }
    }

    fn chars_before(&self, text: &str, offset: usize) -> u32 {
        if self.chars.is_empty() {
            return clamp(offset);
        }
        let block = (offset / BLOCK).min(self.chars.len() - 1);
        let rest = text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        self.chars[block] + count_chars(rest)
    }
}

/// Characters that begin in `bytes`: all but UTF-8 continuation bytes.
fn count_chars(bytes: &[u8]) -> u32 {
    clamp(bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count())
}

/// `at`, or the start of the character that it is inside of, or the end.
pub fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// `at`, or the end of the character that it is inside of, or of the text.
pub fn ceil(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// A replacement of the text at `span`; an empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Puts `text` where `span` is.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Takes out what `span` covers.
    pub fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }

    /// Puts `text` before the byte at `offset`.
    pub fn insert(offset: u32, text: impl Into<String>) -> Self {
        Self::replace(Span { start: offset, end: offset }, text)
    }

    /// Where what `span` covers stands after the edit; `None` where the edit is made
    /// in it.
    pub fn moves(&self, span: Span) -> Option<Span> {
        if self.span.end <= span.start {
            let by = |at: u32| (at - self.span.len() as u32).saturating_add(clamp(self.text.len()));
            return Some(Span { start: by(span.start), end: by(span.end) });
        }
        (self.span.start >= span.end).then_some(span)
    }
}

/// Makes `edits` in `text`. They may come in any order; `None` where two of them
/// overlap, or where one does not fit the text.
pub fn apply(text: &str, edits: &[Edit]) -> Option<String> {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| edit.span);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in ordered {
        out.push_str(text.get(done..edit.span.start as usize)?);
        text.get(edit.span.range())?;
        out.push_str(&edit.text);
        done = edit.span.end as usize;
    }
    out.push_str(text.get(done..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line_column(text: &str, needle: &str) -> (u32, u32) {
        let offset = text.find(needle).map_or(u32::MAX, clamp);
        let position = LineIndex::new(text).position(text, offset);
        (position.line, position.column)
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        assert_eq!(line_column("é😀x", "x"), (1, 3));
        assert_eq!(line_column("a\tb", "b"), (1, 3));
    }

    #[test]
    fn every_line_end_counts_once() {
        assert_eq!(line_column("a\r\nb\rc\nd", "d"), (4, 1));
        assert_eq!(line_column("a\n\r\nd", "d"), (3, 1));
    }

    #[test]
    fn a_byte_order_mark_has_bytes_but_no_column() {
        let text = "\u{feff}title";
        assert_eq!(line_column(text, "title"), (1, 1));
        assert_eq!(LineIndex::new(text).position(text, 3).offset, 3);
    }

    #[test]
    fn columns_hold_on_long_lines_of_wide_characters() {
        let text = format!("{}x", "ü".repeat(5000));
        assert_eq!(line_column(&text, "x"), (1, 5001));
    }

    #[test]
    fn an_offset_inside_a_character_is_its_start() {
        assert_eq!(LineIndex::new("😀x").position("😀x", 2).column, 1);
        assert_eq!(LineIndex::new("ab").position("ab", 99).column, 3);
    }

    #[test]
    fn line_spans_leave_the_line_end_out() {
        let text = "one\r\ntwo";
        let lines = LineIndex::new(text);
        assert_eq!(lines.line_span(text, 0).of(text), "one");
        assert_eq!(lines.line_span(text, 1).of(text), "two");
        assert_eq!(lines.line_span(text, 7).of(text), "");
    }

    #[test]
    fn an_edit_moves_what_stands_behind_it() {
        let span = Span::new(4, 6);
        assert_eq!(Edit::insert(4, "abc").moves(span), Some(Span::new(7, 9)));
        assert_eq!(Edit::replace(Span::new(0, 3), "x").moves(span), Some(Span::new(2, 4)));
        assert_eq!(Edit::insert(6, "abc").moves(span), Some(span));
        assert_eq!(Edit::insert(5, "abc").moves(span), None);
        assert_eq!(Edit::delete(Span::new(3, 5)).moves(span), None);
    }

    #[test]
    fn edits_apply_in_any_order_and_refuse_overlap() {
        let edits = [Edit::delete(Span::new(4, 6)), Edit::insert(0, ">")];
        assert_eq!(apply("one two", &edits).as_deref(), Some(">one o"));
        let clash = [Edit::delete(Span::new(0, 3)), Edit::delete(Span::new(2, 4))];
        assert_eq!(apply("one two", &clash), None);
        assert_eq!(apply("one", &[Edit::delete(Span::new(2, 9))]), None);
        assert_eq!(apply("é", &[Edit::delete(Span::new(1, 2))]), None);
    }
}
