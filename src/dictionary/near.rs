//! English words near one that is none.

use fst::Map;
use fst::raw::CompiledAddr;

use super::{Variety, english, straight};

/// English words that differ from `word` by one letter left out, too many, wrong or
/// in the wrong place; nearest kinds of slip first, `most` at the most.
pub fn near_english(word: &str, variety: Variety, most: usize) -> Vec<String> {
    let Some(words) = english() else { return Vec::new() };
    let word: String = word.chars().map(straight).collect();
    let mut search = Search { words, word: &word, variety, near: Vec::new() };
    // what comes before a slip must begin a word; how far it does is found once
    let root = Place { node: words.as_fst().root().addr(), value: 0 };
    let letters: Vec<&str> = word.split_inclusive(|_| true).collect();
    let mut begun = vec![(0, root)];
    for letter in &letters {
        let Some(&(at, place)) = begun.last() else { break };
        let Some(place) = search.follow(place, letter) else { break };
        begun.push((at + letter.len(), place));
    }
    let left_out = |number: usize| letters.get(number).map(|letter| letter.len());
    for (number, &(at, place)) in begun.iter().enumerate() {
        if let [one, other, ..] = letters[number..] {
            let swapped = [other, one].concat();
            if let Some(place) = search.follow(place, &swapped) {
                search.add(place, at, &swapped, at + swapped.len());
            }
        }
    }
    for (number, &(at, place)) in begun.iter().enumerate() {
        if let Some(len) = left_out(number) {
            search.add(place, at, "", at + len);
        }
    }
    for &(at, place) in &begun {
        search.add_with_another(place, at, at);
    }
    for (number, &(at, place)) in begun.iter().enumerate() {
        if let Some(len) = left_out(number) {
            search.add_with_another(place, at, at + len);
        }
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
    word: &'w str,
    variety: Variety,
    near: Vec<String>,
}

impl Search<'_> {
    /// Where `text` leads on to.
    fn follow(&self, from: Place, text: &str) -> Option<Place> {
        text.bytes().try_fold(from, |Place { node, value }, byte| {
            let here = self.words.as_fst().node(node);
            let way = here.transition(here.find_input(byte)?);
            Some(Place { node: way.addr, value: value + way.out.value() })
        })
    }

    /// Adds the word of what stands before the byte `at` and of `instead`, which lead to
    /// `place`, and of what stands from the byte `rest` on, if there is such a word.
    fn add(&mut self, place: Place, at: usize, instead: &str, rest: usize) {
        let behind = &self.word[rest..];
        let Some(end) = self.follow(place, behind) else { return };
        let node = self.words.as_fst().node(end.node);
        let of = end.value + node.final_output().value();
        if !node.is_final() || of & self.variety.bit() == 0 {
            return;
        }
        let slip = [&self.word[..at], instead, behind].concat();
        if !self.near.contains(&slip) {
            self.near.push(slip);
        }
    }

    /// Adds words like [`Search::add`] with any letter in the place of what stands between
    /// `at`, which leads to `place`, and `rest`.
    fn add_with_another(&mut self, place: Place, at: usize, rest: usize) {
        let words = self.words;
        for way in words.as_fst().node(place.node).transitions() {
            if matches!(way.inp, b'a'..=b'z' | b'\'') {
                let place = Place { node: way.addr, value: place.value + way.out.value() };
                let letter = char::from(way.inp);
                self.add(place, at, letter.encode_utf8(&mut [0]), rest);
            }
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
