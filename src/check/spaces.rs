//! `spaces`: blanks that nobody meant to write. A page shows them as one blank or
//! none, so only the source tells of them.

use std::ops::Range;

use memchr::{memchr2, memchr2_iter};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::document::{BlockKind, OBJECT};
use crate::text::{Edit, Pairs, Span};

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// Which blanks.
    find: Find,
}

#[derive(Clone, Copy, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// Two or more inside a sentence.
    Double,
    /// Two or more behind a sentence; told once a post.
    AfterSentence,
    /// Before a comma, a point or another mark that closes.
    BeforeMark,
    /// Behind an opening bracket, or before a closing one.
    InBrackets,
    /// At the end of a line where they make no line break; told once a post.
    LineEnd,
}

pub struct Spaces {
    find: Find,
}

impl Kind for Spaces {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["count"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { find: options.find }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let spans = match self.find {
            Find::LineEnd => line_ends(cx),
            find => between(cx, find),
        };
        let count = spans.len().to_string();
        let left = if matches!(self.find, Find::Double | Find::AfterSentence) { " " } else { "" };
        let hit = |spans: &[Span]| {
            let title = if left.is_empty() { "Remove the blanks" } else { "Write one blank" };
            let edits = spans.iter().map(|&span| Edit::replace(span, left.to_owned())).collect();
            let fix = Fix { title: title.to_owned(), edits, safety: Safety::Safe };
            let first = spans.first().copied();
            first.map(|span| Hit::new(span).fill("count", count.as_str()).fix(Some(fix)))
        };
        match self.find {
            Find::AfterSentence | Find::LineEnd => out.extend(hit(&spans)),
            _ => out.extend(spans.chunks(1).filter_map(hit)),
        }
    }
}

/// The blanks of that kind between the words of the scope, as they are written.
fn between(cx: &Context<'_>, find: Find) -> Vec<Span> {
    let mut spans = Vec::new();
    if !may_be_in(find, cx.prose.pairs()) {
        return spans;
    }
    for stretch in cx.stretches() {
        let text = cx.prose.slice(stretch.clone());
        for blanks in runs(text) {
            let plain = blanks.start + stretch.start..blanks.end + stretch.start;
            if !is_meant(find, text, &blanks) || cx.is_of_others(&plain) {
                continue;
            }
            let span = cx.prose.source(&plain);
            // a line break, an entity or a tag in the source is not what is looked for
            let written = span.of(&cx.doc.text);
            let next = cx.prose.source(&(plain.end..plain.end + 1));
            let is_bare = find != Find::BeforeMark || next.start == span.end;
            if is_bare && written.chars().all(|c| matches!(c, ' ' | '\t')) {
                spans.push(span);
            }
        }
    }
    spans
}

/// Whether there may be such blanks in a text with these bytes beside each other.
fn may_be_in(find: Find, pairs: &Pairs) -> bool {
    let any = |parts: &[&str]| parts.iter().any(|part| pairs.may_hold(part));
    pairs.may_hold("\t")
        || match find {
            Find::Double | Find::AfterSentence => any(&["  "]),
            Find::BeforeMark => any(&[" ,", " .", " ;", " :", " !", " ?"]),
            Find::InBrackets => any(&["( ", "[ ", " )", " ]"]),
            Find::LineEnd => true,
        }
}

/// Blanks and tabs in a row.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + memchr2(b' ', b'\t', &bytes[at..])?;
        let is_more = |byte: &&u8| matches!(byte, b' ' | b'\t');
        at = start + bytes[start..].iter().take_while(is_more).count();
        Some(start..at)
    })
}

/// Whether the blanks at `at` are of the kind that is looked for. What stands
/// beside something that is no prose may belong to it.
fn is_meant(find: Find, text: &str, at: &Range<usize>) -> bool {
    let (Some(before), Some(after)) =
        (text[..at.start].chars().next_back(), text[at.end..].chars().next())
    else {
        return false;
    };
    if before == OBJECT || after == OBJECT {
        return false;
    }
    let is_double = at.len() > 1;
    match find {
        // marks are put in columns, or are the next rule's
        Find::Double => {
            let is_word = after.is_alphanumeric() || "(\"“‘@#&$£€".contains(after);
            is_double && is_word && !ends_sentence(&text[..at.start])
        }
        Find::AfterSentence => is_double && ends_sentence(&text[..at.start]),
        Find::BeforeMark => closes(&text[at.end..]) && before.is_alphanumeric(),
        Find::InBrackets => opens_wide(text, at, before, after) || closes_wide(text, at, after),
        Find::LineEnd => false,
    }
}

