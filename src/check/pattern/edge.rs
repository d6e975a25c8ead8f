//! Where a word ends at an end of what an expression finds.

use std::sync::OnceLock;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look};

use crate::word::split::is_in_word;

/// One end of what a part finds.
#[derive(Clone, Copy)]
pub(super) enum Side {
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
pub(super) fn is_closed<'h>(
    parts: impl Iterator<Item = &'h Hir>,
    side: Side,
    beyond: bool,
) -> bool {
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
