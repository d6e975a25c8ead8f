//! The dates that Hugo takes: a fixed list of Go layouts. Measured with 0.155;
//! older Hugo publishes in the year 1 what this one refuses.

use chrono::{FixedOffset, NaiveDate};

use super::TimeReading;

/// Reads `text`, the text of a date, as Hugo would.
pub fn go_time(text: &str) -> TimeReading {
    let Some(day) = text.get(..10).filter(|day| is_day(day)) else {
        return without_day(text);
    };
    let Ok(day) = NaiveDate::parse_from_str(day, "%Y-%m-%d") else { return TimeReading::Refused };
    let rest = &text[10..];
    if rest.is_empty() {
        return TimeReading::Local(day.and_time(chrono::NaiveTime::MIN));
    }
    let Some(clock) = rest.strip_prefix('T').or(rest.strip_prefix(' ').map(str::trim_start)) else {
        return TimeReading::Refused;
    };
    let end = clock.find(|c: char| !"0123456789:.,".contains(c)).unwrap_or(clock.len());
    let Some(time) = read_clock(&clock[..end]) else { return TimeReading::Refused };
    let local = day.and_time(time);
    let zone = &clock[end..];
    if zone.is_empty() {
        return TimeReading::Local(local);
    }
    let is_spaced = zone.starts_with(' ');
    // a blank before the offset stands only where one stands before the time
    if is_spaced && rest.starts_with('T') {
        return TimeReading::Refused;
    }
    let offset = match zone.trim_start() {
        "Z" if !is_spaced => FixedOffset::east_opt(0),
        zone if rest.starts_with(' ') => {
            // Go's own form of a time has the name of the zone behind its offset
            let (offset, name) = zone.split_once(' ').unwrap_or((zone, ""));
            let is_name = name.bytes().all(|b| b.is_ascii_uppercase());
            read_offset(offset).filter(|_| is_name)
        }
        zone => read_offset(zone),
    };
    match offset.and_then(|offset| local.and_local_timezone(offset).single()) {
        Some(at) => TimeReading::At(at),
        None => TimeReading::Refused,
    }
}

/// Whether ten bytes are `dddd-dd-dd`.
fn is_day(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    })
}

/// What does not begin with a day in figures: a few forms with names of months and
/// weekdays are taken, which are left alone here.
fn without_day(text: &str) -> TimeReading {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_month = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_alphabetic());
    let begins_with_weekday = words.first().is_some_and(|word| {
        word.bytes().all(|b| b.is_ascii_alphabetic() || b == b',') && words.len() > 3
    });
    match words.as_slice() {
        [day, month, year] if day.len() == 2 && is_month(month) && year.len() == 4 => {
            TimeReading::Unknown
        }
        // 02 Jan 06 15:04 MST, 3:04PM
        [_, month, year, _, _] if is_month(month) && year.len() == 2 => TimeReading::Unknown,
        [time] if time.contains(':') => TimeReading::Unknown,
        _ if begins_with_weekday => TimeReading::Unknown,
        _ => TimeReading::Refused,
    }
}

/// `15:04:05`, of which the hour may have one figure, and a fraction.
fn read_clock(text: &str) -> Option<chrono::NaiveTime> {
    let (clock, fraction) = match text.find(['.', ',']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    if fraction.is_some_and(|f| f.is_empty() || f.bytes().any(|b| !b.is_ascii_digit())) {
        return None;
    }
    let mut parts = clock.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = (1..=2).contains(&hour.len()) && minute.len() == 2 && second.len() == 2;
    if parts.next().is_some() || !fits {
        return None;
    }
    let nanos = format!("{:0<9.9}", fraction.unwrap_or_default()).parse().ok()?;
    let (hour, minute, second) = (hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?);
    chrono::NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)
}

/// `+01:00` or `+0100`.
fn read_offset(text: &str) -> Option<FixedOffset> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let figures = text.strip_prefix(['+', '-'])?;
    let (hours, minutes) = match figures.split_once(':') {
        Some(parts) => parts,
        None if figures.len() == 4 => figures.split_at(2),
        None => return None,
    };
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let fits = (0..=24).contains(&hours) && (0..60).contains(&minutes);
    fits.then(|| FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_taken_as_hugo_was_seen_to_take_them() {
        for text in [
            "2025-09-25",
            "2025-09-25T20:39:27",
            "2025-09-25 1:39:27",
            "2025-09-25 20:39:27   -0500",
            "2025-09-25T20:39:27,5Z",
            "2025-09-25 20:39:27+0000",
        ] {
            let read = matches!(go_time(text), TimeReading::Local(_) | TimeReading::At(_));
            assert!(read, "{text}");
        }
        for text in [
            "2025-9-5",
            "2025-02-30",
            "2025-09-25 20:39",
            "2025-09-25T20:39:27 Z",
            "2025-09-25 20:39:27 UTC",
            "2025-09-25T20:39:27+25:00",
            "2025-09-25t20:39:27",
            "25/09/2025",
            "Sept 25, 2025",
            "25 September 2025",
            "yesterday",
            " 2025-09-25 ",
        ] {
            assert_eq!(go_time(text), TimeReading::Refused, "{text}");
        }
        for text in ["25 Sep 2025", "Thu, 25 Sep 2025 20:39:27 GMT", "Thu Sep 25 20:39:27 2025"] {
            assert_eq!(go_time(text), TimeReading::Unknown, "{text}");
        }
    }
}
