//! Every key and value of front matter knows its bytes: front matter is written
//! from a model by three writers that note where they put each word, and what the
//! program reads is compared with their notes, span by span.

#![allow(clippy::expect_used, clippy::panic, reason = "what a test needs is there, or it fails")]

#[path = "spans/json.rs"]
mod json;
#[path = "spans/model.rs"]
mod model;
#[path = "spans/toml.rs"]
mod toml;
#[path = "spans/yaml.rs"]
mod yaml;

use copydesk::document::{BlockKind, Document};
use copydesk::generator::{Generator, SiteConfig};
use copydesk::text::Span;
use copydesk::tree::{Node, Value};
use model::{Model, Note, Page, map};
use proptest::prelude::*;

/// A post with the front matter that a writer wrote.
struct Post {
    generator: &'static str,
    page: Page,
}

impl Post {
    fn write(entries: &[(String, Model)], format: usize, seed: u64) -> Self {
        let mut page = Page::new(seed);
        let end = page.line_end;
        if page.chance(4) {
            page.put("\u{feff}");
        }
        let (generator, open, close) = match format {
            0 => ("jekyll", "---", "---"),
            1 => ("hugo", "+++", "+++"),
            2 => ("hugo", "", ""),
            3 => ("eleventy", "---json", "---"),
            _ => ("hexo", ";;;", ";;;"),
        };
        if !open.is_empty() {
            page.put(open);
            page.put(end);
        }
        match format {
            0 => yaml::write(&mut page, entries),
            1 => toml::write(&mut page, entries),
            2 | 3 => json::write(&mut page, entries),
            _ => json::write_inside(&mut page, entries),
        }
        if !close.is_empty() {
            page.put(close);
        }
        page.put(end);
        page.put("Body é.");
        page.put(end);
        Self { generator, page }
    }

    fn parse(&self) -> Document {
        let generator = Generator::named(self.generator).expect("a preset");
        Document::parse("x.md", self.page.text.as_str(), &generator, &SiteConfig::default())
    }
}

/// What was read, in the order of the writers' notes.
fn read(node: &Node, out: &mut Vec<Note>) {
    match &node.value {
        Value::Scalar(scalar) => out.push(Note { span: node.span, text: scalar.text.clone() }),
        Value::List(items) => items.iter().for_each(|item| read(item, out)),
        Value::Map(entries) => entries.iter().for_each(|entry| {
            read(&entry.key, out);
            read(&entry.value, out);
        }),
        Value::Alias => panic!("an alias to nothing"),
    }
}

/// What goes wrong between notes and what was read, if anything.
fn differs(post: &Post) -> Option<String> {
    let text = &post.page.text;
    let doc = post.parse();
    let block = doc.front_matter.block()?;
    let Some(root) = doc.keys() else {
        return Some(format!("{:?} in {text:?}", block.tree.errors));
    };
    let mut found = Vec::new();
    read(root, &mut found);
    for (found, noted) in found.iter().zip(&post.page.notes) {
        if found != noted {
            let (is, should) = (found.span.of(text), noted.span.of(text));
            return Some(format!(
                "{is:?} ({:?}) at {:?} should be {should:?} ({:?}) at {:?} in {text:?}",
                found.text, found.span, noted.text, noted.span
            ));
        }
    }
    if found.len() != post.page.notes.len() {
        return Some(format!("{} of {} notes", found.len(), post.page.notes.len()));
    }
    if block.tree.comments != post.page.comments {
        let words: Vec<&str> = block.tree.comments.iter().map(|span| span.of(text)).collect();
        return Some(format!("comments {words:?} in {text:?}"));
    }
    prose(&doc)
}

/// Whether each letter of the prose of front matter leads back to itself, or to an
/// escape that says it.
fn prose(doc: &Document) -> Option<String> {
    for block in doc.prose.blocks() {
        let BlockKind::Key(key) = &block.kind else { continue };
        // an alias stands for the whole of what it repeats
        if &**key == "again" {
            continue;
        }
        for (at, letter) in doc.prose.slice(block.plain.clone()).char_indices() {
            let plain = block.plain.start + at..block.plain.start + at + letter.len_utf8();
            let source = doc.prose.source(&plain).of(&doc.text);
            let is_itself = source.chars().eq([letter]);
            let is_escape = source.starts_with('\\') && !source.contains(' ') || source == "''";
            let is_fold = matches!(letter, ' ' | '\n') && source.trim().is_empty();
            if !(is_itself || is_escape || is_fold) {
                return Some(format!("{letter:?} of {key} is {source:?} in {:?}", doc.text));
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_span_is_exact(entries in map(), format in 0_usize..5, seed in any::<u64>()) {
        let post = Post::write(&entries, format, seed);
        prop_assert_eq!(differs(&post), None);
    }
}

#[test]
fn a_span_that_is_off_is_noticed() {
    let entries = vec![("k".to_owned(), Model::Text("é x".to_owned()))];
    for format in 0..5 {
        let mut post = Post::write(&entries, format, 7);
        assert_eq!(differs(&post), None);
        let note = post.page.notes.last_mut().expect("a note");
        note.span = Span { start: note.span.start, end: note.span.end - 1 };
        assert!(differs(&post).is_some());
    }
}
