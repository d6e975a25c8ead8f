//! What a regular expression cannot do without, by its syntax. It is run only where
//! that stands, so that most texts cost no search.

use std::cmp::Reverse;
use std::ops::Range;

use regex_syntax::hir::literal::{Extractor, Literal};
use regex_syntax::hir::{Class, Hir, HirKind};

use super::edge::{Side, is_closed};
use super::forms::{plain_forms, without_looks};
use crate::word::split::{is_in_word, ranges};

/// What must stand in a text for an expression to be found in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// Phrases of which one stands there, in small letters, whole words.
    pub phrases: Vec<String>,
    /// How many characters stand before one of the phrases in whatever is found, where
    /// that is always the same.
    pub before: Option<usize>,
    /// Where no phrase is known: signs of which one stands there, perhaps inside of a
    /// word, in small or large letters where case makes no difference.
    pub signs: Vec<String>,
}

/// Alternatives beyond which looking for all of them is no better than the search.
const MOST: usize = 64;

impl Gate {
    /// What the expression `source` needs; nothing where that cannot be said.
    pub fn of(source: &str, ignore_case: bool) -> Self {
        // a phrase is found in small and large letters
        let bare = without_looks(source).replace("(?i)", "").replace("(?i:", "(?:");
        let ignore_case = ignore_case || source.contains("(?i");
        let phrases = regex_syntax::parse(&bare).ok().and_then(|hir| phrases(&hir, false, false));
        if let Some(Needed { phrases, before }) = phrases {
            return Self { phrases, before, signs: Vec::new() };
        }
        let hir = regex_syntax::parse(&plain_forms(&bare));
        let signs = hir.ok().and_then(|hir| signs(&hir, ignore_case));
        Self { signs: signs.unwrap_or_default(), ..Self::default() }
    }
}

/// Phrases of which one stands in whatever is found, whole words.
struct Needed {
    phrases: Vec<String>,
    /// How many characters stand before one of them, where that is always the same.
    before: Option<usize>,
}

/// What `hir` needs; `before` and `after` say whether a word cannot go on beyond what is
/// found.
fn phrases(hir: &Hir, before: bool, after: bool) -> Option<Needed> {
    match hir.kind() {
        HirKind::Literal(_) => begun(hir, before, after),
        HirKind::Capture(capture) => phrases(&capture.sub, before, after),
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            let once = repetition.max == Some(1);
            phrases(&repetition.sub, before && once, after && once)
        }
        HirKind::Alternation(ways) => {
            let ways = ways.iter().map(|way| phrases(way, before, after));
            let ways: Vec<Needed> = ways.collect::<Option<_>>()?;
            let before = ways
                .first()?
                .before
                .filter(|_| ways.windows(2).all(|ways| ways[0].before == ways[1].before));
            let phrases = all_of(ways.into_iter().map(|way| Some(way.phrases)))?;
            Some(Needed { phrases, before })
        }
        HirKind::Concat(parts) => {
            let found = (0..parts.len()).flat_map(|at| {
                let own = is_closed(parts[..at].iter().rev(), Side::End, before);
                let behind = is_closed(parts[at + 1..].iter(), Side::Start, after);
                let inside = phrases(&parts[at], own, behind);
                let found = [begun(&Hir::concat(parts[at..].to_vec()), own, after), inside];
                let skipped: Option<usize> = parts[..at].iter().map(chars).sum();
                found.map(|found| {
                    let Needed { phrases, before } = found?;
                    let before = before.zip(skipped).map(|(before, skipped)| before + skipped);
                    Some(Needed { phrases, before })
                })
            });
            let rank = |needed: &Needed| {
                let Needed { phrases, before } = needed;
                let rarest = phrases.iter().map(|phrase| rarity(phrase)).min().unwrap_or_default();
                // it is quick to look where something begins, and slow to look for it
                let rarest = rarest + if before.is_some() { QUICKER } else { 0 };
                (rarest.saturating_sub(phrases.len().ilog2() as usize / 2), Reverse(phrases.len()))
            };
            found.flatten().max_by_key(rank)
        }
        _ => None,
    }
}

/// By how much the [`rarity`] of what stands anywhere must be more than that of what
/// stands at a certain place.
const QUICKER: usize = 4;

/// How many characters `hir` finds, where that is always the same. A blank stands for any
/// number of them.
fn chars(hir: &Hir) -> Option<usize> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(0),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            (!text.contains(' ')).then(|| text.chars().count())
        }
        HirKind::Class(_) => Some(1),
        HirKind::Capture(capture) => chars(&capture.sub),
        HirKind::Repetition(repetition) if repetition.max == Some(repetition.min) => {
            Some(chars(&repetition.sub)? * repetition.min as usize)
        }
        HirKind::Concat(parts) => parts.iter().map(chars).sum(),
        _ => None,
    }
}

