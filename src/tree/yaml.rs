//! YAML read by granit-parser, which agrees with libyaml (and so with Jekyll) on
//! real front matter and tells every byte; nothing of it is seen outside.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use super::{Entry, Node, Scalar, Style, SyntaxError, Tree, Value};
use crate::text::Span;

/// Nodes that aliases may repeat in one text, so that anchors within anchors
/// cannot grow without bound.
const ALIAS_BUDGET: usize = 10_000;

/// Reads `text`, the YAML that stands `base` bytes into its file.
pub fn parse(text: &str, base: usize) -> Tree {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        max_buffered_comment_events: usize::MAX,
        block_scalar_eof_without_line_feed: true,
        bom_inside_document_as_content: true,
    };
    let mut builder = Builder {
        events: Parser::new_from_str_with_options(text, options),
        text,
        base,
        comments: Vec::new(),
        anchors: HashMap::new(),
        budget: ALIAS_BUDGET,
    };
    let (root, error) = match builder.document() {
        Ok(root) => (root, None),
        Err(error) => (None, Some(explain(text, base, &error))),
    };
    Tree { root, comments: builder.comments, errors: error.into_iter().collect() }
}

struct Builder<'t, P> {
    events: P,
    text: &'t str,
    base: usize,
    comments: Vec<Span>,
    anchors: HashMap<usize, Node>,
    budget: usize,
}

type Spanned<'t> = (Event<'t>, granit_parser::Span);

impl<'t, P: Iterator<Item = Result<Spanned<'t>, ScanError>>> Builder<'t, P> {
    /// The next event that is not a comment.
    fn next(&mut self) -> Result<Option<(Event<'t>, Span)>, ScanError> {
        for event in self.events.by_ref() {
            let (event, span) = event?;
            let span = span.byte_range().unwrap_or_default();
            let span = Span::new(span.start, span.end.max(span.start)).shift(self.base);
            if let Event::Comment(..) = event {
                self.comments.push(span);
            } else {
                return Ok(Some((event, span)));
            }
        }
        Ok(None)
    }

    fn document(&mut self) -> Result<Option<Node>, ScanError> {
        let mut root = None;
        while let Some((event, span)) = self.next()? {
            match event {
                Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) => {}
                Event::DocumentEnd => {}
                event => {
                    let node = self.node(event, span)?;
                    root.get_or_insert(node);
                }
            }
        }
        Ok(root)
    }

    fn node(&mut self, event: Event<'t>, span: Span) -> Result<Node, ScanError> {
        let (anchor, node) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                (anchor, self.scalar(text, style, tag.as_deref(), span))
            }
            Event::SequenceStart(_, anchor, _) => {
                let mut items = Vec::new();
                let mut end = span;
                while let Some((event, span)) = self.next()? {
                    end = span;
                    if let Event::SequenceEnd = event {
                        break;
                    }
                    items.push(self.node(event, span)?);
                }
                let end = items.last().map_or(end, |item| item.span.to(end));
                (anchor, Node { span: self.trim(span.to(end)), value: Value::List(items) })
            }
            Event::MappingStart(_, anchor, _) => {
                let mut entries: Vec<Entry> = Vec::new();
                let mut end = span;
                while let Some((event, span)) = self.next()? {
                    end = span;
                    if let Event::MappingEnd = event {
                        break;
                    }
                    let key = self.node(event, span)?;
                    let value = match self.next()? {
                        Some((event, span)) => self.node(event, span)?,
                        None => break,
                    };
                    let value = self.after_colon(&key, value);
                    entries.push(Entry { key, value });
                }
                (anchor, Node { span: self.trim(span.to(end)), value: Value::Map(entries) })
            }
            Event::Alias(id) => {
                let target = self.anchors.get(&id).cloned();
                (0, self.alias(target, span))
            }
            _ => (0, Node { span, value: Value::Alias }),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn scalar(
        &self,
        text: Cow<'t, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: Span,
    ) -> Node {
        // an omitted value comes as "~" that covers nothing
        let text = if span.is_empty() { String::new() } else { text.into_owned() };
        let style = match style {
            _ if tag.is_some_and(|tag| tag.suffix() == "str") => Style::Quoted,
            _ if tag.is_some() => Style::Tagged,
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        Node { span, value: Value::Scalar(Scalar { text, style }) }
    }

    fn alias(&mut self, target: Option<Node>, span: Span) -> Node {
        let Some(target) = target else { return Node { span, value: Value::Alias } };
        match self.budget.checked_sub(target.size()) {
            Some(rest) => {
                self.budget = rest;
                Node { span, value: target.value }
            }
            None => Node { span, value: Value::Alias },
        }
    }

    /// Puts an omitted value behind its colon, where a writer would put it.
    fn after_colon(&self, key: &Node, mut value: Node) -> Node {
        if value.span.is_empty() {
            let from = key.span.end as usize - self.base;
            let rest = self.text.get(from..).unwrap_or_default();
            if let Some(colon) = rest.find(':').filter(|&at| rest[..at].trim().is_empty()) {
                value.span = Span::at(self.base + from + colon + 1);
            }
        }
        value
    }

    /// Leaves the white space out that block collections take in at their end.
    fn trim(&self, span: Span) -> Span {
        let start = span.start as usize - self.base;
        let covered = self.text.get(start..span.end as usize - self.base).unwrap_or_default();
        Span::new(start, start + covered.trim_end().len()).shift(self.base)
    }
}

