//! What is being typed at a place: a key, a value or the path of a picture. Read from
//! the line alone, since what is half written does not parse.

use crate::document::{Document, FrontMatter};
use crate::text::Span;
use crate::tree::Format;

/// What is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A key of the front matter.
    Key {
        /// What is written of it.
        typed: Span,
    },
    /// A value of the front matter.
    Value {
        /// The way to its key: `image.path`.
        key: String,
        /// What is written of it, without a quote.
        typed: Span,
        /// Whether it stands in quotes.
        in_quotes: bool,
        /// Whether it stands between the brackets of a list.
        in_list: bool,
    },
    /// The address of a picture in the text.
    Picture {
        /// What is written of it.
        typed: Span,
    },
}

impl Slot {
    /// What is being typed before the byte `at`.
    pub fn at(doc: &Document, at: u32) -> Option<Self> {
        let text = doc.text.get(..at as usize)?;
        let start = text.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let line = &text[start..];
        match front_matter(doc) {
            Some(block) if block.start <= at && at <= block.end => {
                let above = text.get(block.start as usize..start)?;
                in_front_matter(above, line, start, doc.format())
            }
            Some(block) if at < block.start => None,
            _ => in_text(line, start),
        }
    }
}

/// What stands between the fences, or behind the one that is not closed yet.
fn front_matter(doc: &Document) -> Option<Span> {
    if let FrontMatter::Found(block) = &doc.front_matter {
        return Some(block.content);
    }
    let text = doc.text.trim_start_matches('\u{feff}');
    let start = doc.text.len() - text.len();
    let opens = text.starts_with("---\n") || text.starts_with("---\r\n");
    let rest = text.find('\n').filter(|_| opens)? + 1;
    Some(Span::new(start + rest, doc.text.len()))
}

/// `above` are the lines of the block before this one, `start` is where this begins.
fn in_front_matter(above: &str, line: &str, start: usize, format: Format) -> Option<Slot> {
    let sign = if format == Format::Toml { '=' } else { ':' };
    let indent = line.len() - line.trim_start().len();
    let written = &line[indent..];
    let span = |from: usize| Span::new(start + from, start + line.len());
    // - item, of a list whose key stands above
    if let Some(item) = written.strip_prefix('-').filter(|rest| rest.starts_with(' ')) {
        let key = above.lines().rev().find_map(|line| {
            let (key, rest) = entry(line, sign)?;
            rest.trim().is_empty().then_some(key)
        })?;
        return value(key.to_owned(), item, line.len() - item.len(), span, false);
    }
    if let Some((key, rest)) = entry(line, sign) {
        let mut path = key.to_owned();
        if indent > 0 && format == Format::Yaml {
            let mut outer = above.lines().rev().filter(|line| !line.starts_with([' ', '#']));
            let (parent, _) = entry(outer.next()?, sign)?;
            path = format!("{parent}.{key}");
        }
        let list = rest.trim_start().strip_prefix('[');
        let item = list.map_or(rest, |list| list.rsplit(',').next().unwrap_or(list));
        return value(path, item, line.len() - item.len(), span, list.is_some());
    }
    let bare = written.strip_prefix('"').filter(|_| format == Format::Json).unwrap_or(written);
    let is_name = bare.chars().all(|letter| letter.is_alphanumeric() || "_-".contains(letter));
    let is_outermost = indent == 0 || format == Format::Json;
    (is_name && is_outermost).then(|| Slot::Key { typed: span(line.len() - bare.len()) })
}

/// The key that a line begins with, and what stands behind it.
fn entry(line: &str, sign: char) -> Option<(&str, &str)> {
    let (key, rest) = line.split_once(sign)?;
    let key = key.trim().trim_matches(['"', '\'']);
    let is_key = !key.is_empty()
        && key.chars().all(|letter| letter.is_alphanumeric() || "_-.".contains(letter));
    (is_key && (rest.is_empty() || rest.starts_with([' ', '"', '\'', '[']))).then_some((key, rest))
}

