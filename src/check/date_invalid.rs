//! `date-invalid`: a date that the generator cannot read, or that no calendar has.

use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::generator::{Reading, read_date};
use crate::tree::Entry;

#[derive(Deserialize)]
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
    const FILLS: &'static [&'static str] = &["key", "reason"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { fields: options.fields }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        for entry in date_entries(cx, &self.fields) {
            let reason = match read_date(entry.value.text().unwrap_or_default(), cx.site.generator.dates) {
                Reading::Impossible(why) => why,
                Reading::Unreadable(why) => why.to_owned(),
                Reading::Date(_) | Reading::Unknown => continue,
            };
            let hit = Hit::new(entry.value.span).fill("key", entry.name());
            out.push(hit.fill("reason", reason));
        }
    }
}

/// The entries that hold dates: those named, or else those of the generator. Empty
/// ones, and words that the generator understands, are left out.
pub(super) fn date_entries<'d>(cx: &Context<'d>, fields: &[String]) -> Vec<&'d Entry> {
    let generator = &cx.site.generator;
    let keys = if fields.is_empty() { &generator.date_keys } else { fields };
    let Some(root) = cx.doc.keys() else { return Vec::new() };
    keys.iter()
        .filter_map(|key| root.at(key.split('.')))
        .filter(|entry| {
            let text = entry.value.text().unwrap_or_default().to_lowercase();
            !entry.value.is_blank() && !text.is_empty() && !generator.date_words.contains(&text)
        })
        .collect()
}
