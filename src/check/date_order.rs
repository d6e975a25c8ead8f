//! `date-order`: a post that was changed before it was written.

use chrono::TimeDelta;
use schemars::JsonSchema;
use serde::Deserialize;

use super::date_invalid::date_entries;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::Related;
use crate::generator::{Moment, Reading, read_date};
use crate::tree::Entry;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The keys that come first.
    #[schemars(length(min = 1))]
    earlier: Vec<String>,
    /// The keys that come after.
    #[schemars(length(min = 1))]
    later: Vec<String>,
}

pub struct DateOrder {
    options: Options,
}

impl Kind for DateOrder {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "other", "date", "other-date"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        for (name, keys) in [("earlier", &options.earlier), ("later", &options.later)] {
            if keys.is_empty() {
                return Err(OptionError::new(name, "names no key"));
            }
        }
        Ok((Self { options }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let read = |entry: &Entry| {
            let text = entry.value.text().unwrap_or_default();
            match read_date(text, cx.site.generator.dates) {
                Reading::Date(moment) => Some(moment),
                _ => None,
            }
        };
        let earlier = date_entries(cx, &self.options.earlier);
        let first = earlier.iter().find_map(|entry| Some((*entry, read(entry)?)));
        let Some((first, begun)) = first else { return };
        for entry in date_entries(cx, &self.options.later) {
            let Some(changed) = read(entry).filter(|changed| is_before(changed, &begun)) else {
                continue;
            };
            let note = format!("`{}` is here", first.name());
            let hit = Hit::new(entry.value.span)
                .fill("key", entry.name())
                .fill("other", first.name())
                .fill("date", changed.day.to_string())
                .fill("other-date", begun.day.to_string());
            out.push(Hit { related: vec![Related { span: first.value.span, note }], ..hit });
        }
    }
}

/// Whether one moment is before another whatever zones are assumed for them.
fn is_before(one: &Moment, other: &Moment) -> bool {
    match (one.offset, other.offset, one.time, other.time) {
        (Some(a), Some(b), ..) => {
            one.local() - TimeDelta::seconds(a.local_minus_utc().into())
                < other.local() - TimeDelta::seconds(b.local_minus_utc().into())
        }
        (None, None, Some(_), Some(_)) => one.local() < other.local(),
        (None, None, ..) => one.day < other.day,
        _ => one.day + TimeDelta::days(1) < other.day,
    }
}
