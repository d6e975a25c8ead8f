//! What a scalar without quotes becomes. YAML leaves that to each reader, and they
//! differ: `yes` is true for Ruby and a word for JavaScript. Measured with the
//! readers themselves (`tests/generators.rs` asks them again).

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta};
use serde::Deserialize;

use super::number::Number;
use super::timestamp::Timestamp;
use crate::tree::{Scalar, Style};

/// A library that reads front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScalarReader {
    /// Ruby's own (Jekyll as Debian packs it).
    Psych,
    /// SafeYAML (Jekyll as it is otherwise installed, and GitHub Pages).
    SafeYaml,
    /// goccy/go-yaml (Hugo since 0.152).
    Goccy,
    /// js-yaml 3 (gray-matter: Eleventy, Docusaurus).
    JsYaml3,
    /// js-yaml 4 (Astro).
    JsYaml4,
    /// The npm package `yaml` (Hexo).
    NpmYaml,
    /// serde_yaml (Zola).
    SerdeYaml,
    /// Any TOML reader.
    Toml,
    /// Any JSON reader.
    Json,
}

/// What a scalar is to its reader.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    /// Text, as in [`Scalar::text`].
    Text,
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// Another number.
    Float(f64),
    /// A day.
    Day(NaiveDate),
    /// A moment: as written in its zone, or in UTC where none is written.
    Time(DateTime<FixedOffset>),
    /// What its reader refuses, and with it the whole block: a Ruby symbol.
    Refused,
}

impl Typed {
    /// What kind of thing it is, for a sentence.
    pub fn kind(&self) -> &'static str {
        match self {
            Typed::Text => "text",
            Typed::Null => "nothing",
            Typed::Bool(_) => "a truth value",
            Typed::Integer(_) | Typed::Float(_) => "a number",
            Typed::Day(_) | Typed::Time(_) => "a date",
            Typed::Refused => "an error",
        }
    }
}

impl ScalarReader {
    /// Reads a scalar. What is quoted, or stands in a block, is text.
    pub fn read(self, scalar: &Scalar) -> Typed {
        if scalar.style != Style::Plain {
            return Typed::Text;
        }
        // for libyaml these end a line, and nothing goes on after it
        let is_libyaml = matches!(self, Self::Psych | Self::SafeYaml);
        let breaks = || scalar.text.contains(['\u{85}', '\u{2028}', '\u{2029}']);
        if is_libyaml && !scalar.text.is_ascii() && breaks() {
            return Typed::Refused;
        }
        self.read_plain(&scalar.text)
    }

