//! `wrong-type`: a value of another kind than the site's config, or nearly all other
//! posts, have under that key.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::facts::{Facts, Shape, siblings};

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// What a key must hold, whatever other posts have.
    #[serde(default)]
    types: BTreeMap<String, Shape>,
    /// How many posts must have a key before the others count.
    min_posts: usize,
    /// The percentage of them that must agree.
    #[schemars(range(min = 51, max = 100))]
    share: usize,
    /// The percentage from which on another kind is usual too.
    usual: usize,
}

pub struct WrongType {
    options: Options,
}

impl Kind for WrongType {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "kind", "expected", "because"];
    const ACROSS: bool = true;

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if !(51..=100).contains(&options.share) {
            return Err(OptionError::new("share", "a percentage from 51 to 100"));
        }
        Ok((Self { options }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let Some(root) = cx.doc.keys() else { return };
        for (name, wanted) in &self.options.types {
            let Some(entry) = root.at(name.split('.')) else { continue };
            let shape = Shape::of(&entry.value, cx.doc, cx.site);
            if !matches!(shape, Shape::Nothing | Shape::Unknown) && !fits(shape, *wanted) {
                let hit = Hit::new(entry.value.span).fill("key", name.as_str());
                let hit = hit.fill("kind", shape.name()).fill("expected", wanted.name());
                out.push(hit.fill("because", "the config wants it so"));
            }
        }
    }

    fn across(&self, facts: &Facts<'_>, out: &mut Vec<(usize, Hit)>) {
        for group in siblings(facts) {
            let mut by_key: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
            for &number in &group {
                for (at, key) in facts.posts[number].keys.iter().enumerate() {
                    by_key.entry(&key.name).or_default().push((number, at));
                }
            }
            for (name, places) in by_key {
                if !self.options.types.contains_key(name) {
                    self.compare(name, &places, facts, out);
                }
            }
        }
    }
}

impl WrongType {
    fn compare(
        &self,
        name: &str,
        places: &[(usize, usize)],
        facts: &Facts<'_>,
        out: &mut Vec<(usize, Hit)>,
    ) {
        let shapes: Vec<(usize, usize, Shape)> = places
            .iter()
            .map(|&(post, key)| (post, key, facts.posts[post].keys[key].shape))
            .filter(|(.., shape)| !matches!(shape, Shape::Nothing | Shape::Unknown))
            .collect();
        if shapes.len() < self.options.min_posts {
            return;
        }
        let mut counts: BTreeMap<Shape, usize> = BTreeMap::new();
        for (.., shape) in &shapes {
            *counts.entry(family(*shape)).or_default() += 1;
        }
        let Some((&usual, &count)) = counts.iter().max_by_key(|(_, count)| **count) else { return };
        let percent = count * 100 / shapes.len();
        if percent < self.options.share {
            return;
        }
        for (post, key, shape) in shapes {
            let is_rare = counts[&family(shape)] * 100 < self.options.usual * places.len();
            // a number where texts are is told for what it turns into, if anything
            let is_plain = usual == Shape::Text && matches!(shape, Shape::Number | Shape::Boolean);
            if family(shape) == usual || !is_rare || is_plain {
                continue;
            }
            let span = facts.posts[post].keys[key].value;
            let hit = Hit::new(span).fill("key", name).fill("kind", shape.name());
            let because = format!("{percent} % of the other posts have {}", usual.name());
            out.push((post, hit.fill("expected", usual.name()).fill("because", because)));
        }
    }
}

/// Dates and texts are one kind: which a date is depends on its quotes.
fn family(shape: Shape) -> Shape {
    if shape == Shape::Date { Shape::Text } else { shape }
}

/// Whether a value is of the kind that the config wants: dates in quotes are dates.
fn fits(shape: Shape, wanted: Shape) -> bool {
    shape == wanted || wanted == Shape::Date && shape == Shape::Text
}
