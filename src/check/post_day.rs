//! On which day a post was published.

use chrono::{DateTime, NaiveDate, Utc};

use super::Context;
use super::date_file_name::{local_day, name_date};
use super::date_invalid::date_entries;
use crate::generator::{Reading, read_date};
use crate::outlook::{Outlook, Page, outlook};

/// The day of the post by its front matter, in the zone of the site where both are
/// known, or else by its file name, its address, or the folders it lies in.
pub fn post_day(cx: &Context<'_>) -> Option<NaiveDate> {
    let fields = ["date", "publishDate", "pubDate"].map(str::to_owned);
    let entry = date_entries(cx, &fields).into_iter().next();
    let said = entry
        .map(|entry| read_date(entry.value.text().unwrap_or_default(), cx.site.generator.dates));
    match said {
        Some(Reading::Date(moment)) => Some(local_day(cx, &moment)),
        Some(Reading::Unknown) => match outlook(cx.doc, cx.site, DateTime::<Utc>::MAX_UTC) {
            Outlook::Published(Page { local: Some(local), .. }) => Some(local.date()),
            _ => None,
        },
        Some(Reading::Impossible(_) | Reading::Unreadable(_)) => None,
        None => name_date(cx.doc.file_name()).or_else(|| {
            let keys = ["path", "permalink", "url"].into_iter();
            let said = keys.filter_map(|key| cx.doc.keys()?.get(key)?.value.text());
            said.chain([&*cx.doc.path]).find_map(path_date)
        }),
    }
}

/// The date in a path that has one: `2025/03/04/pier`.
fn path_date(path: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = path.split('/').collect();
    parts.windows(3).find_map(|parts| {
        let number = |part: &str, len: usize| {
            (part.len() == len).then(|| part.parse::<u32>().ok()).flatten()
        };
        let (year, month, day) = (number(parts[0], 4)?, number(parts[1], 2)?, number(parts[2], 2)?);
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
    })
}

#[cfg(test)]
mod tests {
    use super::path_date;

    #[test]
    fn an_address_may_have_a_date() {
        let date = |path: &str| path_date(path).map(|date| date.to_string());
        assert_eq!(date("2025/03/04/pier").as_deref(), Some("2025-03-04"));
        assert_eq!(date("/news/2025/03/04/pier.html").as_deref(), Some("2025-03-04"));
        assert_eq!(date("2025/13/04/pier"), None);
        assert_eq!(date("notes/1234/56/78.md"), None);
    }
}
