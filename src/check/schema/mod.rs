//! `schema`: front matter that is not as a site wants it. What it wants is said in
//! a short form, field by field, or in a JSON Schema.

mod field;
mod format;
#[cfg(feature = "jsonschema")]
mod json;
#[cfg(not(feature = "jsonschema"))]
#[path = "no_json.rs"]
mod json;
mod options;
mod types;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

use super::{Candidate, Context, Hit, Kind, NamedFile, Needs, OptionError};
use crate::diagnostic::nearest;
use crate::document::FrontMatterBlock;
use crate::tree::{Entry, Node};
use field::{Field, says};
use json::JsonSchema;
use options::{FieldOptions, all_of};
use types::is;

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// The fields by their keys; a dot leads into a map.
    #[serde(default)]
    fields: BTreeMap<String, FieldOptions>,
    /// Whether there may be other keys, in the block and in each map that a dot
    /// leads into.
    #[serde(default = "super::words::yes")]
    additional: bool,
    /// A file with a JSON Schema of the whole block.
    json_schema: Option<NamedFile>,
}

pub struct Schema {
    fields: Vec<Named>,
    additional: bool,
    json: Option<JsonSchema>,
}

/// A field and where it is.
struct Named {
    /// The keys that lead to it.
    name: String,
    field: Field,
    required: bool,
    /// It is looked at only where these keys have one of these values.
    when: Vec<(String, Vec<Json>)>,
}

impl Kind for Schema {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["problem", "remedy"];
    const FILES: &'static [&'static str] = &["json-schema"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if !options.additional && options.fields.is_empty() {
            let message = "no key is named under `fields`: every key would be refused";
            return Err(OptionError::new("additional", message));
        }
        let mut fields = Vec::new();
        for (name, field) in options.fields {
            fields.push(Named {
                field: field.compile(&["fields", &name])?,
                required: field.required,
                when: field.when.into_iter().map(|(key, values)| (key, values.0)).collect(),
                name,
            });
        }
        let json = options.json_schema.as_ref().map(JsonSchema::compile).transpose()?;
        Ok((Self { fields, additional: options.additional, json }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let Some(block) = cx.doc.front_matter.block() else { return };
        // an empty block has no root, and lacks what is required all the same
        let none = Node { span: block.content, value: crate::tree::Value::Map(Vec::new()) };
        let root = block.tree.root.as_ref().unwrap_or(&none);
        if !block.tree.errors.is_empty() || !matches!(root.value, crate::tree::Value::Map(_)) {
            return;
        }
        for named in self.fields.iter().filter(|named| named.applies(root, cx)) {
            named.check(root, block, cx, out);
        }
        if !self.additional {
            self.refuse_others(root, cx, out);
        }
        if let Some(json) = &self.json {
            json.check(root, block.open, cx, out);
        }
    }
}

impl Named {
    /// Whether the post is one of those that the field is for.
    fn applies(&self, root: &Node, cx: &Context<'_>) -> bool {
        self.when.iter().all(|(key, values)| {
            let entry = find(root, key, cx);
            entry.is_some_and(|entry| values.iter().any(|value| has_value(&entry.value, value, cx)))
        })
    }

    fn check(&self, root: &Node, block: &FrontMatterBlock, cx: &Context<'_>, out: &mut Vec<Hit>) {
        let name = &self.name;
        let entry = find(root, name, cx);
        if let Some(entry) = entry.filter(|entry| says(&entry.value, cx)) {
            self.field.check(&format!("`{name}`"), &entry.value, cx, out);
        } else if self.required && !cx.site.config.supplies(name, &cx.doc.path) {
            let (span, problem) = match entry {
                Some(entry) => (entry.value_or_key(), format!("`{name}` says nothing")),
                None => (block.open, format!("`{name}` is missing")),
            };
            let remedy = match entry {
                Some(_) => "Write a value.".to_owned(),
                None => format!("Add `{name}` to the front matter."),
            };
            let hit = Hit::new(span).within(block.open.to(block.content));
            out.push(hit.fill("problem", problem).fill("remedy", remedy));
        }
    }
}

impl Schema {
    /// Finds the keys that no field is named after, in the block and in each map
    /// that a field is in.
    fn refuse_others(&self, root: &Node, cx: &Context<'_>, out: &mut Vec<Hit>) {
        let mut maps: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for named in &self.fields {
            let mut path = named.name.as_str();
            loop {
                let (map, key) = path.rsplit_once('.').unwrap_or(("", path));
                maps.entry(map).or_default().push(key);
                if map.is_empty() {
                    break;
                }
                path = map;
            }
        }
        for (map, mut keys) in maps {
            keys.dedup();
            let node = match map {
                "" => Some(root),
                path => find(root, path, cx).map(|entry| &entry.value),
            };
            for entry in node.map_or(&[][..], Node::entries) {
                let name = entry.name();
                if name == "<<" || keys.iter().any(|key| same_key(key, name, cx)) {
                    continue;
                }
                let place = if map.is_empty() { String::new() } else { format!(" of `{map}`") };
                let remedy = match nearest(name, keys.iter().copied()) {
                    Some(meant) => format!("Did you mean `{meant}`?"),
                    None => {
                        format!("Keys are {}.", all_of(keys.iter().map(|key| format!("`{key}`"))))
                    }
                };
                let problem = format!("`{name}` is none of the keys{place} that are wanted here");
                let hit = Hit::new(entry.key.span);
                out.push(hit.fill("problem", problem).fill("remedy", remedy));
            }
        }
    }
}

/// The entry at a path of keys, as the generator finds it.
fn find<'n>(root: &'n Node, path: &str, cx: &Context<'_>) -> Option<&'n Entry> {
    let folded = |node: &'n Node, name: &str| {
        let mut entries = node.entries().iter().rev();
        node.get(name).or_else(|| entries.find(|entry| same_key(name, entry.name(), cx)))
    };
    // a key may have a dot in it
    if let Some(entry) = root.get(path) {
        return Some(entry);
    }
    let mut path = path.split('.');
    let mut entry = folded(root, path.next()?)?;
    for name in path {
        entry = folded(&entry.value, name)?;
    }
    Some(entry)
}

