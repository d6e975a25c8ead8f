//! What keeps JSON from being read, in a writer's words, at the words at fault.

use jsonc_parser::ParseStringErrorKind as StringKind;
use jsonc_parser::errors::{ParseError, ParseErrorKind as Kind};

use super::SyntaxError;
use crate::text::{Span, ceil, floor};

/// What jsonc-parser lets pass: control characters in quotes, and whatever else
/// serde_json, which knows nothing but JSON, objects to.
pub fn strictly(text: &str) -> Option<SyntaxError> {
    if text.trim().is_empty() {
        return None;
    }
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    in_quotes(text).or_else(|| {
        // its column is how many bytes of the line were read, the one at fault included
        let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
        let line: usize = lines.map(str::len).sum();
        let at = floor(text, (line + error.column()).saturating_sub(1));
        Some(told(one(text, at), "JSON does not allow this character here", None))
    })
}

/// The first control character in quotes.
fn in_quotes(text: &str) -> Option<SyntaxError> {
    let control = |(at, byte, quote): (usize, u8, Option<usize>)| {
        quote.filter(|_| byte < b' ').map(|quote| (at, byte, quote))
    };
    let (at, byte, quote) = signs(text).find_map(control)?;
    let (span, message, help) = match byte {
        b'\n' | b'\r' => (
            Span::new(quote, at),
            "text in quotes is not closed on its line",
            "Write `\"` at its end; a line end within it is written `\\n`.",
        ),
        b'\t' => (one(text, at), "a tab stands within the quotes", "Write it as `\\t`."),
        _ => (one(text, at), "a control character stands within the quotes", "Take it out."),
    };
    Some(told(span, message, Some(help)))
}

/// Every byte with its place, and where the quotes around it are opened. What is
/// escaped comes as a blank.
fn signs(text: &str) -> impl Iterator<Item = (usize, u8, Option<usize>)> {
    let (mut quote, mut escaped) = (None, false);
    text.bytes().enumerate().map(move |(at, byte)| {
        let was_escaped = std::mem::replace(&mut escaped, false);
        match byte {
            _ if was_escaped => return (at, b' ', quote),
            b'\\' if quote.is_some() => escaped = true,
            b'"' => quote = if quote.is_none() { Some(at) } else { None },
            _ => {}
        }
        (at, byte, quote)
    })
}

/// What jsonc-parser objects to; before that, a line end in quotes, which it lets
/// pass, so that it objects to what stands behind the next quote.
pub fn explain(text: &str, error: &ParseError) -> SyntaxError {
    let range = error.range();
    let found = Span::new(floor(text, range.start), ceil(text, range.end.min(text.len())));
    let unclosed = strictly(text)
        .filter(|first| first.span.end < found.start && first.span.of(text).starts_with('"'));
    if let Some(first) = unclosed {
        return first;
    }
    let word = word(text, found.start as usize);
    match error.kind() {
        Kind::ExpectedComma => missing_comma(text, found),
        Kind::TrailingCommasNotAllowed => {
            told(found, "a comma stands behind the last item", Some("Take it out."))
        }
        Kind::CommentsNotAllowed => told(found, "JSON knows no comments", Some("Take it out.")),
        Kind::SingleQuotedStringsNotAllowed => told(
            word,
            "text stands in single quotes, and JSON takes only double ones",
            Some("Write `\"` at both ends."),
        ),
        Kind::ExpectedStringObjectProperty => {
            told(word, "a key is not in quotes", Some("Write it between double quotes."))
        }
        Kind::ExpectedColonAfterObjectKey => {
            told(word, "no colon stands between a key and this", Some("Write `\"key\": value`."))
        }
        Kind::UnexpectedCloseBrace | Kind::ExpectedObjectValue if follows(text, found, ':') => {
            told(found, "a key before this has no value", None)
        }
        Kind::UnexpectedComma if follows(text, found, ':') => {
            told(found, "a key before this has no value", None)
        }
        Kind::UnexpectedCloseBrace => {
            let list = open_list(text, found.start as usize).map(|open| {
                let before = text[..found.start as usize].trim_end();
                first_line(text, Span::new(open, before.len().max(open)))
            });
            told(list.unwrap_or(found), "a list is not closed", Some("Write `]` at its end."))
        }
        Kind::UnexpectedCloseBracket => {
            told(found, "this bracket closes no list, or a list ends in a comma", None)
        }
        Kind::UnexpectedComma => told(found, "a comma stands where a value is expected", None),
        Kind::UnterminatedObject => {
            told(first_line(text, found), "a brace is not closed", Some("Write `}` at its end."))
        }
        Kind::UnterminatedArray => {
            told(first_line(text, found), "a list is not closed", Some("Write `]` at its end."))
        }
        Kind::MultipleRootJsonValues => {
            told(first_line(text, found), "something stands behind the closing brace", None)
        }
        Kind::String(kind) => string(kind, text, found),
        Kind::UnexpectedWord | Kind::UnexpectedToken | Kind::UnexpectedTokenInObject => {
            unexpected(text, found, word)
        }
        Kind::NestingDepthExceeded => told(found, "lists and objects are nested too deep", None),
        _ => told(
            word,
            "this is no number as JSON writes them",
            Some("Put text in double quotes; a number begins with a digit or `-`."),
        ),
    }
}

