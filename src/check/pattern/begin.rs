//! What all that an expression finds begins with, character by character: what tells at a
//! glance that it does not begin at a place.

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind};

/// What stands first in whatever an expression finds.
#[derive(Debug)]
pub(super) struct Beginning(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// One of these characters.
    One(Chars),
    /// White space, as much as there is.
    Blanks,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Chars {
    /// A bit for each of ASCII.
    ascii: u128,
    wide: Wide,
}

/// Characters beyond ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wide {
    /// These.
    Few(Vec<char>),
    /// Many, which are not told apart.
    Any,
}

/// Characters beyond ASCII that are told apart.
const FEW: usize = 8;

/// Pairs of which one must be there, beyond which one nearly always is.
const MOST_PAIRS: usize = 64;

/// Steps that are looked at: more tell hardly more.
const MOST: usize = 16;

impl Beginning {
    /// What whatever `hir` finds begins with.
    pub fn of(hir: &Hir) -> Self {
        let mut steps = Vec::new();
        add(hir, &mut steps);
        steps.truncate(MOST);
        Self(steps)
    }

    /// Bytes of which two stand beside each other in whatever begins so: of each list one
    /// pair.
    pub fn pairs(&self) -> Vec<Vec<[u8; 2]>> {
        let bytes = |step: &Step| match step {
            Step::One(Chars { ascii, wide: Wide::Few(few) }) if few.is_empty() => {
                Some((0..0x80_u8).filter(|byte| ascii >> byte & 1 == 1).collect::<Vec<_>>())
            }
            _ => None,
        };
        let of_two = |two: &[Step]| {
            let (first, next) = (bytes(&two[0])?, bytes(&two[1])?);
            let pairs = || first.iter().flat_map(|a| next.iter().map(|b| [*a, *b]));
            (first.len() * next.len() <= MOST_PAIRS).then(|| pairs().collect())
        };
        self.0.windows(2).filter_map(of_two).collect()
    }

    /// Whether that may stand at the byte `at` of `text`.
    pub fn may_stand(&self, text: &str, at: usize) -> bool {
        let bytes = text.as_bytes();
        let mut at = at;
        for step in &self.0 {
            let Some(&byte) = bytes.get(at) else { return false };
            match step {
                Step::One(chars) if byte.is_ascii() => {
                    if chars.ascii >> byte & 1 == 0 {
                        return false;
                    }
                    at += 1;
                }
                Step::One(Chars { wide, .. }) => {
                    let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                        return true;
                    };
                    if matches!(wide, Wide::Few(few) if !few.contains(&c)) {
                        return false;
                    }
                    at += c.len_utf8();
                }
                Step::Blanks => {
                    let rest = text.get(at..).unwrap_or_default();
                    let bare = rest.trim_start();
                    if bare.len() == rest.len() {
                        return false;
                    }
                    at += rest.len() - bare.len();
                }
            }
        }
        true
    }
}

/// Adds what `hir` begins with to `steps`; whether that is all of it.
fn add(hir: &Hir, steps: &mut Vec<Step>) -> bool {
    if steps.len() >= MOST {
        return false;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0)
            .is_ok_and(|text| text.chars().all(|c| push(Step::One(Chars::of([c])), steps))),
        HirKind::Class(Class::Unicode(class)) => push(Step::One(Chars::of_class(class)), steps),
        HirKind::Class(Class::Bytes(_)) => false,
        HirKind::Capture(capture) => add(&capture.sub, steps),
        HirKind::Repetition(repetition) => {
            let (min, max) = (repetition.min, repetition.max);
            if min == 1 && max.is_none() && is_blank(&repetition.sub) {
                return push(Step::Blanks, steps);
            }
            (0..min).all(|_| add(&repetition.sub, steps)) && max == Some(min)
        }
        HirKind::Concat(parts) => parts.iter().all(|part| add(part, steps)),
        HirKind::Alternation(ways) => {
            let of = |way: &Hir| {
                let mut steps = Vec::new();
                let is_all = add(way, &mut steps);
                (steps, is_all)
            };
            let either = |one: (Vec<Step>, bool), other: (Vec<Step>, bool)| {
                let is_all = one.1 && other.1 && one.0.len() == other.0.len();
                let both: Vec<_> = one.0.iter().zip(&other.0).map_while(|(a, b)| a.or(b)).collect();
                let is_all = is_all && both.len() == one.0.len();
                (both, is_all)
            };
            let Some((both, is_all)) = ways.iter().map(of).reduce(either) else { return false };
            both.into_iter().all(|step| push(step, steps)) && is_all
        }
    }
}

/// Adds a step, if it is certain where it stands.
fn push(step: Step, steps: &mut Vec<Step>) -> bool {
    // an expression may leave some of the blanks to what comes behind them
    let is_certain = steps.last() != Some(&Step::Blanks)
        || matches!(&step, Step::One(chars) if !chars.have_blanks());
    if is_certain {
        steps.push(step);
    }
    is_certain
}

