//! What the expressions of the rules that come with the program need, worked out when
//! it was built.

use super::gate::Gate;

/// An expression, and whether capitals make no difference to it.
type Expression = (&'static str, bool);

/// Its phrases, what stands before them, and its signs.
type Needed = (&'static [&'static str], Option<usize>, &'static [&'static str]);

/// In order.
static KNOWN: &[(Expression, Needed)] = include!(concat!(env!("OUT_DIR"), "/gates.rs"));

/// What the expression `source` needs, if it is one of those.
pub(super) fn known(source: &str, ignore_case: bool) -> Option<Gate> {
    let at = KNOWN.binary_search_by(|(known, _)| known.cmp(&(source, ignore_case))).ok()?;
    let (_, (phrases, before, signs)) = KNOWN[at];
    let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    Some(Gate { phrases: owned(phrases), before, signs: owned(signs) })
}
