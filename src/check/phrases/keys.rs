//! Numbers that words are known by.

use std::ops::Range;

use super::fold;
use super::split::{SOFT_HYPHEN, words};

/// The words of a text, each with its key: equal words have equal keys, whatever their
/// case.
pub(super) fn words_with_keys(text: &str) -> impl Iterator<Item = (Range<usize>, u64)> + '_ {
    let mut words = words(text);
    std::iter::from_fn(move || {
        let (word, is_ascii) = words.next_word()?;
        let key = match is_ascii {
            true => key_of_bytes(text.as_bytes(), &word),
            false => key_of_wide(&text[word.clone()]),
        };
        Some((word, key))
    })
}

#[cold]
fn key_of_wide(word: &str) -> u64 {
    let chars = word.chars().filter(|&c| c != SOFT_HYPHEN);
    let folded: String = chars.map(|c| fold(c, true)).collect();
    key_of_bytes(folded.as_bytes(), &(0..folded.len()))
}

/// The key of two words in a row, from theirs.
#[inline]
pub(super) fn key_of_two(first: u64, second: u64) -> u64 {
    mix(first.rotate_left(23) ^ second)
}

/// By the first and last eight bytes, and how many there are: that is most words whole.
#[inline]
fn key_of_bytes(bytes: &[u8], word: &Range<usize>) -> u64 {
    let eight = |at: usize| match bytes[at..].first_chunk::<8>() {
        Some(&eight) => u64::from_le_bytes(eight),
        None => {
            let mut eight = [0; 8];
            let rest = &bytes[at..];
            eight[..rest.len()].copy_from_slice(rest);
            u64::from_le_bytes(eight)
        }
    };
    // letters differ from their capitals in this bit, and figures have it
    const SMALL: u64 = 0x2020_2020_2020_2020;
    let len = word.len();
    let unused = 64 - 8 * len.min(8) as u32;
    let first = (eight(word.start) | SMALL).checked_shl(unused).unwrap_or_default();
    let last = if len > 8 { mix(eight(word.end - 8) | SMALL) } else { 0 };
    mix(first ^ last.rotate_left(11) ^ len as u64)
}

/// Spreads the bits of a number, above all to the high ones.
#[inline]
fn mix(number: u64) -> u64 {
    let number = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (number ^ (number >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_of_words_and_not_of_what_stands_around() {
        let key = |text: &str| words_with_keys(text).next().expect("a word").1;
        assert_eq!(key("Ferry"), key(" fERRY, and more"));
        assert_eq!(key("TIMETABLES"), key("timetables of the ferry"));
        assert_eq!(key("ÖKO"), key("öko"));
        assert_eq!(key("ho\u{ad}use"), key("House of"));
        for (one, other) in [
            ("ferry", "ferr"),
            ("timetables", "timetable"),
            ("aaaaaaaaaa", "aaaaaaaaa"),
            ("1", "q"),
        ] {
            assert_ne!(key(one), key(other));
        }
    }
}
