//! Where sentences end: by the rules of Unicode (UAX 29), but for full stops that end
//! an abbreviation.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Words before a full stop that do not end a sentence, in lower case.
const ABBREVIATIONS: [&str; 58] = [
    "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "gov", "gen", "col", "lt", "sgt", "capt", "sen",
    "rep", "nos", "vs", "bros", "dept", "approx", "fig", "vol", "p", "pp", "ed", "eds", "cf", "al",
    "ca", "jan", "feb", "mar", "aug", "sept", "sep", "oct", "nov", "dec", "messrs", "mt", "ft",
    "nr", "mme", "mlle", "sra", "bzw", "vgl", "ggf", "evtl", "bd", "hr", "fr", "frau", "dipl",
    "ing", "art", "abs", "vol",
];

/// Words before a full stop that end a sentence only if the next word says so.
const OFTEN_LAST: [&str; 9] = ["etc", "inc", "ltd", "co", "corp", "jr", "sr", "st", "usw"];

/// Words that begin a sentence and hardly ever a name.
const OPENERS: [&str; 24] = [
    "The", "A", "An", "He", "She", "It", "They", "We", "You", "I", "This", "That", "These", "In",
    "On", "At", "But", "And", "For", "His", "Her", "Their", "There", "When",
];

/// Months that follow a day of the month with a full stop in German.
const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// The sentences of `text` (one block), each with the blanks behind it.
pub fn all(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    let last = std::iter::once(text.len());
    ends(text).chain(last).filter_map(move |end| {
        let sentence = start..end;
        start = end;
        (!sentence.is_empty()).then_some(sentence)
    })
}

/// The byte behind each sentence and the blanks that follow it; the end of the
/// text is not among them.
fn ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    let pieces = text.split_sentence_bound_indices();
    let ends = pieces.flat_map(|(at, piece)| {
        // an ellipsis of one character is no stop to Unicode
        let dots = piece.match_indices('…').filter_map(move |(dots, sign)| {
            let rest = &piece[dots + sign.len()..];
            let next = rest.trim_start_matches(is_closing).trim_start();
            (!next.is_empty()).then(|| at + piece.len() - next.len())
        });
        dots.chain([at + piece.len()])
    });
    ends.filter(|&end| is_end(text, end))
}

fn is_end(text: &str, end: usize) -> bool {
    let next = &text[end..];
    let said = text[..end].trim_end();
    let bare = said.trim_end_matches(is_closing);
    let Some(stop) = bare.chars().next_back().filter(|_| !next.is_empty()) else { return false };
    if matches!(stop, '。' | '！' | '？') {
        return true;
    }
    if said.len() == end || !matches!(stop, '.' | '!' | '?' | '…' | '؟' | '।') {
        return false;
    }
    let next = next.trim_start_matches(['"', '\'', '“', '‘', '«', '„', '(', '[', '¿', '¡']);
    let begins = next.chars().next().is_some_and(|c| !c.is_lowercase());
    begins && !(stop == '.' && is_abbreviated(&bare[..bare.len() - 1], next))
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」')
}

fn is_abbreviated(before: &str, next: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“')).next();
    let word = word.unwrap_or_default();
    let follower = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let opens = OPENERS.contains(&follower);
    // initials: "J." and "U.S."
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let dotted = word.split('.').all(|part| part.chars().count() == 1) && word.contains('.');
    if dotted {
        return !opens;
    }
    if (1..=2).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit()) {
        return MONTHS.contains(&follower);
    }
    let word = word.to_lowercase();
    if word == "no" {
        return follower.starts_with(|c: char| c.is_ascii_digit());
    }
    let often_last = OFTEN_LAST.contains(&word.as_str());
    initial || ABBREVIATIONS.contains(&word.as_str()) || (often_last && !opens)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        all(text).map(|range| &text[range]).collect()
    }

    fn first(text: &str) -> &str {
        sentences(text)[0]
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
            "Acme Inc. Chairman Jo Weir left.",
            "Am 3. Mai kam er, d. h. am Montag.",
            "She met J. Weir on Jan. 5 at St. Mary's.",
            "“Really?” he asked.",
            "It was (etc. and so on) late.",
        ] {
            assert_eq!(first(text), text);
        }
    }

    #[test]
    fn an_abbreviation_may_be_last() {
        assert_eq!(first("He left the U.S. The tour went on."), "He left the U.S. ");
        assert_eq!(first("He joined Acme Inc. It failed."), "He joined Acme Inc. ");
        assert_eq!(first("It was no. He left."), "It was no. ");
        assert_eq!(first("It was in 2019. Mai came."), "It was in 2019. ");
    }

    #[test]
    fn sentences_are_the_whole_text() {
        let text = "One… Two! “Three?” (Four.) Five";
        assert_eq!(sentences(text), ["One… ", "Two! ", "“Three?” ", "(Four.) ", "Five"]);
        assert_eq!(sentences(""), [""; 0]);
        assert_eq!(sentences("Wait… what"), ["Wait… what"]);
    }
}
