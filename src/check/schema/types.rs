//! What kind of thing a value is to the site's generator.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::format::is_date;
use crate::check::Context;
use crate::generator::Typed;
use crate::tree::{Node, Scalar, Value};

/// A kind of value that a field may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Type {
    /// Words.
    Text,
    /// A number, whole or not.
    Number,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// A date, or a text that the generator reads as one.
    Date,
    /// `[a, b]`.
    List,
    /// Keys with values.
    Map,
}

impl Type {
    /// What a value must be, for a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Type::Text => "text",
            Type::Number => "a number",
            Type::Integer => "a whole number",
            Type::Boolean => "`true` or `false`",
            Type::Date => "a date",
            Type::List => "a list",
            Type::Map => "a map",
        }
    }

    /// Whether a value may be of this type: where it depends on how the generator
    /// was installed, one way is enough.
    pub fn fits(self, node: &Node, cx: &Context<'_>) -> bool {
        match &node.value {
            Value::Alias => true,
            Value::List(_) => self == Type::List,
            Value::Map(_) => self == Type::Map,
            Value::Scalar(scalar) => {
                readings(scalar, cx).iter().any(|typed| self.fits_scalar(typed, scalar, cx))
            }
        }
    }

    fn fits_scalar(self, typed: &Typed, scalar: &Scalar, cx: &Context<'_>) -> bool {
        match typed {
            Typed::Text if self == Type::Date => is_date(&scalar.text, cx),
            Typed::Text => self == Type::Text,
            Typed::Bool(_) => self == Type::Boolean,
            Typed::Integer(_) => matches!(self, Type::Integer | Type::Number),
            // as in JSON Schema, 4.0 is a whole number
            Typed::Float(number) => {
                self == Type::Number || (self == Type::Integer && number.fract() == 0.0)
            }
            Typed::Day(_) | Typed::Time(_) => self == Type::Date,
            Typed::Null | Typed::Refused => false,
        }
    }
}

/// What a scalar is to each reader that the generator may have.
pub fn readings(scalar: &Scalar, cx: &Context<'_>) -> Vec<Typed> {
    let mut out: Vec<Typed> = Vec::new();
    for reader in cx.site.generator.readers(cx.doc.format()) {
        let typed = reader.read(scalar);
        if !out.contains(&typed) {
            out.push(typed);
        }
    }
    out
}

/// The numbers that a scalar may be; none where it may be something else.
pub fn numbers(scalar: &Scalar, cx: &Context<'_>) -> Vec<f64> {
    let number = |typed: &Typed| match typed {
        Typed::Integer(number) => Some(*number as f64),
        Typed::Float(number) => Some(*number),
        _ => None,
    };
    readings(scalar, cx).iter().map(number).collect::<Option<Vec<f64>>>().unwrap_or_default()
}

/// Whether a scalar is `value`, as it is written or as it is read.
pub fn is(scalar: &Scalar, value: &Json, cx: &Context<'_>) -> bool {
    let readings = || readings(scalar, cx);
    match value {
        Json::String(text) => *text == scalar.text,
        Json::Number(number) => numbers(scalar, cx).iter().any(|n| number.as_f64() == Some(*n)),
        Json::Bool(value) => readings().contains(&Typed::Bool(*value)),
        Json::Null => readings().contains(&Typed::Null),
        Json::Array(_) | Json::Object(_) => false,
    }
}

/// Whether nothing is written where a value could be, or a word for nothing.
pub fn is_nothing(node: &Node, cx: &Context<'_>) -> bool {
    node.scalar().is_some_and(|scalar| readings(scalar, cx).contains(&Typed::Null))
}

/// What a value is, for a sentence: "a number to Jekyll".
pub fn described(node: &Node, cx: &Context<'_>) -> String {
    let scalar = match &node.value {
        Value::List(_) => return "a list".to_owned(),
        Value::Map(_) => return "a map".to_owned(),
        Value::Alias => return "a reference".to_owned(),
        Value::Scalar(scalar) => scalar,
    };
    let kind = readings(scalar, cx).first().map_or("text", Typed::kind);
    let generator = &cx.site.generator;
    // that words are text needs no authority
    if kind == "text" || generator.name == "plain" {
        return kind.to_owned();
    }
    format!("{kind} to {}", generator.title)
}
