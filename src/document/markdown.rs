//! A body of Markdown taken apart by pulldown-cmark: prose, pictures, comments.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::address::Addresses;
use super::html::{Quotes, Sink, State};
use super::picture::{
    Description, Mention, Own, Picture, Target, definition_address, inline_address,
};
use super::prose::{BlockKind, Builder};
use super::source::literal;
use super::template::Masks;
use crate::generator::TemplateLanguage;
use crate::text::Span;

/// What a body holds besides prose.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub pictures: Vec<Picture>,
    pub comments: Vec<Span>,
    pub code: Vec<Span>,
    /// Pictures written as Markdown in HTML, where CommonMark reads none.
    pub unread: Vec<Span>,
    /// Descriptions of pictures, in pieces.
    descriptions: Vec<Vec<(String, Span)>>,
}

/// A body and what is known of it.
pub(super) struct Body<'t> {
    /// The text of the whole post.
    pub text: &'t str,
    /// The same with template tags covered.
    pub covered: &'t str,
    /// Where the body begins.
    pub start: usize,
    /// The template tags.
    pub masks: &'t Masks,
    /// The language of the tags.
    pub language: TemplateLanguage,
    /// Where the site itself is.
    pub own: Own<'t>,
}

impl Body<'_> {
    /// Reads the body as Markdown; prose goes to `prose`.
    pub fn read_markdown(&self, prose: &mut Builder) -> Found {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_DEFINITION_LIST
            | Options::ENABLE_GFM;
        let body = self.covered.get(self.start..).unwrap_or_default();
        let parser = Parser::new_ext(body, options);
        let mut walk = Walk {
            body: self,
            prose,
            found: Found::default(),
            state: State::default(),
            html_quotes: Quotes::default(),
            lists: 0,
            quotes: 0,
            silent: 0,
            picture: None,
            html: None,
            addresses: Addresses::of(self.text),
        };
        let events = parser.into_offset_iter();
        let definitions: Vec<(String, Span)> = events
            .reference_definitions()
            .iter()
            .map(|(label, definition)| {
                let span = Span::new(definition.span.start, definition.span.end);
                (label.to_lowercase(), span.shift(self.start))
            })
            .collect();
        for (event, range) in events {
            walk.event(event, Span::new(range.start, range.end).shift(self.start), &definitions);
        }
        let mut found = walk.found;
        for description in std::mem::take(&mut found.descriptions) {
            prose.begin(BlockKind::Alt, false, false);
            for (text, span) in description {
                prose.push(&text, span);
            }
        }
        prose.end();
        // a definition that several pictures use is one mention
        found.pictures.sort_by_key(|picture| picture.span);
        found.pictures.dedup_by_key(|picture| picture.span);
        found
    }

    /// Reads the body as HTML.
    pub fn read_html(&self, prose: &mut Builder) -> Found {
        let mut found = Found::default();
        let html = self.covered.get(self.start..).unwrap_or_default();
        let mut quotes = Quotes::default();
        let mut sink = self.sink(prose, &mut found, &mut quotes, (false, false));
        sink.read(html, self.start, false, &mut State::default());
        prose.end();
        found
    }

    fn sink<'s>(
        &'s self,
        prose: &'s mut Builder,
        found: &'s mut Found,
        quotes: &'s mut Quotes,
        surroundings: (bool, bool),
    ) -> Sink<'s> {
        Sink {
            text: self.text,
            masks: self.masks,
            language: self.language,
            own: self.own,
            prose,
            pictures: &mut found.pictures,
            comments: &mut found.comments,
            unread: &mut found.unread,
            code: &mut found.code,
            surroundings,
            quotes,
        }
    }
}

struct Walk<'w> {
    body: &'w Body<'w>,
    prose: &'w mut Builder,
    found: Found,
    state: State,
    html_quotes: Quotes,
    lists: usize,
    quotes: usize,
    /// Code blocks and struck-out text that are open.
    silent: usize,
    /// The picture whose description is being read.
    picture: Option<OpenPicture>,
    /// The block of HTML being read.
    html: Option<Span>,
    /// Addresses in running text.
    addresses: Addresses<'w>,
}

