//! All phrases of all rules, by their first words.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr_iter;
use rustc_hash::FxHashMap;

use super::phrase::{Key, is_blank, key_behind, next_key};
use super::{Phrase, Phrases};
use crate::word::{SOFT_HYPHEN, Word, cut, fold, is_in_word, key_of_two};

/// Phrases to be looked for together.
///
/// The text is cut into words once. A table of bits tells of nearly every word that
/// no phrase begins with it, or with it and the word or mark before; so the cost hardly
/// grows with the number of phrases. Only then are phrases compared.
#[derive(Debug)]
pub struct PhraseIndex {
    phrases: Vec<Phrases>,
    /// For each phrase its key as a whole, and which it is; those together whose keys begin
    /// with the same bits. Words with one key cost a comparison, and are not taken for each
    /// other.
    by_key: Vec<(u64, Which)>,
    /// Where those begin in it, and end: about one for each phrase, so that a key is found
    /// at once.
    starts: Vec<u32>,
    /// What the keys begin with, as bits.
    keys: Keys,
    /// Bytes with which the mark or blanks before a word may end where a phrase begins with
    /// a mark.
    marks: Box<[bool; 256]>,
    /// Those that may begin inside of a word, or have none, by their first character.
    anywhere: FxHashMap<char, Vec<Which>>,
}

/// Which phrase: among which of those that an index was made of, and its number there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Which {
    of: u32,
    number: u32,
}

impl Which {
    /// Among which phrases.
    pub fn of(self) -> usize {
        self.of as usize
    }

    /// Its number among them.
    pub fn number(self) -> usize {
        self.number as usize
    }
}

impl PhraseIndex {
    /// Puts phrases in order to be looked for.
    pub fn new(phrases: Vec<Phrases>) -> Self {
        let stretches = phrases.iter().map(Phrases::len).sum::<usize>().next_power_of_two().max(2);
        // how many there are in each, then where each ends, then where it begins
        let mut starts = vec![0; stretches + 1];
        let mut anywhere: FxHashMap<char, Vec<Which>> = FxHashMap::default();
        let mut marks = Box::new([false; 256]);
        for (group, of) in phrases.iter().zip(0..) {
            group.each_key(|number, key, lead| {
                if let Some(key) = key {
                    starts[stretch_of(whole(key), stretches)] += 1;
                }
                let text = || group.get(number as usize).map(|phrase| phrase.text.clone());
                match (key, lead) {
                    (Some(_), 0) => {}
                    (Some(_), lead) => {
                        let lead = text().map(|text| mark_at_end(&text[..lead as usize]));
                        lead.flatten().into_iter().for_each(|mark| add_mark(mark, &mut marks));
                    }
                    (None, _) => {
                        let first = text().and_then(|text| text.chars().next());
                        let first = first.map(|c| fold(c, true)).unwrap_or_default();
                        anywhere.entry(first).or_default().push(Which { of, number });
                    }
                }
            });
        }
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        let mut by_key = vec![(0, Which::default()); end as usize];
        let mut keys = Keys::new(by_key.len());
        for (group, of) in phrases.iter().zip(0..) {
            group.each_key(|number, key, _| {
                let Some(key) = key else { return };
                let start = &mut starts[stretch_of(whole(key), stretches)];
                *start -= 1;
                by_key[*start as usize] = (whole(key), Which { of, number });
                keys.add(key.begins);
            });
        }
        Self { phrases, by_key, starts, keys, marks, anywhere }
    }

    /// These phrases alone.
    pub fn of(phrases: Vec<Phrase>) -> Self {
        Self::new(vec![Phrases::Own(phrases)])
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty() && self.anywhere.is_empty()
    }

    /// Calls `found` with the number and the place of each phrase in `text`.
    pub fn find(&self, text: &str, found: impl FnMut(Which, Range<usize>)) {
        let words = if self.by_key.is_empty() { Vec::new() } else { cut(text) };
        self.find_in(text, &words, found);
    }

    /// The same, where the words of `text` are known.
    pub fn find_in(&self, text: &str, words: &[Word], mut found: impl FnMut(Which, Range<usize>)) {
        if !self.by_key.is_empty() {
            self.find_by_words(text, words, &mut found);
        }
        if !self.anywhere.is_empty() {
            self.find_anywhere(text, &mut found);
        }
    }

