//! What tells quickly that an expression finds nothing in a text.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use regex_automata::meta;
use regex_automata::nfa::thompson::WhichCaptures;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::begin::Beginning;
use super::engine::{at_start, limits};
use super::forms::{plain_forms, without_looks};
use super::gate::Sought;
use super::sign::{Places, Signs};
use crate::text::Pairs;

/// What tells quickly that an expression finds nothing.
#[derive(Debug)]
pub(super) struct Quick {
    /// Signs of which one must be there, if there are any.
    signs: Signs,
    /// Bytes of the shortest text in which something is found, or fewer.
    least: usize,
    /// The expression without what it looks at or refers back to.
    source: String,
    /// Whether there is any of that.
    looks: bool,
    /// Whether it begins or ends with lines, for which a search is slow.
    has_lines: bool,
    ignore_case: bool,
    /// How many bytes were searched, up to about [`LITTLE`].
    searched: AtomicUsize,
    /// The expression without what makes its search slow: what it looks at, what it
    /// refers back to, and the boundaries of words. It finds more.
    loose: OnceLock<Option<meta::Regex>>,
    /// What it begins with.
    beginning: OnceLock<Beginning>,
    /// What it finds from a mark on that must be there, where signs are looked for.
    behind: OnceLock<Option<Behind>>,
    /// Bytes that stand beside each other in it: of each list one pair.
    pairs: OnceLock<Vec<Vec<[u8; 2]>>>,
}

/// What begins with a mark.
#[derive(Debug)]
struct Behind {
    marks: Signs,
    beginning: Beginning,
}

impl Quick {
    /// What is known of the expression `source`, which needs one of `signs` and finds so many
    /// characters at least.
    pub fn of(source: &str, signs: &Sought, least: usize, ignore_case: bool) -> Self {
        let bare = without_looks(source);
        let (looks, has_lines) = (bare != source, source.contains("(?m"));
        let signs = Signs::new(signs, ignore_case || may_ignore_case(source));
        Self {
            signs,
            least,
            source: bare,
            looks,
            has_lines,
            ignore_case,
            searched: AtomicUsize::new(0),
            loose: OnceLock::new(),
            beginning: OnceLock::new(),
            behind: OnceLock::new(),
            pairs: OnceLock::new(),
        }
    }

    /// Signs of which the expression needs one.
    pub fn signs(&self) -> &Signs {
        &self.signs
    }

    /// Whether the expression may stand in `text`, as far as a quick look can tell.
    pub fn may_be_in(&self, text: &str) -> bool {
        if text.len() < self.least || !self.signs.are_in(text) {
            return false;
        }
        self.age(text.len());
        if self.is_young() && !self.looks {
            return true;
        }
        // a linear search is quick itself, but for boundaries in more than ASCII
        let is_quick = !self.looks && !self.has_lines && text.is_ascii();
        (self.is_young() || self.places(text).is_none_or(|mut places| places.next(0).is_some()))
            && (is_quick || self.loose().is_none_or(|loose| loose.is_match(text)))
    }

    /// Whether the expression may begin at the byte `at` of `text`, as far as a quick look
    /// can tell.
    pub fn may_begin(&self, text: &str, at: usize) -> bool {
        if !self.beginning().may_stand(text, at) || !self.signs.are_in(&text[at..]) {
            return false;
        }
        self.age(ONE_LOOK);
        if !self.looks && self.finds_more(text).is_none() {
            return true;
        }
        self.loose().is_none_or(|loose| at_start(loose, text, at).is_some())
    }

    /// Whether the expression, of which a sign is there, may stand in a text with these bytes
    /// beside each other.
    pub fn may_be_of(&self, pairs: &Pairs) -> bool {
        let needed = || {
            let behind = self.behind().map(|behind| &behind.beginning);
            [self.beginning()].into_iter().chain(behind).flat_map(Beginning::pairs).collect()
        };
        let stands = |any: &Vec<[u8; 2]>| any.iter().any(|two| pairs.may_hold_both(*two));
        self.is_young() || self.pairs.get_or_init(needed).iter().all(stands)
    }

    fn beginning(&self) -> &Beginning {
        let of = || Beginning::of(&self.without_boundaries().unwrap_or_else(Hir::empty));
        self.beginning.get_or_init(of)
    }

