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
        let is_partial = cx.doc.path.split('/').any(|name| name.starts_with("_template"));
        if is_partial || !cx.doc.is_post {
            return;
        }
        // what was meant to be held back, and what is told of its date, is told
        // elsewhere or not at all
        if !generator.dated_names || !lacks_date(&cx.doc.path) {
            return;
        }
        let reason = "its file name does not begin with a date";
        let remedy = "Name it like `2025-09-25-port-reopens.md`.";
        let hit = Hit::new(cx.doc.head()).fill("generator", generator.title.as_str());
        out.push(hit.fill("reason", reason).fill("remedy", remedy));
    }
}