/// The phrases with which all that `hir` finds begins, as far as they are whole words.
fn begun(hir: &Hir, before: bool, after: bool) -> Option<Needed> {
    let ends = after || is_closed(std::iter::once(hir), Side::End, after);
    let found = Extractor::new().limit_total(MOST).extract(hir);
    let mut is_first = true;
    let phrase = |literal: &Literal| {
        let text = std::str::from_utf8(literal.as_bytes()).ok()?;
        let ends = ends && literal.is_exact();
        let is_whole =
            |word: &Range<usize>| (word.start > 0 || before) && (word.end < text.len() || ends);
        let words = ranges(text);
        let first = words.iter().position(is_whole)?;
        let count = words[first..].iter().take(WORDS).take_while(|word| is_whole(word)).count();
        // with the marks around them
        let start = if first == 0 { 0 } else { words[first - 1].end };
        let end = words.get(first + count).map_or(text.len(), |word| word.start);
        is_first &= start == 0 && !text.starts_with(char::is_whitespace);
        Some(vec![text[start..end].trim().to_lowercase()])
    };
    let phrases =
        all_of(found.literals()?.iter().map(phrase)).filter(|phrases| !phrases.is_empty())?;
    Some(Needed { phrases, before: is_first.then_some(0) })
}

/// Words of a phrase that are looked for: more make it hardly more seldom.
const WORDS: usize = 3;

/// Words that stand in most texts.
const COMMON: &str = " a all an and any are as at be been but by can did do does for from had has \
     have he her here his how i if in is it its let me more most my new no not of on one or our s \
     said says she so some than that the their then there these they this those to was we were \
     what when where which who will with would you your ";

/// How seldom a phrase is, by a rough guess.
fn rarity(phrase: &str) -> usize {
    let weight = |word: &str| match COMMON.contains(&format!(" {word} ")) {
        true => 2,
        false => word.len().min(8),
    };
    let words = ranges(phrase).into_iter();
    let is_mark = |c: &char| !is_in_word(*c) && !c.is_whitespace();
    let marks = phrase.chars().filter(is_mark).count();
    words.map(|word| weight(&phrase[word])).sum::<usize>() + 3 * marks
}

/// Signs of which one stands in whatever `hir` finds; `None` where that cannot be said.
fn signs(hir: &Hir, ignore_case: bool) -> Option<Vec<String>> {
    let is_certain = |c: char| !ignore_case || has_one_case(c);
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            let longest = text.split(|c| !is_certain(c)).max_by_key(|run| run.len())?;
            (!longest.is_empty()).then(|| vec![longest.to_owned()])
        }
        HirKind::Class(class) => {
            let chars = chars_of(class)?;
            let is_short = chars.iter().all(|&c| is_certain(c));
            is_short.then(|| chars.into_iter().map(|c| c.to_string()).collect())
        }
        HirKind::Capture(capture) => signs(&capture.sub, ignore_case),
        HirKind::Repetition(repetition) if repetition.min > 1 => begun_signs(hir, &is_certain),
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            signs(&repetition.sub, ignore_case)
        }
        HirKind::Alternation(ways) => all_of(ways.iter().map(|way| signs(way, ignore_case))),
        HirKind::Concat(parts) => {
            let rank = |signs: &Vec<String>| {
                let rarity = |sign: &String| {
                    let is_rare =
                        |c: char| !c.is_ascii_alphanumeric() && !" .,:;!?()'’‘ʼ".contains(c);
                    sign.chars().count() + if sign.contains(is_rare) { 4 } else { 0 }
                };
                let rarest = signs.iter().map(rarity).min().unwrap_or_default();
                // to look for many costs more than one search that finds nothing
                2 * rarest as isize - signs.len() as isize
            };
            let found = (0..parts.len()).flat_map(|at| {
                let tail = Hir::concat(parts[at..].to_vec());
                [signs(&parts[at], ignore_case), begun_signs(&tail, &is_certain)]
            });
            found.flatten().max_by_key(rank)
        }
        _ => None,
    }
}

/// The signs with which all that `hir` finds begins.
fn begun_signs(hir: &Hir, is_certain: &dyn Fn(char) -> bool) -> Option<Vec<String>> {
    let found = Extractor::new().limit_total(MOST).extract(hir);
    let sign = |literal: &Literal| {
        let text = std::str::from_utf8(literal.as_bytes()).ok()?;
        let longest = text.split(|c| !is_certain(c)).max_by_key(|run| run.len())?;
        (!longest.is_empty()).then(|| vec![longest.to_owned()])
    };
    all_of(found.literals()?.iter().map(sign)).filter(|signs| !signs.is_empty())
}

/// Letters beyond ASCII have forms that a search which ignores case does not know.
fn has_one_case(c: char) -> bool {
    c.is_ascii() || (c.to_lowercase().eq([c]) && c.to_uppercase().eq([c]))
}

