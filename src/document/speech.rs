//! Direct speech: the words of others, which style rules leave alone.

use std::ops::Range;

/// The direct speech of one block.
#[derive(Clone, Debug, Default)]
pub struct Speech {
    /// Its stretches in quotation marks, marks included. Speech that is not closed
    /// goes on to the end of the block, as it does when a quotation runs over several
    /// paragraphs.
    pub said: Vec<Range<usize>>,
    /// Whether the last one is not closed.
    pub goes_on: bool,
    /// Behind the mark that closes what was not opened here.
    pub closes: Option<usize>,
}

/// The direct speech of `text` (one block).
pub fn find(text: &str) -> Speech {
    let mut speech = Speech::default();
    // most blocks have no mark at all
    if text.is_ascii() && memchr::memchr2(b'"', b'\'', text.as_bytes()).is_none() {
        return speech;
    }
    let out = &mut speech.said;
    let mut open: Option<(usize, char)> = None;
    // curly marks can nest in themselves
    let mut depth = 0;
    for at in beginnings(text) {
        let mut behind = text[at..].chars();
        let Some(c) = behind.next() else { continue };
        let next = behind.next().unwrap_or(' ');
        match open {
            Some((_, '”')) if c == '“' => depth += 1,
            Some((_, close)) if c == close && depth > 0 => depth -= 1,
            Some((start, close)) if c == close && ends_speech(c, next) => {
                out.push(start..at + c.len_utf8());
                open = None;
            }
            Some(_) => {}
            None => {
                if c == '”' && out.is_empty() && speech.closes.is_none() {
                    speech.closes = Some(at + c.len_utf8());
                }
                let previous = text[..at].chars().next_back().unwrap_or(' ');
                open = closing_mark(c, previous, next).map(|close| (at, close));
            }
        }
    }
    if let Some((start, close)) = open {
        // a lone single mark is an apostrophe more often than speech
        if close != '’' && close != '\'' {
            out.push(start..text.len());
            speech.goes_on = true;
        }
    }
    speech
}

/// Where a mark may begin in `text`: no letter or figure of ASCII does.
fn beginnings(text: &str) -> impl Iterator<Item = usize> + '_ {
    const PART: usize = 32;
    let may_begin = |byte: &u8| (*byte == b'"') | (*byte == b'\'') | (*byte >= 0xc0);
    let parts = text.as_bytes().chunks(PART).zip((0..).step_by(PART));
    // most parts have none, which is seen at once
    let has_some = move |part: &[u8]| part.iter().fold(false, |some, byte| some | may_begin(byte));
    parts.filter(move |(part, _)| has_some(part)).flat_map(move |(part, base)| {
        let own = part.iter().enumerate().filter(move |(_, byte)| may_begin(byte));
        own.map(move |(at, _)| base + at)
    })
}

/// The mark that ends the speech that `c` opens, if it opens any.
fn closing_mark(c: char, previous: char, next: char) -> Option<char> {
    let opens = !previous.is_alphanumeric() && !next.is_whitespace();
    match c {
        '“' => Some('”'),
        '„' => Some('“'),
        '«' => Some('»'),
        '»' if opens => Some('«'),
        '‹' => Some('›'),
        '「' => Some('」'),
        '"' if opens => Some('"'),
        '‘' if opens => Some('’'),
        // straight single marks: only where a word begins and no year or 'tis
        '\'' if opens && next.is_alphabetic() && previous.is_whitespace() => Some('\''),
        _ => None,
    }
}

/// An apostrophe inside a word does not end speech.
fn ends_speech(mark: char, next: char) -> bool {
    !(matches!(mark, '’' | '\'') && next.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(text: &str) -> Vec<&str> {
        find(text).said.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn speech_in_every_kind_of_mark() {
        assert_eq!(spoken("He said \"no way\", then \"yes\"."), ["\"no way\"", "\"yes\""]);
        assert_eq!(spoken("She said “it’s late”."), ["“it’s late”"]);
        assert_eq!(spoken("It was ‘the firm’s idea’, he said."), ["‘the firm’s idea’"]);
        assert_eq!(spoken("« Non », dit-il."), ["« Non »"]);
        assert_eq!(spoken("»Nein«, sagte er."), ["»Nein«"]);
        assert_eq!(spoken("“One “two” three” four"), ["“One “two” three”"]);
        assert_eq!(spoken("A 'phased restart' began."), ["'phased restart'"]);
    }

    #[test]
    fn apostrophes_and_inches_are_not_speech() {
        assert_eq!(spoken("The firm's 27\" screens, the ’90s."), [""; 0]);
        assert_eq!(spoken("It is the drivers’ union"), [""; 0]);
    }

    #[test]
    fn open_speech_goes_on() {
        assert_eq!(spoken("\"One paragraph of it."), ["\"One paragraph of it."]);
    }
}
