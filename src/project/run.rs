//! The run itself: posts read, linted and fixed in parallel.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::limits::{Content, Limits};
use super::{Gathered, Post, Project, TOO_LARGE, Walked, normal, read, walk, write};
use crate::baseline::{Counts, Key};
use crate::check::{Beside, Context};
use crate::diagnostic::{Diagnostic, Finding, Problem, RuleId, Safety};
use crate::document::{Document, Target};
use crate::excuse::excuse;
use crate::facts::{About, PostFacts};
use crate::fix::{Make, View, fix};
use crate::report::{Run, unified_diff};
use crate::review::{Reviewed, Session};
use crate::text::{LineIndex, Span};

/// What came of one post.
#[derive(Default)]
pub(super) struct Outcome {
    /// What is kept of the post for checks across posts, where there are any.
    pub facts: Option<PostFacts>,
    /// Whether comments in it say what does not count.
    pub has_directives: bool,
    findings: Vec<Finding>,
    about: Option<(Arc<str>, About)>,
    problems: Vec<Problem>,
    images: usize,
    computed: usize,
    fixed: usize,
    excused: usize,
    was_post: bool,
    hidden: usize,
    /// Entries of the baseline that match no more, for this post.
    stale: Option<(String, Counts)>,
    /// What the entries of posts that are gone hide here, if no post before has
    /// used them up.
    moved: Vec<(Key, Finding)>,
    /// The post with its fixes made, where they changed it.
    text: Option<String>,
    diff: Option<String>,
}

/// A post that is kept open for a review.
pub struct Opened {
    /// Its number among the posts gathered.
    pub post: usize,
    /// Its text and what is wrong with it.
    pub reviewed: Reviewed,
}

impl Outcome {
    fn problem(why: impl Into<String>, post: &Post) -> Self {
        let problem = Problem::new(why).in_file(post.shown.as_ref());
        Self { problems: vec![problem], ..Self::default() }
    }
}

impl Project {
    /// Checks posts, in parallel; what is found is in the order of the posts.
    pub fn check(&self, gathered: &Gathered) -> Run {
        let mut run = Run { problems: gathered.problems.clone(), ..Run::default() };
        let mut limits = match Limits::new(&self.request, gathered) {
            Ok(limits) => limits,
            Err(problems) => {
                run.problems.extend(problems);
                return run;
            }
        };
        let wanted: Vec<&Post> = gathered.posts.iter().filter(|post| limits.wants(post)).collect();
        let beside = if gathered.together { Beside::Later } else { Beside::None };
        let check = |post: &&Post| self.check_file(post, &limits, beside);
        // one post is not worth the start of threads
        let outcomes: Vec<Outcome> = match wanted.len() {
            0 | 1 => wanted.iter().map(check).collect(),
            _ => wanted.par_iter().map(check).collect(),
        };
        let outcomes = self.look_across(gathered, &wanted, outcomes, &limits);
        let mut stale = BTreeMap::new();
        let mut used = Vec::new();
        let mut orphans = limits.orphans();
        let mut checked = Vec::new();
        for (post, mut outcome) in wanted.iter().zip(outcomes) {
            if outcome.was_post {
                checked.push(*post);
            }
            stale.extend(outcome.stale.take());
            outcome.settle_moved(&mut orphans, &mut used);
            outcome.add_to(&mut run);
        }
        run.findings.iter().for_each(|finding| run.summary.count(finding));
        limits.settle_baseline(&checked, &stale, &used, &mut run);
        run
    }

