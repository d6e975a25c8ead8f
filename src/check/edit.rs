//! Changes to sentences that leave sentences behind.

use std::ops::Range;

use crate::document::{Block, OBJECT, Prose};
use crate::text::{Edit, Span};

/// Cuts the words at `plain` out, with the blanks and the comma that would be left
/// over; at the start of a sentence the next word takes over their capital. `text`
/// is the source. `None` where the words cannot be cut without touching markup, or
/// where the next word would need a capital that is not for us to give.
pub fn cut(text: &str, prose: &Prose, plain: &Range<usize>) -> Option<Vec<Edit>> {
    let block = prose.block_at(plain.start)?.plain.clone();
    let opens = opens_sentence(prose, plain.start);
    let whole = with_leftovers(prose, &block, plain, opens)?;
    let rest = prose.slice(whole.end..block.end);
    let is_all = !prose.slice(block.start..whole.start).contains(char::is_alphanumeric)
        && !rest.contains(char::is_alphanumeric);
    if is_all || !prose.can_be_cut(&whole) {
        return None;
    }
    let span = prose.source(&whole);
    let Some(first) = rest.chars().next() else { return Some(vec![Edit::delete(span)]) };
    let opens_line = whole.start == block.start || {
        let before = prose.source(&(whole.start - 1..whole.start));
        before.of(text).contains(['\n', '\r'])
    };
    if (opens_line || opens) && (first == OBJECT || begins_markup(rest)) {
        return None;
    }
    let removed = prose.slice(plain.clone()).chars().find(|c| c.is_alphabetic());
    if !(opens && removed.is_some_and(char::is_uppercase)) {
        return Some(vec![Edit::delete(span)]);
    }
    match first {
        // where a quotation begins, its first letter is the speaker's
        first if !first.is_alphanumeric() => {
            let letter = rest.chars().find(|c| c.is_alphanumeric())?;
            (!letter.is_lowercase()).then(|| vec![Edit::delete(span)])
        }
        first if !first.is_lowercase() || keeps_small_letter(rest) => {
            Some(vec![Edit::delete(span)])
        }
        first => {
            let mut upper = first.to_uppercase();
            let capital = upper.next().filter(|_| upper.next().is_none())?;
            let letter = prose.source(&(whole.end..whole.end + first.len_utf8()));
            Some(vec![Edit::delete(span), Edit::replace(letter, capital.to_string())])
        }
    }
}

/// Whether a sentence begins at `at`, but for opening marks.
fn opens_sentence(prose: &Prose, at: usize) -> bool {
    let sentence = prose.sentence_at(at);
    !prose.slice(sentence.start..at).contains(|c: char| c.is_alphanumeric() || c == OBJECT)
}

/// The words at `plain` with what would stand there for nothing without them: the
/// comma behind an opening, what sets an aside off, and one of two blanks. `None` where
/// that cannot be told.
fn with_leftovers(
    prose: &Prose,
    block: &Range<usize>,
    plain: &Range<usize>,
    opens: bool,
) -> Option<Range<usize>> {
    let blanks = |text: &str| text.len() - text.trim_start().len();
    let before = prose.slice(block.start..plain.start);
    let mut end = plain.end;
    if opens {
        let mark = prose.slice(end..block.end).trim_start();
        let stops = mark.len() - mark.trim_start_matches(['.', '!', '?', '…']).len();
        // what is set off by a dash is no new sentence without it
        if mark.starts_with([',', ':', ';']) {
            end = block.end - mark.len() + 1;
        } else if stops > 0 && !mark[stops..].starts_with(char::is_alphanumeric) {
            end = block.end - mark.len() + stops;
        }
    }
    let rest = prose.slice(end..block.end);
    let gap = blanks(rest);
    let next = rest[gap..].chars().next();
    let left = before.len() - before.trim_end().len();
    if next.is_none() {
        return Some(plain.start - left - set_off(before)..block.end);
    }
    if !opens {
        let aside = aside(before, rest, prose.slice(plain.clone()));
        match aside {
            Aside::None => {}
            Aside::Unclear => return None,
            Aside::Of(back, ahead) => return Some(plain.start - back..end + ahead),
        }
    }
    let stands_alone = before.is_empty() || left > 0 || before.ends_with(is_opening_mark);
    Some(plain.start..if stands_alone { end + gap } else { end })
}

/// What sets words off within a sentence.
enum Aside {
    /// Nothing.
    None,
    /// Commas on both sides, which may as well part a list.
    Unclear,
    /// So many bytes before them and behind them go with them.
    Of(usize, usize),
}

