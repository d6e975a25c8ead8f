//! `required-keys`: a key that every post should have is absent.

use schemars::JsonSchema;
use serde::Deserialize;

use super::misspelt_keys::meant_for;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::document::{Document, FrontMatterBlock};
use crate::text::Edit;
use crate::tree::{Format, Node};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The keys; a dot leads into a map, `a|b` asks for one of them. Left out: those
    /// that the generator cannot do without.
    fields: Option<Vec<String>>,
}

pub struct RequiredKeys {
    fields: Option<Vec<String>>,
}

impl Kind for RequiredKeys {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { fields: options.fields }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let Some(block) = cx.doc.front_matter.block() else { return };
        let generator = &cx.site.generator;
        let plain = generator.name == "plain";
        if !block.tree.errors.is_empty() || !(plain || cx.doc.is_post) {
            return;
        }
        // a page without text is all its template's, which may have a title of its own
        let is_bare = cx.doc.body.of(&cx.doc.text).trim().is_empty();
        if self.fields.is_none() && is_bare {
            return;
        }
        let names: Vec<&str> = cx.doc.keys().map_or(Vec::new(), |root| {
            root.entries().iter().map(|entry| entry.name()).collect()
        });
        for field in self.fields.as_ref().unwrap_or(&generator.required) {
            let present = field.split('|').any(|name| {
                let written = cx.doc.keys().is_some_and(|root| root.at(name.split('.')).is_some());
                let folded = generator.ignores_case
                    && names.iter().any(|other| other.eq_ignore_ascii_case(name));
                let supplied = cx.site.config.supplies(name, &cx.doc.path);
                // a near miss of it is told by the rule for near misses
                let misspelt = names.iter().any(|other| meant_for(other, [name]).is_some());
                written || folded || supplied || misspelt
            });
            if !present {
                let name = field.replace('|', "` or `");
                let extent = block.open.to(block.content);
                let hit = Hit::new(block.open).within(extent).fill("key", name);
                out.push(hit.fix(place_for(cx.doc, block, field)));
            }
        }
    }
}

/// A key without a value yet, for somebody who goes on to write it.
fn place_for(doc: &Document, block: &FrontMatterBlock, field: &str) -> Option<Fix> {
    let key = field.split('|').next().filter(|key| !key.contains('.'))?;
    let line_end = if doc.text.contains("\r\n") { "\r\n" } else { "\n" };
    let at_line_start = |at: u32| doc.text[..at as usize].ends_with('\n');
    // in TOML, what stands last may be in a table
    let (at, line) = match doc.format() {
        Format::Yaml => (block.content.end, format!("{key}: {line_end}")),
        Format::Toml => (block.content.start, format!("{key} = \"\"{line_end}")),
        Format::Json => return None,
    };
    let mut entries = doc.keys().map_or(&[][..], Node::entries).iter();
    let is_apart = at_line_start(at) && entries.all(|entry| at_line_start(entry.key.span.start));
    is_apart.then(|| Fix {
        title: format!("Add `{key}`"),
        edits: vec![Edit::insert(at, line)],
        safety: Safety::Display,
    })
}

