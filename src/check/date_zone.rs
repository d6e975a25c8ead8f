//! `date-zone`: a time without a zone, which each reader takes for its own.

use chrono::{DateTime, FixedOffset, NaiveDate, Offset, TimeZone, Utc};
use super::date_invalid::date_entries;
use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::generator::{AssumedZone, Moment, Reading, read_date};
use crate::outlook::{Outlook, outlook};
use crate::text::Edit;
use crate::tree::{Entry, Format, Style};

pub struct DateZone;

impl Kind for DateZone {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["key", "reading", "with-zone"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        if cx.site.generator.zoneless_dates {
            return;
        }
        for entry in date_entries(cx, &[]) {
            let Reading::Date(moment) =
                read_date(entry.value.text().unwrap_or_default(), cx.site.generator.dates)
            else {
                continue;
            };
            // TOML has local times by design, and their readers agree on them
            let is_toml = cx.doc.format() == Format::Toml;
            if moment.time.is_none() || moment.offset.is_some() || is_toml {
                continue;
            }
            let (reading, fix) = assumed(cx, entry, &moment);
            let with_zone = fix.as_ref().and_then(|fix| fix.edits.first());
            let with_zone = with_zone.map(|edit| format!("Write `{}`.", edit.text));
            out.push(
                Hit::new(entry.value.span)
                    .fill("key", entry.name())
                    .fill("reading", reading)
                    .fill("with-zone", with_zone.unwrap_or_default())
                    .fix(fix),
            );
        }
    }
}

/// The zone that the generator gives to a time without one; `None` where that is
/// not known. GENERATORS.md, section 3.2: an unquoted time with seconds is a YAML
/// timestamp, which Jekyll and js-yaml read as UTC and Hugo as local.
fn assumed_zone(cx: &Context<'_>, entry: &Entry, moment: &Moment) -> Option<AssumedZone> {
    let assumes = cx.site.generator.assumes;
    if moment.has_seconds && is_plain(entry) {
        assumes.with_seconds
    } else {
        assumes.without_seconds
    }
}

fn is_plain(entry: &Entry) -> bool {
    entry.value.scalar().is_some_and(|scalar| scalar.style == Style::Plain)
}

/// The same as an offset from UTC.
pub(super) fn assumed_offset(
    cx: &Context<'_>,
    entry: &Entry,
    moment: &Moment,
) -> Option<FixedOffset> {
    match assumed_zone(cx, entry, moment)? {
        AssumedZone::Utc => FixedOffset::east_opt(0),
        AssumedZone::Site => site_offset(cx, moment),
    }
}

/// What the generator takes the time for, and the same time with that zone
/// written.
fn assumed(cx: &Context<'_>, entry: &Entry, moment: &Moment) -> (String, Option<Fix>) {
    let name = &cx.site.generator.title;
    let zone = assumed_zone(cx, entry, moment);
    let offset = assumed_offset(cx, entry, moment);
    let mut reading = match (zone, offset) {
        (None, _) => return ("each reader takes it for a zone of its own".to_owned(), None),
        (Some(AssumedZone::Utc), _) => format!("{name} reads it as UTC"),
        (_, Some(offset)) => format!("{name} reads it as {offset}"),
        _ => format!("{name} reads it in the zone of the machine that builds the site"),
    };
    if let Some(day) = published_day(cx, entry, moment) {
        reading.push_str(&format!(" and publishes the post on {day}"));
    }
    let fix = offset.map(|offset| {
        let seconds = if moment.has_seconds { "" } else { ":00" };
        let blank = if moment.separator == ' ' { " " } else { "" };
        let offset = offset.to_string();
        // Jekyll's own form has no colon behind a blank; other readers want one
        let offset = if blank.is_empty() { offset } else { offset.replace(':', "") };
        let text = format!("{}{seconds}{blank}{offset}", cx.doc_text(entry));
        Fix {
            title: format!("Write the zone that {name} assumes"),
            edits: vec![Edit::replace(entry.value.span, text)],
            safety: Safety::Safe,
        }
    });
    // quotes stay where they are: the value is then put together by its writer
    (reading, fix.filter(|_| is_plain(entry)))
}

/// The day on which the post is published, where it is another than the one written.
fn published_day(cx: &Context<'_>, entry: &Entry, moment: &Moment) -> Option<NaiveDate> {
    // also of a post that is still to come
    let Outlook::Published(page) = outlook(cx.doc, cx.site, DateTime::<Utc>::MAX_UTC) else {
        return None;
    };
    let day = page.local?.date();
    (entry.name() == "date" && day != moment.day).then_some(day)
}

fn site_offset(cx: &Context<'_>, moment: &Moment) -> Option<FixedOffset> {
    let zone: chrono_tz::Tz = cx.site.config.timezone.as_deref()?.parse().ok()?;
    let local = zone.from_local_datetime(&moment.local()).earliest()?;
    Some(local.offset().fix())
}

impl Context<'_> {
    /// The value of an entry as it is written.
    fn doc_text(&self, entry: &Entry) -> &str {
        entry.value.span.of(&self.doc.text).trim_end()
    }
}
