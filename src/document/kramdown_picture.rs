//! Pictures that kramdown reads and CommonMark does not: with blanks in their address,
//! and in HTML that asks for Markdown (`<div markdown="1">`).

use super::picture::{Description, Mention, Own, Picture, Target, has_picture_ending};
use crate::text::Span;

/// Adds what is missing in `pictures`, the pictures of a body that begins at `start`.
/// `code` and `unread` are the stretches in which nothing is a picture.
pub fn add(
    text: &str,
    start: usize,
    code: &[Span],
    unread: &[Span],
    own: Own<'_>,
    pictures: &mut Vec<Picture>,
) {
    let before = pictures.len();
    let in_any = |spans: &[Span], span: Span| spans.iter().any(|other| other.overlaps(span));
    for (at, _) in text[start..].match_indices("![").map(|(at, sign)| (start + at, sign)) {
        let line = text[at..].lines().next().unwrap_or_default();
        let Some(open) = line.find("](").map(|open| open + 2) else { continue };
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
        let is_known = pictures[..before].iter().any(|picture| picture.span.overlaps(whole));
        if is_escaped || is_known || in_any(code, whole) || in_any(unread, whole) {
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
