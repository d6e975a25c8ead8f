//! UTF-8 that was read as Windows-1252 or Latin-1: `Ã©` for `é`. A run is taken for
//! that if its bytes make UTF-8 again, and if nobody writes it so: capitals stand
//! before quotation marks and signs in good text, too (`AMANHÃ”`, `MENÜ»`).

use memchr::memchr2_iter;

use crate::text::Span;

/// A stretch of text that is not what was written.
#[derive(Debug, PartialEq, Eq)]
pub struct Garbled {
    /// Its bytes.
    pub span: Span,
    /// What was written; `None` where that is lost.
    pub meant: Option<String>,
}

/// What Windows-1252 has at 0x80 to 0x9F.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Signs that stand behind letters in good text.
const PUNCTUATION: [char; 15] = [
    '\u{a0}', '\u{ad}', '‘', '’', '“', '”', '‚', '„', '‹', '›', '«', '»', '…', '–', '—',
];

/// Signs that stand behind words.
const SIGNS: [char; 11] = ['©', '®', '™', '°', 'º', 'ª', '¹', '²', '³', '•', '´'];

/// The character that Windows-1252 has where `sign`, a control character, stands.
pub fn windows(sign: char) -> Option<char> {
    let place = u32::from(sign).checked_sub(0x80)? as usize;
    WINDOWS.get(place).copied().filter(|meant| !meant.is_control())
}

/// The byte that Windows-1252 or Latin-1 reads as `sign`.
fn byte(sign: char) -> Option<u8> {
    u8::try_from(u32::from(sign)).ok().or_else(|| {
        let place = WINDOWS.iter().position(|&other| other == sign)?;
        u8::try_from(place + 0x80).ok()
    })
}

/// All garbled stretches of `text`, in order.
pub fn find(text: &str) -> Vec<Garbled> {
    let (mut sure, mut likely) = sort(text);
    // what could be good text is not, where other words are garbled
    if !sure.is_empty() && !likely.is_empty() {
        sure.append(&mut likely);
        sure.sort_by_key(|run| run.span);
    }
    sure
}

/// The garbled stretches of `text`, and those that may be.
fn sort(text: &str) -> (Vec<Garbled>, Vec<Garbled>) {
    let (mut sure, mut likely) = (Vec::new(), Vec::new());
    let mut done = 0;
    // the first sign of each is one of Â to ô, which begin with the byte C3; the
    // mark for a lost character begins with EF
    for at in memchr2_iter(0xc3, 0xef, text.as_bytes()) {
        if at < done {
            continue;
        }
        if text[at..].starts_with('\u{fffd}') {
            let rest = text[at..].trim_start_matches('\u{fffd}');
            let end = text.len() - rest.len();
            let word = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
            // alone it is only talked about
            if word(text[..at].chars().next_back()) || word(rest.chars().next()) {
                sure.push(Garbled { span: Span::new(at, end), meant: None });
            }
            done = end;
            continue;
        }
        let Some((run, verdict)) = run_at(text, at) else { continue };
        done = run.span.end as usize;
        match verdict {
            Verdict::Sure => sure.push(run),
            Verdict::Likely => likely.push(run),
            Verdict::Good => {}
        }
    }
    (sure, likely)
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// Good text that happens to read as garbled.
    Good,
    /// Garbled if anything else in the post is.
    Likely,
    /// Garbled.
    Sure,
}

/// One character and the two to four that it was read as.
struct Unit {
    meant: char,
    len: usize,
    lead: char,
    /// The signs behind the lead; as many as count.
    tail: [char; 3],
    count: usize,
}

impl Unit {
    fn at(text: &str) -> Option<Self> {
        let mut signs = text.chars();
        let lead = signs.next()?;
        let first = byte(lead).filter(|first| (0xc2..=0xf4).contains(first))?;
        let count = usize::from(first >= 0xe0) + usize::from(first >= 0xf0) + 1;
        let (mut bytes, mut tail, mut len) = ([first, 0, 0, 0], ['\0'; 3], lead.len_utf8());
        for number in 0..count {
            let sign = signs.next()?;
            bytes[number + 1] = byte(sign).filter(|byte| (0x80..=0xbf).contains(byte))?;
            tail[number] = sign;
            len += sign.len_utf8();
        }
        let meant = std::str::from_utf8(&bytes[..=count]).ok()?.chars().next()?;
        Some(Self { meant, len, lead, tail, count })
    }

