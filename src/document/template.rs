//! Template tags in a body: what the generator computes is nobody's prose, and no
//! Markdown. Tags are covered by blanks or letters of the same length, so that the
//! Markdown parser reads the rest with its offsets right.

use std::borrow::Cow;

use crate::generator::TemplateLanguage;
use crate::text::Span;

/// The tags of a body.
#[derive(Debug, Default)]
pub struct Masks {
    /// What is covered, in order, without overlap.
    pub spans: Vec<Span>,
}

/// Blocks whose content is not shown, is code,
/// or the words of others.
const OPAQUE_BLOCKS: [&str; 10] = [
    "comment",
    "code-toggle",
    "highlight",
    "codeblock",
    "blockquote",
    "quote",
    "pullquote",
    "javascript",
    "css",
    "schema",
];

impl Masks {
    /// Finds the tags of `language` in `text[from..]`. A tag that is not closed is
    /// text.
    pub fn find(text: &str, from: usize, language: TemplateLanguage) -> Self {
        let mut masks = Self::default();
        if language == TemplateLanguage::Mdx {
            masks.module_lines(text, from);
        }
        // every tag ends in a brace: behind the last one there is none
        let last = memchr::memrchr(b'}', text.as_bytes()).unwrap_or_default();
        let mut at = from;
        while let Some(brace) = memchr::memchr(b'{', &text.as_bytes()[at..]) {
            let start = at + brace;
            if start > last {
                break;
            }
            match tag_end(text, start, language) {
                Some(end) => {
                    masks.spans.push(Span::new(start, end));
                    at = end;
                }
                None => at = start + 1,
            }
        }
        masks.spans.sort_unstable();
        // a brace inside a module line is covered with it
        masks.spans.dedup_by(|later, earlier| earlier.contains(*later));
        masks
    }

    /// `import` and `export` statements of MDX, which go on to the next blank line.
    fn module_lines(&mut self, text: &str, from: usize) {
        const EXPORTS: [&str; 8] =
            ["const ", "let ", "var ", "function ", "default ", "class ", "async ", "{"];
        let mut at = from;
        let mut open: Option<usize> = None;
        let mut fence = "";
        for line in text[from..].split_inclusive('\n') {
            let content = line.trim_end();
            // an example is not covered, and its fence must be seen to end
            let mark = content.trim_start();
            let starts = ["```", "~~~"].into_iter().find(|fence| mark.starts_with(fence));
            match starts {
                Some(mark) if fence.is_empty() => (fence, open) = (mark, None),
                Some(mark) if fence == mark => fence = "",
                _ => {}
            }
            if !fence.is_empty() {
                at += line.len();
                continue;
            }
            let imports =
                content.strip_prefix("import ").is_some_and(|rest| rest.contains(['\'', '"', '{']));
            let exports = content.strip_prefix("export ");
            let exports =
                exports.is_some_and(|rest| EXPORTS.iter().any(|word| rest.starts_with(word)));
            if open.is_none() && (imports || exports) {
                open = Some(self.spans.len());
            }
            match open {
                Some(_) if content.is_empty() => open = None,
                Some(number) => {
                    let span = Span::new(at, at + content.len());
                    match self.spans.get_mut(number) {
                        Some(first) => first.end = span.end,
                        None => self.spans.push(span),
                    }
                }
                None => {}
            }
            at += line.len();
        }
    }

    /// The mask that covers or touches bytes of `span`, if any.
    pub fn touching(&self, span: Span) -> Option<Span> {
        let after = self.spans.partition_point(|mask| mask.end <= span.start);
        self.spans.get(after).copied().filter(|mask| mask.start < span.end)
    }

    /// What stands between a tag and the one that ends it, where that may read
    /// Markdown for itself: all but conditions and loops.
    pub fn wrapped(&self, text: &str) -> Vec<Span> {
        const PLAIN: [&str; 6] = ["if", "unless", "for", "case", "raw", "tablerow"];
        let mut open: Vec<(&str, u32)> = Vec::new();
        let mut out = Vec::new();
        for tag in &self.spans {
            let name = block_name(tag.of(text));
            let ended = name.strip_prefix("end").or_else(|| name.strip_prefix('/'));
            let Some(ended) = ended else {
                open.push((name, tag.end));
                continue;
            };
            // Zola's `{% end %}` names nothing
            let begins = open.iter().rposition(|(name, _)| ended.is_empty() || *name == ended);
            let Some(begins) = begins else { continue };
            let (_, start) = open[begins];
            open.truncate(begins);
            if !PLAIN.contains(&ended) {
                out.push(Span { start, end: tag.start });
            }
        }
        out
    }

