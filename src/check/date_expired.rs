//! `date-expired`: a post whose time is over, by a key of its own.

use schemars::JsonSchema;
use serde::Deserialize;

use super::date_invalid::date_entries;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::generator::{Reading, read_date};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The keys that say when.
    #[schemars(length(min = 1))]
    fields: Vec<String>,
}

pub struct DateExpired {
    fields: Vec<String>,
}

impl Kind for DateExpired {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "date", "effect"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if options.fields.is_empty() {
            return Err(OptionError::new("fields", "names no key"));
        }
        Ok((Self { fields: options.fields }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let generator = &cx.site.generator;
        for entry in date_entries(cx, &self.fields) {
            let text = entry.value.text().unwrap_or_default();
            let Reading::Date(moment) = read_date(text, generator.dates) else { continue };
            if moment.day >= cx.today {
                continue;
            }
            let keeps = cx.site.config.flag("buildExpired") == Some(true);
            let effect = match generator.date_keys.iter().any(|key| key == entry.name()) && !keeps {
                true => format!("{} does not publish the post any more", generator.title),
                false => "the post is still published".to_owned(),
            };
            let hit = Hit::new(entry.value.span).fill("key", entry.name());
            out.push(hit.fill("date", moment.day.to_string()).fill("effect", effect));
        }
    }
}
