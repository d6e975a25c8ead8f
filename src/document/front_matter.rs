//! Where a post's front matter begins and ends for its generator, and what it says.

use crate::generator::{Fences, Generator};
use crate::text::Span;
use crate::tree::{Node, Tree, parse_json, parse_json_inside, parse_toml, parse_yaml};

/// The front matter of a post, or why there is none.
#[derive(Debug)]
pub enum FrontMatter {
    /// A block that the generator recognises; it may still not parse.
    Found(Block),
    /// No block that it recognises, as far as it goes.
    Missing(Missing),
}

/// A recognised block.
#[derive(Debug)]
pub struct Block {
    /// The opening fence, without its line end.
    pub open: Span,
    /// What stands between the fences.
    pub content: Span,
    /// What it says.
    pub tree: Tree,
}

/// Why a generator sees no front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What to point at.
    pub span: Span,
    /// The reason.
    pub reason: Reason,
}

/// What is wrong with the block, if there is anything like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The post begins with its text.
    None,
    /// The fence is not one that the generator knows: `----`, `--- yaml`.
    Fence,
    /// Something stands before the opening fence.
    NotFirst,
    /// The closing fence is missing.
    Unclosed,
    /// The closing fence is indented.
    IndentedClose,
    /// Lines end in lone carriage returns, which this generator does not see.
    LineEnds,
}

/// The sign by which a format is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fence {
    Yaml,
    Toml,
    Json,
    Braces,
}

impl Fence {
    fn sign(self) -> &'static str {
        match self {
            Fence::Yaml => "---",
            Fence::Toml => "+++",
            Fence::Json => ";;;",
            Fence::Braces => "{",
        }
    }
}

impl FrontMatter {
    /// The block, where there is one.
    pub fn block(&self) -> Option<&Block> {
        match self {
            FrontMatter::Found(block) => Some(block),
            FrontMatter::Missing(_) => None,
        }
    }

    /// The keys and values, where there is a block and it parses. An empty block
    /// has none.
    pub fn root(&self) -> Option<&Node> {
        self.block()?.tree.root.as_ref()
    }

    /// Finds the front matter at the start of `text`, and where the body begins.
    pub fn split(text: &str, generator: &Generator) -> (Self, usize) {
        let fences = generator.fences;
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let blank = text[start..].find(|c| !matches!(c, ' ' | '\t' | '\r' | '\n'));
        let blank = blank.unwrap_or(text.len() - start);
        let at = start + blank;
        let Some(fence) = opening_fence(&text[at..], fences) else {
            return (missing(Span::at(start), Reason::None), start);
        };
        if fence == Fence::Braces {
            return split_braces(text, at).unwrap_or_else(|| match generator.name.as_str() {
                "plain" => (missing(Span::at(start), Reason::None), start),
                _ => (missing(Span::new(at, at + 1), Reason::Unclosed), text.len()),
            });
        }
        if !fences.cr && !text.contains('\n') && text.contains('\r') {
            let open = Span::new(at, at + fence.sign().len());
            return (missing(open, Reason::LineEnds), guess_body(text, open.end as usize, fence));
        }
        let mut lines = Lines { text, at, cr: fences.cr };
        let Some(first) = lines.next() else {
            return (missing(Span::at(start), Reason::None), start);
        };
        let open = Span::new(first.0, first.1);
        let Some(reader) = opening_reader(open.of(text), fence, fences) else {
            // a rule of dashes and nothing like a closing fence is no front matter
            let reason =
                if looks_like_keys(&text[first.1..]) { Reason::Fence } else { Reason::None };
            let body =
                if reason == Reason::None { start } else { guess_body(text, lines.at, fence) };
            return (missing(open, reason), body);
        };
        if blank > 0 && !fences.blanks_before {
            return (missing(open, Reason::NotFirst), guess_body(text, lines.at, fence));
        }
        let from = lines.at;
        let close = lines.by_ref().find(|line| closes(&text[line.0..line.1], fence, fences));
        let says_keys = looks_like_keys(&text[from.min(text.len())..]);
        let Some(close) = close else {
            if !says_keys {
                return (missing(open, Reason::None), start);
            }
            let body = guess_body(text, from, fence);
            return (missing(open, unclosed_reason(text, from, fence)), body);
        };
        let content = Span::new(from, close.0);
        // where no generator is known, two rules with a text between are just that
        let says_something = !content.of(text).trim().is_empty();
        if generator.name == "plain" && says_something && !says_keys {
            return (missing(Span::at(start), Reason::None), start);
        }
        let tree = reader(content.of(text), from);
        (FrontMatter::Found(Block { open, content, tree }), lines.at)
    }
}

fn missing(span: Span, reason: Reason) -> FrontMatter {
    FrontMatter::Missing(Missing { span, reason })
}

