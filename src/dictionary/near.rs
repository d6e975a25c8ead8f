//! English words near one that is none.

use super::sieve::{STEP, place};
use super::{SIEVE, Variety, has_certainly, straight};

/// English words that differ from `word` by one letter left out, too many, wrong or
/// in the wrong place; nearest kinds of slip first, `most` at the most.
pub fn near_english(word: &str, variety: Variety, most: usize) -> Vec<String> {
    let word: String = word.chars().map(straight).collect();
    let mut near = Near { word: &word, variety, most, found: Vec::new() };
    // of hundreds of words, few are looked at
    let numbers = Numbered::new(word.as_bytes());
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    for pair in letters.windows(2) {
        if let [(at, one), (behind, other)] = *pair {
            let is_plain = one.is_ascii() && other.is_ascii();
            if !is_plain || may_be_word(numbers.swapped(at)) {
                near.add(at, &format!("{other}{one}"), behind + other.len_utf8());
            }
        }
    }
    for &(at, letter) in &letters {
        if !letter.is_ascii() || may_be_word(numbers.without(at)) {
            near.add(at, "", at + letter.len_utf8());
        }
    }
    let places = letters.iter().map(|(at, _)| *at).chain([word.len()]);
    for at in places {
        for letter in (b'a'..=b'z').chain([b'\'']) {
            if may_be_word(numbers.with(at, letter)) {
                near.add(at, char::from(letter).encode_utf8(&mut [0]), at);
            }
        }
    }
    for &(at, letter) in &letters {
        for other in b'a'..=b'z' {
            if !letter.is_ascii() || may_be_word(numbers.instead(at, other)) {
                let end = at + letter.len_utf8();
                near.add(at, char::from(other).encode_utf8(&mut [0]), end);
            }
        }
    }
    near.found
}

struct Near<'w> {
    word: &'w str,
    variety: Variety,
    most: usize,
    found: Vec<String>,
}

impl Near<'_> {
    /// Adds what the word is with `instead` between the bytes `from` and `to`, if that is a
    /// word and more are wanted.
    fn add(&mut self, from: usize, instead: &str, to: usize) {
        if self.found.len() == self.most {
            return;
        }
        let slip = [&self.word[..from], instead, &self.word[to..]].concat();
        if has_certainly(&slip, self.variety) && !self.found.contains(&slip) {
            self.found.push(slip);
        }
    }
}

/// Whether a word of English may have that number.
#[inline]
pub(super) fn may_be_word(number: u64) -> bool {
    let (at, bits) = place(number);
    let (numbers, _) = SIEVE.as_chunks();
    numbers.get(at).is_some_and(|&bytes| u64::from_le_bytes(bytes) & bits == bits)
}

/// Takes a [`STEP`] back: their product is 1.
const STEP_BACK: u64 = 0xf1de_83e1_9937_733d;
const _: () = assert!(STEP.wrapping_mul(STEP_BACK) == 1);

/// A word, and the numbers of what it would be with another letter at a place.
struct Numbered<'w> {
    word: &'w [u8],
    /// Of the bytes before each place.
    before: Vec<u64>,
    /// Of the bytes from each place on, as they count there.
    behind: Vec<u64>,
    /// What a byte at each place counts.
    counts: Vec<u64>,
}

impl<'w> Numbered<'w> {
    /// The numbers of `word`.
    fn new(word: &'w [u8]) -> Self {
        let mut counts = vec![1_u64];
        let mut before = vec![0_u64];
        for (at, &byte) in word.iter().enumerate() {
            before.push(before[at].wrapping_add(counts[at].wrapping_mul(byte.into())));
            counts.push(counts[at].wrapping_mul(STEP));
        }
        let all = before[word.len()];
        let behind = before.iter().map(|before| all.wrapping_sub(*before)).collect();
        Self { word, before, behind, counts }
    }

    /// The number without the byte at `at`.
    fn without(&self, at: usize) -> u64 {
        // what stands behind counts a step less
        self.before[at].wrapping_add(self.behind[at + 1].wrapping_mul(STEP_BACK))
    }

    /// The number where the byte at `at` and the one behind it change places.
    fn swapped(&self, at: usize) -> u64 {
        let (one, other) = (self.word[at].into(), self.word[at + 1].into());
        let (here, behind) = (self.counts[at], self.counts[at + 1]);
        let both = here.wrapping_mul(other).wrapping_add(behind.wrapping_mul(one));
        self.before[at].wrapping_add(both).wrapping_add(self.behind[at + 2])
    }

    /// The number with one more byte at the place `at`.
    fn with(&self, at: usize, byte: u8) -> u64 {
        let own = self.before[at].wrapping_add(self.counts[at].wrapping_mul(byte.into()));
        own.wrapping_add(self.behind[at].wrapping_mul(STEP))
    }

    /// The number with another byte in the place of that at `at`.
    fn instead(&self, at: usize, byte: u8) -> u64 {
        let own = self.before[at].wrapping_add(self.counts[at].wrapping_mul(byte.into()));
        own.wrapping_add(self.behind[at + 1])
    }
}

#[cfg(test)]
mod tests {
    use super::super::sieve::number_of;
    use super::*;

    #[test]
    fn near_words_are_offered() {
        assert_eq!(near_english("recieve", Variety::Any, 3), ["receive", "relieve"]);
        assert_eq!(near_english("teh", Variety::Any, 1), ["the"]);
        assert_eq!(near_english("ferrry", Variety::Any, 1), ["ferry"]);
        assert_eq!(near_english("soiréee", Variety::Any, 1), ["soirée"]);
        assert_eq!(near_english("it;s", Variety::Any, 1), ["its"]);
        assert_eq!(near_english("", Variety::Any, 2), ["a", "b"]);
        assert_eq!(near_english("xxqqxx", Variety::Any, 3), [""; 0]);
    }

    #[test]
    fn numbers_of_words_nearby_are_theirs() {
        let word = Numbered::new(b"ferry");
        assert_eq!(word.without(0), number_of(b"erry"));
        assert_eq!(word.without(2), number_of(b"fery"));
        assert_eq!(word.without(4), number_of(b"ferr"));
        assert_eq!(word.swapped(0), number_of(b"efrry"));
        assert_eq!(word.swapped(3), number_of(b"feryr"));
        assert_eq!(word.with(0, b's'), number_of(b"sferry"));
        assert_eq!(word.with(5, b's'), number_of(b"ferrys"));
        assert_eq!(word.with(2, b'i'), number_of(b"feirry"));
        assert_eq!(word.instead(4, b'o'), number_of(b"ferro"));
        assert_eq!(word.instead(0, b'b'), number_of(b"berry"));
    }

    #[test]
    fn few_are_taken_for_words_and_words_always() {
        let may_be = |word: &str| may_be_word(number_of(word.as_bytes()));
        let list = include_str!("english.txt").lines().filter(|line| !line.starts_with('#'));
        assert!(list.filter_map(|line| line.split('/').next()).all(may_be));
        let taken = (0..100_000).filter(|n| may_be(&n.to_string())).count();
        assert!(taken < 2_000, "{taken}");
    }
}
