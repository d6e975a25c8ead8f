//! Ruby's `Time.parse`, by which Jekyll reads the dates that YAML leaves as text:
//! nearly anything with figures in it. Measured with Jekyll 4.3.1 and Ruby 3.1.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::TimeReading;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// The zones that Ruby knows by name, in hours from UTC.
const ZONES: [(&str, i32); 11] = [
    ("utc", 0),
    ("gmt", 0),
    ("z", 0),
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
];

/// Reads `text` as `Time.parse` would.
pub fn time_parse(text: &str) -> TimeReading {
    let lower = text.trim().to_ascii_lowercase();
    if !lower.is_ascii() {
        return TimeReading::Unknown;
    }
    let (date, clock) = split_clock(&lower);
    let Some(clock) = clock else { return TimeReading::Unknown };
    let day = match read_day(&date) {
        Some(Ok(day)) => day,
        // a time alone is a time of today
        Some(Err(())) if clock.written => return TimeReading::Unknown,
        Some(Err(())) => return TimeReading::Refused,
        None => return TimeReading::Unknown,
    };
    let Some(local) = on_day(day, &clock) else { return TimeReading::Refused };
    match clock.offset {
        None => TimeReading::Local(local),
        Some(offset) => match local.and_local_timezone(offset).single() {
            Some(at) => TimeReading::At(at),
            None => TimeReading::Refused,
        },
    }
}

/// The time of day; days up to the 31st of any month run on into the next, as they
/// do in C.
fn on_day((year, month, day): (i32, u32, u32), clock: &Clock) -> Option<NaiveDateTime> {
    let (hour, minute, second) = (clock.hour, clock.minute, clock.second);
    let end_of_day = hour == 24 && minute == 0 && second == 0;
    if !(1..=31).contains(&day) || minute > 59 || second > 60 || (hour > 23 && !end_of_day) {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(year, month, 1)? + TimeDelta::days(i64::from(day) - 1);
    let seconds = i64::from(hour * 3600 + minute * 60 + second);
    Some(day.and_time(NaiveTime::MIN) + TimeDelta::seconds(seconds))
}

#[derive(Default)]
struct Clock {
    written: bool,
    hour: u32,
    minute: u32,
    second: u32,
    offset: Option<FixedOffset>,
}

/// Parts the time of day and what stands behind it from the rest; no clock where it
/// is written in a way that is not known here.
fn split_clock(text: &str) -> (String, Option<Clock>) {
    let Some(colon) = text.find(':') else {
        let is_known = !text.split_whitespace().any(|word| matches!(word, "am" | "pm"));
        return (text.to_owned(), is_known.then(Clock::default));
    };
    let head = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    let clock_text = &text[head.len()..];
    let end = clock_text
        .find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.' && c != ',')
        .unwrap_or(clock_text.len());
    let mut parts = clock_text[..end].split(':');
    let mut part = || -> Option<u32> {
        let figures = parts.next()?.split(['.', ',']).next()?;
        figures.parse().ok()
    };
    let (hour, minute, second) = (part(), part(), part());
    let is_long = clock_text[..end].split(':').count() > 3;
    let (Some(hour), Some(minute), false) = (hour, minute, is_long) else {
        return (text.to_owned(), None);
    };
    let mut clock =
        Clock { written: true, hour, minute, second: second.unwrap_or(0), offset: None };
    let mut rest = clock_text[end..].trim();
    for (sign, adds) in [("am", 0), ("pm", 12)] {
        if let Some(after) = rest.strip_prefix(sign)
            && !after.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            clock.hour = clock.hour % 12 + adds;
            rest = after.trim();
        }
    }
    let word_end = rest.find(' ').unwrap_or(rest.len());
    let (word, after) = rest.split_at(word_end);
    // a date can stand behind the time
    let date = format!("{} {after}", head.trim_end_matches('t'));
    if word.is_empty() || word.starts_with(|c: char| c.is_ascii_digit()) {
        return (format!("{} {rest}", head.trim_end_matches('t')), Some(clock));
    }
    // three figures are a zone to nobody, and the time is that of the site
    let is_odd = word.len() == 4 && word[1..].bytes().all(|b| b.is_ascii_digit());
    if is_odd && word.starts_with(['+', '-']) {
        return (date, Some(clock));
    }
    match zone(word) {
        Some(offset) => clock.offset = Some(offset),
        None => return (date, None),
    }
    (date, Some(clock))
}

fn zone(word: &str) -> Option<FixedOffset> {
    if let Some((_, hours)) = ZONES.iter().find(|(name, _)| *name == word) {
        return FixedOffset::east_opt(hours * 3600);
    }
    let signed = word.strip_prefix("utc").or(word.strip_prefix("gmt")).unwrap_or(word);
    let sign = if signed.starts_with('-') { -1 } else { 1 };
    let figures = signed.strip_prefix(['+', '-'])?;
    let (hours, minutes) = match figures.split_once(':') {
        Some(parts) => parts,
        None if figures.len() > 2 => figures.split_at(figures.len() - 2),
        None => (figures, "0"),
    };
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    FixedOffset::east_opt(sign * seconds)
}

