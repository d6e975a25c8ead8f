//! The text around a place, small enough to be kept.

use crate::text::{LineIndex, Span, ceil, floor};

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
}
