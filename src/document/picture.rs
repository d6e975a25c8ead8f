//! The pictures that a post names, as it names them.

use crate::text::Span;

/// One mention of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The path itself, without quotes or brackets.
    pub span: Span,
    /// What it leads to.
    pub target: Target,
    /// Where it is mentioned.
    pub mention: Mention,
}

/// Where a picture is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mention {
    /// In the front matter.
    FrontMatter,
    /// As Markdown, which a generator may resolve at build time.
    Markdown,
    /// As HTML, which the reader's browser resolves.
    Html,
}

/// What a mention leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A path inside the site, decoded, without query and fragment.
    Path(String),
    /// An address elsewhere, or data in the text itself.
    Elsewhere,
    /// What only the generator can work out.
    Computed,
}

/// Where the site itself is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Own<'s> {
    /// Its host.
    pub host: Option<&'s str>,
    /// Where its addresses begin, without slashes.
    pub base_path: &'s str,
}

impl Target {
    /// What `written` leads to, for a site that is at `own`.
    pub fn of(written: &str, own: Own<'_>) -> Self {
        let written = written.trim();
        let path = match strip_site_prefix(written) {
            Some(rest) => format!("/{}", rest.trim_start_matches('/')),
            None => written.to_owned(),
        };
        if path.starts_with('{')
            || path.contains("{{")
            || path.contains("{%")
            || path.contains("${")
        {
            return Target::Computed;
        }
        let path = match own_path(&path, own) {
            Some(own) => own.to_owned(),
            None if is_elsewhere(&path) => return Target::Elsewhere,
            None => path,
        };
        let end = path.find(['?', '#']).unwrap_or(path.len());
        let decoded = percent_encoding::percent_decode_str(&path[..end]).decode_utf8_lossy();
        match decoded.trim() {
            "" => Target::Elsewhere,
            // without an ending it is no file: a name, a colour, an example
            path if !has_ending(path) => Target::Elsewhere,
            path => Target::Path(path.to_owned()),
        }
    }
}

/// The rest of a path that begins with a tag for the root of the site:
/// `{{ site.baseurl }}/x`, `{{ site.url }}{{ site.baseurl }}/x`.
fn strip_site_prefix(written: &str) -> Option<&str> {
    let mut rest = written;
    let mut stripped = None;
    while let Some(tag) = rest.strip_prefix("{{") {
        let (name, after) = tag.split_once("}}")?;
        if !matches!(name.trim_matches(['-', ' ']), "site.baseurl" | "site.url") {
            return None;
        }
        rest = after;
        stripped = Some(after);
    }
    stripped
}

/// Whether the last name of a path has an ending.
fn has_ending(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty() && (2..=5).contains(&ending.len()) && !ending.contains(' ')
    })
}

/// The path of an address on the site's own host, below its base path.
fn own_path<'p>(path: &'p str, own: Own<'_>) -> Option<&'p str> {
    let rest = path.strip_prefix("https:").or(path.strip_prefix("http:")).unwrap_or(path);
    let rest = rest.strip_prefix("//")?.strip_prefix(own.host?)?;
    let below = rest.strip_prefix('/')?.strip_prefix(own.base_path)?;
    (own.base_path.is_empty() || below.starts_with('/')).then_some(rest)
}

fn is_elsewhere(path: &str) -> bool {
    let scheme = path.split(['/', '?', '#']).next().unwrap_or_default();
    path.starts_with("//") || scheme.contains(':') || path.starts_with('#')
}

/// Where the address of an inline picture stands: `![alt](HERE "title")`. `from`
/// is a place behind the description, `end` the end of the whole.
pub fn inline_address(text: &str, from: usize, end: usize) -> Option<Span> {
    let rest = text.get(from..end)?;
    let open = from + rest.find("](")? + 2;
    let start = open + text[open..end].len() - text[open..end].trim_start().len();
    let address = &text[start..end];
    if let Some(inner) = address.strip_prefix('<') {
        return Some(Span::new(start + 1, start + 1 + inner.find('>')?));
    }
    let (mut depth, mut escaped) = (0, false);
    let mut len = address.len();
    for (at, c) in address.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' => depth += 1,
            ')' if depth == 0 => {
                len = at;
                break;
            }
            ')' => depth -= 1,
            c if c.is_whitespace() => {
                len = at;
                break;
            }
            _ => {}
        }
    }
    Some(Span::new(start, start + len))
}

/// Where the address of a link reference definition stands: `[id]: HERE "title"`.
pub fn definition_address(text: &str, definition: Span) -> Option<Span> {
    let source = definition.of(text);
    let colon = source.find("]:")? + 2;
    let rest = &source[colon..];
    let start = colon + rest.len() - rest.trim_start().len();
    let address = source[start..].trim_start_matches('<');
    let start = source.len() - source[start..].len() + (source[start..].len() - address.len());
    let len = address.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(address.len());
    Some(Span::new(start, start + len).shift(definition.start as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(written: &str) -> Option<String> {
        match Target::of(written, Own { host: Some("news.example"), base_path: "" }) {
            Target::Path(path) => Some(path),
            _ => None,
        }
    }

    #[test]
    fn paths_are_decoded_and_cut() {
        assert_eq!(path("assets/a%20b.png?v=2#x").as_deref(), Some("assets/a b.png"));
        assert_eq!(path("{{ site.baseurl }}/x.png").as_deref(), Some("/x.png"));
        assert_eq!(path("{{site.url}}{{site.baseurl}}/x.png").as_deref(), Some("/x.png"));
        assert_eq!(path("https://news.example/x.png").as_deref(), Some("/x.png"));
    }

    #[test]
    fn other_hosts_and_tags_are_no_paths() {
        for written in
            ["https://cdn.example/x.png", "//cdn.example/x.png", "data:image/png;x", "#a"]
        {
            assert_eq!(
                Target::of(written, Own { host: Some("news.example"), base_path: "" }),
                Target::Elsewhere,
                "{written}"
            );
        }
        assert_eq!(Target::of("{{ page.image }}", Own::default()), Target::Computed);
        assert_eq!(Target::of("/a/{{ x }}.png", Own::default()), Target::Computed);
        let below = Own { host: Some("a.example"), base_path: "blog" };
        assert_eq!(Target::of("https://a.example/x.png", below), Target::Elsewhere);
        assert_eq!(
            Target::of("https://a.example/blog/x.png", below),
            Target::Path("/blog/x.png".into())
        );
        assert_eq!(Target::of("b", below), Target::Elsewhere);
        assert_eq!(Target::of("{trainUrl}", Own::default()), Target::Computed);
    }

    #[test]
    fn addresses_are_found_in_every_form() {
        for (text, expected) in [
            ("![a](x.png)", "x.png"),
            ("![a]( <x y.png> \"t\")", "x y.png"),
            ("![a](x(1).png 'title (b)')", "x(1).png"),
            ("![a](a\\)b.png)", "a\\)b.png"),
        ] {
            let found = inline_address(text, 2, text.len()).expect("an address");
            assert_eq!(found.of(text), expected);
        }
        let definition = "[pic]: <x.png> \"t\"";
        let found = definition_address(definition, Span::new(0, definition.len()));
        assert_eq!(found.map(|span| span.of(definition)), Some("x.png"));
    }
}
