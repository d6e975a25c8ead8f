//! `copydesk rules`.

use serde_json::json;

use super::{Exit, ListFormat, Output, Rules};
use crate::manual;
use crate::project::Project;

pub(super) fn run(args: &Rules, output: &Output) -> Exit {
    let project = match args.config.request() {
        Ok(request) => Project::new(request),
        Err(why) => return output.failed(why),
    };
    let loaded = match project.config_here() {
        Ok(loaded) => loaded,
        Err(problems) => return output.trouble(&problems),
    };
    let mut rules = Vec::new();
    for id in loaded.rules.ids() {
        match loaded.rules.load(id) {
            Ok(rule) => rules.push(rule),
            Err(problem) => return output.trouble(&[problem]),
        }
    }
    if args.format == ListFormat::Json {
        let list: Vec<_> = rules
            .iter()
            .map(|rule| {
                json!({
                    "id": rule.id.as_str(),
                    "severity": rule.severity,
                    "recommended": rule.recommended,
                    "message": rule.message.to_string(),
                    "language": rule.language,
                    "url": rule.url.as_deref(),
                })
            })
            .collect();
        output.print(&format!("{:#}\n", json!(list)));
        return Exit::Clean;
    }
    let width = rules.iter().map(|rule| rule.id.as_str().len()).max().unwrap_or_default();
    let mut text = String::new();
    for rule in &rules {
        text.push_str(&manual::line(rule, width));
        text.push('\n');
    }
    text.push_str("\n● runs by default   ○ runs when its pack or it is named in copydesk.yml\n");
    output.print(&text);
    Exit::Clean
}
