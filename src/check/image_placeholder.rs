//! `image-placeholder`: a stand-in where a post should have a picture of its own, by
//! its name, or because too many posts have the same.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::document::{Description, Document, Mention, Picture, Target};
use crate::facts::Facts;
use crate::resolve::Resolver;
use crate::text::Span;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// Names of stand-ins, or the ends of their paths; `*` stands for anything.
    names: Vec<String>,
    /// How many posts may share a picture in their front matter; 0 for any number.
    max_posts: usize,
}

pub struct ImagePlaceholder {
    names: GlobSet,
    max_posts: usize,
}

impl Kind for ImagePlaceholder {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["path", "problem"];
    const ACROSS: bool = true;

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        let mut names = GlobSetBuilder::new();
        for name in &options.names {
            let pattern = format!("**/{}", name.trim_start_matches('/'));
            let mut glob = GlobBuilder::new(&pattern);
            let glob = glob.case_insensitive(true).literal_separator(true).build();
            names.add(glob.map_err(refused)?);
        }
        let names = names.build().map_err(refused)?;
        Ok((Self { names, max_posts: options.max_posts }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let named = cx.doc.pictures.iter().filter(|picture| {
            picture.mention == Mention::FrontMatter && picture.target != Target::Computed
        });
        for picture in named {
            let path = picture.span.of(&cx.doc.text);
            let bare = path.split(['?', '#']).next().unwrap_or_default();
            if self.names.is_match(bare) {
                out.push(Hit::new(picture.span).fill("path", path).fill("problem", "is a stand-in"));
            }
        }
    }

    fn across(&self, facts: &Facts<'_>, out: &mut Vec<(usize, Hit)>) {
        if self.max_posts == 0 {
            return;
        }
        for (path, uses) in self.shared(facts) {
            let mut posts: Vec<usize> = uses.iter().map(|(post, _)| *post).collect();
            posts.dedup();
            if posts.len() <= self.max_posts {
                continue;
            }
            let problem = format!("is the picture of {} posts", posts.len());
            for (post, span) in uses {
                let hit = Hit::new(span).fill("path", path.as_str());
                let hit = hit.fill("problem", problem.as_str());
                out.push((post, Hit { files: vec![path.clone()], ..hit }));
            }
        }
    }
}

fn refused(error: globset::Error) -> OptionError {
    OptionError::new("names", error.to_string())
}

impl ImagePlaceholder {
    /// The files that front matter leads to, and where. Only those are looked for
    /// whose name is written often enough: the same name may be another file beside
    /// another post.
    fn shared(&self, facts: &Facts<'_>) -> BTreeMap<String, Vec<(usize, Span)>> {
        fn name(path: &str) -> &str {
            path.rsplit('/').next().unwrap_or_default()
        }
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        for (path, _) in facts.posts.iter().flat_map(|post| &post.pictures) {
            *counts.entry(name(path)).or_default() += 1;
        }
        let mut files: BTreeMap<String, Vec<(usize, Span)>> = BTreeMap::new();
        for (number, post) in facts.posts.iter().enumerate() {
            for (path, span) in &post.pictures {
                if counts[name(path)] <= self.max_posts {
                    continue;
                }
                // of the post, no more than its path matters here
                let doc = Document::parse_head(&*post.path, "", &facts.site.generator);
                let target = Target::Path(path.to_string());
                let picture = Picture {
                    span: *span,
                    target,
                    mention: Mention::FrontMatter,
                    whole: *span,
                    description: Description::Unknown,
                };
                let file = Resolver::new(&doc, facts.site).file_of(&picture);
                files.entry(file.unwrap_or_default()).or_default().push((number, *span));
            }
        }
        files.remove("");
        files
    }
}
