//! `embargo`: a post that is published before its own embargo ends.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Deserialize;

use super::date_invalid::date_entries;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::generator::{Reading, read_date};
use crate::outlook::{Outlook, late_on, outlook};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The keys that say until when it must be held.
    fields: Vec<String>,
}

pub struct Embargo {
    fields: Vec<String>,
}

impl Kind for Embargo {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "date"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { fields: options.fields }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let now: DateTime<Utc> = late_on(cx.today);
        for entry in date_entries(cx, &self.fields) {
            let text = entry.value.text().unwrap_or_default();
            let Reading::Date(moment) = read_date(text, cx.site.generator.dates) else { continue };
            let is_held = cx.site.generator.is_draft(&cx.doc.path, cx.doc.keys())
                || matches!(outlook(cx.doc, cx.site, now), Outlook::Absent(_));
            if moment.day > cx.today && !is_held {
                let hit = Hit::new(entry.value.span).fill("key", entry.name());
                out.push(hit.fill("date", moment.day.format("%-d %B %Y").to_string()));
            }
        }
    }
}
