//! Texts without soft hyphens, which an expression would trip over.

use std::ops::Range;

use crate::word::SOFT_HYPHEN;

/// A text without its soft hyphens.
pub(super) struct Bare {
    pub text: String,
    /// Where soft hyphens stood in the bare text, and how many bytes there were of
    /// them up to and with that one.
    gaps: Vec<(usize, usize)>,
}

impl Bare {
    /// `None` where there are none, as in most texts.
    pub fn of(text: &str) -> Option<Self> {
        if text.is_ascii() || !text.contains(SOFT_HYPHEN) {
            return None;
        }
        let mut bare = Self { text: String::with_capacity(text.len()), gaps: Vec::new() };
        for c in text.chars() {
            if c == SOFT_HYPHEN {
                let before = bare.gaps.last().map_or(0, |gap| gap.1);
                bare.gaps.push((bare.text.len(), before + c.len_utf8()));
            } else {
                bare.text.push(c);
            }
        }
        Some(bare)
    }

    /// The place in the text as it was: soft hyphens at its ends are not part of it.
    pub fn place(&self, range: &Range<usize>) -> Range<usize> {
        let removed = |gap: usize| match gap {
            0 => 0,
            gap => self.gaps[gap - 1].1,
        };
        let start = range.start + removed(self.gaps.partition_point(|gap| gap.0 <= range.start));
        let end = range.end + removed(self.gaps.partition_point(|gap| gap.0 < range.end));
        start..end.max(start)
    }

    /// The place in the bare text of a byte of the text as it was.
    pub fn back(&self, at: usize) -> usize {
        let mut removed = 0;
        for gap in &self.gaps {
            if gap.0 + gap.1 > at {
                break;
            }
            removed = gap.1;
        }
        at - removed
    }
}
