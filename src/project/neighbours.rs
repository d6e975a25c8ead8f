//! What is known of all posts of some sites, kept up to date while some of them are
//! being written.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::limits::Limits;
use super::{Place, Post, Project};
use crate::check::Hit;
use crate::diagnostic::Problem;
use crate::facts::{Facts, PostFacts};

/// The posts of some sites.
#[derive(Default)]
pub struct Neighbours {
    sites: Vec<Neighbourhood>,
}

/// The posts of one site, in the order of their paths.
struct Neighbourhood {
    place: Arc<Place>,
    posts: Vec<PostFacts>,
}

impl Neighbours {
    /// Reads all posts below `folders`, and those of the same sites elsewhere; `None`
    /// where `go_on` says in between that nobody waits for them any more.
    pub fn read(
        project: &Project,
        folders: &[PathBuf],
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<(Self, Vec<Problem>)> {
        let gathered = project.gather(folders);
        let posts: Vec<&Post> = gathered.posts.iter().chain(&gathered.others).collect();
        let limits = Limits::none();
        let facts: Vec<Option<PostFacts>> = posts
            .par_iter()
            .map(|post| if go_on() { project.facts(post, &limits) } else { None })
            .collect();
        let mut neighbours = Self::default();
        for (post, facts) in posts.iter().zip(facts) {
            neighbours.site(&post.place).posts.extend(facts);
        }
        for site in &mut neighbours.sites {
            site.posts.sort_by(|a, b| a.path.cmp(&b.path));
            site.posts.shrink_to_fit();
        }
        go_on().then_some((neighbours, gathered.problems))
    }

    /// Takes in what is now known of a post.
    pub fn put(&mut self, place: &Arc<Place>, facts: PostFacts) {
        let posts = &mut self.site(place).posts;
        match posts.binary_search_by(|post| post.path.cmp(&facts.path)) {
            Ok(number) => posts[number] = facts,
            Err(number) => posts.insert(number, facts),
        }
    }

    /// Takes out the post at `path` from the root of its site.
    pub fn remove(&mut self, place: &Arc<Place>, path: &str) {
        let posts = &mut self.site(place).posts;
        if let Ok(number) = posts.binary_search_by(|post| (*post.path).cmp(path)) {
            posts.remove(number);
        }
    }

    /// The posts of a site, in the order of their paths.
    pub fn of(&self, place: &Arc<Place>) -> &[PostFacts] {
        let site = self.sites.iter().find(|site| Arc::ptr_eq(&site.place, place));
        site.map_or(&[], |site| &site.posts)
    }

    fn site(&mut self, place: &Arc<Place>) -> &mut Neighbourhood {
        let known = self.sites.iter().position(|site| Arc::ptr_eq(&site.place, place));
        let number = known.unwrap_or_else(|| {
            self.sites.push(Neighbourhood { place: Arc::clone(place), posts: Vec::new() });
            self.sites.len() - 1
        });
        &mut self.sites[number]
    }

    /// What rules find in each of `wanted` beside the other posts of its site: hits,
    /// with the number of the rule.
    pub fn across(&self, project: &Project, wanted: &[&Post]) -> Vec<Vec<(usize, Hit)>> {
        let mut out: Vec<Vec<(usize, Hit)>> = wanted.iter().map(|_| Vec::new()).collect();
        let mut done = vec![false; wanted.len()];
        for first in 0..wanted.len() {
            if done[first] || !wanted[first].linter.looks_across() {
                continue;
            }
            let Post { place, linter, .. } = wanted[first];
            let posts = self.of(place);
            // posts with the same rules are found in one pass
            let alike =
                |post: &Post| Arc::ptr_eq(&post.place, place) && Arc::ptr_eq(&post.linter, linter);
            let mut owners = vec![None; posts.len()];
            for number in (first..wanted.len()).filter(|&number| alike(wanted[number])) {
                done[number] = true;
                let path = place.relative(&wanted[number].file);
                if let Ok(at) = posts.binary_search_by(|post| (*post.path).cmp(path.as_str())) {
                    owners[at] = Some(number);
                }
            }
            let facts = Facts { site: &place.site, today: project.today(), posts };
            for (post, rule, hit) in linter.across(&facts) {
                if let Some(owner) = owners[post] {
                    out[owner].push((rule, hit));
                }
            }
        }
        out
    }
}