/// What one of several ways needs.
fn all_of<T: PartialEq>(ways: impl Iterator<Item = Option<Vec<T>>>) -> Option<Vec<T>> {
    let mut all = Vec::new();
    for way in ways {
        for needed in way? {
            if !all.contains(&needed) {
                all.push(needed);
            }
        }
    }
    (all.len() <= MOST).then_some(all)
}

/// The characters of a class, where they are not too many to look for.
fn chars_of(class: &Class) -> Option<Vec<char>> {
    const LOOKED_FOR: u32 = 10;
    let Class::Unicode(class) = class else { return None };
    let count: u32 = class.ranges().iter().map(|r| r.end() as u32 - r.start() as u32 + 1).sum();
    (count <= LOOKED_FOR).then(|| class.ranges().iter().flat_map(|r| r.start()..=r.end()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_that_must_be_there() {
        let needed = |source: &str| Gate::of(source, true).phrases.join("|");
        for (source, expected) in [
            (r"\bimage source,.{0,80}", "image source,"),
            (r"\bsaid in (?:the )?comments? below\b", "comments below|comment below"),
            (r"\d ?(?:am|a\.m\.),? (?:in the morning|at night)\b", "in the morning|at night"),
            (r"(?:the )?pier\b", ""),
            (r"\b(?:the )?pier\b", "the pier|pier"),
            (r"\b(?:the|an|a) \w+ harbourmaster\b", "harbourmaster"),
            (r"\bthe post .{1,20} appeared\W", "the post"),
            (r"\b\w+day morning at\b", "morning at"),
            (r"\b(?:foo|ba[rz] x)\b", "foo|bar x|baz x"),
            (r"\bfoo|ba[rz]\b", ""),
            (r"externally", ""),
            (r"\b(?:ferry )+", "ferry"),
            (r"^Read more$", "read more"),
            (r"\bpier\B", ""),
            (r"^\d+ (?:likes?|shares?)\b", "likes|like|shares|share"),
            (r"\b(?:1[3-5])[:.]\d", "13.|13:|14.|14:|15.|15:"),
            (r"^(?i)(?:embargo|not for release)(?: until|:)", "embargo|not for release"),
            (r"\d (?:in the morning|[a-z]+day morning)\b", "in the morning|morning"),
            (r"\bis an? (?:\w+ )?testament to\b", "testament to"),
            (r"\b(?:reported|said) that (?:\w+ ){1,3}says\b", "reported that|said that"),
            (r"(?<!never )\bit's said that", "it's said"),
            (r"\bsaid so (?!he)x", "said so"),
            (r"\bsaid\w*", ""),
            (r"said that \w", "that"),
            (r"\b(\w+) \1", ""),
        ] {
            assert_eq!(needed(source), expected, "{source}");
        }
    }

    #[test]
    fn what_stands_before_phrases_is_counted() {
        let before = |source: &str| Gate::of(source, true).before;
        for begins in [
            r"\b(?:one|two) of\b",
            r"^(?:the |a )?pier at\b",
            r"\b(?:foo|(ba[rz]) x)\b",
            r"(?<!\bthe )\bsaid that\b",
            r"\[pier\]",
        ] {
            assert_eq!(before(begins), Some(0), "{begins}");
        }
        assert_eq!(before(r"\d{4}'s pier\b"), Some(4));
        assert_eq!(before(r"\w(?:-(?:pier|quay))\b"), Some(1));
        for other in
            [r"\b\w+ testament to\b", r"\b(?:a pier|\w+ quay)\b", r"\d (?:pier)\b", r" \(pier\b"]
        {
            assert_eq!(before(other), None, "{other}");
        }
    }

    #[test]
    fn signs_that_must_be_there() {
        let needed = |source: &str, ignore_case| Gate::of(source, ignore_case).signs.join("|");
        for (source, expected) in [
            (r"\b\d{1,2}/\d\d", "/"),
            (r"\d+ ?px", "px"),
            (r"turn\d(?:search|news)", "turn"),
            (r"(?:19|20)\d\d", "19|20"),
            (r"(?:…|\.\.\.) é", "…|..."),
            (r"\d[º˚]C", "ºC|˚C"),
            (r"\b\d+[a-z]+", "0|1|2|3|4|5|6|7|8|9"),
            (r"\ \-\ ", " - "),
            (r"it's", "it's|itʼs|it‘s|it’s"),
            (r"é-è?", "-|\u{2010}|\u{2011}"),
            (r"(?:…)?é", ""),
            (r"[!?]\.", "!.|?."),
            (r"\.{4,}", "...."),
        ] {
            assert_eq!(needed(source, true), expected, "{source}");
        }
        assert_eq!(needed("é+", false), "é");
    }
}
