//! The order in which `pretty` tells findings: in groups, each under a heading, and
//! of one cause only so many.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{GroupBy, Options, Run};
use crate::diagnostic::Finding;

/// Findings of a rule that are told, unless all are asked for.
const TOLD: usize = 20;
/// Who wrote a post that does not say so.
const NOBODY: &str = "no author";

/// Findings under one heading.
pub(super) struct Group<'r> {
    /// The post, rule or author.
    pub name: &'r str,
    /// The findings that are told.
    pub findings: Vec<&'r Finding>,
    /// How many there are, told or not.
    pub total: usize,
    /// How many more there are of a rule, to be said at the end of the group.
    pub folded: BTreeMap<&'r str, usize>,
}

/// The findings of a run as the options want them told.
pub(super) fn groups<'r>(run: &'r Run, options: &Options) -> Vec<Group<'r>> {
    let mut groups = match options.group_by {
        GroupBy::Post => {
            let posts = run.findings.chunk_by(|a, b| a.path == b.path);
            posts.map(|post| Group::new(&post[0].path, post.iter().collect())).collect()
        }
        GroupBy::Rule => by_name(run, |finding| finding.rule.as_str()),
        GroupBy::Author => {
            let author = |path| run.about.get(path)?.author.as_deref();
            by_name(run, |finding| author(&finding.path).unwrap_or(NOBODY))
        }
    };
    if options.all {
        return groups;
    }
    let mut told = FxHashMap::default();
    for group in &mut groups {
        // posts are many and short: a rule's findings are counted across them
        if options.group_by != GroupBy::Post {
            told.clear();
        }
        group.fold(&mut told);
    }
    if options.group_by == GroupBy::Post {
        let mut all = BTreeMap::new();
        for (rule, number) in groups.iter_mut().flat_map(|group| std::mem::take(&mut group.folded))
        {
            *all.entry(rule).or_default() += number;
        }
        if let Some(last) = groups.last_mut() {
            last.folded = all;
        }
    }
    groups
}

/// Groups by a name of each finding, the largest first.
fn by_name<'r>(run: &'r Run, name: impl Fn(&'r Finding) -> &'r str) -> Vec<Group<'r>> {
    let mut named: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &run.findings {
        named.entry(name(finding)).or_default().push(finding);
    }
    let mut groups: Vec<Group<'_>> =
        named.into_iter().map(|(name, findings)| Group::new(name, findings)).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.total));
    groups
}

impl<'r> Group<'r> {
    fn new(name: &'r str, findings: Vec<&'r Finding>) -> Self {
        Self { name, total: findings.len(), findings, folded: BTreeMap::new() }
    }

    /// Takes out what goes beyond the number that is told of a rule.
    fn fold(&mut self, told: &mut FxHashMap<&'r str, usize>) {
        let folded = &mut self.folded;
        self.findings.retain(|finding| {
            let rule = finding.rule.as_str();
            let told = told.entry(rule).or_default();
            *told += 1;
            if *told > TOLD {
                *folded.entry(rule).or_default() += 1;
            }
            *told <= TOLD
        });
    }
}
