//! On which day a post was published.

use chrono::{DateTime, NaiveDate, Utc};

use super::Context;
use super::date_file_name::{local_day, name_date};
use super::date_invalid::date_entries;
use crate::generator::{Reading, read_date};
use crate::outlook::{Outlook, Page, outlook};

/// The day of the post by its front matter, in the zone of the site where both are
/// known, or else by its file name.
pub fn post_day(cx: &Context<'_>) -> Option<NaiveDate> {
    let fields = ["date", "publishDate", "pubDate"].map(str::to_owned);
    let entry = date_entries(cx, &fields).into_iter().next();
    let said = entry.map(|entry| {
        read_date(entry.value.text().unwrap_or_default(), cx.site.generator.dates)
    });
    match said {
        Some(Reading::Date(moment)) => Some(local_day(cx, &moment)),
        Some(Reading::Unknown) => match outlook(cx.doc, cx.site, DateTime::<Utc>::MAX_UTC) {
            Outlook::Published(Page { local: Some(local), .. }) => Some(local.date()),
            _ => None,
        },
        Some(Reading::Impossible(_) | Reading::Unreadable(_)) => None,
        None => name_date(cx.doc.file_name()),
    }
}
