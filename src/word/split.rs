//! Where words begin and end, found 64 bytes at a time. The build uses this file, too.

use std::ops::Range;

/// Says where a word may be broken, and is not seen where it is not.
pub const SOFT_HYPHEN: char = '\u{ad}';

/// Whether `c` belongs to the word beside it: a letter or figure, but no apostrophe that
/// is a letter to Unicode, and none of a script that does not part words.
pub fn is_in_word(c: char) -> bool {
    match c {
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        // the letters of most of Europe, and the signs of times and divided by among them
        '\u{c0}'..='\u{24f}' => !matches!(c, '×' | '÷'),
        // curly quotation marks and dashes
        '\u{2000}'..='\u{206f}' | 'ʼ' => false,
        // what stands for something else
        '\u{fff0}'..='\u{ffff}' => false,
        c => c.is_alphanumeric() && !is_unparted(c),
    }
}

/// Whether the script of `c` parts no words: Chinese, Japanese, Thai and the like.
pub fn is_unparted(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

const BLOCK: usize = 64;

/// The words of `text`, in order: letters and figures in a row, soft hyphens among them.
pub fn ranges(text: &str) -> Vec<Range<usize>> {
    let edges = edges(text);
    let (words, _) = edges.as_chunks();
    words.iter().map(|&[start, end]| start as usize..end as usize).collect()
}

/// Where words begin and end, by turns. Of a text beyond 4 GB, which no post is, only
/// what stands before.
pub(super) fn edges(text: &str) -> Vec<u32> {
    let (blocks, rest) = text.as_bytes().as_chunks();
    let mut last = [0; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let mut edges = Vec::with_capacity(text.len() / 2 + BLOCK);
    // whether a word goes on from the block before
    let mut goes_on = 0;
    for (block, base) in blocks.iter().chain([&last]).zip((0..u32::MAX).step_by(BLOCK)) {
        let in_words = letters(block) | wide_letters(text, base as usize, block);
        // a bit for each byte at which a word begins, or has ended
        let mut bits = in_words ^ (in_words << 1 | goes_on);
        goes_on = in_words >> (BLOCK - 1);
        let len = edges.len() + bits.count_ones() as usize;
        // eight at a time, since it is hard to foretell how many there are
        while bits != 0 {
            edges.extend_from_slice(&[(); 8].map(|()| {
                let edge = base + bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
                edge
            }));
        }
        edges.truncate(len);
    }
    edges
}

/// A bit for each byte that is a letter or figure of ASCII.
fn letters(block: &[u8; BLOCK]) -> u64 {
    bits(block, |byte| {
        let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        is_letter | (byte.wrapping_sub(b'0') < 10)
    })
}

/// A bit for each byte of which `holds` is true.
#[inline]
fn bits(block: &[u8; BLOCK], holds: impl Fn(u8) -> bool) -> u64 {
    // gathers the lowest bits of eight bytes in the highest byte
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let held = block.map(|byte| u8::from(holds(byte)));
    let (eights, _) = held.as_chunks::<8>();
    eights
        .iter()
        .rev()
        .fold(0, |bits, &eight| bits << 8 | u64::from_le_bytes(eight).wrapping_mul(GATHER) >> 56)
}

/// A bit for each byte of the block at `base` that is part of a character beyond ASCII
/// which belongs to words.
fn wide_letters(text: &str, base: usize, block: &[u8; BLOCK]) -> u64 {
    let mut in_words = 0;
    if block.is_ascii() {
        return in_words;
    }
    let mut wide = bits(block, |byte| byte >= 0x80);
    while wide != 0 {
        let at = base + wide.trailing_zeros() as usize;
        // it may have begun in the block before
        let start = text.floor_char_boundary(at);
        let Some(c) = text[start..].chars().next() else { break };
        let own = !(u64::MAX << (start + c.len_utf8() - at)) << (at - base);
        if is_in_word(c) || c == SOFT_HYPHEN {
            in_words |= own;
        }
        wide &= !own;
    }
    in_words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        ranges(text).into_iter().map(|word| &text[word]).collect()
    }

    #[test]
    fn words_end_where_letters_and_figures_do() {
        assert_eq!(split("It's 3.5, so_far"), ["It", "s", "3", "5", "so", "far"]);
        assert_eq!(split("Das Caf\u{e9}’s\u{ad}ue 新聞it"), ["Das", "Café", "s\u{ad}ue", "it"]);
        assert_eq!(split("2×3÷4"), ["2", "3", "4"]);
        assert_eq!(split(""), [""; 0]);
        assert_eq!(split("“”"), [""; 0]);
    }

    #[test]
    fn words_go_on_over_the_ends_of_blocks() {
        for before in 50..70 {
            let text = format!("{}word’s wörd 😀ö {}", " ".repeat(before), "x".repeat(200));
            assert_eq!(split(&text), ["word", "s", "wörd", "ö", &"x".repeat(200)], "{before}");
        }
        assert_eq!(split(&"x".repeat(64)), ["x".repeat(64)]);
        assert_eq!(split(&"x".repeat(128)), ["x".repeat(128)]);
        assert_eq!(split(&"ö".repeat(64)), ["ö".repeat(64)]);
    }

    #[test]
    fn letters_are_those_of_unicode_but_for_some() {
        for c in ('\0'..='\u{3000}').filter(|&c| !is_unparted(c) && c != 'ʼ') {
            let is_punctuation = matches!(c, '\u{2000}'..='\u{206f}');
            assert_eq!(is_in_word(c), c.is_alphanumeric() && !is_punctuation, "{c:?}");
        }
    }
}
