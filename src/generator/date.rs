//! Dates as generators read them. A small scanner looks at the shape first, since
//! chrono alone would accept shapes that no generator does (and the reverse);
//! chrono then says whether the calendar has such a day.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use serde::Deserialize;

/// Whose idea of a date counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateReader {
    /// Ruby's `Time.parse`, which takes nearly everything (Jekyll).
    Ruby,
    /// Go's fixed list of layouts (Hugo).
    Hugo,
    /// JavaScript (Astro, Docusaurus, Hexo).
    Js,
    /// A date of js-yaml, or else ISO 8601 with a `T` (Eleventy).
    Iso,
    /// TOML dates (Zola).
    Toml,
    /// Not known.
    Any,
}

/// A date that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day as written.
    pub day: NaiveDate,
    /// The time of day as written.
    pub time: Option<NaiveTime>,
    /// Whether the time has seconds.
    pub has_seconds: bool,
    /// The zone as written.
    pub offset: Option<FixedOffset>,
    /// The sign between day and time.
    pub separator: char,
}

impl Moment {
    /// Day and time as written; midnight where no time is.
    pub fn local(&self) -> NaiveDateTime {
        self.day.and_time(self.time.unwrap_or_default())
    }
}

/// What a reader makes of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A date.
    Date(Moment),
    /// No such day or time; the text says which.
    Impossible(String),
    /// Not a date for this reader; the text says why.
    Unreadable(&'static str),
    /// Perhaps a date: words, names of months and the like, left alone.
    Unknown,
}

/// Reads `raw` as `reader` would.
pub fn read_date(raw: &str, reader: DateReader) -> Reading {
    let text = raw.trim();
    let Some(shape) = Shape::scan(text) else {
        return unshaped(text, reader);
    };
    if let Some(why) = shape.refused_by(reader) {
        return Reading::Unreadable(why);
    }
    let Some(day) = NaiveDate::from_ymd_opt(shape.year, shape.month, shape.day) else {
        return Reading::Impossible(impossible_day(&shape));
    };
    let time = match shape.time {
        None => None,
        Some((hour, minute, second)) => {
            // the end of a day, which most readers take for the start of the next
            if (hour, minute, second) == (24, 0, 0) {
                return Reading::Unknown;
            }
            // a leap second is written as 60
            match NaiveTime::from_hms_opt(hour, minute, second.min(59)) {
                Some(time) if second <= 60 => Some(time),
                _ => return Reading::Impossible("No day has that time.".to_owned()),
            }
        }
    };
    Reading::Date(Moment {
        day,
        time,
        has_seconds: shape.has_seconds,
        offset: shape.offset,
        separator: shape.separator,
    })
}

fn impossible_day(shape: &Shape) -> String {
    let Some(first) = NaiveDate::from_ymd_opt(shape.year, shape.month, 1) else {
        return format!("There is no month {}.", shape.month);
    };
    let days = (28..=31).rev().find(|&day| first.with_day(day).is_some()).unwrap_or(28);
    format!("{} has {days} days.", first.format("%B %Y"))
}

/// Values that do not begin like `2025-…`.
fn unshaped(text: &str, reader: DateReader) -> Reading {
    let has_digit = text.bytes().any(|b| b.is_ascii_digit());
    if !has_digit && !text.contains(['{', '$']) {
        let word = text.to_ascii_lowercase();
        // what Ruby and JavaScript take for a time of their own
        if matches!(word.as_str(), "now" | "today") && reader != DateReader::Hugo {
            return Reading::Unknown;
        }
        return Reading::Unreadable("It has no day, month or year in figures.");
    }
    let is_slashed = text.len() >= 8
        && text.bytes().take(10).all(|b| b.is_ascii_digit() || b == b'/')
        && text.bytes().filter(|&b| b == b'/').count() == 2;
    if is_slashed && matches!(reader, DateReader::Hugo) {
        return Reading::Unreadable("Hugo does not read dates with slashes.");
    }
    let is_time_only = text.len() <= 8
        && text.contains(':')
        && text.bytes().all(|b| b.is_ascii_digit() || b == b':');
    if is_time_only {
        return Reading::Unreadable("It is a time without a day.");
    }
    Reading::Unknown
}

/// A text of the form `Y-M-D[ T]h:m[:s][zone]`, its numbers not yet checked.
struct Shape {
    year: i32,
    month: u32,
    day: u32,
    separators: char,
    padded: bool,
    separator: char,
    time: Option<(u32, u32, u32)>,
    has_seconds: bool,
    offset: Option<FixedOffset>,
}

