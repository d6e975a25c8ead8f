//! What the address of a post or of a document in a collection is made of.

use std::collections::HashSet;

use super::Post;
use super::pattern::{Hole, Parts, fill, style};
use crate::generator::Typed;
use crate::outlook::Moment;
use crate::tree::{Format, Node};

impl<'p> Post<'p> {
    pub(super) fn parts<'a>(&'a self, categories: &'a [String]) -> Parts<'a> {
        Parts {
            slug: self.name.slug,
            base: self.name.base,
            collection: self.collection,
            path: &self.path,
            categories,
            local: None,
        }
    }

    /// The pattern of the site's addresses; `None` where the config has no text for
    /// it.
    pub(super) fn pattern(&self) -> Option<&'p str> {
        let config = &self.site.config;
        let text = |node: &'p Node| {
            let scalar = node.scalar()?;
            let typed = self.site.generator.typed(scalar, Format::Yaml);
            (typed == Some(Typed::Text)).then_some(scalar.text.as_str())
        };
        if let Some(own) = config.at(["collections", self.collection, "permalink"]) {
            return text(own).map(|own| if self.collection == "posts" { style(own) } else { own });
        }
        let of_site = match config.at(["permalink"]) {
            Some(node) => text(node)?,
            None => "date",
        };
        Some(match self.collection {
            "posts" => style(of_site),
            // the same ending as that of posts
            _ => match of_site {
                "pretty" => "/:collection/:path/",
                "date" | "ordinal" | "none" => "/:collection/:path:output_ext",
                pattern if pattern.ends_with('/') => "/:collection/:path/",
                pattern if pattern.ends_with(":output_ext") => "/:collection/:path:output_ext",
                _ => "/:collection/:path",
            },
        })
    }

    pub(super) fn url(&self, moment: Moment) -> Result<String, Hole> {
        let slug = self.word("slug")?;
        let categories = self.categories().ok_or(Hole::Unknown)?;
        let parts = self.parts(&categories);
        let parts = Parts { slug: slug.unwrap_or(self.name.slug), local: moment.local, ..parts };
        match self.word("permalink")? {
            Some(own) => fill(own, &parts),
            None => fill(self.pattern().ok_or(Hole::Unknown)?, &parts),
        }
    }

    /// A value of which Jekyll makes a part of the address: it stops at any that is
    /// no text.
    fn word(&self, key: &str) -> Result<Option<&str>, Hole> {
        let Some(node) = self.get(key) else { return Ok(None) };
        match (node.text(), self.typed(node)) {
            (Some(text), Some(Typed::Text)) => Ok(Some(text)),
            (_, Some(Typed::Null | Typed::Bool(false))) => Ok(None),
            (_, None) => Err(Hole::Unknown),
            _ => Err(Hole::Wrong),
        }
    }

    /// The folders above `_posts`, which Jekyll takes for categories.
    pub(super) fn folders(&self) -> Vec<String> {
        if self.collection != "posts" {
            return Vec::new();
        }
        let above = self.doc.path.split("_posts").next().unwrap_or_default();
        above.split('/').filter(|folder| !folder.is_empty()).map(str::to_owned).collect()
    }

    /// The categories, in the order in which they stand in an address.
    fn categories(&self) -> Option<Vec<String>> {
        let mut out = self.folders();
        let own = self.doc.keys().and_then(|root| root.get("categories")).map(|e| &e.value);
        for plural in self.default("categories").into_iter().chain(own) {
            match plural.text() {
                Some(text) if self.typed(plural) != Some(Typed::Null) => {
                    out.extend(text.split_whitespace().map(str::to_owned));
                }
                Some(_) => {}
                None => out.extend(self.texts(plural)?),
            }
        }
        if let Some(singular) = self.get("category") {
            out.extend(self.texts(singular)?);
        }
        let mut seen = HashSet::new();
        out.retain(|name| seen.insert(name.clone()));
        Some(out)
    }

    /// A scalar, or the scalars of a list, as Ruby prints them.
    fn texts(&self, node: &Node) -> Option<Vec<String>> {
        let mut out = Vec::new();
        for item in node.items().iter().chain(node.scalar().map(|_| node)) {
            let scalar = item.scalar()?;
            match self.typed(item)? {
                Typed::Null => {}
                typed => out.push(typed.printed_by_ruby(&scalar.text)?),
            }
        }
        Some(out)
    }
}
