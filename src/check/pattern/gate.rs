//! What a regular expression cannot do without, by its syntax. It is run only where
//! that stands, so that most texts cost no search.

use std::collections::HashSet;
use std::hash::Hash;
use std::ops::Range;

use regex_syntax::hir::literal::{Extractor, Literal};
use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look};

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
    /// Whether all that is found begins where the text does.
    pub at_start: bool,
    /// Characters that whatever is found has at least.
    pub least: usize,
    /// Signs of which one stands there; where phrases are known, beside them.
    pub signs: Sought,
}

/// Signs of which one must stand in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sought {
    /// None is known.
    #[default]
    Nothing,
    /// One of these, perhaps inside of a word, in small or large letters where case makes
    /// no difference.
    Texts(Vec<String>),
    /// A character beyond ASCII, from one of these to another.
    Wide(Vec<(char, char)>),
}

/// Alternatives beyond which looking for all of them is no better than the search.
const MOST: usize = 64;

/// Phrases that an expression may have: they are told apart by their words, so that many
/// of two words cost less than few of one.
const MOST_PHRASES: usize = 1_000;

/// How long it may take to see what an expression needs.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Literals of which the beginnings of what is found may be made.
    pub literals: usize,
    /// Whether it is also seen how what a part finds begins, and not only that with all
    /// behind it, and which signs stand beside phrases.
    pub parts: bool,
}

impl Gate {
    /// What the expression `source` needs; nothing where that cannot be said.
    pub fn of(source: &str, ignore_case: bool, effort: Effort) -> Self {
        // a phrase is found in small and large letters
        let bare = without_looks(source).replace("(?i)", "").replace("(?i:", "(?:");
        let ignore_case = ignore_case || source.contains("(?i");
        let Ok(hir) = regex_syntax::parse(&bare) else { return Self::default() };
        let at_start = hir.properties().look_set_prefix().contains(Look::Start);
        let least = least(&hir);
        let found = phrases(&hir, false, false, effort).filter(|found| !found.is_everywhere());
        let known = found.as_ref().map_or(&[][..], |found| &found.phrases);
        let is_worth = effort.parts || found.is_none();
        let hir = regex_syntax::parse(&plain_forms(&bare)).ok().filter(|_| is_worth);
        let signs = hir.and_then(|hir| signs(&hir, ignore_case, known)).unwrap_or_default();
        match found {
            // they tell more than many signs
            Some(Needed { phrases, before }) => {
                Self { phrases, before, at_start, least, signs: signs.if_few() }
            }
            None => Self { least, signs, ..Self::default() },
        }
    }
}

impl Sought {
    /// These, if it takes little to look for them.
    fn if_few(self) -> Self {
        const FEW: usize = 4;
        let are_many = |texts: &[String]| texts.len() > FEW && texts.concat() != FIGURES;
        if matches!(&self, Self::Texts(texts) if are_many(texts)) { Self::Nothing } else { self }
    }

    /// Whether they tell more than that a phrase is there.
    fn tell_more(&self, phrases: &[String]) -> bool {
        let is_told = |sign: &String| phrases.iter().any(|phrase| phrase.contains(sign.trim()));
        !matches!(self, Self::Texts(texts) if texts.iter().any(is_told))
    }

    /// The higher, the more seldom one of them stands in a text, and the fewer they are.
    fn rank(&self) -> isize {
        match self {
            Self::Nothing => isize::MIN,
            Self::Wide(_) => 9,
            // in most blocks there is none, and one look is enough for all of them
            Self::Texts(texts) if texts.concat() == FIGURES => 4,
            Self::Texts(texts) => {
                let rarity = |sign: &String| {
                    let is_rare =
                        |c: char| !c.is_ascii_alphanumeric() && !" .,:;!?()'’‘ʼ".contains(c);
                    sign.chars().count() + if sign.contains(is_rare) { 4 } else { 0 }
                };
                let rarest = texts.iter().map(rarity).min().unwrap_or_default();
                // what is seldom enough is not looked for together with many others, and to
                // look for many costs more than one search that finds nothing
                2 * rarest.min(SELDOM) as isize - texts.len() as isize
            }
        }
    }
}

/// Characters of a sign beyond which it is hardly more seldom.
const SELDOM: usize = 10;

