//! Tags of HTML as kramdown reads them: what is no tag to it is text.

use crate::text::floor;

/// A tag longer than that is no tag: it keeps the search for an end short.
const LONGEST: usize = 4096;

/// `<name attribute="value">`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StartTag<'t> {
    /// Its name in small letters.
    pub name: String,
    /// What its attribute `markdown` says.
    pub markdown: Option<&'t str>,
    /// Whether it ends in `/>`.
    pub is_closed: bool,
    /// Its length.
    pub len: usize,
}

/// The opening tag at the start of `text`. A value without quotes is one word:
/// `style=width:50%` makes the whole no tag.
pub(super) fn start_tag(text: &str) -> Option<StartTag<'_>> {
    let text = &text[..floor(text, LONGEST)];
    let name = text.strip_prefix('<').map(|rest| &rest[..name_len(rest)])?;
    let mut at = 1 + name.len();
    let mut markdown = None;
    while !name.is_empty() {
        let blanks = blanks(&text[at..]);
        let rest = &text[at + blanks..];
        let is_closed = rest.starts_with("/>");
        if is_closed || rest.starts_with('>') {
            let len = text.len() - rest.len() + 1 + usize::from(is_closed);
            return Some(StartTag { name: name.to_lowercase(), markdown, is_closed, len });
        }
        let attribute = &rest[..name_len(rest)];
        if blanks == 0 || attribute.is_empty() {
            break;
        }
        at += blanks + attribute.len();
        let (value, len) = value(&text[at..])?;
        if attribute.eq_ignore_ascii_case("markdown") {
            markdown = value;
        }
        at += len;
    }
    None
}

/// The value of an attribute, from behind its name on, and its length with quotes
/// and sign; `None` where it breaks the tag.
fn value(text: &str) -> Option<(Option<&str>, usize)> {
    let Some(rest) = text.trim_start().strip_prefix('=') else { return Some((None, 0)) };
    let rest = rest.trim_start();
    let before = text.len() - rest.len();
    if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let inner = &rest[1..];
        let len = inner.find(quote)?;
        return Some((Some(&inner[..len]), before + len + 2));
    }
    let len = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    (len > 0).then(|| (Some(&rest[..len]), before + len))
}

/// The closing tag at the start of `text`: its name in small letters, and its length.
pub(super) fn closing_tag(text: &str) -> Option<(String, usize)> {
    let rest = text.strip_prefix("</")?;
    let name = &rest[..name_len(rest)];
    let behind = rest[name.len()..].trim_start();
    let is_tag = !name.is_empty() && behind.starts_with('>');
    is_tag.then(|| (name.to_lowercase(), text.len() - behind.len() + 1))
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// The length of the name at the start of `text`.
fn name_len(text: &str) -> usize {
    if !text.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return 0;
    }
    let ends = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.' | ':');
    text.find(ends).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_what_kramdown_takes_for_tags() {
        let tag = start_tag("<DIV class='a>b'\n Markdown = \"1\" id=x data-y>…").expect("a tag");
        assert_eq!((tag.name.as_str(), tag.markdown, tag.is_closed), ("div", Some("1"), false));
        assert!(start_tag("<br/>x").is_some_and(|tag| tag.is_closed && tag.len == 5));
        for text in [
            "<div style=width:50%>",
            "<div title=\"a\"b\">",
            "<div @click=\"x\">",
            "<",
            "<1>",
            "<a",
        ] {
            assert_eq!(start_tag(text), None, "{text}");
        }
        assert_eq!(closing_tag("</P >x"), Some(("p".to_owned(), 5)));
        assert_eq!(closing_tag("</ p>"), None);
    }
}
