//! The pictures that a post names, as it names them.

use super::source::strip_site_tags;
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
    /// What names it, as a whole: `![a](b)`, `<img src="b">`, the tag, the value.
    pub whole: Span,
    /// What is said instead of it.
    pub description: Description,
}

impl Picture {
    /// What to point at for the picture as a whole: all of it, unless it has several
    /// lines, or is told elsewhere.
    pub fn place(&self, text: &str) -> Span {
        if self.whole.of(text).contains('\n') { self.span } else { self.whole }
    }
}

/// What is said to those who do not see a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Description {
    /// It is computed, or here is no place for one.
    Unknown,
    /// There is a place for one, and none.
    Missing,
    /// It is empty, as for what only decorates.
    Empty,
    /// It stands there.
    Text(Span),
}

impl Description {
    /// The description that is written as `said` at `span`.
    pub fn of(said: &str, span: Span) -> Self {
        match said.trim() {
            "" => Description::Empty,
            said if said.contains("{{") || said.contains("{%") => Description::Unknown,
            _ => Description::Text(span),
        }
    }
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
    /// In a template tag or a component, which hands it to a template.
    Tag,
    /// As an import of MDX, which the build resolves from the post's own file.
    Import,
}

/// What a mention leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A path inside the site, decoded, without query and fragment.
    Path(String),
    /// A part of one, which the site's own template or program makes whole:
    /// `a.png` may become `/images/2025/a.png`.
    Partial(String),
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
        let rest = strip_site_tags(written);
        let path = match rest.len() < written.len() {
            true => format!("/{}", rest.trim_start_matches('/')),
            false => written.to_owned(),
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
            // without an ending it is no file: a name, a colour, an example; but what
            // climbs out of folders is a path
            path if !has_ending(path) && !path.starts_with("../../") => Target::Elsewhere,
            path => Target::Path(path.to_owned()),
        }
    }
}

/// How the files of pictures end.
pub const PICTURE_ENDINGS: [&str; 11] =
    ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "ico", "tif", "tiff"];

/// Whether `path` ends like that of a picture, but for a query.
pub fn has_picture_ending(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end();
    let ending = path.rsplit_once('.').map(|(stem, ending)| (stem, ending.to_ascii_lowercase()));
    ending.is_some_and(|(stem, ending)| {
        !stem.is_empty() && PICTURE_ENDINGS.contains(&ending.as_str())
    })
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
    // a tag for the root of the site may hold blanks
    let tags = address.len() - strip_site_tags(address).len();
    let rest = &address[tags..];
    let len = rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len());
    Some(Span::new(start, start + tags + len).shift(definition.start as usize))
}

/// Where `text` says `![alt](address)` or `![alt](address "title")`, as start and
/// length. One between backticks or behind a backslash is an example.
pub fn written_pictures(text: &str) -> Vec<(usize, usize)> {
    let found = memchr::memmem::find_iter(text.as_bytes(), b"![");
    let whole = |at: usize| {
        let is_example = text[..at].ends_with(['`', '\\']);
        let rest = text.get(at + 2..).filter(|_| !is_example)?;
        let alt = rest.find(['[', ']', '\n'])?;
        let address = rest[alt..].strip_prefix("](")?;
        let len = address.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<'))?;
        let title = address[len..].trim_start_matches([' ', '\t']);
        let title = match title.strip_prefix('"') {
            Some(inner) => &inner[inner.find(['"', '\n'])?..],
            None => title,
        };
        let end = title.trim_start_matches(['"', ' ']).strip_prefix(')')?;
        (len > 0).then(|| (at, text.len() - end.len() - at))
    };
    found.filter_map(whole).collect()
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
    fn written_pictures_are_whole() {
        let text = "é ![a b](x.png \"t\") `![a](b)` \\![a](b) ![a] (b) ![a](b c) [![](y.png)](z)";
        let found = written_pictures(text);
        let found: Vec<_> = found.iter().map(|(at, len)| &text[*at..at + len]).collect();
        assert_eq!(found, ["![a b](x.png \"t\")", "![](y.png)"]);
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