/// What goes with `words`, between `before` and `rest`: both commas of an aside, its
/// brackets or dashes, and the blank before a mark.
fn aside(before: &str, rest: &str, words: &str) -> Aside {
    let ahead = rest.len() - rest.trim_start().len();
    let (Some(last), Some(next)) =
        (before.trim_end().chars().next_back(), rest.trim_start().chars().next())
    else {
        return Aside::None;
    };
    let back = before.len() - before.trim_end().len();
    // the blanks before the mark as well
    let with_mark = before.len() - before.trim_end().trim_end_matches(last).trim_end().len();
    let is_dash = |c: char| matches!(c, '—' | '–');
    let ends = matches!(next, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '”');
    match (last, next) {
        ('(', ')') | ('[', ']') => Aside::Of(with_mark, ahead + 1),
        (',', ',') => {
            let is_remark = words.trim().contains(char::is_whitespace) || words.ends_with("ly");
            if is_remark { Aside::Of(back + 1, ahead + 1) } else { Aside::Unclear }
        }
        (',', _) if ends => Aside::Of(back + 1, 0),
        (last, next) if is_dash(last) && last == next => {
            let behind = &rest[ahead + next.len_utf8()..];
            match behind.starts_with(char::is_whitespace) {
                true => Aside::Of(with_mark, ahead + next.len_utf8()),
                false => Aside::Unclear,
            }
        }
        (last, _) if is_dash(last) && ends => Aside::Of(with_mark, 0),
        _ if ends => Aside::Of(back, 0),
        _ => Aside::None,
    }
}

/// Bytes of the comma or dash at the end of `before`, which nothing follows any more.
fn set_off(before: &str) -> usize {
    let words = before.trim_end();
    let bare = words.trim_end_matches([',', '—', '–', '-', '|', ':']).trim_end();
    words.len() - bare.len()
}

fn is_opening_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '«' | '„' | '(' | '[' | '¿' | '¡')
}

/// "iPhone" and "eBay" keep their small letter, and so do "x.org" and "a_file".
fn keeps_small_letter(words: &str) -> bool {
    let word = words.split(char::is_whitespace).next().unwrap_or_default();
    let stem = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    stem.chars().any(|c| c.is_uppercase() || matches!(c, '.' | '/' | '_' | '@'))
}

/// Removes the whole of `block`, a paragraph or a heading of its own, with the blank
/// lines that would be left over. `None` where it is not written in lines of its own,
/// or where what stands around it would become one thing.
pub fn remove(text: &str, body: Span, prose: &Prose, block: &Block) -> Option<Edit> {
    if block.in_list || block.in_quote {
        return None;
    }
    let element = block.element?;
    let written = element.of(text).trim_end();
    let (start, end) = (element.start as usize, element.start as usize + written.len());
    let before = &text[body.start as usize..start];
    let after = &text[end..body.end as usize];
    let is_line_end = |c: char| matches!(c, '\n' | '\r');
    let in_lines = (before.is_empty() || before.ends_with(is_line_end))
        && (after.is_empty() || after.starts_with(is_line_end));
    if !in_lines {
        return None;
    }
    // in lines without blanks around it, it may be a part of something
    let blank_lines = |text: &str| text.matches('\n').count().max(text.matches('\r').count());
    let gap_before = &before[before.trim_end().len()..];
    let gap_after = &after[..after.len() - after.trim_start().len()];
    let is_first = before.trim().is_empty();
    let is_last = after.trim().is_empty();
    if !(is_first || blank_lines(gap_before) > 1) || !(is_last || blank_lines(gap_after) > 1) {
        return None;
    }
    // indented, what follows would go on where something ended above; so would a list
    let next = after.trim_start();
    let indented = !gap_after.ends_with(is_line_end) && !is_last;
    let before_it = prose.blocks().iter().rev().find(|b| b.plain.end <= block.plain.start);
    let behind_list = before_it.is_some_and(|before| before.in_list);
    if indented || (behind_list && begins_markup(next)) {
        return None;
    }
    let span = match (is_first, is_last) {
        (_, false) => Span::new(start, end + gap_after.len()),
        (true, true) => Span::new(start, end + gap_after.len()),
        (false, true) => Span::new(start - gap_before.len(), end),
    };
    Some(Edit::delete(span))
}

