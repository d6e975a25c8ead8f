//! English words near one that is none.

use super::sieve::{Numbered, may_have, number_of};
use super::{SIEVE, Variety, has, straight};

/// English words that differ from `word` by one letter left out, too many, wrong or
/// in the wrong place; nearest kinds of slip first, `most` at the most.
pub fn near_english(word: &str, variety: Variety, most: usize) -> Vec<String> {
    let word: String = word.chars().map(straight).collect();
    let mut near = Near { word: &word, variety, found: Vec::new() };
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    for pair in letters.windows(2) {
        if let [(at, one), (behind, other)] = *pair {
            near.add(at, &format!("{other}{one}"), behind + other.len_utf8());
        }
    }
    for &(at, letter) in &letters {
        near.add(at, "", at + letter.len_utf8());
    }
    // of hundreds that another letter makes, few are looked at
    let numbers = Numbered::new(word.as_bytes());
    let places = letters.iter().map(|(at, _)| *at).chain([word.len()]);
    for at in places {
        for letter in (b'a'..=b'z').chain([b'\'']) {
            if may_have(SIEVE, numbers.with(at, letter)) {
                near.add(at, char::from(letter).encode_utf8(&mut [0]), at);
            }
        }
    }
    for &(at, letter) in &letters {
        for other in b'a'..=b'z' {
            if !letter.is_ascii() || may_have(SIEVE, numbers.instead(at, other)) {
                let end = at + letter.len_utf8();
                near.add(at, char::from(other).encode_utf8(&mut [0]), end);
            }
        }
    }
    near.found.truncate(most);
    near.found
}

struct Near<'w> {
    word: &'w str,
    variety: Variety,
    found: Vec<String>,
}

impl Near<'_> {
    /// Adds what the word is with `instead` between the bytes `from` and `to`, if that is a
    /// word.
    fn add(&mut self, from: usize, instead: &str, to: usize) {
        let slip = [&self.word[..from], instead, &self.word[to..]].concat();
        if may_have(SIEVE, number_of(slip.as_bytes()))
            && has(&slip, self.variety)
            && !self.found.contains(&slip)
        {
            self.found.push(slip);
        }
    }
}

#[cfg(test)]
mod tests {
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
}
