//! Where sentences end.

use std::ops::Range;

/// Words before a full stop that do not end a sentence, in lower case.
const ABBREVIATIONS: [&str; 43] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "rev", "hon", "gov", "gen", "col", "lt",
    "sgt", "capt", "sen", "rep", "no", "nos", "vs", "etc", "inc", "ltd", "co", "corp", "bros",
    "dept", "approx", "fig", "vol", "p", "pp", "ed", "eds", "e.g", "i.e", "cf", "al", "ca", "jan",
    "feb", "a.m",
];

/// The sentence of `text` (one block) that holds the byte at `at`.
pub fn around(text: &str, at: usize) -> Range<usize> {
    let mut start = 0;
    for end in ends(text) {
        if at < end {
            return start..end;
        }
        start = end;
    }
    start..text.len()
}

/// The byte behind each sentence and the blanks that follow it; the end of the
/// text is not among them.
fn ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    let stops = text
        .char_indices()
        .filter(|(_, c)| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？'));
    stops.filter_map(move |(at, stop)| {
        let after = at + stop.len_utf8();
        // the stops and closing signs that belong to this sentence
        let rest = &text[after..];
        let closed = rest.trim_start_matches(|c: char| {
            matches!(c, '.' | '!' | '?' | '…' | '"' | '\'' | '”' | '’' | '»' | ')' | ']')
        });
        let next = closed.trim_start();
        let end = text.len() - next.len();
        if next.is_empty() {
            return None;
        }
        let wide = matches!(stop, '。' | '！' | '？');
        if !wide && (next.len() == closed.len() || rest.starts_with(['.', '!', '?', '…'])) {
            return None;
        }
        if stop == '.' && is_abbreviated(&text[..at], next) {
            return None;
        }
        let opens = next.trim_start_matches(['"', '\'', '“', '‘', '«', '„', '(', '[', '¿', '¡']);
        let begins = opens.chars().next().is_some_and(|c| !c.is_lowercase());
        (wide || begins).then_some(end)
    })
}

fn is_abbreviated(before: &str, next: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“')).next();
    let word = word.unwrap_or_default();
    // initials: "J." and "U.S."
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let dotted = word.split('.').all(|part| part.chars().count() == 1) && word.contains('.');
    let word = word.to_lowercase();
    if word == "no" {
        return next.starts_with(|c: char| c.is_ascii_digit());
    }
    initial || dotted || ABBREVIATIONS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> &str {
        &text[around(text, 0)]
    }

    #[test]
    fn a_sentence_ends_before_a_capital() {
        assert_eq!(first("It rained. Then it stopped."), "It rained. ");
        assert_eq!(first("“It rained.” Then it stopped."), "“It rained.” ");
        assert_eq!(first("Really?! Yes."), "Really?! ");
        assert_eq!(first("One only"), "One only");
        assert_eq!(first("今日は雨。明日も。"), "今日は雨。");
    }

    #[test]
    fn a_full_stop_is_not_always_an_end() {
        for text in [
            "Dr. Okafor spoke.",
            "The U.S. Senate sat.",
            "It cost £1.50 a head.",
            "No. 10 denied it.",
            "J. R. Hartley fished.",
            "It rose by 3 p.m. on Monday.",
            "Visit example.org. for more",
        ] {
            assert_eq!(first(text), text);
        }
    }

    #[test]
    fn any_place_finds_its_sentence() {
        let text = "One. Two. Three.";
        assert_eq!(&text[around(text, 6)], "Two. ");
        assert_eq!(&text[around(text, 15)], "Three.");
        assert_eq!(&text[around(text, 99)], "Three.");
    }
}
