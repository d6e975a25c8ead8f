//! The texts that an editor holds, changed as it says.

use std::path::PathBuf;

use lsp_types::Range;
use serde::Deserialize;

use super::positions::{Encoding, Positions};
use super::uri;
use crate::text::{Edit, LineIndex, Span, ceil, floor};

/// A text that is open in the editor.
#[derive(Debug)]
pub(super) struct OpenText {
    /// Its address, as the editor writes it.
    pub uri: String,
    /// The file, where it is one of this machine.
    pub file: Option<PathBuf>,
    /// How often it changed, as the editor counts.
    pub version: i32,
    /// The text.
    pub text: String,
    lines: LineIndex,
}

/// A change to a text: of a range, or of all of it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Change {
    range: Option<Range>,
    text: String,
}

impl OpenText {
    /// A text that was opened.
    pub fn new(uri: String, version: i32, text: String) -> Self {
        let lines = LineIndex::new(&text);
        Self { file: uri::to_file(&uri), uri, version, text, lines }
    }

    /// The text with the places in it.
    pub fn positions(&self, encoding: Encoding) -> Positions<'_> {
        Positions { text: &self.text, lines: &self.lines, encoding }
    }

    /// Makes changes, each in the text that the one before it left, and says what was
    /// done. What is older than the text at hand is left out.
    pub fn change(&mut self, version: i32, changes: Vec<Change>, encoding: Encoding) -> Vec<Edit> {
        if version < self.version {
            return Vec::new();
        }
        self.version = version;
        let mut made = Vec::with_capacity(changes.len());
        for change in changes {
            let edit = match change.range {
                Some(range) => Edit::replace(self.positions(encoding).span(range), change.text),
                None => difference(&self.text, &change.text),
            };
            self.text.replace_range(edit.span.range(), &edit.text);
            self.lines = LineIndex::new(&self.text);
            made.push(edit);
        }
        made
    }
}

/// The edits between two texts, line by line where it can be told in time.
pub(super) fn differences(old: &str, new: &str) -> Vec<Edit> {
    let diff = similar::TextDiff::configure().timeout(DIFF_TIME).diff_lines(old, new);
    let starts = |lengths: &mut dyn Iterator<Item = usize>| -> Vec<usize> {
        let mut starts = vec![0];
        for length in lengths {
            starts.push(starts[starts.len() - 1] + length);
        }
        starts
    };
    let old_lines = (0..diff.old_len()).filter_map(|line| diff.old_slice(line));
    let new_lines = (0..diff.new_len()).filter_map(|line| diff.new_slice(line));
    let old_starts = starts(&mut old_lines.map(str::len));
    let new_starts = starts(&mut new_lines.map(str::len));
    let of =
        |starts: &[usize], lines: std::ops::Range<usize>| starts[lines.start]..starts[lines.end];
    let changed = diff.ops().iter().filter(|op| op.tag() != similar::DiffTag::Equal);
    changed
        .map(|op| {
            let (was, is) = (of(&old_starts, op.old_range()), of(&new_starts, op.new_range()));
            let mut edit = difference(&old[was.clone()], &new[is]);
            edit.span = edit.span.shift(was.start);
            edit
        })
        .collect()
}

/// How long lines are compared: what is longer is one edit.
const DIFF_TIME: std::time::Duration = std::time::Duration::from_millis(200);

/// The one edit between two texts.
fn difference(old: &str, new: &str) -> Edit {
    let same = |(a, b): &(u8, u8)| a == b;
    let start = old.bytes().zip(new.bytes()).take_while(same).count();
    let start = floor(old, start).min(floor(new, start));
    let most = old.len().min(new.len()) - start;
    let end = old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(same).count();
    let old_end = ceil(old, old.len() - end);
    let new_end = new.len() - (old.len() - old_end);
    Edit::replace(Span::new(start, old_end), new.get(start..new_end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::apply;

    #[test]
    fn a_whole_new_text_is_one_edit() {
        for (old, new, expected) in [
            ("one two", "one three two", Edit::insert(5, "hree t")),
            ("aé", "aè", Edit::replace(Span::new(1, 3), "è")),
            ("a😀b", "a😁b", Edit::replace(Span::new(1, 5), "😁")),
            ("ab", "ab", Edit::insert(2, "")),
            ("", "x", Edit::insert(0, "x")),
            ("aaa", "aa", Edit::delete(Span::new(2, 3))),
        ] {
            assert_eq!(difference(old, new), expected, "{old} {new}");
            assert_eq!(apply(old, &[difference(old, new)]).as_deref(), Some(new));
        }
    }

    #[test]
    fn edits_between_texts_touch_what_differs() {
        let old = "one\r\ntwo\r\nthree\rfour\nfive";
        for (new, count) in [
            ("one\r\n2\r\nthree\rfour\nfive", 1),
            ("zero\r\none\r\ntwo\r\nthree\rFOUR\nfive!", 2),
            ("one\r\ntwo\r\nthree\rfour\nfive", 0),
            ("", 1),
        ] {
            let edits = differences(old, new);
            assert_eq!(apply(old, &edits).as_deref(), Some(new));
            assert_eq!(edits.len(), count, "{edits:?}");
        }
        assert_eq!(differences(old, &old.replace("two", "tw")), [Edit::delete(Span::new(7, 8))]);
    }

    #[test]
    fn what_is_older_than_the_text_is_left_out() {
        let mut open = OpenText::new("file:///a.md".to_owned(), 4, "one".to_owned());
        let whole = |text: &str| vec![Change { range: None, text: text.to_owned() }];
        assert!(open.change(3, whole("old"), Encoding::Utf16).is_empty());
        assert_eq!((open.text.as_str(), open.version), ("one", 4));
        open.change(6, whole("new"), Encoding::Utf16);
        assert_eq!((open.text.as_str(), open.version), ("new", 6));
    }

    #[test]
    fn a_range_that_is_none_changes_nothing_else() {
        let change = serde_json::json!({"range": "all", "text": ""});
        assert!(serde_json::from_value::<Change>(change).is_err());
    }
}
