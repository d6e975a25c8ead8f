//! `date-invalid`: a date that the generator cannot read, or that no calendar has.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::generator::{DateReader, Reading, TimeReading, Typed, go_time, read_date, time_parse};
use crate::outlook::{Outlook, Page, outlook};
use crate::tree::Entry;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The keys looked at; those that the generator reads as dates where none is
    /// named.
    #[serde(default)]
    fields: Vec<String>,
}

pub struct DateInvalid {
    fields: Vec<String>,
}

impl Kind for DateInvalid {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "reason", "form"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { fields: options.fields }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        for entry in date_entries(cx, &self.fields) {
            let reason = match reading(cx, entry) {
                Reading::Impossible(why) => format!("{why}{}", published_on(cx, entry)),
                Reading::Unreadable(why) => why.to_owned(),
                // Ruby takes all that has the form of a date
                Reading::Date(_) if cx.site.generator.dates == DateReader::Ruby => continue,
                Reading::Date(_) | Reading::Unknown => match refusal(cx, entry) {
                    Some(why) => why.to_owned(),
                    None => continue,
                },
            };
            let hit = Hit::new(entry.value.span).fill("key", entry.name());
            out.push(hit.fill("reason", reason).fill("form", example(cx)));
        }
    }
}

/// A moment as the generator takes it.
fn example(cx: &Context<'_>) -> &'static str {
    match cx.site.generator.dates {
        DateReader::Ruby | DateReader::Any => "2025-09-25 20:39:27 +0000",
        _ => "2025-09-25T20:39:27+00:00",
    }
}

fn reading(cx: &Context<'_>, entry: &Entry) -> Reading {
    read_date(entry.value.text().unwrap_or_default(), cx.site.generator.dates)
}

/// Why the generator's own reader refuses a value that has no form of ours.
fn refusal(cx: &Context<'_>, entry: &Entry) -> Option<&'static str> {
    let generator = &cx.site.generator;
    if !generator.date_keys.iter().any(|key| key.eq_ignore_ascii_case(entry.name())) {
        return None;
    }
    let text = entry.value.text()?;
    let typed = generator.typed(entry.value.scalar()?, cx.doc.format())?;
    let refused = match (generator.dates, &typed) {
        (DateReader::Ruby, Typed::Text) => time_parse(text),
        (DateReader::Ruby, Typed::Integer(number)) => time_parse(&number.to_string()),
        (DateReader::Ruby, Typed::Bool(_)) => TimeReading::Refused,
        (DateReader::Hugo, Typed::Text) => go_time(text),
        (DateReader::Hugo, Typed::Integer(seconds)) if *seconds < EIGHTIES => {
            return Some("Hugo reads a number as seconds since 1970.");
        }
        (DateReader::Iso, Typed::Text) => iso(text),
        (DateReader::Hugo, Typed::Bool(_) | Typed::Float(_)) => TimeReading::Refused,
        _ => return None,
    };
    let why = match generator.dates {
        DateReader::Iso => "Eleventy takes days, and times with a `T` before them, and stops the build.",
        DateReader::Ruby => "Ruby finds no date in it, and Jekyll stops the build.",
        _ => "Hugo does not read this form and stops the build.",
    };
    (refused == TimeReading::Refused).then_some(why)
}

/// Seconds from 1970 to 1980: nobody dates a post before.
const EIGHTIES: i128 = 315_532_800;

/// What Eleventy 3.1 makes of a text that js-yaml has left one: ISO 8601, which has
/// no blank and no slash (measured).
fn iso(text: &str) -> TimeReading {
    let begins = text.bytes().take(4).all(|byte| byte.is_ascii_digit()) && text.len() >= 4;
    let is_iso = begins && !text.contains([' ', '/', '.']) || text.contains("{{");
    if is_iso { TimeReading::Unknown } else { TimeReading::Refused }
}

/// On which day a post is published whose own day is in no calendar.
fn published_on(cx: &Context<'_>, entry: &Entry) -> String {
    let is_own = entry.name() == "date";
    match outlook(cx.doc, cx.site, DateTime::<Utc>::MAX_UTC) {
        Outlook::Published(Page { local: Some(local), .. }) if is_own => {
            let title = &cx.site.generator.title;
            format!(" {title} publishes the post on {}.", local.date())
        }
        Outlook::Fails(_) if is_own => {
            format!(" {} stops the build.", cx.site.generator.title)
        }
        _ => String::new(),
    }
}

/// The entries that hold dates: those named, or else those of the generator. Empty
/// ones, and words that the generator understands, are left out.
pub(super) fn date_entries<'d>(cx: &Context<'d>, fields: &[String]) -> Vec<&'d Entry> {
    let generator = &cx.site.generator;
    let keys = if fields.is_empty() { &generator.date_keys } else { fields };
    let Some(root) = cx.doc.keys() else { return Vec::new() };
    keys.iter()
        .filter_map(|key| match generator.ignores_case {
            true => root.at(key.split('.')).or_else(|| root.get_folded(key)),
            false => root.at(key.split('.')),
        })
        .filter(|entry| {
            let text = entry.value.text().unwrap_or_default();
            let is_word = || generator.date_words.contains(&text.to_lowercase());
            let may_be_word = !generator.date_words.is_empty();
            !(entry.value.is_blank() || text.is_empty() || may_be_word && is_word())
        })
        .collect()
}
