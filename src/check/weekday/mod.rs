//! `weekday`: a day of the week beside a date that fell on another.

mod patterns;

use chrono::{Datelike, NaiveDate, Weekday as Day};

use patterns::PATTERNS;

use super::pattern::Pattern;
use super::post_day::post_day;
use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::text::Edit;

pub struct Weekday;

/// Days from the post within which a date without a year must lie to be judged.
const NEAR: i64 = 62;

impl Kind for Weekday {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["date", "right"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        let pattern = |source: &&str| Pattern::new(source, true, Vec::new());
        Ok((Self, Needs { patterns: PATTERNS.iter().map(pattern).collect(), ..Needs::default() }))
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        let prose = cx.prose;
        for candidate in found {
            let words = prose.slice(candidate.plain.clone());
            let Some(written) = Written::read(words) else { continue };
            let date = match written.year {
                Some(year) => NaiveDate::from_ymd_opt(year, written.month, written.day),
                // a paragraph that names a year may tell of that year
                None if names_year(prose.slice(candidate.within.clone())) => None,
                None => post_day(cx).and_then(|post| written.near(post)),
            };
            let Some(date) = date.filter(|date| date.weekday() != written.weekday) else {
                continue;
            };
            let right = date.format("%A").to_string();
            let name = candidate.plain.start..candidate.plain.start + written.name_len;
            let fix = prose.is_one_piece(&name).then(|| Fix {
                title: format!("Write “{right}”"),
                edits: vec![Edit::replace(prose.source(&name), right.clone())],
                safety: Safety::Unsafe,
            });
            let hit = Hit::new(prose.source(&candidate.plain)).fill("right", right);
            out.push(hit.fill("date", date.format("%-d %B %Y").to_string()).fix(fix));
        }
    }
}

/// A date as it is written, with its day of the week.
#[derive(Debug, PartialEq)]
struct Written {
    weekday: Day,
    /// Bytes of the name of the day.
    name_len: usize,
    day: u32,
    month: u32,
    year: Option<i32>,
}

impl Written {
    fn read(words: &str) -> Option<Self> {
        let mut parts =
            words.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        let name = parts.next()?;
        let (mut day, mut month, mut year) = (None, None, None);
        for part in parts {
            let figures = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            match figures.parse::<u32>() {
                Ok(number) if number > 31 => year = i32::try_from(number).ok(),
                Ok(number) => day = Some(number),
                Err(_) => month = part.parse::<chrono::Month>().ok().or(month),
            }
        }
        let (weekday, month) = (name.parse().ok()?, month?.number_from_month());
        Some(Self { weekday, name_len: name.len(), day: day?, month, year })
    }

    /// The date of that day and month nearest to a day, if it is near.
    fn near(&self, post: NaiveDate) -> Option<NaiveDate> {
        let years = post.year() - 1..=post.year() + 1;
        let dates = years.filter_map(|year| NaiveDate::from_ymd_opt(year, self.month, self.day));
        let away = |date: &NaiveDate| (*date - post).num_days().abs();
        dates.min_by_key(away).filter(|date| away(date) <= NEAR)
    }
}

/// Whether a year stands in a text: four figures that may be one.
fn names_year(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.len() == 4).any(|word| {
        word.parse::<u32>().is_ok_and(|number| (1500..2100).contains(&number))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_both_orders() {
        let expected = |year| Written { weekday: Day::Mon, name_len: 6, day: 3, month: 3, year };
        for text in ["Monday, 3 March", "Monday the 3rd of March", "monday, March 3rd", "MONDAY 3 MARCH"]
        {
            assert_eq!(Written::read(text), Some(expected(None)), "{text}");
        }
        assert_eq!(Written::read("Monday, March 3, 2025"), Some(expected(Some(2025))));
    }

    #[test]
    fn a_year_is_guessed_only_nearby() {
        let near = |month, day| {
            let written = Written { weekday: Day::Mon, name_len: 6, day, month, year: None };
            let post = NaiveDate::from_ymd_opt(2025, 1, 10)?;
            written.near(post).map(|date| date.to_string())
        };
        assert_eq!(near(12, 30).as_deref(), Some("2024-12-30"));
        assert_eq!(near(2, 1).as_deref(), Some("2025-02-01"));
        assert_eq!(near(7, 1), None);
        assert_eq!(near(2, 30), None);
    }
}
