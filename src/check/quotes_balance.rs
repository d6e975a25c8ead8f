//! `quotes-balance`: quotation marks and brackets of which one has no fellow.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::document::BlockKind;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// Pairs, two characters each.
    #[serde(default = "pairs")]
    #[schemars(inner(length(equal = 2)))]
    marks: Vec<String>,
}

fn pairs() -> Vec<String> {
    ["“”", "\"\"", "()"].map(str::to_owned).to_vec()
}

pub struct QuotesBalance {
    marks: Vec<(char, char)>,
}

impl Kind for QuotesBalance {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["mark", "missing"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        let pair = |(index, pair): (usize, &String)| {
            let mut chars = pair.chars();
            match (chars.next(), chars.next(), chars.next()) {
                (Some(open), Some(close), None) => Ok((open, close)),
                _ => Err(OptionError {
                    path: vec!["marks".to_owned(), index.to_string()],
                    message: "not a pair of characters".into(),
                    help: Some("Write the two marks one behind the other: `“”`.".into()),
                }),
            }
        };
        let marks = options.marks.iter().enumerate().map(pair).collect::<Result<_, _>>()?;
        Ok((Self { marks }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let blocks = cx.prose.blocks();
        let pairs = cx.prose.pairs();
        let stands = |mark: char| pairs.may_hold(mark.encode_utf8(&mut [0; 4]));
        let marks = self.marks.iter().copied();
        let marks: Vec<_> = marks.filter(|&(open, close)| stands(open) || stands(close)).collect();
        for (number, block) in blocks.iter().enumerate() {
            if block.kind == BlockKind::Source || !cx.scopes.include(block, false) {
                continue;
            }
            let text = cx.prose.slice(block.plain.clone());
            let next = blocks.get(number + 1).map_or("", |next| cx.prose.slice(next.plain.clone()));
            for &(open, close) in &marks {
                let alone = match open == close {
                    true => lone_straight(text, open),
                    false => lone(text, open, close),
                };
                let Some((place, is_open)) = alone else { continue };
                // a quotation of several paragraphs begins each with the mark, or only the
                // first
                let closes_next = || {
                    open != close && matches!(lone(next, open, close), Some((_, false)))
                };
                if is_open && (next.trim_start().starts_with(open) || closes_next()) {
                    continue;
                }
                let before = number.checked_sub(1).map_or("", |before| {
                    cx.prose.slice(blocks[before].plain.clone())
                });
                let goes_on = || matches!(lone(before, open, close), Some((_, true)));
                if !is_open && open != close && goes_on() {
                    continue;
                }
                let plain = place.start + block.plain.start..place.end + block.plain.start;
                let (mark, missing) = if is_open { (open, close) } else { (close, open) };
                let hit = Hit::new(cx.prose.source(&plain)).fill("mark", mark.to_string());
                out.push(hit.fill("missing", missing.to_string()));
            }
        }
    }
}

/// The first mark without a fellow, and whether it opens.
fn lone(text: &str, open: char, close: char) -> Option<(Range<usize>, bool)> {
    let mut opened: Vec<usize> = Vec::new();
    // both end with a byte that is soon found
    let last = |mark: char| mark.encode_utf8(&mut [0; 4]).bytes().last().unwrap_or_default();
    for end in memchr::memchr2_iter(last(open), last(close), text.as_bytes()) {
        let Some(c) = text.get(..=end).and_then(|text| text.chars().next_back()) else { continue };
        let at = end + 1 - c.len_utf8();
        let previous = text[..at].chars().next_back().unwrap_or(' ');
        if c == open && !(c == '(' && is_mouth(previous)) {
            opened.push(at);
        } else if c == close && opened.pop().is_none() {
            // "a)" and "1)" number what follows; ":)" smiles
            let label = text[..at].trim_start();
            let before = label.rsplit(char::is_whitespace).next().unwrap_or_default();
            let numbers = c == ')' && before.chars().count() <= 3;
            let smiles = c == ')' && is_mouth(previous);
            if !(numbers || smiles) {
                return Some((at..at + c.len_utf8(), false));
            }
        }
    }
    opened.first().map(|&at| (at..at + open.len_utf8(), true))
}

/// What stands before a bracket that is part of a face.
fn is_mouth(c: char) -> bool {
    matches!(c, ':' | ';' | '-' | '=')
}

/// The mark without a fellow where both are the same sign: none where their number
/// is even. Behind a figure it may mean inches or seconds, and nothing is said.
fn lone_straight(text: &str, mark: char) -> Option<(Range<usize>, bool)> {
    let places: Vec<usize> = text.match_indices(mark).map(|(at, _)| at).collect();
    let measures = |at: &usize| text[..*at].ends_with(|c: char| c.is_ascii_digit());
    if places.len().is_multiple_of(2) || places.iter().any(measures) {
        return None;
    }
    let opens = |at: usize| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '\''))
    };
    // where two in a row open, or two close, the first of the one or the second of
    // the other is alone
    let mut expects_open = true;
    for &at in &places {
        if opens(at) != expects_open {
            let alone = if expects_open { (at, false) } else { (last_before(&places, at)?, true) };
            return Some((alone.0..alone.0 + mark.len_utf8(), alone.1));
        }
        expects_open = !expects_open;
    }
    let last = *places.last()?;
    Some((last..last + mark.len_utf8(), true))
}

fn last_before(places: &[usize], at: usize) -> Option<usize> {
    places.iter().copied().rev().find(|place| *place < at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_without_a_fellow_is_found() {
        assert_eq!(lone("(a) (b", '(', ')'), Some((4..5, true)));
        assert_eq!(lone("a word) c", '(', ')'), Some((6..7, false)));
        assert_eq!(lone("1) one, b) two :) and :-(", '(', ')'), None);
        assert_eq!(lone_straight("He \"said\" so \"again", '"'), Some((13..14, true)));
        assert_eq!(lone_straight("He said\" so \"again\"", '"'), Some((7..8, false)));
        assert_eq!(lone_straight("A \"b and \"c\" d", '"'), Some((2..3, true)));
        assert_eq!(lone_straight("A 27\" screen", '"'), None);
    }
}
