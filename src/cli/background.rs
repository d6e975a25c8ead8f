//! What the rules that found something say of themselves, for reports that tell it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::diagnostic::RuleId;
use crate::pack::RuleSet;
use crate::project::Post;
use crate::report::{Background, RuleNote, Run};
use crate::rule::Manual;

/// The day of a run, and the rules in it, each as the first config that knows it has it.
pub(super) fn of(run: &Run, posts: &[Post], day: NaiveDate) -> Background {
    let mut missing: BTreeSet<&RuleId> = run.findings.iter().map(|found| &found.rule).collect();
    let mut background = Background { day: Some(day), ..Background::default() };
    let mut last = None;
    for post in posts {
        // neighbours share their config
        if last.is_some_and(|last| Arc::ptr_eq(last, &post.config)) {
            continue;
        }
        last = Some(&post.config);
        missing.retain(|id| match note(&post.config.rules, id) {
            Some(note) => background.rules.insert((*id).clone(), note).is_some(),
            None => true,
        });
    }
    background
}

fn note(rules: &RuleSet, id: &RuleId) -> Option<RuleNote> {
    let rule = rules.load(id).ok()?;
    let manual = Manual::load(rules.source(id)?).ok()?;
    let message = rule.message.fill(|_| "…".to_owned());
    let says_something = message.contains(char::is_alphanumeric);
    Some(RuleNote {
        message: if says_something { message } else { String::new() },
        why: manual.why,
        url: rule.url.as_deref().map(str::to_owned),
    })
}
