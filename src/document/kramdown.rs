//! Where kramdown, Jekyll's reader of Markdown, takes a block of HTML as it is: unlike
//! the readers that follow CommonMark it goes on to the closing tag, blank lines or
//! not, and reads no Markdown in it unless the tag says `markdown="1"`. The algorithm
//! is kramdown's own (`kramdown/parser/kramdown/html.rb`, 2.4).

use super::html::SILENT;
use super::html_tag::{StartTag, closing_tag, start_tag};
use super::picture::written_pictures;
use crate::text::Span;

/// Elements that begin no block.
const SPANS: &str = "a abbr acronym b bdo big br button cite code del dfn em i img input ins kbd \
    label mark option q rb rbc rp rt rtc ruby samp select small span strong sub sup tt u var";
/// Elements that hold nothing.
const EMPTY: &str =
    "area base br col command embed hr img input keygen link meta param source track wbr";
/// Elements in which `markdown="1"` means blocks.
const HOLD_BLOCKS: &str = "address applet article aside blockquote body dd details div dl \
    fieldset figure figcaption footer form header hgroup iframe li main map menu nav noscript \
    object section summary td";
/// Elements in which it means words; in others it means nothing.
const HOLD_WORDS: &str = "a abbr acronym b bdo big button cite caption del dfn dt em h1 h2 h3 h4 \
    h5 h6 i ins label legend optgroup p q rb rbc rp rt rtc ruby select small span strong sub sup \
    th tt";

/// How deep blocks may stand in each other before they are left alone.
const DEEPEST: usize = 50;
/// How many elements may lack their end before the rest is left alone: each is
/// looked for to the end of the post.
const MOST_OPEN: usize = 8;

/// What holds no HTML: comments, instructions.
const ASIDES: [(&str, &str); 2] = [("<!--", "-->"), ("<?", "?>")];

fn is_one_of(names: &str, name: &str) -> bool {
    names.split(' ').any(|one| one == name)
}

/// How kramdown reads what is in an element.
enum Content {
    Blocks,
    Words,
    Raw,
}

impl Content {
    fn of(tag: &StartTag<'_>) -> Self {
        match tag.markdown {
            Some("1") if is_one_of(HOLD_BLOCKS, &tag.name) => Content::Blocks,
            Some("1") if is_one_of(HOLD_WORDS, &tag.name) => Content::Words,
            Some("block") => Content::Blocks,
            Some("span") => Content::Words,
            _ => Content::Raw,
        }
    }
}

/// The pictures in `text[from..]` that are written as Markdown in HTML that is taken
/// as it is. What stands in `code` is an example.
pub(super) fn unread_pictures(text: &str, from: usize, code: &[Span]) -> Vec<Span> {
    // most posts have no picture in HTML, or none at all
    let html = memchr::memchr(b'<', &text.as_bytes()[from..]).unwrap_or(text.len() - from);
    if memchr::memmem::find(&text.as_bytes()[from + html..], b"![").is_none() {
        return Vec::new();
    }
    let ends = ASIDES.map(|(_, end)| memchr::memmem::rfind(text.as_bytes(), end.as_bytes()));
    let mut scan = Scan { text, code, ends, found: Vec::new(), depth: 0, open: 0, fences: 0 };
    scan.blocks(from, None);
    scan.found
}

struct Scan<'t> {
    text: &'t str,
    code: &'t [Span],
    /// Where the last of each kind of [`ASIDES`] ends, so that none is looked for in vain.
    ends: [Option<usize>; 2],
    found: Vec<Span>,
    depth: usize,
    /// Elements without an end so far.
    open: usize,
    /// Fences of code passed in the HTML being read.
    fences: usize,
}