struct OpenPicture {
    /// Where it stands.
    whole: Span,
    /// Where the definition is that it refers to, and what that says; `None` for
    /// one whose address stands behind the description.
    defined: Option<Option<(Span, Target)>>,
    /// Where its description ends, as far as seen.
    inner_end: usize,
    /// Pictures that are open in its description, where they are only words.
    inner: usize,
    description: Vec<(String, Span)>,
}

impl Walk<'_> {
    fn event(&mut self, event: Event<'_>, span: Span, definitions: &[(String, Span)]) {
        if let Some(picture) = &mut self.picture {
            match event {
                Event::End(TagEnd::Image) if picture.inner == 0 => {}
                Event::End(TagEnd::Image) => {
                    picture.inner -= 1;
                    picture.inner_end = span.end as usize;
                    return;
                }
                Event::Start(Tag::Image { .. }) => {
                    picture.inner += 1;
                    return;
                }
                Event::Start(_) | Event::End(_) => return,
                Event::Text(text) => {
                    picture.inner_end = span.end as usize;
                    picture.description.push((text.into_string(), span));
                    return;
                }
                _ => {
                    picture.inner_end = span.end as usize;
                    return;
                }
            }
        }
        match event {
            Event::Start(tag) => self.start(tag, span, definitions),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, span),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                self.found.code.push(span);
                self.open();
                self.prose.object(span);
            }
            Event::SoftBreak | Event::HardBreak => {
                // with the indentation of the next line, so that words are in one piece
                let rest = &self.body.text[span.end as usize..];
                let indent = rest.bytes().take_while(|b| matches!(b, b' ' | b'\t')).count();
                self.prose.blank(Span { end: span.end + indent as u32, ..span });
            }
            Event::InlineHtml(_) => {
                self.open();
                let html = span.of(self.body.covered);
                let around = (self.lists > 0, self.quotes > 0);
                let mut sink =
                    self.body.sink(self.prose, &mut self.found, &mut self.html_quotes, around);
                sink.read(html, span.start as usize, true, &mut self.state);
            }
            Event::Html(_) => {
                self.html = Some(self.html.map_or(span, |html| html.to(span)));
            }
            Event::FootnoteReference(_) => self.prose.object(span),
            Event::TaskListMarker(_) | Event::Rule => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span, definitions: &[(String, Span)]) {
        match tag {
            Tag::Paragraph => {
                self.begin(BlockKind::Paragraph);
                self.prose.written_as(span);
            }
            Tag::Heading { .. } => {
                self.begin(BlockKind::Heading);
                self.prose.written_as(span);
            }
            Tag::TableCell => self.begin(BlockKind::Cell),
            Tag::List(_) => {
                self.prose.end();
                self.lists += 1;
            }
            Tag::BlockQuote(_) => {
                self.prose.end();
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => {
                self.found.code.push(span);
                self.prose.end();
                self.silent += 1;
            }
            Tag::HtmlBlock => {
                self.prose.end();
                self.html = None;
            }
            Tag::Image { link_type, id, .. } => {
                self.open();
                self.prose.object(span);
                self.image(link_type, &id, span, definitions);
            }
            Tag::Strikethrough => {
                // what is struck out is not said any more
                self.open();
                self.prose.object(span);
                self.silent += 1;
            }
            Tag::Emphasis | Tag::Strong => self.open(),
            Tag::Link { .. } => {
                self.open();
                self.prose.begin_link();
            }
            Tag::Superscript | Tag::Subscript => {}
            _ => self.prose.end(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => self.lists = self.lists.saturating_sub(1),
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::CodeBlock => self.silent = self.silent.saturating_sub(1),
            TagEnd::HtmlBlock => {
                if let Some(span) = self.html.take() {
                    let html = span.of(self.body.covered);
                    let around = (self.lists > 0, self.quotes > 0);
                    let mut sink =
                        self.body.sink(self.prose, &mut self.found, &mut self.html_quotes, around);
                    sink.read(html, span.start as usize, false, &mut State::default());
                }
            }
            TagEnd::Image => {
                self.finish_picture();
                return;
            }
            TagEnd::Strikethrough => {
                self.silent = self.silent.saturating_sub(1);
                return;
            }
            TagEnd::Link => {
                self.prose.end_link();
                return;
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Superscript | TagEnd::Subscript => return,
            _ => {}
        }
        self.prose.end();
        // HTML left open in one block is not open in the next
        self.state = State::default();
    }

    fn begin(&mut self, kind: BlockKind) {
        let in_quote = self.quotes > 0 || self.html_quotes.is_open();
        self.prose.begin(kind, self.lists > 0, in_quote);
    }

    /// Text of a tight list item comes without a paragraph around it.
    fn open(&mut self) {
        if !self.prose.is_open() {
            self.begin(BlockKind::Paragraph);
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        if self.silent > 0 || self.state.is_silent() {
            return;
        }
        self.open();
        if span.of(self.body.covered) != text {
            // an entity, or white space that stands for something else
            self.prose.atom(text, span);
            return;
        }
        let (mut at, end) = (span.start as usize, span.end as usize);
        while at < end {
            let object = self.object_from(at, end);
            let stop = object.map_or(end, |(object, _)| object.start as usize);
            self.prose.verbatim(&self.body.text[at..stop], at);
            let Some((object, is_address)) = object else { break };
            match is_address {
                true => self.prose.address(object),
                false => self.prose.object(object),
            }
            at = (object.end as usize).max(stop + 1);
        }
    }

    /// The next template tag or bare address between two bytes, and whether it is an
    /// address.
    fn object_from(&mut self, at: usize, end: usize) -> Option<(Span, bool)> {
        let span = Span::new(at, end);
        let mask = self.body.masks.touching(span);
        let mask = mask.map(|m| Span { start: m.start.max(span.start), end: m.end.min(span.end) });
        let limit = mask.map_or(end, |mask| mask.start as usize);
        let address = self.addresses.next(at, limit);
        address.map(|address| (address, true)).or(mask.map(|mask| (mask, false)))
    }

    fn image(&mut self, link_type: LinkType, id: &str, span: Span, definitions: &[(String, Span)]) {
        let defined = (link_type != LinkType::Inline).then(|| {
            let definition = definitions.iter().find(|(label, _)| *label == id.to_lowercase());
            let found = definition.and_then(|(_, d)| definition_address(self.body.text, *d))?;
            Some(self.source(found, &unescape(found.of(self.body.text))))
        });
        self.picture = Some(OpenPicture {
            whole: span,
            defined,
            inner_end: span.start as usize + 2,
            inner: 0,
            description: Vec::new(),
        });
    }

    /// The path of a picture whose source is at `span`, and what it leads to.
    fn source(&self, span: Span, address: &str) -> (Span, Target) {
        match literal(self.body.text, span, self.body.own.base_path) {
            Some((path, written)) => (path, Target::of(&written, self.body.own)),
            None => (span, Target::of(address, self.body.own)),
        }
    }

    /// Notes a picture whose description has been passed, and keeps that as prose
    /// of its own once the paragraph is done.
    fn finish_picture(&mut self) {
        let Some(open) = self.picture.take() else { return };
        let (whole, text) = (open.whole, self.body.text);
        let end = whole.end as usize;
        let found = open.defined.unwrap_or_else(|| {
            let span = inline_address(self.body.covered, open.inner_end, end)?;
            Some(self.source(span, &unescape(span.of(text))))
        });
        if let Some((span, target)) = found {
            let start = whole.start as usize + 2;
            let rest = self.body.covered.get(open.inner_end..end).unwrap_or_default();
            let close = open.inner_end + rest.find(']').unwrap_or_default();
            let inner = Span::new(start, close.max(start));
            let description = Description::of(inner.of(text), inner);
            let mention = Mention::Markdown;
            self.found.pictures.push(Picture { span, target, mention, whole, description });
        }
        self.found.descriptions.push(open.description);
    }
}

/// An address as it is meant: backslashes before punctuation and `&amp;` undone.
fn unescape(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut chars = address.chars().peekable();
    while let Some(c) = chars.next() {
        let escapes = c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation);
        out.push(if escapes { chars.next().unwrap_or(c) } else { c });
    }
    out.replace("&amp;", "&")
}
