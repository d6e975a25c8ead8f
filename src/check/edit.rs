//! Changes to sentences that leave sentences behind.

use std::ops::Range;

use crate::document::{OBJECT, Prose};
use crate::text::Edit;

/// Cuts the words at `plain` out, with the blanks behind them; the next word takes
/// over the capital of the first. `None` where the words cannot be cut without
/// touching markup, or where nothing but a capital of unknown meaning would do.
pub fn cut(prose: &Prose, plain: &Range<usize>) -> Option<Vec<Edit>> {
    let block = prose.block_at(plain.start)?.plain.clone();
    let rest = prose.slice(plain.end..block.end);
    let blank = rest.len() - rest.trim_start().len();
    let whole = plain.start..plain.end + blank;
    if whole == block || !prose.is_one_piece(&whole) {
        return None;
    }
    let span = prose.source(&whole);
    let removed = prose.slice(plain.clone()).chars().find(|c| c.is_alphabetic());
    let next = &rest[blank..];
    let first = next.chars().next()?;
    if first == OBJECT || begins_markup(next) {
        return None;
    }
    if !(removed.is_some_and(char::is_uppercase) && first.is_lowercase()) {
        return Some(vec![Edit::delete(span)]);
    }
    // "iPhone" and "eBay" keep their small letter, and so do "x.org" and "a_file"
    let word = next.split(char::is_whitespace).next().unwrap_or_default();
    let stem = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    if stem.chars().any(|c| c.is_uppercase() || matches!(c, '.' | '/' | '_' | '@')) {
        return Some(vec![Edit::delete(span)]);
    }
    let mut upper = first.to_uppercase();
    let capital = upper.next().filter(|_| upper.next().is_none())?;
    let letter = prose.source(&(whole.end..whole.end + first.len_utf8()));
    Some(vec![Edit::delete(span), Edit::replace(letter, capital.to_string())])
}

/// Whether words that come to stand at the start of a line would be taken for
/// something else there: a list, a heading, a rule, a fence.
fn begins_markup(words: &str) -> bool {
    let figures = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbers_item = figures.len() < words.len() && figures.starts_with(['.', ')']);
    let begins_text = |c: char| c.is_alphanumeric() || "\"'“‘«„([£$€¿¡".contains(c);
    let defines = words.starts_with('[') && words.contains("]:");
    numbers_item || defines || !words.starts_with(begins_text)
}

/// Whether a part of a sentence says whose claim it is: "says", "according to".
pub fn attributes(words: &str) -> bool {
    let words = words.to_lowercase();
    if words.contains("according to") {
        return true;
    }
    let mut previous = "";
    for word in words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let passive = matches!(previous, "is" | "are" | "was" | "were" | "be" | "been" | "being");
        match word {
            "say" | "says" | "said" | "tells" => return true,
            "told" if !passive => return true,
            _ => previous = word,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::generator::{Generator, SiteConfig};
    use crate::text::apply;

    /// `text` without the words "Some say that" in it.
    fn without(text: &str) -> Option<String> {
        let doc = Document::parse("x.md", text, &Generator::plain(), &SiteConfig::default());
        let at = doc.prose.text().find("Some say that").expect("the words");
        apply(text, &cut(&doc.prose, &(at..at + "Some say that".len()))?)
    }

    #[test]
    fn the_next_word_takes_the_capital() {
        assert_eq!(without("Some say that the firm grew").as_deref(), Some("The firm grew"));
        assert_eq!(without("Some say\nthat éclairs sell").as_deref(), Some("Éclairs sell"));
        assert_eq!(without("Some say that Jaguar grew").as_deref(), Some("Jaguar grew"));
        assert_eq!(
            without("Some say that iPhone sales grew").as_deref(),
            Some("iPhone sales grew")
        );
        assert_eq!(without("Some say that x.org grew").as_deref(), Some("x.org grew"));
        assert_eq!(without("Some say that 40 grew").as_deref(), Some("40 grew"));
    }

    #[test]
    fn markup_is_never_broken() {
        assert_eq!(without("Some say that *the* firm").as_deref(), Some("*The* firm"));
        assert_eq!(without("*Some say that* the firm").as_deref(), None);
        assert_eq!(without("Some say that `x` grew").as_deref(), None);
        assert_eq!(without("Some say that").as_deref(), None);
        for rest in ["---", "# one", "- one", "1. one", "> one", "=== x", "[a]: /x", "[^1]: x"] {
            assert_eq!(without(&format!("Some say that {rest}")).as_deref(), None, "{rest}");
        }
        assert_eq!(without("Some say that 1.5 grew").as_deref(), None);
        assert_eq!(without("Some say that £4 is due").as_deref(), Some("£4 is due"));
    }

    #[test]
    fn a_claim_has_an_owner_or_not() {
        assert!(attributes("Jaguar says it grew") && attributes("it grew, according to Jaguar"));
        assert!(attributes("the firm told staff") && !attributes("staff were told to stay"));
        assert!(!attributes("the firm grew"));
    }
}
