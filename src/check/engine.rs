//! `engine`: findings of copydesk about itself. They are made where suppressions
//! are applied; the rule file gives them their words and their severity.

use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {}

pub struct Engine;

impl Kind for Engine {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["name", "help"];

    fn compile(_: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, _: &Context<'_>, _: &[Candidate], _: &mut Vec<Hit>) {}
}
