//! What a word is, and texts cut into words, 64 bytes at a time.

use std::ops::Range;

/// Says where a word may be broken, and is not seen where it is not.
pub const SOFT_HYPHEN: char = '\u{ad}';

/// Whether `c` belongs to the word beside it: a letter or figure, but no apostrophe that
/// is a letter to Unicode, and none of a script that does not part words.
pub(in crate::check) fn is_in_word(c: char) -> bool {
    match c {
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        // curly quotation marks and dashes, the most frequent by far
        '\u{2000}'..='\u{206f}' | 'ʼ' => false,
        c => c.is_alphanumeric() && !is_unparted(c),
    }
}

/// Whether the script of `c` parts no words: Chinese, Japanese, Thai and the like.
pub(in crate::check) fn is_unparted(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// The words of a text: letters and figures in a row, soft hyphens among them.
pub(in crate::check) fn words(text: &str) -> Words<'_> {
    let mut words = Words { text, block: 0, left: 0, is_ascii: true, wide: 0..0 };
    words.load(0);
    words
}

/// See [`words`].
pub(in crate::check) struct Words<'t> {
    text: &'t str,
    /// Where the block that is read begins.
    block: usize,
    /// A bit for each of its bytes that may be in a word and was not yet told.
    left: u64,
    /// Whether the block holds ASCII only.
    is_ascii: bool,
    /// Bytes among which there are others than ASCII, still to be cut.
    wide: Range<usize>,
}

const BLOCK: usize = 64;

impl Words<'_> {
    /// Begins the block at the byte `at`.
    fn load(&mut self, at: usize) {
        let bytes = self.text.as_bytes();
        self.block = at;
        let rest = bytes.get(at..).unwrap_or_default();
        let mut last = [0; BLOCK];
        let block = rest.first_chunk().unwrap_or_else(|| {
            last[..rest.len()].copy_from_slice(rest);
            &last
        });
        self.left = may_be_in_words(block);
        self.is_ascii = block.is_ascii();
    }

    /// The next bytes in a row that may be in words, and whether all are ASCII.
    #[inline]
    fn next_run(&mut self) -> Option<(Range<usize>, bool)> {
        while self.left == 0 {
            if self.block + BLOCK >= self.text.len() {
                return None;
            }
            self.load(self.block + BLOCK);
        }
        let from = self.left.trailing_zeros();
        let mut len = (self.left >> from).trailing_ones();
        let start = self.block + from as usize;
        let (mut end, mut is_ascii) = (start + len as usize, self.is_ascii);
        if from + len < u64::BITS {
            self.left &= u64::MAX << (from + len);
            return Some((start..end, is_ascii));
        }
        // it may go on in the next blocks
        loop {
            self.load(self.block + BLOCK);
            len = self.left.trailing_ones();
            end += len as usize;
            is_ascii &= self.is_ascii;
            if len < u64::BITS {
                self.left &= u64::MAX << len;
                return Some((start..end, is_ascii));
            }
        }
    }

    /// The next word of a run with other characters than ASCII.
    fn next_wide(&mut self) -> Option<Range<usize>> {
        let mut start = None;
        for (at, c) in self.text[self.wide.clone()].char_indices() {
            let at = self.wide.start + at;
            match (is_in_word(c) || c == SOFT_HYPHEN, start) {
                (true, None) => start = Some(at),
                (false, Some(start)) => {
                    self.wide.start = at;
                    return Some(start..at);
                }
                _ => {}
            }
        }
        let end = self.wide.end;
        self.wide.start = end;
        start.map(|start| start..end)
    }
}

impl Words<'_> {
    /// The next word, and whether it is ASCII.
    #[inline]
    pub(super) fn next_word(&mut self) -> Option<(Range<usize>, bool)> {
        loop {
            if !self.wide.is_empty()
                && let Some(word) = self.next_wide()
            {
                return Some((word, false));
            }
            let (run, is_ascii) = self.next_run()?;
            if is_ascii || self.text.as_bytes()[run.clone()].is_ascii() {
                return Some((run, true));
            }
            self.wide = run;
        }
    }
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        self.next_word().map(|(word, _)| word)
    }
}

/// A bit for each byte that is a letter or figure of ASCII, or no ASCII at all.
fn may_be_in_words(block: &[u8; BLOCK]) -> u64 {
    // gathers the lowest bits of eight bytes in the highest byte
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let mut may = [0; BLOCK];
    for (may, &byte) in may.iter_mut().zip(block) {
        let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        *may = u8::from(is_letter | (byte.wrapping_sub(b'0') < 10) | (byte >= 0x80));
    }
    let (eights, _) = may.as_chunks::<8>();
    let mut bits = 0;
    for &eight in eights.iter().rev() {
        bits = bits << 8 | u64::from_le_bytes(eight).wrapping_mul(GATHER) >> 56;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        words(text).map(|word| &text[word]).collect()
    }

    #[test]
    fn words_end_where_letters_and_figures_do() {
        assert_eq!(split("It's 3.5, so_far"), ["It", "s", "3", "5", "so", "far"]);
        assert_eq!(split("Das Caf\u{e9}’s\u{ad}ue 新聞it"), ["Das", "Café", "s\u{ad}ue", "it"]);
        assert_eq!(split(""), [""; 0]);
        assert_eq!(split("“”"), [""; 0]);
    }

    #[test]
    fn words_go_on_over_the_ends_of_blocks() {
        for before in 55..70 {
            let text = format!("{}word’s wörd {}", " ".repeat(before), "x".repeat(200));
            assert_eq!(split(&text), ["word", "s", "wörd", &"x".repeat(200)], "{before}");
        }
        assert_eq!(split(&"x".repeat(64)), ["x".repeat(64)]);
        assert_eq!(split(&"x".repeat(128)), ["x".repeat(128)]);
    }
}
