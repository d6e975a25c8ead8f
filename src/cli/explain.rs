//! `copydesk explain RULE`.

use super::{ConfigArgs, Exit, Output};
use crate::manual;
use crate::project::Project;
use crate::rule::Manual;

pub(super) fn run(name: &str, config: &ConfigArgs, output: &Output) -> Exit {
    let project = match config.request() {
        Ok(request) => Project::new(request),
        Err(why) => return output.failed(why),
    };
    let loaded = match project.config_here() {
        Ok(loaded) => loaded,
        Err(problems) => return output.trouble(&problems),
    };
    let Some(id) = loaded.rules.find(name) else {
        return output.trouble(&[loaded.rules.unknown(name)]);
    };
    let rule = loaded.rules.load(id);
    let manual = loaded.rules.source(id).map(Manual::load);
    match (rule, manual) {
        (Ok(rule), Some(Ok(manual))) => {
            output.print(&manual::page(&rule, &manual, output.look.width));
            Exit::Clean
        }
        (Err(problem), _) | (_, Some(Err(problem))) => output.trouble(&[problem]),
        (_, None) => output.trouble(&[loaded.rules.unknown(name)]),
    }
}
