//! `engine`: findings of copydesk about itself. They are made where suppressions
//! are applied; the rule file gives them their words and their severity.

use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};

pub struct Engine;

impl Kind for Engine {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["name", "help"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, _: &Context<'_>, _: &[Candidate], _: &mut Vec<Hit>) {}
}