/// The signs that mean any figure.
pub const FIGURES: &str = "0123456789";

/// Phrases of which one stands in whatever is found, whole words.
struct Needed {
    phrases: Vec<String>,
    /// How many characters stand before one of them, where that is always the same.
    before: Option<usize>,
}

impl Needed {
    /// Whether the phrases are nothing but endings such as "'s", which stand in nearly every
    /// paragraph: then the mark tells as much, and where it is exact more.
    fn is_everywhere(&self) -> bool {
        const SHORT: usize = 2;
        let is_ending = |phrase: &String| {
            let rest = phrase.strip_prefix(['\'', '’', '‘', 'ʼ']);
            rest.is_some_and(|rest| rest.len() <= SHORT && rest.chars().all(is_in_word))
        };
        self.phrases.iter().all(is_ending)
    }

    /// In about how many places of a text the expression is tried, and how many phrases
    /// that takes.
    fn cost(&self) -> (u64, usize) {
        // it is quick to look where something begins, and slow to look for it
        let slower = if self.before.is_some() { 0 } else { QUICKER };
        let places = |phrase: &String| (1 << (48 + slower)) >> rarity(phrase).min(48);
        (self.phrases.iter().map(places).sum(), self.phrases.len())
    }
}

/// What `hir` needs; `before` and `after` say whether a word cannot go on beyond what is
/// found.
fn phrases(hir: &Hir, before: bool, after: bool, effort: Effort) -> Option<Needed> {
    match hir.kind() {
        HirKind::Literal(_) => begun(hir, before, after, effort),
        HirKind::Capture(capture) => phrases(&capture.sub, before, after, effort),
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            let once = repetition.max == Some(1);
            phrases(&repetition.sub, before && once, after && once, effort)
        }
        HirKind::Alternation(ways) => {
            let ways = ways.iter().map(|way| phrases(way, before, after, effort));
            let ways: Vec<Needed> = ways.collect::<Option<_>>()?;
            let before = ways
                .first()?
                .before
                .filter(|_| ways.windows(2).all(|ways| ways[0].before == ways[1].before));
            let phrases = all_of(ways.into_iter().map(|way| Some(way.phrases)), MOST_PHRASES)?;
            Some(Needed { phrases, before })
        }
        HirKind::Concat(parts) => {
            let closed = |end: usize| is_closed(parts[end..].iter(), Side::Start, after);
            let found = (0..parts.len()).flat_map(|at| {
                let own = is_closed(parts[..at].iter().rev(), Side::End, before);
                let is_end = |end: &usize| effort.parts && closed(*end);
                let ends = (at + 1..parts.len()).filter(is_end).chain([parts.len()]);
                let mut found: Vec<_> = ends
                    .filter_map(|end| {
                        begun(&Hir::concat(parts[at..end].to_vec()), own, closed(end), effort)
                    })
                    .collect();
                found.extend(phrases(&parts[at], own, closed(at + 1), effort));
                let skipped: Option<usize> = parts[..at].iter().map(chars).sum();
                let skip = move |Needed { phrases, before }| {
                    let before = before.zip(skipped).map(|(before, skipped)| before + skipped);
                    Needed { phrases, before }
                };
                found.into_iter().map(skip)
            });
            found.min_by_key(Needed::cost)
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
        HirKind::Alternation(ways) => {
            let first = chars(ways.first()?)?;
            ways.iter().all(|way| chars(way) == Some(first)).then_some(first)
        }
        _ => None,
    }
}

/// How many characters `hir` finds at least.
fn least(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => String::from_utf8_lossy(&literal.0).chars().count(),
        HirKind::Class(_) => 1,
        HirKind::Capture(capture) => least(&capture.sub),
        HirKind::Repetition(repetition) => {
            least(&repetition.sub).saturating_mul(repetition.min as usize)
        }
        HirKind::Concat(parts) => parts.iter().map(least).fold(0, usize::saturating_add),
        HirKind::Alternation(ways) => ways.iter().map(least).min().unwrap_or_default(),
    }
}

