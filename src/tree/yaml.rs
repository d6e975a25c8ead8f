//! YAML read by granit-parser, which agrees with libyaml (and so with Jekyll) on
//! real front matter and tells every byte; nothing of it is seen outside.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use super::{Entry, Node, Scalar, Style, Tree, Value};
use crate::text::Span;

/// Nodes that aliases may repeat in one text, so that anchors within anchors
/// cannot grow without bound.
const ALIAS_BUDGET: usize = 10_000;

/// Reads `text`, the YAML that stands `base` bytes into its file.
pub fn parse(text: &str, base: usize) -> Tree {
    let conflicts = super::conflict::find(text, base);
    if !conflicts.is_empty() {
        return Tree { errors: conflicts, ..Tree::default() };
    }
    let Read { root, comments, nowhere } = read(text, base);
    let (root, errors) = match root {
        Ok(root) => (root, nowhere.into_iter().map(super::yaml_errors::nothing).collect()),
        Err(stop) => (None, super::yaml_errors::all(text, base, stop)),
    };
    Tree { root, comments, errors }
}

/// Where reading stopped, in bytes of the text that was read.
pub(super) struct Stop {
    /// Where the scanner gave up.
    pub at: usize,
    /// Why, in its own words.
    pub info: String,
    /// Where the top-level key begins whose value was being read.
    pub entry: usize,
    /// The last scalar that was read.
    pub last: Span,
}

/// What was read up to the end or the first error.
pub(super) struct Read {
    /// The outermost value, or why there is none.
    pub root: Result<Option<Node>, Stop>,
    /// The comments on the way.
    pub comments: Vec<Span>,
    /// References to nothing, and values of no key: the scanner takes them, and
    /// readers do not.
    pub nowhere: Vec<(Span, &'static str)>,
}

/// Reads up to the end or the first error.
pub(super) fn read(text: &str, base: usize) -> Read {
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
        nowhere: Vec::new(),
        anchors: HashMap::new(),
        budget: ALIAS_BUDGET,
        depth: 0,
        entry: base,
        last: Span::at(base),
    };
    let root = builder.document().map_err(|error| Stop {
        at: error.marker().byte_offset().unwrap_or(text.len()).min(text.len()),
        info: error.info(),
        entry: builder.entry - base,
        last: Span::new(builder.last.start as usize - base, builder.last.end as usize - base),
    });
    Read { root, comments: builder.comments, nowhere: builder.nowhere }
}

struct Builder<'t, P> {
    events: P,
    text: &'t str,
    base: usize,
    comments: Vec<Span>,
    nowhere: Vec<(Span, &'static str)>,
    anchors: HashMap<usize, Node>,
    budget: usize,
    /// Maps that are open.
    depth: usize,
    /// Where the last key of the outermost map begins.
    entry: usize,
    /// The last scalar.
    last: Span,
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
                self.last = span;
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
                self.depth += 1;
                while let Some((event, span)) = self.next()? {
                    end = span;
                    if let Event::MappingEnd = event {
                        break;
                    }
                    if self.depth == 1 {
                        self.entry = span.start as usize;
                    }
                    let key = self.node(event, span)?;
                    let value = match self.next()? {
                        Some((event, span)) => self.node(event, span)?,
                        None => break,
                    };
                    let value = self.after_colon(&key, value);
                    if key.span.is_empty() {
                        self.nowhere
                            .push((value.span, "no key stands before the colon of this value"));
                    }
                    entries.push(Entry { key, value });
                }
                self.depth -= 1;
                (anchor, Node { span: self.trim(span.to(end)), value: Value::Map(entries) })
            }
            Event::Alias(id) => {
                let target = self.anchors.get(&id).cloned();
                (0, self.alias(target, span))
            }
            _ => {
                self.nowhere.push((span, "a reference names nothing that is written before it"));
                (0, Node { span, value: Value::Alias })
            }
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
        let span = if style == Style::Block { self.block(&text, span) } else { span };
        Node { span, value: Value::Scalar(Scalar { text, style }) }
    }

    /// The lines of a block scalar. The scanner's span goes on through blank lines
    /// that are not part of it, and through what indents the next line.
    fn block(&self, text: &str, span: Span) -> Span {
        let start = span.start as usize - self.base;
        let covered = self.text.get(start..span.end as usize - self.base).unwrap_or_default();
        let content = text.trim_end_matches('\n');
        if content.lines().last().is_none_or(|line| line.trim_matches([' ', '\t']).is_empty()) {
            return span;
        }
        let mut end = covered.trim_end_matches([' ', '\t', '\n', '\r']).len();
        for _ in 0..(text.len() - content.len()).max(1) {
            let rest = &covered[end..];
            let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
            end += line + if rest[line..].starts_with("\r\n") { 2 } else { 1 };
            end = end.min(covered.len());
        }
        Span::new(start, start + end).shift(self.base)
    }

    fn alias(&mut self, target: Option<Node>, span: Span) -> Node {
        // one within what it names
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
