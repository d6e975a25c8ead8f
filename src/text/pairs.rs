//! Which bytes stand beside which in a text: what tells soon that something is not there.

/// Which bytes stand in a text, and which of ASCII beside which, in small or large letters.
/// It may take one figure for another, and a byte beyond ASCII beside another for any two
/// that are there.
#[derive(Debug)]
pub struct Pairs {
    /// For each class whether the other stands behind it.
    beside: Box<[[bool; CLASSES]; CLASSES]>,
    /// The bytes from 0x80 on.
    wide: [bool; 128],
}

/// Kinds of bytes: letters without case, all figures, each mark.
const CLASSES: usize = 64;

const FIGURE: u8 = 26;
/// Those that stand in no text but by mistake, and what is before and behind it.
const CONTROL: u8 = 62;
const WIDE: u8 = 63;

/// The class of each byte.
static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [WIDE; 256];
    let mut byte = 0;
    let mut mark = FIGURE;
    while byte < 0x80 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' => byte - b'a',
            b'A'..=b'Z' => byte - b'A',
            b'0'..=b'9' => FIGURE,
            b'\n' | b'\r' => 60,
            b'\t' => 61,
            b' ' => 59,
            0x21..=0x7e => {
                mark += 1;
                mark
            }
            _ => CONTROL,
        };
        byte += 1;
    }
    classes
}

impl Pairs {
    /// Those of `text`.
    pub fn of(text: &str) -> Self {
        let mut beside = Box::new([[false; CLASSES]; CLASSES]);
        let mut wide = [false; 128];
        let mut before = CONTROL;
        for part in text.as_bytes().chunks(64) {
            for byte in part {
                let class = CLASS[usize::from(*byte)];
                beside[usize::from(before)][usize::from(class)] = true;
                before = class;
            }
            if !part.is_ascii() {
                part.iter().filter(|byte| !byte.is_ascii()).for_each(|byte| {
                    wide[usize::from(byte & 0x7f)] = true;
                });
            }
        }
        // the last one stands before something, too
        beside[usize::from(before)][usize::from(CONTROL)] = true;
        Self { beside, wide }
    }

    /// Whether `part` may stand in the text, in small or large letters.
    pub fn may_hold(&self, part: &str) -> bool {
        let bytes = part.as_bytes();
        let is_there = |byte: &u8| byte.is_ascii() || self.wide[usize::from(byte & 0x7f)];
        let stand = |two: &[u8]| {
            self.beside[usize::from(CLASS[usize::from(two[0])])]
                [usize::from(CLASS[usize::from(two[1])])]
        };
        bytes.iter().all(is_there)
            && match bytes {
                [byte] if byte.is_ascii() => {
                    self.beside[usize::from(CLASS[usize::from(*byte)])].contains(&true)
                }
                _ => bytes.windows(2).all(stand),
            }
    }

    /// Whether all of the text is ASCII.
    pub fn are_ascii(&self) -> bool {
        !self.wide.contains(&true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_text_may_stand_in_it() {
        let text = "It’s 5 km\t– “so far”, SHE said:\n20% (or £3.50) more…\u{7f}";
        let pairs = Pairs::of(text);
        for (start, _) in text.char_indices() {
            for (end, c) in text[start..].char_indices() {
                let part = &text[start..start + end + c.len_utf8()];
                assert!(pairs.may_hold(part), "{part:?}");
                assert!(pairs.may_hold(&part.to_ascii_uppercase()), "{part:?}");
            }
        }
        assert!(!pairs.are_ascii() && Pairs::of("a\n").are_ascii());
        assert!(pairs.may_hold("") && Pairs::of("").may_hold("") && !Pairs::of("").may_hold("a"));
    }

    #[test]
    fn what_does_not_stand_in_a_text_is_told() {
        let pairs = Pairs::of("It’s so far, she said: 20% “more”");
        for part in ["z", "!", "  ", " ,", ",s", "ks", "--", "\t", "\n", "’ “", "é", "…", "%%"] {
            assert!(!pairs.may_hold(part), "{part:?}");
        }
    }

    #[test]
    fn marks_and_letters_are_told_apart() {
        let told = (0..0x7f_u8).filter(|byte| !byte.is_ascii_control());
        for byte in told.clone() {
            let pairs = Pairs::of(char::from(byte).encode_utf8(&mut [0; 4]));
            for other in told.clone() {
                let same = byte.eq_ignore_ascii_case(&other)
                    || (byte.is_ascii_digit() && other.is_ascii_digit());
                let other = char::from(other);
                assert_eq!(pairs.may_hold(other.encode_utf8(&mut [0; 4])), same, "{byte} {other}");
            }
        }
    }
}
