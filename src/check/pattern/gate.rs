//! What a regular expression cannot do without, by its syntax. It is run only where
//! that stands, so that most texts cost no search.

use std::sync::OnceLock;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look};

use crate::check::phrases::{is_in_word, words};

/// Alternatives beyond which looking for all of them is no better than the search.
const MOST: usize = 64;

/// Words of which one, whole, stands in whatever `hir` finds, in small letters; `None`
/// where that cannot be said.
pub(super) fn needed_words(hir: &Hir) -> Option<Vec<String>> {
    whole_words(hir, false, false)
}

/// Something short that must be there, whole or inside of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// Any figure.
    Figure,
    /// Just this, in small or large letters of ASCII.
    Text(String),
}

impl Sign {
    /// Whether it may stand in `text`.
    pub fn may_be_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        match self {
            // figures of other scripts are rare enough not to be looked for
            Sign::Figure => bytes.iter().any(|byte| byte.is_ascii_digit() || *byte >= 0x80),
            Sign::Text(sign) => {
                let sign = sign.as_bytes();
                let Some(first) = sign.first() else { return true };
                let (small, large) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
                memchr::memchr2_iter(small, large, bytes).any(|at| {
                    let found = bytes.get(at..at + sign.len());
                    found.is_some_and(|found| found.eq_ignore_ascii_case(sign))
                })
            }
        }
    }

    /// How seldom it is, by a rough guess.
    fn rarity(&self) -> usize {
        match self {
            Sign::Figure => 0,
            Sign::Text(text) => {
                let is_rare = |c: char| !c.is_alphanumeric() && !".,:;!?()".contains(c);
                text.chars().count() + if text.contains(is_rare) { 4 } else { 0 }
            }
        }
    }
}

/// Signs of which one stands in whatever `hir` finds; `None` where that cannot be said.
pub(super) fn needed_signs(hir: &Hir) -> Option<Vec<Sign>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            let longest = text.split(|c| !has_one_form(c)).max_by_key(|run| run.len())?;
            (!longest.is_empty()).then(|| vec![Sign::Text(longest.to_owned())])
        }
        HirKind::Class(class) => {
            let chars = chars_of(class)?;
            if chars.iter().all(|c| c.is_numeric()) {
                return Some(vec![Sign::Figure]);
            }
            let is_short = chars.len() <= 8 && chars.iter().all(|&c| has_one_form(c));
            is_short.then(|| chars.into_iter().map(|c| Sign::Text(c.to_string())).collect())
        }
        HirKind::Capture(capture) => needed_signs(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => needed_signs(&repetition.sub),
        HirKind::Alternation(ways) => all_of(ways.iter().map(needed_signs)),
        HirKind::Concat(parts) => {
            let rank = |signs: &Vec<Sign>| {
                let rarest = signs.iter().map(Sign::rarity).min().unwrap_or_default();
                // to look for many costs more than one search that finds nothing
                rarest as isize - signs.len() as isize
            };
            parts.iter().filter_map(needed_signs).max_by_key(rank)
        }
        _ => None,
    }
}

/// Blanks, apostrophes, quotation marks and hyphens in an expression stand for more
/// than themselves, and so do letters beyond ASCII where case does not matter.
fn has_one_form(c: char) -> bool {
    let has_case = !c.is_ascii() && (c.is_lowercase() || c.is_uppercase());
    !has_case && !c.is_whitespace() && !matches!(c, '\'' | '"' | '-' | '’' | '‘' | 'ʼ' | '“' | '”')
}

/// See [`needed_words`]; `before` and `after` say whether a word cannot go on beyond
/// what is found.
fn whole_words(hir: &Hir, before: bool, after: bool) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            let is_whole = |word: &std::ops::Range<usize>| {
                (word.start > 0 || before) && (word.end < text.len() || after)
            };
            let longest = words(text).filter(is_whole).max_by_key(|word| word.len())?;
            Some(vec![text[longest].to_lowercase()])
        }
        HirKind::Capture(capture) => whole_words(&capture.sub, before, after),
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            let once = repetition.max == Some(1);
            whole_words(&repetition.sub, before && once, after && once)
        }
        HirKind::Alternation(ways) => {
            all_of(ways.iter().map(|way| whole_words(way, before, after)))
        }
        HirKind::Concat(parts) => {
            let found = (0..parts.len()).filter_map(|at| {
                let before = is_closed(parts[..at].iter().rev(), Side::End, before);
                let after = is_closed(parts[at + 1..].iter(), Side::Start, after);
                whole_words(&parts[at], before, after)
            });
            let shortest = |words: &Vec<String>| words.iter().map(String::len).min();
            // long words are rare ones
            found.max_by_key(|words| (shortest(words).min(Some(6)), std::cmp::Reverse(words.len())))
        }
        _ => None,
    }
}

/// What one of several ways needs.
fn all_of<T: PartialEq>(ways: impl Iterator<Item = Option<Vec<T>>>) -> Option<Vec<T>> {
    let mut all = Vec::new();
    for way in ways {
        for needed in way? {
            if !all.contains(&needed) {
                all.push(needed);
            }
        }
    }
    (all.len() <= MOST).then_some(all)
}

/// One end of what a part finds.
#[derive(Clone, Copy)]
enum Side {
    Start,
    End,
}

/// What stands at an end of what a part finds.
enum Edge {
    /// Nothing that a word could go on with.
    Closed,
    /// Perhaps a letter or figure.
    Open,
    /// The same as [`Edge::Closed`], or nothing at all.
    Passes,
}