fn opening_fence(text: &str, fences: Fences) -> Option<Fence> {
    let known = [
        (Fence::Yaml, fences.yaml),
        (Fence::Toml, fences.toml),
        (Fence::Json, fences.json),
        (Fence::Braces, fences.json),
    ];
    let fence = known.iter().find(|(fence, on)| *on && text.starts_with(fence.sign()));
    // a brace opens JSON only where a key follows; a template tag does not
    fence
        .map(|(fence, _)| *fence)
        .filter(|fence| *fence != Fence::Braces || text[1..].trim_start().starts_with(['"', '}']))
}

type Reader = fn(&str, usize) -> Tree;

/// How to read the block that the line `open` begins; `None` where the generator
/// does not take it for a fence.
fn opening_reader(open: &str, fence: Fence, fences: Fences) -> Option<Reader> {
    let usual: Reader = match fence {
        Fence::Toml => parse_toml,
        Fence::Json => parse_json_inside,
        Fence::Yaml | Fence::Braces => parse_yaml,
    };
    let rest = open.strip_prefix(fence.sign())?;
    match rest.trim() {
        "" if rest.is_empty() || fences.blanks_after => Some(usual),
        _ if fences.comment_after
            && rest.starts_with(' ')
            && rest.trim_start().starts_with('#') =>
        {
            Some(usual)
        }
        "toml" if fences.language => Some(parse_toml),
        "json" if fences.language => Some(parse_json),
        // a program (Eleventy): what it says is known when it has run
        "js" | "javascript" if fences.language => Some(|_, _| Tree::default()),
        language if fences.language && language.bytes().all(|b| b.is_ascii_alphabetic()) => {
            Some(parse_yaml)
        }
        _ => None,
    }
}

fn closes(line: &str, fence: Fence, fences: Fences) -> bool {
    let line = if fences.blanks_after { line.trim_end() } else { line };
    line == fence.sign()
        || (fences.dots_close && fence == Fence::Yaml && line == "...")
        || (fences.longer_close && line.starts_with(fence.sign()))
}

fn unclosed_reason(text: &str, from: usize, fence: Fence) -> Reason {
    let rest = &text[from.min(text.len())..];
    let indented = |line: &str| line.starts_with([' ', '\t']) && line.trim() == fence.sign();
    if rest.lines().any(indented) { Reason::IndentedClose } else { Reason::Unclosed }
}

/// Where the body of a post with a broken block most likely begins: behind the
/// next fence, else behind the next blank line.
fn guess_body(text: &str, from: usize, fence: Fence) -> usize {
    let mut lines = Lines { text, at: from, cr: true };
    let mut blank = None;
    while let Some((start, end)) = lines.next() {
        let line = text[start..end].trim();
        if line.len() >= 3 && line.starts_with(fence.sign()) && blank.is_none() {
            return lines.at;
        }
        if line.is_empty() {
            blank.get_or_insert(lines.at);
        }
    }
    blank.unwrap_or(text.len())
}

/// Whether the first line that says anything is a `key:`.
fn looks_like_keys(text: &str) -> bool {
    let says = |line: &&str| !matches!(line.trim().chars().next(), None | Some('#'));
    let line = text.lines().find(says).unwrap_or_default();
    let key = line.split([':', '=']).next().unwrap_or_default().trim();
    line.len() > key.len() && !key.is_empty() && !key.contains(' ') && key.len() < 40
}

/// JSON between braces, with no fence of its own: up to the brace that closes it.
/// Where quotes or braces do not pair, a line that begins with a brace is taken for
/// its end.
fn split_braces(text: &str, at: usize) -> Option<(FrontMatter, usize)> {
    let end = closing_brace(text, at).or_else(|| {
        let line = text[at..].find("\n}")?;
        Some(at + line + 2)
    })?;
    let content = Span::new(at, end);
    let tree = parse_json(content.of(text), at);
    let open = Span::new(at, at + 1);
    Some((FrontMatter::Found(Block { open, content, tree }), end))
}

fn closing_brace(text: &str, at: usize) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (offset, byte) in text[at..].bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + offset + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The lines of a text from a place on, as `(start, end)` without their ends.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    cr: bool,
}