    /// Checks one file, and writes it where it is to be fixed. `beside` is what was
    /// found in it beside other posts.
    pub(super) fn check_file(&self, post: &Post, limits: &Limits, beside: Beside<'_>) -> Outcome {
        self.done.fetch_add(1, Ordering::Relaxed);
        let (text, may_fix) = match limits.content(post) {
            Content::Disk => match read(&post.file) {
                Ok(text) => (text, true),
                Err(why) => return Outcome::problem(why, post),
            },
            Content::Staged { bytes, same_on_disk } => match String::from_utf8(bytes) {
                Ok(text) => (text, same_on_disk),
                Err(_) => return Outcome::problem("what is staged is not UTF-8", post),
            },
        };
        if !walk::is_post(&post.file, &text) {
            return Outcome::default();
        }
        let mut outcome = self.check_text(post, &text, limits, self.request.fix, beside);
        let Some(fixed) = outcome.text.take() else { return outcome };
        if self.request.diff {
            outcome.diff = Some(unified_diff(&post.shown, &text, &fixed));
            return outcome;
        }
        let written = if may_fix {
            write::replace(&post.file, &text, &fixed, &self.request.cwd, &post.place.root)
        } else {
            Err("not fixed: the file on disk is not what is staged".to_owned())
        };
        if let Err(why) = written {
            // then the post is as it was, and so is what is wrong with it
            let unfixed = self.check_text(post, &text, limits, None, beside);
            outcome = Outcome { excused: 0, text: None, ..unfixed };
            outcome.problems.push(Problem::new(why).in_file(post.shown.as_ref()));
        }
        outcome
    }

    /// Checks `text` as the post it is or will be.
    fn check_text(
        &self,
        post: &Post,
        text: &str,
        limits: &Limits,
        fixes: Option<Safety>,
        beside: Beside<'_>,
    ) -> Outcome {
        let site = &post.place.site;
        let path = post.place.relative(&post.file);
        let doc = Document::parse(path.as_str(), text, &site.generator, &site.config);
        let cx = Context { beside, ..Context::new(&doc, site, self.request.today) };
        let targets = || doc.pictures.iter().map(|picture| &picture.target);
        let images = targets().filter(|target| matches!(target, Target::Path(_))).count();
        let computed = targets().filter(|target| **target == Target::Computed).count();
        let mut outcome = Outcome {
            images,
            computed,
            was_post: true,
            has_directives: !doc.directives.is_empty(),
            ..Outcome::default()
        };
        let mut view = limits.view(post);
        match fixes {
            None => {
                let mut found = post.linter.lint(&cx);
                view.keep(&doc, &mut found);
                if let Some((names, reason)) = &self.request.excuse {
                    self.excuse(post, &cx, (names, reason.as_deref()), &mut found, &mut outcome);
                }
                outcome.findings = findings(post, text, found);
            }
            Some(safety) => {
                let make = Make { safety, least: self.request.least };
                let fixed = fix(&post.linter, &cx, make, &mut view);
                let told =
                    |rule, why| Problem::new(format!("{rule}: {why}")).in_file(post.shown.as_ref());
                outcome.problems.extend(
                    fixed.unsettled.iter().map(|rule| told(rule, "its fixes never come to an end")),
                );
                outcome.problems.extend(fixed.refused.iter().map(|rule| {
                    told(rule, "its fix was not made: front matter would say something else")
                }));
                outcome.fixed = fixed.made;
                outcome.findings = findings(post, &fixed.text, fixed.left);
                outcome.text = Some(fixed.text).filter(|fixed| fixed != text);
            }
        }
        let stuck = post.linter.stuck(&doc).into_iter();
        outcome.problems.extend(stuck.map(|problem| problem.in_file(post.shown.as_ref())));
        if matches!(beside, Beside::Later) && post.linter.looks_across() {
            outcome.facts = Some(match &outcome.text {
                Some(fixed) if !self.request.diff => {
                    let doc = Document::parse_head(path.as_str(), fixed.as_str(), &site.generator);
                    PostFacts::of(&doc, site, self.request.today)
                }
                _ => PostFacts::of(&doc, site, self.request.today),
            });
        }
        let has_findings = !outcome.findings.is_empty();
        outcome.about = has_findings.then(|| (Arc::clone(&post.shown), About::of(&doc, site)));
        if let Some(hidden) = view.hidden {
            outcome.hidden = hidden.hidden;
            outcome.stale = hidden.stale.map(|mut stale| {
                // a rule that did not run may still find what is recorded
                let ran: Vec<&str> = post.linter.looked(beside).map(RuleId::as_str).collect();
                stale.retain(|(rule, _), _| ran.contains(&rule.as_str()));
                (limits.baseline_path(post), stale)
            });
            let lines = LineIndex::new(text);
            let place = |(key, d)| (key, Finding::new(Arc::clone(&post.shown), text, &lines, d));
            outcome.moved = hidden.moved.into_iter().map(place).collect();
        }
        outcome
    }

