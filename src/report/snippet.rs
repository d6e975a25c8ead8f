//! An excerpt as miette shows it: cut to the width of the terminal, with nothing
//! in it that a terminal would obey.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar;

use crate::diagnostic::{Excerpt, Place};
use crate::text::Span;

/// Columns that a line number and its bar take.
const GUTTER: usize = 8;
/// Columns of the bracket in front of a span of several lines.
const BRACKET: usize = 4;
/// Columns kept in front of what is underlined, where the line must be cut.
const LEAD: usize = 24;
/// Columns that a tab takes.
pub(super) const TAB: usize = 4;

/// Text to show and what to underline in it. It is small, and miette reads it
/// whole: cost does not grow with the post, and labels far into a line (on which
/// miette 7.6 panics) do not occur.
#[derive(Debug)]
pub(super) struct Snippet {
    text: String,
    /// What is underlined, in bytes of the text.
    pub span: Span,
    /// From 0: the line of the first line of the text.
    first_line: usize,
    /// From 0: line and column of what is underlined, in the post.
    at: (usize, usize),
    /// The file, for the head of the snippet.
    path: String,
}

impl Snippet {
    /// What to show of a place in `width` columns.
    pub fn new(path: &str, place: &Place, width: usize) -> Self {
        let excerpt = &place.excerpt;
        // several lines have a bracket in front
        let bracket = if excerpt.text.contains('\n') { BRACKET } else { 0 };
        let (text, span) = fit(excerpt, width.saturating_sub(GUTTER + bracket).max(LEAD * 2));
        Self {
            text,
            span,
            first_line: excerpt.line.saturating_sub(1) as usize,
            at: (
                place.start.line.saturating_sub(1) as usize,
                place.start.column.saturating_sub(1) as usize,
            ),
            path: super::one_line(path).into_owned(),
        }
    }
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // miette asks for no lines around when it wants to know where a label is
        let (start, (line, column)) = match lines_before {
            0 => (span.offset().min(self.text.len()), self.at),
            _ => (0, (self.first_line, 0)),
        };
        let data = &self.text.as_bytes()[start..];
        let whole = SourceSpan::from((start, data.len()));
        let lines = self.text.lines().count().max(1);
        let name = self.path.clone();
        Ok(Box::new(MietteSpanContents::new_named(name, data, whole, line, column, lines)))
    }
}

/// The excerpt in lines of at most `width` columns.
fn fit(excerpt: &Excerpt, width: usize) -> (String, Span) {
    let mut out = String::new();
    let (mut start, mut end) = (None, None);
    let mut at = 0;
    for (number, line) in excerpt.text.split_inclusive('\n').enumerate() {
        let content = line.trim_end_matches(['\n', '\r']);
        let cut_before = number == 0 && excerpt.column > 1;
        let is_last = at + line.len() == excerpt.text.len();
        let focus = (excerpt.span.start as usize).saturating_sub(at).min(content.len());
        let (from, to) = window(content, focus, width);
        if from > 0 || cut_before {
            out.push('…');
        }
        for (offset, c) in content.char_indices().filter(|(offset, _)| (from..to).contains(offset))
        {
            let source = at + offset;
            if source >= excerpt.span.start as usize {
                start.get_or_insert(out.len());
            }
            if source >= excerpt.span.end as usize {
                end.get_or_insert(out.len());
            }
            out.push(shown(c));
        }
        if (excerpt.span.end as usize) <= at + content.len() {
            end.get_or_insert(out.len());
        }
        if to < content.len() || (is_last && excerpt.is_cut) {
            out.push('…');
        }
        at += line.len();
        if line.len() > content.len() {
            out.push('\n');
        }
    }
    let start = start.unwrap_or(out.len());
    let end = end.unwrap_or(out.len()).max(start);
    (out, Span::new(start, end))
}

/// The bytes of a line to show in `width` columns so that the byte at `focus` is
/// among them.
fn window(line: &str, focus: usize, width: usize) -> (usize, usize) {
    let columns = |text: &str| text.chars().map(columns_of).sum::<usize>();
    let width = width.saturating_sub(2);
    if columns(line) <= width {
        return (0, line.len());
    }
    let mut from = 0;
    if columns(&line[..focus]) > width / 2 {
        // walk back from the focus for the lead
        let mut lead = 0;
        from = focus;
        for (offset, c) in line[..focus].char_indices().rev() {
            lead += columns_of(c);
            if lead > LEAD {
                break;
            }
            from = offset;
        }
    }
    let mut used = 0;
    let mut to = line.len();
    for (offset, c) in line[from..].char_indices() {
        used += columns_of(c);
        if used > width {
            to = from + offset;
            break;
        }
    }
    (from, to)
}

fn columns_of(c: char) -> usize {
    if c == '\t' { TAB } else { c.width().unwrap_or(1) }
}

/// A character that is safe to send to a terminal in the place of `c`.
pub(super) fn shown(c: char) -> char {
    match c {
        '\n' | '\t' => c,
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '␡',
        // C1 controls, and signs that turn the direction of what follows
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LineIndex;

    fn fitted(text: &str, needle: &str, width: usize) -> (String, String) {
        let at = text.find(needle).expect("the needle");
        let span = Span::new(at, at + needle.len());
        let excerpt = Excerpt::around(text, &LineIndex::new(text), span);
        let (shown, span) = fit(&excerpt, width);
        (span.of(&shown).to_owned(), shown)
    }

    #[test]
    fn a_long_line_is_cut_around_the_words() {
        let text = format!("{}needle{}", "before ".repeat(40), " after".repeat(40));
        let (span, shown) = fitted(&text, "needle", 72);
        assert_eq!(span, "needle");
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.chars().count() <= 72, "{}", shown.chars().count());
    }

    #[test]
    fn wide_characters_count_twice() {
        let text = format!("{}针{}", "漢".repeat(60), "字".repeat(60));
        let (span, shown) = fitted(&text, "针", 60);
        assert_eq!(span, "针");
        assert!(shown.chars().map(columns_of).sum::<usize>() <= 60);
    }

    #[test]
    fn controls_are_shown() {
        let (span, shown) = fitted("a \u{1b}[31m needle\tb", "needle", 60);
        assert_eq!((span.as_str(), shown.as_str()), ("needle", "a ␛[31m needle\tb"));
    }

    #[test]
    fn several_lines_stay_several() {
        let (span, shown) = fitted("x one\r\ntwo y\n", "one\r\ntwo", 60);
        assert_eq!((span.as_str(), shown.as_str()), ("one\ntwo", "x one\ntwo y"));
    }
}
