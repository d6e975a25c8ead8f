//! `slug`: the part of a post's address that its file name makes.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::patterns;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::check::pattern::Pattern;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// What must not be in it.
    patterns: Vec<String>,
}

pub struct Slug {
    patterns: Vec<Pattern>,
}

impl Kind for Slug {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["slug", "part"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        let patterns = patterns(&["patterns"], &options.patterns, true);
        let needs = Needs { own_patterns: patterns.clone(), ..Needs::default() };
        Ok((Self { patterns }, needs))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        // a key that names the address makes the file name one's own affair
        let keys = cx.doc.keys();
        let is_named = |key: &&str| keys.is_some_and(|root| root.get(key).is_some());
        if !cx.doc.is_post || ["slug", "permalink", "url"].iter().any(is_named) {
            return;
        }
        let slug = slug(&cx.doc.path);
        for pattern in &self.patterns {
            let mut part = None;
            let searched = pattern.find(slug, |range| {
                part.get_or_insert(range);
            });
            cx.told(searched.map(|()| false));
            if let Some(part) = part.and_then(|range| slug.get(range)) {
                let hit = Hit::new(cx.doc.head()).fill("slug", slug);
                out.push(hit.fill("part", part.trim_matches('-')));
                return;
            }
        }
    }
}

/// The slug of the post at `path`: its file's name, or its folder's for an index,
/// without the date and the ending.
fn slug(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let stem = match stem {
        "index" | "_index" => parts.next().unwrap_or_default(),
        stem => stem,
    };
    let date = stem.bytes().take_while(|b| b.is_ascii_digit() || *b == b'-').count();
    // a date has three numbers
    let is_date = stem[..date].matches('-').count() >= 3;
    if is_date { after_date(stem) } else { stem }
}

/// What stands behind `2025-03-04-`.
fn after_date(stem: &str) -> &str {
    stem.splitn(4, '-').last().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_slug_has_no_date_and_no_ending() {
        assert_eq!(slug("_posts/2025-03-04-pier--sold.md"), "pier--sold");
        assert_eq!(slug("_posts/2025-03-04--pier.md"), "-pier");
        assert_eq!(slug("content/pier-sold/index.en.md"), "pier-sold");
        assert_eq!(slug("10-piers.md"), "10-piers");
        assert_eq!(slug("2025-03-04.md"), "2025-03-04");
    }
}
