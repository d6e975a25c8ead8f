//! `copydesk schema config|rule`.

use clap::ValueEnum;

use super::{ConfigArgs, Exit, Output};
use crate::project::Project;
use crate::schema;

/// A file that people write.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Of {
    /// `copydesk.yml`, with the rules of the packs that the one here names.
    Config,
    /// A rule.
    Rule,
}

pub(super) fn run(of: Of, config: &ConfigArgs, output: &Output) -> Exit {
    let schema = match of {
        Of::Rule => schema::rule(),
        Of::Config => {
            let project = match config.request() {
                Ok(request) => Project::new(request),
                Err(why) => return output.failed(why),
            };
            match project.config_here() {
                Ok(loaded) => schema::config(&loaded.rules),
                Err(problems) => return output.trouble(&problems),
            }
        }
    };
    output.print(&format!("{schema:#}\n"));
    Exit::Clean
}
