//! Finding phrases: one pass over a text for the phrases of all rules.
//!
//! The text is cut into words once, and the first word of each phrase is looked up
//! in a hash table; only then is the rest compared. Cost does not grow with the
//! number of phrases. Straight and curly marks, breaking and non-breaking blanks,
//! and words with and without soft hyphens are the same.

use std::hash::BuildHasher as _;
use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashMap};

/// Literal words to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    text: String,
    ignore_case: bool,
    word_boundaries: bool,
}

impl Phrase {
    /// The phrase `text`. With `word_boundaries` it is not found inside a longer
    /// word; an end that is no letter or figure needs none.
    pub fn new(text: &str, ignore_case: bool, word_boundaries: bool) -> Self {
        let mut folded = String::new();
        for c in text.trim().chars().filter(|&c| c != SOFT_HYPHEN) {
            if !(is_blank(c) && folded.ends_with(' ')) {
                folded.push(fold(c, ignore_case));
            }
        }
        Self { text: folded, ignore_case, word_boundaries }
    }

    /// Where the phrase ends if it begins at the byte `at` of `text`.
    fn ends_at(&self, text: &str, at: usize) -> Option<usize> {
        let rest = &text[at..];
        let mut end = 0;
        let mut chars = rest.chars().peekable();
        for wanted in self.text.chars() {
            while chars.peek() == Some(&SOFT_HYPHEN) {
                end += SOFT_HYPHEN.len_utf8();
                chars.next();
            }
            let c = chars.next().filter(|&c| fold(c, self.ignore_case) == wanted)?;
            end += c.len_utf8();
            while wanted == ' ' && chars.peek().is_some_and(|&c| is_blank(c)) {
                end += chars.next().map_or(0, char::len_utf8);
            }
        }
        let ends_in_word = self.text.ends_with(is_in_word);
        let goes_on = chars.peek().is_some_and(|&c| is_in_word(c));
        let bounded = !(self.word_boundaries && ends_in_word && goes_on);
        bounded.then_some(at + end)
    }

    /// The phrase in the form in which it is compared.
    pub(super) fn folded(&self) -> &str {
        &self.text
    }

    /// Its words, where it begins with one that it cannot be inside of.
    fn words(&self) -> Option<impl Iterator<Item = &str>> {
        let begins = self.word_boundaries && self.text.starts_with(is_in_word);
        begins.then(|| words(&self.text).map(|word| &self.text[word]))
    }
}

pub(super) const SOFT_HYPHEN: char = '\u{ad}';

/// Whether `c` belongs to the word beside it: a letter or figure, but no apostrophe that
/// is a letter to Unicode, and none of a script that does not part words.
pub(super) fn is_in_word(c: char) -> bool {
    match c {
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        'ʼ' => false,
        c => c.is_alphanumeric() && !is_unparted(c),
    }
}

/// Whether the script of `c` parts no words: Chinese, Japanese, Thai and the like.
pub(super) fn is_unparted(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
}

fn fold(c: char, ignore_case: bool) -> char {
    match c {
        '’' | '‘' | 'ʼ' => '\'',
        '“' | '”' => '"',
        '\u{2010}' | '\u{2011}' => '-',
        c if c.is_ascii() => {
            if c.is_ascii_whitespace() {
                ' '
            } else if ignore_case {
                c.to_ascii_lowercase()
            } else {
                c
            }
        }
        c if is_blank(c) => ' ',
        c if ignore_case => c.to_lowercase().next().unwrap_or(c),
        c => c,
    }
}

/// All phrases of all rules.
#[derive(Debug, Default)]
pub struct PhraseIndex {
    phrases: Vec<Phrase>,
    /// By the key of their first word. Two words with one key cost a comparison, and
    /// are not taken for each other.
    by_first_word: FxHashMap<u64, Begun>,
    /// Phrases of several words, by the key of their first two: many begin alike.
    by_two_words: FxHashMap<u64, Vec<u32>>,
    /// Which beginnings and lengths first words have: most words of a text are
    /// known by these to begin no phrase, before they are hashed.
    shapes: Shapes,
    /// Those that may begin anywhere, by their first character.
    others: FxHashMap<char, Vec<u32>>,
}

