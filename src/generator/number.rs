//! The shape of a number as it is written, before a reader says whether it is one.

use super::Typed;

/// A text that some reader takes for a number.
#[derive(Debug, Default)]
pub struct Number {
    /// The figures before the point, without signs between them.
    pub digits: String,
    /// The figures behind it.
    pub fraction: String,
    /// 10, or what `0x`, `0b` and `0o` say.
    pub radix: u32,
    /// Whether the radix is written.
    pub is_marked: bool,
    /// Whether there is a point.
    pub has_point: bool,
    /// The power of ten.
    pub exponent: Option<Exponent>,
    /// The parts behind colons, of which sixty make one before.
    pub sixties: Vec<u32>,
    /// Whether underscores stand between figures.
    pub has_underscore: bool,
    /// Whether commas do.
    pub has_comma: bool,
    is_negative: bool,
}

/// A power of ten.
#[derive(Clone, Copy, Debug)]
pub struct Exponent {
    /// Its value.
    pub value: i32,
    /// Whether its sign is written.
    pub is_signed: bool,
}

impl Number {
    /// The number that `text` is written as; `None` where nobody would take it for
    /// one.
    pub fn scan(text: &str) -> Option<Self> {
        let mut number = Self { radix: 10, ..Self::default() };
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        number.is_negative = text.starts_with('-');
        for (mark, radix) in [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8)] {
            if let Some(rest) = unsigned.strip_prefix(mark) {
                (number.radix, number.is_marked) = (radix, true);
                let end = number.figures(rest, true)?;
                return (end == rest.len()).then_some(number);
            }
        }
        let end = number.figures(unsigned, true).unwrap_or(0);
        let mut rest = &unsigned[end..];
        if rest.starts_with(':') && end > 0 {
            for part in rest[1..].split(':') {
                let value = part.parse().ok().filter(|value: &u32| *value < 60)?;
                number.sixties.push(value);
                if part.len() > 2 || part.starts_with('+') {
                    return None;
                }
            }
            return Some(number);
        }
        if let Some(fraction) = rest.strip_prefix('.') {
            number.has_point = true;
            let end = number.figures(fraction, false).unwrap_or(0);
            rest = &fraction[end..];
        }
        if number.digits.is_empty() && number.fraction.is_empty() {
            return None;
        }
        if let Some(power) = rest.strip_prefix(['e', 'E']) {
            let is_signed = power.starts_with(['+', '-']);
            number.exponent = Some(Exponent { value: power.parse().ok()?, is_signed });
            rest = "";
        }
        rest.is_empty().then_some(number)
    }

    /// Takes the figures at the start of `text`, and says where they end.
    fn figures(&mut self, text: &str, is_whole: bool) -> Option<usize> {
        let mut end = 0;
        for (at, c) in text.char_indices() {
            match c {
                _ if c.is_digit(self.radix) => {
                    if is_whole { &mut self.digits } else { &mut self.fraction }.push(c);
                }
                '_' if at > 0 => self.has_underscore = true,
                ',' if at > 0 && is_whole => self.has_comma = true,
                _ => break,
            }
            end = at + 1;
        }
        (end > 0).then_some(end)
    }

    /// Whether it has neither point nor exponent.
    pub fn is_whole(&self) -> bool {
        !self.has_point && self.exponent.is_none()
    }

    /// Its value where the figures are of that radix.
    pub fn integer(&self, radix: u32) -> Option<Typed> {
        let value = i128::from_str_radix(&self.digits, radix).ok()?;
        Some(Typed::Integer(if self.is_negative { -value } else { value }))
    }

    /// Its value as a floating-point number.
    pub fn float(&self) -> Option<f64> {
        let power = self.exponent.map_or(0, |exponent| exponent.value);
        let text = format!("{}.{}e{power}", self.digits, self.fraction);
        let value: f64 = text.parse().ok()?;
        Some(if self.is_negative { -value } else { value })
    }

    /// Its value where the first part counts for sixty to the power of `first`.
    pub fn sexagesimal(&self, first: usize) -> Option<i128> {
        let mut value: i128 = 0;
        let whole = self.digits.parse().ok()?;
        for (at, part) in std::iter::once(whole).chain(self.sixties.iter().copied()).enumerate() {
            let power = u32::try_from(first.abs_diff(at)).ok()?;
            value += i128::from(part) * 60_i128.checked_pow(power)?;
        }
        Some(if self.is_negative { -value } else { value })
    }
}
