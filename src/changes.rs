//! What a change touched, read from what git prints, and which findings it caused.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::fix::View;
use crate::text::{Edit, LineIndex, Span};

/// A change to a repository; paths are from its top, with `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    files: BTreeMap<String, Lines>,
    /// Files that were added, deleted or renamed, under both names.
    moved: BTreeSet<String>,
}

/// The lines of a file that a change touched, in the file as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// All of them: the file is new.
    all: bool,
    /// First line (from 1) and number of lines that are new or other.
    changed: Vec<(u32, u32)>,
    /// Lines (from 0 for the top) behind which lines were taken out.
    cut: Vec<u32>,
}

impl Changes {
    /// Reads `git diff --name-status -z` and `git diff -U0` of the same change.
    pub fn parse(status: &str, patch: &str) -> Self {
        let mut changes = Self::default();
        let mut fields = status.split('\0').filter(|field| !field.is_empty());
        while let Some(kind) = fields.next() {
            let Some(path) = fields.next() else { break };
            let renamed = kind.starts_with(['R', 'C']);
            let now = if renamed { fields.next().unwrap_or(path) } else { path };
            if !kind.starts_with('D') {
                let lines = Lines { all: kind.starts_with('A'), ..Lines::default() };
                changes.files.insert(now.to_owned(), lines);
            }
            if kind.starts_with(['A', 'D', 'R', 'C']) {
                changes.moved.extend([path.to_owned(), now.to_owned()]);
            }
        }
        let mut file = None;
        for line in patch.lines() {
            if let Some(path) = line.strip_prefix("+++ ") {
                let path = unquoted(path.trim_end_matches('\t'));
                file = path.strip_prefix("b/").map(str::to_owned);
            } else if let Some(hunk) = line.strip_prefix("@@ ") {
                let lines = file.as_ref().and_then(|file| changes.files.get_mut(file));
                if let (Some(lines), Some((first, count))) = (lines, new_side(hunk)) {
                    match count {
                        0 => lines.cut.push(first),
                        count => lines.changed.push((first, count)),
                    }
                }
            }
        }
        changes
    }

    /// Counts a file in that git does not know yet.
    pub fn add_new(&mut self, path: &str) {
        self.files.insert(path.to_owned(), Lines { all: true, ..Lines::default() });
        self.moved.insert(path.to_owned());
    }