    fn find_by_words(
        &self,
        text: &str,
        words: &[Word],
        found: &mut impl FnMut(Which, Range<usize>),
    ) {
        let mut before: Option<&Word> = None;
        for (number, word) in words.iter().enumerate() {
            let next = || words.get(number + 1).map_or(0, |word| next_key(word.key));
            let of_two = before.map_or(0, |before| key_of_two(before.key, word.key));
            let (may_be_one, may_be_two) =
                (self.keys.may_have(word.key), self.keys.may_have(of_two));
            // one branch for both: it is seldom taken
            if may_be_one | may_be_two {
                if let Some(before) = before.filter(|_| may_be_two) {
                    self.compare(text, before, Key { begins: of_two, next: next() }, found);
                }
                if may_be_one {
                    self.compare(text, word, Key { begins: word.key, next: next() }, found);
                }
            }
            if let Some(mark) = self.mark_before(text, word) {
                let begins = key_behind(mark, word.key);
                if self.keys.may_have(begins) {
                    self.compare(text, word, Key { begins, next: next() }, found);
                }
            }
            before = Some(word);
        }
    }

    /// Looks for the phrases that begin with the word `first`; `key` is that of the text
    /// there.
    #[inline(never)]
    fn compare(
        &self,
        text: &str,
        first: &Word,
        key: Key,
        found: &mut impl FnMut(Which, Range<usize>),
    ) {
        let any_next = Key { next: 0, ..key };
        let keys = if key.next == 0 { &[any_next][..] } else { &[any_next, key] };
        for key in keys.iter().copied().map(whole) {
            let stretch = stretch_of(key, self.starts.len() - 1);
            let near = self.starts[stretch] as usize..self.starts[stretch + 1] as usize;
            for (_, phrase) in self.by_key[near].iter().filter(|(wanted, _)| *wanted == key) {
                let Some(wanted) = self.phrase(*phrase) else { continue };
                if let Some(start) = wanted.begins_at(text, first.start())
                    && let Some(end) = wanted.ends_at(text, start)
                {
                    found(*phrase, start..end);
                }
            }
        }
    }

    /// The mark that stands before a word, if a phrase may begin with it.
    #[inline]
    fn mark_before(&self, text: &str, word: &Word) -> Option<char> {
        let before = &text[..word.start()];
        let (last, other) = match before.as_bytes() {
            [.., other, last] => (*last, *other),
            [last] => (*last, b' '),
            [] => return None,
        };
        // most often it is a letter and a blank
        let mark = if last == b' ' { other } else { last };
        if self.marks[usize::from(mark)] { mark_at_end(before) } else { None }
    }

    fn find_anywhere(&self, text: &str, found: &mut impl FnMut(Which, Range<usize>)) {
        // a full stop has no other form
        if self.anywhere.keys().eq(['.'].iter()) {
            let of = |which: &Which| Some((*which, self.phrase(*which)?));
            let phrases: Vec<_> = self.anywhere.values().flatten().filter_map(of).collect();
            for at in memchr_iter(b'.', text.as_bytes()) {
                for (which, phrase) in &phrases {
                    if let Some(end) = phrase.ends_at(text, at) {
                        found(*which, at..end);
                    }
                }
            }
            return;
        }
        // characters beyond ASCII may be another form of any
        let mut begins = [false; 256];
        begins[0x80..].fill(true);
        for &first in self.anywhere.keys().filter(|c| c.is_ascii()) {
            begins[first.to_ascii_uppercase() as usize] = true;
            begins[first as usize] = true;
            // a blank is any white space
            (b'\t'..=b'\r').for_each(|blank| begins[usize::from(blank)] |= first == ' ');
        }
        let bytes = text.bytes().enumerate();
        for (at, _) in bytes.filter(|(_, byte)| begins[usize::from(*byte)]) {
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { continue };
            self.find_at(text, at, fold(c, true), found);
        }
    }

