//! Timestamps of YAML 1.1 (https://yaml.org/type/timestamp.html), as they are written.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

/// A timestamp of YAML 1.1, its numbers not yet checked.
pub struct Timestamp {
    year: i32,
    month: u32,
    day: u32,
    /// Whether month and day have two figures.
    pub is_padded: bool,
    /// The time of day.
    pub time: Option<Clock>,
    /// The zone.
    pub zone: Option<Zone>,
}

/// A time of day, its numbers not yet checked.
#[derive(Clone, Copy)]
pub struct Clock {
    hour: u32,
    minute: u32,
    /// Seconds: 60 is a leap second.
    pub second: u32,
    nanos: u32,
}

/// A zone as an offset from UTC.
#[derive(Clone, Copy)]
pub struct Zone {
    /// Seconds east.
    pub seconds: i32,
    /// How many figures and colons it is written with; none for `Z`.
    pub digits: usize,
    /// Whether a colon parts hours and minutes.
    pub has_colon: bool,
}

impl Clock {
    /// Whether C would make a time of it.
    pub fn is_in_reach(self) -> bool {
        let end_of_day = self.hour == 24 && self.minute == 0 && self.second == 0;
        (self.hour < 24 || end_of_day) && self.minute < 60 && self.second <= 60
    }

    /// The time, where some day has it.
    pub fn clock(self) -> Option<NaiveTime> {
        NaiveTime::from_hms_nano_opt(self.hour, self.minute, self.second, self.nanos)
    }

    /// How long after midnight.
    pub fn since_midnight(self) -> TimeDelta {
        let seconds = i64::from(self.hour * 3600 + self.minute * 60 + self.second);
        TimeDelta::seconds(seconds) + TimeDelta::nanoseconds(i64::from(self.nanos))
    }
}

impl Timestamp {
    /// The timestamp that `text` is; `None` for anything else.
    pub fn scan(text: &str) -> Option<Self> {
        let (day, rest) = match text.find(['T', 't', ' ', '\t']) {
            Some(at) => text.split_at(at),
            None => (text, ""),
        };
        let mut parts = day.split('-');
        let mut part = |longest: usize| -> Option<(u32, usize)> {
            let digits = parts.next()?;
            let fits = (1..=longest).contains(&digits.len());
            let figures = fits && digits.bytes().all(|b| b.is_ascii_digit());
            Some((digits.parse().ok().filter(|_| figures)?, digits.len()))
        };
        let (year, year_digits) = part(4)?;
        let ((month, m), (day, d)) = (part(2)?, part(2)?);
        if year_digits != 4 || parts.next().is_some() {
            return None;
        }
        let year = i32::try_from(year).ok()?;
        let mut stamp =
            Self { year, month, day, is_padded: m == 2 && d == 2, time: None, zone: None };
        if rest.is_empty() {
            return Some(stamp);
        }
        let rest = rest.strip_prefix(['T', 't']).unwrap_or(rest.trim_start());
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(rest.len());
        let mut clock = rest[..end].split(':');
        let mut part = |fewest: usize| {
            let digits = clock.next()?;
            let fits = (fewest..=2).contains(&digits.len());
            digits.parse::<u32>().ok().filter(|_| fits)
        };
        let (hour, minute, second) = (part(1)?, part(2)?, part(2)?);
        if clock.next().is_some() {
            return None;
        }
        let mut rest = &rest[end..];
        let mut nanos = 0;
        if let Some(fraction) = rest.strip_prefix('.') {
            let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
            let nine = format!("{:0<9.9}", &fraction[..digits]);
            nanos = nine.parse().ok()?;
            rest = &fraction[digits..];
        }
        stamp.time = Some(Clock { hour, minute, second, nanos });
        let zone = rest.trim_start();
        if !rest.is_empty() {
            stamp.zone = Some(Zone::scan(zone)?);
        }
        Some(stamp)
    }

    /// Whether some month has such a day.
    pub fn is_in_reach(&self) -> bool {
        (1..=12).contains(&self.month) && (1..=31).contains(&self.day)
    }

    /// The day, where some calendar has it.
    pub fn day(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month, self.day)
    }

    /// Midnight of the day, counted on from the first of the month: 30 February is
    /// 2 March. JavaScript takes years before 100 for those of the last century.
    pub fn rolled_over(&self, is_js: bool) -> Option<DateTime<Utc>> {
        let year = if is_js && self.year < 100 { self.year + 1900 } else { self.year };
        let months = year * 12 + i32::try_from(self.month).ok()? - 1;
        let first = NaiveDate::from_ymd_opt(
            months.div_euclid(12),
            u32::try_from(months.rem_euclid(12)).ok()? + 1,
            1,
        )?;
        let day = first + TimeDelta::days(i64::from(self.day) - 1);
        Some(day.and_time(NaiveTime::MIN).and_utc())
    }
}

impl Zone {
    /// Psych loses the sign of an offset of less than an hour.
    pub fn seconds_by_psych(self) -> i32 {
        if self.seconds.abs() < 3600 { self.seconds.abs() } else { self.seconds }
    }

    fn scan(text: &str) -> Option<Self> {
        if matches!(text, "Z" | "z") {
            return Some(Self { seconds: 0, digits: 0, has_colon: false });
        }
        let sign = match text.bytes().next()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let rest = &text[1..];
        let (hours, minutes) = match rest.split_once(':') {
            Some((hours, minutes)) => (hours, minutes),
            None if rest.len() > 2 => rest.split_at(rest.len() - 2),
            None => (rest, "0"),
        };
        let figures = |text: &str| {
            let fits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            text.parse::<i32>().ok().filter(|_| fits)
        };
        let seconds = sign * (figures(hours)? * 3600 + figures(minutes)? * 60);
        Some(Self { seconds, digits: rest.len(), has_colon: rest.contains(':') })
    }
}
