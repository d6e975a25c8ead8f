//! Marks that set the direction of text. Unclosed, they turn round what follows;
//! in an address they make two that look the same.

use memchr::memchr_iter;

use super::{ADDRESSES, code, replace, values};
use crate::check::Hit;
use crate::document::Document;
use crate::text::Span;

/// Tags become addresses, too.
const TAGS: [&str; 3] = ["tags", "tag", "keywords"];

pub fn look(doc: &Document, out: &mut Vec<Hit>) {
    let marks = marks(&doc.text);
    if marks.is_empty() {
        return;
    }
    let named = [&ADDRESSES[..], &TAGS].concat();
    let in_address = |span: Span| values(doc, &named).any(|node| node.span.contains(span));
    let mut told = unbalanced(doc, &marks);
    told.extend(marks.iter().map(|(span, _)| *span).filter(|span| in_address(*span)));
    told.sort_unstable();
    told.dedup();
    for span in told {
        let sign = span.of(&doc.text).chars().next().unwrap_or_default();
        let reason = match in_address(span) {
            true => "an address or tag holds it, and looks as if it did not",
            false if closes(sign) => "it ends a direction that was not set",
            false => "the direction that it sets is not ended",
        };
        let fix = replace(doc, span, String::new(), "Take it out".to_owned());
        let hit = Hit::new(span).fill("name", code(sign)).fill("reason", reason);
        out.push(hit.fill("remedy", "").fix(Some(fix)));
    }
}

/// All marks, in order.
fn marks(text: &str) -> Vec<(Span, char)> {
    let found = memchr_iter(0xe2, text.as_bytes()).filter_map(|at| {
        let sign = text.get(at..)?.chars().next()?;
        let is_mark = matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        is_mark.then(|| (Span::new(at, at + sign.len_utf8()), sign))
    });
    found.collect()
}

fn closes(sign: char) -> bool {
    matches!(sign, '\u{202c}' | '\u{2069}')
}

/// The marks that open or close alone. Directions end with their paragraph: at a
/// blank line, in front matter with the line.
fn unbalanced(doc: &Document, marks: &[(Span, char)]) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Vec<(Span, char)> = Vec::new();
    let mut last = 0;
    for &(span, sign) in marks {
        let between = &doc.text[last as usize..span.start as usize];
        if ends_paragraph(between, span.start < doc.body.start) {
            out.extend(open.drain(..).map(|(span, _)| span));
        }
        last = span.end;
        match sign {
            '\u{200e}' | '\u{200f}' => {}
            // what is embedded within an isolate ends with it
            '\u{2069}' => match open.iter().rposition(|(_, sign)| *sign >= '\u{2066}') {
                Some(at) => open.truncate(at),
                None => out.push(span),
            },
            '\u{202c}' => match open.last() {
                Some((_, sign)) if *sign < '\u{2066}' => drop(open.pop()),
                _ => out.push(span),
            },
            _ => open.push((span, sign)),
        }
    }
    out.extend(open.into_iter().map(|(span, _)| span));
    out
}

fn ends_paragraph(between: &str, in_front_matter: bool) -> bool {
    let mut ends = between.split('\n').map(str::trim);
    if in_front_matter { ends.nth(1).is_some() } else { ends.skip(1).any(str::is_empty) }
}
