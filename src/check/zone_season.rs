//! `zone-season`: a time in a zone that clocks do not keep in that month.

use chrono::Datelike;

use super::phrases::Phrase;
use super::post_day::post_day;
use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};

pub struct ZoneSeason;

/// A zone, the months in which no clock of its places shows it, and what they show
/// instead. The months in which clocks change are left out. Zones that some places
/// keep all year (GMT, MST, CST, AEST) are none of these. Source: tz database 2025b.
const ZONES: [(&str, &[u32], &str); 11] = [
    ("BST", WINTER, "GMT"),
    ("CEST", WINTER, "CET"),
    ("EEST", WINTER, "EET"),
    ("EDT", AMERICAN_WINTER, "EST"),
    ("CDT", AMERICAN_WINTER, "CST"),
    ("MDT", AMERICAN_WINTER, "MST"),
    ("PDT", AMERICAN_WINTER, "PST"),
    ("PST", SUMMER, "PDT"),
    ("CET", SUMMER, "CEST"),
    ("AEDT", &[5, 6, 7, 8, 9], "AEST"),
    ("NZDT", &[5, 6, 7, 8], "NZST"),
];
const WINTER: &[u32] = &[11, 12, 1, 2];
const AMERICAN_WINTER: &[u32] = &[12, 1, 2];
const SUMMER: &[u32] = &[4, 5, 6, 7, 8, 9];

/// The months, as far as three letters tell them apart.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl Kind for ZoneSeason {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["zone", "month", "right"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        let phrases = ZONES.iter().map(|(name, ..)| Phrase::new(name, false, true)).collect();
        Ok((Self, Needs { phrases, ..Needs::default() }))
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        let prose = cx.prose;
        for candidate in found {
            let Some(&(zone, months, right)) = ZONES.get(candidate.which) else { continue };
            if !ends_in_time(prose.slice(candidate.within.start..candidate.plain.start)) {
                continue;
            }
            let months_named = months_in(prose.slice(candidate.within.clone()));
            let is_wrong = |month: u32| months.contains(&month);
            let month = match months_named[..] {
                // without a month it is about the weeks around the post
                [] => post_day(cx).map(|day| day.month()).filter(|&month| {
                    let (before, after) = ((month + 10) % 12 + 1, month % 12 + 1);
                    [before, month, after].into_iter().all(is_wrong)
                }),
                [month] => Some(month).filter(|&month| is_wrong(month)),
                _ => None,
            };
            let Some(month) = month.and_then(|month| u8::try_from(month).ok()) else { continue };
            let Ok(month) = chrono::Month::try_from(month) else { continue };
            let hit = Hit::new(prose.source(&candidate.plain));
            out.push(hit.fill("zone", zone).fill("month", month.name()).fill("right", right));
        }
    }
}

/// Whether the last word of a text is a time of day: "18:00", "6 p.m.", "9am (".
fn ends_in_time(text: &str) -> bool {
    let text = text.trim_end_matches([' ', '\u{a0}', '\u{202f}', '(']).to_ascii_lowercase();
    let half = ["a.m.", "p.m.", "am", "pm"].iter().find_map(|half| text.strip_suffix(half));
    half.unwrap_or(&text).trim_end().ends_with(|c: char| c.is_ascii_digit())
}

/// The months that a text names, each once.
fn months_in(text: &str) -> Vec<u32> {
    let mut months = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        // "may" and "march" are words, too
        let is_name = word.starts_with(char::is_uppercase) && word.len() >= 3;
        let Some(stem) = word.get(..3).filter(|_| is_name) else { continue };
        let month = MONTHS.iter().position(|month| stem.eq_ignore_ascii_case(month));
        let is_month = |month: &usize| {
            let name = u8::try_from(month + 1).ok().and_then(|n| chrono::Month::try_from(n).ok());
            name.is_some_and(|name| name.name().to_lowercase().starts_with(&word.to_lowercase()))
                || word == "Sept"
        };
        let Some(month) = month.filter(is_month) else { continue };
        let month = month as u32 + 1;
        if !months.contains(&month) {
            months.push(month);
        }
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_stands_before_its_zone() {
        for text in ["at 18:00 ", "at 6 p.m. ", "at 9AM (", "1pm-2pm ", "18-19\u{a0}"] {
            assert!(ends_in_time(text), "{text}");
        }
        assert!(!ends_in_time("the ") && !ends_in_time("I am ") && !ends_in_time(""));
    }

    #[test]
    fn months_are_named_with_a_capital() {
        assert_eq!(months_in("It may march in January or Sept."), [1, 9]);
        assert_eq!(months_in("On 3 Mar and in March; Janet, Mayor, Decent"), [3]);
        assert_eq!(months_in("no month"), [0_u32; 0]);
    }
}
