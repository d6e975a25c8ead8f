//! Which bytes stand beside which in a text: what tells soon that something is not there.

/// Which bytes stand beside which in a text. One beyond ASCII is taken for that without its
/// highest bit.
#[derive(Debug)]
pub struct Pairs {
    /// By [`place`].
    beside: Box<[bool; 1 << 15]>,
    /// Which have any behind them: all that are there.
    bytes: [bool; 0x80],
    are_ascii: bool,
}

/// Stands behind a text.
const EDGE: u8 = 0x7f;

impl Pairs {
    /// Those of `text`.
    pub fn of(text: &str) -> Self {
        let mut beside = Box::new([false; 1 << 15]);
        let mut rest = text.as_bytes();
        // seven pairs at a time
        while let Some(eight) = rest.first_chunk() {
            let eight = u64::from_le_bytes(*eight);
            (0..7).for_each(|at| beside[(eight >> (8 * at)) as usize & BOTH] = true);
            rest = &rest[7..];
        }
        for (at, byte) in rest.iter().enumerate() {
            beside[place(*byte, rest.get(at + 1).copied().unwrap_or(EDGE))] = true;
        }
        let mut bytes = [false; 0x80];
        for row in beside.as_chunks::<0x100>().0 {
            bytes.iter_mut().zip(row).for_each(|(any, is_there)| *any |= is_there);
        }
        Self { beside, bytes, are_ascii: text.is_ascii() }
    }

    /// Whether `part` may stand in the text, in small or large letters.
    pub fn may_hold(&self, part: &str) -> bool {
        let either = |byte: u8| [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()];
        let stand = |two: &[u8]| {
            let next = |byte| either(two[1]).iter().any(|&next| self.beside[place(byte, next)]);
            either(two[0]).into_iter().any(next)
        };
        match part.as_bytes() {
            [byte] => either(*byte).iter().any(|&byte| self.may_hold_byte(byte)),
            bytes => bytes.windows(2).all(stand),
        }
    }

    /// Whether these two bytes of ASCII may stand beside each other in the text.
    pub fn may_hold_both(&self, [byte, next]: [u8; 2]) -> bool {
        self.beside[place(byte, next)]
    }

    /// Whether `byte` may stand in the text.
    pub fn may_hold_byte(&self, byte: u8) -> bool {
        self.bytes[usize::from(byte & 0x7f)]
    }

    /// Whether all of the text is ASCII.
    pub fn are_ascii(&self) -> bool {
        self.are_ascii
    }
}

/// The bits of two bytes that count.
const BOTH: usize = 0x7f7f;

/// Where it is noted that the byte `next` stands behind another: as two of them are read
/// from a text.
#[inline]
fn place(byte: u8, next: u8) -> usize {
    usize::from(u16::from_le_bytes([byte, next])) & BOTH
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
        for part in ["z", "!", "  ", " ,", ",s", "ks", "--", "\t", "\n", "’ “", "é", "…", "%%", "3"]
        {
            assert!(!pairs.may_hold(part), "{part:?}");
        }
    }

    #[test]
    fn marks_and_letters_are_told_apart() {
        let told = (0..0x7f_u8).filter(|byte| !byte.is_ascii_control());
        for byte in told.clone() {
            let pairs = Pairs::of(char::from(byte).encode_utf8(&mut [0; 4]));
            for other in told.clone() {
                let same = byte.eq_ignore_ascii_case(&other);
                let other = char::from(other);
                assert_eq!(pairs.may_hold(other.encode_utf8(&mut [0; 4])), same, "{byte} {other}");
            }
        }
    }
}
