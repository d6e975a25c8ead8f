//! `output-collision`: two posts with one address, of which one overwrites the other.

use rustc_hash::FxHashMap;

use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::facts::{Facts, PostFacts};

pub struct OutputCollision;

impl Kind for OutputCollision {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["url", "other"];
    const ACROSS: bool = true;

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, _: &Context<'_>, _: &[Candidate], _: &mut Vec<Hit>) {}

    fn across(&self, facts: &Facts<'_>, out: &mut Vec<(usize, Hit)>) {
        let mut at: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (number, post) in facts.posts.iter().enumerate() {
            if let Some(url) = &post.url {
                at.entry(file(url)).or_default().push(number);
            }
        }
        let mut shared: Vec<_> = at.into_iter().filter(|(_, posts)| posts.len() > 1).collect();
        shared.sort_unstable();
        for (_, posts) in shared {
            for &number in &posts {
                let Some(other) = posts.iter().find(|&&other| other != number) else { continue };
                let other = facts.posts[*other].path.to_string();
                let url = facts.posts[number].url.as_deref().unwrap_or_default();
                let hit = Hit::new(decides(&facts.posts[number])).fill("url", url);
                let hit = hit.fill("other", other.as_str());
                out.push((number, Hit { files: vec![other], ..hit }));
            }
        }
    }
}

/// The file that an address is written to.
fn file(url: &str) -> String {
    let name = url.rsplit('/').next().unwrap_or_default();
    match name {
        "" => format!("{url}index.html"),
        name if name.contains('.') => url.to_owned(),
        _ => format!("{url}.html"),
    }
}

/// What of a post decides its address.
fn decides(post: &PostFacts) -> crate::text::Span {
    let keys = ["permalink", "url", "slug"];
    let said = keys.iter().find_map(|key| post.key(key));
    said.map_or(post.head, |key| key.value)
}
