//! Numbers of words, and a table that tells of nearly every number that no word has it.
//!
//! From the number of a word those of words nearby follow at once, so that hundreds of
//! them are soon looked up.

/// Numbers of the table, each of 64 bits: some 15 bits for a word of English.
const LEN: usize = 1 << 15;

/// What a letter counts more than the one before it.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The number of a word.
pub fn number_of(word: &[u8]) -> u64 {
    word.iter().rev().fold(0, |number, &byte| number.wrapping_mul(STEP).wrapping_add(byte.into()))
}

/// Where the number has its bits in the table, and which.
fn place(number: u64) -> (usize, u64) {
    let mixed = (number ^ (number >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let mixed = mixed ^ (mixed >> 29);
    let bit = |from: u32| 1 << (mixed >> from & 63);
    ((mixed >> 49) as usize % LEN, bit(0) | bit(6) | bit(12))
}

/// The table of so many words, as bytes.
#[allow(dead_code, reason = "the build makes it")]
pub fn table<'w>(words: impl Iterator<Item = &'w str>) -> Vec<u8> {
    let mut table = vec![0_u64; LEN];
    for word in words {
        let (at, bits) = place(number_of(word.as_bytes()));
        table[at] |= bits;
    }
    table.into_iter().flat_map(u64::to_le_bytes).collect()
}

/// Whether a word of the table may have that number.
pub fn may_have(table: &[u8], number: u64) -> bool {
    let (at, bits) = place(number);
    let (numbers, _) = table.as_chunks();
    numbers.get(at).is_some_and(|&bytes| u64::from_le_bytes(bytes) & bits == bits)
}

/// A word, and the numbers of what it would be with another letter at a place.
pub struct Numbered {
    /// Of the bytes before each place.
    before: Vec<u64>,
    /// Of the bytes from each place on, as they count there.
    behind: Vec<u64>,
    /// What a byte at each place counts.
    counts: Vec<u64>,
}

impl Numbered {
    /// The numbers of `word`.
    pub fn new(word: &[u8]) -> Self {
        let mut counts = vec![1_u64];
        let mut before = vec![0_u64];
        for (at, &byte) in word.iter().enumerate() {
            before.push(before[at].wrapping_add(counts[at].wrapping_mul(byte.into())));
            counts.push(counts[at].wrapping_mul(STEP));
        }
        let all = before[word.len()];
        let behind = before.iter().map(|before| all.wrapping_sub(*before)).collect();
        Self { before, behind, counts }
    }

    /// The number with one more byte at the place `at`.
    pub fn with(&self, at: usize, byte: u8) -> u64 {
        let own = self.before[at].wrapping_add(self.counts[at].wrapping_mul(byte.into()));
        own.wrapping_add(self.behind[at].wrapping_mul(STEP))
    }

    /// The number with another byte in the place of that at `at`.
    pub fn instead(&self, at: usize, byte: u8) -> u64 {
        let own = self.before[at].wrapping_add(self.counts[at].wrapping_mul(byte.into()));
        own.wrapping_add(self.behind[at + 1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_words_nearby_are_theirs() {
        let word = Numbered::new(b"ferry");
        assert_eq!(word.with(0, b's'), number_of(b"sferry"));
        assert_eq!(word.with(5, b's'), number_of(b"ferrys"));
        assert_eq!(word.with(2, b'i'), number_of(b"feirry"));
        assert_eq!(word.instead(4, b'o'), number_of(b"ferro"));
        assert_eq!(word.instead(0, b'b'), number_of(b"berry"));
    }

    #[test]
    fn few_are_taken_for_words() {
        let word = |n: usize| format!("{n}");
        let words: Vec<String> = (0..100_000).map(word).collect();
        let table = table(words.iter().map(String::as_str));
        let may_be = |n: &usize| may_have(&table, number_of(word(*n).as_bytes()));
        assert!((0..100_000).all(|n| may_be(&n)));
        let taken = (100_000..200_000).filter(may_be).count();
        assert!(taken < 2_000, "{taken}");
    }
}
