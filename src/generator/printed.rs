//! How the templates of each generator print what its reader made of a scalar.

use super::{ScalarReader, Typed};
use crate::tree::{Scalar, Style};

impl Typed {
    /// How a template of Ruby prints it: `text` is what is written. `None` where
    /// that is not known here.
    pub fn printed_by_ruby(&self, text: &str) -> Option<String> {
        Some(match self {
            Typed::Text => text.to_owned(),
            Typed::Null => String::new(),
            Typed::Bool(value) => value.to_string(),
            Typed::Integer(value) => value.to_string(),
            Typed::Float(value) if value.is_nan() => "NaN".to_owned(),
            Typed::Float(value) if value.is_infinite() => {
                if *value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
            }
            Typed::Float(value) if *value != 0.0 && !(1e-4..1e16).contains(&value.abs()) => {
                let shown = format!("{value:e}");
                let (digits, power) = shown.split_once('e')?;
                let point = if digits.contains('.') { "" } else { ".0" };
                let power: i32 = power.parse().ok()?;
                format!("{digits}{point}e{power:+03}")
            }
            Typed::Float(value) => format!("{value:?}"),
            Typed::Day(day) => day.to_string(),
            Typed::Time(_) | Typed::Refused => return None,
        })
    }

    /// How a template of JavaScript prints it: `text` is what is written. `None`
    /// where that is not known here.
    pub fn printed_by_js(&self, text: &str) -> Option<String> {
        Some(match self {
            Typed::Float(value) if value.is_infinite() => {
                if *value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
            }
            Typed::Float(value) if (1e-6..1e21).contains(&value.abs()) => value.to_string(),
            Typed::Float(value) if *value != 0.0 => return None,
            Typed::Time(_) => return None,
            other => return other.printed_by_ruby(text),
        })
    }

    /// How a template of Go prints it: `text` is what is written. `None` where that
    /// is not known here.
    pub fn printed_by_go(&self, text: &str) -> Option<String> {
        Some(match self {
            Typed::Float(value) if value.is_infinite() => {
                if *value > 0.0 { "+Inf" } else { "-Inf" }.to_owned()
            }
            Typed::Float(value) => value.to_string(),
            Typed::Time(_) => return None,
            other => return other.printed_by_ruby(text),
        })
    }
}

impl ScalarReader {
    /// How a template prints what this reader makes of a scalar. `None` where that is
    /// not known here, or is nothing like what is written.
    pub fn printed(self, scalar: &Scalar) -> Option<String> {
        let typed = self.read(scalar);
        match self {
            Self::Psych | Self::SafeYaml => typed.printed_by_ruby(&scalar.text),
            Self::Goccy if scalar.style == Style::Plain => {
                // it loses tabs
                typed.printed_by_go(&scalar.text.replace('\t', ""))
            }
            Self::Goccy => typed.printed_by_go(&scalar.text),
            _ => typed.printed_by_js(&scalar.text),
        }
    }
}
