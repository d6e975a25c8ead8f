//! What an expression needs, as phrases and signs that can be looked for. For those of the
//! rules that come with the program it was worked out when that was built.

use super::gate::{Gate, Sought};
use crate::check::phrases::Phrase;
use crate::check::phrases::phrase::Key;

/// An expression, and whether capitals make no difference to it.
type Expression = (&'static str, bool);

/// The first of its phrases and the one behind the last, what stands before them, whether
/// it begins where the text does, and its signs: texts or characters.
type Row = (u32, u32, Option<usize>, bool, &'static [&'static str], &'static [(char, char)]);

/// In order.
static EXPRESSIONS: &[(Expression, Row)] = include!(concat!(env!("OUT_DIR"), "/gates.rs"));

/// Of each phrase its key, its next key, where it begins among the texts, and how many bytes
/// it and its lead have.
static PHRASES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gates.bin"));

/// The phrases one behind another.
static TEXTS: &str = include_str!(concat!(env!("OUT_DIR"), "/gates.txt"));

/// What an expression needs.
#[derive(Debug)]
pub(super) struct Needed {
    phrases: Phrases,
    /// See [`Gate::before`].
    pub before: Option<usize>,
    /// See [`Gate::at_start`].
    pub at_start: bool,
    /// See [`Gate::signs`].
    pub signs: Sought,
}

#[derive(Debug)]
enum Phrases {
    Own(Vec<String>),
    Known(&'static [[u8; 20]]),
}

impl Needed {
    /// What the expression `source` needs.
    pub fn of(source: &str, ignore_case: bool) -> Self {
        if let Some(known) = known(source, ignore_case) {
            return known;
        }
        let Gate { phrases, before, at_start, signs } =
            Gate::of(source, ignore_case, MOST_BEGINNINGS);
        Self { phrases: Phrases::Own(phrases), before, at_start, signs }
    }

    /// The phrases.
    pub fn phrases(&self) -> Vec<Phrase> {
        match &self.phrases {
            Phrases::Own(texts) => texts.iter().map(|text| Phrase::new(text, true, true)).collect(),
            Phrases::Known(rows) => rows.iter().map(phrase).collect(),
        }
    }
}

/// Literals of which the beginnings of what an expression finds may be made: here it must
/// be quick.
const MOST_BEGINNINGS: usize = 250;

fn known(source: &str, ignore_case: bool) -> Option<Needed> {
    let at = EXPRESSIONS.binary_search_by(|(known, _)| known.cmp(&(source, ignore_case))).ok()?;
    let (_, (first, end, before, at_start, texts, wide)) = EXPRESSIONS[at];
    let signs = match (texts, wide) {
        ([], []) => Sought::Nothing,
        ([], wide) => Sought::Wide(wide.to_vec()),
        (texts, _) => Sought::Texts(texts.iter().map(|&text| text.to_owned()).collect()),
    };
    let (rows, _) = PHRASES.as_chunks();
    let phrases = Phrases::Known(rows.get(first as usize..end as usize)?);
    Some(Needed { phrases, before, at_start, signs })
}

fn phrase(row: &[u8; 20]) -> Phrase {
    let number = |at: usize| u32::from_le_bytes([row[at], row[at + 1], row[at + 2], row[at + 3]]);
    let half = |at: usize| u32::from(u16::from_le_bytes([row[at], row[at + 1]]));
    let begins = u64::from(number(4)) << 32 | u64::from(number(0));
    let (start, len) = (number(12) as usize, half(16) as usize);
    let text = TEXTS.get(start..start + len).unwrap_or_default();
    // no word has the key 0
    Phrase::known(text, half(18), (begins != 0).then_some(Key { begins, next: number(8) }))
}