impl Shape {
    fn scan(text: &str) -> Option<Self> {
        let mut scan = Scan { rest: text };
        let (year, _) = scan.number(4..=4)?;
        let separators = scan.one_of(&['-', '/', '.'])?;
        let (month, month_digits) = scan.number(1..=2)?;
        scan.one_of(&[separators])?;
        let (day, day_digits) = scan.number(1..=2)?;
        let mut shape = Self {
            year: i32::try_from(year).ok()?,
            month,
            day,
            separators,
            padded: month_digits == 2 && day_digits == 2,
            separator: ' ',
            time: None,
            has_seconds: false,
            offset: None,
        };
        if scan.rest.is_empty() {
            return Some(shape);
        }
        shape.separator = scan.one_of(&['T', 't', ' '])?;
        scan.blanks();
        let (hour, _) = scan.number(1..=2)?;
        scan.one_of(&[':'])?;
        let (minute, _) = scan.number(2..=2)?;
        let mut second = 0;
        if scan.one_of(&[':']).is_some() {
            second = scan.number(2..=2)?.0;
            shape.has_seconds = true;
            if scan.one_of(&['.', ',']).is_some() {
                scan.number(1..=9)?;
            }
        }
        shape.time = Some((hour, minute, second));
        scan.blanks();
        if !scan.rest.is_empty() {
            shape.offset = Some(offset(scan.rest)?);
        }
        Some(shape)
    }

    /// Why a reader refuses this shape, measured (GENERATORS.md, sections 3.2 and
    /// 3.4: Hugo 0.155 stops the build, older Hugo publishes in the year 1).
    fn refused_by(&self, reader: DateReader) -> Option<&'static str> {
        match reader {
            DateReader::Hugo if !self.padded => {
                Some("Hugo wants two figures for the month and the day.")
            }
            DateReader::Hugo if self.separators == '.' => Some("Hugo wants hyphens in a date."),
            DateReader::Hugo if self.time.is_some() && !self.has_seconds => {
                Some("Hugo wants seconds in a time.")
            }
            _ => None,
        }
    }
}

/// `Z`, `UTC`, `GMT`, `+01:00`, `+0100`, `+1`.
fn offset(text: &str) -> Option<FixedOffset> {
    if matches!(text, "Z" | "z" | "UTC" | "GMT") {
        return FixedOffset::east_opt(0);
    }
    let mut scan = Scan { rest: text };
    let sign = if scan.one_of(&['+', '-'])? == '-' { -1 } else { 1 };
    let (hours, digits) = scan.number(1..=4)?;
    let (hours, minutes) = match digits {
        4 => (hours / 100, hours % 100),
        1 | 2 if scan.rest.is_empty() => (hours, 0),
        1 | 2 => {
            scan.one_of(&[':'])?;
            (hours, scan.number(2..=2)?.0)
        }
        _ => return None,
    };
    if !scan.rest.is_empty() || minutes > 59 {
        return None;
    }
    FixedOffset::east_opt(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?)
}

struct Scan<'t> {
    rest: &'t str,
}

impl Scan<'_> {
    /// A number of so many figures, and how many there were.
    fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<(u32, usize)> {
        let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if !digits.contains(&count) {
            return None;
        }
        let (number, rest) = self.rest.split_at(count);
        self.rest = rest;
        Some((number.parse().ok()?, count))
    }

    fn one_of(&mut self, signs: &[char]) -> Option<char> {
        let sign = self.rest.chars().next().filter(|c| signs.contains(c))?;
        self.rest = &self.rest[sign.len_utf8()..];
        Some(sign)
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn impossible(text: &str) -> bool {
        matches!(read_date(text, DateReader::Ruby), Reading::Impossible(_))
    }

    fn refused(text: &str, reader: DateReader) -> bool {
        matches!(read_date(text, reader), Reading::Unreadable(_))
    }

    #[test]
    fn the_calendar_decides() {
        assert!(impossible("2025-02-30") && impossible("2025-13-01") && impossible("2025-06-31"));
        assert!(impossible("2025-02-29 10:00:00 +0000") && !impossible("2024-02-29"));
        assert!(impossible("2025-01-01 25:00:00"));
        assert_eq!(
            read_date("2025-02-30", DateReader::Any),
            Reading::Impossible("February 2025 has 28 days.".to_owned())
        );
    }

    #[test]
    fn zones_are_read_in_every_form() {
        for zone in ["Z", " UTC", " +0100", "+01:00", " +1", " -05:30"] {
            let text = format!("2025-09-25 20:39:27{zone}");
            match read_date(&text, DateReader::Ruby) {
                Reading::Date(moment) => assert!(moment.offset.is_some(), "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        match read_date("2025-09-25T20:39:27", DateReader::Ruby) {
            Reading::Date(moment) => {
                assert_eq!(
                    (moment.offset, moment.separator, moment.has_seconds),
                    (None, 'T', true)
                );
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn hugo_refuses_what_it_was_seen_to_refuse() {
        for text in ["2025-9-5", "2025-09-25 20:39", "2025.09.25", "25/09/2025", "yesterday"] {
            assert!(refused(text, DateReader::Hugo), "{text}");
        }
        for text in ["2025-09-25", "2025-09-25T20:39:27", "Thu, 25 Sep 2025 20:39:27 +0000"] {
            assert!(!refused(text, DateReader::Hugo), "{text}");
        }
    }

    #[test]
    fn ruby_reads_nearly_everything() {
        for text in ["2025-9-5", "25/09/2025", "Sept 25, 2025", "2025-09-25 20:39", "{{ now }}"] {
            assert!(!refused(text, DateReader::Ruby) && !impossible(text), "{text}");
        }
        assert!(!impossible("2025-01-01 24:00:00"));
        assert!(refused("yesterday", DateReader::Ruby) && refused("12:30", DateReader::Ruby));
    }
}
