//! Words that fit where others stood.

use std::ops::Range;

use crate::document::Prose;
use crate::text::Edit;

/// `better` with the capitals of `written`: all, the first, or none. Capitals of its
/// own it keeps.
pub fn like(better: &str, written: &str) -> String {
    let letters = || written.chars().filter(|c| c.is_alphabetic());
    let first_is_upper = letters().next().is_some_and(char::is_uppercase);
    let has_capitals = better.contains(char::is_uppercase);
    if !has_capitals && letters().count() > 1 && letters().all(char::is_uppercase) {
        return better.to_uppercase();
    }
    let first_word = better.split(char::is_whitespace).next().unwrap_or_default();
    let is_spelt_so = first_word.contains(char::is_uppercase);
    let mut chars = better.chars();
    match chars.next() {
        Some(first) if first_is_upper && !is_spelt_so => {
            first.to_uppercase().chain(chars).collect()
        }
        _ => better.to_owned(),
    }
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

/// The change from "a" to "an", or back, before the words at `plain` when `better`
/// takes their place: "an individual", "a person".
pub fn article(prose: &Prose, plain: &Range<usize>, better: &str) -> Option<Edit> {
    let block = prose.block_at(plain.start)?.plain.clone();
    let before = prose.slice(block.start..plain.start);
    let words = before.trim_end();
    let article = words.rsplit(|c: char| !c.is_alphanumeric()).next()?;
    let is_joined = words.len() == before.len() || words.ends_with(|c: char| !c.is_alphabetic());
    if is_joined || !matches!(article, "a" | "A" | "an" | "An") {
        return None;
    }
    // how letters are read out is another matter: "an MP", "a UK firm"
    let is_read_out = |words: &str| words.chars().take(2).all(char::is_uppercase);
    if is_read_out(better) || is_read_out(prose.slice(plain.clone())) {
        return None;
    }
    let right = if begins_with_vowel(better) { "an" } else { "a" };
    let was = if begins_with_vowel(prose.slice(plain.clone())) { "an" } else { "a" };
    // one that was wrong before may be right for a reason that is not known here
    if right == was || !article.eq_ignore_ascii_case(was) {
        return None;
    }
    let end = block.start + words.len();
    let span = prose.source(&(end - article.len()..end));
    Some(Edit::replace(span, like(right, if article.starts_with('A') { "Xx" } else { "xx" })))
}

/// Whether an English word is said with a vowel first.
fn begins_with_vowel(words: &str) -> bool {
    const SILENT_H: [&str; 4] = ["hour", "honest", "honour", "heir"];
    const NO_VOWEL: [&str; 6] = ["uni", "use", "usu", "usa", "eu", "ubi"];
    const VOWEL: [&str; 4] = ["unin", "unid", "unim", "unus"];
    let small = words.to_lowercase();
    let word = small.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let begins = |with: &&str| word.starts_with(*with);
    let is_spoken_so = VOWEL.iter().any(begins)
        || !(NO_VOWEL.iter().any(begins) || matches!(word, "one" | "once"));
    SILENT_H.iter().any(begins) || (word.starts_with(['a', 'e', 'i', 'o', 'u']) && is_spoken_so)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::generator::{Generator, SiteConfig};
    use crate::text::apply;

    #[test]
    fn a_claim_has_an_owner_or_not() {
        assert!(attributes("Jaguar says it grew") && attributes("it grew, according to Jaguar"));
        assert!(attributes("the firm told staff") && !attributes("staff were told to stay"));
        assert!(!attributes("the firm grew"));
    }

    #[test]
    fn replacements_keep_capitals() {
        assert_eq!(like("dangerous", "Riskous"), "Dangerous");
        assert_eq!(like("dangerous", "RISKOUS"), "DANGEROUS");
        assert_eq!(like("dangerous", "riskous"), "dangerous");
        assert_eq!(like("a", "X"), "A");
        assert_eq!(like("iPhone", "Iphone"), "iPhone");
        assert_eq!(like("the eBay", "THE EBAY"), "The eBay");
    }

    #[test]
    fn articles_follow_their_word() {
        let with = |text: &str, from: &str, to: &str| {
            let doc = Document::parse("x.md", text, &Generator::plain(), &SiteConfig::default());
            let at = doc.prose.text().find(from).expect("the word");
            apply(text, &[article(&doc.prose, &(at..at + from.len()), to)?])
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(with("An *old* individual", "individual", "person"), None);
        assert_eq!(with("Say an\nindividual", "individual", "person"), text("Say a\nindividual"));
        assert_eq!(with("A person", "person", "individual"), text("An person"));
        assert_eq!(with("Plan a meeting", "meeting", "hour"), text("Plan an meeting"));
        assert_eq!(with("It has an utter end", "utter", "useful"), text("It has a utter end"));
        assert_eq!(with("It is a unit", "unit", "use"), None);
        assert_eq!(with("Sana person", "person", "individual"), None);
    }
}