/// Year, month and day, which may be out of range; `Err` where nothing like a date
/// is written, `None` where it is not known here.
fn read_day(text: &str) -> Option<Result<(i32, u32, u32), ()>> {
    let mut words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .collect();
    let is_weekday = |word: &&str| {
        word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'.')
            && DAYS.iter().any(|day| word.starts_with(day))
    };
    words.retain(|word| !is_weekday(word));
    if !words.iter().any(|word| word.bytes().any(|b| b.is_ascii_digit()))
        && !words.iter().any(|word| month(word).is_some())
    {
        return Some(Err(()));
    }
    let day = match words.as_slice() {
        [one] => figures(one)?,
        [a, b, c] => match (month(a), month(b)) {
            (Some(month), _) => (year(c)?, month, ordinal(b)?),
            (_, Some(month)) => (year(c)?, month, ordinal(a)?),
            _ => return None,
        },
        _ => return None,
    };
    Some(Ok(day))
}

/// `2025-9-5`, `25/9/2025`, `2025.9.5`, `20250905`, `25-sep-2025`.
fn figures(word: &str) -> Option<(i32, u32, u32)> {
    let separator = ['-', '/', '.'].into_iter().find(|&sign| word.contains(sign));
    let Some(separator) = separator else {
        if !word.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        return match word.len() {
            // month and day of this year
            4 if word[..2] > *"12" || word[2..] > *"31" => Some((0, 0, 0)),
            8 => Some((word[..4].parse().ok()?, word[4..6].parse().ok()?, word[6..].parse().ok()?)),
            // year and day of the year
            5 => {
                let day = NaiveDate::from_yo_opt(year(&word[..2])?, word[2..].parse().ok()?);
                Some(day.map_or((0, 0, 0), |day| (day.year(), day.month(), day.day())))
            }
            // month, day, hour, minute and second: seconds since 1970 are none
            10 => Some((0, 0, 0)),
            _ => None,
        };
    };
    let parts: Vec<&str> = word.split(separator).collect();
    // a month alone, or a week, is a day to nobody
    let is_year = parts[0].len() == 4 && parts[0].bytes().all(|b| b.is_ascii_digit());
    if separator == '-' && is_year && parts.len() == 2 && parts[1].len() == 3 {
        let day = NaiveDate::from_yo_opt(year(parts[0])?, parts[1].parse().ok()?)?;
        return Some((day.year(), day.month(), day.day()));
    }
    if separator == '-' && is_year && (parts.len() == 2 || parts[1].starts_with('w')) {
        return Some((0, 0, 0));
    }
    let [a, b, c] = parts.as_slice() else { return None };
    if let Some(month) = month(b) {
        let (year_text, day) = if a.len() > 2 { (a, c) } else { (c, a) };
        return Some((year(year_text)?, month, day.parse().ok()?));
    }
    let all_figures = parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    if !all_figures || parts.iter().any(|part| part.is_empty()) {
        return None;
    }
    let number = |part: &str| part.parse::<u32>().ok();
    if a.len() <= 2 && c.len() > 2 {
        return Some((c.parse().ok()?, number(b)?, number(a)?));
    }
    Some((year(a)?, number(b)?, number(c)?))
}

fn year(word: &str) -> Option<i32> {
    let year: i32 = word.parse().ok()?;
    Some(match (word.len(), year) {
        (1 | 2, 69..) => year + 1900,
        (1 | 2, _) => year + 2000,
        _ => year,
    })
}

fn month(word: &str) -> Option<u32> {
    if !word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'.') {
        return None;
    }
    let number = MONTHS.iter().position(|month| word.starts_with(month))?;
    u32::try_from(number + 1).ok()
}

fn ordinal(word: &str) -> Option<u32> {
    let figures = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    figures.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match time_parse(text) {
            TimeReading::Local(local) => local.format("%F %T").to_string(),
            TimeReading::At(at) => at.to_utc().format("%F %TZ").to_string(),
            TimeReading::Refused => "refused".to_owned(),
            TimeReading::Unknown => "unknown".to_owned(),
        }
    }

    #[test]
    fn dates_are_read_as_ruby_was_seen_to_read_them() {
        for (text, expected) in [
            ("2025-09-25", "2025-09-25 00:00:00"),
            ("2025-9-5", "2025-09-05 00:00:00"),
            ("2025-09-25 20:39", "2025-09-25 20:39:00"),
            ("2025-09-25T20:39:27", "2025-09-25 20:39:27"),
            ("2025-09-25 20:39:27 +0100", "2025-09-25 19:39:27Z"),
            ("2025-09-25 20:39:27 UTC", "2025-09-25 20:39:27Z"),
            ("2025-02-30", "2025-03-02 00:00:00"),
            ("2025-13-01", "refused"),
            ("25/09/2025", "2025-09-25 00:00:00"),
            ("09/25/2025", "refused"),
            ("Sept 25, 2025", "2025-09-25 00:00:00"),
            ("25 September 2025 20:39", "2025-09-25 20:39:00"),
            ("Thu, 25 Sep 2025 20:39:27 +0000", "2025-09-25 20:39:27Z"),
            ("September 25th, 2025 8:39 pm", "2025-09-25 20:39:00"),
            ("20250925", "2025-09-25 00:00:00"),
            ("yesterday", "refused"),
            ("", "refused"),
            ("45000", "refused"),
            ("2025-09-25 24:00:00", "2025-09-26 00:00:00"),
            ("2025-09-25 25:00", "refused"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
