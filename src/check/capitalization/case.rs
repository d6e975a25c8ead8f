//! What a word of a headline is in each case.

use schemars::JsonSchema;
use serde::Deserialize;

/// A case.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Case {
    /// All words with capitals but small ones.
    Title,
    /// The first word, and names.
    Sentence,
    /// No capitals.
    Lower,
    /// Nothing but capitals.
    Upper,
}

/// Whose title case.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Style {
    /// The Associated Press: words of four letters and more have capitals.
    #[default]
    Ap,
    /// The Chicago Manual of Style (18th edition): prepositions of up to four letters
    /// have none.
    Chicago,
}

/// A word where it stands.
#[derive(Clone, Copy)]
pub(super) struct Word<'w> {
    /// As it is written.
    pub text: &'w str,
    /// Whether it is the first of all.
    pub first: bool,
    /// Whether something begins with it: the whole, or what a colon opens.
    pub begins: bool,
    /// Whether it is the last of all.
    pub last: bool,
}

/// Never with a capital in a title but where something begins or ends.
const SMALL: [&str; 8] = ["a", "an", "the", "and", "or", "nor", "of", "but"];

/// Small as prepositions and conjunctions, with a capital as parts of a verb ("Set
/// Up"): either is right, as far as can be seen.
const EITHER: [&str; 16] = [
    "as", "at", "by", "for", "if", "in", "off", "on", "out", "per", "so", "to", "up", "via", "vs",
    "yet",
];

/// The same in Chicago's style only.
const EITHER_CHICAGO: [&str; 9] =
    ["from", "into", "like", "near", "onto", "over", "past", "than", "with"];

impl Case {
    /// The word as it should be; `None` where that cannot be said. `is_small` says
    /// whether the post writes a word in small letters elsewhere.
    pub fn of(self, word: Word<'_>, style: Style, is_small: &dyn Fn(&str) -> bool) -> Option<String> {
        let text = word.text;
        let is_plain = text.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'));
        let tail_has_capital = text.chars().skip(1).any(char::is_uppercase);
        match self {
            Case::Lower => return Some(text.to_lowercase()),
            Case::Upper => return Some(text.to_uppercase()),
            // "iPhone", "NASA", "x.org" and "3D" are as they are
            _ if !is_plain || tail_has_capital => return None,
            _ => {}
        }
        let small = text.to_lowercase();
        let is_capital = text.starts_with(char::is_uppercase);
        let right = match self {
            Case::Title if word.first || word.last || word.begins => capital(text),
            Case::Title if SMALL.contains(&small.as_str()) => small,
            Case::Title if is_either(&small, style) => return None,
            Case::Title => capital(text),
            _ if word.first => capital(text),
            // behind a colon both are usual
            _ if word.begins => return None,
            _ if !is_capital => text.to_owned(),
            _ if is_small(&small) => small,
            _ => return None,
        };
        Some(right)
    }
}

fn is_either(small: &str, style: Style) -> bool {
    EITHER.contains(&small) || (style == Style::Chicago && EITHER_CHICAGO.contains(&small))
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(case: Case, style: Style, text: &str) -> Option<String> {
        let word = Word { text, first: false, begins: false, last: false };
        case.of(word, style, &|word| word == "port")
    }

    #[test]
    fn titles_have_capitals_but_for_small_words() {
        let ap = |word| of(Case::Title, Style::Ap, word);
        assert_eq!(ap("port").as_deref(), Some("Port"));
        assert_eq!(ap("The").as_deref(), Some("the"));
        assert_eq!(ap("with").as_deref(), Some("With"));
        assert_eq!(ap("éclair").as_deref(), Some("Éclair"));
        assert_eq!((ap("up"), ap("iPhone"), ap("x.org")), (None, None, None));
        assert_eq!(of(Case::Title, Style::Chicago, "with"), None);
        let last = Word { text: "of", first: false, begins: false, last: true };
        assert_eq!(Case::Title.of(last, Style::Ap, &|_| false).as_deref(), Some("Of"));
    }

    #[test]
    fn sentences_have_capitals_for_names_only() {
        let sentence = |word| of(Case::Sentence, Style::Ap, word);
        assert_eq!(sentence("Port").as_deref(), Some("port"));
        assert_eq!((sentence("Leeds"), sentence("NASA")), (None, None));
        assert_eq!(sentence("reopens").as_deref(), Some("reopens"));
    }
}
