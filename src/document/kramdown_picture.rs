//! Pictures that kramdown reads and CommonMark does not: with blanks in their address,
//! and in HTML that asks for Markdown (`<div markdown="1">`).

use super::picture::{Description, Mention, Own, Picture, Target, has_picture_ending};
use crate::text::Span;

/// Adds what is missing in `pictures`, the pictures of a body that begins at `start`.
/// `apart` are
/// the stretches in which nothing is a picture.
pub fn add(
    text: &str,
    start: usize,
    apart: [&[Span]; 3],
    own: Own<'_>,
    pictures: &mut Vec<Picture>,
) {
    let before = pictures.len();
    let in_any = |spans: &[Span], span: Span| spans.iter().any(|other| other.overlaps(span));
    let mut ignored = text[start..].find("{::comment}").map(|at| start + at);
    for (at, _) in text[start..].match_indices("![").map(|(at, sign)| (start + at, sign)) {
        // kramdown's own comments
        while let Some(open) = ignored.filter(|open| *open < at) {
            let close = text[open..].find("{:/").map_or(text.len(), |close| open + close);
            if at < close {
                break;
            }
            ignored = text[close..].find("{::comment}").map(|next| close + next);
        }
        if ignored.is_some_and(|open| open < at) {
            continue;
        }
        let line = text[at..].lines().next().unwrap_or_default();
        let Some(bracket) = line.find(']').filter(|at| line[at + 1..].starts_with('(')) else {
            continue;
        };
        let open = bracket + 2;
        let Some(close) = line[open..].find(')').map(|close| open + close) else { continue };
        // a title stands behind the address
        let inside = &line[open..close];
        let address = inside.split(['"', '\'']).next().unwrap_or_default().trim();
        if address.is_empty() || !has_picture_ending(address) || address.starts_with('<') {
            continue;
        }
        let from = at + open + inside.find(address).unwrap_or_default();
        let span = Span::new(from, from + address.len());
        let whole = Span::new(at, at + close + 1);
        let is_escaped = text[..at].ends_with('\\');
        let is_known = pictures[..before].iter().any(|picture| picture.whole.overlaps(whole));
        if is_escaped || is_known || apart.iter().any(|spans| in_any(spans, whole)) {
            continue;
        }
        let said = &line[2..open - 2];
        pictures.push(Picture {
            span,
            target: Target::of(address, own),
            mention: Mention::Markdown,
            whole,
            description: Description::of(said, Span::new(at + 2, at + 2 + said.len())),
        });
    }
    if pictures.len() > before {
        pictures.sort_by_key(|picture| picture.span);
    }
}
