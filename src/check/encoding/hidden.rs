//! Signs without width. In a title, a tag or an address they make two of what looks
//! like one; between words of some scripts they have their place.

use memchr::memchr3_iter;

use super::{ADDRESSES, code, replace, values};
use crate::check::Hit;
use crate::document::Document;
use crate::text::Span;

/// Keys besides addresses whose values are compared or looked up.
const COMPARED: [&str; 5] = ["title", "tags", "tag", "author", "authors"];

pub fn look(doc: &Document, out: &mut Vec<Hit>) {
    let text = doc.text.as_str();
    let named = [&ADDRESSES[..], &COMPARED].concat();
    let mut done = 0;
    for at in memchr3_iter(0xc2, 0xe2, 0xef, text.as_bytes()) {
        let Some(sign) = text.get(at..).and_then(|rest| rest.chars().next()) else { continue };
        if !is_hidden(sign) || at < done {
            continue;
        }
        // they come in rows
        let row = text[at..].len() - text[at..].trim_start_matches(sign).len();
        let span = Span::new(at, at + row);
        done = at + row;
        let compared = values(doc, &named).any(|node| node.span.contains(span))
            || doc.pictures.iter().any(|picture| picture.span.contains(span));
        let stray = matches!(sign, '\u{200b}' | '\u{feff}');
        if at == 0 || !(compared || stray) || has_its_place(text, span, sign) || doc.is_code(span) {
            continue;
        }
        let fix = replace(doc, span, String::new(), "Take it out".to_owned());
        let hit = Hit::new(span).fill("name", code(sign)).fill("reason", "").fill("remedy", "");
        out.push(hit.fix(Some(fix)));
    }
}

fn is_hidden(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Whether a sign does its work: joiners in scripts that join and in emoji, gaps in
/// scripts that are written without blanks.
fn has_its_place(text: &str, span: Span, sign: char) -> bool {
    let before = text[..span.start as usize].chars().rev().find(|&c| !is_hidden(c));
    let after = text[span.end as usize..].chars().find(|&c| !is_hidden(c));
    let mut beside = [before, after].into_iter().flatten();
    match sign {
        // from Hebrew on; signs and punctuation of all scripts are between
        '\u{200c}' | '\u{200d}' => beside
            .any(|c| matches!(c, '\u{590}'..='\u{1fff}' | '\u{2190}'..='\u{2bff}' | '\u{fe00}'..)),
        '\u{200b}' => beside.any(|c| matches!(c, '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')),
        _ => false,
    }
}