    /// The places in `text` of a mark that must be there, with what stands behind it; `None`
    /// where there is no such mark, or little was searched yet.
    pub fn places<'t>(&self, text: &'t str) -> Option<Places<'_, 't>> {
        if self.is_young() {
            return None;
        }
        let Behind { marks, beginning } = self.behind()?;
        Some(Places::of(marks, text).beginning(beginning))
    }

    /// The expression without the boundaries of words and lines, where looking for them in
    /// `text` is slow.
    pub fn finds_more(&self, text: &str) -> Option<&meta::Regex> {
        let is_slow = || self.has_lines || (self.source.contains(r"\b") && !text.is_ascii());
        if !self.is_young() && is_slow() { self.loose() } else { None }
    }

    /// Notes that so many bytes more are searched.
    pub fn age(&self, bytes: usize) {
        if self.is_young() {
            self.searched.fetch_add(bytes, Ordering::Relaxed);
        }
    }

    /// Whether little was searched yet: what makes a search quicker takes longer to build
    /// than it saves.
    fn is_young(&self) -> bool {
        self.searched.load(Ordering::Relaxed) < LITTLE
    }

    fn behind(&self) -> Option<&Behind> {
        let build = || {
            // phrases tell more
            if self.signs.are_none() {
                return None;
            }
            let hir = self.without_boundaries()?;
            let HirKind::Concat(parts) = hir.kind() else { return None };
            let mut marks = (1..parts.len()).filter_map(|at| Some((at, first_marks(&parts[at])?)));
            let (first, marks) = marks.next()?;
            let marks = Signs::new(&Sought::Texts(marks), false);
            let beginning = Beginning::of(&Hir::concat(parts[first..].to_vec()));
            Some(Behind { marks, beginning })
        };
        self.behind.get_or_init(build).as_ref()
    }

    fn loose(&self) -> Option<&meta::Regex> {
        self.loose.get_or_init(|| of_hir(&self.without_boundaries()?)).as_ref()
    }

    fn without_boundaries(&self) -> Option<Hir> {
        let mut parser = ParserBuilder::new().case_insensitive(self.ignore_case).build();
        Some(without_boundaries(&parser.parse(&plain_forms(&self.source)).ok()?))
    }
}

/// Whether capitals make no difference to a part of an expression where they do to others.
pub(super) fn may_ignore_case(source: &str) -> bool {
    source.contains("(?i")
}

fn of_hir(hir: &Hir) -> Option<meta::Regex> {
    meta::Regex::builder().configure(limits(WhichCaptures::Implicit)).build_from_hir(hir).ok()
}

/// `hir` without the boundaries of words and lines, and without groups. The ends of all
/// of the text stay: they make a search quick.
fn without_boundaries(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Look(Look::Start | Look::End) => hir.clone(),
        HirKind::Look(_) => Hir::empty(),
        HirKind::Capture(capture) => without_boundaries(&capture.sub),
        HirKind::Repetition(repetition) => {
            Hir::repetition(repetition.with(without_boundaries(&repetition.sub)))
        }
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(without_boundaries).collect()),
        HirKind::Alternation(ways) => {
            Hir::alternation(ways.iter().map(without_boundaries).collect())
        }
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) => hir.clone(),
    }
}

/// The marks with one of which all begins that `hir` finds, if they are few: a text is
/// searched for them in no time.
fn first_marks(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let first = std::str::from_utf8(&literal.0).ok()?.chars().next()?;
            let is_mark = !first.is_alphanumeric() && !first.is_whitespace();
            is_mark.then(|| vec![first.to_string()])
        }
        HirKind::Class(Class::Unicode(class)) => {
            let chars = || class.ranges().iter().flat_map(|range| range.start()..=range.end());
            let is_mark = |c: char| c == 'ʼ' || !(c.is_alphanumeric() || c.is_whitespace());
            let are_few = chars().take(MARKS + 1).count() <= MARKS && chars().all(is_mark);
            are_few.then(|| chars().map(String::from).collect())
        }
        HirKind::Capture(capture) => first_marks(&capture.sub),
        _ => None,
    }
}

/// Marks for which a text is searched at once.
const MARKS: usize = 4;

/// Bytes that are searched before anything is built that makes it quicker.
pub(super) const LITTLE: usize = 16_000;

/// What one look at a place counts.
const ONE_LOOK: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_a_mark_is_looked_at_first() {
        let young = |source: &str, sign: &str| {
            Quick::of(source, &Sought::Texts(vec![sign.to_owned()]), 0, true)
        };
        assert!(young(r"\b[a-z]{3,},[a-z]{2,}\b", ",").may_be_in("one, two"), "so soon");
        let quick = |source: &str, sign: &str| {
            let quick = young(source, sign);
            quick.age(LITTLE);
            quick
        };
        let joined = quick(r"\b[a-z]{3,},[a-z]{2,}\b", ",");
        assert!(joined.may_be_in("one,two") && !joined.may_be_in("one, two"));
        let short = quick(r"\w'(?:s|t)\b", "s");
        assert!(short.may_be_in("ITʼS") && !short.may_be_in("boys’ net"));
        assert!(quick(r"\w+ (\))[a-z]+ '", ")").may_be_in("a )b ’"));
        assert!([joined, short].iter().all(|quick| quick.behind().is_some()));
        assert!(quick(r"\w+ of [a-z]", "o").behind().is_none());
    }

    #[test]
    fn boundaries_are_left_out() {
        let left = |source: &str| {
            let hir = regex_syntax::parse(source).expect("an expression");
            without_boundaries(&hir).to_string()
        };
        assert_eq!(
            left(r"^\bx(?:\b{end}|y\B)+(z)$"),
            regex_syntax::parse(r"^x(?:|y)+z$").expect("one").to_string()
        );
        assert_eq!(left(r"(?m)^#[]^]$"), regex_syntax::parse(r"#[]^]").expect("one").to_string());
    }
}
