//! `later-year`: something over and done with, in a year after that of the post.

use chrono::Datelike;
use schemars::JsonSchema;
use serde::Deserialize;

use super::post_day::post_day;
use super::words::patterns;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Words that say that it is over, and the year, which ends them.
    patterns: Vec<String>,
}

pub struct LaterYear;

impl Kind for LaterYear {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["year", "post-year"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        let patterns = patterns(&["patterns"], &options.patterns, true);
        Ok((Self, Needs { patterns, ..Needs::default() }))
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        if found.is_empty() {
            return;
        }
        let Some(post) = post_day(cx) else { return };
        for candidate in found {
            let prose = cx.prose;
            let words = prose.slice(candidate.plain.clone());
            let year = words.get(words.len().saturating_sub(4)..);
            let Some(year) = year.and_then(|year| year.parse::<i32>().ok()) else { continue };
            if year > post.year() {
                let hit = Hit::new(prose.source(&candidate.plain)).fill("year", year.to_string());
                out.push(hit.fill("post-year", post.year().to_string()));
            }
        }
    }
}
