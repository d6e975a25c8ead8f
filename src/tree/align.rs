//! From the characters of a scalar's text back to the bytes they were written as.

use super::{Node, Style};
use crate::text::Span;

/// Pairs each stretch of the text of `node`, a scalar of `file`, with the bytes
/// that say it: `(bytes of text, span)` in order. Escapes and folded line ends come
/// as stretches of their own. `None` where the two do not line up, as in an alias.
pub fn align(node: &Node, file: &str) -> Option<Vec<(usize, Span)>> {
    let scalar = node.scalar()?;
    let source = node.span.of(file);
    // most scalars are written as they are meant
    let from = usize::from(scalar.style == Style::Quoted);
    if source.get(from..source.len().saturating_sub(from)) == Some(scalar.text.as_str()) {
        let start = node.span.start as usize + from;
        return Some(vec![(scalar.text.len(), Span::new(start, start + scalar.text.len()))]);
    }
    let run = |from: usize, how: How| run(&scalar.text, source, node.span, from, how);
    match scalar.style {
        Style::Plain => run(0, How::Folded),
        // a tag may change what is meant
        Style::Tagged => None,
        Style::Block => run(0, How::Block),
        // in YAML three quotes may also be one with a quote behind it
        Style::Quoted => match source.as_bytes().first()? {
            b'"' if source.starts_with("\"\"\"") => run(lines_begin(source), How::Lines),
            b'"' => run(1, How::Double),
            b'\'' => run(1, How::Single).or_else(|| {
                let three = source.starts_with("'''");
                if three { run(lines_begin(source), How::Verbatim) } else { None }
            }),
            _ => None,
        },
    }
}

/// How a scalar's text is written.
#[derive(Clone, Copy, PartialEq)]
enum How {
    /// A line end between words is a blank.
    Folded,
    /// In single quotes: folded, and a quote is written twice.
    Single,
    /// In double quotes: folded, with escapes.
    Double,
    /// In lines, indented.
    Block,
    /// In TOML's three double quotes: as it is, with escapes.
    Lines,
    /// In TOML's three single quotes: as it is.
    Verbatim,
}

/// Where the text between three quotes begins: a line end right behind them is not
/// part of it.
fn lines_begin(source: &str) -> usize {
    let rest = source.get(3..).unwrap_or_default();
    3 + if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) }
}

fn run(
    text: &str,
    source: &str,
    span: Span,
    mut from: usize,
    how: How,
) -> Option<Vec<(usize, Span)>> {
    let mut out: Vec<(usize, Span)> = Vec::new();
    // up to here blanks are known to end before their line does; to look again at
    // every blank would take time that grows with the square of their number
    let mut flat = 0;
    for (at, wanted) in text.char_indices() {
        // blank lines at the head of a block stand before its span
        let at_head = out.last().is_none_or(|(_, span)| span.is_empty());
        if wanted == '\n' && how == How::Block && at_head {
            out.push((1, Span::at(span.start as usize)));
            continue;
        }
        let start = match how {
            How::Block if from > 0 && !source[..from].ends_with(ENDS) => from,
            _ => from + skip(&text[at..], &source[from..], how),
        };
        let rest = &source[start..];
        if start >= flat && rest.starts_with(BLANKS) {
            let end = rest.find(|c| !BLANKS.contains(&c)).unwrap_or(rest.len());
            flat = if rest[end..].starts_with(ENDS) { flat } else { start + end };
        }
        let used = match start < flat && rest.starts_with(wanted) {
            true => wanted.len_utf8(),
            false => used(wanted, rest, how)?,
        };
        let here = Span::new(start, start + used).shift(span.start as usize);
        // equal bytes join the stretch before; anything decoded stands alone
        let verbatim = used == wanted.len_utf8() && rest.starts_with(wanted);
        match out.last_mut() {
            Some((bytes, last)) if verbatim && last.end == here.start && last.len() == *bytes => {
                *bytes += used;
                last.end = here.end;
            }
            _ => out.push((wanted.len_utf8(), here)),
        }
        from = start + used;
    }
    Some(out)
}

const BLANKS: [char; 2] = [' ', '\t'];
const ENDS: [char; 2] = ['\n', '\r'];

