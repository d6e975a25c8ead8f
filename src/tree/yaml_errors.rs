//! What keeps YAML from being read, in a writer's words. The scanner stops at the
//! first error; here it is sent on past the entry at fault, for as long as what
//! follows can be told from it.

use super::SyntaxError;
use super::yaml::{Stop, read};
use crate::text::Span;

/// Errors told of one text. Who has made more begins with these.
const MOST: usize = 10;

/// All errors in `text`, of which reading first came to `stop`.
pub fn all(text: &str, base: usize, stop: Stop) -> Vec<SyntaxError> {
    let mut rest = text.to_owned();
    let mut out = Vec::new();
    let mut next = Some(stop);
    while let Some(stop) = next.take() {
        let (stop, entry) = place(&rest, stop);
        let error = explain(&rest, &stop);
        let span = error.span;
        out.push(SyntaxError { span: span.shift(base), ..error });
        // what is not closed takes in what follows, and an entry that is right by
        // itself is wrong by something before it: more would only be echoes
        let alone = read(entry.of(&rest), 0).root;
        let ends_here = alone.is_err_and(|alone| !is_unclosed(&alone));
        if !ends_here || out.len() == MOST {
            break;
        }
        leave_out(&mut rest, entry);
        next = read(&rest, 0).root.err();
    }
    out
}

/// What the scanner takes and readers do not.
pub fn nothing((span, message): (Span, &str)) -> SyntaxError {
    let help = "Put it in quotes, if it is a text.".to_owned();
    SyntaxError { span, message: message.to_owned(), help: Some(help) }
}

/// The entry at fault, and what stopped the reader in it. Where a quote or bracket
/// took in the entries behind its own, that is the one in which it was opened.
fn place(text: &str, stop: Stop) -> (Stop, Span) {
    let here = entry_at(text, fault(text, &stop));
    let opened = entry_at(text, stop.entry);
    if opened.start < here.start {
        let before = Span { start: opened.start, end: here.start };
        if let Err(mut earlier) = read(before.of(text), 0).root {
            earlier.at += before.start as usize;
            earlier.last = earlier.last.shift(before.start as usize);
            return (earlier, before);
        }
    }
    (stop, here)
}

/// Where the fault lies: where the scanner stopped, or a line above that is no key
/// with a value and so took in the key below it (`author:me`).
fn fault(text: &str, stop: &Stop) -> usize {
    let line = line_at(text, stop.at);
    let last = stop.last;
    let took_in = last.start < line.start && line.start < last.end;
    let alone = line_at(text, last.start as usize).start == last.start;
    let at_margin = !line.of(text).starts_with([' ', '\t', '-']);
    if took_in && alone && at_margin { last.start as usize } else { stop.at }
}

/// The entry of the outermost map at `offset`: from a key at the first column up
/// to the next one.
fn entry_at(text: &str, offset: usize) -> Span {
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if is_key(line) {
            if at > offset {
                return Span::new(start, at);
            }
            start = at;
        }
        at += line.len();
    }
    Span::new(start, text.len())
}

/// Whether a line begins an entry of the outermost map.
fn is_key(line: &str) -> bool {
    let line = line.trim_end();
    let begins = !line.starts_with([' ', '\t', '#', '[', ']', '{', '}']) && !line.starts_with("- ");
    begins && (line.contains(": ") || line.contains(":\t") || line.ends_with(':'))
}

fn is_unclosed(stop: &Stop) -> bool {
    stop.info.starts_with("unclosed") || stop.info.contains("flow")
}

/// Makes a comment of an entry, byte for byte, so that the rest stays in its place.
fn leave_out(text: &mut String, entry: Span) {
    let sign = |byte: u8| if matches!(byte, b'\n' | b'\r') { byte as char } else { '#' };
    let filler: String = entry.of(text).bytes().map(sign).collect();
    text.replace_range(entry.range(), &filler);
}

/// The line around `at`, without its end.
fn line_at(text: &str, at: usize) -> Span {
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
    let end = text[start..].find(['\n', '\r']).map_or(text.len(), |newline| start + newline);
    Span::new(start, end)
}