    fn phrase(&self, which: Which) -> Option<Cow<'_, Phrase>> {
        self.phrases.get(which.of())?.get(which.number())
    }

    /// Looks for the phrases that begin with the character at the byte `at`.
    fn find_at(
        &self,
        text: &str,
        at: usize,
        first: char,
        found: &mut impl FnMut(Which, Range<usize>),
    ) {
        for &phrase in self.anywhere.get(&first).into_iter().flatten() {
            if let Some(end) = self.phrase(phrase).and_then(|phrase| phrase.ends_at(text, at)) {
                found(phrase, at..end);
            }
        }
    }
}

/// Adds a mark with which a phrase begins to [`PhraseIndex::marks`].
fn add_mark(mark: char, marks: &mut [bool; 256]) {
    // every byte beyond ASCII may belong to another form of it, or to a blank
    marks[0x80..].fill(true);
    (b'\t'..=b'\r').for_each(|blank| marks[usize::from(blank)] = true);
    marks[usize::from(b' ')] = true;
    let byte = u8::try_from(mark).unwrap_or_default();
    marks[usize::from(byte)] = true;
}

/// The mark with which `text` ends, but for blanks.
#[inline(never)]
fn mark_at_end(text: &str) -> Option<char> {
    match text.trim_end_matches(' ').as_bytes() {
        [.., mark] if mark.is_ascii_graphic() => {
            (!mark.is_ascii_alphanumeric()).then_some(char::from(*mark))
        }
        // curly marks, as they are compared
        [.., 0xe2, 0x80, 0x98 | 0x99] => Some('\''),
        [.., 0xe2, 0x80, 0x9c | 0x9d] => Some('"'),
        _ => {
            let last = text.chars().rfind(|&c| !is_blank(c) && c != SOFT_HYPHEN);
            last.filter(|&c| !is_in_word(c))
        }
    }
}

/// All of a key in one number.
#[inline]
fn whole(key: Key) -> u64 {
    if key.next == 0 { key.begins } else { key_of_two(key.begins, key.next.into()) }
}

/// Which of so many stretches of all keys, a power of two, a key is in.
fn stretch_of(key: u64, stretches: usize) -> usize {
    (key >> (u64::BITS - stretches.ilog2())) as usize
}

/// A set of keys that may take another for one of them: each has a few bits of one number.
#[derive(Debug)]
struct Keys {
    bits: Vec<u64>,
    /// How far a key is shifted to be the place of its number.
    shift: u32,
}

impl Keys {
    /// So many bits for a key that one in a hundred other keys is taken for it.
    const BITS: usize = 16;

    /// A set for so many.
    fn new(keys: usize) -> Self {
        let len = (keys * Self::BITS / 64).next_power_of_two().max(2);
        Self { bits: vec![0; len], shift: u64::BITS - len.ilog2() }
    }

    fn add(&mut self, key: u64) {
        let [one, two, three] = Self::places(key);
        self.bits[(key >> self.shift) as usize] |= 1 << one | 1 << two | 1 << three;
    }

    #[inline]
    fn may_have(&self, key: u64) -> bool {
        let Some(bits) = self.bits.get((key >> self.shift) as usize) else { return false };
        let [one, two, three] = Self::places(key);
        (bits >> one) & (bits >> two) & (bits >> three) & 1 == 1
    }

    /// Where the bits of a key are in its number.
    #[inline]
    fn places(key: u64) -> [u64; 3] {
        [key % 64, key >> 6 & 63, key >> 12 & 63]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(phrases: &[Phrase], text: &'t str) -> Vec<&'t str> {
        let mut out = Vec::new();
        PhraseIndex::of(phrases.to_vec()).find(text, |_, range| out.push(&text[range]));
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
    fn phrases_without_words_are_found() {
        assert_eq!(found(&[phrase(". . .")], "It.\u{a0}. . No. . go"), [".\u{a0}. ."]);
        assert_eq!(found(&[phrase(". ."), phrase("--")], "a. . b--"), [". .", "--"]);
    }

    #[test]
    fn phrases_that_begin_with_a_mark_or_anywhere_are_found_in_one_pass() {
        let phrases = [phrase(", external"), phrase("’s so"), Phrase::new("Risk", false, false)];
        assert_eq!(found(&phrases, "It's so, EXTERNAL"), ["'s so", ", EXTERNAL"]);
        assert_eq!(found(&phrases, "Riskous, brisk, aRisk"), ["Risk", "Risk"]);
    }
}