    /// What is behind the lead, as Windows shows it.
    fn shown(&self) -> impl Iterator<Item = char> {
        self.tail[..self.count].iter().map(|&sign| windows(sign).unwrap_or(sign))
    }

    /// Whether all behind the lead also stand behind letters in good text.
    fn is_usual(&self) -> bool {
        self.shown().all(|sign| PUNCTUATION.contains(&sign) || SIGNS.contains(&sign))
    }

    /// What to think of it between two characters.
    fn verdict(&self, before: Option<char>, after: Option<char>) -> Verdict {
        let is = |sign: Option<char>, test: fn(char) -> bool| sign.is_some_and(test);
        let lower_before = is(before, char::is_lowercase);
        let upper_before = is(before, char::is_uppercase);
        let lower_after = is(after, char::is_lowercase);
        let tail = self.shown().next().unwrap_or_default();
        let usual = self.is_usual();
        match self.lead {
            'Â' | 'Ã' if !usual => Verdict::Sure,
            'Â' | 'Ã' if upper_before => Verdict::Good,
            'Â' | 'Ã' if lower_before || is(before, |c| c.is_ascii_digit()) => Verdict::Sure,
            'Â' if SIGNS.contains(&tail) => Verdict::Sure,
            'Â' if tail == '\u{a0}' && is(before, |c| ".,;:!?)".contains(c)) => Verdict::Sure,
            'Ã' if SIGNS.contains(&tail) && lower_after => Verdict::Sure,
            'Â' | 'Ã' => Verdict::Likely,
            // ą, ć, š, ğ and their like
            'Ä' | 'Å' if lower_before && (lower_after || !usual) => Verdict::Sure,
            'Ä' | 'Å' if !PUNCTUATION.contains(&tail) && lower_after => Verdict::Sure,
            'Ä' | 'Å' if !upper_before && (lower_before || lower_after) => Verdict::Likely,
            // accents behind the letter that bears them
            'Ì' if is(before, |c| c.is_ascii_lowercase()) && !usual => Verdict::Sure,
            // dashes, quotes, bullets, arrows, currencies
            'â' if !usual && ('\u{2000}'..='\u{2bff}').contains(&self.meant) => Verdict::Sure,
            'ï' if !usual && matches!(self.meant, '\u{fb00}'..='\u{fb06}' | '\u{feff}' | '\u{fffd}') => {
                Verdict::Sure
            }
            'ð' if ('\u{1f000}'..='\u{1faff}').contains(&self.meant) => Verdict::Sure,
            _ => Verdict::Good,
        }
    }

