//! The language that a post is written in.

use super::front_matter::FrontMatter;

/// ISO 639-1 codes that sites use for folders and file names. Left out are those
/// that are also words in paths: `as`, `is`, `it` stay in (translations use them),
/// `no`, `to`, `go`, `my`, `so` and `io` do not.
const CODES: &str = "af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu \
    he hi hr hu hy id is it ja ka kk km kn ko ky lo lt lv mk ml mn mr ms nb ne nl nn pa pl ps pt ro \
    ru si sk sl sq sr sv sw ta te tg th tl tr uk ur uz vi zh";

/// The language of the post at `path` as it says itself: in its front matter, in
/// a folder of its path, or in its file name (`post.de.md`). Two letters, or the
/// three of ISO 639-3 where `lang` or `locale` has them: a language that is not
/// known here is still not English.
pub fn of(front_matter: &FrontMatter, path: &str) -> Option<String> {
    let said = front_matter.root().and_then(|root| {
        let said = |key: &str| root.get(key).and_then(|entry| entry.value.text());
        let tag = ["lang", "locale"].into_iter().find_map(said);
        // `language: php` is no language of people
        tag.and_then(primary).or_else(|| said("language").and_then(code))
    });
    said.or_else(|| {
        let mut parts: Vec<&str> = path.split('/').collect();
        let name = parts.pop().unwrap_or_default();
        let suffix = name.split('.').rev().nth(1).filter(|_| name.matches('.').count() > 1);
        parts.into_iter().chain(suffix).find_map(code)
    })
}

/// The two letters of a language tag: `pt` of `pt-BR` or `pt_br`.
pub fn code(tag: &str) -> Option<String> {
    primary(tag).filter(|language| {
        CODES.as_bytes().chunks(3).any(|code| code.trim_ascii_end() == language.as_bytes())
    })
}

/// What a language tag begins with: two or three letters.
fn primary(tag: &str) -> Option<String> {
    let tag = tag.to_ascii_lowercase();
    let (language, region) = tag.split_once(['-', '_']).unwrap_or((&tag, ""));
    let letters = matches!(language.len(), 2 | 3) && language.chars().all(char::is_alphabetic);
    let region = region.is_empty() || matches!(region.len(), 2 | 4);
    (letters && region).then(|| language.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::Generator;

    fn language(text: &str, path: &str) -> Option<String> {
        of(&FrontMatter::split(text, &Generator::plain()).0, path)
    }

    #[test]
    fn a_post_says_its_language() {
        assert_eq!(language("---\nlang: pt-BR\n---\n", "x.md").as_deref(), Some("pt"));
        assert_eq!(language("---\nlang: pcm\n---\n", "x.md").as_deref(), Some("pcm"));
        assert_eq!(language("---\nlocale: sa\n---\n", "en/x.md").as_deref(), Some("sa"));
        assert_eq!(language("---\nlanguage: php\n---\n", "en/x.md").as_deref(), Some("en"));
        assert_eq!(language("---\nlanguage: de\n---\n", "x.md").as_deref(), Some("de"));
        assert_eq!(language("", "_articles/zh-hans/x.md").as_deref(), Some("zh"));
        assert_eq!(language("", "content/post.de.md").as_deref(), Some("de"));
        assert_eq!(language("", "content/posts/2025.01.md"), None);
        assert_eq!(language("", "content/go/no/x.md"), None);
    }
}