impl Scan<'_> {
    /// Reads blocks from `at` to the closing tag of `inside`, or the end of the text.
    fn blocks(&mut self, mut at: usize, inside: Option<&str>) -> usize {
        while at < self.text.len() && self.open < MOST_OPEN {
            let tag = at + self.lead(at);
            let rest = &self.text[tag..];
            if rest.starts_with('<') && !self.is_code(tag) {
                if let (Some(inside), Some((name, len))) = (inside, closing_tag(rest))
                    && name == inside
                {
                    return tag + len;
                }
                if let Some(end) = self.aside(tag).or_else(|| self.element(tag)) {
                    // what follows on the line may begin a block, too
                    at = end;
                    continue;
                }
            }
            // formulas hold no HTML
            if let Some(len) = rest.strip_prefix("$$").and_then(|rest| rest.find("$$")) {
                at = tag + len + 4;
                continue;
            }
            at = memchr::memchr(b'\n', &self.text.as_bytes()[at..])
                .map_or(self.text.len(), |len| at + len + 1);
        }
        self.text.len()
    }

    /// The length of what may stand before a block at `at`: blanks, and on a new line
    /// the marks of lists and quotations.
    fn lead(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let blanks = |rest: &str| rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if at > 0 && !self.text[..at].ends_with('\n') {
            return Some(blanks(rest)).filter(|len| *len <= 3).unwrap_or_default();
        }
        let mut len = blanks(rest);
        loop {
            let mark = rest[len..].trim_start_matches(|c: char| c.is_ascii_digit());
            let mark = match rest[len..].starts_with(['>', '*', '-', '+']) {
                true => &rest[len + 1..],
                false => {
                    mark.strip_prefix('.').filter(|_| mark.len() < rest.len() - len).unwrap_or("")
                }
            };
            let is_mark = mark.starts_with([' ', '\t']);
            if !is_mark {
                return len;
            }
            len = rest.len() - mark.len() + blanks(mark);
        }
    }

    /// Where what holds no HTML, at `at`, ends.
    fn aside(&self, at: usize) -> Option<usize> {
        ASIDES.iter().zip(self.ends).find_map(|((begin, end), last)| {
            let rest = self.text[at..].strip_prefix(begin).filter(|_| last > Some(at))?;
            Some(at + begin.len() + rest.find(end)? + end.len())
        })
    }

    fn is_code(&self, at: usize) -> bool {
        let after = self.code.partition_point(|code| code.start as usize <= at);
        self.code[..after].iter().rev().take(4).any(|code| at < code.end as usize)
    }

    /// Reads the element at `at`, if it begins a block there; where it ends.
    fn element(&mut self, at: usize) -> Option<usize> {
        let tag = start_tag(&self.text[at..]).filter(|tag| !is_one_of(SPANS, &tag.name))?;
        let (found, inside) = (self.found.len(), at + tag.len);
        self.fences = 0;
        let end = self.inside(&tag, inside);
        // at the start of a line it goes on to the end; in a list it ends with that
        let is_outermost = at == 0 || self.text[..at].ends_with('\n');
        if end.is_none() && !is_outermost {
            self.found.truncate(found);
            return None;
        }
        Some(end.unwrap_or(self.text.len()))
    }

    /// Reads what is in the element of `tag`, from `at`; where it ends.
    fn inside(&mut self, tag: &StartTag<'_>, at: usize) -> Option<usize> {
        if tag.is_closed || is_one_of(EMPTY, &tag.name) {
            return Some(at);
        }
        if matches!(tag.name.as_str(), "script" | "style") {
            return Some(self.past_end(&tag.name, at));
        }
        match Content::of(tag) {
            Content::Words => Some(self.past_end(&tag.name, at)),
            Content::Blocks if self.depth < DEEPEST => {
                self.depth += 1;
                let end = self.blocks(at, Some(&tag.name));
                self.depth -= 1;
                Some(end)
            }
            Content::Blocks => Some(self.text.len()),
            Content::Raw => self.raw(at, &tag.name),
        }
    }

    /// The place behind the next `</name>`.
    fn past_end(&self, name: &str, at: usize) -> usize {
        let ends = self.text[at..].match_indices("</").find_map(|(len, _)| {
            closing_tag(&self.text[at + len..])
                .filter(|(closes, _)| closes == name)
                .map(|(_, tag)| at + len + tag)
        });
        ends.unwrap_or(self.text.len())
    }

    /// Reads HTML as it is up to the end of `name`; `None` where that is not there.
    fn raw(&mut self, mut at: usize, name: &str) -> Option<usize> {
        let is_silent = |name: &str| SILENT.contains(&name);
        // with whether what stands in it is an example
        let mut open = vec![(name.to_owned(), is_silent(name))];
        while let Some(len) = memchr::memchr(b'<', &self.text.as_bytes()[at..]) {
            self.words(at, at + len, open.last().is_some_and(|(_, silent)| *silent));
            at += len;
            let rest = &self.text[at..];
            if let Some(end) = self.aside(at) {
                at = end;
            } else if let Some(tag) = start_tag(rest) {
                at += tag.len;
                if matches!(Content::of(&tag), Content::Raw)
                    && !(tag.is_closed || is_one_of(EMPTY, &tag.name))
                    && !matches!(tag.name.as_str(), "script" | "style")
                {
                    let silent = open.last().is_some_and(|(_, silent)| *silent);
                    let silent = silent || is_silent(&tag.name);
                    open.push((tag.name, silent));
                } else {
                    at = self.inside(&tag, at).unwrap_or(at);
                }
            } else if let Some((closes, len)) = closing_tag(rest) {
                at += len;
                if open.last().is_some_and(|(name, _)| *name == closes) {
                    open.pop();
                }
                if open.is_empty() {
                    return Some(at);
                }
            } else {
                at += 1;
            }
        }
        self.words(at, self.text.len(), open.last().is_some_and(|(_, silent)| *silent));
        self.open += 1;
        None
    }

    /// Looks for pictures in words of HTML; `is_example` in code.
    fn words(&mut self, from: usize, to: usize, is_example: bool) {
        let words = &self.text[from..to];
        let mut passed = 0;
        for (at, len) in written_pictures(words) {
            self.fences += words[passed..at].matches("```").count();
            passed = at;
            if !is_example && self.fences.is_multiple_of(2) {
                self.found.push(Span::new(from + at, from + at + len));
            }
        }
        self.fences += words[passed..].matches("```").count();
    }
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::generator::{Generator, SiteConfig};

    /// Whether a picture that stands for the `@` in `form` is said to be unread.
    fn is_unread(form: &str, config: &str) -> bool {
        let text = format!("---\ntitle: é\n---\n{}\n", form.replace('@', "![a](P.png)"));
        let generator = Generator::named("jekyll").expect("a preset");
        let config = SiteConfig::parse("_config.yml", config);
        let doc = Document::parse("_posts/2025-01-02-x.md", text, &generator, &config);
        let found = &doc.unread_pictures;
        assert!(found.iter().all(|span| span.of(&doc.text) == "![a](P.png)"), "{form:?}");
        !found.is_empty()
    }

    // what Jekyll 4.3.1 with kramdown 2.4.0 made of each
    #[test]
    fn pictures_that_jekyll_does_not_read() {
        for form in [
            "<div>x</div> <div>@</div>",
            "<p>x</p><p>@</p>",
            "<hr><div>@</div>",
            "<!-- x --><div>@</div>",
            "<div><div markdown=\"1\">\nx\n</div>\n\n@\n</div>",
            "<div><p markdown=\"1\">x</p>\n@\n</div>",
            "* <div>@</div>",
            "1. <div>@</div>\n2. b",
            "<div><img src=\"x.png\">\n@\n</div>",
            "a <b>x</b>\n  <div>\n  @\n  </div>",
            "<p>\n\n@\n\n# h\n\n</p>",
            "<?php x ?>\n<div>@</div>",
            "<div>\n^\n@\n</div>",
            "<div>\n[@](x)\n</div>",
            "<table><thead><tr><th>x</th></tr></thead><tbody><tr><td>\n@</td></tr></tbody></table>",
            "<dl><dd>@</dd></dl>",
            "<div>\n@\n</div>",
            "<div>@</div>",
            "<div>\n\n@\n\n</div>",
            "<p>@</p>",
            "<p align=\"center\">\n  @\n</p>",
            "<figure>\n@\n<figcaption>b</figcaption>\n</figure>",
            "<figure><img src=\"x.png\"><figcaption>@</figcaption></figure>",
            "<table><tr><td>@</td></tr></table>",
            "<table>\n<tr>\n<td>\n\n@\n\n</td>\n</tr>\n</table>",
            "<details>\n<summary>s</summary>\n\n@\n\n</details>",
            "<details><summary>@</summary>x</details>",
            "<center>\n@\n</center>",
            "<center>@</center>",
            "<div><div>\n@\n</div></div>",
            "<div markdown=\"1\">\n<div>\n@\n</div>\n</div>",
            "<div markdown=\"1\">\n<p>@</p>\n</div>",
            "<div markdown=\"0\">\n@\n</div>",
            "<div markdown>\n@\n</div>",
            "<div markdown=\"true\">\n@\n</div>",
            "<table markdown=\"1\"><tr><td>@</td></tr></table>",
            "<center markdown=\"1\">\n@\n</center>",
            "<details markdown=\"1\"><summary>@</summary>\nx\n</details>",
            "   <div>\n   @\n   </div>",
            "text\n<div>\n@\n</div>",
            "- x\n  <div>\n  @\n  </div>",
            "- x\n\n  <div>\n  @\n  </div>",
            "> <div>\n> @\n> </div>",
            "<div>\n\n@\n\nend",
            "<p>\n@\n\nend",
            "<my-tag>@</my-tag>",
            "<video>@</video>",
            "<iframe>@</iframe>",
            "<h2>@</h2>",
            "<ul><li>@</li></ul>",
            "<section>\n\n# h\n\n@\n\n</section>",
            "<div><span>@</span></div>",
            "<DIV>\n@\n</DIV>",
            "<div\n class=\"x\">\n@\n</div>",
            "<p>text\n\n@",
            "<ul>\n<li>a\n<li>@\n</ul>",
            "<div>\n@{: .x}\n</div>",
            "# H\n<div>\n@\n</div>",
            "- a\n- b\n\n<div>\n@\n</div>",
            "| a | b |\n|---|---|\n| c | d |\n<div>\n@\n</div>",
            "<div>\n</p>\n@\n</div>",
        ] {
            assert!(is_unread(form, ""), "{form:?}");
            assert!(!is_unread(form, "kramdown: {parse_block_html: true}"), "{form:?}");
        }
    }

    #[test]
    fn pictures_that_jekyll_reads() {
        for form in [
            "<div>x</div> <span>@</span>",
            "<div markdown=\"1\">x</div>\n\n@",
            "<div><div markdown=\"1\">x</div>\n\n@\n</div>",
            "# <div>@</div>",
            "<button>@</button>",
            "x\n<script>a</script>\n@",
            "<!DOCTYPE html>\n@",
            "<div @click=\"x\">\n@\n</div>",
            "<div title=\"a\"b\">\n@\n</div>",
            "~~~\n<div>\n~~~\n\n@",
            "x\n\n    <div>\n\n@",
            "`<div>`\n@",
            "$$\n<div>\n$$\n\n@",
            "<div MARKDOWN=\"1\">\n@\n</div>",
            "<figure markdown=\"1\">@</figure>",
            "<table>\n<tr>\n<td markdown=\"1\">\n\n@\n\n</td>\n</tr>\n</table>",
            "<table markdown=\"block\">\n<tr markdown=\"block\">\n<td markdown=\"block\">\n@\n</td>\n</tr>\n</table>",
            "<div>x</div></div>\n\n@",
            "<span>@</span>",
            "<span>\n@\n</span>",
            "<div><div markdown=\"1\">\n@\n</div></div>",
            "<div markdown=\"1\">\n@\n</div>",
            "<div class='x' markdown='1'>\n\n@\n\n</div>",
            "<div markdown=1>\n@\n</div>",
            "<div markdown=\"span\">@</div>",
            "<div markdown=\"block\">\n@\n</div>",
            "<p markdown=\"1\">@</p>",
            "<table><tr><td markdown=\"1\">@</td></tr></table>",
            "<table><tr><td markdown=\"span\">@</td></tr></table>",
            "<details markdown=\"1\">\n<summary>s</summary>\n\n@\n\n</details>",
            "text <div>@</div>",
            "text\n<span>@</span>",
            "<div>x</div>\n@",
            "<div>x</div> @",
            "<br>\n@",
            "<hr>\n@",
            "<img src=\"x.png\">\n@",
            "<a href=\"x\">@</a>",
            "<em>@</em>",
            "</div>\n\n@",
            "<span><div>@</div></span>",
            "<div/>\n@",
            "text\n\n<div class=\"a\" markdown=\"1\"><div class=\"b\" markdown=\"1\">\n@\n</div></div>",
            "| a | b |\n|---|---|\n| <div>@</div> | d |",
            "<div style=width:50%>\n@\n</div>",
            "<div id=a-b>\n@\n</div>",
            "<div data-x=http://x.org/y>\n@\n</div>",
            "<div>x</div>\n\n@",
            "<figure markdown=\"1\">\n@\n<figcaption>b</figcaption>\n</figure>",
            "<figure markdown=\"span\">\n@\n<figcaption>b</figcaption>\n</figure>",
        ] {
            assert!(!is_unread(form, ""), "{form:?}");
        }
    }

    #[test]
    fn examples_and_what_a_tag_may_read_are_left_alone() {
        for form in [
            "<div>`@`</div>",
            "<div>\n```\n@\n```\n</div>",
            "```\n<div>\n@\n</div>\n```",
            "<div><code>@</code></div>",
            "<div><pre>@</pre></div>",
            "<!-- @ -->",
            "<div><!-- @ --></div>",
            "<script>\n@\n</script>",
            "<pre>\n@\n</pre>",
            "<div title=\"@\">x</div>",
            "    <div>\n    @\n    </div>",
            "{::nomarkdown}\n@\n{:/}",
            "<code>@</code>",
            "<svg>@</svg>",
            "<div>\n{% capture x %}@{% endcapture %}\n</div>",
            "<div>{% markdown %}\n@\n{% endmarkdown %}</div>",
        ] {
            assert!(!is_unread(form, ""), "{form:?}");
        }
        assert!(is_unread("<div>\n{% if x %}\n@\n{% endif %}\n</div>", ""));
        assert!(!is_unread("<div>\n@\n</div>", "markdown: RDiscount"));
        assert!(is_unread("<div>\n@\n</div>", "markdown: CommonMark"));
        assert!(!is_unread("<div>\n\n@\n\n</div>", "markdown: CommonMark"));
    }
}