    /// `text` with the tags covered: by blanks where they fill their lines, by
    /// letters elsewhere, since blanks would end emphasis and link addresses.
    pub fn cover<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.spans.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut bytes = text.as_bytes().to_vec();
        for &span in &self.spans {
            let filler = if fills_lines(text, span) { b' ' } else { b'x' };
            for byte in &mut bytes[span.range()] {
                if !matches!(*byte, b'\n' | b'\r') {
                    *byte = filler;
                }
            }
        }
        // whole characters were replaced, so this never loses anything
        String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
    }
}

fn fills_lines(text: &str, span: Span) -> bool {
    let is_end = |c: &char| matches!(c, '\n' | '\r');
    let before = text[..span.start as usize].chars().rev().take_while(|c| !is_end(c));
    let after = text[span.end as usize..].chars().take_while(|c| !is_end(c));
    { before }.all(char::is_whitespace) && { after }.all(char::is_whitespace)
}

/// Where the tag that may begin with the brace at `start` ends.
fn tag_end(text: &str, start: usize, language: TemplateLanguage) -> Option<usize> {
    let rest = &text[start..];
    let second = *rest.as_bytes().get(1)?;
    match language {
        TemplateLanguage::Mdx => one_line(rest, "}").map(|len| start + len),
        TemplateLanguage::Hugo => hugo_end(text, start),
        TemplateLanguage::Liquid if rest.starts_with("{::") => {
            let name = ["comment", "nomarkdown"].iter().find(|name| {
                rest[3..].strip_prefix(**name).is_some_and(|after| after.starts_with([' ', '}']))
            })?;
            let closing = format!("{{:/{name}}}");
            let named = rest.find(&closing).map(|len| len + closing.len());
            named.or_else(|| rest.find("{:/}").map(|len| len + 4)).map(|len| start + len)
        }
        _ if second == b'{' => rest.find("}}").map(|len| start + len + 2),
        _ if second == b'%' => block_end(text, start),
        // Eleventy takes Nunjucks too; without the blank it is the id of a heading
        TemplateLanguage::Nunjucks | TemplateLanguage::Liquid if rest.starts_with("{# ") => {
            rest.find("#}").map(|len| start + len + 2)
        }
        // kramdown's attribute lists and extensions
        TemplateLanguage::Liquid if second == b':' => one_line(rest, "}").map(|len| start + len),
        _ => None,
    }
}

/// The end of a shortcode, or of its whole block where that is opaque.
fn hugo_end(text: &str, start: usize) -> Option<usize> {
    let rest = &text[start..];
    let close = match rest.as_bytes().get(1..3)? {
        b"{<" => ">}}",
        b"{%" => "%}}",
        b"{/" => return rest.find("*/}}").map(|len| start + len + 4),
        _ => return None,
    };
    let end = start + rest.find(close)? + close.len();
    let name = rest.get(3..)?.split_whitespace().next().unwrap_or_default();
    if !OPAQUE_BLOCKS.contains(&name) {
        return Some(end);
    }
    // a shortcode of that name need not have a content
    let closing = ["/", "/ "].iter().find_map(|slash| text[end..].find(&format!("{slash}{name}")));
    let tail = closing.and_then(|at| Some(end + at + text[end + at..].find(close)? + close.len()));
    Some(tail.unwrap_or(end))
}

/// The length of a tag that must close on its own line.
fn one_line(rest: &str, close: &str) -> Option<usize> {
    let len = rest.find(close)? + close.len();
    (!rest[..len].contains(['\n', '\r'])).then_some(len)
}

