//! `reference`: an author, tag, category or layout that the site does not have.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::nearest;
use crate::facts::Facts;
use crate::site::References;
use crate::text::Span;
use crate::tree::Node;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The names that a key may hold.
    #[serde(default)]
    lists: BTreeMap<String, Vec<String>>,
}

pub struct Reference {
    lists: BTreeMap<String, Vec<String>>,
}

impl Kind for Reference {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "name", "list", "near"];
    const ACROSS: bool = true;

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { lists: options.lists }, Needs::default()))
    }

    /// Lists of the config hold for each post alone, and so do layouts, of which a
    /// site has all or takes some from a theme.
    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let Some(root) = cx.doc.keys() else { return };
        for (key, names) in &self.lists {
            let Some(entry) = root.at(key.split('.')) else { continue };
            look(key, &entry.value, names, "the list of the config", out);
        }
        for reference in cx.site.references().iter().filter(|r| r.is_complete) {
            let Some(entry) = root.get(&reference.key) else { continue };
            if !self.lists.contains_key(&reference.key) {
                look(&reference.key, &entry.value, &reference.names, &reference.place, out);
            }
        }
    }

    /// Lists that themes read: they count where a post keeps to them.
    fn across(&self, facts: &Facts<'_>, out: &mut Vec<(usize, Hit)>) {
        for reference in facts.site.references().iter().filter(|r| !r.is_complete) {
            let References { key, names, place, .. } = reference;
            let knows = |name: &str| names.iter().any(|known| known == name);
            let values = facts.posts.iter().enumerate().flat_map(|(number, post)| {
                let texts = post.key(key).map(|key| key.texts.as_slice()).unwrap_or_default();
                texts.iter().map(move |(text, span)| (number, text, *span))
            });
            let values: Vec<_> = values.collect();
            let is_used = values.iter().any(|(_, text, _)| knows(text));
            if !is_used || self.lists.contains_key(key) {
                continue;
            }
            for (number, text, span) in values {
                if !knows(text) && !is_name(text, names) {
                    out.push((number, hit(key, text, span, names, place)));
                }
            }
        }
    }
}

fn look(key: &str, value: &Node, names: &[String], place: &str, out: &mut Vec<Hit>) {
    for node in std::iter::once(value).chain(value.items()) {
        let Some(text) = node.text().filter(|_| !node.is_blank()) else { continue };
        if !names.iter().any(|known| known == text) {
            out.push(hit(key, text, node.span, names, place));
        }
    }
}

/// Whether a text is a person's name rather than a key of the list.
fn is_name(text: &str, names: &[String]) -> bool {
    text.contains(' ') && !names.iter().any(|name| name.contains(' '))
}

fn hit(key: &str, name: &str, span: Span, names: &[String], place: &str) -> Hit {
    let near = nearest(name, names.iter().map(String::as_str));
    let near = near.map(|near| format!("Did you mean `{near}`?")).unwrap_or_default();
    let hit = Hit::new(span).fill("key", key).fill("name", name);
    hit.fill("list", place).fill("near", near)
}
