//! The fields of a schema as they are written, and what cannot be meant by them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use regex::Regex;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;

use super::field::{Bounds, Field};
use super::format::Format;
use super::types::Type;
use crate::check::OptionError;

/// A field as it is written.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
#[serde(expecting = "a map that says what the field must be")]
pub struct FieldOptions {
    /// What kind of value it takes; any of several.
    #[serde(rename = "type")]
    types: OneOrMany<Type>,
    /// The form of a text.
    format: Option<Format>,
    /// The only values that it may have.
    #[serde(rename = "enum")]
    #[schemars(extend("minItems" = 1, "items" = {"type": ["string", "number", "boolean", "null"]}))]
    allowed: Option<Vec<Json>>,
    /// An expression that a text must match somewhere.
    pattern: Option<String>,
    /// Characters that a text must have.
    min_length: Option<usize>,
    /// Characters that a text may have.
    max_length: Option<usize>,
    /// Items that a list must have.
    min_items: Option<usize>,
    /// Items that a list may have.
    max_items: Option<usize>,
    /// What each item of a list must be.
    items: Option<Box<FieldOptions>>,
    /// Whether no item of a list may stand in it twice.
    unique: bool,
    /// The least that a number may be.
    minimum: Option<f64>,
    /// The most that a number may be.
    maximum: Option<f64>,
    /// Whether the key must be there and say something.
    pub required: bool,
    /// Keys and values: the field is looked at only in posts that have them.
    pub when: BTreeMap<String, OneOrMany<Json>>,
}

/// One, or a list of several.
#[derive(Debug)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: serde::de::DeserializeOwned> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let many = match Json::deserialize(deserializer)? {
            Json::Array(many) => many,
            one => vec![one],
        };
        let read = many.into_iter().map(serde_json::from_value).collect::<Result<_, _>>();
        read.map(Self).map_err(serde::de::Error::custom)
    }
}

impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({"anyOf": [one, {"type": "array", "items": one}]})
    }
}

/// Options that say something only of some types: name, whether given, types.
type Given = (&'static str, bool, &'static [Type]);

impl FieldOptions {
    /// The field that is meant. `path` is the way to it, for errors.
    pub fn compile(&self, path: &[&str]) -> Result<Field, OptionError> {
        let error = |option: &str, message: String| OptionError {
            path: path.iter().copied().chain([option]).map(str::to_owned).collect(),
            message,
            help: None,
        };
        let types = &self.types.0;
        for (option, given, of) in self.given() {
            if given && !types.is_empty() && !types.iter().any(|kind| of.contains(kind)) {
                let said = one_of(types.iter().map(|kind| kind.name().to_owned()));
                let message = format!("`{option}` says nothing of {said}, which `type` asks for");
                return Err(error(option, message));
            }
        }
        let length = Bounds { least: self.min_length, most: self.max_length };
        let count = Bounds { least: self.min_items, most: self.max_items };
        let size = Bounds { least: self.minimum, most: self.maximum };
        for (option, crossed) in [
            ("max-length", length.are_crossed()),
            ("max-items", count.are_crossed()),
            ("maximum", size.are_crossed()),
        ] {
            if crossed {
                return Err(error(option, "no value can be this small and that large".to_owned()));
            }
        }
        let allowed = self.allowed.clone().unwrap_or_default();
        if self.allowed.is_some() && allowed.is_empty() {
            return Err(error("enum", "no value would be right".to_owned()));
        }
        if allowed.iter().any(|value| value.is_array() || value.is_object()) {
            return Err(error("enum", "lists and maps cannot be told here".to_owned()));
        }
        let pattern = self.pattern.as_deref().map(Regex::new).transpose().map_err(|why| {
            error("pattern", format!("not a regular expression: {}", reason(&why.to_string())))
        })?;
        let way: Vec<&str> = path.iter().copied().chain(["items"]).collect();
        let items = match &self.items {
            None => None,
            Some(items) if items.required || !items.when.is_empty() => {
                let message = "an item takes neither `required` nor `when`; its field does";
                return Err(error("items", message.to_owned()));
            }
            Some(items) => Some(Box::new(items.compile(&way)?)),
        };
        Ok(Field {
            types: types.clone(),
            format: self.format,
            allowed,
            pattern,
            length,
            count,
            size,
            items,
            unique: self.unique,
        })
    }

    fn given(&self) -> [Given; 8] {
        use Type::{Boolean, Date, Integer, List, Number, Text};
        const TEXTS: &[Type] = &[Text, Date, Number, Integer, Boolean];
        [
            ("pattern", self.pattern.is_some(), TEXTS),
            ("format", self.format.is_some(), TEXTS),
            ("enum", self.allowed.is_some(), TEXTS),
            ("min-length", self.min_length.is_some(), TEXTS),
            ("max-length", self.max_length.is_some(), TEXTS),
            ("items", self.items.is_some() || self.unique, &[List]),
            ("min-items", self.min_items.is_some() || self.max_items.is_some(), &[List]),
            ("minimum", self.minimum.is_some() || self.maximum.is_some(), &[Number, Integer]),
        ]
    }
}

/// The last line of an error of the regex crate, which draws the others.
fn reason(error: &str) -> &str {
    error.trim().lines().last().unwrap_or_default().trim_start_matches("error: ")
}

/// "a, b or c".
pub fn one_of(names: impl IntoIterator<Item = String>) -> String {
    joined(names, "or")
}

/// "a, b and c".
pub fn all_of(names: impl IntoIterator<Item = String>) -> String {
    joined(names, "and")
}

fn joined(names: impl IntoIterator<Item = String>, word: &str) -> String {
    let mut names: Vec<String> = names.into_iter().collect();
    let last = names.pop().unwrap_or_default();
    if names.is_empty() { last } else { format!("{} {word} {last}", names.join(", ")) }
}
