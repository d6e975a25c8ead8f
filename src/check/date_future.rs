//! `date-future`: a date that is still to come.

use schemars::JsonSchema;
use serde::Deserialize;

use super::date_invalid::date_entries;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::generator::{Reading, read_date};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The keys looked at.
    fields: Vec<String>,
    /// Days that a date may be ahead.
    #[schemars(range(min = 0))]
    days: i64,
}

pub struct DateFuture {
    options: Options,
}

impl Kind for DateFuture {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "date", "days", "effect"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if options.days < 0 {
            return Err(OptionError::new("days", "a number of days cannot be negative"));
        }
        Ok((Self { options }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let generator = &cx.site.generator;
        for entry in date_entries(cx, &self.options.fields) {
            let text = entry.value.text().unwrap_or_default();
            let Reading::Date(moment) = read_date(text, generator.dates) else { continue };
            let days = (moment.day - cx.today).num_days();
            if days <= self.options.days {
                continue;
            }
            let shows = ["future", "buildFuture"].iter().any(|k| cx.site.config.flag(k) == Some(true));
            let title = generator.title.as_str();
            let effect = match (generator.hides_future, shows) {
                (true, false) => format!("{title} leaves the post out until it is built after that day"),
                (true, true) => "the config publishes it all the same, today".to_owned(),
                (false, _) => format!("{title} publishes it all the same, today"),
            };
            let hit = Hit::new(entry.value.span).fill("key", entry.name());
            let hit = hit.fill("date", moment.day.to_string()).fill("days", days.to_string());
            out.push(hit.fill("effect", effect));
        }
    }
}
