//! Strict JSON, read by jsonc-parser with all that it allows beyond JSON off: it
//! keeps the span of every key and value, and keys that are written twice.

use jsonc_parser::ast::{Object, ObjectPropName, Value as Json};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::{Entry, Node, Scalar, Style, SyntaxError, Tree, Value, conflict, json_errors};
use crate::text::Span;

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads `text`, the JSON that stands `base` bytes into its file. Numbers, truth
/// values and null keep their written form and are [`Style::Plain`].
pub fn parse(text: &str, base: usize) -> Tree {
    let found = parse_to_ast(text, &CollectOptions::default(), &STRICT);
    let read = match found {
        Ok(read) => json_errors::strictly(text).map_or(Ok(read.value), Err),
        Err(error) => Err(json_errors::explain(text, &error)),
    };
    match read {
        Ok(value) => Tree { root: value.map(|value| node(value, text, base)), ..Tree::default() },
        Err(error) => {
            // marks of a merge are legal nowhere but in a string, which holds no line end
            let mut errors = conflict::find(text, base);
            if errors.is_empty() {
                errors.push(SyntaxError { span: error.span.shift(base), ..error });
            }
            Tree { errors, ..Tree::default() }
        }
    }
}

/// Reads what Hexo takes between `;;;`: the inside of an object, around which it
/// puts the braces itself. Braces that are there are let be.
pub fn parse_inside(text: &str, base: usize) -> Tree {
    if text.trim_start().starts_with('{') || text.trim().is_empty() {
        return parse(text, base);
    }
    // one byte that was not there stands in front: all is read at one more
    let mut tree = parse(&format!("{{{text}}}"), base);
    let whole = Span::new(base, base + text.len());
    let back = |span: &mut Span| {
        *span = Span {
            start: (span.start.max(1) - 1).clamp(whole.start, whole.end),
            end: (span.end.max(1) - 1).clamp(whole.start, whole.end),
        };
    };
    if let Some(root) = &mut tree.root {
        each_span(root, &back);
        let inside = text.trim();
        let start = base + text.len() - text.trim_start().len();
        root.span = Span::new(start, start + inside.len());
    }
    tree.errors.iter_mut().for_each(|error| back(&mut error.span));
    tree
}

fn each_span(node: &mut Node, change: &impl Fn(&mut Span)) {
    change(&mut node.span);
    match &mut node.value {
        Value::Map(entries) => entries.iter_mut().for_each(|entry| {
            change(&mut entry.key.span);
            each_span(&mut entry.value, change);
        }),
        Value::List(items) => items.iter_mut().for_each(|item| each_span(item, change)),
        Value::Scalar(_) | Value::Alias => {}
    }
}

fn node(value: Json<'_>, text: &str, base: usize) -> Node {
    let range = value.range();
    let value = match value {
        Json::StringLit(string) => quoted(string.value.into_owned()),
        Json::Array(array) => {
            let items = array.elements.into_iter();
            Value::List(items.map(|item| node(item, text, base)).collect())
        }
        Json::Object(object) => map(object, text, base),
        Json::NumberLit(_) | Json::BooleanLit(_) | Json::NullKeyword(_) => {
            let text = text[range.start..range.end].to_owned();
            Value::Scalar(Scalar { text, style: Style::Plain })
        }
    };
    Node { span: span(range, base), value }
}

fn map(object: Object<'_>, text: &str, base: usize) -> Value {
    let entry = |property: jsonc_parser::ast::ObjectProp<'_>| {
        let at = span(property.name.range(), base);
        let name = match property.name {
            ObjectPropName::String(name) => name.value.into_owned(),
            ObjectPropName::Word(name) => name.value.to_owned(),
        };
        let key = Node { span: at, value: quoted(name) };
        Entry { key, value: node(property.value, text, base) }
    };
    Value::Map(object.properties.into_iter().map(entry).collect())
}

fn quoted(text: String) -> Value {
    Value::Scalar(Scalar { text, style: Style::Quoted })
}

fn span(range: Range, base: usize) -> Span {
    Span::new(range.start, range.end).shift(base)
}

#[cfg(test)]
mod tests {
    use super::super::align;
    use super::*;

    #[test]
    fn spans_cover_keys_and_values() {
        let text = "\n{\"é\": \"😀\\n\",\r\n \"n\": -1.5e3, \"t\": true, \"l\": [null, {\"k\": \"v\"}], \"t\": 2}";
        let root = parse(text, 0).root.expect("parses");
        assert_eq!(root.span.of(text), text.trim());
        let written: Vec<(&str, &str)> =
            root.entries().iter().map(|e| (e.key.span.of(text), e.value.span.of(text))).collect();
        assert_eq!(
            written,
            [
                ("\"é\"", "\"😀\\n\""),
                ("\"n\"", "-1.5e3"),
                ("\"t\"", "true"),
                ("\"l\"", "[null, {\"k\": \"v\"}]"),
                ("\"t\"", "2"),
            ]
        );
        assert_eq!(root.get("é").and_then(|e| e.value.text()), Some("😀\n"));
        assert!(root.get("l").is_some_and(|e| e.value.items()[0].is_blank()));
        assert_eq!(parse("", 3).root, None);
    }

    #[test]
    fn the_inside_of_an_object_has_its_own_spans() {
        let text = "\"title\": \"é\",\n\"tags\": [\"a\"]\n";
        let root = parse_inside(text, 0).root.expect("parses");
        assert_eq!(root.span.of(text), text.trim());
        assert_eq!(root.get("title").map(|e| e.value.span.of(text)), Some("\"é\""));
        assert_eq!(root.get("tags").map(|e| e.value.items()[0].span.of(text)), Some("\"a\""));
        let broken = "\"title\": \"é\"\n\"tags\": []";
        let file = format!(";;;\n{broken}");
        assert_eq!(parse_inside(broken, 4).errors[0].span.of(&file), "\"tags\"");
        assert_eq!(parse_inside("\"a\": [1", 0).errors[0].span.of("\"a\": [1"), "[1");
        assert!(parse_inside("{\"a\": 1}\n", 0).root.is_some());
    }

    #[test]
    fn escapes_are_found_in_the_source() {
        let text = r#"{"k": "a\ud83d\ude00\/\té"}"#;
        let root = parse(text, 0).root.expect("parses");
        let node = &root.get("k").expect("k").value;
        assert_eq!(node.text(), Some("a😀/\té"));
        let aligned = align(node, text);
        let aligned: Vec<&str> =
            aligned.expect("aligned").iter().map(|(_, span)| span.of(text)).collect();
        assert_eq!(aligned, ["a", r"\ud83d\ude00", r"\/", r"\t", "é"]);
    }
}