fn value(
    key: String,
    written: &str,
    from: usize,
    span: impl Fn(usize) -> Span,
    in_list: bool,
) -> Option<Slot> {
    let trimmed = written.trim_start();
    let bare = trimmed.strip_prefix(['"', '\'']);
    let in_quotes = bare.is_some();
    let typed = bare.unwrap_or(trimmed);
    // behind a closing quote or bracket nothing is typed
    if typed.contains(']') || (in_quotes && typed.contains(['"', '\''])) {
        return None;
    }
    // nothing can stand right behind the colon
    let at = from + written.len() - typed.len();
    Some(Slot::Value { key, typed: span(at), in_quotes, in_list })
}

/// The address of a picture: behind `![…](`, or in the quotes of `src=`.
fn in_text(line: &str, start: usize) -> Option<Slot> {
    let markdown = || {
        let open = line.rfind("](")?;
        let typed = &line[open + 2..];
        let is_picture = line[..open].rfind('[').is_some_and(|at| line[..at].ends_with('!'));
        (is_picture && !typed.contains([')', ' '])).then_some(open + 2)
    };
    let html = || {
        let open = line.rfind("src=").filter(|at| line[..*at].contains('<'))? + 4;
        let quote = line[open..].chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        (!line[open + 1..].contains([quote, '>'])).then_some(open + 1)
    };
    let from = markdown().or_else(html)?;
    Some(Slot::Picture { typed: Span::new(start + from, start + line.len()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::{Generator, SiteConfig};

    /// What is typed at `|`: the kind of slot, and what is written of it.
    fn at(generator: &str, marked: &str) -> String {
        let at = marked.find('|').expect("a mark");
        let text = marked.replacen('|', "", 1);
        let generator = Generator::named(generator).expect("a preset");
        let doc = Document::parse("x.md", text.as_str(), &generator, &SiteConfig::default());
        match Slot::at(&doc, at as u32) {
            Some(Slot::Key { typed }) => format!("key {}", typed.of(&text)),
            Some(Slot::Value { key, typed, in_quotes, in_list }) => {
                let quotes = if in_quotes { " quoted" } else { "" };
                let list = if in_list { " in list" } else { "" };
                format!("{key}: {}{quotes}{list}", typed.of(&text))
            }
            Some(Slot::Picture { typed }) => format!("picture {}", typed.of(&text)),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn what_is_typed_is_known_from_its_line() {
        for (text, expected) in [
            ("---\nti|\n---\n", "key ti"),
            ("---\n|\n---\n", "key "),
            ("---\ntitle: a\n|", "key "),
            ("---\r\nti|", "key ti"),
            ("---\nauthor: An|\n---\n", "author: An"),
            ("---\nauthor:|\n---\n", "author: "),
            ("---\nauthor: \"An|\"\n---\n", "author: An quoted"),
            ("---\nauthor: \"An\"|\n---\n", "none"),
            ("---\ntags: [a, b|]\n---\n", "tags: b in list"),
            ("---\ntags: [a]|\n---\n", "none"),
            ("---\ntags:\n  - a\n  - b|\n---\n", "tags: b"),
            ("---\ntags:\n- 'b|\n---\n", "tags: b quoted"),
            ("---\nimage:\n  path: a/|\n---\n", "image.path: a/"),
            ("---\ntitle: a\nfoo bar|\n---\n", "none"),
            ("--|-\ntitle: a\n---\n", "none"),
            ("---\ntitle: a\n---\n\nauthor: An|\n", "none"),
            ("---\ntitle: a\n---\n\nSee ![x](/a/b|)\n", "picture /a/b"),
            ("---\ntitle: a\n---\n\nSee [x](/a/b|)\n", "none"),
            ("---\ntitle: a\n---\n\n![x](/a.png) and|\n", "none"),
            ("---\ntitle: a\n---\n\n<img src=\"/a|\">\n", "picture /a"),
        ] {
            assert_eq!(at("jekyll", text), expected, "{text}");
        }
        assert_eq!(at("hugo", "+++\nauthor = \"An|\"\n+++\n"), "author: An quoted");
        assert_eq!(at("hugo", "+++\nau|\n+++\n"), "key au");
        assert_eq!(at("hugo", "{\n  \"title\": \"a\",\n  \"au|\": 1\n}\n"), "key au");
        assert_eq!(at("hugo", "{\n  \"author\": \"An|\"\n}\n"), "author: An quoted");
    }
}
