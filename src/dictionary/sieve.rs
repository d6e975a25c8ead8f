//! Numbers of words, and where they stand in a table that tells of nearly every number that
//! no word has it. The build makes the table and uses this file, too.

/// Numbers of the table, each of 64 bits: some 15 bits for a word of English.
pub const LEN: usize = 1 << 15;

/// What a letter counts more than the one before it.
pub const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The number of a word. Those of words nearby follow from it at once, so that hundreds of
/// them are soon looked up.
pub fn number_of(word: &[u8]) -> u64 {
    word.iter().rev().fold(0, |number, &byte| number.wrapping_mul(STEP).wrapping_add(byte.into()))
}

/// Where a number has its bits in the table, and which.
pub fn place(number: u64) -> (usize, u64) {
    let mixed = (number ^ (number >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let mixed = mixed ^ (mixed >> 29);
    let bit = |from: u32| 1 << (mixed >> from & 63);
    ((mixed >> 49) as usize % LEN, bit(0) | bit(6) | bit(12))
}
