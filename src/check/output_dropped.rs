//! `output-dropped`: a post that its generator leaves out, or publishes without what
//! it says, and says nothing.

use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::outlook::lacks_date;

pub struct OutputDropped;

impl Kind for OutputDropped {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["generator", "reason", "remedy"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let generator = &cx.site.generator;
        // what was meant to be held back, and what is told of its date, is told
        // elsewhere or not at all
        if !cx.doc.is_post || !generator.dated_names {
            return;
        }
        let reason = match () {
            () if lacks_date(&cx.doc.path) => "its file name does not begin with a date",
            () if has_no_day(cx.doc.file_name()) => "its file name has a month or day that no calendar has, and the build stops",
            () => return,
        };
        let remedy = "Name it like `2025-09-25-port-reopens.md`.";
        let hit = Hit::new(cx.doc.head()).fill("generator", generator.title.as_str());
        out.push(hit.fill("reason", reason).fill("remedy", remedy));
    }
}

/// Whether the date that a file's name begins with has a month beyond twelve or a day
/// beyond 31: Ruby counts on from 31 February, but not from there.
fn has_no_day(name: &str) -> bool {
    let mut parts = name.split('-').skip(1).map(|part| part.parse::<u32>().ok());
    let (month, day) = (parts.next().flatten(), parts.next().flatten());
    month.is_some_and(|month| !(1..=12).contains(&month)) || day.is_some_and(|day| !(1..=31).contains(&day))
}