/// The phrases that begin with a word.
#[derive(Debug, Default)]
struct Begun {
    /// Those without another word.
    alone: Vec<u32>,
    /// Whether there are others.
    goes_on: bool,
}

impl PhraseIndex {
    /// Adds a phrase; its number is the count of those before it.
    pub fn add(&mut self, phrase: &Phrase) {
        let number = self.phrases.len() as u32;
        match phrase.words() {
            Some(mut words) => {
                let mut buffer = String::new();
                let mut fold = |word: &str, before| key(word, before, &mut buffer);
                let first = words.next().unwrap_or_default();
                self.shapes.add(first);
                let first = fold(first, 0);
                let begun = self.by_first_word.entry(first).or_default();
                match words.next().map(|second| fold(second, first)) {
                    Some(both) => {
                        begun.goes_on = true;
                        self.by_two_words.entry(both).or_default().push(number);
                    }
                    None => begun.alone.push(number),
                }
            }
            None => {
                let first = phrase.text.chars().next().map(|c| fold(c, true));
                self.others.entry(first.unwrap_or_default()).or_default().push(number);
            }
        }
        self.phrases.push(phrase.clone());
    }

    /// How many phrases it holds.
    pub fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Calls `found` with the number and the place of each phrase in `text`.
    pub fn find(&self, text: &str, mut found: impl FnMut(usize, Range<usize>)) {
        let mut check = |numbers: &[u32], at: usize| {
            for &number in numbers {
                if let Some(end) = self.phrases[number as usize].ends_at(text, at) {
                    found(number as usize, at..end);
                }
            }
        };
        if !self.by_first_word.is_empty() {
            let mut buffer = String::new();
            for word in words(text) {
                let written = &text[word.clone()];
                if !self.shapes.may_have(written) {
                    continue;
                }
                let first = key(written, 0, &mut buffer);
                let Some(begun) = self.by_first_word.get(&first) else { continue };
                check(&begun.alone, word.start);
                let rest = &text[word.end..];
                if begun.goes_on
                    && let Some(second) = words(rest).next()
                    && let Some(numbers) =
                        self.by_two_words.get(&key(&rest[second], first, &mut buffer))
                {
                    check(numbers, word.start);
                }
            }
        }
        if self.others.is_empty() {
            return;
        }
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            for &number in self.others.get(&fold(c, true)).into_iter().flatten() {
                // inside a word begins only what asks for no boundaries
                let is_bounded = self.phrases[number as usize].word_boundaries && is_in_word(c);
                if !(is_bounded && is_in_word(before)) {
                    check(&[number], at);
                }
            }
            before = c;
        }
    }
}

/// The key of a word behind one of the key `before`, whatever its case.
fn key(word: &str, before: u64, buffer: &mut String) -> u64 {
    buffer.clear();
    if word.is_ascii() {
        buffer.push_str(word);
        buffer.make_ascii_lowercase();
    } else {
        buffer.extend(word.chars().filter(|&c| c != SOFT_HYPHEN).map(|c| fold(c, true)));
    }
    FxBuildHasher.hash_one((before, buffer.as_str()))
}

/// A set of words, so small that it only knows their first two bytes and their
/// length, and so may take a word for one of them that is not.
#[derive(Debug)]
struct Shapes(Box<[u64; 256]>);

impl Default for Shapes {
    fn default() -> Self {
        Self(Box::new([0; 256]))
    }
}

impl Shapes {
    fn add(&mut self, word: &str) {
        let (slot, bit) = Self::place(word);
        self.0[slot] |= bit;
    }

    /// Words of more than ASCII may be written in other lengths than they have.
    fn may_have(&self, word: &str) -> bool {
        let (slot, bit) = Self::place(word);
        self.0[slot] & bit != 0 || !word.is_ascii()
    }