/// Says in a writer's words what the scanner objects to, and covers the words at
/// fault: the rest of the line from there.
fn explain(text: &str, stop: &Stop) -> SyntaxError {
    let mut at = fault(text, stop);
    // an error found at the end belongs to the last thing written
    if text[at..].trim().is_empty() {
        at = text.trim_end().len();
    }
    let line = line_at(text, at);
    let found = bracket(stop).or_else(|| {
        faulty_value(line.of(text)).map(|(from, to, message, help)| {
            let start = line.start as usize;
            (Some(Span::new(start + from, start + to)), message.to_owned(), help)
        })
    });
    let (span, message, help) = found.unwrap_or_else(|| {
        let (message, help) = plain_words(&stop.info, line.of(text));
        (None, message, help.map(str::to_owned))
    });
    let span = span.unwrap_or_else(|| {
        let from = if at < line.end as usize { at } else { line.start as usize };
        let words = text[from..line.end as usize].trim_start();
        Span { start: line.end - words.len() as u32, end: line.end }
    });
    SyntaxError { span, message, help }
}

type Found = (Option<Span>, String, Option<String>);

/// A list or map that is not closed, which the scanner tells where it is opened.
fn bracket(stop: &Stop) -> Option<Found> {
    let (what, sign) = match stop.info.as_str() {
        "unclosed bracket '['" => ("a list is not closed", ']'),
        "unclosed bracket '{'" => ("a map is not closed", '}'),
        _ => return None,
    };
    let help = format!("Write `{sign}` behind its last item.");
    Some((None, what.to_owned(), Some(help)))
}

/// The scanner's words for what writers do most, in a writer's words.
fn plain_words(info: &str, line: &str) -> (String, Option<&'static str>) {
    let is = |words: &str| info.contains(words);
    let lacks_blank = line.split_once(':').is_some_and(|(key, _)| !key.trim().contains(' '));
    let (message, help) = match () {
        () if is("tabs disallowed") => {
            ("a tab stands where YAML takes only blanks", Some("Indent with blanks."))
        }
        () if is("mapping values") && lacks_blank && !line.contains(": ") => {
            ("no blank stands behind the colon of this key", Some("Write `key: value`."))
        }
        () if is("simple key expected") && lacks_blank => {
            ("no blank stands behind the colon of this key", Some("Write `key: value`."))
        }
        () if is("simple key expected") => {
            ("this line is no key with a value, and no part of the value above", None)
        }
        () if is("mapping values") => {
            ("a key begins where none can stand: the value above goes on to here", None)
        }
        () if is("did not find expected key") => {
            ("this line is not indented like those around it", None)
        }
        () if is("expected '-' indicator") => ("list items and keys are mixed", None),
        () if is("block sequence entries") => {
            ("a value cannot begin with `- `", Some("Put the value in quotes."))
        }
        () if is("mapping keys are not allowed") => {
            ("a value cannot begin with `? `", Some("Put the value in quotes."))
        }
        () if is("trailing content after") => {
            ("text stands behind the closing quote of a value", Some("Put all of it in quotes."))
        }
        () if is("found a tab") => {
            ("a tab stands where YAML takes only blanks", Some("Indent with blanks."))
        }
        () if is("unexpected character") => (
            "a control character that is not seen stands here",
            Some("Delete it, or write what was meant."),
        ),
        () if is("misplaced bracket") => ("a bracket is closed that was not opened", None),
        () if is("unknown escape") => (
            "a backslash in double quotes stands before a letter that means nothing there",
            Some("Use single quotes, or write the backslash twice."),
        ),
        () => return (info.to_owned(), None),
    };
    (message.to_owned(), help)
}

