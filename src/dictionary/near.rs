//! English words near one that is none.

use fst::Map;
use fst::raw::CompiledAddr;

use super::{Variety, english, straight};

/// English words that differ from `word` by one letter left out, too many, wrong or
/// in the wrong place; nearest kinds of slip first, `most` at the most.
pub fn near_english(word: &str, variety: Variety, most: usize) -> Vec<String> {
    let Some(words) = english() else { return Vec::new() };
    let letters: Vec<char> = word.chars().map(straight).collect();
    let mut search = Search { words, letters: &letters, variety, near: Vec::new() };
    // what comes before a slip must begin a word; how far it does is found once
    let mut begun = vec![Place { node: words.as_fst().root().addr(), value: 0 }];
    begun.extend(letters.iter().scan(begun[0], |place, &letter| {
        *place = search.step(*place, letter)?;
        Some(*place)
    }));
    let letter = || ('a'..='z').chain(['\'']);
    for (at, &place) in begun.iter().enumerate() {
        if let [one, other, ..] = letters[at..] {
            search.add(place, at, &[other, one], at + 2);
        }
    }
    for (at, &place) in begun.iter().enumerate().take(letters.len()) {
        search.add(place, at, &[], at + 1);
    }
    for (at, &place) in begun.iter().enumerate() {
        letter().for_each(|letter| search.add(place, at, &[letter], at));
    }
    for (at, &place) in begun.iter().enumerate().take(letters.len()) {
        ('a'..='z').for_each(|letter| search.add(place, at, &[letter], at + 1));
    }
    search.near.truncate(most);
    search.near
}

/// How far a beginning leads into the automaton.
#[derive(Clone, Copy)]
struct Place {
    node: CompiledAddr,
    /// What was gathered of the value of the word.
    value: u64,
}

struct Search<'w> {
    words: &'w Map<&'static [u8]>,
    letters: &'w [char],
    variety: Variety,
    near: Vec<String>,
}

impl Search<'_> {
    fn step(&self, from: Place, letter: char) -> Option<Place> {
        let Place { mut node, mut value } = from;
        for &byte in letter.encode_utf8(&mut [0; 4]).as_bytes() {
            let here = self.words.as_fst().node(node);
            let way = here.transition(here.find_input(byte)?);
            (node, value) = (way.addr, value + way.out.value());
        }
        Some(Place { node, value })
    }

    /// Adds the word of the first `at` letters, which lead to `place`, of `instead`, and
    /// of the letters from `rest` on, if there is such a word.
    fn add(&mut self, place: Place, at: usize, instead: &[char], rest: usize) {
        let behind = instead.iter().chain(&self.letters[rest..]);
        let Some(end) = behind.clone().try_fold(place, |place, &letter| self.step(place, letter))
        else {
            return;
        };
        let node = self.words.as_fst().node(end.node);
        let of = end.value + node.final_output().value();
        if !node.is_final() || of & self.variety.bit() == 0 {
            return;
        }
        let slip: String = self.letters[..at].iter().chain(behind).collect();
        if !self.near.contains(&slip) {
            self.near.push(slip);
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
