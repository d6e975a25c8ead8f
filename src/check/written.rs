//! A value as it is written in front matter.

use serde_json::Value as Json;

use super::Context;
use crate::generator::Typed;
use crate::tree::Format;

/// `text` as a value that the site's generator reads as that text: in quotes where
/// it would be something else without. `in_list`: between the brackets of a list.
pub fn written(text: &str, in_list: bool, cx: &Context<'_>) -> String {
    let format = cx.doc.format();
    let is_plain = format == Format::Yaml && is_plain(text, in_list) && {
        let scalar =
            crate::tree::Scalar { text: text.to_owned(), style: crate::tree::Style::Plain };
        cx.site.generator.typed(&scalar, format) == Some(Typed::Text)
    };
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// `text` in the quotes that `like` is written in, or else as [`written`].
pub fn written_like(like: &str, text: &str, in_list: bool, cx: &Context<'_>) -> String {
    match like.chars().next() {
        Some('"') => quoted(text),
        // neither YAML nor TOML has escapes between these that both know
        Some('\'') if !text.contains(['\'', '\n', '\r']) => format!("'{text}'"),
        _ => written(text, in_list, cx),
    }
}

/// In double quotes: a JSON string, which YAML and TOML read alike.
fn quoted(text: &str) -> String {
    Json::from(text).to_string()
}

/// Whether YAML takes `text` for one scalar as it stands.
fn is_plain(text: &str, in_list: bool) -> bool {
    let begins = text.starts_with(|c: char| !"-?:,[]{}#&*!|>'\"%@`=".contains(c));
    let breaks = text.contains(": ") || text.contains(" #") || text.ends_with(':');
    let brackets = in_list && text.contains([',', '[', ']', '{', '}']);
    let signs = text.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{feff}'));
    begins && !breaks && !brackets && !signs && text.trim() == text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::generator::{Generator, SiteConfig};
    use crate::site::{NamedAssets, Site};

    #[test]
    fn quotes_stand_where_they_are_needed() {
        let site = Site::new(
            Generator::named("jekyll").expect("a preset"),
            SiteConfig::default(),
            Box::new(NamedAssets::new([])),
        );
        let doc = Document::parse("x.md", "---\na: b\n---\n", &site.generator, &site.config);
        let cx = Context::new(&doc, &site, chrono::NaiveDate::default());
        for plain in ["Ana Weir", "c++", "a/b", "R&D", "it's", "été"] {
            assert_eq!(written(plain, true, &cx), plain);
        }
        for other in ["yes", "007", "2025-03-04", "a: b", "C #", "#a", "- a", "a, b", "", " a", "~"]
        {
            assert_eq!(written(other, true, &cx), format!("\"{other}\""));
        }
        assert_eq!(written("a, b", false, &cx), "a, b");
        assert_eq!(written_like("'x'", "Ana", false, &cx), "'Ana'");
        assert_eq!(written_like("'x'", "it's", false, &cx), "it's");
        assert_eq!(written_like("\"x\"", "a \"b\"", false, &cx), "\"a \\\"b\\\"\"");
    }
}