/// Whether a word ends at the `side` of the first of `parts`, or of those behind it
/// where there may be nothing; `beyond` says it of what comes behind them all.
fn is_closed<'h>(parts: impl Iterator<Item = &'h Hir>, side: Side, beyond: bool) -> bool {
    for part in parts {
        match edge(part, side) {
            Edge::Closed => return true,
            Edge::Open => return false,
            Edge::Passes => {}
        }
    }
    beyond
}

fn edge(hir: &Hir, side: Side) -> Edge {
    let closed_if = |closed: bool| if closed { Edge::Closed } else { Edge::Open };
    match hir.kind() {
        HirKind::Empty => Edge::Passes,
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or("x");
            let outer = match side {
                Side::Start => text.chars().next(),
                Side::End => text.chars().next_back(),
            };
            closed_if(outer.is_some_and(|c| !is_in_word(c)))
        }
        HirKind::Class(Class::Unicode(class)) => {
            let mut in_words = class.clone();
            in_words.intersect(word_class());
            closed_if(in_words.ranges().is_empty())
        }
        HirKind::Class(Class::Bytes(_)) => Edge::Open,
        HirKind::Look(look) => match look {
            Look::WordUnicodeNegate | Look::WordAsciiNegate => Edge::Open,
            _ => Edge::Closed,
        },
        HirKind::Capture(capture) => edge(&capture.sub, side),
        HirKind::Repetition(repetition) => match edge(&repetition.sub, side) {
            Edge::Closed if repetition.min == 0 => Edge::Passes,
            edge => edge,
        },
        HirKind::Concat(parts) => {
            let mut parts: Vec<&Hir> = parts.iter().collect();
            if matches!(side, Side::End) {
                parts.reverse();
            }
            for part in parts {
                match edge(part, side) {
                    Edge::Passes => {}
                    edge => return edge,
                }
            }
            Edge::Passes
        }
        HirKind::Alternation(ways) => {
            let mut all = Edge::Closed;
            for way in ways {
                match edge(way, side) {
                    Edge::Open => return Edge::Open,
                    Edge::Passes => all = Edge::Passes,
                    Edge::Closed => {}
                }
            }
            all
        }
    }
}

/// `\w`.
fn word_class() -> &'static ClassUnicode {
    static WORDS: OnceLock<ClassUnicode> = OnceLock::new();
    WORDS.get_or_init(|| match regex_syntax::parse(r"\w").map(Hir::into_kind) {
        Ok(HirKind::Class(Class::Unicode(class))) => class,
        // everything: nothing is then certain
        _ => ClassUnicode::new([ClassUnicodeRange::new('\0', char::MAX)]),
    })
}

/// The characters of a class, where they are not too many to look at.
fn chars_of(class: &Class) -> Option<Vec<char>> {
    const LOOKED_AT: u32 = 1000;
    let Class::Unicode(class) = class else { return None };
    let count: u32 = class.ranges().iter().map(|r| r.end() as u32 - r.start() as u32 + 1).sum();
    (count <= LOOKED_AT).then(|| class.ranges().iter().flat_map(|r| r.start()..=r.end()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hir(source: &str) -> Hir {
        regex_syntax::parse(source).expect("an expression")
    }

    #[test]
    fn words_that_must_be_there() {
        let needed = |source: &str| needed_words(&hir(source)).map(|words| words.join(" "));
        for (source, expected) in [
            (r"\bimage source,.{0,80}", "source"),
            (r"\bin the comments? (?:section )?below\b", "below"),
            (r"\d ?(?:am|a\.m\.),? (?:in the morning|at night)\b", "morning night"),
            (r"(?:the )?pier\b", ""),
            (r"\b(?:the )?pier\b", "pier"),
            (r"\bthe post .{1,20} appeared\W", "appeared"),
            (r"\b\w+day morning at\b", "morning"),
            (r"\b(?:foo|ba[rz] x)\b", "foo x"),
            (r"\b(?:foo|ba[rz])\b", ""),
            (r"externally", ""),
            (r"\b(?:ferry )+", ""),
            (r"^Read more$", "more"),
            (r"\bpier\B", ""),
        ] {
            assert_eq!(needed(source).unwrap_or_default(), expected, "{source}");
        }
    }

    #[test]
    fn signs_that_must_be_there() {
        let text = |sign: &str| Sign::Text(sign.to_owned());
        for (source, expected) in [
            (r"\b\d{1,2}/\d\d", Some(vec![text("/")])),
            (r"\d+ ?px", Some(vec![text("px")])),
            (r"\d+é", Some(vec![Sign::Figure])),
            (r"turn\d(?:search|news)", Some(vec![text("turn")])),
            (r"(?:19|20)\d\d", Some(vec![text("19"), text("20")])),
            (r"(?:…|\.\.\.) é", Some(vec![text("…"), text("...")])),
            (r"\[tk\]", Some(vec![text("[tk]")])),
            (r"it's", Some(vec![text("it")])),
            (r"é-è ñ", None),
            (r"(?:…)?é", None),
        ] {
            assert_eq!(needed_signs(&hir(source)), expected, "{source}");
        }
        assert!(text("...").may_be_in("so...") && text("turn").may_be_in("t TURN0"));
        assert!(!text("turn").may_be_in("tur"));
        assert!(!Sign::Figure.may_be_in("one") && Sign::Figure.may_be_in("it is 1"));
    }
}