    /// Posts with findings, kept open for a review.
    pub fn open(&self, gathered: &Gathered) -> (Vec<Opened>, Vec<Problem>) {
        let mut problems = gathered.problems.clone();
        let limits = match Limits::new(&self.request, gathered) {
            Ok(limits) => limits,
            Err(more) => return (Vec::new(), problems.into_iter().chain(more).collect()),
        };
        let wanted: Vec<(usize, &Post)> =
            gathered.posts.iter().enumerate().filter(|(_, post)| limits.wants(post)).collect();
        let read: Vec<Result<Opened, Problem>> = wanted
            .par_iter()
            .map(|&(number, post)| {
                let reviewed = self.review(post, &limits)?;
                Ok(Opened { post: number, reviewed })
            })
            .collect();
        let mut opened = Vec::new();
        for read in read {
            match read {
                Ok(post) => opened.push(post),
                Err(problem) => problems.push(problem),
            }
        }
        opened.retain(|opened| !opened.reviewed.found.is_empty());
        (opened, problems)
    }

    /// A post as it is now, for a review that goes on.
    pub fn reread(&self, post: &Post) -> Result<Reviewed, Problem> {
        self.review(post, &Limits::none())
    }

    fn review(&self, post: &Post, limits: &Limits) -> Result<Reviewed, Problem> {
        let told = |why: String| Problem::new(why).in_file(post.shown.as_ref());
        let text = read(&post.file).map_err(told)?;
        if !walk::is_post(&post.file, &text) {
            return Ok(Reviewed { text, found: Vec::new() });
        }
        let found = self.with_context(post, &text, |cx| {
            let mut found = post.linter.lint(cx);
            limits.view(post).keep(cx.doc, &mut found);
            for diagnostic in &mut found {
                diagnostic.fixes.retain(|fix| fix.safety > Safety::Display);
            }
            found
        });
        Ok(Reviewed { text, found })
    }

    /// Writes what a review decided on its post number `number`; whether that changed
    /// the post, and how many decisions could not be carried out.
    pub fn write_reviewed(
        &self,
        post: &Post,
        session: &Session,
        number: usize,
    ) -> Result<(bool, usize), Problem> {
        let old = &session.post(number).text;
        let (new, failed) =
            self.with_context(post, old, |cx| session.result(number, &post.linter, cx));
        if new == *old {
            return Ok((false, failed));
        }
        write::replace(&post.file, old, &new, &self.request.cwd, &post.place.root)
            .map_err(|why| Problem::new(why).in_file(post.shown.as_ref()))?;
        Ok((true, failed))
    }

