//! What keeps TOML from being read, in a writer's words. The reader goes on after an
//! error and tells many that only follow from it; here only the first is told.

use toml::de::Error;

use super::{SyntaxError, conflict};
use crate::text::{Span, ceil, floor};

/// Errors told of one text. Who has made more begins with these.
const MOST: usize = 10;

/// The errors in `text`, which stands `base` bytes into its file.
pub fn all(text: &str, base: usize, errors: &[Error]) -> Vec<SyntaxError> {
    if errors.is_empty() {
        return Vec::new();
    }
    let conflicts = conflict::find(text, base);
    if !conflicts.is_empty() {
        return conflicts;
    }
    let place = |error: &Error| {
        let span = error.span().unwrap_or(text.len()..text.len());
        Span::new(floor(text, span.start), ceil(text, span.end))
    };
    let mut found: Vec<(Span, &str)> =
        errors.iter().map(|error| (place(error), error.message())).collect();
    found.sort_unstable();
    let open = found.iter().any(|(_, message)| is_open(message));
    let mut out: Vec<SyntaxError> = Vec::new();
    let mut last = None;
    for (span, message) in found {
        let line = line_at(text, span.start as usize);
        // a second error in a line follows from the first
        if last.replace(line) == Some(line) {
            continue;
        }
        // so does all that an open bracket takes in
        let takes_in = open && (is_open(message) || message.contains("missing comma"));
        let error = match takes_in {
            // the comma is missed before the next item, in a line of its own
            true => unclosed(line_at(text, text[..span.start as usize].trim_end().len())),
            false => explain(text, span, line, message),
        };
        out.push(SyntaxError { span: error.span.shift(base), ..error });
        if takes_in || out.len() == MOST {
            break;
        }
    }
    out
}

fn is_open(message: &str) -> bool {
    message.starts_with("unclosed array") || message.starts_with("unclosed inline table")
}

fn unclosed(line: Span) -> SyntaxError {
    told(
        line,
        "a bracket that is open here is not closed",
        Some("Write `]` or `}` behind the last item."),
    )
}

fn explain(text: &str, span: Span, line: Span, message: &str) -> SyntaxError {
    let written = line.of(text);
    let before = text.get(line.start as usize..span.start as usize).unwrap_or_default();
    let colon = written.find(':').filter(|&colon| !written[..colon].contains(['=', '"', '\'']));
    let rest = Span { start: span.start, end: line.end.max(span.start) };
    let shown = match () {
        () if !span.is_empty() && line.contains(span) => span,
        () if !rest.of(text).trim().is_empty() => rest,
        () => line,
    };
    match message {
        _ if colon.is_some() => {
            told(line, "a key is followed by a colon", Some("TOML writes `key = value`."))
        }
        _ if before.trim_end().ends_with('=') && rest.of(text).trim().is_empty() => {
            told(line, "a key has no value", Some("Write `\"\"` for an empty text."))
        }
        _ if message.starts_with("string values must be quoted") => {
            let value = Span { end: line.end.max(span.end), ..span };
            let shown = if value.of(text).contains([',', ']', '#']) { shown } else { value };
            told(shown, "text is not in quotes", Some("Write it between double quotes."))
        }
        _ if message.starts_with("invalid basic string")
            || message.starts_with("invalid literal string") =>
        {
            told(line, "text in quotes is not closed on its line", None)
        }
        _ if message.starts_with("unexpected key or value") => {
            let help = "Where the text holds the same quote, put it in quotes of the other kind.";
            told(shown, "something stands behind the value", Some(help))
        }
        _ => told(shown, &message.replace('\n', ", "), None),
    }
}

fn told(span: Span, message: &str, help: Option<&str>) -> SyntaxError {
    SyntaxError { span, message: message.to_owned(), help: help.map(str::to_owned) }
}

/// The line around `at` that says something, without blanks at its ends.
fn line_at(text: &str, at: usize) -> Span {
    // an error at the end belongs to the last thing written
    let at = if text[at..].trim().is_empty() { text.trim_end().len() } else { at };
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let blank = line.len() - line.trim_start().len();
    Span::new(start + blank, start + line.trim_end().len().max(blank))
}

#[cfg(test)]
mod tests {
    use super::super::parse_toml;

    /// The words pointed at.
    fn spans(text: &str) -> Vec<&str> {
        let tree = parse_toml(text, 0);
        assert!(tree.root.is_none(), "{text:?}");
        tree.errors.iter().map(|error| error.span.of(text)).collect()
    }

    #[test]
    fn errors_point_at_the_words_at_fault() {
        assert_eq!(spans("a = Port reopens: é\r\nb = 1\r\n"), ["Port reopens: é"]);
        assert_eq!(spans("a = “x y”\nb = 01\n"), ["“x y”", "0"]);
        assert_eq!(spans("a = 1\na = 2\nb = \n"), ["a", "b ="]);
        assert_eq!(spans("a = 'It's'\nb = 1"), ["s'"]);
        assert_eq!(spans("title: x\ndate: 2025\n"), ["title: x", "date: 2025"]);
        assert_eq!(spans("a = \"x\nb = \"y\"\nc = @\n"), ["a = \"x", "@"]);
        assert_eq!(spans("a = [1,\n 2 3,\n x y,\n]\nb = @\n"), ["2 3", "x y", "@"]);
    }

    #[test]
    fn echoes_are_not_told() {
        assert_eq!(spans("tags = [\"a\", \"b\"\nc = \"x\"\nd = \"y\"\n"), ["tags = [\"a\", \"b\""]);
        assert_eq!(spans("a = { b = 1\nc = 2\nd = [1]\n"), ["a = { b = 1"]);
        assert_eq!(spans(&"a = @\n".repeat(50)).len(), 10);
        let conflict = "<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> x";
        assert_eq!(spans(conflict), [conflict]);
        let text = "a = '''\n<<<<<<< HEAD\n=======\n>>>>>>> x'''\n";
        assert!(parse_toml(text, 0).root.is_some());
    }
}