    /// Whether the file at `path` was touched.
    pub fn touches(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The files that were touched and are there.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The files below `folder` that were added, deleted or renamed, from there.
    pub fn moved_below(&self, folder: &str) -> BTreeSet<String> {
        let below = |path: &String| match folder {
            "" => Some(path.clone()),
            folder => Some(path.strip_prefix(folder)?.strip_prefix('/')?.to_owned()),
        };
        self.moved.iter().filter_map(below).collect()
    }

    /// Whether a file that is no post was added, deleted or renamed: posts that did
    /// not change may have a finding for it.
    pub fn moves_assets(&self) -> bool {
        let is_post = |path: &&String| {
            let ending = path.rsplit('.').next().unwrap_or_default();
            matches!(ending, "md" | "markdown" | "mdx")
        };
        !self.moved.iter().all(|path| is_post(&path))
    }

    /// What of the post at `path` counts: what the change caused, or all of a post
    /// that it touched (`whole`). `moved` are the files of its site.
    pub fn view(&self, path: &str, moved: Arc<BTreeSet<String>>, whole: bool) -> Caused {
        let mut lines = self.files.get(path).cloned();
        if let Some(lines) = lines.as_mut().filter(|_| whole) {
            lines.all = true;
        }
        Caused { lines, spans: None, moved }
    }
}

/// The new side of `-a,b +c,d @@`: c and d.
fn new_side(hunk: &str) -> Option<(u32, u32)> {
    let side = hunk.split(' ').find_map(|part| part.strip_prefix('+'))?;
    let (first, count) = side.split_once(',').unwrap_or((side, "1"));
    Some((first.parse().ok()?, count.parse().ok()?))
}

/// A path as git writes it: in quotes, with C escapes, where it has odd signs.
fn unquoted(path: &str) -> String {
    let Some(inner) = path.strip_prefix('"').and_then(|path| path.strip_suffix('"')) else {
        return path.to_owned();
    };
    let mut out = Vec::new();
    let mut bytes = inner.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(b'n') => out.push(b'\n'),
            Some(b't') => out.push(b'\t'),
            Some(digit @ b'0'..=b'7') => {
                let mut value = u32::from(digit - b'0');
                for _ in 0..2 {
                    if let Some(next @ b'0'..=b'7') = bytes.peek().copied() {
                        value = value * 8 + u32::from(next - b'0');
                        bytes.next();
                    }
                }
                out.push(value as u8);
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// What of a post's findings a change caused.
#[derive(Debug)]
pub struct Caused {
    lines: Option<Lines>,
    /// The touched bytes of the post in its present form: lines that are new, and
    /// empty spans where lines were taken out.
    spans: Option<Vec<Span>>,
    moved: Arc<BTreeSet<String>>,
}

impl Caused {
    fn spans_in(&self, text: &str) -> Vec<Span> {
        let Some(lines) = &self.lines else { return Vec::new() };
        if lines.all {
            return vec![Span::new(0, text.len())];
        }
        let index = LineIndex::new(text);
        let start_of = |line: u32| index.line_span(text, line as usize).start as usize;
        let changed = lines.changed.iter().map(|&(first, count)| {
            let first = first.saturating_sub(1);
            Span::new(start_of(first), start_of(first + count))
        });
        let cut = lines.cut.iter().map(|&line| Span::at(start_of(line)));
        changed.chain(cut).collect()
    }
}

/// Whether a change to `touched` is one to what `span` covers.
fn meets(touched: Span, span: Span) -> bool {
    match (touched.is_empty(), span.is_empty()) {
        (true, _) => span.start < touched.start && touched.start < span.end,
        (false, true) => touched.start <= span.start && span.start <= touched.end,
        (false, false) => touched.overlaps(span),
    }
}

impl View for Caused {
    fn keep(&mut self, doc: &Document, found: &mut Vec<Diagnostic>) {
        if self.spans.is_none() {
            self.spans = Some(self.spans_in(&doc.text));
        }
        let spans = self.spans.as_deref().unwrap_or_default();
        let everything = self.lines.as_ref().is_some_and(|lines| lines.all);
        found.retain(|diagnostic| {
            let own = [Some(diagnostic.span), diagnostic.extent].into_iter().flatten();
            let mut places = own.chain(diagnostic.related.iter().map(|related| related.span));
            everything
                || places.any(|place| spans.iter().any(|&touched| meets(touched, place)))
                || diagnostic.files.iter().any(|file| self.moved.contains(file))
        });
    }

    fn edited(&mut self, edits: &[Edit]) {
        let mut ordered: Vec<&Edit> = edits.iter().collect();
        ordered.sort_by_key(|edit| edit.span);
        let moved = |offset: u32| -> u32 {
            let mut shift = 0_i64;
            for edit in ordered.iter().take_while(|edit| edit.span.end <= offset) {
                shift += edit.text.len() as i64 - edit.span.len() as i64;
            }
            u32::try_from(i64::from(offset) + shift).unwrap_or(offset)
        };
        for span in self.spans.iter_mut().flatten() {
            let (start, end) = (moved(span.start), moved(span.end));
            *span = Span { start, end: end.max(start) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_of_git_is_read() {
        let status = "M\0a.md\0R100\0old.png\0new.png\0D\0gone.jpg\0A\0\u{e9} x.md\0";
        let patch = "diff --git a/a.md b/a.md\n--- a/a.md\n+++ b/a.md\n@@ -3 +3,2 @@ x\n+y\n\
            @@ -9,2 +10,0 @@\n-z\ndiff --git \"a/\\303\\251\" \"b/\\303\\251\"\n";
        let changes = Changes::parse(status, patch);
        let lines = Lines { all: false, changed: vec![(3, 2)], cut: vec![10] };
        assert_eq!(changes.files.get("a.md"), Some(&lines));
        assert!(changes.files["é x.md"].all && !changes.touches("gone.jpg"));
        let moved: Vec<_> = changes.moved_below("").into_iter().collect();
        assert_eq!(moved, ["gone.jpg", "new.png", "old.png", "é x.md"]);
        assert!(changes.moves_assets());
        assert_eq!(unquoted("\"b/\\303\\251 \\\"x\""), "b/é \"x");
    }

    #[test]
    fn a_line_taken_out_is_a_change_to_what_surrounds_it() {
        let cut = Span::at(10);
        assert!(meets(cut, Span::new(4, 20)));
        assert!(!meets(cut, Span::new(10, 20)) && !meets(cut, Span::new(2, 10)));
        assert!(meets(Span::new(4, 8), Span::at(8)) && meets(Span::new(4, 8), Span::new(7, 9)));
    }

    #[test]
    fn touched_bytes_move_with_edits() {
        let mut caused = Caused {
            lines: None,
            spans: Some(vec![Span::new(2, 4), Span::new(10, 20)]),
            moved: Arc::default(),
        };
        caused.edited(&[Edit::delete(Span::new(5, 8)), Edit::insert(12, "xx")]);
        assert_eq!(caused.spans, Some(vec![Span::new(2, 4), Span::new(7, 19)]));
    }
}
