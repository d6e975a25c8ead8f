//! The source of a picture, where it is written with tags that only lead to the
//! root of the site: `{{ site.baseurl }}/x.png`, `{{ "/x.png" | relative_url }}`.

use unicode_normalization::UnicodeNormalization;

use crate::text::Span;

/// Filters that only lead to the site's root, or change nothing in a path.
const FILTERS: [&str; 7] =
    ["relative_url", "absolute_url", "url", "htmlBaseUrl", "escape", "uri_escape", "safe"];

/// The path that is written out in the source of a picture that is a tag, or ends
/// in one, and where (`base` is the site's base path): `{{ "/x.png" | relative_url }}`, `{% link x.png %}`.
pub(super) fn literal(text: &str, source: Span, base: &str) -> Option<(Span, String)> {
    let written = source.of(text).trim_end();
    let rest = strip_site_tags(written);
    let at = source.start as usize + written.len() - rest.len();
    if let Some(tag) = rest.strip_prefix("{%") {
        let inner = tag.strip_suffix("%}")?;
        let path = inner.trim_matches(['-', ' ']).strip_prefix("link ")?.trim();
        let start = at + 2 + inner.find(path)?;
        let path_span = Span::new(start, start + path.len());
        // the tag writes the base path itself, which then stands twice
        let twice = rest.len() < written.len() && !base.is_empty();
        let before = if twice { format!("/{base}/{base}") } else { String::new() };
        return (!path.contains('{')).then(|| (path_span, before + &from_root(path)));
    }
    let (inner, after) = rest.strip_prefix("{{")?.split_once("}}")?;
    let opened = inner.trim_start_matches('-').trim_start();
    let quote = opened.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (path, filters) = opened[1..].split_once(quote)?;
    let filters = filters.trim_end_matches('-').trim();
    let mut is_rooted = false;
    for filter in filters.split('|').map(str::trim).filter(|filter| !filter.is_empty()) {
        let (name, argument) = filter.split_once(':').unwrap_or((filter, ""));
        let is_known = match argument.trim() {
            "" => FILTERS.contains(&name),
            argument => name.trim() == "prepend" && is_site_root(argument),
        };
        if !is_known {
            return None;
        }
        is_rooted |= matches!(name, "relative_url" | "absolute_url");
    }
    let path = if is_rooted { from_root(path) } else { path.to_owned() };
    if after.is_empty() {
        let start = at + 2 + inner.len() - opened.len() + 1;
        let len = opened[1..].find(quote)?;
        return Some((Span::new(start, start + len), path));
    }
    // `{{ "/img" | relative_url }}/x.png`
    let path = match (path.ends_with('/'), after.strip_prefix('/')) {
        (true, Some(after)) => path + after,
        _ => path + after,
    };
    (!after.contains('{')).then_some((source, path))
}

/// A path that a filter leads to the root of the site; an address stays as it is.
/// The filters compose letters and their marks (Addressable normalises).
pub(super) fn from_root(path: &str) -> String {
    let path: String = path.nfc().collect();
    let is_address = path.contains("://") || path.starts_with('/');
    if is_address { path } else { format!("/{path}") }
}

fn is_site_root(name: &str) -> bool {
    matches!(name.trim(), "site.baseurl" | "site.url")
}

/// The rest behind tags for the root of the site: `{{ site.baseurl }}/x`,
/// `{{ site.url }}{{ site.baseurl | escape }}/x`.
pub(super) fn strip_site_tags(written: &str) -> &str {
    let mut rest = written;
    while let Some((tag, after)) = rest.strip_prefix("{{").and_then(|tag| tag.split_once("}}")) {
        let mut parts = tag.trim_matches(['-', ' ']).split('|').map(str::trim);
        let is_root = parts.next().is_some_and(is_site_root);
        if !is_root || !parts.all(|filter| FILTERS.contains(&filter)) {
            break;
        }
        rest = after;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_that_are_tags() {
        for (source, span, path) in [
            ("{{ \"/a.png\" | relative_url }}", "/a.png", "/a.png"),
            ("{{'a.png'|absolute_url}}", "a.png", "/a.png"),
            ("{{- '/a.png' | prepend: site.baseurl | escape -}}", "/a.png", "/a.png"),
            ("{{ site.url }}{{ '/a.png' | url }}", "/a.png", "/a.png"),
            ("{% link assets/a.png %}", "assets/a.png", "/assets/a.png"),
            ("{{ site.baseurl }}{%- link a.png -%}", "a.png", "/a.png"),
            ("{{ '/' | relative_url }}/a.png", "{{ '/' | relative_url }}/a.png", "/a.png"),
            ("{{ '/i' | relative_url }}/a.png", "{{ '/i' | relative_url }}/a.png", "/i/a.png"),
            (
                "{{ 'https://x.org/a.png' | relative_url }}",
                "https://x.org/a.png",
                "https://x.org/a.png",
            ),
        ] {
            let text = format!("é {source}");
            let found = literal(&text, Span::new(3, text.len()), "");
            let found = found.map(|(at, path)| (at.of(&text).to_owned(), path));
            assert_eq!(found, Some((span.to_owned(), path.to_owned())), "{source}");
        }
        for source in [
            "{{ page.image }}",
            "{{ '/a.png' | append: x }}",
            "{{ '/a.png' | prepend: page.x }}",
            "{{ '/a' | url }}/{{ x }}.png",
            "{% link {{ x }}.png %}",
            "{% post_url x %}",
            "/a.png",
            "{{ '",
            "{%",
        ] {
            assert_eq!(literal(source, Span::new(0, source.len()), ""), None, "{source}");
        }
        assert_eq!(strip_site_tags("{{ site.baseurl | escape }}/a"), "/a");
    }
}