/// The phrases with which all that `hir` finds begins, as far as they are whole words.
fn begun(hir: &Hir, before: bool, after: bool, effort: Effort) -> Option<Needed> {
    let ends = after || is_closed(std::iter::once(hir), Side::End, after);
    let found = Extractor::new().limit_total(effort.literals).extract(hir);
    let literals = found.literals().filter(|literals| !literals.is_empty())?;
    // as many words as do not make too many phrases
    (1..=WORDS).rev().find_map(|most| {
        let mut is_first = true;
        let phrase = |literal: &Literal| {
            let text = std::str::from_utf8(literal.as_bytes()).ok()?;
            let ends = ends && literal.is_exact();
            let is_whole =
                |word: &Range<usize>| (word.start > 0 || before) && (word.end < text.len() || ends);
            let words = ranges(text);
            let first = words.iter().position(is_whole)?;
            let count = words[first..].iter().take(most).take_while(|word| is_whole(word)).count();
            // with the marks around them
            let start = if first == 0 { 0 } else { words[first - 1].end };
            let end = words.get(first + count).map_or(text.len(), |word| word.start);
            is_first &= start == 0 && !text.starts_with(char::is_whitespace);
            Some(vec![text[start..end].trim().to_lowercase()])
        };
        let phrases = all_of(literals.iter().map(phrase), MOST_PHRASES)?;
        Some(Needed { phrases, before: is_first.then_some(0) })
    })
}

/// Words of a phrase that are looked for: more make it hardly more seldom.
const WORDS: usize = 3;

/// Words that stand in most texts.
const COMMON: &str = " a all an and any are as at be been but by can did do does for from had has \
     have he her here his how i if in is it its let me more most my new no not of on one or our s \
     said says she so some than that the their then there these they this those to was we were \
     what when where which who will with would you your ";

/// How seldom a phrase is, by a rough guess: one more is half as often.
fn rarity(phrase: &str) -> usize {
    const WORD: usize = 6;
    let weight = |word: &str| match COMMON.contains(&format!(" {word} ")) {
        true => WORD,
        false => WORD + word.len().min(8),
    };
    let words = ranges(phrase).into_iter();
    let is_mark = |c: &char| !is_in_word(*c) && !c.is_whitespace();
    let marks = phrase.chars().filter(is_mark).count();
    words.map(|word| weight(&phrase[word])).sum::<usize>() + 3 * marks
}

/// Signs of which one stands in whatever `hir` finds; `None` where that cannot be said.
/// They tell more than that one of the phrases `known` does.
fn signs(hir: &Hir, ignore_case: bool, known: &[String]) -> Option<Sought> {
    let is_certain = |c: char| !ignore_case || has_one_case(c);
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            let longest = text.split(|c| !is_certain(c)).max_by_key(|run| run.len())?;
            (!longest.is_empty()).then(|| Sought::Texts(vec![longest.to_owned()]))
        }
        HirKind::Class(Class::Unicode(class)) => {
            let is_wide = class.ranges().first().is_some_and(|range| !range.start().is_ascii());
            let chars = chars_of(class, if is_wide { MOST_WIDE } else { MOST_CHARS })?;
            if !chars.iter().all(|&c| is_certain(c)) {
                return None;
            }
            if chars.len() <= MOST_CHARS {
                return Some(Sought::Texts(chars.into_iter().map(String::from).collect()));
            }
            let ranges = class.ranges().iter().map(|range| (range.start(), range.end()));
            Some(Sought::Wide(ranges.collect()))
        }
        HirKind::Capture(capture) => signs(&capture.sub, ignore_case, known),
        HirKind::Repetition(repetition) if repetition.min > 1 => begun_signs(hir, &is_certain),
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            signs(&repetition.sub, ignore_case, known)
        }
        HirKind::Alternation(ways) => {
            let texts = |way: &Hir| match signs(way, ignore_case, known)? {
                Sought::Texts(texts) => Some(texts),
                Sought::Wide(_) | Sought::Nothing => None,
            };
            all_of(ways.iter().map(texts), MOST).map(Sought::Texts)
        }
        HirKind::Concat(parts) => {
            let found = (0..parts.len()).flat_map(|at| {
                let tail = Hir::concat(parts[at..].to_vec());
                [signs(&parts[at], ignore_case, known), begun_signs(&tail, &is_certain)]
            });
            found.flatten().filter(|signs| signs.tell_more(known)).max_by_key(Sought::rank)
        }
        _ => None,
    }
}

