//! What an expression needs, as phrases and signs that can be looked for. For those of the
//! rules that come with the program it was worked out when that was built.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::Inner;
use super::gate::{Effort, Gate, Sought};
use crate::check::phrases::{Phrase, Phrases};

/// An expression, and whether capitals make no difference to it.
type Expression = (&'static str, bool);

/// The first of its phrases and the one behind the last, what stands before them, whether
/// it begins where the text does, how many characters it finds at least, and its signs: texts
/// or characters.
type Row = (u32, u32, Option<usize>, bool, usize, &'static [&'static str], &'static [(char, char)]);

/// In order.
static EXPRESSIONS: &[(Expression, Row)] = include!(concat!(env!("OUT_DIR"), "/gates.rs"));

/// What an expression needs.
#[derive(Debug)]
pub(super) struct Needed {
    /// See [`Gate::phrases`].
    pub phrases: Phrases,
    /// See [`Gate::before`].
    pub before: Option<usize>,
    /// See [`Gate::at_start`].
    pub at_start: bool,
    /// See [`Gate::least`].
    pub least: usize,
    /// See [`Gate::signs`].
    pub signs: Sought,
}

impl Needed {
    /// What the expression `source` needs.
    pub fn of(source: &str, ignore_case: bool) -> Self {
        let Gate { phrases, before, at_start, least, signs } = Gate::of(source, ignore_case, QUICK);
        let phrases = phrases.iter().map(|text| Phrase::new(text, true, true)).collect();
        Self { phrases: Phrases::Own(phrases), before, at_start, least, signs }
    }

    /// What the expression of that number needs.
    pub fn of_known(number: usize) -> Self {
        let (_, (first, end, before, at_start, least, texts, wide)) = EXPRESSIONS[number];
        let signs = match (texts, wide) {
            ([], []) => Sought::Nothing,
            ([], wide) => Sought::Wide(wide.to_vec()),
            (texts, _) => Sought::Texts(texts.iter().map(|&text| text.to_owned()).collect()),
        };
        Self { phrases: Phrases::Known((first, end)), before, at_start, least, signs }
    }
}

/// A run waits for it, so that it takes no longer than to build the expression.
const QUICK: Effort = Effort { literals: 64, parts: false };

/// The number of the expression `source`, if it is one of those that come with the program.
pub(super) fn number_of(source: &str, ignore_case: bool) -> Option<usize> {
    EXPRESSIONS.binary_search_by(|(known, _)| known.cmp(&(source, ignore_case))).ok()
}

/// The expression of that number. What is built for it is kept, whoever looks for it.
pub(super) fn expression(number: usize) -> Arc<Inner> {
    static BUILT: [OnceLock<Arc<Inner>>; EXPRESSIONS.len()] =
        [const { OnceLock::new() }; EXPRESSIONS.len()];
    let ((source, ignore_case), _) = EXPRESSIONS[number];
    let new = || Arc::new(Inner::new(Cow::Borrowed(source), ignore_case, Some(number)));
    Arc::clone(BUILT[number].get_or_init(new))
}
