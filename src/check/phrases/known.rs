//! Phrases that the build has read, for the rules that come with the program.

use std::borrow::Cow;

use super::Phrase;
use super::phrase::Key;

/// Of each phrase its key, its next key, where it begins among the texts, how many bytes it
/// and its lead have, and whether case makes no difference and it stands for whole words.
static PHRASES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/phrases.bin"));

/// The phrases one behind another.
static TEXTS: &str = include_str!(concat!(env!("OUT_DIR"), "/phrases.txt"));

/// Bytes of a row.
const ROW: usize = 22;

/// Phrases that somebody looks for.
#[derive(Clone, Debug)]
pub enum Phrases {
    /// These.
    Own(Vec<Phrase>),
    /// Those of the build from one number to before another.
    Known((u32, u32)),
}

impl Phrases {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Own(phrases) => phrases.len(),
            Self::Known(numbers) => rows(*numbers).len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Calls `each` with the number, the key and the bytes of the lead of every one, for
    /// which no text is read.
    pub(super) fn each_key(&self, mut each: impl FnMut(u32, Option<Key>, u32)) {
        match self {
            Self::Own(phrases) => phrases
                .iter()
                .zip(0..)
                .for_each(|(phrase, number)| each(number, phrase.key, phrase.lead)),
            Self::Known(numbers) => rows(*numbers)
                .iter()
                .zip(0..)
                .for_each(|(row, number)| each(number, key(row), half(row, 18))),
        }
    }

    /// The one of that number among them.
    pub fn get(&self, number: usize) -> Option<Cow<'_, Phrase>> {
        match self {
            Self::Own(phrases) => phrases.get(number).map(Cow::Borrowed),
            Self::Known(numbers) => rows(*numbers).get(number).map(phrase).map(Cow::Owned),
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, Phrase>> {
        (0..self.len()).filter_map(|number| self.get(number))
    }
}

fn rows((first, end): (u32, u32)) -> &'static [[u8; ROW]] {
    let (rows, _) = PHRASES.as_chunks::<ROW>();
    rows.get(first as usize..end as usize).unwrap_or_default()
}

fn phrase(row: &[u8; ROW]) -> Phrase {
    let (start, len) = (number(row, 12) as usize, half(row, 16) as usize);
    Phrase {
        text: Cow::Borrowed(TEXTS.get(start..start + len).unwrap_or_default()),
        ignore_case: row[20] != 0,
        word_boundaries: row[21] != 0,
        lead: half(row, 18),
        key: key(row),
    }
}

fn key(row: &[u8; ROW]) -> Option<Key> {
    let begins = u64::from(number(row, 4)) << 32 | u64::from(number(row, 0));
    // no word has the key 0
    (begins != 0).then(|| Key { begins, next: number(row, 8) })
}

fn number(row: &[u8; ROW], at: usize) -> u32 {
    u32::from_le_bytes([row[at], row[at + 1], row[at + 2], row[at + 3]])
}

fn half(row: &[u8; ROW], at: usize) -> u32 {
    u32::from(u16::from_le_bytes([row[at], row[at + 1]]))
}