    fn place(word: &str) -> (usize, u64) {
        let byte = |at: usize| word.as_bytes().get(at).map_or(0, u8::to_ascii_lowercase);
        let slot = byte(0) ^ byte(1).rotate_left(3);
        (usize::from(slot), 1 << (word.len() % 64))
    }
}

/// The words of a text: letters and figures in a row, soft hyphens among them.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let mut start = None;
        while let Some(&byte) = bytes.get(at) {
            let (in_word, len) = if byte.is_ascii() {
                (byte.is_ascii_alphanumeric(), 1)
            } else {
                let c = text[at..].chars().next()?;
                (is_in_word(c) || c == SOFT_HYPHEN, c.len_utf8())
            };
            match (in_word, start) {
                (true, None) => start = Some(at),
                (false, Some(start)) => return Some(start..at),
                _ => {}
            }
            at += len;
        }
        start.map(|start| start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(phrases: &[Phrase], text: &'t str) -> Vec<&'t str> {
        let mut index = PhraseIndex::default();
        phrases.iter().for_each(|phrase| index.add(phrase));
        let mut out = Vec::new();
        index.find(text, |_, range| out.push(&text[range]));
        out
    }

    fn phrase(text: &str) -> Phrase {
        Phrase::new(text, true, true)
    }

    #[test]
    fn marks_blanks_and_case_do_not_matter() {
        for text in ["Let's dive in", "LET’S DIVE IN", "let's\u{a0}dive  in", "Let's di\u{ad}ve in"]
        {
            assert_eq!(found(&[phrase("let's dive in")], text), [text]);
        }
    }

    #[test]
    fn a_phrase_is_not_found_in_longer_words() {
        assert_eq!(found(&[phrase("new")], "renewed newer new Newcastle"), ["new"]);
        assert_eq!(found(&[phrase("cafe")], "cafés"), [""; 0]);
        assert_eq!(found(&[phrase("Breaking:")], "breaking:news"), ["breaking:"]);
        assert_eq!(found(&[phrase(", external")], "BBC, external link"), [", external"]);
        assert_eq!(found(&[Phrase::new("risk", true, false)], "riskous"), ["risk"]);
    }

    #[test]
    fn case_matters_where_it_is_said() {
        assert_eq!(found(&[Phrase::new("TK", false, true)], "tk TK Tk"), ["TK"]);
    }

    #[test]
    fn letters_of_every_script_are_letters() {
        assert_eq!(found(&[phrase("ökonomie")], "Die ÖKONOMIE wächst"), ["ÖKONOMIE"]);
        assert_eq!(found(&[phrase("it")], "ıt itß it"), ["it"]);
        assert_eq!(found(&[phrase("firm")], "firmʼs confirm"), ["firm"]);
        assert_eq!(found(&[phrase("新聞"), phrase("it")], "今日の新聞はitだ"), ["it", "新聞"]);
    }

    #[test]
    fn phrases_that_begin_alike_are_told_apart() {
        let phrases = ["in", "in order to", "in order that", "in-house", "in the", "In, or out"];
        let phrases = phrases.map(phrase);
        assert_eq!(found(&phrases, "In order that"), ["In", "In order that"]);
        assert_eq!(found(&phrases, "in\u{ad}-ho\u{ad}use"), ["in", "in\u{ad}-ho\u{ad}use"]);
        assert_eq!(found(&phrases, "in or out, in, or out"), ["in", "in", "in, or out"]);
        assert_eq!(found(&phrases, "in order to"), ["in", "in order to"]);
    }

    #[test]
    fn phrases_that_begin_with_a_mark_or_anywhere_are_found_in_one_pass() {
        let phrases = [phrase(", external"), phrase("’s so"), Phrase::new("Risk", false, false)];
        assert_eq!(found(&phrases, "It's so, EXTERNAL"), ["'s so", ", EXTERNAL"]);
        assert_eq!(found(&phrases, "Riskous, brisk, aRisk"), ["Risk", "Risk"]);
    }
}
