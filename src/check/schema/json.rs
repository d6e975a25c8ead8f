//! A JSON Schema file, and front matter held against it.

use jsonschema::error::{TypeKind, ValidationErrorKind as Fault};
use jsonschema::paths::{Location, LocationSegment};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::{Map, Number, Value as Json};

use super::field::{counted, listed, near, shortened};
use super::options::one_of;
use super::types::described;
use crate::check::{Context, Hit, NamedFile, OptionError};
use crate::generator::{ScalarReader, Typed};
use crate::text::Span;
use crate::tree::{Node, Scalar, Value};

const OPTION: &str = "json-schema";

/// A schema that was read and found right.
pub struct JsonSchema(Validator);

impl JsonSchema {
    /// Reads the schema in `file`.
    pub fn compile(file: &NamedFile) -> Result<Self, OptionError> {
        let path = &file.path;
        let error = |message: String| OptionError::new(OPTION, message);
        let Some(text) = &file.text else {
            return Err(error(format!("`{path}` was not read")));
        };
        let schema: Json = serde_json::from_str(text)
            .map_err(|why| error(format!("`{path}` is no JSON: {why}")))?;
        let options = jsonschema::options().should_validate_formats(true).offline();
        let validator = options.build(&schema).map_err(|why| match why.kind() {
            Fault::Referencing(jsonschema::ReferencingError::Unretrievable { uri, .. }) => {
                let help = "Put what it refers to under `$defs` and write `#/$defs/NAME`.";
                let uri = uri.trim_start_matches("json-schema:///");
                let message = format!("`{path}` refers to `{uri}`, which copydesk does not read");
                OptionError { help: Some(help.to_owned()), ..error(message) }
            }
            _ if why.instance_path().is_empty() => {
                error(format!("`{path}` is no JSON Schema: {why}"))
            }
            _ => error(format!("`{path}` is no JSON Schema: {why}, at `{}`", why.instance_path())),
        })?;
        Ok(Self(validator))
    }

    /// Looks at the front matter in `root`, which `open` begins. Where the types of
    /// values depend on how the generator was installed, only what is wrong in every
    /// case is told.
    pub fn check(&self, root: &Node, open: Span, cx: &Context<'_>, out: &mut Vec<Hit>) {
        let mut versions: Vec<Json> = Vec::new();
        for reader in cx.site.generator.readers(cx.doc.format()) {
            let version = json(root, *reader);
            if !versions.contains(&version) {
                versions.push(version);
            }
        }
        let Some((first, others)) = versions.split_first() else { return };
        for error in self.0.iter_errors(first) {
            let same = |other: &ValidationError<'_>| {
                other.instance_path() == error.instance_path()
                    && other.kind().keyword() == error.kind().keyword()
            };
            if others.iter().all(|other| self.0.iter_errors(other).any(|other| same(&other))) {
                tell(&error, root, open, cx, out);
            }
        }
    }
}

/// What a value is in JSON, as `reader` reads it. Dates stay as they are written.
fn json(node: &Node, reader: ScalarReader) -> Json {
    match &node.value {
        Value::Alias => Json::Null,
        Value::List(items) => items.iter().map(|item| json(item, reader)).collect(),
        Value::Scalar(scalar) => scalar_json(scalar, reader),
        Value::Map(entries) => {
            let mut map = Map::new();
            // what a merge key brings in gives way to what is written out
            for entry in entries.iter().filter(|entry| entry.name() == "<<") {
                let merged = json(&entry.value, reader);
                map.extend(merged.as_object().into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())));
            }
            for entry in entries.iter().filter(|entry| entry.name() != "<<") {
                map.insert(entry.name().to_owned(), json(&entry.value, reader));
            }
            Json::Object(map)
        }
    }
}

fn scalar_json(scalar: &Scalar, reader: ScalarReader) -> Json {
    let text = || Json::from(scalar.text.as_str());
    match reader.read(scalar) {
        Typed::Null => Json::Null,
        Typed::Bool(value) => Json::Bool(value),
        Typed::Integer(number) => Number::from_i128(number).map_or_else(text, Json::Number),
        Typed::Float(number) => Number::from_f64(number).map_or_else(text, Json::Number),
        Typed::Text | Typed::Day(_) | Typed::Time(_) | Typed::Refused => text(),
    }
}

/// Where an error is: the value, the key of its map, and its name for a sentence.
struct Place<'n> {
    node: &'n Node,
    key: Option<Span>,
    name: String,
}

impl<'n> Place<'n> {
    fn of(path: &Location, root: &'n Node) -> Option<Self> {
        let mut place = Place { node: root, key: None, name: String::new() };
        let mut keys = String::new();
        for segment in path.segments() {
            match segment {
                LocationSegment::Property(key) => {
                    let entry = place.node.get(&key)?;
                    keys = if keys.is_empty() { key.into_owned() } else { format!("{keys}.{key}") };
                    (place.node, place.key) = (&entry.value, Some(entry.key.span));
                    place.name = format!("`{keys}`");
                }
                LocationSegment::Index(index) => {
                    place.node = place.node.items().get(index)?;
                    place.key = None;
                    place.name = format!("Item {} of {}", index + 1, place.name);
                }
            }
        }
        if place.name.is_empty() {
            place.name = "The front matter".to_owned();
        }
        Some(place)
    }

    /// The value, or its key where nothing is written.
    fn span(&self) -> Span {
        self.key.filter(|_| self.node.span.is_empty()).unwrap_or(self.node.span)
    }
}

