//! One post, parsed once: front matter, prose, pictures, and the bytes of each.

mod address;
mod arguments;
mod directive;
mod front_matter;
mod html;
mod html_picture;
mod html_tag;
mod key_picture;
mod kramdown;
mod kramdown_picture;
mod language;
mod markdown;
mod picture;
mod prose;
mod scope;
mod sentence;
mod source;
mod speech;
mod tag_picture;
mod template;

use std::cell::OnceCell;
use std::sync::Arc;

pub use directive::{Directive, Effect};
pub use front_matter::{Block as FrontMatterBlock, FrontMatter, Missing, Reason};
pub use language::code as language_code;
use picture::Own;
pub use picture::{Description, Mention, PICTURE_ENDINGS, Picture, Target, has_picture_ending};
pub use prose::{Block, BlockKind, OBJECT, Prose};
pub use scope::{Layer, SCOPES, Scopes, Unit};

use crate::generator::{Generator, MarkdownReader, SiteConfig, TemplateLanguage};
use crate::text::Span;
use crate::tree::{Format, Node, align};

/// A post, in which every value knows its bytes.
#[derive(Debug)]
pub struct Document {
    /// Its path from the root of the site, with `/`.
    pub path: Arc<str>,
    /// Its text, as it is on disk.
    pub text: String,
    /// Whether it is a post for certain: see [`Generator::is_post`].
    pub is_post: bool,
    /// Its front matter.
    pub front_matter: FrontMatter,
    /// What stands behind the front matter.
    pub body: Span,
    /// Its words: front matter values first, then the body.
    pub prose: Prose,
    /// The pictures that it names.
    pub pictures: Vec<Picture>,
    /// Pictures written as Markdown in HTML where its generator reads none.
    pub unread_pictures: Vec<Span>,
    /// Its code, in order: between backticks, in blocks, in HTML, in template tags.
    pub code: Vec<Span>,
    /// What its comments say to us.
    pub directives: Vec<Directive>,
    /// Its language as it says itself, in two letters.
    pub language: Option<String>,
    /// Its body, and its code, as they are written: put together when asked for.
    raw: OnceCell<Prose>,
    raw_code: OnceCell<Prose>,
}

impl Document {
    /// Parses `text`, the post at `path` of a site made by `generator` and set up
    /// by `config`. Any text is a post; what is wrong with it is for rules to say.
    pub fn parse(
        path: impl Into<Arc<str>>,
        text: impl Into<String>,
        generator: &Generator,
        config: &SiteConfig,
    ) -> Self {
        let (path, text) = (path.into(), text.into());
        let own = Own { host: config.host.as_deref(), base_path: &config.base_path };
        let (front_matter, start) = FrontMatter::split(&text, generator);
        let template = match path.ends_with(".mdx") {
            true => TemplateLanguage::Mdx,
            false => generator.template,
        };
        let masks = template::Masks::find(&text, start, template);
        let covered = masks.cover(&text);
        let body = markdown::Body {
            text: &text,
            covered: &covered,
            start,
            masks: &masks,
            language: template,
            own,
        };
        let mut builder = prose::Builder::for_text(text.len());
        if let Some(root) = front_matter.root() {
            key_prose(root, "", &text, &mut builder);
        }
        let is_html = path.ends_with(".html") || path.ends_with(".htm");
        let mut found =
            if is_html { body.read_html(&mut builder) } else { body.read_markdown(&mut builder) };
        let mut pictures = front_matter
            .root()
            .map(|root| key_picture::find(root, &generator.images.keys, &text, own))
            .unwrap_or_default();
        tag_picture::add(&mut found, &text, &masks, template, own);
        pictures.append(&mut found.pictures);
        let mut comments =
            front_matter.block().map(|block| block.tree.comments.clone()).unwrap_or_default();
        comments.append(&mut found.comments);
        comments.extend(masks.spans.iter().filter(|mask| is_comment(mask.of(&text))));
        comments.sort_unstable();
        let mut code = std::mem::take(&mut found.code);
        code.extend(masks.spans.iter().filter(|mask| template::is_code(mask.of(&text))));
        code.sort_unstable();
        let reads_markdown = !is_html && !path.ends_with(".mdx");
        // most posts have no picture of Markdown that another reader could see otherwise
        let has_picture = reads_markdown && text[start..].contains("![");
        let reader = generator.markdown_reader(config).filter(|_| has_picture);
        let mut unread_pictures = match reader {
            Some(MarkdownReader::Kramdown) => kramdown::unread_pictures(&covered, start, &code),
            Some(MarkdownReader::CommonMark) => found.unread,
            None => Vec::new(),
        };
        if !unread_pictures.is_empty() {
            let wrapped = masks.wrapped(&text);
            let is_aside = |span: Span, asides: &[Span]| asides.iter().any(|a| a.contains(span));
            unread_pictures.retain(|span| {
                ![&wrapped, &comments, &code].iter().any(|asides| is_aside(*span, asides))
            });
        }
        // what is printed as it is written is no picture
        pictures.retain(|picture| {
            let is_read = !unread_pictures.iter().any(|unread| unread.contains(picture.span));
            picture.mention != Mention::Markdown || is_read
        });
        if reader == Some(MarkdownReader::Kramdown) {
            let apart = [&code[..], &unread_pictures, &comments];
            kramdown_picture::add(&text, start, apart, own, &mut pictures);
        }
        let directives = comments.into_iter().filter_map(|span| directive::read(&text, span));
        let directives = directives.collect();
        Self {
            is_post: generator.is_post(&path),
            language: language::of(&front_matter, &path),
            body: Span::new(start, text.len()),
            prose: builder.finish(),
            path,
            front_matter,
            pictures,
            unread_pictures,
            code,
            directives,
            text,
            raw: OnceCell::new(),
            raw_code: OnceCell::new(),
        }
    }

