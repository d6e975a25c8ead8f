//! HTML inside a post: its tags are no prose, its text is, and some of its
//! attributes name pictures.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::picture::{Own, Picture, written_pictures};
use super::prose::{BlockKind, Builder};
use super::template::Masks;
use crate::generator::TemplateLanguage;
use crate::text::Span;

/// Elements whose content is not prose.
pub(super) const SILENT: [&str; 11] =
    ["code", "kbd", "pre", "samp", "script", "style", "svg", "math", "textarea", "var", "tt"];

/// Elements that do not break a sentence.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "del", "dfn", "em", "font", "i", "ins", "label",
    "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr",
];

/// What HTML leaves open from one piece to the next.
#[derive(Debug, Default)]
pub(super) struct State {
    silent: usize,
    /// Where what is silent begins.
    since: u32,
}

/// Block quotations that HTML has open.
#[derive(Debug, Default)]
pub(super) struct Quotes(usize);

impl Quotes {
    /// Whether what follows is the words of others.
    pub fn is_open(&self) -> bool {
        self.0 > 0
    }
}

impl State {
    /// Whether text that follows is not prose.
    pub fn is_silent(&self) -> bool {
        self.silent > 0
    }
}

/// Where HTML goes.
pub(super) struct Sink<'s> {
    /// The whole text of the post.
    pub text: &'s str,
    /// Its template tags.
    pub masks: &'s Masks,
    /// The language of the tags.
    pub language: TemplateLanguage,
    /// Where the site itself is.
    pub own: Own<'s>,
    /// Prose found.
    pub prose: &'s mut Builder,
    /// Pictures found.
    pub pictures: &'s mut Vec<Picture>,
    /// Comments found, from `<!--` to `-->`.
    pub comments: &'s mut Vec<Span>,
    /// Pictures written as Markdown where HTML is taken as it is.
    pub unread: &'s mut Vec<Span>,
    /// Code and other elements that are no prose.
    pub code: &'s mut Vec<Span>,
    /// Whether the prose around it is a list, and a block quotation.
    pub surroundings: (bool, bool),
    /// Block quotations open so far.
    pub quotes: &'s mut Quotes,
}

impl Sink<'_> {
    /// Reads `html` (a piece of the covered text), which begins at byte `base`. In
    /// a block its text is prose; between words of Markdown (`inline`) it is none.
    pub fn read(&mut self, html: &str, base: usize, inline: bool, state: &mut State) {
        let tokens = Tokenizer::new_with_emitter(html, DefaultEmitter::new_with_span());
        for token in tokens.flatten() {
            match token {
                Token::StartTag(tag) => {
                    let span = Span::new(tag.span.start, tag.span.end).shift(base);
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    // what looks like a picture in a script or an example is none
                    if !state.is_silent() && !tag.attributes.is_empty() {
                        self.pictures(&tag, html, base);
                    }
                    if SILENT.contains(&name.as_str()) && !tag.self_closing {
                        if !state.is_silent() {
                            state.since = span.end;
                        }
                        state.silent += 1;
                    }
                    self.quotes.0 += usize::from(name == "blockquote");
                    self.quote_mark(&name, '“', span);
                    self.tag(&name, span, inline);
                    if name == "a" {
                        self.open();
                        self.prose.begin_link();
                    }
                }
                Token::EndTag(tag) => {
                    let span = Span::new(tag.span.start, tag.span.end).shift(base);
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    if SILENT.contains(&name.as_str()) && state.is_silent() {
                        state.silent -= 1;
                        if !state.is_silent() && state.since <= span.start {
                            self.code.push(Span { start: state.since, end: span.start });
                        }
                    }
                    let closes = usize::from(name == "blockquote");
                    self.quotes.0 = self.quotes.0.saturating_sub(closes);
                    self.quote_mark(&name, '”', span);
                    if name == "a" {
                        self.prose.end_link();
                    }
                    self.tag(&name, span, inline);
                }
                Token::Comment(comment) => {
                    self.comments.push(Span::new(comment.span.start, comment.span.end).shift(base));
                }
                Token::String(text) if !inline && !state.is_silent() => {
                    let words = Span::new(text.span.start, text.span.end);
                    let written = written_pictures(words.of(html)).into_iter();
                    let start = words.start as usize + base;
                    self.unread
                        .extend(written.map(|(at, len)| Span::new(start + at, start + at + len)));
                    self.words(words.shift(base));
                }
                _ => {}
            }
        }
    }

    /// `<q>` is shown with quotation marks.
    fn quote_mark(&mut self, name: &str, mark: char, span: Span) {
        if name == "q" {
            let mut utf8 = [0; 4];
            self.open();
            self.prose.push(mark.encode_utf8(&mut utf8), span);
        }
    }

    fn open(&mut self) {
        if !self.prose.is_open() {
            let (in_list, in_quote) = self.surroundings;
            self.prose.begin(BlockKind::Paragraph, in_list, in_quote || self.quotes.is_open());
        }
    }

    fn tag(&mut self, name: &str, span: Span, inline: bool) {
        match name {
            "br" => self.prose.blank(span),
            "img" | "picture" | "video" | "audio" | "iframe" | "code" | "kbd" => {
                self.prose.object(span);
            }
            name if inline || INLINE.contains(&name) => {}
            _ => self.prose.end(),
        }
    }

    /// Text between tags of a block: prose, but for entities and tags in it.
    fn words(&mut self, span: Span) {
        if span.of(self.text).trim().is_empty() {
            return;
        }
        self.open();
        let (start, end) = (span.start as usize, span.end as usize);
        let mut at = start;
        while at < end {
            if let Some(mask) = self.masks.touching(Span::new(at, at + 1)) {
                self.prose.object(mask);
                at = (mask.end as usize).max(at + 1);
                continue;
            }
            let rest = &self.text[at..end];
            let Some(c) = rest.chars().next() else { break };
            if c.is_whitespace() {
                let blank = rest.len() - rest.trim_start().len();
                self.prose.blank(Span::new(at, at + blank));
                at += blank;
            } else if let Some((plain, len)) = entity(rest) {
                self.prose.atom(&plain, Span::new(at, at + len));
                at += len;
            } else {
                self.prose.verbatim(&rest[..c.len_utf8()], at);
                at += c.len_utf8();
            }
        }
    }
}