/// `found` is the empty place behind a value.
fn missing_comma(text: &str, found: Span) -> SyntaxError {
    let at = found.end as usize;
    let next = at + text[at..].len() - text[at..].trim_start().len();
    if next == at {
        // a value goes on: 01, 2025-03-04
        let start = text[..at].rfind([' ', ':', ',', '[', '\n']).map_or(0, |sign| sign + 1);
        let span = Span { end: word(text, at).end, start: start as u32 };
        let help = "Put it in double quotes.";
        return told(span, "this is neither a number nor text in quotes", Some(help));
    }
    let span = word(text, next);
    let is_key = text[span.end as usize..].trim_start().starts_with(':');
    let message = if is_key {
        "a comma is missing before this key"
    } else {
        "a comma is missing before this"
    };
    told(span, message, Some("Write a comma behind the value before it."))
}

fn string(kind: &StringKind, text: &str, found: Span) -> SyntaxError {
    match kind {
        StringKind::UnterminatedStringLiteral => told(
            first_line(text, found),
            "text in quotes is not closed",
            Some("Write `\"` at its end, and `\\\"` for a quote inside."),
        ),
        StringKind::ExpectedFourHexDigits | StringKind::InvalidUnicodeEscapeSequence(_) => {
            let end = found.of(text).rfind('"').map_or(found.end, |at| found.start + at as u32);
            let span = Span { end, ..found };
            told(span, "this `\\u` and its four digits make no letter", None)
        }
        _ => told(
            found,
            "a backslash stands before a letter that means nothing there",
            Some("Write the backslash twice."),
        ),
    }
}

fn unexpected(text: &str, found: Span, word: Span) -> SyntaxError {
    let before = text[..found.start as usize].trim_end();
    match text[found.start as usize..].chars().next() {
        Some('“' | '”' | '„' | '«' | '‘' | '’') => {
            told(word, "curly quotes are no quotes in JSON", Some("Write `\"` at both ends."))
        }
        _ if before.ends_with('"')
            && !text[..found.start as usize].ends_with(char::is_whitespace) =>
        {
            told(
                word,
                "text goes on behind its closing quote",
                Some("Write `\\\"` for a quote inside, and a comma behind the last one."),
            )
        }
        Some(',') => told(found, "a comma stands where a key is expected", None),
        Some(']') => told(found, "this bracket closes no list", None),
        _ => told(
            word,
            "this is neither text in quotes nor a number, `true`, `false` or `null`",
            Some("Put text in double quotes."),
        ),
    }
}

fn told(span: Span, message: &str, help: Option<&str>) -> SyntaxError {
    SyntaxError { span, message: message.to_owned(), help: help.map(str::to_owned) }
}

/// Whether `sign` is the last thing before `span`.
fn follows(text: &str, span: Span, sign: char) -> bool {
    text[..span.start as usize].trim_end().ends_with(sign)
}