    /// What scopes of `layer` are read in.
    pub fn layer(&self, layer: Layer) -> &Prose {
        match layer {
            Layer::Prose => &self.prose,
            Layer::Raw => self.raw.get_or_init(|| Prose::of_source(&self.text, [self.body])),
            Layer::Code => self.raw_code.get_or_init(|| {
                let mut end = 0;
                // code may hold code, a tag in a block
                let outer = self.code.iter().copied().filter(|code| {
                    let is_outer = code.start >= end;
                    end = end.max(code.end);
                    is_outer
                });
                Prose::of_source(&self.text, outer)
            }),
        }
    }

    /// The keys and values of the front matter, where it parses.
    pub fn keys(&self) -> Option<&Node> {
        self.front_matter.root()
    }

    /// Who wrote it, as `author` or `authors` say: a name, several, or maps with a
    /// `name` each.
    pub fn author(&self) -> Option<String> {
        fn names(node: &Node, out: &mut Vec<String>) {
            let name = node.get("name").map_or(node, |entry| &entry.value);
            match name.text().map(str::trim) {
                Some("") => {}
                Some(text) => out.push(text.to_owned()),
                None => node.items().iter().for_each(|item| names(item, out)),
            }
        }
        let keys = self.keys()?;
        let entry = keys.get("author").or_else(|| keys.get("authors"))?;
        let mut out = Vec::new();
        names(&entry.value, &mut out);
        (!out.is_empty()).then(|| out.join(", "))
    }

    /// Reads only the front matter of `text`: the rest of the document is empty. An
    /// address on the site's own host counts as elsewhere.
    pub fn parse_head(
        path: impl Into<Arc<str>>,
        text: impl Into<String>,
        generator: &Generator,
    ) -> Self {
        let (path, text) = (path.into(), text.into());
        let (front_matter, start) = FrontMatter::split(&text, generator);
        let pictures = front_matter
            .root()
            .map(|root| key_picture::find(root, &generator.images.keys, &text, Own::default()));
        Self {
            is_post: generator.is_post(&path),
            language: language::of(&front_matter, &path),
            body: Span::new(start, text.len()),
            prose: prose::Builder::default().finish(),
            pictures: pictures.unwrap_or_default(),
            unread_pictures: Vec::new(),
            directives: Vec::new(),
            code: Vec::new(),
            path,
            front_matter,
            text,
            raw: OnceCell::new(),
            raw_code: OnceCell::new(),
        }
    }

    /// What to point at for a finding about the post as a whole: the opening fence,
    /// or the first line.
    pub fn head(&self) -> Span {
        let open = self.front_matter.block().map(|block| block.open);
        open.unwrap_or_else(|| {
            let blank = self.text.len() - self.text.trim_start().len();
            let line = self.text[blank..].lines().next().unwrap_or_default().trim_end();
            Span::new(blank, blank + line.len())
        })
    }