/// The end of a `{% … %}` tag, or of its whole block where that is opaque.
fn block_end(text: &str, start: usize) -> Option<usize> {
    let end = start + text[start..].find("%}")? + 2;
    let tag = &text[start..end];
    let name = tag_name(tag);
    // `{% set x %}` keeps what follows, most often code that a filter is to colour
    let keeps = name == "set" && !tag.contains('=');
    if !keeps && !OPAQUE_BLOCKS.contains(&name) {
        return Some(end);
    }
    let closing = format!("end{name}");
    // one that is not closed is found out from the end of the text
    if memchr::memmem::rfind(text.as_bytes(), closing.as_bytes()).is_none_or(|last| last < end)
        && memchr::memmem::rfind(text.as_bytes(), b"end %}").is_none_or(|last| last < end)
    {
        return Some(end);
    }
    let mut at = end;
    while let Some(open) = text[at..].find("{%") {
        let tag = at + open;
        let close = tag + text[tag..].find("%}")? + 2;
        if matches!(tag_name(&text[tag..close]), name if name == closing || name == "end") {
            return Some(close);
        }
        at = close;
    }
    Some(end)
}

/// Whether a tag, with its block, is code.
pub(super) fn is_code(tag: &str) -> bool {
    const CODE: [&str; 6] =
        ["code-toggle", "highlight", "codeblock", "javascript", "css", "schema"];
    let hugo = tag.trim_start_matches(['{', '<', '%']).split_whitespace().next();
    CODE.contains(&tag_name(tag)) || hugo.is_some_and(|name| CODE.contains(&name))
}

/// The name in a tag of any form, with the slash by which Hugo ends one.
fn block_name(tag: &str) -> &str {
    let inner = tag.trim_start_matches(['{', '<', '%', '-', '+']).trim_start();
    let ends = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '/');
    inner.split(ends).next().unwrap_or_default()
}

/// The name in `{%- name … %}`.
pub(super) fn tag_name(tag: &str) -> &str {
    let inner = tag.trim_start_matches("{%").trim_start_matches(['-', '+']).trim_start();
    inner.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str, language: TemplateLanguage) -> Vec<&str> {
        Masks::find(text, 0, language).spans.iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn liquid_tags_and_opaque_blocks() {
        let text =
            "a {{ x }} b {% include y.html %} {%- comment -%} no {{ z }} {%- endcomment -%} c {";
        assert_eq!(
            masked(text, TemplateLanguage::Liquid),
            ["{{ x }}", "{% include y.html %}", "{%- comment -%} no {{ z }} {%- endcomment -%}"]
        );
        assert_eq!(masked("# A {#id}\n{: .b}", TemplateLanguage::Liquid), ["{: .b}"]);
        let kept = "{% set a = 1 %} b {%- set c %} if (d) { {% endset %} e";
        assert_eq!(
            masked(kept, TemplateLanguage::Liquid),
            ["{% set a = 1 %}", "{%- set c %} if (d) { {% endset %}"]
        );
        assert_eq!(masked("{{ open", TemplateLanguage::Liquid), [""; 0]);
    }

    #[test]
    fn hugo_shortcodes_and_jsx() {
        let text = "{{< figure src=\"x\" >}} {{% note %}} {{ no }}";
        assert_eq!(
            masked(text, TemplateLanguage::Hugo),
            ["{{< figure src=\"x\" >}}", "{{% note %}}"]
        );
        let mdx =
            "import A from 'a'\n\nimport is a word\n\nexport const b = {\n  c: 1\n}\n\n<A x={1} />";
        let export = "export const b = {\n  c: 1\n}";
        assert_eq!(masked(mdx, TemplateLanguage::Mdx), ["import A from 'a'", export, "{1}"]);
        let example = "```js\nimport a from 'a'\n```\nimport b from 'b'\n";
        assert_eq!(masked(example, TemplateLanguage::Mdx), ["import b from 'b'"]);
        let opaque = "{{< comment >}} a {{< /comment >}} {{/* b */}} {{< quote />}} \
            {{< code-toggle >}} d = 1 {{< /code-toggle >}}";
        assert_eq!(masked(opaque, TemplateLanguage::Hugo).len(), 4);
        let others =
            "{% quote(x) %} a {% end %} {::comment} b {:/comment} {# c #} {::nomarkdown} d {:/}";
        assert_eq!(masked(others, TemplateLanguage::Liquid).len(), 4);
    }

    #[test]
    fn covers_keep_every_byte_in_its_place() {
        let text = "é {{ ü }} b\n{% x %}\r\nc";
        let cover = Masks::find(text, 0, TemplateLanguage::Liquid).cover(text);
        assert_eq!(cover, "é xxxxxxxx b\n       \r\nc");
        assert_eq!(cover.len(), text.len());
    }
}