/// What stands at `at`, up to a blank or sign; in quotes, up to the closing one on
/// the same line.
fn word(text: &str, at: usize) -> Span {
    let rest = &text[at..];
    let Some(first) = rest.chars().next() else { return Span::at(at) };
    let len = if matches!(first, '"' | '\'') {
        let line = rest.lines().next().unwrap_or_default();
        line[1..].find(first).map_or(line.trim_end().len(), |close| close + 2)
    } else {
        rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '}' | ']'))
            .unwrap_or(rest.len())
            .max(first.len_utf8())
    };
    Span::new(at, at + len)
}

/// The part of `span` that stands on its first line.
fn first_line(text: &str, span: Span) -> Span {
    let line = span.of(text).split(['\n', '\r']).next().unwrap_or_default().trim_end();
    Span { start: span.start, end: span.start + line.len() as u32 }
}

/// Where the innermost list begins that is open at `end`.
fn open_list(text: &str, end: usize) -> Option<usize> {
    let mut open = Vec::new();
    for (at, byte, quote) in signs(&text[..end]) {
        match byte {
            b'[' if quote.is_none() => open.push(at),
            b']' if quote.is_none() => drop(open.pop()),
            _ => {}
        }
    }
    open.pop()
}

/// The character at `at`.
fn one(text: &str, at: usize) -> Span {
    Span::new(at, at + text[at..].chars().next().map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::super::parse_json;

    fn error(text: &str) -> (&str, String) {
        let tree = parse_json(text, 0);
        assert!(tree.root.is_none() && tree.errors.len() == 1, "{text:?}: {:?}", tree.errors);
        (tree.errors[0].span.of(text), tree.errors[0].message.clone())
    }

    #[test]
    fn errors_point_at_the_words_at_fault() {
        for (text, span, words) in [
            ("{\"a\": 1\n \"b\": 2}", "\"b\"", "comma is missing before this key"),
            ("{\"a\": [1 \"é x\"]}", "\"é x\"", "comma is missing before this"),
            ("{\"a\": 1,}", ",", "behind the last item"),
            ("{\"a\": [1,],}", ",", "behind the last item"),
            ("{\"a\": 1 // é\n}", "// é", "comments"),
            ("{\"a\": 'x y'}", "'x y'", "single quotes"),
            ("{a: 1}", "a", "not in quotes"),
            ("{\"a\" 1}", "1", "no colon"),
            ("{\"a\": }", "}", "no value"),
            ("{\"a\": ,\"b\": 1}", ",", "no value"),
            ("{\"a\": \"x,\n \"b\": 1}\n", "\"x,", "not closed on its line"),
            ("{\"a\": \"x\n", "\"x", "not closed"),
            ("{\"a\": \"é\nx\"}", "\"é", "not closed on its line"),
            ("{\"a\": \"é\tx\"}", "\t", "tab"),
            ("{\"a\": \"\\qé\"}", "\\q", "backslash"),
            ("{\"a\": \"\\ud83d\"}", "\\ud83d", "make no letter"),
            ("{\"a\": 1} x", "x", "behind the closing brace"),
            ("{\"a\": yes}", "yes", "neither text in quotes"),
            ("{\"a\": 2025-03-04}", "2025-03-04", "neither a number"),
            ("{\"a\": 01}", "01", "neither a number"),
            ("{\"a\": +1}", "+1", "no number"),
            ("{\"a\": 1.}", "1.", "no number"),
            ("{\"a\": [1, 2\n}", "[1, 2", "list is not closed"),
            ("{\"a\": 1]}", "]", "closes no list"),
            ("{\"a\": 1,, \"b\": 2}", ",", "where a key is expected"),
            ("{\"a\": “x”}", "“x”", "curly quotes"),
            ("{\"a\": \"say \"hi\" now\"}", "hi\"", "behind its closing quote"),
            ("{\"a\": 1,\u{a0}\"b\": 2}", "\u{a0}", "does not allow"),
        ] {
            let (found, message) = error(text);
            assert!(message.contains(words), "{text:?}: {message}");
            assert_eq!(found, span, "{text:?}: {message}");
        }
    }

    #[test]
    fn a_merge_conflict_is_one_error() {
        let conflict = "<<<<<<< HEAD\n\"a\": 1\n=======\n\"a\": 2\n>>>>>>> x";
        assert_eq!(error(&format!("{{\n{conflict}\n}}")).0, conflict);
    }
}
