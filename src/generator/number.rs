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
    /// Whether underscores stand behind the point.
    pub fraction_has_signs: bool,
    /// Whether the mark of the radix is a capital.
    pub is_upper: bool,
    /// Whether each of them has a figure on either side.
    pub is_tidy: bool,
    /// What stands behind the point of a number with colons.
    pub last_fraction: Option<String>,
    /// Whether one of them stands at the very end.
    pub is_open_ended: bool,
    /// Whether a sign is written.
    pub is_signed: bool,
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
        let mut number = Self { radix: 10, is_tidy: true, ..Self::default() };
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        number.is_negative = text.starts_with('-');
        number.is_signed = unsigned.len() < text.len();
        number.is_open_ended = text.ends_with(['_', ',']);
        for (mark, radix) in [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8)] {
            if let Some(rest) = unsigned.strip_prefix(mark) {
                (number.radix, number.is_marked) = (radix, true);
                number.is_upper = mark.ends_with(|c: char| c.is_ascii_uppercase());
                let end = number.figures(rest, true)?;
                return (end == rest.len()).then_some(number);
            }
        }
        let end = number.figures(unsigned, true).unwrap_or(0);
        let mut rest = &unsigned[end..];
        if rest.starts_with(':') && end > 0 {
            return number.sixtieths(&rest[1..]);
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

    /// Reads the parts behind the first colon: two figures each, and perhaps a point
    /// behind the last.
    fn sixtieths(mut self, text: &str) -> Option<Self> {
        let (text, fraction) = match text.split_once('.') {
            Some((text, fraction)) => (text, Some(fraction)),
            None => (text, None),
        };
        if fraction.is_some_and(|fraction| fraction.bytes().any(|b| !b.is_ascii_digit())) {
            return None;
        }
        self.last_fraction = fraction.map(str::to_owned);
        for part in text.split(':') {
            if part.len() > 2 || part.bytes().any(|b| !b.is_ascii_digit()) {
                return None;
            }
            self.sixties.push(part.parse().ok().filter(|value| *value < 60)?);
        }
        Some(self)
    }

    /// Takes the figures at the start of `text`, and says where they end.
    fn figures(&mut self, text: &str, is_whole: bool) -> Option<usize> {
        let mut end = 0;
        let mut after_sign = false;
        for (at, c) in text.char_indices() {
            let is_sign = matches!(c, '_' | ',');
            match c {
                _ if c.is_digit(self.radix) => {
                    if is_whole { &mut self.digits } else { &mut self.fraction }.push(c);
                }
                '_' if at > 0 || self.is_marked || !is_whole => self.has_underscore = true,
                ',' if at > 0 && is_whole => self.has_comma = true,
                _ => break,
            }
            self.is_tidy &= !(is_sign && after_sign);
            self.fraction_has_signs |= is_sign && !is_whole;
            after_sign = is_sign;
            end = at + 1;
        }
        self.is_tidy &= !after_sign;
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

    /// Its value where the first part counts for sixty to the power of `first`, and
    /// each after it for a power less or, behind the last, more. The sign is the
    /// first part's alone, as Ruby has it, or that of all.
    pub fn sexagesimal(&self, first: usize, sign_of_all: bool) -> Option<f64> {
        let sign = if self.is_negative { -1.0 } else { 1.0 };
        let whole: f64 = self.digits.parse().ok()?;
        let power = |at: usize| 60_f64.powi(i32::try_from(first.abs_diff(at)).unwrap_or(0));
        let mut value = whole * power(0) * if sign_of_all { 1.0 } else { sign };
        for (at, part) in self.sixties.iter().enumerate() {
            let is_last = at + 1 == self.sixties.len();
            let fraction = self.last_fraction.as_deref().filter(|_| is_last).unwrap_or_default();
            let part: f64 = format!("{part}.{fraction}").parse().ok()?;
            value += part * power(at + 1);
        }
        Some(if sign_of_all { value * sign } else { value })
    }
}