    /// Reads a scalar that is written without quotes.
    pub fn read_plain(self, text: &str) -> Typed {
        // nearly all values are words
        let is_word = match text.as_bytes().first() {
            None => return Typed::Null,
            Some(b'y' | b'Y' | b't' | b'T' | b'n' | b'N' | b'o' | b'O' | b'f' | b'F' | b'~') => {
                text.len() > 5
            }
            Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b':') => false,
            Some(b'i' | b'a'..=b'h' | b'A'..=b'Z' | _) => !matches!(text, "inf" | "nan"),
        };
        if is_word {
            return Typed::Text;
        }
        let begins_with_figure = text.starts_with(|c: char| c.is_ascii_digit());
        let word = || if begins_with_figure { None } else { self.word(text) };
        let number = || Number::scan(text).and_then(|number| self.number(&number));
        word().or_else(number).or_else(|| self.date(text)).unwrap_or(Typed::Text)
    }

    fn word(self, text: &str) -> Option<Typed> {
        use ScalarReader::{Goccy, Json, Psych, SafeYaml, Toml};
        // `True` and `TRUE`, but no `tRue`, except for Psych
        let folded = text.to_ascii_lowercase();
        let letters = |text: &str| text.trim_start_matches(['+', '-', '.']).to_owned();
        let (own, small) = (letters(text), letters(&folded));
        let usual =
            own == small || own == small.to_ascii_uppercase() || own.get(1..) == small.get(1..);
        let cased = usual || self == Psych;
        let plain = matches!(self, Json | Toml);
        if let (Psych, Some(':')) = (self, text.chars().next()) {
            return (text.len() > 1).then_some(Typed::Refused);
        }
        match folded.as_str() {
            "~" if !plain => Some(Typed::Null),
            "null" if cased && !plain || text == "null" && self == Json => Some(Typed::Null),
            "true" | "false" if cased && !plain || text == folded => {
                Some(Typed::Bool(folded == "true"))
            }
            "yes" | "on" if cased && matches!(self, Psych | SafeYaml) => Some(Typed::Bool(true)),
            "no" | "off" if cased && matches!(self, Psych | SafeYaml) => Some(Typed::Bool(false)),
            "+.inf" if self == Goccy => None,
            ".inf" | "+.inf" | "-.inf" if cased && !plain => {
                let infinity = f64::INFINITY;
                Some(Typed::Float(if folded.starts_with('-') { -infinity } else { infinity }))
            }
            ".nan" if !plain => Some(Typed::Float(f64::NAN)),
            "inf" | "+inf" | "-inf" if self == Toml => Some(Typed::Float(f64::INFINITY)),
            "nan" | "+nan" | "-nan" if self == Toml => Some(Typed::Float(f64::NAN)),
            _ => None,
        }
    }

    fn number(self, number: &Number) -> Option<Typed> {
        use ScalarReader::{
            Goccy, JsYaml3, JsYaml4, Json, NpmYaml, Psych, SafeYaml, SerdeYaml, Toml,
        };
        let is_ruby = matches!(self, Psych | SafeYaml);
        let takes_signs = !matches!(self, JsYaml4 | NpmYaml | SerdeYaml | Json);
        if number.has_comma && !is_ruby
            || number.has_underscore && !takes_signs
            || number.is_open_ended && self == JsYaml3
            || number.is_upper && !matches!(self, SafeYaml)
        {
            return None;
        }
        if !number.sixties.is_empty() {
            return self.sexagesimal(number);
        }
        match number.radix {
            // `0x_` stops Ruby, which has asked for a number
            2 | 16 if number.digits.is_empty() => (self == Psych).then_some(Typed::Refused),
            8 if number.is_marked => match self {
                NpmYaml if number.is_signed => None,
                Goccy | JsYaml4 | NpmYaml | SerdeYaml | Toml => number.integer(8),
                _ => None,
            },
            2 | 16 if self == Json => None,
            2 if self == NpmYaml => None,
            16 if self == NpmYaml && number.is_signed => None,
            2 | 16 => number.integer(number.radix),
            _ if number.is_whole() => self.whole(number),
            _ => self.fraction(number),
        }
    }

    /// Parts with colons between them, of sixty each.
    fn sexagesimal(self, number: &Number) -> Option<Typed> {
        let parts = number.sixties.len();
        let value = match self {
            Self::Psych if parts <= 2 => number.sexagesimal(2, false)?,
            Self::SafeYaml if parts <= 2 => number.sexagesimal(1, false)?,
            // a number with a point may begin with a zero, one without may not
            Self::JsYaml3 if number.last_fraction.is_some() || !number.digits.starts_with('0') => {
                number.sexagesimal(parts, true)?
            }
            _ => return None,
        };
        let is_whole = number.last_fraction.is_none() && self != Self::SafeYaml;
        Some(if is_whole { Typed::Integer(value as i128) } else { Typed::Float(value) })
    }

    /// Decimal digits without a point, which may begin with a zero.
    fn whole(self, number: &Number) -> Option<Typed> {
        use ScalarReader::{
            Goccy, JsYaml3, JsYaml4, Json, NpmYaml, Psych, SafeYaml, SerdeYaml, Toml,
        };
        let leading_zero = number.digits.len() > 1 && number.digits.starts_with('0');
        if !leading_zero {
            let value = number.integer(10).filter(|_| self != Psych || number.is_tidy);
            let is_large =
                |value: &Typed| matches!(value, Typed::Integer(n) if *n > i128::from(u64::MAX));
            return value.filter(|value| self != Goccy || !is_large(value));
        }
        let is_octal = number.digits.bytes().all(|digit| digit < b'8');
        match self {
            Psych | SafeYaml | JsYaml3 | Goccy if is_octal => number.integer(8),
            JsYaml4 | NpmYaml => number.integer(10),
            Psych | SafeYaml | JsYaml3 | Goccy | SerdeYaml | Json | Toml => None,
        }
    }

    /// A number with a point or an exponent.
    fn fraction(self, number: &Number) -> Option<Typed> {
        use ScalarReader::{Goccy, JsYaml3, JsYaml4, Psych, SafeYaml};
        let begins_with_point = number.digits.is_empty();
        let leading_zero = number.digits.len() > 1 && number.digits.starts_with('0');
        let takes = match self {
            Psych => {
                let is_plain = !number.fraction_has_signs;
                number.has_point && is_plain && number.exponent.is_none_or(|e| e.is_signed)
            }
            SafeYaml | Goccy => number.has_point,
            JsYaml3 => !(leading_zero || begins_with_point && number.is_signed),
            JsYaml4 => !(begins_with_point && number.is_signed),
            _ => true,
        };
        // a number too large is a text for some
        let value = number.float().filter(|_| takes)?;
        let fits = value.is_finite() || !matches!(self, Goccy | JsYaml4);
        fits.then_some(Typed::Float(value))
    }

    fn date(self, text: &str) -> Option<Typed> {
        use ScalarReader::{JsYaml3, JsYaml4, Psych, SafeYaml, Toml};
        if !matches!(self, Psych | SafeYaml | JsYaml3 | JsYaml4 | Toml) {
            return None;
        }
        let stamp = Timestamp::scan(text)?;
        let is_js = matches!(self, JsYaml3 | JsYaml4);
        let Some(time) = stamp.time else {
            return match self {
                Psych => stamp.day().map(Typed::Day),
                _ if !stamp.is_padded => None,
                _ if is_js => Some(Typed::Time(stamp.rolled_over(is_js)?.fixed_offset())),
                _ => stamp.day().map(Typed::Day),
            };
        };
        if self == Toml {
            let offset = FixedOffset::east_opt(stamp.zone.map_or(0, |zone| zone.seconds))?;
            time.clock().or_else(|| (time.second == 60).then_some(NaiveTime::MIN))?;
            let local = stamp.day()?.and_time(NaiveTime::MIN) + time.since_midnight();
            return local.and_local_timezone(offset).single().map(Typed::Time);
        }
        let is_lower = text.ends_with('z');
        let zone = stamp.zone.filter(|zone| match is_js {
            _ if is_lower => false,
            true => zone.has_colon || zone.digits <= 2,
            false => zone.has_colon || zone.digits != 3,
        });
        // JavaScript counts on from any day, Ruby as far as C does
        let fits = is_js || stamp.is_in_reach() && time.is_in_reach();
        if zone.is_none() && stamp.zone.is_some() || !fits {
            return None;
        }
        let seconds = zone.map_or(0, |zone| match self {
            Psych => zone.seconds_by_psych(),
            _ => zone.seconds,
        });
        let moment = stamp.rolled_over(is_js)? + time.since_midnight();
        let offset = FixedOffset::east_opt(if is_js { 0 } else { seconds })?;
        let at = moment - TimeDelta::seconds(i64::from(seconds));
        Some(Typed::Time(at.with_timezone(&offset)))
    }
}

