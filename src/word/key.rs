//! Numbers that words are known by. The build uses this file, too.

use super::split::SOFT_HYPHEN;

/// Bytes of a word that its key is made of at the most.
pub const CERTAIN: usize = 16;

/// `c` as it is compared: straight for curly, one kind of hyphen and of blank, and small
/// where case makes no difference.
pub fn fold(c: char, ignore_case: bool) -> char {
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
        c if c.is_whitespace() => ' ',
        c if ignore_case => c.to_lowercase().next().unwrap_or(c),
        c => c,
    }
}

/// The key of two words in a row, from theirs.
#[inline]
pub fn key_of_two(first: u64, second: u64) -> u64 {
    mix(first.rotate_left(23), second)
}

/// The key of the word from the byte `start` to `end`; `folded` is memory for it.
///
/// By its first and last eight bytes, and how many there are: that is most words whole.
#[inline(always)]
pub fn key_of(text: &str, start: usize, end: usize, folded: &mut String) -> u64 {
    let bytes = text.as_bytes();
    let len = end - start;
    // read in any case, since it is hard to foretell which words are long
    let (first, last) = (eight(bytes, start), eight(bytes, end.saturating_sub(8)));
    let first = first & BYTES[len.min(8)];
    let last = if len > 8 { last } else { 0 };
    let is_wide = (first | last) & 0x8080_8080_8080_8080 != 0
        || (len > CERTAIN && !bytes[start + 8..end - 8].is_ascii());
    match is_wide {
        true => key_of_wide(&text[start..end], folded),
        false => key(first | SMALL, last | SMALL, len),
    }
}

#[cold]
#[inline(never)]
fn key_of_wide(word: &str, folded: &mut String) -> u64 {
    folded.clear();
    folded.extend(word.chars().filter(|&c| c != SOFT_HYPHEN).map(|c| fold(c, true)));
    let (bytes, len) = (folded.as_bytes(), folded.len());
    // small letters have the bit already, and others than those of ASCII are told by it
    let first = eight(bytes, 0) | (SMALL & !BYTES[len.min(8)]);
    key(first, if len > 8 { eight(bytes, len - 8) } else { SMALL }, len)
}

/// Letters differ from their capitals in this bit, and figures have it.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// So many bytes of eight.
const BYTES: [u64; 9] = [
    0,
    0xff,
    0xffff,
    0xff_ffff,
    0xffff_ffff,
    0xff_ffff_ffff,
    0xffff_ffff_ffff,
    0xff_ffff_ffff_ffff,
    u64::MAX,
];

/// The eight bytes from `at` on, as far as there are so many.
#[inline]
fn eight(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..at + 8) {
        Some(eight) => eight.try_into().map_or(0, u64::from_le_bytes),
        None => few(&bytes[at..]),
    }
}

#[cold]
#[inline(never)]
fn few(rest: &[u8]) -> u64 {
    let mut eight = [0; 8];
    eight[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(eight)
}

/// The key of so many bytes, of which these are the first and the last.
#[inline]
fn key(first: u64, last: u64, len: usize) -> u64 {
    mix(first, last ^ len as u64)
}

/// Spreads the bits of two numbers over one.
#[inline]
fn mix(one: u64, other: u64) -> u64 {
    let (one, other) = (one ^ 0x9e37_79b9_7f4a_7c15, other ^ 0xd6e8_feb8_6659_fd93);
    let product = u128::from(one) * u128::from(other);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use crate::word::cut;

    #[test]
    fn keys_are_of_words_and_not_of_what_stands_around() {
        let key = |text: &str| cut(text)[0].key;
        assert_eq!(key("Ferry"), key(" fERRY, and more"));
        assert_eq!(key("TIMETABLES"), key("timetables of the ferry"));
        assert_eq!(key("ÖKO"), key("öko"));
        assert_eq!(key("ho\u{ad}use"), key("House of"));
        assert_eq!(key("timetablesÖftheferry"), key("TIMETABLESÖFTHEFERRY in"));
        for (one, other) in [
            ("ferry", "ferr"),
            ("timetables", "timetable"),
            ("aaaaaaaaaa", "aaaaaaaaa"),
            ("1", "q"),
            ("ā", "ġ"),
        ] {
            assert_ne!(key(one), key(other));
        }
    }
}
