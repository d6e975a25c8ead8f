//! The addresses of Jekyll's pages (jekyll 4.3.1: page.rb, read and measured).

use super::pattern::escape_path;
use crate::document::{Document, FrontMatter};
use crate::generator::Typed;
use crate::outlook::{Outlook, Page, typed};
use crate::site::Site;
use crate::tree::{Node, Value};

/// What becomes of a file that is no post and no draft and in no collection.
pub fn outlook(doc: &Document, site: &Site) -> Outlook {
    // without front matter it is copied as it is
    let FrontMatter::Found(block) = &doc.front_matter else { return Outlook::Unknown };
    let is_map = |root: &Node| matches!(root.value, Value::Map(_));
    if !block.tree.errors.is_empty() || !block.tree.root.as_ref().is_none_or(is_map) {
        return Outlook::Unknown;
    }
    let get = |key: &str| {
        let own = doc.keys().and_then(|root| root.get(key)).map(|entry| &entry.value);
        own.or_else(|| site.config.default_for(key, &doc.path, &["pages", "page"]))
    };
    if get("published").is_some() {
        return Outlook::Unknown;
    }
    let title = match get("title") {
        None => Some(String::new()),
        Some(node) => match (node.scalar(), typed(node, doc, site)) {
            (Some(scalar), Some(typed)) => typed.printed_by_ruby(&scalar.text),
            _ => None,
        },
    };
    let url = match get("permalink") {
        Some(node) => match (node.text(), typed(node, doc, site)) {
            (Some(text), Some(Typed::Text)) => own(text, &doc.path),
            _ => None,
        },
        None => by_style(doc, site),
    };
    Outlook::Published(Page { title, url, ..Page::default() })
}

/// An own permalink, with what a page can put into one.
fn own(pattern: &str, path: &str) -> Option<String> {
    let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let filled = pattern
        .replace(":basename", &escape_path(name))
        .replace(":path", &escape_path(folder))
        .replace(":output_ext", ".html");
    let filled = format!("/{}", filled.trim_start_matches('/')).replace("//", "/");
    (!filled.contains(':')).then_some(filled)
}

fn by_style(doc: &Document, site: &Site) -> Option<String> {
    let path = doc.path.rsplit_once('.').map_or(&*doc.path, |(path, _)| path);
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder =
        if folder.is_empty() { String::new() } else { format!("/{}", escape_path(folder)) };
    if name == "index" {
        return Some(format!("{folder}/"));
    }
    let style = site.config.at(["permalink"]).map_or(Some("date"), Node::text)?;
    let ending = match style {
        "pretty" => "/",
        "date" | "ordinal" | "none" => ".html",
        pattern if pattern.ends_with('/') => "/",
        pattern if pattern.ends_with(":output_ext") => ".html",
        _ => "",
    };
    Some(format!("{folder}/{}{ending}", escape_path(name)))
}