    fn with_context<T>(&self, post: &Post, text: &str, run: impl FnOnce(&Context<'_>) -> T) -> T {
        let site = &post.place.site;
        let path = post.place.relative(&post.file);
        let doc = Document::parse(path.as_str(), text, &site.generator, &site.config);
        run(&Context::new(&doc, site, self.request.today))
    }

    /// Excuses those of `found` that the request names.
    fn excuse(
        &self,
        post: &Post,
        cx: &Context<'_>,
        (names, reason): (&[String], Option<&str>),
        found: &mut Vec<Diagnostic>,
        outcome: &mut Outcome,
    ) {
        let mut ids = Vec::new();
        for name in names {
            match post.config.rules.select(name) {
                Ok(rules) => ids.extend(rules),
                Err(problem) => outcome.problems.push(problem),
            }
        }
        let chosen: Vec<&Diagnostic> = found.iter().filter(|d| ids.contains(&d.rule)).collect();
        if chosen.is_empty() {
            return;
        }
        match excuse(&post.linter, cx, &chosen, reason) {
            Some(text) => {
                outcome.excused = chosen.len();
                outcome.text = Some(text);
                found.retain(|d| !ids.contains(&d.rule));
            }
            None => {
                let problem = Problem::new("no comment would excuse what is found here");
                outcome.problems.push(problem.in_file(post.shown.as_ref()));
            }
        }
    }

    /// Checks a post that is given as text rather than read; `path` is where it
    /// would be. Also gives the text with its fixes made.
    pub fn check_given(&self, path: &Path, text: String) -> (Run, String) {
        let file = normal(&self.request.cwd.join(path));
        let mut run = Run::default();
        let walked = Walked { file, named: true };
        let post = match self.place(walked, &globset::GlobSet::empty()) {
            Ok(Some(post)) => post,
            Ok(None) => return (run, text),
            Err(problems) => {
                run.problems = problems;
                return (run, text);
            }
        };
        if text.len() as u64 > Span::MAX_TEXT {
            run.problems.push(Problem::new(TOO_LARGE).in_file(post.shown.as_ref()));
            return (run, text);
        }
        let gathered = Gathered { posts: vec![post], ..Gathered::default() };
        let limits = match Limits::new(&self.request, &gathered) {
            Ok(limits) => limits,
            Err(problems) => {
                run.problems = problems;
                return (run, text);
            }
        };
        let mut outcome =
            self.check_text(&gathered.posts[0], &text, &limits, self.request.fix, Beside::None);
        let fixed = outcome.text.take().unwrap_or(text);
        outcome.add_to(&mut run);
        run.findings.iter().for_each(|finding| run.summary.count(finding));
        (run, fixed)
    }
}

impl Outcome {
    /// The outcome of a second look, at what the first one left.
    pub fn after(self, first: Outcome, wrote: bool) -> Self {
        let (fixed, excused) = if wrote { (first.fixed, first.excused) } else { (0, 0) };
        Self { fixed: self.fixed + fixed, excused: self.excused + excused, ..self }
    }

    /// Shows again what the entries of posts that are gone have hidden in others.
    fn settle_moved(&mut self, orphans: &mut Counts, used: &mut Vec<Key>) {
        for (key, finding) in std::mem::take(&mut self.moved) {
            match orphans.get_mut(&key).filter(|count| **count > 0) {
                Some(count) => {
                    *count -= 1;
                    used.push(key);
                }
                None => {
                    self.hidden -= 1;
                    self.findings.push(finding);
                }
            }
        }
        self.findings
            .sort_by(|a, b| (a.place.start.offset, &a.rule).cmp(&(b.place.start.offset, &b.rule)));
    }

    fn add_to(self, run: &mut Run) {
        run.summary.posts += usize::from(self.was_post);
        run.summary.images += self.images;
        run.computed += self.computed;
        run.summary.fixed += self.fixed;
        run.summary.hidden += self.hidden;
        run.excused += self.excused;
        run.problems.extend(self.problems);
        run.findings.extend(self.findings);
        run.about.extend(self.about);
        run.diffs.extend(self.diff);
    }
}

fn findings(post: &Post, text: &str, found: Vec<Diagnostic>) -> Vec<Finding> {
    if found.is_empty() {
        return Vec::new();
    }
    let lines = LineIndex::new(text);
    let place = |d| Finding::new(Arc::clone(&post.shown), text, &lines, d);
    found.into_iter().map(place).collect()
}
