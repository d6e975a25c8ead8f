//! Checks across the posts of a site: facts of all posts are folded, and posts in
//! which something is found beside others are looked at again.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use globset::GlobSet;
use rayon::prelude::*;

use super::limits::{Content, Limits};
use super::run::Outcome;
use super::{Gathered, Place, Post, Project, Walked, read, walk};
use crate::check::{Beside, Hit};
use crate::document::Document;
use crate::facts::{Facts, PostFacts};
use crate::lint::Linter;

/// The posts of one site: what is known of each, and which outcome it belongs to.
struct Together<'g> {
    place: &'g Place,
    posts: Vec<PostFacts>,
    members: Vec<Option<usize>>,
    linters: Vec<&'g Arc<Linter>>,
}

impl Project {
    /// Finds the other posts of the sites of `out`, where `walked` are only parts of
    /// them: what is found across posts is then the same whatever was named.
    pub(super) fn gather_others(&self, out: &mut Gathered, walked: &[PathBuf], exclude: &GlobSet) {
        let named: HashSet<PathBuf> = out.posts.iter().map(|post| post.file.clone()).collect();
        let mut roots: Vec<PathBuf> = Vec::new();
        for post in &out.posts {
            let root = &post.place.root;
            let is_walked = walked.iter().any(|folder| root.starts_with(folder));
            if !is_walked && !roots.contains(root) && post.linter.looks_across() {
                roots.push(root.clone());
            }
        }
        for root in roots {
            let mut files: Vec<Walked> = Vec::new();
            walk::walk(&root, &mut files, &mut out.problems);
            files.retain(|walked| !named.contains(&walked.file));
            for walked in files {
                match self.place(walked, exclude) {
                    Ok(Some(post)) => out.others.push(post),
                    Ok(None) => {}
                    Err(problems) => out.problems.extend(problems),
                }
            }
        }
    }

    /// Looks at posts together, where a rule asks for it and the run is about more
    /// than single files.
    pub(super) fn look_across(
        &self,
        gathered: &Gathered,
        wanted: &[&Post],
        mut outcomes: Vec<Outcome>,
        limits: &Limits,
    ) -> Vec<Outcome> {
        let asks = |post: &&Post| post.linter.looks_across();
        if !gathered.together || !wanted.iter().any(asks) {
            return outcomes;
        }
        let checked: HashSet<*const Post> = wanted.iter().map(|post| *post as *const _).collect();
        let rest = gathered.posts.iter().filter(|post| !checked.contains(&(*post as *const _)));
        let rest: Vec<&Post> = rest.chain(&gathered.others).collect();
        let known: Vec<Option<PostFacts>> =
            rest.par_iter().map(|post| self.facts(post, limits)).collect();
        let mut sites: HashMap<*const Place, Together<'_>> = HashMap::new();
        let own = wanted.iter().zip(&mut outcomes).enumerate();
        let own = own.map(|(number, (post, outcome))| (*post, outcome.facts.take(), Some(number)));
        let others = rest.iter().zip(known).map(|(post, facts)| (*post, facts, None));
        for (post, facts, member) in own.chain(others) {
            let Some(facts) = facts else { continue };
            let site = sites.entry(Arc::as_ptr(&post.place)).or_insert_with(|| Together {
                place: &post.place,
                posts: Vec::new(),
                members: Vec::new(),
                linters: Vec::new(),
            });
            site.posts.push(facts);
            site.members.push(member);
            let is_new = !site.linters.iter().any(|linter| Arc::ptr_eq(linter, &post.linter));
            if is_new && member.is_some() {
                site.linters.push(&post.linter);
            }
        }
        let mut hits: HashMap<usize, Vec<(usize, Hit)>> = HashMap::new();
        for site in sites.values() {
            site.find(self.request.today, wanted, &mut hits);
        }
        let again: Vec<(usize, Outcome)> = outcomes
            .par_iter()
            .enumerate()
            .filter(|(number, outcome)| hits.contains_key(number) || outcome.has_directives)
            .map(|(number, _)| {
                let found = hits.get(&number).map_or(&[][..], Vec::as_slice);
                (number, self.check_file(wanted[number], limits, Beside::Found(found)))
            })
            .collect();
        for (number, second) in again {
            let first = std::mem::take(&mut outcomes[number]);
            outcomes[number] = second.after(first, !self.request.diff);
        }
        outcomes
    }

    /// What is known of a post that is not checked.
    pub(super) fn facts(&self, post: &Post, limits: &Limits) -> Option<PostFacts> {
        let text = match limits.content(post) {
            Content::Disk => read(&post.file).ok()?,
            Content::Staged { bytes, .. } => String::from_utf8(bytes).ok()?,
        };
        if !walk::is_post(&post.file, &text) {
            return None;
        }
        let site = &post.place.site;
        let path = post.place.relative(&post.file);
        let doc = Document::parse_head(path.as_str(), text, &site.generator);
        Some(PostFacts::of(&doc, site, self.request.today))
    }
}

impl Together<'_> {
    /// Runs the rules of each linter over all posts; a hit counts in posts of that
    /// linter that are checked.
    fn find(
        &self,
        today: chrono::NaiveDate,
        wanted: &[&Post],
        out: &mut HashMap<usize, Vec<(usize, Hit)>>,
    ) {
        let facts = Facts { site: &self.place.site, today, posts: &self.posts };
        for linter in self.linters.iter().filter(|linter| linter.looks_across()) {
            for (post, rule, hit) in linter.across(&facts) {
                let Some(number) = self.members[post] else { continue };
                if Arc::ptr_eq(&wanted[number].linter, linter) {
                    out.entry(number).or_default().push((rule, hit));
                }
            }
        }
    }
}