/// Makes hits of an error.
fn tell(error: &ValidationError<'_>, root: &Node, open: Span, cx: &Context<'_>, out: &mut Vec<Hit>) {
    let Some(place) = Place::of(error.instance_path(), root) else { return };
    let is_root = error.instance_path().is_empty();
    let mut hit = |span: Span, problem: String, remedy: String| {
        out.push(Hit::new(span).fill("problem", problem).fill("remedy", remedy));
    };
    match error.kind() {
        Fault::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let span = if is_root { open } else { place.key.unwrap_or(place.node.span) };
            let whole = if is_root { String::new() } else { format!(" in {}", lower(&place.name)) };
            let hit = Hit::new(span).within(open.to(root.span));
            let hit = hit.fill("problem", format!("`{name}` is missing{whole}"));
            out.push(hit.fill("remedy", format!("Add `{name}`.")));
        }
        Fault::AdditionalProperties { unexpected }
        | Fault::UnevaluatedProperties { unexpected } => {
            let of = if is_root { String::new() } else { format!(" of {}", lower(&place.name)) };
            for name in unexpected {
                let key = place.node.get(name).map_or(place.node.span, |entry| entry.key.span);
                hit(key, format!("`{name}` is none of the keys{of} that are wanted here"), String::new());
            }
        }
        Fault::PropertyNames { error } => {
            let name = error.instance().as_str().unwrap_or_default();
            let key = place.node.get(name).map_or(place.node.span, |entry| entry.key.span);
            hit(key, format!("`{name}` is no name for a key: {}", error.masked()), String::new());
        }
        Fault::UniqueItems => {
            let items = place.node.items();
            let again = (1..items.len()).find(|&at| items[..at].iter().any(|i| i.means(&items[at])));
            let again = again.map(|at| items[at].span).unwrap_or(place.node.span);
            let shown = shortened(again.of(&cx.doc.text));
            let remedy = "Take one of the two out.".to_owned();
            hit(again, format!("{} has `{shown}` twice", place.name), remedy);
        }
        _ => {
            let span = if is_root { open } else { place.span() };
            let (problem, remedy) = sentence(error, &place, cx);
            hit(span, problem, remedy);
        }
    }
}

/// What is wrong with a value, and what would be right.
fn sentence(error: &ValidationError<'_>, place: &Place<'_>, cx: &Context<'_>) -> (String, String) {
    let Place { node, name, .. } = place;
    let value = shortened(node.text().unwrap_or_default());
    let none = String::new();
    let size = |noun: &str, have: usize, how: &str, limit: u64| {
        (format!("{name} has {}; it must have {how} {limit}", counted(have, noun)), none.clone())
    };
    let characters = node.text().unwrap_or_default().chars().count();
    let number = |how: &str, limit: &Json| {
        (format!("{name} is {value}; it must be {how} {limit}"), none.clone())
    };
    match error.kind() {
        Fault::Type { kind } => {
            let wanted = match kind {
                TypeKind::Single(kind) => type_name(*kind).to_owned(),
                TypeKind::Multiple(kinds) => {
                    one_of(kinds.iter().map(|kind| type_name(kind).to_owned()))
                }
            };
            (format!("{name} is {}; it must be {wanted}", described(node, cx)), none)
        }
        Fault::Enum { options } => {
            let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
            let meant = near(&value, options.iter().filter_map(Json::as_str));
            let remedy = match meant {
                Some(meant) => format!("Did you mean `{meant}`?"),
                None => format!("It may be {}.", listed(options)),
            };
            (format!("{name} is `{value}`, which is none of the values it may have"), remedy)
        }
        Fault::Constant { expected_value } => {
            let wanted = listed(std::slice::from_ref(expected_value));
            (format!("{name} is `{value}`; it must be {wanted}"), none)
        }
        Fault::MinLength { limit } => size("character", characters, "at least", *limit),
        Fault::MaxLength { limit } => size("character", characters, "at most", *limit),
        Fault::MinItems { limit } => size("item", node.items().len(), "at least", *limit),
        Fault::MaxItems { limit } => size("item", node.items().len(), "at most", *limit),
        Fault::Minimum { limit } => number("at least", limit),
        Fault::Maximum { limit } => number("at most", limit),
        Fault::ExclusiveMinimum { limit } => number("more than", limit),
        Fault::ExclusiveMaximum { limit } => number("less than", limit),
        Fault::Pattern { pattern } => {
            (format!("{name} is `{value}`, which does not match `{pattern}`"), none)
        }
        Fault::Format { format } => {
            (format!("{name} is `{value}`, which has not the form `{format}`"), none)
        }
        Fault::MinProperties { limit } => size("key", node.entries().len(), "at least", *limit),
        Fault::MaxProperties { limit } => size("key", node.entries().len(), "at most", *limit),
        Fault::FalseSchema => (format!("{name} is not wanted here"), none),
        Fault::Not { .. } => (format!("{name} is what the schema rules out"), none),
        Fault::AnyOf { .. } | Fault::OneOfNotValid { .. } => {
            (format!("{name} has none of the forms that the schema allows"), none)
        }
        Fault::OneOfMultipleValid { .. } => {
            (format!("{name} has more than one of the forms that the schema allows"), none)
        }
        _ => (format!("{name} is not as the schema wants it: {}", error.masked()), none),
    }
}

/// A type in the words of the short form.
fn type_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Null => "nothing",
        JsonType::Boolean => "`true` or `false`",
        JsonType::Integer => "a whole number",
        JsonType::Number => "a number",
        JsonType::String => "text",
        JsonType::Array => "a list",
        JsonType::Object => "a map",
    }
}

/// A name within a sentence.
fn lower(name: &str) -> String {
    name.replacen("Item", "item", 1)
}
