//! Places as editors count them: line from 0, and in it bytes, UTF-16 units or
//! characters, as was agreed with the editor.

use lsp_types::{Position, PositionEncodingKind, Range};

use crate::text::{LineIndex, Span, floor};

/// What a column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 units: what every editor knows.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The best of those that an editor offers: bytes need no counting.
    pub fn best(offered: &[&str]) -> Self {
        if offered.contains(&"utf-8") {
            return Encoding::Utf8;
        }
        // the editor's own preference decides between the others
        if offered.first() == Some(&"utf-32") { Encoding::Utf32 } else { Encoding::Utf16 }
    }

    /// Its name in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// How much of a column `text` takes.
    pub fn units(self, text: &str) -> usize {
        let bytes = text.as_bytes();
        let starts = || bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        match self {
            Encoding::Utf8 => bytes.len(),
            Encoding::Utf32 => starts(),
            // what takes four bytes takes two units
            Encoding::Utf16 => starts() + bytes.iter().filter(|&&byte| byte >= 0xF0).count(),
        }
    }

    /// The byte of `line` before which `units` stand: at most its end.
    fn byte_at(self, line: &str, units: usize) -> usize {
        if self == Encoding::Utf8 {
            return floor(line, units);
        }
        let mut left = units;
        for (at, letter) in line.char_indices() {
            let own = if self == Encoding::Utf32 { 1 } else { letter.len_utf16() };
            if left < own {
                return at;
            }
            left -= own;
        }
        line.len()
    }
}

/// A text, and how places in it are counted.
#[derive(Clone, Copy)]
pub(super) struct Positions<'t> {
    /// The text.
    pub text: &'t str,
    /// Its lines.
    pub lines: &'t LineIndex,
    /// What columns count.
    pub encoding: Encoding,
}

impl Positions<'_> {
    /// The place of the byte at `offset`.
    pub fn position(&self, offset: u32) -> Position {
        let at = floor(self.text, offset as usize);
        let line = self.lines.line_of(at as u32);
        let start = self.lines.line_span(self.text, line).start as usize;
        let units = self.encoding.units(self.text.get(start..at).unwrap_or_default());
        Position { line: line as u32, character: units as u32 }
    }

    /// The places of a span.
    pub fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end) }
    }

    /// The byte at a place: the end of the line where it has no such column, the end
    /// of the text where it has no such line.
    pub fn offset(&self, position: Position) -> u32 {
        let line = self.lines.line_span(self.text, position.line as usize);
        line.start + self.encoding.byte_at(line.of(self.text), position.character as usize) as u32
    }

    /// The span between two places, in either order.
    pub fn span(&self, range: Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span { start: start.min(end), end: start.max(end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_what_was_agreed() {
        let text = "é😀x\r\ny\rz";
        let lines = LineIndex::new(text);
        for (encoding, column) in [(Encoding::Utf8, 6), (Encoding::Utf16, 3), (Encoding::Utf32, 2)]
        {
            let positions = Positions { text, lines: &lines, encoding };
            assert_eq!(positions.position(6), Position { line: 0, character: column });
            assert_eq!(positions.offset(Position { line: 0, character: column }), 6);
            assert_eq!(positions.position(9), Position { line: 1, character: 0 });
            assert_eq!(positions.position(11), Position { line: 2, character: 0 });
            // beyond the line is its end, beyond the text as well
            assert_eq!(positions.offset(Position { line: 0, character: 99 }), 7);
            assert_eq!(positions.offset(Position { line: 9, character: 0 }), 12);
            for offset in text.char_indices().map(|(at, _)| at as u32).filter(|at| *at != 8) {
                assert_eq!(positions.offset(positions.position(offset)), offset);
            }
        }
    }

    #[test]
    fn a_column_inside_a_character_is_its_start() {
        let text = "a😀b";
        let lines = LineIndex::new(text);
        let positions = |encoding| Positions { text, lines: &lines, encoding };
        let at = |encoding, character| positions(encoding).offset(Position { line: 0, character });
        assert_eq!([at(Encoding::Utf16, 2), at(Encoding::Utf16, 3)], [1, 5]);
        assert_eq!([at(Encoding::Utf8, 3), at(Encoding::Utf8, 5)], [1, 5]);
    }

    #[test]
    fn the_best_of_what_is_offered_is_taken() {
        assert_eq!(Encoding::best(&[]), Encoding::Utf16);
        assert_eq!(Encoding::best(&["utf-16", "utf-32", "utf-8"]), Encoding::Utf8);
        assert_eq!(Encoding::best(&["utf-32", "utf-16"]), Encoding::Utf32);
        assert_eq!(Encoding::best(&["utf-16", "utf-7"]), Encoding::Utf16);
    }
}
