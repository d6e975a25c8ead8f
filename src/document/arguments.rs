//! The arguments of template tags, in the forms that template languages share:
//! `"a"`, `a`, `name="a"`, `name: "a"`, with blanks, commas or brackets between.

use crate::text::Span;

/// An argument of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Argument<'t> {
    /// Its name; empty for one that has none.
    pub name: &'t str,
    /// Its value without quotes.
    pub value: Span,
    /// Whether the value stands in quotes.
    pub quoted: bool,
}

/// The arguments that stand in `inner`. A quote that is not closed ends them.
pub(super) fn arguments(text: &str, inner: Span) -> Vec<Argument<'_>> {
    let end = inner.end as usize;
    let mut out = Vec::new();
    let mut at = inner.start as usize;
    let mut name = "";
    while at < end {
        let rest = &text[at..end];
        let Some(first) = rest.chars().next() else { break };
        match first {
            '"' | '\'' | '`' => {
                let Some(len) = quoted_len(rest, first) else { break };
                let value = Span::new(at + 1, at + 1 + len);
                out.push(Argument { name: std::mem::take(&mut name), value, quoted: true });
                at += len + 2;
            }
            c if is_between(c) => at += c.len_utf8(),
            _ => {
                // whatever begins no word is one by itself
                let len = word_len(rest).max(first.len_utf8());
                let after = rest[len..].trim_start();
                if name.is_empty() && after.starts_with(['=', ':']) {
                    name = &rest[..len];
                    at = end - after.len() + 1;
                } else {
                    let value = Span::new(at, at + len);
                    out.push(Argument { name: std::mem::take(&mut name), value, quoted: false });
                    at += len;
                }
            }
        }
    }
    out
}

/// The length of what stands in quotes at the start of `rest`, without them.
fn quoted_len(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    let mut chars = rest[1..].char_indices();
    let end = chars.find(|&(_, c)| {
        let ends = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    end.map(|(at, _)| at)
}

/// The length of the word at the start of `rest`: a name, a number or a path. A
/// colon ends it only before a blank or a quote, since addresses hold one.
pub(super) fn word_len(rest: &str) -> usize {
    let ends = |(at, c): &(usize, char)| {
        let next = rest[at + c.len_utf8()..].chars().next();
        let colon =
            *c == ':' && next.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '`'));
        is_between(*c) || matches!(c, '=' | '"' | '\'' | '`' | '|') || colon
    };
    rest.char_indices().find(ends).map_or(rest.len(), |(at, _)| at)
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '(' | ')' | '{' | '}' | '[' | ']')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inner: &str) -> Vec<(String, String)> {
        let found = arguments(inner, Span::new(0, inner.len()));
        let pair = |a: Argument<'_>| (a.name.to_owned(), a.value.of(inner).to_owned());
        found.into_iter().map(pair).collect()
    }

    #[test]
    fn arguments_are_read_in_every_form() {
        let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
            list.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
        };
        assert_eq!(
            read("f.html a=\"é b\" c = 'd' e: `f`, \"g\" h"),
            pairs(&[("", "f.html"), ("a", "é b"), ("c", "d"), ("e", "f"), ("", "g"), ("", "h")])
        );
        assert_eq!(read("(path=\"a\\\"b\", w=5)"), pairs(&[("path", "a\\\"b"), ("w", "5")]));
        assert_eq!(read("https://x.org/a.png"), pairs(&[("", "https://x.org/a.png")]));
        assert_eq!(read("a=\"open"), []);
        assert_eq!(read("= |"), pairs(&[("", "="), ("", "|")]));
    }
}
