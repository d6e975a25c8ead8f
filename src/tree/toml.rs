//! TOML read by the `toml` crate, which keeps the span of every key and value and
//! goes on after an error.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entry, Node, Scalar, Style, Tree, Value};
use crate::text::Span;

/// Reads `text`, the TOML that stands `base` bytes into its file. Numbers, dates
/// and truth values keep their written form and are [`Style::Plain`].
pub fn parse(text: &str, base: usize) -> Tree {
    let (table, errors) = DeTable::parse_recoverable(text);
    let errors = super::toml_errors::all(text, base, &errors);
    let root = errors.is_empty().then(|| Node {
        span: Span::new(0, text.trim_end().len()).shift(base),
        value: map(table.get_ref(), text, base),
    });
    Tree { comments: comments(text, root.as_ref(), base), root, errors }
}

fn map(table: &DeTable<'_>, text: &str, base: usize) -> Value {
    let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let key: &Spanned<std::borrow::Cow<'_, str>> = key;
        let span = Span::new(key.span().start, key.span().end).shift(base);
        let name = Scalar { text: key.get_ref().to_string(), style: Style::Plain };
        Entry { key: Node { span, value: Value::Scalar(name) }, value: node(value, text, base) }
    };
    Value::Map(table.iter().map(entry).collect())
}

fn node(value: &Spanned<DeValue<'_>>, text: &str, base: usize) -> Node {
    let span = Span::new(value.span().start, value.span().end);
    let value = match value.get_ref() {
        DeValue::Table(table) => map(table, text, base),
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| node(item, text, base)).collect())
        }
        DeValue::String(string) => {
            Value::Scalar(Scalar { text: string.to_string(), style: Style::Quoted })
        }
        _ => Value::Scalar(Scalar { text: span.of(text).to_owned(), style: Style::Plain }),
    };
    Node { span: span.shift(base), value }
}

/// Comments: from a `#` that is in no key and no value to the end of its line.
fn comments(text: &str, root: Option<&Node>, base: usize) -> Vec<Span> {
    let mut covered = Vec::new();
    if let Some(root) = root {
        leaves(root, &mut covered);
    }
    covered.sort_unstable();
    let mut out = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let is_free = |sign: &usize| {
            let place = Span::new(at + sign, at + sign + 1).shift(base);
            let next = covered.partition_point(|span| span.end <= place.start);
            covered.get(next).is_none_or(|span| !span.contains(place))
        };
        let signs = content.match_indices('#').map(|(sign, _)| sign);
        if let Some(sign) = { signs }.find(is_free) {
            out.push(Span::new(at + sign, at + content.len()).shift(base));
        }
        at += line.len();
    }
    out
}

/// The spans of all keys and scalars.
fn leaves(node: &Node, out: &mut Vec<Span>) {
    match &node.value {
        Value::Map(entries) => entries.iter().for_each(|entry| {
            out.push(entry.key.span);
            leaves(&entry.value, out);
        }),
        Value::List(items) => items.iter().for_each(|item| leaves(item, out)),
        Value::Scalar(_) | Value::Alias => out.push(node.span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_cover_keys_and_values() {
        let text = "title = \"é\"\ndate = 2025-03-04\n[extra]\nhero = 'x.png'\n";
        let root = parse(text, 0).root.expect("parses");
        assert_eq!(root.get("title").map(|e| e.value.span.of(text)), Some("\"é\""));
        assert_eq!(root.get("date").and_then(|e| e.value.text()), Some("2025-03-04"));
        assert_eq!(root.at(["extra", "hero"]).map(|e| e.value.span.of(text)), Some("'x.png'"));
    }

    #[test]
    fn comments_stand_behind_values_and_not_in_them() {
        let text = "a = '# no' # one\n# two\n\"b#\" = \"\"\"\n# no\n\"\"\" # three\n";
        let found: Vec<&str> = parse(text, 0).comments.iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["# one", "# two", "# three"]);
    }

    #[test]
    fn several_errors_are_told() {
        let tree = parse("a = \nb = 1\nc = [1\n", 5);
        assert!(tree.errors.len() >= 2 && tree.root.is_none(), "{:?}", tree.errors);
        assert!(tree.errors.iter().all(|error| error.span.start >= 5));
    }
}
