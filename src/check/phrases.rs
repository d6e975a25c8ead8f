//! Finding phrases: one pass over a text for the phrases of all rules.
//!
//! The text is cut into words once, and the first word of each phrase is looked up
//! in a hash table; only then is the rest compared. Cost does not grow with the
//! number of phrases. Straight and curly marks, breaking and non-breaking blanks,
//! and words with and without soft hyphens are the same.

use std::ops::Range;

use rustc_hash::FxHashMap;

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

    fn first_word(&self) -> Option<&str> {
        let end = self.text.find(|c: char| !is_in_word(c)).unwrap_or(self.text.len());
        (end > 0 && self.word_boundaries).then(|| &self.text[..end])
    }
}

pub(super) const SOFT_HYPHEN: char = '\u{ad}';

/// Whether `c` belongs to the word beside it: a letter or figure, but no apostrophe that
/// is a letter to Unicode, and none of a script that does not part words.
fn is_in_word(c: char) -> bool {
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
    by_first_word: FxHashMap<Box<str>, Vec<u32>>,
    /// Which beginnings and lengths first words have: most words of a text are
    /// known by these to begin no phrase, before they are hashed.
    shapes: Shapes,
    /// Those that may begin anywhere.
    others: Vec<u32>,
}

impl PhraseIndex {
    /// Adds a phrase; its number is the count of those before it.
    pub fn add(&mut self, phrase: &Phrase) {
        let number = self.phrases.len() as u32;
        match phrase.first_word() {
            Some(word) => {
                let word = word.to_lowercase().into_boxed_str();
                self.shapes.add(&word);
                self.by_first_word.entry(word).or_default().push(number);
            }
            None => self.others.push(number),
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
        let mut check = |number: u32, at: usize| {
            let phrase = &self.phrases[number as usize];
            if let Some(end) = phrase.ends_at(text, at) {
                found(number as usize, at..end);
            }
        };
        if !self.by_first_word.is_empty() {
            let mut buffer = String::new();
            for word in words(text) {
                let written = &text[word.clone()];
                if !self.shapes.may_have(written) {
                    continue;
                }
                buffer.clear();
                if written.is_ascii() {
                    buffer.push_str(written);
                    buffer.make_ascii_lowercase();
                } else {
                    buffer.extend(
                        written.chars().filter(|&c| c != SOFT_HYPHEN).map(|c| fold(c, true)),
                    );
                }
                for &number in self.by_first_word.get(buffer.as_str()).into_iter().flatten() {
                    check(number, word.start);
                }
            }
        }
        for &number in &self.others {
            let phrase = &self.phrases[number as usize];
            let Some(first) = phrase.text.chars().next() else { continue };
            for (at, c) in text.char_indices() {
                let bounded = !phrase.word_boundaries
                    || !is_in_word(first)
                    || !text[..at].ends_with(is_in_word);
                if bounded && fold(c, phrase.ignore_case) == first {
                    check(number, at);
                }
            }
        }
    }
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
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
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
}