/// The usual reason why a `key: value` line is no YAML: where in the line, what,
/// and what to write instead.
fn faulty_value(line: &str) -> Option<(usize, usize, &'static str, Option<String>)> {
    let colon = line.find(": ")?;
    let key = line[..colon].trim_start_matches([' ', '-']);
    let value = line[colon + 2..].trim();
    let from = line.len() - line[colon + 2..].trim_start().len();
    let to = from + value.len();
    let first = value.chars().next()?;
    let quoted = || Some(format!("Put the value in quotes: `{key}: {}`", in_quotes(value)));
    if matches!(first, '"' | '\'') {
        let closed = value.len() > 1 && value.ends_with(first);
        let escapes = first == '"' && closed && value[1..value.len() - 1].contains('\\');
        let message = match closed {
            true if escapes => return None,
            true => "a quoted value has the same quote inside, which ends it too early",
            false => "a quoted value is not closed, or goes on after its closing quote",
        };
        return Some((from, to, message, None));
    }
    // a text that begins with a bracket, and goes on behind it
    let closing = match first {
        '[' => value.find(']'),
        '{' => value.find('}'),
        _ => None,
    };
    if closing.is_some_and(|at| value[at + 1..].trim_start().starts_with(char::is_alphanumeric)) {
        let message =
            "a value that begins with a bracket is a list or a map, and nothing may follow it";
        return Some((from, to, message, quoted()));
    }
    if matches!(first, '@' | '`' | '%' | '*' | '&' | '!' | '|' | '>') {
        return Some((
            from,
            to,
            "a value cannot begin with this sign unless it is quoted",
            quoted(),
        ));
    }
    if value.contains(": ") || value.ends_with(':') {
        let message = "an unquoted value has a colon in it, which YAML takes for another key";
        return Some((from, to, message, quoted()));
    }
    None
}

/// A YAML text of one line in the quotes that need the fewest escapes.
pub fn in_quotes(text: &str) -> String {
    if text.contains(['"', '\\']) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_yaml;

    /// The words pointed at, and the messages.
    fn errors(text: &str) -> Vec<(String, String)> {
        let tree = parse_yaml(text, 0);
        assert!(tree.root.is_none(), "{text:?}");
        tree.errors.into_iter().map(|e| (e.span.of(text).to_owned(), e.message)).collect()
    }

    fn spans(text: &str) -> Vec<String> {
        errors(text).into_iter().map(|(span, _)| span).collect()
    }

    #[test]
    fn errors_point_at_the_words_at_fault() {
        let text = "layout: post\ntitle: Port reopens: ferries return\nx: 1\n";
        let (span, message) = errors(text).remove(0);
        assert_eq!(span, "Port reopens: ferries return");
        assert!(message.contains("colon"), "{message}");
        assert_eq!(spans("a: 1\nb: @home\n"), ["@home"]);
        assert_eq!(spans("a: 'It's'\nb: 1\n"), ["'It's'"]);
        assert_eq!(spans("a:\n\t- b\nc: 1\n"), ["- b"]);
        assert_eq!(spans("a: \"\\d\"\nb: 1\n"), ["\"\\d\""]);
        assert_eq!(spans("title: x\nauthor:me\ndate: 1\n"), ["author:me"]);
        assert_eq!(spans("a:b\nc: 1\n"), ["a:b"]);
        assert_eq!(spans("a: x\nbare words\nb: 1\n"), ["bare words"]);
    }

    #[test]
    fn all_errors_are_told() {
        let text = "a: @x\r\nb: é\r\nc: d: e\r\nd:\r\n  - f\r\n  - `g\r\nh: 'It's'\r\n";
        assert_eq!(spans(text), ["@x", "d: e", "`g", "'It's'"]);
        assert_eq!(spans(&"a: @x\n".repeat(50)).len(), 10);
    }

    #[test]
    fn echoes_are_not_told() {
        assert_eq!(spans("a: \"x\nb: 1\nc: 2: 3\n"), ["\"x"]);
        assert_eq!(spans("a: \"x\nb: \"y\"\nc: @z\n"), ["\"x"]);
        assert_eq!(spans("a: 1\nb: 'x\nc: it's\n"), ["'x"]);
        assert_eq!(spans("tags: [a, b\nauthor: x\nc: @z\n"), ["[a, b"]);
        assert_eq!(spans("tags: [a, b,\nauthor: x\n"), ["[a, b,"]);
        assert_eq!(spans("a: {x: 1\nb: 2\nc: @z\n"), ["{x: 1"]);
        // a value that goes on at the first column is not accused
        assert_eq!(spans("k: \"one\ntwo: three\"\n@b: x\n"), ["@b: x"]);
    }

    #[test]
    fn a_merge_conflict_is_one_error() {
        let conflict = "<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> branch";
        let text = format!("x: 1\n{conflict}\ny: @z\n");
        assert_eq!(spans(&text), [conflict]);
    }
}