/// The characters that an entity at the start of `text` stands for, and the entity's
/// length.
pub(super) fn entity(text: &str) -> Option<(String, usize)> {
    let name = text.strip_prefix('&')?;
    let end = name.find(';').filter(|&end| (1..LONGEST_ENTITY).contains(&end))?;
    let is_name = name[..end].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#');
    let written = text.get(..end + 2).filter(|_| is_name)?;
    let mut plain = String::new();
    for token in Tokenizer::new(written).flatten() {
        if let Token::String(part) = token {
            plain.push_str(&String::from_utf8_lossy(&part));
        }
    }
    (plain != written).then_some((plain, written.len()))
}

/// Bytes that the name of an entity may have.
const LONGEST_ENTITY: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> (String, Vec<String>) {
        let masks = Masks::default();
        let mut prose = Builder::default();
        let (mut pictures, mut comments) = (Vec::new(), Vec::new());
        let mut sink = Sink {
            text: html,
            masks: &masks,
            language: TemplateLanguage::Liquid,
            own: Own::default(),
            prose: &mut prose,
            pictures: &mut pictures,
            comments: &mut comments,
            unread: &mut Vec::new(),
            code: &mut Vec::new(),
            surroundings: (false, false),
            quotes: &mut Quotes::default(),
        };
        sink.read(html, 0, false, &mut State::default());
        let paths = pictures.iter().map(|picture| picture.span.of(html).to_owned()).collect();
        (prose.finish().text().to_owned(), paths)
    }

    #[test]
    fn text_is_prose_and_tags_are_not() {
        let (text, _) =
            read("<div>\n <p>It’s <b>so</b>&nbsp;late.</p><script>var x</script></div>");
        assert_eq!(text, "It’s so\u{a0}late.\n");
        assert_eq!(read("<p>&eacute;&shy;&#65;&nope; &; & &amp;</p>").0, "é\u{ad}A&nope; &; & &\n");
        assert_eq!(read("<p>use <code>cat x</code> here</p>").0, "use \u{fffc}\u{fffc} here\n");
    }

    #[test]
    fn pictures_are_found_with_their_spans() {
        let (_, paths) = read(
            "<img alt=\"é src=no\" src=\"/a.png\"><img src=b.png><img src='c d.png'/>\
             <source srcset=\"e.webp 1x, f.webp 2x\"><video poster=\"g.jpg\" src=\"v.mp4\">",
        );
        assert_eq!(paths, ["/a.png", "b.png", "c d.png", "e.webp", "f.webp", "g.jpg"]);
        let (_, paths) = read(
            "<img srcset='/w_1,c.png 1x, d.png, /e.png 2x'><script>'<img src=x.png>'</script>",
        );
        assert_eq!(paths, ["/w_1,c.png", "d.png", "/e.png"]);
        assert_eq!(read("<noscript><img src=a.png></noscript>").1, ["a.png"]);
    }
}
