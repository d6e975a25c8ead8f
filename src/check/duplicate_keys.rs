//! `duplicate-keys`: one key, two values.

use rustc_hash::FxHashMap;

use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::diagnostic::Related;
use crate::tree::{Entry, Node, Value};

pub struct DuplicateKeys;

impl Kind for DuplicateKeys {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["key", "effect"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        if let Some(root) = cx.doc.keys() {
            look(root, cx, out);
            if cx.site.generator.ignores_case {
                folded(root, cx, out);
            }
        }
    }
}

fn look(node: &Node, cx: &Context<'_>, out: &mut Vec<Hit>) {
    let mut seen: FxHashMap<&str, &Entry> = FxHashMap::default();
    for entry in node.entries() {
        let name = entry.name();
        let first = *seen.entry(name).or_insert(entry);
        // several merge keys are several merges
        if first.key.span != entry.key.span && name != "<<" {
            let note = format!("`{name}` is written here first");
            out.push(Hit {
                related: vec![Related { span: first.key.span, note }],
                ..Hit::new(entry.key.span).fill("key", name).fill("effect", effect(cx))
            });
        }
        look(&entry.value, cx, out);
    }
    if let Value::List(items) = &node.value {
        items.iter().for_each(|item| look(item, cx, out));
    }
}

/// Keys that are one but for case, where the generator does not look at it.
fn folded(root: &Node, cx: &Context<'_>, out: &mut Vec<Hit>) {
    let mut seen: FxHashMap<String, &Entry> = FxHashMap::default();
    for entry in root.entries() {
        let first = *seen.entry(entry.name().to_lowercase()).or_insert(entry);
        if first.name() != entry.name() {
            let title = &cx.site.generator.title;
            let effect = format!("`{}` is the same key to {title}, which keeps one", first.name());
            let note = format!("`{}` is written here", first.name());
            let hit = Hit::new(entry.key.span).fill("key", entry.name()).fill("effect", effect);
            out.push(Hit { related: vec![Related { span: first.key.span, note }], ..hit });
        }
    }
}

/// What happens then: GENERATORS.md, section 3.2, "Structure", and 3.4.
fn effect(cx: &Context<'_>) -> &'static str {
    match cx.site.generator.name.as_str() {
        "jekyll" => "Jekyll takes the last and says nothing",
        "hugo" => "Hugo refuses the post; older Hugo took the last and said nothing",
        "eleventy" | "docusaurus" | "astro" | "hexo" => "the build stops",
        _ => "some readers take the last, others refuse the post",
    }
}