    /// What the front matter is written in.
    pub fn format(&self) -> Format {
        let open = self.front_matter.block().map_or("", |block| block.open.of(&self.text));
        match open.trim_end() {
            "+++" | "---toml" | "--- toml" => Format::Toml,
            "{" | ";;;" | "---json" | "--- json" => Format::Json,
            _ => Format::Yaml,
        }
    }

    /// Whether `span` stands in code.
    pub fn is_code(&self, span: Span) -> bool {
        let after = self.code.partition_point(|code| code.start <= span.start);
        // code may hold code (a tag in a block), so the one before need not be it
        self.code[..after].iter().rev().take(4).any(|code| code.contains(span))
    }

    /// The name of the file, without its folder.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The folder of the post from the site's root; empty for the root.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

fn is_comment(tag: &str) -> bool {
    template::tag_name(tag) == "comment" || tag.starts_with("{#") || tag.starts_with("{/*")
}

/// The text values of front matter as prose, each under its key's path.
fn key_prose(node: &Node, path: &str, text: &str, builder: &mut prose::Builder) {
    for entry in node.entries() {
        let name = entry.name();
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        key_prose(&entry.value, &path, text, builder);
        let items = std::iter::once(&entry.value).chain(entry.value.items());
        for scalar in items.filter(|node| node.scalar().is_some()) {
            let value = scalar.text().unwrap_or_default();
            builder.begin(BlockKind::Key(path.as_str().into()), false, false);
            match align(scalar, text) {
                Some(stretches) => {
                    let mut at = 0;
                    for (bytes, span) in stretches {
                        let plain = &value[at..at + bytes];
                        builder.push(if plain == "\n" { " " } else { plain }, span);
                        at += bytes;
                    }
                }
                None => builder.atom(value, scalar.span),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Document {
        let generator = Generator::named("jekyll").expect("a preset");
        Document::parse("_posts/2025-01-02-x.md", text, &generator, &SiteConfig::default())
    }

    /// The source of `phrase`, looked for in the prose.
    fn source(text: &str, phrase: &str) -> Option<String> {
        let doc = parse(text);
        let at = doc.prose.text().find(phrase)?;
        let span = doc.prose.source(&(at..at + phrase.len()));
        Some(span.of(&doc.text).to_owned())
    }

    #[test]
    fn a_phrase_is_found_as_the_reader_sees_it() {
        for (text, expected) in [
            ("It is one thing", "one thing"),
            ("It is one\nthing", "one\nthing"),
            ("It is one \nthing", "one \nthing"),
            ("It is one\r\nthing", "one\r\nthing"),
            ("> It is one\n> thing", "one\n> thing"),
            ("- It is one\n  thing", "one\n  thing"),
            ("It is *one* thing", "one* thing"),
            ("It is [one thing](http://x.org)", "one thing"),
            ("It is <b>one</b> thing", "one</b> thing"),
            ("<div>It is one\nthing</div>", "one\nthing"),
            ("| a |\n|---|\n| one thing |", "one thing"),
        ] {
            assert_eq!(source(text, "one thing").as_deref(), Some(expected), "{text:?}");
        }
        assert_eq!(
            source("It is one&rsquo;s thing", "one’s thing").as_deref(),
            Some("one&rsquo;s thing")
        );
        assert_eq!(
            source("---\ntitle: 'it''s one thing'\n---\n", "it's one").as_deref(),
            Some("it''s one")
        );
    }

    #[test]
    fn what_is_not_prose_is_not_found() {
        for text in [
            "It is `one thing` only",
            "    one thing",
            "```\none thing\n```",
            "It is <code>one thing</code>",
            "It is one {{ x }} thing",
            "{% comment %} one thing {% endcomment %}",
            "one\n\nthing",
            "See https://x.org/one thing",
            "<!-- one thing -->",
            "![one\nthing](x.png)",
            "[a](x.org/one \"one thing\")",
        ] {
            let doc = parse(text);
            let found = doc.prose.text().contains("one thing");
            let only_alt = doc.prose.blocks().iter().all(|block| block.kind == BlockKind::Alt);
            assert!(!found || only_alt, "{text:?}: {:?}", doc.prose.text());
        }
    }

    #[test]
    fn code_is_known() {
        let text = "A `b` c\n\n```\nd\n```\n\n    e\n\nf <code>g</code> <pre>h</pre> $i$\n\n\
            <pre>\nj</pre>\n\n{% highlight x %}k{% endhighlight %}\n\n> ```\n> l\n> ```\n";
        let doc = parse(text);
        let is_code = |letter: char| {
            let at = text.find(letter).expect("there");
            doc.is_code(Span::new(at, at + 1))
        };
        let marked: String = "bdeghjkl".chars().filter(|c| !is_code(*c)).collect();
        assert_eq!(marked, "", "{:?}", doc.code.iter().map(|s| s.of(text)).collect::<Vec<_>>());
        assert!(!"Acf".chars().any(is_code));
    }

    #[test]
    fn cutting_is_safe_only_within_markup() {
        let one_piece = |text: &str, phrase: &str| {
            let doc = parse(text);
            let at = doc.prose.text().find(phrase).expect("found");
            doc.prose.can_be_cut(&(at..at + phrase.len()))
        };
        assert!(one_piece("One thing is here", "One thing "));
        assert!(one_piece("One\nthing *is* here", "One thing "));
        assert!(one_piece("Now *one thing is* here", "one thing "));
        assert!(!one_piece("*One thing* is here", "One thing "));
        assert!(!one_piece("One *thing* is here", "One thing "));
        assert!(!one_piece("Now [one thing](x) is", "one thing"));
    }

    #[test]
    fn pictures_are_named_with_their_spans() {
        let text = "---\nimage: \"a.jpg\"\ncover: red\n---\n\n![x](/b.png \"t\") and ![y][r] {{ page.z }}\n\n\
            [r]: c.png\n\n<img src='d.png'>\n\n![z]({{ site.baseurl }}/e.png)\n\n`![no](f.png)`\n";
        let doc = parse(text);
        let spans: Vec<&str> = doc.pictures.iter().map(|p| p.span.of(text)).collect();
        assert_eq!(spans, ["a.jpg", "red", "/b.png", "c.png", "d.png", "{{ site.baseurl }}/e.png"]);
        assert_eq!(doc.pictures[5].target, Target::Path("/e.png".to_owned()));
    }

    #[test]
    fn pictures_say_what_they_show() {
        let text = "![ a *b*](a.png) ![](b.png) ![][c] ![c] <img src=d.png> <img alt src=e.png>\n\
            <img src=f.png alt='f g'> <img src=g.png role=presentation> ![h ![i](i.png)](h.png)\n\
            <img src=k.png {{ more }}> ![{{ x }}](l.png)\n\n[c]: c.png\n";
        let doc = parse(text);
        let said: Vec<_> = doc.pictures.iter().map(|p| (p.span.of(text), p.description)).collect();
        let at = |words: &str| {
            let start = text.find(words).expect("there");
            Description::Text(Span::new(start, start + words.len()))
        };
        let expected = [
            ("a.png", at(" a *b*")),
            ("b.png", Description::Empty),
            ("d.png", Description::Missing),
            ("e.png", Description::Empty),
            ("f.png", at("f g")),
            ("g.png", Description::Unknown),
            ("h.png", at("h ![i](i.png)")),
            ("k.png", Description::Unknown),
            ("l.png", Description::Unknown),
            ("c.png", Description::Empty),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn the_opening_is_the_first_sentence() {
        let opening = |text: &str| {
            let doc = parse(text);
            doc.prose.opening().map(|range| doc.prose.slice(range).to_owned())
        };
        assert_eq!(opening("---\nt: x\n---\n# Head\n\nOne. Two.").as_deref(), Some("One. "));
        assert_eq!(opening("![p](x.png)\n\nOne. Two.").as_deref(), Some("One. "));
        assert_eq!(opening("# Only a head"), None);
    }

    #[test]
    fn any_text_parses() {
        for text in [
            "",
            "\u{feff}",
            "---",
            "---\n",
            "\r",
            "{{",
            "{%",
            "![](",
            "<",
            "<img src=",
            "&",
            "[a]:",
        ] {
            parse(text);
        }
    }
}