impl Step {
    /// Where either of two may stand.
    fn or(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Blanks, Self::Blanks) => Some(Self::Blanks),
            (Self::One(one), Self::One(other)) => {
                let wide = match (&one.wide, &other.wide) {
                    (Wide::Few(one), Wide::Few(other)) if one.len() + other.len() <= FEW => {
                        Wide::Few([one.as_slice(), other].concat())
                    }
                    _ => Wide::Any,
                };
                Some(Self::One(Chars { ascii: one.ascii | other.ascii, wide }))
            }
            _ => None,
        }
    }
}

impl Chars {
    fn of(chars: impl IntoIterator<Item = char>) -> Self {
        let (mut ascii, mut wide) = (0, Vec::new());
        for c in chars {
            match u8::try_from(c) {
                Ok(byte) if byte.is_ascii() => ascii |= 1 << byte,
                _ => wide.push(c),
            }
        }
        Self { ascii, wide: if wide.len() <= FEW { Wide::Few(wide) } else { Wide::Any } }
    }

    fn of_class(class: &ClassUnicode) -> Self {
        let chars = class.ranges().iter().flat_map(|range| range.start()..=range.end());
        Self::of(chars.take(0x80 + FEW + 1))
    }

    fn have_blanks(&self) -> bool {
        let is_blank = |byte: &u8| char::from(*byte).is_whitespace();
        let in_ascii = (0..0x80_u8).filter(is_blank).any(|byte| self.ascii >> byte & 1 == 1);
        in_ascii || !matches!(&self.wide, Wide::Few(few) if !few.iter().any(|c| c.is_whitespace()))
    }
}

/// Whether `hir` is any white space.
fn is_blank(hir: &Hir) -> bool {
    let HirKind::Class(Class::Unicode(class)) = hir.kind() else { return false };
    let chars = || class.ranges().iter().flat_map(|range| range.start()..=range.end());
    chars().take(BLANKS + 1).count() == BLANKS && chars().all(char::is_whitespace)
}

/// Characters that are white space to Unicode.
const BLANKS: usize = 25;

#[cfg(test)]
mod tests {
    use super::super::forms::plain_forms;
    use super::*;

    fn begins(source: &str, text: &str) -> bool {
        let hir = regex_syntax::parse(&plain_forms(source)).expect("an expression");
        Beginning::of(&hir).may_stand(text, 0)
    }

    #[test]
    fn what_begins_otherwise_is_told() {
        let from = r"\bfrom ((?:1[5-9]|20)\d\d) ?[-–—] ?\d";
        assert!(begins(from, "from 1990-1995") && begins(from, "from \u{a0}2001 – 2"));
        for text in ["from there", "from", "from 21", "from 19x0", "from1990", "frém", ""] {
            assert!(!begins(from, text), "{text}");
        }
        assert!(begins("(?i)it's", "IT’S") && !begins("it's", "it is"));
        assert!(begins("x{2,}y", "xxxy") && !begins("x{2,}y", "xy"));
    }

    #[test]
    fn what_may_begin_is_never_told() {
        assert!(begins("a  b", "a  b") && begins(" +b", "  b"));
        assert!(begins("(?:ab|c)d", "cd") && begins("(?:ab|cd)e", "cde"));
        assert!(!begins("(?:ab|cd)e", "abx") && begins("(?:ab|cde)f", "abf"));
        assert!(begins("(?:a b|cd)e", "cde") && begins("a?b", "b"));
        assert!(begins(r"\w\w", "éa") && begins("[éa]", "é") && !begins("[éa]", "ö"));
        assert!(begins("(?:[a-zé]|[à-ö])x", "öx") && begins(r"\s.", "\u{a0}."));
        assert!(begins("a [^b]", "a   ") && begins("", "") && begins("^", ""));
    }

    #[test]
    fn what_stands_beside_each_other_is_known() {
        let pairs = |source: &str| {
            let hir = regex_syntax::parse(&plain_forms(source)).expect("an expression");
            Beginning::of(&hir).pairs()
        };
        assert_eq!(pairs("ab[0-1]"), [vec![*b"ab"], vec![*b"b0", *b"b1"]]);
        assert_eq!(pairs("a c"), [[[0; 2]; 0]; 0]);
        assert_eq!(pairs("(?i)ks"), [[[0; 2]; 0]; 0], "other letters are the same");
        assert_eq!(pairs("[a-z][a-z]x").len(), 1);
    }

    #[test]
    fn white_space_is_that_of_unicode() {
        let blanks = ('\0'..=char::MAX).filter(|c| c.is_whitespace());
        assert_eq!(blanks.count(), BLANKS);
    }
}
