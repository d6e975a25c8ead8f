//! Signs that an expression needs, looked for many bytes at once.

use aho_corasick::{AhoCorasick, Input};
use memchr::memchr2_iter;
use memchr::memmem::Finder;

use super::begin::Beginning;
use super::gate::{FIGURES, Sought};
use crate::text::Pairs;

/// Signs of which one must be there.
#[derive(Debug)]
pub enum Signs {
    /// No sign is known.
    None,
    /// A figure, no matter which.
    Figure,
    /// One of few.
    Few(Vec<Sign>),
    /// One of many: how they are found, and they.
    Many(AhoCorasick, Vec<String>),
    /// A character beyond ASCII, from one of these to another.
    Wide(Vec<(char, char)>),
}

/// Signs that are looked for one by one.
const ONE_BY_ONE: usize = 4;

impl Signs {
    /// The signs of an expression in which capitals make no difference, or do.
    pub fn new(needed: &Sought, ignore_case: bool) -> Self {
        let signs = match needed {
            Sought::Nothing => return Signs::None,
            Sought::Wide(ranges) => return Signs::Wide(ranges.clone()),
            Sought::Texts(signs) => signs,
        };
        let few = || signs.iter().map(|sign| Sign::new(sign, ignore_case)).collect();
        let together = || AhoCorasick::builder().ascii_case_insensitive(ignore_case).build(signs);
        match signs.len() {
            10 if signs.concat() == FIGURES => Signs::Figure,
            0..=ONE_BY_ONE => Signs::Few(few()),
            _ => match together() {
                Ok(found) => Signs::Many(found, signs.clone()),
                Err(_) => Signs::Few(few()),
            },
        }
    }

    /// Whether no sign is known.
    pub fn are_none(&self) -> bool {
        matches!(self, Signs::None)
    }

    /// Whether one of them stands in `text`, or none is known.
    pub fn are_in(&self, text: &str) -> bool {
        match self {
            Signs::None => true,
            // which stands first does not matter
            Signs::Few(signs) => signs.iter().any(|sign| sign.first_in(text.as_bytes()).is_some()),
            _ => Places::of(self, text).next(0).is_some(),
        }
    }

    /// Whether they may stand in a text with these bytes beside each other.
    pub fn may_be_of(&self, pairs: &Pairs) -> bool {
        match self {
            Signs::None => true,
            Signs::Figure => (b'0'..=b'9').any(|figure| pairs.may_hold_byte(figure)),
            Signs::Few(signs) => signs.iter().any(|sign| sign.may_be_of(pairs)),
            Signs::Many(_, texts) => texts.iter().any(|text| pairs.may_hold(text)),
            Signs::Wide(_) => !pairs.are_ascii(),
        }
    }
}

/// The places of signs in a text, one after another.
pub struct Places<'s, 't> {
    signs: &'s Signs,
    text: &'t str,
    /// For each of few signs its next place.
    ahead: Vec<Option<usize>>,
    /// What begins there.
    beginning: Option<&'s Beginning>,
}

impl<'s, 't> Places<'s, 't> {
    /// The places of `signs` in `text`.
    pub fn of(signs: &'s Signs, text: &'t str) -> Self {
        let ahead = match signs {
            // each is looked for when it is first asked for
            Signs::Few(signs) => vec![Some(0); signs.len()],
            _ => Vec::new(),
        };
        Self { signs, text, ahead, beginning: None }
    }

    /// Those of them at which what begins so may stand.
    pub(super) fn beginning(self, beginning: &'s Beginning) -> Self {
        Self { beginning: Some(beginning), ..self }
    }

    /// The first place from the byte `from` on, which must not go back; any where no sign
    /// is known.
    pub fn next(&mut self, mut from: usize) -> Option<usize> {
        let Some(beginning) = self.beginning else { return self.next_sign(from) };
        loop {
            let at = self.next_sign(from)?;
            if beginning.may_stand(self.text, at) {
                return Some(at);
            }
            from = at + 1;
        }
    }

    fn next_sign(&mut self, from: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(from..)?;
        match self.signs {
            Signs::None => Some(from),
            Signs::Figure => first_figure(rest).map(|at| from + at),
            Signs::Many(signs, _) => {
                signs.find(Input::new(self.text).range(from..)).map(|found| found.start())
            }
            Signs::Wide(ranges) => {
                let is_one = |c: char| {
                    let behind = ranges.partition_point(|range| range.0 <= c);
                    behind > 0 && c <= ranges[behind - 1].1
                };
                let begins = rest.iter().enumerate().filter(|(_, byte)| **byte >= 0xc0);
                let mut begins = begins.map(|(at, _)| from + at);
                begins.find(|&at| self.text[at..].starts_with(is_one))
            }
            Signs::Few(signs) => {
                let ahead = self.ahead.iter_mut().zip(signs);
                let next = ahead.map(|(ahead, sign)| {
                    if ahead.is_some_and(|at| at <= from) {
                        *ahead = sign.first_in(rest).map(|at| from + at);
                    }
                    *ahead
                });
                next.flatten().min()
            }
        }
    }
}

