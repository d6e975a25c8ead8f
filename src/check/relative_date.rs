//! `relative-date`: words such as "yesterday", which mean another day each day.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use schemars::JsonSchema;
use serde::Deserialize;

use super::pattern::Pattern;
use super::post_day::post_day;
use super::words::{Except, phrases, yes};
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    {"required": ["words"], "properties": {"words": {"minProperties": 1}}},
    {"required": ["word-patterns"], "properties": {"word-patterns": {"minProperties": 1}}},
]))]
pub struct Options {
    /// From words to what they mean beside the date of the post: `-1 day`.
    #[serde(default)]
    words: BTreeMap<String, String>,
    /// The same with expressions.
    #[serde(default)]
    word_patterns: BTreeMap<String, String>,
    /// Words that are right as they stand, and hide what they cover.
    #[serde(default)]
    except: Vec<String>,
    /// The same as regular expressions.
    #[serde(default)]
    except_patterns: Vec<String>,
    /// Whether capitals make no difference.
    #[serde(default = "yes")]
    ignore_case: bool,
    /// Days that a post may be old before anything is said.
    days: i64,
    /// Findings in one post, at most.
    limit: Option<usize>,
}

pub struct RelativeDate {
    shifts: Vec<Shift>,
    except: Except,
    days: i64,
    limit: usize,
}

impl Kind for RelativeDate {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["meant", "days"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        let Options { ignore_case, .. } = options;
        let (words, mut shifts) = shifts("words", &options.words)?;
        let (sources, more) = self::shifts("word-patterns", &options.word_patterns)?;
        shifts.extend(more);
        if shifts.is_empty() {
            return Err(OptionError::new("words", "nothing to look for"));
        }
        let except =
            Except::new(&options.except, &options.except_patterns, ignore_case, true)?;
        let pattern = |source: &String| {
            Pattern::new(source, ignore_case, vec!["word-patterns".to_owned(), source.clone()])
        };
        let needs = Needs {
            phrases: phrases("words", &words, ignore_case, true)?,
            patterns: sources.iter().map(pattern).collect(),
            own_patterns: except.patterns().to_vec(),
            ..Needs::default()
        };
        let limit = options.limit.unwrap_or(usize::MAX);
        Ok((Self { shifts, except, days: options.days, limit }, needs))
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        if found.is_empty() {
            return;
        }
        let Some(day) = post_day(cx) else { return };
        let age = (cx.today - day).num_days();
        if age <= self.days {
            return;
        }
        let meant = found.iter().filter(|candidate| !self.except.covers(cx, candidate));
        for candidate in meant.take(self.limit) {
            let Some(meant) = self.shifts.get(candidate.which).and_then(|shift| shift.from(day))
            else {
                continue;
            };
            let hit = Hit::new(cx.prose.source(&candidate.plain));
            out.push(hit.fill("meant", meant).fill("days", age.to_string()));
        }
    }
}

/// What words mean: so many days, months or years after the post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shift {
    by: i32,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    Month,
    Year,
}

impl Shift {
    /// Reads `-1 day`, `0 months`, `1 year`.
    fn parse(text: &str) -> Option<Self> {
        let (by, unit) = text.split_once(' ')?;
        let unit = match unit.trim_end_matches('s') {
            "day" => Unit::Day,
            "month" => Unit::Month,
            "year" => Unit::Year,
            _ => return None,
        };
        Some(Self { by: by.parse().ok()?, unit })
    }

    /// The day, month or year that is meant in a post of `day`, in words.
    fn from(self, day: NaiveDate) -> Option<String> {
        let many = self.by.unsigned_abs();
        let is_back = self.by < 0;
        let months = |many: u32| match is_back {
            true => day.checked_sub_months(Months::new(many)),
            false => day.checked_add_months(Months::new(many)),
        };
        let (meant, form) = match self.unit {
            Unit::Day if is_back => (day.checked_sub_days(Days::new(many.into())), "%-d %B %Y"),
            Unit::Day => (day.checked_add_days(Days::new(many.into())), "%-d %B %Y"),
            Unit::Month => (months(many), "%B %Y"),
            Unit::Year => (months(many.saturating_mul(12)), "%Y"),
        };
        Some(meant?.format(form).to_string())
    }
}

/// The two sides of the option `name`.
fn shifts(
    name: &str,
    words: &BTreeMap<String, String>,
) -> Result<(Vec<String>, Vec<Shift>), OptionError> {
    let shift = |(words, shift): (&String, &String)| {
        let read = Shift::parse(shift).ok_or_else(|| OptionError {
            path: vec![name.to_owned(), words.clone()],
            message: "not so many days, months or years".into(),
            help: Some("Write `0 days`, `-1 day`, `1 month`, `-1 year`.".into()),
        })?;
        Ok((words.clone(), read))
    };
    words.iter().map(shift).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_from_the_post() {
        let meant = |shift: &str| {
            let day = NaiveDate::from_ymd_opt(2024, 3, 31)?;
            Shift::parse(shift)?.from(day)
        };
        assert_eq!(meant("0 days").as_deref(), Some("31 March 2024"));
        assert_eq!(meant("-1 day").as_deref(), Some("30 March 2024"));
        assert_eq!(meant("1 day").as_deref(), Some("1 April 2024"));
        assert_eq!(meant("-1 month").as_deref(), Some("February 2024"));
        assert_eq!(meant("-1 year").as_deref(), Some("2023"));
        assert_eq!(meant("yesterday"), None);
        assert_eq!(meant("1 week"), None);
    }
}
