//! What the generator will make of a post: its title, its moment, its address, or
//! nothing at all. Rules say from it what will be published; `tests/generators.rs`
//! asks the generators whether it is so.

mod hugo;
mod jekyll;

use chrono::{
    DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;

use crate::document::Document;
use crate::generator::Typed;
use crate::site::Site;
use crate::tree::Node;

pub use jekyll::lacks_date;

/// What becomes of a post.
#[derive(Clone, Debug, PartialEq)]
pub enum Outlook {
    /// A page.
    Published(Page),
    /// Nothing, without an error.
    Absent(Absence),
    /// An error that stops the whole build, in its words as far as they matter.
    Fails(String),
    /// It is not known.
    Unknown,
}

/// What is known of a page that will be published.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Its title as a template prints it.
    pub title: Option<String>,
    /// Its moment.
    pub date: Option<DateTime<FixedOffset>>,
    /// Its moment in the zone of the site.
    pub local: Option<NaiveDateTime>,
    /// Its address below the host, `baseurl` not included.
    pub url: Option<String>,
}

/// Why a post will not be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// Its file name does not begin with a date.
    Name,
    /// It says that it is not to be published, or is a draft.
    Unpublished,
    /// Its date is still to come.
    Future,
    /// Its time is over.
    Expired,
}

/// What `site` will make of `doc` when it is built at `now`.
pub fn outlook(doc: &Document, site: &Site, now: DateTime<Utc>) -> Outlook {
    match site.generator.name.as_str() {
        "jekyll" => jekyll::outlook(doc, site, now),
        "hugo" => hugo::outlook(doc, site, now),
        "eleventy" => eleventy(doc),
        _ => Outlook::Unknown,
    }
}

/// Eleventy publishes a post at its `permalink`, where it has one without a template
/// in it (3.1: "Output conflict" stops the build where two have the same).
fn eleventy(doc: &Document) -> Outlook {
    let permalink = doc.keys().and_then(|root| root.get("permalink"));
    let text = permalink.and_then(|entry| entry.value.text());
    match text.filter(|text| text.starts_with('/') && !text.contains(['{', '$'])) {
        Some(text) => Outlook::Published(Page { url: Some(text.to_owned()), ..Page::default() }),
        None => Outlook::Unknown,
    }
}

/// The last moment of a day anywhere on Earth: what is dated on that day is not in
/// the future.
pub fn late_on(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(36)
}

/// The zone that the site's config names.
pub fn zone(site: &Site) -> Option<Tz> {
    site.config.timezone.as_deref().and_then(|zone| zone.parse().ok())
}

/// What is known of one moment: it may be written in a zone, or in the zone of the
/// site, which need not be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: Option<DateTime<FixedOffset>>,
    /// The same on the clocks of the site.
    pub local: Option<NaiveDateTime>,
}

impl Moment {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self { at: None, local: None };

    /// A moment by the clocks of the site. A time that clocks leave out in spring is
    /// an hour later, in the one place that left out a day it is a day later; of two
    /// in autumn it is the second.
    pub fn local(local: NaiveDateTime, zone: Option<Tz>) -> Self {
        let at = zone.and_then(|zone| {
            let mut moments = [0, 1, 24].map(|hours| local + TimeDelta::hours(hours)).into_iter();
            let found = moments.find_map(|local| zone.from_local_datetime(&local).latest());
            found.map(|at| at.with_timezone(&at.offset().fix()))
        });
        let local = at.map_or(local, |at: DateTime<FixedOffset>| at.naive_local());
        Self { at, local: Some(local) }
    }

    /// A moment in a zone that is written.
    pub fn at(at: DateTime<FixedOffset>, zone: Option<Tz>) -> Self {
        let local = zone.map(|zone| at.with_timezone(&zone));
        match local {
            Some(local) => {
                let at = local.with_timezone(&local.offset().fix());
                Self { at: Some(at), local: Some(local.naive_local()) }
            }
            None => Self { at: Some(at), local: None },
        }
    }

    /// Whether the moment is over at another. Clocks of an unknown zone are taken for
    /// the latest that there are.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        let latest = |local: NaiveDateTime| local.and_utc() + TimeDelta::hours(12);
        self.at.map(|at| at.to_utc()).or(self.local.map(latest)).is_some_and(|at| at <= now)
    }

    /// Whether the moment is after another, as far as that can be said. Clocks of
    /// an unknown zone are taken for the earliest that there are.
    pub fn is_after(&self, now: DateTime<Utc>) -> bool {
        let earliest = |local: NaiveDateTime| local.and_utc() - TimeDelta::hours(14);
        let at = self.at.map(|at| at.to_utc()).or(self.local.map(earliest));
        at.is_some_and(|at| at > now)
    }
}

/// What a scalar is to the site; `Typed::Text` for anything that is no scalar.
fn typed(node: &Node, doc: &Document, site: &Site) -> Option<Typed> {
    match node.scalar() {
        Some(scalar) => site.generator.typed(scalar, doc.format()),
        None => Some(Typed::Text),
    }
}