/// Says in a writer's words what the scanner objects to, and covers the words at
/// fault: the rest of the line from there.
fn explain(text: &str, base: usize, error: &ScanError) -> SyntaxError {
    let mut at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    // an error found at the end belongs to the last thing written
    if text[at..].trim().is_empty() {
        at = text.trim_end().len();
    }
    let line_start = text[..at].rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
    let line_end = text[line_start..].find(['\n', '\r']).map_or(text.len(), |n| line_start + n);
    let line = &text[line_start..line_end];
    let (span, message, help) = match faulty_value(line) {
        Some((from, to, message, help)) => {
            (Span::new(line_start + from, line_start + to), message.to_owned(), help)
        }
        None => {
            let from = if at < line_end { at } else { line_start };
            let from = from + text[from..line_end].len() - text[from..line_end].trim_start().len();
            (Span::new(from, line_end.max(from)), error.info(), None)
        }
    };
    SyntaxError { span: span.shift(base), message, help }
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
        let message = if closed {
            "a quoted value has the same quote inside, which ends it too early"
        } else {
            "a quoted value is not closed, or goes on after its closing quote"
        };
        return Some((from, to, message, None));
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

fn in_quotes(value: &str) -> String {
    if value.contains('"') {
        format!("'{}'", value.replace('\'', "''"))
    } else {
        format!("\"{}\"", value.replace('\\', "\\\\"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered<'t>(text: &'t str, path: &[&str]) -> &'t str {
        let tree = parse(text, 0);
        let root = tree.root.unwrap_or_else(|| panic!("{:?}", tree.errors));
        root.at(path.iter().copied()).map_or("nothing", |e| e.value.span.of(text))
    }

    #[test]
    fn spans_cover_the_value_as_written() {
        let text =
            "é: \"😀\"\r\nlist: [a, 'b c']\r\nmap:\r\n  key: |\r\n    one\r\n    two\r\nlast: x";
        assert_eq!(covered(text, &["é"]), "\"😀\"");
        assert_eq!(covered(text, &["list"]), "[a, 'b c']");
        assert_eq!(covered(text, &["map", "key"]).trim_end(), "one\r\n    two");
        assert_eq!(covered(text, &["last"]), "x");
    }

    #[test]
    fn an_omitted_value_stands_behind_its_colon() {
        let tree = parse("a :\nb: 1", 10);
        let root = tree.root.expect("parses");
        assert_eq!(root.get("a").map(|e| e.value.span), Some(Span::at(13)));
        assert!(root.get("a").is_some_and(|e| e.value.is_blank()));
    }

    #[test]
    fn aliases_and_merge_keys_bring_their_values() {
        let tree = parse("base: &b {x: 1}\nuse: *b\nmerged:\n  <<: *b\nlost: *nowhere", 0);
        let root = tree.root.expect("parses");
        assert_eq!(root.at(["use", "x"]).and_then(|e| e.value.text()), Some("1"));
        assert_eq!(root.at(["merged", "x"]).and_then(|e| e.value.text()), Some("1"));
        assert_eq!(root.get("lost").map(|e| &e.value.value), Some(&Value::Alias));
    }

    #[test]
    fn nested_aliases_do_not_explode() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for n in 1..20 {
            let p = n - 1;
            text.push_str(&format!("a{n}: &a{n} [*a{p}, *a{p}, *a{p}, *a{p}, *a{p}, *a{p}]\n"));
        }
        assert!(parse(&text, 0).root.is_some());
    }

    fn error(text: &str) -> (String, String) {
        let tree = parse(text, 0);
        let error = tree.errors.into_iter().next().expect("an error");
        (error.span.of(text).to_owned(), error.message)
    }

    #[test]
    fn errors_point_at_the_words_at_fault() {
        let (span, message) = error("layout: post\ntitle: Port reopens: ferries return\nx: 1\n");
        assert_eq!(span, "Port reopens: ferries return");
        assert!(message.contains("colon"), "{message}");
        assert_eq!(error("a: 1\nb: @home\n").0, "@home");
        assert_eq!(error("a: 'It's'\nb: 1\n").0, "'It's'");
    }

    #[test]
    fn what_published_sites_write_is_accepted() {
        for text in [
            "a: \"one\ntwo\"\n",
            "tags: [\n  a,\n  b\n]\n",
            "- melody\t\t\n",
            "a: 2019-10-01 11:00:00 +0000\n",
            "k: 'a\nb'",
        ] {
            assert_eq!(parse(text, 0).errors, [], "{text:?}");
        }
        let comments = format!("a:\n{}  b: 1\n", "  # note\n".repeat(300));
        assert_eq!(parse(&comments, 0).errors, []);
        assert_eq!(parse(&comments, 0).comments.len(), 300);
    }
}
