//! What may be written next: keys that the generator or other posts know, values that
//! other posts have, pictures that the site has.

use std::collections::HashMap;
use std::sync::PoisonError;

use lsp_types::{CompletionItem, CompletionItemKind, CompletionList, TextEdit};

use super::slot::Slot;
use super::workspace::Look;
use crate::check::written::written;
use crate::document::{Description, Mention, Picture, Target, has_picture_ending};
use crate::facts::PostFacts;
use crate::resolve::Resolver;
use crate::text::Span;
use crate::tree::Format;

/// Items that are offered at once; a letter more brings others.
const MOST: usize = 200;

/// What may stand at the byte `at`.
pub(super) fn complete(look: &Look<'_>, at: u32) -> Option<CompletionList> {
    let images = &look.site().generator.images;
    let (mut items, typed) = match Slot::at(&look.seen.doc, at)? {
        Slot::Key { typed } => (keys(look, typed), typed),
        Slot::Value { key, typed, .. } if images.keys.contains(&key) => {
            (pictures(look, typed, Mention::FrontMatter), last_name(look, typed))
        }
        Slot::Value { key, typed, in_quotes, in_list } => {
            (values(look, &key, typed, in_quotes, in_list), typed)
        }
        Slot::Picture { typed } => {
            (pictures(look, typed, Mention::Markdown), last_name(look, typed))
        }
    };
    let begun = typed.of(&look.seen.doc.text).to_lowercase();
    items.retain(|item| item.label.to_lowercase().contains(&begun));
    let is_incomplete = items.len() > MOST;
    items.truncate(MOST);
    // the order is ours: the most used first
    for (number, item) in items.iter_mut().enumerate() {
        item.sort_text = Some(format!("{number:04}"));
        let new_text = item.insert_text.take().unwrap_or_else(|| item.label.clone());
        // what is filtered is what is replaced
        item.filter_text = Some(item.label.clone());
        let range = look.positions.range(typed);
        item.text_edit = Some(TextEdit { range, new_text }.into());
    }
    Some(CompletionList { is_incomplete, items, ..CompletionList::default() })
}

/// Counts what each post of the site has.
fn count<'p, T: Iterator<Item = &'p str>>(
    posts: &'p [PostFacts],
    has: impl Fn(&'p PostFacts) -> T,
) -> HashMap<&'p str, usize> {
    let mut counts = HashMap::new();
    for name in posts.iter().flat_map(has) {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

/// The most used first, then by name.
fn ranked(counts: HashMap<String, usize>) -> Vec<(String, usize)> {
    let mut ranked: Vec<(String, usize)> = counts.into_iter().collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    ranked
}

fn used(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("in 1 post".to_owned()),
        count => Some(format!("in {count} posts")),
    }
}

fn keys(look: &Look<'_>, typed: Span) -> Vec<CompletionItem> {
    let generator = &look.site().generator;
    let neighbours = look.neighbours.read().unwrap_or_else(PoisonError::into_inner);
    let posts = neighbours.of(&look.post.place);
    let seen = count(posts, |post| post.keys.iter().map(|key| &*key.name));
    let mut counts: HashMap<String, usize> =
        generator.keys.iter().map(|key| (key.clone(), 0)).collect();
    counts.extend(seen.into_iter().map(|(key, count)| (key.to_owned(), count)));
    // what is written already needs no second time
    let entries = look.seen.doc.keys().map(|root| root.entries()).unwrap_or_default();
    let others = entries.iter().filter(|entry| !entry.key.span.contains(typed));
    for entry in others {
        counts.remove(entry.name());
    }
    let sign = match look.seen.doc.format() {
        Format::Yaml => ": ",
        Format::Toml => " = ",
        Format::Json => "\": ",
    };
    let item = |(key, count): (String, usize)| CompletionItem {
        kind: Some(CompletionItemKind::Property),
        detail: used(count).or_else(|| Some(format!("known to {}", generator.title))),
        insert_text: Some(format!("{key}{sign}")),
        label: key,
        ..CompletionItem::default()
    };
    ranked(counts).into_iter().map(item).collect()
}

fn values(
    look: &Look<'_>,
    key: &str,
    typed: Span,
    in_quotes: bool,
    in_list: bool,
) -> Vec<CompletionItem> {
    let own = look.seen.doc.path.clone();
    let neighbours = look.neighbours.read().unwrap_or_else(PoisonError::into_inner);
    let posts = neighbours.of(&look.post.place);
    let seen = count(posts, |post| {
        let key = post.key(key).filter(|_| post.path != own);
        key.into_iter().flat_map(|key| key.texts.iter().map(|(text, _)| &**text))
    });
    let references = look.site().references().iter().filter(|list| list.key == key);
    let mut counts: HashMap<String, usize> =
        references.flat_map(|list| list.names.iter().map(|name| (name.clone(), 0))).collect();
    counts.extend(seen.into_iter().map(|(value, count)| (value.to_owned(), count)));
    let cx = look.project.context(look.post, &look.seen.doc, look.beside);
    // nothing can stand right behind the colon of YAML
    let before = look.seen.doc.text.get(..typed.start as usize).unwrap_or_default();
    let blank = if before.ends_with(':') { " " } else { "" };
    let item = |(value, count): (String, usize)| CompletionItem {
        kind: Some(CompletionItemKind::Value),
        detail: used(count),
        insert_text: Some(match in_quotes {
            true => value.replace('\\', "\\\\").replace('"', "\\\""),
            false => format!("{blank}{}", written(&value, in_list, &cx)),
        }),
        label: value,
        ..CompletionItem::default()
    };
    ranked(counts).into_iter().map(item).collect()
}

/// What is written of the last name of a path.
fn last_name(look: &Look<'_>, typed: Span) -> Span {
    let written = typed.of(&look.seen.doc.text);
    let folder = written.rfind('/').map_or(0, |slash| slash + 1);
    Span { start: typed.start + folder as u32, end: typed.end }
}

/// Files and folders where a picture with the path as far as it is written would be.
fn pictures(look: &Look<'_>, typed: Span, mention: Mention) -> Vec<CompletionItem> {
    let name = last_name(look, typed);
    let folder = Span { start: typed.start, end: name.start }.of(&look.seen.doc.text);
    let picture = Picture {
        span: typed,
        target: Target::Path(format!("{folder}x.png")),
        mention,
        whole: typed,
        description: Description::Unknown,
    };
    let resolver = Resolver::new(&look.seen.doc, look.site());
    let mut names: Vec<(String, bool)> = Vec::new();
    for path in resolver.paths(&picture) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some(listed) = look.site().assets.folder(folder) else { continue };
        names.extend(
            listed.folders().filter(|name| is_public(name)).map(|name| (name.to_owned(), true)),
        );
        let files = listed.files().filter(|name| has_picture_ending(name));
        names.extend(files.map(|name| (name.to_owned(), false)));
    }
    names.sort();
    names.dedup();
    let encoded = |name: &str| match mention {
        Mention::FrontMatter => name.to_owned(),
        // a blank ends an address
        _ => name.replace('%', "%25").replace(' ', "%20"),
    };
    let item = |(name, is_folder): (String, bool)| CompletionItem {
        kind: Some(if is_folder { CompletionItemKind::Folder } else { CompletionItemKind::File }),
        insert_text: Some(if is_folder { format!("{}/", encoded(&name)) } else { encoded(&name) }),
        label: name,
        ..CompletionItem::default()
    };
    names.into_iter().map(item).collect()
}

/// Whether a folder may have pictures that are published.
fn is_public(name: &str) -> bool {
    !name.starts_with(['_', '.']) && name != "node_modules"
}
