//! Attributes of HTML, and of the components of MDX, that name pictures.

use std::collections::BTreeMap;

use html5gum::StartTag;

use super::html::{Sink, entity};
use super::picture::{Description, Mention, Picture, Target, has_picture_ending};
use super::source::literal;
use crate::generator::TemplateLanguage;
use crate::text::Span;

/// Attributes of a component that may hold a picture, if the value ends like one.
const COMPONENT_ATTRIBUTES: [&str; 5] = ["src", "poster", "image", "img", "thumbnail"];

impl Sink<'_> {
    /// Reads the attributes of `tag`, a tag in `html`, which begins at `base`.
    pub(super) fn pictures(&mut self, tag: &StartTag<usize>, html: &str, base: usize) {
        let whole = Span::new(tag.span.start, tag.span.end);
        let name = String::from_utf8_lossy(&tag.name);
        let is_component =
            self.language == TemplateLanguage::Mdx && { whole.of(html).chars().nth(1) }
                .is_some_and(|c| c.is_ascii_uppercase());
        // each by its name, with the bytes from its name on
        let attributes: BTreeMap<String, Span> = { tag.attributes.iter() }
            .map(|(name, value)| {
                let around = Span::new(value.span.start, value.span.end.max(value.span.start));
                (String::from_utf8_lossy(name).into_owned(), around)
            })
            .collect();
        let shows = |attribute: &str| match is_component {
            true => COMPONENT_ATTRIBUTES.contains(&attribute),
            false => matches!(
                (&*name, attribute),
                ("img", "src" | "srcset") | ("source", "srcset") | ("video", "poster")
            ),
        };
        let first = self.pictures.len();
        for (attribute, around) in attributes.iter().filter(|(name, _)| shows(name)) {
            let Some(value) = value(html, *around) else { continue };
            if attribute == "srcset" {
                let start = value.start as usize;
                for (from, len) in candidates(value.of(html)) {
                    let span = Span::new(start + from, start + from + len);
                    self.picture(span.shift(base), whole.shift(base));
                }
            } else if is_component {
                self.component(value.shift(base), whole.shift(base));
            } else {
                self.picture(value.shift(base), whole.shift(base));
            }
        }
        if (is_component || name == "img") && self.pictures.len() > first {
            let description = self.description(&attributes, html, base);
            let is_known = name == "img" || name == "image" || description != Description::Missing;
            if let Some(picture) = self.pictures.get_mut(first).filter(|_| is_known) {
                picture.description = description;
            }
        }
    }

    /// What the attributes of an `<img>` say instead of it.
    fn description(
        &self,
        attributes: &BTreeMap<String, Span>,
        html: &str,
        base: usize,
    ) -> Description {
        let said = |name: &str| {
            let around = attributes.get(name)?;
            Some(value(html, *around).map_or("", |span| span.of(html)))
        };
        if let Some(around) = attributes.get("alt") {
            let Some(span) = value(html, *around) else { return Description::Empty };
            let span = span.shift(base);
            let is_computed = self.masks.touching(span).is_some();
            let said = span.of(self.text);
            return if is_computed { Description::Unknown } else { Description::of(said, span) };
        }
        let is_hidden = said("aria-hidden") == Some("true")
            || said("hidden").is_some()
            || matches!(said("role"), Some("presentation" | "none"));
        let is_named = ["aria-label", "aria-labelledby", ":alt", "v-bind:alt"];
        // a tag between the attributes may bring one
        let is_open = attributes.values().any(|around| {
            let start = around.start as usize + base;
            self.masks.touching(Span::new(start, start + 1)).is_some()
        });
        match is_hidden || is_open || is_named.iter().any(|name| attributes.contains_key(*name)) {
            true => Description::Unknown,
            false => Description::Missing,
        }
    }

    fn picture(&mut self, span: Span, whole: Span) {
        if span.is_empty() {
            return;
        }
        let (span, target) = match literal(self.text, span, self.own.base_path) {
            Some((path, written)) => (path, Target::of(&written, self.own)),
            None => (span, Target::of(&decoded(span.of(self.text)), self.own)),
        };
        let description = Description::Unknown;
        self.pictures.push(Picture { span, target, mention: Mention::Html, whole, description });
    }

    /// A component takes a path to where it likes, unless it begins at the root.
    fn component(&mut self, span: Span, whole: Span) {
        let written = span.of(self.text);
        if !has_picture_ending(written) || self.masks.touching(span).is_some() {
            return;
        }
        let target = match Target::of(&decoded(written), self.own) {
            Target::Path(path) if !path.starts_with('/') => Target::Partial(path),
            target => target,
        };
        let description = Description::Unknown;
        self.pictures.push(Picture { span, target, mention: Mention::Tag, whole, description });
    }
}

/// The value of the attribute that `around` covers from its name on; `None` where
/// it has none.
fn value(html: &str, around: Span) -> Option<Span> {
    let written = around.of(html);
    let value = written[written.find('=')? + 1..].trim_start();
    let start = around.start as usize + written.len() - value.len();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (start, len) = match quote {
        Some(quote) => (start + 1, value[1..].find(quote).unwrap_or(value.len() - 1)),
        None => {
            let end = value.find(|c: char| c.is_whitespace() || c == '>');
            (start, end.unwrap_or(value.len()))
        }
    };
    Some(Span::new(start, start + len))
}

/// The addresses in a `srcset`: start and length. An address ends at white space,
/// so it may hold commas (HTML, "parse a srcset attribute").
fn candidates(srcset: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(skip) = srcset[at..].find(|c: char| !c.is_whitespace() && c != ',') {
        let from = at + skip;
        let rest = &srcset[from..];
        let address = rest.split_whitespace().next().unwrap_or_default();
        let ends_here = address.ends_with(',');
        let len = address.trim_end_matches(',').len();
        out.push((from, len));
        at = from + address.len();
        if !ends_here {
            // a descriptor follows, up to a comma
            at += srcset[at..].find(',').map_or(srcset.len() - at, |comma| comma + 1);
        }
    }
    out
}

/// An attribute's value with its entities undone.
fn decoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        match entity(&rest[at..]) {
            Some((plain, len)) => {
                out.push_str(&plain);
                rest = &rest[at + len..];
            }
            None => {
                out.push('&');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn entities_in_values_are_undone() {
        assert_eq!(decoded("a&amp;b&#39;c&d"), "a&b'c&d");
        assert_eq!(decoded("a&#1234;b&eacute;&nope;"), "a\u{4d2}bé&nope;");
    }
}