/// How many bytes at the start of `source` say nothing of `text`, which follows.
fn skip(text: &str, source: &str, how: How) -> usize {
    let leading = |s: &str, signs: &[char]| s.len() - s.trim_start_matches(signs).len();
    let mut at = 0;
    let escapes =
        matches!(how, How::Double | How::Lines) && source.as_bytes().first() == Some(&b'\\');
    if escapes {
        // an escaped line end, and the blanks of the next line
        while source[at..].starts_with("\\\n") || source[at..].starts_with("\\\r") {
            let rest = &source[at + 1..];
            at += 1 + rest.len() - rest.trim_start().len();
        }
        // TOML lets blanks stand between the backslash and the line end
        let blank = source[at..].strip_prefix('\\').map(|rest| leading(rest, &BLANKS));
        if how == How::Lines
            && blank.is_some_and(|n| n > 0 && source[at + 1 + n..].starts_with(ENDS))
        {
            let rest = &source[at + 1..];
            at += 1 + rest.len() - rest.trim_start().len();
        }
    }
    let rest = &source[at..];
    match how {
        How::Lines | How::Verbatim => {}
        // what a line has more of than its text is its indentation
        How::Block => at += leading(rest, &BLANKS).saturating_sub(leading(text, &BLANKS)),
        How::Folded | How::Single | How::Double => {
            if !text.starts_with([' ', '\t', '\n']) {
                at += leading(rest, &[' ', '\t', '\n', '\r']);
            }
        }
    }
    at
}

/// How many bytes at the start of `source` say `wanted`.
fn used(wanted: char, source: &str, how: How) -> Option<usize> {
    let found = source.chars().next()?;
    if matches!(how, How::Double | How::Lines) && found == '\\' {
        let digits = match source[1..].chars().next()? {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            other => return Some(1 + other.len_utf8()),
        };
        // JSON writes what has no four digits as two escapes
        let len = if digits == 4 && wanted > '\u{ffff}' { 12 } else { 2 + digits };
        return source.get(..len).map(str::len);
    }
    if how == How::Single && found == '\'' {
        return (wanted == '\'' && source.starts_with("''")).then_some(2);
    }
    if matches!(how, How::Lines | How::Verbatim) {
        let ends = wanted == '\n' && source.starts_with("\r\n");
        return if ends { Some(2) } else { (found == wanted).then(|| found.len_utf8()) };
    }
    let line = source.trim_start_matches(BLANKS);
    let ends = line.starts_with(ENDS) && (how != How::Block || line.len() == source.len());
    match wanted {
        '\n' if ends => {
            let end = if line.starts_with("\r\n") { 2 } else { 1 };
            Some(source.len() - line.len() + end)
        }
        // a fold: blanks, a line end and the next line's indentation
        ' ' if ends => {
            Some(source.len() - source.trim_start_matches([' ', '\t', '\n', '\r']).len())
        }
        _ => (found == wanted).then(|| found.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_yaml;
    use super::*;

    /// The source of each stretch, for the value of `k`.
    fn stretches(yaml: &str) -> Vec<String> {
        let root = parse_yaml(yaml, 0).root.expect("parses");
        let node = &root.get("k").expect("k").value;
        let text = node.text().expect("a scalar");
        let aligned = align(node, yaml).expect("aligned");
        assert_eq!(aligned.iter().map(|(bytes, _)| bytes).sum::<usize>(), text.len());
        aligned.iter().map(|(_, span)| span.of(yaml).to_owned()).collect()
    }

    #[test]
    fn plain_and_quoted_text_is_one_stretch() {
        assert_eq!(stretches("k: one two"), ["one two"]);
        assert_eq!(stretches("k: \"é 😀 x\""), ["é 😀 x"]);
    }

    #[test]
    fn escapes_stand_alone() {
        assert_eq!(stretches("k: 'it''s'"), ["it", "''", "s"]);
        assert_eq!(stretches(r#"k: "a\"b\u00e9c""#), ["a", "\\\"", "b", "\\u00e9", "c"]);
    }

    #[test]
    fn many_blanks_and_line_ends_are_soon_passed() {
        let many = 200_000;
        for (open, sign, close) in [
            ("k: |\n  a", " ", "b\n"),
            ("k: \"a\\t", " ", "b\""),
            ("k: |+\n", "\n", "  a\n"),
            ("k: |+\n  a\n", "\n", "c: b"),
            ("k: \"a\\t", "\n", "b\""),
            ("k: \"a\\t", "\\\n", "b\""),
        ] {
            stretches(&format!("{open}{}{close}", sign.repeat(many)));
        }
    }

    #[test]
    fn folded_lines_are_one_blank() {
        assert_eq!(stretches("k: one\n  two"), ["one", "\n  ", "two"]);
        assert_eq!(stretches("k: \"one\n\n  two\""), ["one\n", "two"]);
        assert_eq!(stretches("k: >\n  one\n  two\n"), ["one", "\n  ", "two\n"]);
        assert_eq!(stretches("k: >-\n\n  one\n"), ["", "one"]);
        assert_eq!(stretches("k: |-\n  \"one\"  \n    two\n"), ["\"one\"  \n", "  two"]);
        assert_eq!(stretches("k: |\r\n  one\r\n  two\r\n"), ["one", "\r\n", "two", "\r\n"]);
    }
}