fn same_key(a: &str, b: &str, cx: &Context<'_>) -> bool {
    a == b || (cx.site.generator.ignores_case && a.eq_ignore_ascii_case(b))
}

/// Whether a value, or an item of it, is `wanted`, as written or as read.
fn has_value(node: &Node, wanted: &Json, cx: &Context<'_>) -> bool {
    std::iter::once(node).chain(node.items()).filter_map(Node::scalar).any(|s| is(s, wanted, cx))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Document;
    use crate::generator::{Generator, SiteConfig};
    use crate::site::{NamedAssets, Site};

    fn schema(options: Json) -> Result<Schema, OptionError> {
        Schema::compile(serde_json::from_value(options).expect("options")).map(|(kind, _)| kind)
    }

    /// What is found in front matter: where, and the message.
    fn found(generator: &str, fields: Json, front: &str) -> Vec<(String, String)> {
        let site = Site::new(Generator::named(generator).expect("a preset"), SiteConfig::default(), Box::new(NamedAssets::new([])));
        let text = format!("---\n{front}\n---\nBody\n");
        let doc = Document::parse("x.md", text, &site.generator, &site.config);
        let cx = Context::new(&doc, &site, chrono::NaiveDate::default());
        let mut out = Vec::new();
        schema(json!({"fields": fields})).expect("compiles").run(&cx, &[], &mut out);
        let told = |hit: Hit| (hit.span.of(&doc.text).to_owned(), hit.fill[0].1.clone());
        out.into_iter().map(told).collect()
    }

    #[test]
    fn types_are_those_of_the_generator() {
        let text = json!({"a": {"type": "text"}});
        for (generator, value, is_text) in [
            ("jekyll", "yes", false),
            ("hugo", "yes", true),
            ("jekyll", "'yes'", true),
            ("jekyll", "2025-03-04", false),
            ("hugo", "2025-03-04", true),
            // SafeYAML reads a text there and Psych a date
            ("jekyll", "2025-3-4", true),
            // both read a number, if not the same
            ("jekyll", "12:30", false),
            ("jekyll", "[a]", false),
            ("jekyll", "|\n  007", true),
        ] {
            let found = found(generator, text.clone(), &format!("a: {value}"));
            assert_eq!(found.is_empty(), is_text, "{generator} {value}: {found:?}");
        }
        let told = found("jekyll", text, "a: 007").remove(0).1;
        assert_eq!(told, "`a` is a number to Jekyll; it must be text");
        let either = json!({"a": {"type": ["text", "list"]}});
        assert!(found("jekyll", either.clone(), "a: [b]").is_empty());
        assert_eq!(found("plain", either, "a: 1")[0].1, "`a` is a number; it must be text or a list");
        let whole = json!({"a": {"type": "integer"}});
        assert!(found("hugo", whole.clone(), "a: 4.0").is_empty());
        assert_eq!(found("hugo", whole, "a: 4.5").len(), 1);
    }

    #[test]
    fn bounds_are_told_with_what_is_there() {
        let title = json!({"t": {"min-length": 3, "max-length": 4}});
        assert!(found("jekyll", title.clone(), "t: 'été'").is_empty());
        let told = found("jekyll", title, "t: \"Port reopens\"").remove(0);
        let message = "`t` has 12 characters; it must have at most 4";
        assert_eq!(told, ("\"Port reopens\"".to_owned(), message.to_owned()));
        let tags = json!({"t": {"min-items": 2, "unique": true, "items": {"max-length": 2}}});
        let told = found("jekyll", tags, "t:\n  - abc");
        assert_eq!(told[0].1, "`t` has 1 item; it must have at least 2");
        assert_eq!(told[1].1, "Item 1 of `t` has 3 characters; it must have at most 2");
        let n = json!({"n": {"minimum": 1.5}});
        assert_eq!(found("jekyll", n, "n: 1")[0].1, "`n` is 1; it must be at least 1.5");
    }

    #[test]
    fn values_are_allowed_as_written_or_as_read() {
        let field = json!({"a": {"enum": ["yes", 2024, 1.1, false, null]}});
        for right in ["yes", "2024", "1.10", "no", "'2024'"] {
            let quoted = right.starts_with('\'');
            let found = found("jekyll", field.clone(), &format!("a: {right}"));
            assert_eq!(found.is_empty(), !quoted, "{right}: {found:?}");
        }
    }

    #[test]
    fn what_is_required_must_say_something() {
        let field = json!({"image.alt": {"required": true}});
        for (front, expected) in [
            ("image: {alt: A boat}", None),
            ("image.alt: A boat", None),
            ("image: {alt: }", Some("alt")),
            ("image: x.png", Some("---")),
            ("", Some("---")),
        ] {
            let found = found("jekyll", field.clone(), front);
            assert_eq!(found.first().map(|(place, _)| place.as_str()), expected, "{front}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (field, path) in [
            (json!({"pattern": "["}), "pattern"),
            (json!({"items": {"pattern": "("}}), "items pattern"),
            (json!({"type": "list", "min-length": 1}), "min-length"),
            (json!({"min-items": 3, "max-items": 2}), "max-items"),
            (json!({"enum": []}), "enum"),
            (json!({"items": {"required": true}}), "items"),
        ] {
            let error = schema(json!({"fields": {"a": field}})).err().expect("refused");
            assert_eq!(error.path.join(" "), format!("fields a {path}"), "{}", error.message);
        }
        assert!(schema(json!({"additional": false})).is_err());
    }
}
