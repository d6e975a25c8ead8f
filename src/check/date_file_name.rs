//! `date-file-name`: the date in a file's name is missing or another than the date
//! in its front matter.

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::generator::{Moment, Reading, read_date};
use crate::outlook::{Outlook, Page, outlook};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Days that the two may differ.
    #[schemars(range(min = 0))]
    days: i64,
}

pub struct DateFileName {
    days: i64,
}

impl Kind for DateFileName {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["date", "name-date", "days"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if options.days < 0 {
            return Err(OptionError::new("days", "a number of days cannot be negative"));
        }
        Ok((Self { days: options.days }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let Some(in_name) = name_date(cx.doc.file_name()) else { return };
        let Some(entry) = cx.doc.keys().and_then(|root| root.get("date")) else { return };
        let reading = read_date(entry.value.text().unwrap_or_default(), cx.site.generator.dates);
        let day = match reading {
            Reading::Date(moment) => local_day(cx, &moment),
            Reading::Impossible(_) | Reading::Unreadable(_) => return,
            // `03/04/2025`, which the generator reads in its own way
            Reading::Unknown => match outlook(cx.doc, cx.site, DateTime::<Utc>::MAX_UTC) {
                Outlook::Published(Page { local: Some(local), .. }) => local.date(),
                _ => return,
            },
        };
        let days = (day - in_name).num_days().abs();
        if days > self.days {
            out.push(
                Hit::new(entry.value.span)
                    .fill("date", day.to_string())
                    .fill("name-date", in_name.to_string())
                    .fill("days", days.to_string()),
            );
        }
    }
}

/// The day of a moment in the zone of the site, where both are known.
pub(super) fn local_day(cx: &Context<'_>, moment: &Moment) -> NaiveDate {
    let zone: Option<chrono_tz::Tz> =
        cx.site.config.timezone.as_deref().and_then(|zone| zone.parse().ok());
    match (zone, moment.offset) {
        (Some(zone), Some(offset)) => match offset.from_local_datetime(&moment.local()).single() {
            Some(time) => time.with_timezone(&Utc).with_timezone(&zone).date_naive(),
            None => moment.day,
        },
        _ => moment.day,
    }
}

/// The date that a file's name begins with: `2025-09-25-slug.md`, also unpadded.
pub(super) fn name_date(name: &str) -> Option<NaiveDate> {
    let mut parts = name.splitn(4, '-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?;
    let day = day.split('.').next()?.parse().ok()?;
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    (date.year() > 1900).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::name_date;

    #[test]
    fn a_date_is_read_from_the_name() {
        let date = |name: &str| name_date(name).map(|date| date.to_string());
        assert_eq!(date("2025-09-25-a-post.md").as_deref(), Some("2025-09-25"));
        assert_eq!(date("2017-3-7-a.md").as_deref(), Some("2017-03-07"));
        assert_eq!(date("2025-09-25.md").as_deref(), Some("2025-09-25"));
        assert_eq!(date("10-things-to-do.md"), None);
        assert_eq!(date("2025-13-01-x.md"), None);
    }
}