    /// Whether it is of a script of which one letter does not come alone.
    fn is_of_a_script(&self) -> bool {
        matches!(self.meant,
            '\u{370}'..='\u{52f}' | '\u{5d0}'..='\u{6ff}' | '\u{900}'..='\u{eff}'
            | '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
    }
}

/// The run that may begin at `at`: units side by side, as far as they go.
fn run_at(text: &str, at: usize) -> Option<(Garbled, Verdict)> {
    let mut end = at;
    let mut units = Vec::new();
    while let Some(unit) = Unit::at(&text[end..]) {
        end += unit.len;
        units.push(unit);
    }
    if units.is_empty() {
        return half_a_quote(text, at);
    }
    let before = text[..at].chars().next_back();
    let after = text[end..].chars().next();
    let many = units.len() > 1
        && units.iter().all(Unit::is_of_a_script)
        && !units.iter().all(Unit::is_usual);
    let mut verdict = if many { Verdict::Sure } else { Verdict::Good };
    for (number, unit) in units.iter().enumerate() {
        let before = if number == 0 { before } else { None };
        let next = units.get(number + 1).map(|next| next.lead);
        verdict = verdict.max(unit.verdict(before, next.or(after)));
    }
    let decoded: String = units.iter().map(|unit| unit.meant).collect();
    let meant = settled(before, &decoded, after);
    Some((Garbled { span: Span::new(at, end), meant }, verdict))
}

/// What `decoded` says when it is decoded until nothing is garbled, without marks
/// of byte order; `None` where a character is lost. Once garbled, it is more likely
/// to be garbled again.
fn settled(before: Option<char>, decoded: &str, after: Option<char>) -> Option<String> {
    let framed: String = before.into_iter().chain(decoded.chars()).chain(after).collect();
    let frame = Span::new(0, decoded.len()).shift(before.map_or(0, char::len_utf8));
    let (mut again, likely) = sort(&framed);
    again.extend(likely);
    again.sort_by_key(|run| run.span);
    let mut text = decoded.to_owned();
    for run in again.into_iter().rev().filter(|run| frame.contains(run.span)) {
        let (start, end) = (run.span.start - frame.start, run.span.end - frame.start);
        text.replace_range(start as usize..end as usize, &run.meant?);
    }
    let signs = text.chars().filter(|&sign| sign != '\u{feff}');
    let text: String = signs.map(|sign| windows(sign).unwrap_or(sign)).collect();
    let lost = text.contains(|sign: char| sign == '\u{fffd}' || sign.is_control());
    (!lost).then_some(text)
}

/// `â€` of `â€œ`, where the last sign fell out: a closing quote, whose last byte
/// Windows-1252 does not know.
fn half_a_quote(text: &str, at: usize) -> Option<(Garbled, Verdict)> {
    let half = "â€";
    let found = text[at..].starts_with(half);
    found.then(|| {
        (Garbled { span: Span::new(at, at + half.len()), meant: None }, Verdict::Sure)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str) -> String {
        let mut out = text.to_owned();
        for run in find(text).into_iter().rev() {
            out.replace_range(run.span.range(), run.meant.as_deref().unwrap_or("?"));
        }
        out
    }

    #[test]
    fn what_was_written_comes_back() {
        for (garbled, meant) in [
            ("Itâ€™s a cafÃ©", "It’s a café"),
            ("Â£5 at 20Â°C, Â© 2019", "£5 at 20°C, © 2019"),
            ("One.Â\u{a0}Two", "One.\u{a0}Two"),
            ("Ã©tÃ© Ã\u{a0} la plage, voilÃ\u{a0}", "été à la plage, voilà"),
            ("Ã‰cole, FRANÃ‡AIS, SÃ¼d, StraÃŸe", "École, FRANÇAIS, Süd, Straße"),
            ("NÃ£o, ações Ã§Ãµ", "Não, ações çõ"),
            ("Itâ\u{80}\u{99}s Ã\u{83}Â©", "It’s é"),
            ("Ã¢â‚¬â„¢ and Ã‚Â£ and ÃƒÂ©", "’ and £ and é"),
            ("KrakÃ³w, Å\u{81}Ã³dÅº, mÃ³wiÄ…", "Kraków, Łódź, mówią"),
            ("ÐŸÑ€Ð¸Ð²ÐµÑ‚, ÎšÎ±Î»Î·", "Привет, Καλη"),
            ("ä½\u{a0}å¥½", "你好"),
            ("ðŸ˜€ âœ” â‚¬", "😀 ✔ €"),
            ("cafeÌ\u{81} Ä°stanbul", "cafe\u{301} İstanbul"),
            ("itÂ’s", "it’s"),
            ("ï»¿One", "One"),
            ("caf\u{fffd} ï¿½ â€œ said â€\u{20}", "caf? ? “ said ? "),
        ] {
            assert_eq!(fixed(garbled), meant);
        }
    }

    #[test]
    fn good_text_is_left_alone() {
        for text in [
            "NÃO, AMANHÃ”, “AMANHÔ, «IRMÃ», IRMû, MAÇÃ…, Ã’s, la letra Ã\u{a0}»",
            "« Â » et « Ã\u{a0}», L’ÂGE, Â\u{a0}!",
            "MENÜ», «CAFÉ», CAFÉ”, café”…, é…”, Spaß”—, à la « carte »",
            "manhã…” voilà– São Paulo",
            "Ångström 5 Å± 0.1, Å–x, ÄÖÜ, Ñandú, SEÑOR…”, ESPAÑA®, ÑÑ",
            "2×² ÷ 3, Ð and ð, Þórr, Íslands…, Æ°",
            "the sign \u{fffd} (\u{fffd}) is a mark",
            "İstanbul, ığüşöç, Łódź, Привет, 你好, 😀, ’",
            "COSÌ… PERCHÉ – È ‘QUI’",
        ] {
            assert_eq!(find(text), [], "{text:?}");
        }
    }

    #[test]
    fn every_letter_comes_back_from_within_a_word() {
        for letter in "éàüßñłśşğçœ£°’“—…€ﬁ".chars() {
            let read = letter.to_string().into_bytes().into_iter().map(|byte| {
                WINDOWS.get(usize::from(byte).wrapping_sub(0x80)).copied().unwrap_or(byte as char)
            });
            let garbled: String = read.collect();
            let text = format!("wo{garbled}rd");
            assert_eq!(fixed(&text), format!("wo{letter}rd"), "{garbled}");
        }
    }
}