impl Iterator for Lines<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        let newline = match self.cr {
            true => memchr::memchr2(b'\n', b'\r', rest.as_bytes()),
            false => memchr::memchr(b'\n', rest.as_bytes()),
        };
        let end = newline.unwrap_or(rest.len());
        let ending =
            if rest[end..].starts_with("\r\n") { 2 } else { usize::from(end < rest.len()) };
        self.at = start + end + ending;
        let line = &rest[..end];
        Some((start, start + line.strip_suffix('\r').unwrap_or(line).len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(generator: &str, text: &str) -> Option<Reason> {
        let generator = Generator::named(generator).expect("a preset");
        match FrontMatter::split(text, &generator).0 {
            FrontMatter::Found(_) => None,
            FrontMatter::Missing(missing) => Some(missing.reason),
        }
    }

    // GENERATORS.md, section 3.2, "Structure", and 3.4
    #[test]
    fn jekyll_takes_what_it_was_seen_to_take() {
        for text in [
            "---\ntitle: x\n---\nbody",
            "\u{feff}---\ntitle: x\n---\n",
            "---\r\ntitle: x\r\n---\r\n",
            "---  \ntitle: x\n---  \n",
            "---\ntitle: x\n...\nbody",
            "---\n---\n",
            "---\ntitle: x\n---",
        ] {
            assert_eq!(reason("jekyll", text), None, "{text:?}");
        }
        assert_eq!(reason("jekyll", "----\ntitle: x\n----\n"), Some(Reason::Fence));
        assert_eq!(reason("jekyll", "--- yaml\ntitle: x\n---\n"), Some(Reason::Fence));
        assert_eq!(reason("jekyll", "\n---\ntitle: x\n---\n"), Some(Reason::NotFirst));
        assert_eq!(reason("jekyll", "---\ntitle: x\n\nbody"), Some(Reason::Unclosed));
        assert_eq!(reason("jekyll", "---\ntitle: x\n  ---\nbody"), Some(Reason::IndentedClose));
        assert_eq!(reason("jekyll", "---\rtitle: x\r---\r"), Some(Reason::LineEnds));
        assert_eq!(reason("jekyll", "Just a text.\n"), Some(Reason::None));
        assert_eq!(reason("jekyll", ""), Some(Reason::None));
    }

    #[test]
    fn hugo_takes_toml_json_and_blanks_before() {
        assert_eq!(reason("hugo", "+++\ntitle = 'x'\n+++\n"), None);
        assert_eq!(reason("hugo", "\n\n---\ntitle: x\n---\n"), None);
        assert_eq!(reason("hugo", "---\rtitle: x\r---\r"), None);
        assert_eq!(reason("hugo", "{\n \"title\": \"a } b\"\n}\n\nbody"), None);
        assert_eq!(reason("hugo", "---\ntitle: x\n...\n"), Some(Reason::Unclosed));
        assert_eq!(reason("hugo", "{{< figure >}}"), Some(Reason::None));
    }

    #[test]
    fn json_is_read_strictly_in_all_its_fences() {
        let says = |generator: &str, text: &str| {
            let generator = Generator::named(generator).expect("a preset");
            let (front_matter, body) = FrontMatter::split(text, &generator);
            let title = front_matter
                .root()
                .and_then(|root| root.get("title"))
                .map(|entry| entry.value.span.of(text).to_owned());
            let block = front_matter.block().expect("a block");
            let error = block.tree.errors.first().map(|error| error.span.of(text).to_owned());
            (title, error, text[body..].to_owned())
        };
        let title = || Some("\"é\"".to_owned());
        assert_eq!(says("hugo", "{\"title\": \"é\"}\nb"), (title(), None, "\nb".into()));
        assert_eq!(
            says("eleventy", "---json\n{\"title\": \"é\"}\n---\nb"),
            (title(), None, "b".into())
        );
        assert_eq!(says("hexo", ";;;\n\"title\": \"é\"\n;;;\nb"), (title(), None, "b".into()));
        let yaml = says("eleventy", "---json\n{title: x}\n---\n");
        assert_eq!(yaml.1.as_deref(), Some("title"));
        let unclosed = says("hugo", "{\n\"title\": \"é,\n\"tags\": []\n}\nb");
        assert_eq!((unclosed.1.as_deref(), unclosed.2.as_str()), (Some("\"é,"), "\nb"));
    }

    #[test]
    fn a_program_is_front_matter_that_says_nothing() {
        let eleventy = Generator::named("eleventy").expect("a preset");
        let (front_matter, _) = FrontMatter::split("---js\nconst a = 1;\n---\nb", &eleventy);
        let block = front_matter.block().expect("a block");
        assert!(block.tree.root.is_none() && block.tree.errors.is_empty());
    }

    #[test]
    fn the_body_begins_behind_the_block() {
        let jekyll = Generator::named("jekyll").expect("a preset");
        let body = |text: &'static str| &text[FrontMatter::split(text, &jekyll).1..];
        assert_eq!(body("---\r\ntitle: x\r\n---\r\nbody"), "body");
        assert_eq!(body("---\ntitle: x\n\nbody"), "body");
        assert_eq!(body("----\ntitle: x\n----\nbody"), "body");
        assert_eq!(body("no block"), "no block");
        assert_eq!(body("---\n\nA rule, then text."), "---\n\nA rule, then text.");
    }
}