#[cfg(test)]
mod tests {
    use super::ScalarReader::{Goccy, JsYaml3, JsYaml4, NpmYaml, Psych, SafeYaml, SerdeYaml};
    use super::*;

    fn shown(reader: ScalarReader, text: &str) -> String {
        match reader.read_plain(text) {
            Typed::Text => "text".to_owned(),
            Typed::Null => "null".to_owned(),
            Typed::Bool(value) => value.to_string(),
            Typed::Integer(value) => value.to_string(),
            Typed::Float(value) => format!("{value:?}"),
            Typed::Day(day) => day.to_string(),
            Typed::Time(time) => time.to_utc().format("%FT%T").to_string(),
            Typed::Refused => "symbol".to_owned(),
        }
    }

    // GENERATORS.md, section 3.2
    #[test]
    fn readers_differ_as_they_were_measured() {
        let readers = [SafeYaml, Psych, JsYaml3, JsYaml4, Goccy, NpmYaml, SerdeYaml];
        for (text, expected) in [
            ("yes", "true true text text text text text"),
            ("y", "text text text text text text text"),
            ("12:30", "750.0 45000 750 text text text text"),
            ("007", "7 7 7 7 7 7 text"),
            ("08", "text text text 8 text 8 text"),
            ("1_000", "1000 1000 1000 text 1000 text text"),
            ("1,000", "1000 1000 text text text text text"),
            ("1.10", "1.1 1.1 1.1 1.1 1.1 1.1 1.1"),
            ("1e3", "text text 1000.0 1000.0 text 1000.0 1000.0"),
            ("True", "true true true true true true true"),
            ("~", "null null null null null null null"),
            ("Null", "null null null null null null null"),
        ] {
            let found: Vec<String> = readers.iter().map(|reader| shown(*reader, text)).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn dates_are_dates_for_some() {
        for (text, psych, js) in [
            ("2025-09-25", "2025-09-25", "2025-09-25T00:00:00"),
            ("2025-9-5", "2025-09-05", "text"),
            ("2025-02-30", "text", "2025-03-02T00:00:00"),
            ("2025-09-25 20:39", "text", "text"),
            ("2025-09-25 20:39:27", "2025-09-25T20:39:27", "2025-09-25T20:39:27"),
            ("2025-09-25T20:39:27+02:00", "2025-09-25T18:39:27", "2025-09-25T18:39:27"),
            ("2025-09-25 20:39:27 +0000", "2025-09-25T20:39:27", "text"),
        ] {
            assert_eq!(shown(Psych, text), psych, "{text}");
            assert_eq!(shown(JsYaml3, text), js, "{text}");
            assert_eq!(shown(Goccy, text), "text", "{text}");
        }
    }
}
