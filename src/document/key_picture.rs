//! Pictures that front matter names.

use super::picture::{Description, Mention, Own, Picture, Target};
use crate::text::Span;
use crate::tree::{Entry, Node};

/// The pictures that front matter names under `keys`.
pub(super) fn find(root: &Node, keys: &[String], text: &str, own: Own<'_>) -> Vec<Picture> {
    let mut out = Vec::new();
    for key in keys {
        let first = key.split('.').next().unwrap_or_default();
        let may_hold = |entry: &Entry| entry.name() == first || entry.name() == "<<";
        if root.items().is_empty() && !root.entries().iter().any(may_hold) {
            continue;
        }
        let path: Vec<&str> = key.split('.').collect();
        key_values(root, &path, &mut |node| {
            let Some(scalar) = node.scalar().filter(|_| !node.is_blank()) else { return };
            // no generator runs template tags here, but many themes do; Hugo takes patterns
            let target = match scalar.text.contains("{{") || scalar.text.contains('*') {
                true => Target::Computed,
                false => Target::of(&scalar.text, own),
            };
            out.push(Picture {
                span: inner(node, text),
                target,
                mention: Mention::FrontMatter,
                whole: node.span,
                description: Description::Unknown,
            });
        });
    }
    out
}

/// Gives `each` the values under the keys of `path`, in every map of a list.
fn key_values<'n>(node: &'n Node, path: &[&str], each: &mut impl FnMut(&'n Node)) {
    for item in node.items() {
        key_values(item, path, each);
    }
    match path {
        [] => each(node),
        [name, rest @ ..] => {
            if let Some(entry) = node.get(name) {
                key_values(&entry.value, rest, each);
            }
        }
    }
}

/// The text of a value without its quotes.
fn inner(node: &Node, text: &str) -> Span {
    let written = node.span.of(text);
    let quoted = written.len() >= 2 && written.starts_with(['"', '\'']);
    if quoted { Span { start: node.span.start + 1, end: node.span.end - 1 } } else { node.span }
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::document::picture::Target;
    use crate::generator::{Generator, SiteConfig};

    fn pictures(generator: &str, path: &str, text: &str) -> Vec<String> {
        let generator = Generator::named(generator).expect("a preset");
        let doc = Document::parse(path, text, &generator, &SiteConfig::default());
        let shown = { doc.pictures.iter() }.map(|picture| {
            let mark = if picture.target == Target::Computed { "?" } else { "" };
            format!("{mark}{}", picture.span.of(text))
        });
        shown.collect()
    }

    #[test]
    fn pictures_are_named_in_lists_of_maps() {
        let text = "---\nresources:\n- src: a.png\n  title: x\n- src: 'img/*.png'\n\
            images: [b.png, 'c.png']\n---\n";
        let found = pictures("hugo", "content/posts/x/index.md", text);
        assert_eq!(found, ["b.png", "c.png", "a.png", "?img/*.png"]);
        let text = "---\nimage: {path: /a.png, alt: x}\ngallery:\n  - image_path: /b.png\n---\n";
        assert_eq!(pictures("jekyll", "_posts/2025-01-02-x.md", text), ["/a.png", "/b.png"]);
    }
}