/// "( word", but no box to tick ("[ x ]"), no sad face (":( word") and no call
/// ("f( x )").
fn opens_wide(text: &str, at: &Range<usize>, before: char, after: char) -> bool {
    if !matches!(before, '(' | '[') {
        return false;
    }
    let outer = text[..at.start].trim_end_matches(['(', '[']);
    let is_box = text[at.end..].chars().take(3).any(|c| c == ']');
    after.is_alphanumeric() && !is_box && outer.ends_with(char::is_whitespace)
}

/// "word )", but no box to tick ("[x ]") and no call.
fn closes_wide(text: &str, at: &Range<usize>, after: char) -> bool {
    if !matches!(after, ')' | ']') {
        return false;
    }
    let Some(open) = text[..at.start].rfind(['(', '[']) else { return false };
    let (outer, inner) = (&text[..open], &text[open + 1..at.start]);
    let is_word = inner.trim().len() > 1 && inner.ends_with(char::is_alphanumeric);
    is_word && outer.ends_with(char::is_whitespace)
}

fn ends_sentence(before: &str) -> bool {
    before.trim_end_matches(['"', '”', '’', '\'', ')']).ends_with(['.', '!', '?', ':', '…'])
}

/// Whether a mark that closes stands here, and nothing but an end behind it: ".md"
/// begins a name, " ..." a pause, ":)" a face. Behind the end of a sentence no small
/// letter follows: "add a ? before it", "run it in . --force".
fn closes(text: &str) -> bool {
    let Some(mark) = text.chars().next().filter(|c| ",.;:!?".contains(*c)) else { return false };
    let rest = &text[mark.len_utf8()..];
    let next = rest.trim_start().chars().next();
    let ends_there = rest.starts_with(char::is_whitespace) || rest.is_empty();
    let goes_on = next.is_some_and(|c| c.is_lowercase() || c == '-' || c == OBJECT);
    ends_there && !(matches!(mark, '.' | '!' | '?') && goes_on)
}

/// Blanks at the ends of the lines on which blocks of the scope stand. Two or more
/// before another line of the same block are a line break.
fn line_ends(cx: &Context<'_>) -> Vec<Span> {
    let text = cx.doc.text.as_str();
    let mut spans = Vec::new();
    for block in cx.prose.blocks() {
        let is_meant = cx.includes_quotes || !block.in_quote;
        let is_text = !matches!(block.kind, BlockKind::Source | BlockKind::Key(_));
        if !is_meant || !is_text || !cx.scopes.include(block, false) {
            continue;
        }
        let block = cx.prose.source(&block.plain);
        let (start, end) = (block.start as usize, block.end as usize);
        let bytes = text.as_bytes();
        let last = memchr2(b'\n', b'\r', &bytes[end..]).map_or(text.len(), |at| end + at);
        let breaks = memchr2_iter(b'\n', b'\r', &bytes[start..last]).map(|at| start + at);
        let mut from = start;
        for line_end in breaks.chain([last]) {
            let bare = &text[from..line_end];
            let kept = bare.trim_end_matches([' ', '\t']);
            let blanks = &bare[kept.len()..];
            let breaks = blanks.starts_with("  ") && line_end < last;
            if !blanks.is_empty() && !kept.is_empty() && !breaks {
                spans.push(Span::new(from + kept.len(), line_end));
            }
            from = (line_end + 1).min(last);
        }
    }
    spans.sort_unstable_by_key(|span| span.start);
    spans.dedup();
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(find: Find, text: &str) -> Vec<Range<usize>> {
        runs(text).filter(|at| is_meant(find, text, at)).collect()
    }

    #[test]
    fn doubled_blanks_are_told_apart_by_what_is_before_them() {
        assert_eq!(found(Find::Double, "a  b.  c \t d"), [1..3, 8..11]);
        assert_eq!(found(Find::AfterSentence, "a  b.  “C.”  d"), [5..7, 15..17]);
        assert!(found(Find::Double, "\u{fffc}  b  \u{fffc}").is_empty());
    }

    #[test]
    fn marks_that_close_stand_at_their_word() {
        assert_eq!(found(Find::BeforeMark, "a , b . C ! D"), [1..2, 5..6, 9..10]);
        assert!(found(Find::BeforeMark, "a ? b in . --c").is_empty());
        assert!(found(Find::BeforeMark, "a ... b .md c :) d :e \u{fffc} , f").is_empty());
    }

    #[test]
    fn brackets_stand_at_their_words() {
        assert_eq!(found(Find::InBrackets, "a ( b c ) (d e )"), [3..4, 7..8, 14..15]);
        assert!(found(Find::InBrackets, "[ ] [x ] [ x ] :( a f( x )").is_empty());
    }
}
