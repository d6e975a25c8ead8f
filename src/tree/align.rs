//! From the characters of a scalar's text back to the bytes they were written as.

use crate::text::Span;

/// Pairs each stretch of `text`, the decoded scalar, with the bytes of `source`
/// (at `span` of its file) that say it: `(bytes of text, span)` in order. Escapes
/// and folded line ends come as stretches of their own. `None` where the two do
/// not line up, as in an alias.
pub fn align(text: &str, source: &str, span: Span) -> Option<Vec<(usize, Span)>> {
    let mut out: Vec<(usize, Span)> = Vec::new();
    let mut from = 0;
    let quote = source.chars().next().filter(|&c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        from = quote.len_utf8();
    }
    for wanted in text.chars() {
        // blank lines at the head of a block stand before its span
        if wanted == '\n' && quote.is_none() && out.iter().all(|(_, span)| span.is_empty()) {
            out.push((1, Span::at(span.start as usize)));
            continue;
        }
        let (skipped, used) = step(wanted, &source[from..], quote)?;
        let start = from + skipped;
        let here = Span::new(start, start + used).shift(span.start as usize);
        // equal bytes join the stretch before; anything decoded stands alone
        let verbatim = used == wanted.len_utf8() && source[start..].starts_with(wanted);
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

/// How many bytes of `source` to pass over, and how many then say `wanted`.
fn step(wanted: char, source: &str, quote: Option<char>) -> Option<(usize, usize)> {
    let found = source.chars().next()?;
    if quote == Some('"') && found == '\\' {
        let line_end = source[1..].starts_with(['\n', '\r']);
        if line_end {
            let blank = source.len() - 1 - source[1..].trim_start().len();
            return step(wanted, &source[1 + blank..], quote).map(|(s, u)| (s + 1 + blank, u));
        }
        let digits = match source[1..].chars().next()? {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            other => return Some((0, 1 + other.len_utf8())),
        };
        // JSON writes what has no four digits as two escapes
        let len = if digits == 4 && wanted > '\u{ffff}' { 12 } else { 2 + digits };
        return source.get(..len).map(|escape| (0, escape.len()));
    }
    if quote == Some('\'') && source.starts_with("''") {
        return Some((0, 2));
    }
    if found == wanted && !matches!(found, ' ' | '\t') {
        return Some((0, found.len_utf8()));
    }
    // a fold: blanks, a line end and the next line's indentation say one blank or
    // one line end
    let blank = source.len() - source.trim_start_matches([' ', '\t', '\n', '\r']).len();
    let folds = source[..blank].contains(['\n', '\r']);
    match wanted {
        ' ' | '\n' if folds => Some((0, fold(wanted, &source[..blank]))),
        _ if found == wanted => Some((0, found.len_utf8())),
        _ if blank > 0 => step(wanted, &source[blank..], quote).map(|(s, u)| (s + blank, u)),
        _ => None,
    }
}

/// The bytes of `blank` that make one line end or one folded blank.
fn fold(wanted: char, blank: &str) -> usize {
    if wanted == ' ' {
        return blank.len();
    }
    let end = blank.find(['\n', '\r']).unwrap_or(0);
    end + if blank[end..].starts_with("\r\n") { 2 } else { 1 }
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
        let aligned = align(text, node.span.of(yaml), node.span).expect("aligned");
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
    fn folded_lines_are_one_blank() {
        assert_eq!(stretches("k: one\n  two"), ["one", "\n  ", "two"]);
        assert_eq!(stretches("k: \"one\n\n  two\""), ["one\n", "two"]);
        assert_eq!(stretches("k: >\n  one\n  two\n"), ["one", "\n  ", "two\n"]);
        assert_eq!(stretches("k: >-\n\n  one\n"), ["", "one"]);
        assert_eq!(stretches("k: |\r\n  one\r\n  two\r\n"), ["one", "\r\n", "two", "\r\n"]);
    }
}