/// The signs with which all that `hir` finds begins.
fn begun_signs(hir: &Hir, is_certain: &dyn Fn(char) -> bool) -> Option<Sought> {
    let found = Extractor::new().limit_total(MOST).extract(hir);
    let sign = |literal: &Literal| {
        let text = std::str::from_utf8(literal.as_bytes()).ok()?;
        let longest = text.split(|c| !is_certain(c)).max_by_key(|run| run.len())?;
        (!longest.is_empty()).then(|| vec![longest.to_owned()])
    };
    let signs = all_of(found.literals()?.iter().map(sign), MOST)?;
    (!signs.is_empty()).then_some(Sought::Texts(signs))
}

/// Letters beyond ASCII have forms that a search which ignores case does not know.
fn has_one_case(c: char) -> bool {
    c.is_ascii() || (c.to_lowercase().eq([c]) && c.to_uppercase().eq([c]))
}

/// What one of several ways needs, if it is no more than `most`.
fn all_of<T: Clone + Eq + Hash>(
    ways: impl Iterator<Item = Option<Vec<T>>>,
    most: usize,
) -> Option<Vec<T>> {
    let (mut all, mut seen) = (Vec::new(), HashSet::new());
    for way in ways {
        all.extend(way?.into_iter().filter(|needed| seen.insert(needed.clone())));
        if all.len() > most {
            return None;
        }
    }
    Some(all)
}

/// Characters of a class that are looked for one by one.
const MOST_CHARS: usize = 10;

/// Characters of a class beyond ASCII, where one can be told from what most texts are of.
const MOST_WIDE: usize = 10_000;

/// The characters of a class, where they are no more than `most`.
fn chars_of(class: &ClassUnicode, most: usize) -> Option<Vec<char>> {
    let ranges = || class.ranges().iter();
    let count: usize = ranges().map(|range| range.len()).sum();
    (count <= most).then(|| ranges().flat_map(|range| range.start()..=range.end()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const THOROUGH: Effort = Effort { literals: 4_000, parts: true };

    #[test]
    fn phrases_that_must_be_there() {
        let needed = |source: &str| Gate::of(source, true, THOROUGH).phrases.join("|");
        for (source, expected) in [
            (r"\bimage source,.{0,80}", "image source,"),
            (
                r"\bsaid in (?:the )?comments? below\b",
                "in the comments|in the comment|in comments below|in comment below",
            ),
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
        let before = |source: &str| Gate::of(source, true, THOROUGH).before;
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
    fn characters_of_the_shortest_are_counted() {
        let least = |source: &str| Gate::of(source, true, THOROUGH).least;
        assert_eq!(least("^.{100}.+"), 101);
        assert_eq!(least(r"\b(?:é{2}|pier)s?(?= x)"), 2);
        assert_eq!(least("(a"), 0);
    }

    #[test]
    fn signs_that_must_be_there() {
        let needed = |source: &str, ignore_case| match Gate::of(source, ignore_case, THOROUGH).signs
        {
            Sought::Texts(texts) if texts.concat() == FIGURES => FIGURES.to_owned(),
            Sought::Texts(texts) => texts.join("|"),
            Sought::Wide(ranges) => format!("{ranges:?}"),
            Sought::Nothing => String::new(),
        };
        for (source, expected) in [
            (r"\b\d{1,2}/\d\d", "/"),
            (r"\d+ ?px", FIGURES),
            (r"turn\d(?:search|news)", "turn"),
            (r"(?:19|20)\d\d", FIGURES),
            (r"(?:…|\.\.\.) é", "…|..."),
            (r"\d[º˚]C", "ºC|˚C"),
            (r"\b\d+[a-z]+", FIGURES),
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
        // where phrases are known
        assert_eq!(needed(r"\bfrom (?:19|20)\d\d\b", true), FIGURES);
        assert_eq!(needed(r"\bfrom \d+ on\b", true), FIGURES);
        assert_eq!(needed(r"\bfrom the pier\b", true), "");
        assert_eq!(needed(r"\b[a-z]\ ?[☀-⛿🀀-🫿]+", true), r"[('☀', '⛿'), ('🀀', '\u{1faff}')]");
        assert_eq!(needed(r"[à-ü]|[☀-⛿]", true), "");
    }
}
