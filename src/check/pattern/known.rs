//! What the expressions of the rules that come with the program need, worked out when
//! it was built.

use super::gate::{Gate, Sought};

/// An expression, and whether capitals make no difference to it.
type Expression = (&'static str, bool);

/// Its phrases, what stands before them, whether it begins where the text does, and its
/// signs: texts or characters.
type Needed = (
    &'static [&'static str],
    Option<usize>,
    bool,
    &'static [&'static str],
    &'static [(char, char)],
);

/// In order.
static KNOWN: &[(Expression, Needed)] = include!(concat!(env!("OUT_DIR"), "/gates.rs"));

/// What the expression `source` needs, if it is one of those.
pub(super) fn known(source: &str, ignore_case: bool) -> Option<Gate> {
    let at = KNOWN.binary_search_by(|(known, _)| known.cmp(&(source, ignore_case))).ok()?;
    let (_, (phrases, before, at_start, texts, wide)) = KNOWN[at];
    let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    let signs = match (texts, wide) {
        ([], []) => Sought::Nothing,
        ([], wide) => Sought::Wide(wide.to_vec()),
        (texts, _) => Sought::Texts(owned(texts)),
    };
    Some(Gate { phrases: owned(phrases), before, at_start, signs })
}
