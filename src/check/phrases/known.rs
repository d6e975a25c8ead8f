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
    let number = |at: usize| u32::from_le_bytes([row[at], row[at + 1], row[at + 2], row[at + 3]]);
    let half = |at: usize| u32::from(u16::from_le_bytes([row[at], row[at + 1]]));
    let begins = u64::from(number(4)) << 32 | u64::from(number(0));
    let (start, len) = (number(12) as usize, half(16) as usize);
    Phrase {
        text: Cow::Borrowed(TEXTS.get(start..start + len).unwrap_or_default()),
        ignore_case: row[20] != 0,
        word_boundaries: row[21] != 0,
        lead: half(18),
        // no word has the key 0
        key: (begins != 0).then_some(Key { begins, next: number(8) }),
    }
}