/// Whether words that come to stand at the start of a line would be taken for
/// something else there: a list, a heading, a rule, a fence.
fn begins_markup(words: &str) -> bool {
    let figures = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbers_item = figures.len() < words.len() && figures.starts_with(['.', ')']);
    let begins_text = |c: char| c.is_alphanumeric() || "\"'“‘«„([£$€¿¡".contains(c);
    let defines = words.starts_with('[') && words.contains("]:");
    numbers_item || defines || !words.starts_with(begins_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::generator::{Generator, SiteConfig};
    use crate::text::apply;

    /// `text` without the words "Some say that" in it.
    fn without(text: &str) -> Option<String> {
        let doc = Document::parse("x.md", text, &Generator::plain(), &SiteConfig::default());
        let at = doc.prose.text().find("Some say that").expect("the words");
        apply(text, &cut(text, &doc.prose, &(at..at + "Some say that".len()))?)
    }

    #[test]
    fn what_is_left_is_a_sentence() {
        for (text, expected) in [
            ("Some say that, in May, it rained", "In May, it rained"),
            ("Some say that: it rained", "It rained"),
            ("It rained. Some say that the pier fell", "It rained. The pier fell"),
            ("It rained. Some say that.", "It rained."),
            ("Some say that! It rained.", "It rained."),
            ("“Some say that it rained,” he said", "“It rained,” he said"),
            ("It rained (Some say that).", "It rained."),
            ("It rained, Some say that.", "It rained."),
            ("The firm, Some say that, grew", "The firm grew"),
            ("The firm — Some say that — grew", "The firm grew"),
            ("The firm grew — Some say that.", "The firm grew."),
            ("The firm grew – Some say that", "The firm grew"),
            ("The firm grew, Some say that", "The firm grew"),
            ("The firm (Some say that) grew", "The firm grew"),
            ("The firm (Some say that it) grew", "The firm (it) grew"),
            ("The firm; Some say that it grew", "The firm; it grew"),
            ("The Some say that app", "The app"),
            ("Rain Some say that, and wind", "Rain, and wind"),
            ("Rain or Some say that", "Rain or"),
            ("Some say that “Rain” is due", "“Rain” is due"),
        ] {
            assert_eq!(without(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(without("Some say that “rain” is due"), None);
        assert_eq!(without("It rained,\nSome say that - it fell"), None);
        assert_eq!(without("The firm—Some say that—grew"), None);
    }

    /// `text` without the paragraph or heading that begins with "Cut".
    fn removed(text: &str) -> Option<String> {
        let doc = Document::parse("x.md", text, &Generator::plain(), &SiteConfig::default());
        let block = doc.prose.blocks().iter();
        let block = { block }.find(|b| doc.prose.slice(b.plain.clone()).starts_with("Cut"));
        let edit = remove(text, doc.body, &doc.prose, block.expect("a block"))?;
        apply(text, &[edit])
    }

    #[test]
    fn a_removed_paragraph_takes_its_blank_line() {
        for (text, expected) in [
            ("One\n\nCut\n\nTwo\n", "One\n\nTwo\n"),
            ("Cut\n\nTwo\n", "Two\n"),
            ("---\na: b\n---\n\nCut\n\nTwo\n", "---\na: b\n---\n\nTwo\n"),
            ("One\n\nCut", "One"),
            ("One\r\n\r\n**Cut**\r\n\r\n\r\nTwo", "One\r\n\r\nTwo"),
            ("One\n\n## Cut ##\n\nTwo\n", "One\n\nTwo\n"),
            ("One\n\nCut\n===\n\nTwo\n", "One\n\nTwo\n"),
            ("One\n\nCut\nthis\n\nTwo\n", "One\n\nTwo\n"),
            ("Cut\n", ""),
            ("- One\n\nCut\n\nTwo\n", "- One\n\nTwo\n"),
        ] {
            assert_eq!(removed(text).as_deref(), Some(expected), "{text:?}");
        }
        for text in [
            "- Cut\n- Two\n",
            "> Cut\n",
            "- One\n\n  Cut\n\n  Two\n",
            "- One\n\nCut\n\n- Two\n",
            "One\n\nCut\n\n    code\n",
            "# One\nCut\n\nTwo\n",
            "Cut\n# Two\n",
        ] {
            assert_eq!(removed(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_next_word_takes_the_capital() {
        assert_eq!(without("Some say that the firm grew").as_deref(), Some("The firm grew"));
        assert_eq!(without("Some say\nthat éclairs sell").as_deref(), Some("Éclairs sell"));
        assert_eq!(without("Some say that Jaguar grew").as_deref(), Some("Jaguar grew"));
        assert_eq!(
            without("Some say that iPhone sales grew").as_deref(),
            Some("iPhone sales grew")
        );
        assert_eq!(without("Some say that x.org grew").as_deref(), Some("x.org grew"));
        assert_eq!(without("Some say that 40 grew").as_deref(), Some("40 grew"));
    }

    #[test]
    fn markup_is_never_broken() {
        assert_eq!(without("Some say that *the* firm").as_deref(), Some("*The* firm"));
        assert_eq!(without("*Some say that* the firm").as_deref(), None);
        assert_eq!(without("Some say that `x` grew").as_deref(), None);
        assert_eq!(without("Some say that").as_deref(), None);
        for rest in ["---", "# one", "- one", "1. one", "> one", "=== x", "[a]: /x", "[^1]: x"] {
            assert_eq!(without(&format!("Some say that {rest}")).as_deref(), None, "{rest}");
        }
        assert_eq!(without("Some say that 1.5 grew").as_deref(), None);
        assert_eq!(without("Some say that £4 is due").as_deref(), Some("£4 is due"));
    }
}
