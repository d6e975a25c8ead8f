//! Comments in a post that excuse it from rules: `copydesk-disable` and the like.

use crate::text::Span;

/// One such comment, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The whole comment.
    pub span: Span,
    /// What it does.
    pub effect: Effect,
    /// The rules and packs named, each where it stands.
    pub names: Vec<(String, Span)>,
    /// Why, as its author says.
    pub reason: Option<String>,
}

/// What a directive does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Excuses from here on.
    Disable,
    /// Ends that.
    Enable,
    /// Excuses the line that follows.
    NextLine,
    /// Excuses the line on which it stands.
    Line,
    /// Excuses the whole post.
    File,
    /// Nothing known: misspelt.
    Unknown,
}

const EFFECTS: [(&str, Effect); 5] = [
    ("copydesk-disable-next-line", Effect::NextLine),
    ("copydesk-disable-line", Effect::Line),
    ("copydesk-disable-file", Effect::File),
    ("copydesk-disable", Effect::Disable),
    ("copydesk-enable", Effect::Enable),
];

/// Signs around the words of a comment: HTML, YAML, MDX, Nunjucks, Liquid.
const SIGNS: [char; 10] = ['<', '>', '!', '-', '#', '{', '}', '/', '*', '%'];

/// Reads the comment at `span` as a directive, if it is one.
pub fn read(text: &str, span: Span) -> Option<Directive> {
    let comment = span.of(text);
    let start = comment.find("copydesk-")?;
    let before = comment[..start].trim_matches(SIGNS).trim();
    // nothing but the comment's own signs may stand before it
    if !before.is_empty() && super::template::tag_name(&comment[..start]) != "comment" {
        return None;
    }
    let words = &comment[start..];
    let words = words.find("{%").map_or(words, |end| &words[..end]);
    let words = words.trim_end().trim_end_matches("-->").trim_end_matches("*/}");
    let words = words.trim_end_matches("#}").trim_end();
    let keyword_end = words.find(|c: char| !(c.is_ascii_alphabetic() || c == '-'));
    let keyword = words[..keyword_end.unwrap_or(words.len())].trim_end_matches('-');
    let effect = EFFECTS.iter().find(|(name, _)| *name == keyword);
    let effect = effect.map_or(Effect::Unknown, |(_, effect)| *effect);
    let rest = &words[keyword.len()..];
    let (list, reason) = rest.split_once("--").map_or((rest, None), |(l, r)| (l, Some(r)));
    let mut at = span.start as usize + start + keyword.len();
    let mut names = Vec::new();
    for part in list.split(',') {
        for name in part.split_whitespace() {
            let offset = name.as_ptr() as usize - part.as_ptr() as usize;
            names.push((name.to_owned(), Span::new(at + offset, at + offset + name.len())));
        }
        at += part.len() + 1;
    }
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    Some(Directive { span, effect, names, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directive(text: &str) -> Option<(Effect, Vec<String>, Option<String>)> {
        let read = read(text, Span::new(0, text.len()))?;
        for (name, span) in &read.names {
            assert_eq!(span.of(text), name);
        }
        Some((read.effect, read.names.into_iter().map(|(name, _)| name).collect(), read.reason))
    }

    #[test]
    fn directives_are_read_in_every_comment() {
        let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        for text in [
            "<!-- copydesk-disable-next-line a/b, c -- é said so -->",
            "# copydesk-disable-next-line a/b, c -- é said so",
            "{/* copydesk-disable-next-line a/b, c -- é said so */}",
            "{# copydesk-disable-next-line a/b, c -- é said so #}",
            "{% comment %} copydesk-disable-next-line a/b, c -- é said so {% endcomment %}",
        ] {
            let expected = (Effect::NextLine, names(&["a/b", "c"]), Some("é said so".to_owned()));
            assert_eq!(directive(text), Some(expected), "{text}");
        }
        let file = directive("<!-- copydesk-disable-file -->");
        assert_eq!(file, Some((Effect::File, names(&[]), None)));
    }

    #[test]
    fn other_comments_are_not() {
        assert_eq!(directive("<!-- see copydesk-disable in the manual -->"), None);
        assert_eq!(directive("<!-- hello -->"), None);
        let misspelt = directive("<!-- copydesk-disabel x -->");
        assert_eq!(misspelt.map(|(effect, ..)| effect), Some(Effect::Unknown));
    }
}