fn first_figure(bytes: &[u8]) -> Option<usize> {
    // many bytes at once
    let has = |bytes: &[u8]| bytes.iter().fold(false, |any, byte| any | byte.is_ascii_digit());
    let chunk = bytes.chunks(64).position(has)? * 64;
    bytes[chunk..].iter().position(u8::is_ascii_digit).map(|at| chunk + at)
}

/// Something short that must be there, whole or inside of a word.
#[derive(Debug)]
pub enum Sign {
    /// As it stands.
    Exact(Box<Finder<'static>>),
    /// In small or large letters; the place of the byte in it that is the most seldom in
    /// texts.
    AnyCase(Box<[u8]>, usize),
}

/// Bytes that stand often in texts, the most frequent last.
const FREQUENT: &[u8] = b"qjxz0123456789kvbpgwyfmcuXQZJ;:()\"'ldhrsnioat.,e ";

impl Sign {
    fn new(text: &str, ignore_case: bool) -> Self {
        if !(ignore_case && text.bytes().any(|byte| byte.is_ascii_alphabetic())) {
            return Self::Exact(Box::new(Finder::new(text).into_owned()));
        }
        let frequency = |byte: u8| FREQUENT.iter().position(|f| byte.eq_ignore_ascii_case(f));
        let seldom = (0..text.len()).min_by_key(|&at| frequency(text.as_bytes()[at]));
        Self::AnyCase(text.as_bytes().into(), seldom.unwrap_or_default())
    }

    fn may_be_of(&self, pairs: &Pairs) -> bool {
        let bytes = match self {
            Self::Exact(sign) => sign.needle(),
            Self::AnyCase(sign, _) => sign,
        };
        std::str::from_utf8(bytes).is_ok_and(|sign| pairs.may_hold(sign))
    }

    fn first_in(&self, bytes: &[u8]) -> Option<usize> {
        let (sign, seldom) = match self {
            Self::Exact(sign) => return sign.find(bytes),
            Self::AnyCase(sign, seldom) => (sign, *seldom),
        };
        let begun = |at: usize| {
            let start = at.checked_sub(seldom)?;
            let found = bytes.get(start..start + sign.len())?;
            found.eq_ignore_ascii_case(sign).then_some(start)
        };
        let (small, large) = (sign[seldom].to_ascii_lowercase(), sign[seldom].to_ascii_uppercase());
        memchr2_iter(small, large, bytes).find_map(begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(texts: &[&str], ignore_case: bool) -> Signs {
        let texts = texts.iter().map(|&text| text.to_owned()).collect();
        Signs::new(&Sought::Texts(texts), ignore_case)
    }

    #[test]
    fn signs_are_found_in_any_case_that_counts() {
        let is_in = |sign: &str, ignore_case, text: &str| {
            let signs = signs(&[sign], ignore_case);
            let is_in = signs.are_in(text);
            assert!(!is_in || signs.may_be_of(&Pairs::of(text)), "{sign} in {text}");
            is_in
        };
        assert!(is_in("...", true, "so...") && is_in("turn", true, "t TURN0"));
        assert!(!is_in("turn", true, "tur") && !is_in("TK", false, "tk"));
        assert!(is_in("TK", false, "TK") && is_in("“", true, "a “b”"));
        assert!(!is_in("…", true, "a “b”"));
    }

    #[test]
    fn places_are_found_in_their_order() {
        let places = |signs: &Signs, text: &str| {
            let (mut places, mut out, mut from) = (Places::of(signs, text), Vec::new(), 0);
            while let Some(at) = places.next(from) {
                out.push(at);
                from = text.ceil_char_boundary(at + 1);
            }
            out
        };
        let text = "a KM, 5 km? é ☕ km 7";
        assert_eq!(places(&signs(&["km", "?"], true), text), [2, 8, 10, 19]);
        assert_eq!(places(&signs(&["km"], false), text), [8, 19]);
        assert_eq!(places(&signs(&["a", "b", "c", "d", "m"], false), text), [0, 9, 20]);
        let figures: Vec<String> = ('0'..='9').map(String::from).collect();
        let figures = Signs::new(&Sought::Texts(figures), true);
        assert_eq!(places(&figures, text), [6, 22]);
        let long = format!("{}7{}8", "x".repeat(100), "y".repeat(63));
        assert_eq!(places(&figures, &long), [100, 164]);
        let wide = Signs::new(&Sought::Wide(vec![('☀', '⛿'), ('🀀', '🫿')]), true);
        assert_eq!(places(&wide, text), [15]);
        assert_eq!(places(&wide, "🚀a"), [0]);
        assert!(Signs::None.are_in("ab") && Signs::None.are_in(""));
        assert!(!wide.may_be_of(&Pairs::of("plain")) && wide.may_be_of(&Pairs::of(text)));
    }
}
