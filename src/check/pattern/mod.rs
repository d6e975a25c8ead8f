//! Regular expressions over prose.
//!
//! They are read by the `regex` crate, which takes time in proportion to the text.
//! One that looks ahead or behind, or refers back, is read by `fancy-regex`, which may
//! try many ways; after so many steps it gives up, and whoever asked is told.

mod bare;
mod begin;
mod edge;
mod engine;
mod forms;
mod gate;
mod known;
mod quick;
mod sign;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::{Input, meta};

use super::phrases::Phrases;
use crate::text::Pairs;
use crate::word::split::ranges;
use bare::Bare;
use engine::{Engine, at_start, build, find_where, limits, linear};
use forms::plain_forms;
use gate::Sought;
use known::{Needed, expression, number_of};
use quick::{Quick, may_ignore_case};
pub use sign::{Places, Signs};

/// A regular expression, built when a text is first searched with it.
///
/// An apostrophe or a quotation mark in it also finds a curly one, a hyphen also one
/// that does not break, and a blank any white space; a backslash before it makes it
/// exact. Soft hyphens in the text make no difference.
#[derive(Clone, Debug)]
pub struct Pattern {
    inner: Arc<Inner>,
    /// Where it stands among the options of a rule.
    option: Vec<String>,
}

#[derive(Debug)]
struct Inner {
    source: Cow<'static, str>,
    ignore_case: bool,
    /// Its number among the expressions that come with the program.
    known: Option<usize>,
    engine: OnceLock<Result<Engine, String>>,
    grouped: OnceLock<Option<meta::Regex>>,
    needed: OnceLock<Needed>,
    quick: OnceLock<Quick>,
}

/// A search gave up: the expression has too many ways to match the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfSteps;

/// What begins at a place.
pub enum Begun {
    /// Nothing that the expression finds.
    Nothing,
    /// This.
    Found(Range<usize>),
    /// That is to be seen when all of the text is searched.
    Perhaps,
}

impl Inner {
    fn new(source: Cow<'static, str>, ignore_case: bool, known: Option<usize>) -> Self {
        let (engine, grouped) = (OnceLock::new(), OnceLock::new());
        let (needed, quick) = (OnceLock::new(), OnceLock::new());
        Self { source, ignore_case, known, engine, grouped, needed, quick }
    }
}

impl Pattern {
    /// The expression `source`, which stands at `option` among a rule's options.
    pub fn new(source: &str, ignore_case: bool, option: Vec<String>) -> Self {
        let inner = match number_of(source, ignore_case) {
            Some(number) => expression(number),
            None => Arc::new(Inner::new(Cow::Owned(source.to_owned()), ignore_case, None)),
        };
        Self { inner, option }
    }

    /// The expression of that number among those that come with the program.
    pub fn known(number: u16) -> Self {
        Self { inner: expression(number.into()), option: Vec::new() }
    }

    /// The expression as it is written.
    pub fn source(&self) -> &str {
        &self.inner.source
    }

    /// The way to it below `options`: `["patterns", "1"]`.
    pub fn option(&self) -> &[String] {
        &self.option
    }

    /// Says what is wrong with the expression, if anything is.
    pub fn verify(&self) -> Result<(), String> {
        self.engine().as_ref().map(|_| ()).map_err(Clone::clone)
    }

    fn engine(&self) -> &Result<Engine, String> {
        self.inner.engine.get_or_init(|| {
            // nothing is sought where it is tried at one place alone
            let is_sought = self.needed().before.is_none();
            let Inner { source, ignore_case, .. } = &*self.inner;
            build(&plain_forms(source), *ignore_case, is_sought)
        })
    }

    /// Phrases of which one must stand in a text for the expression to be found in
    /// it, whole words in small letters; `None` where that cannot be said. They make
    /// it possible to leave most texts alone without running the expression.
    pub fn gates(&self) -> Option<&Phrases> {
        Some(&self.needed().phrases).filter(|phrases| !phrases.is_empty())
    }

    /// How many characters stand before one of the [`Pattern::gates`] in whatever the
    /// expression finds, where that is always the same and it can be looked for there.
    pub fn before_gates(&self) -> Option<usize> {
        self.needed().before
    }

    /// Whether all that the expression finds begins where the text does.
    pub fn is_at_start(&self) -> bool {
        self.needed().at_start
    }

    fn needed(&self) -> &Needed {
        let Inner { source, ignore_case, known, needed, .. } = &*self.inner;
        needed.get_or_init(|| match known {
            Some(number) => Needed::of_known(*number),
            None => Needed::of(source, *ignore_case),
        })
    }

    fn quick(&self) -> &Quick {
        let Inner { source, ignore_case, quick, .. } = &*self.inner;
        let Needed { signs, least, .. } = self.needed();
        quick.get_or_init(|| Quick::of(source, signs, *least, *ignore_case))
    }

    /// Signs without which the expression cannot be found.
    pub fn signs(&self) -> &Signs {
        self.quick().signs()
    }

    /// Whether it may stand in a text without soft hyphens in which these bytes stand beside
    /// each other, where one of its signs may.
    pub fn may_be_of(&self, pairs: &Pairs) -> bool {
        self.quick().may_be_of(pairs)
    }

    /// The places in `text`, which has no soft hyphen, where a sign stands without which it
    /// cannot be found: one of its own, or of `signs`.
    pub fn places<'s, 't>(&'s self, signs: &'s Signs, text: &'t str) -> Places<'s, 't> {
        self.quick().places(text).unwrap_or_else(|| Places::of(signs, text))
    }

    /// Signs without which it cannot be found, for a text that is not cut into words: those
    /// of its phrases where no others are known.
    pub fn signs_alone(&self) -> Signs {
        let Needed { phrases, signs, .. } = self.needed();
        let words = || -> Option<Vec<String>> {
            let longest = |text: &str| {
                let words = ranges(text).into_iter().map(|word| &text[word]);
                words
                    .filter(|word| word.is_ascii())
                    .max_by_key(|word| word.len())
                    .map(str::to_owned)
            };
            phrases.iter().map(|phrase| longest(&phrase.text)).collect()
        };
        match (signs, words()) {
            (Sought::Nothing, Some(words)) if !words.is_empty() => {
                Signs::new(&Sought::Texts(words), true)
            }
            (signs, _) => {
                let Inner { source, ignore_case, .. } = &*self.inner;
                Signs::new(signs, *ignore_case || may_ignore_case(source))
            }
        }
    }

    /// Calls `found` with the places of the expression in `text`; none where it does
    /// not compile, which [`Pattern::verify`] has told before.
    pub fn find(&self, text: &str, mut found: impl FnMut(Range<usize>)) -> Result<(), OutOfSteps> {
        match Bare::of(text) {
            Some(bare) => self.find_plain(&bare.text, |range| found(bare.place(&range))),
            None => self.find_plain(text, found),
        }
    }

    /// The same where `text` has no soft hyphen.
    pub fn find_plain(
        &self,
        text: &str,
        mut found: impl FnMut(Range<usize>),
    ) -> Result<(), OutOfSteps> {
        // most texts are left alone before the expression is built
        if !self.quick().may_be_in(text) {
            return Ok(());
        }
        match self.engine() {
            Ok(Engine::Linear(regex)) => match self.quick().finds_more(text) {
                Some(loose) => find_where(loose, regex, text, found),
                None => regex.find_iter(text).for_each(|m| found(m.range())),
            },
            Ok(Engine::Backtracking(regex)) => {
                for m in regex.find_iter(text) {
                    let m = m.map_err(|_| OutOfSteps)?;
                    found(m.start()..m.end());
                }
            }
            Err(_) => {}
        }
        Ok(())
    }

    /// What the expression finds in `text`, which has no soft hyphen, where one of its
    /// [`Pattern::gates`] stands at the byte `gate`.
    pub fn begin_at_gate(&self, text: &str, gate: usize) -> Begun {
        let Some(before) = self.before_gates() else { return Begun::Perhaps };
        let mut begun = text[..gate].chars();
        // where too few stand before, nothing is found
        if before > 0 && begun.nth_back(before - 1).is_none() {
            return Begun::Nothing;
        }
        let at = begun.as_str().len();
        if self.is_at_start() && at > 0 { Begun::Nothing } else { self.begin_at(text, at) }
    }

    /// What the expression finds in `text`, which has no soft hyphen, at the byte `at`.
    pub fn begin_at(&self, text: &str, at: usize) -> Begun {
        if !self.quick().may_begin(text, at) {
            return Begun::Nothing;
        }
        match self.engine() {
            Ok(Engine::Linear(regex)) => {
                at_start(regex, text, at).map_or(Begun::Nothing, Begun::Found)
            }
            Ok(Engine::Backtracking(_)) => Begun::Perhaps,
            Err(_) => Begun::Nothing,
        }
    }

    /// Whether it stands in `text` at a place for which `holds` is true.
    pub fn is_in(
        &self,
        text: &str,
        holds: impl Fn(Range<usize>) -> bool,
    ) -> Result<bool, OutOfSteps> {
        let mut found = false;
        self.find(text, |range| found |= holds(range))?;
        Ok(found)
    }

    /// `replacement` for what was found in `text` from byte `at` on, with the groups
    /// of the expression put in: `$1`, `${name}`, `$$` for a dollar sign.
    pub fn replace(&self, text: &str, at: usize, replacement: &str) -> Option<String> {
        let bare = Bare::of(text);
        let searched = bare.as_ref().map_or(text, |bare| bare.text.as_str());
        let at = bare.as_ref().map_or(at, |bare| bare.back(at));
        let mut out = String::new();
        match self.engine().as_ref().ok()? {
            Engine::Linear(_) => {
                let regex = self.grouped()?;
                let mut captures = regex.create_captures();
                regex.search_captures(&Input::new(searched).range(at..), &mut captures);
                captures.get_match()?;
                captures.interpolate_string_into(searched, replacement, &mut out);
            }
            Engine::Backtracking(regex) => {
                let captures = regex.captures_from_pos(searched, at).ok()??;
                captures.expand(replacement, &mut out);
            }
        }
        Some(out)
    }

    /// The expression with its groups, which a search does not ask for.
    fn grouped(&self) -> Option<&meta::Regex> {
        let Inner { source, ignore_case, grouped, .. } = &*self.inner;
        let build = || linear(&plain_forms(source), *ignore_case, limits(WhichCaptures::All)).ok();
        grouped.get_or_init(build).as_ref()
    }

    /// How many groups it has besides the whole; 0 where it does not compile.
    pub fn groups(&self) -> usize {
        match self.engine() {
            Ok(Engine::Linear(_)) => self.grouped().map_or(0, |regex| regex.captures_len() - 1),
            Ok(Engine::Backtracking(regex)) => regex.captures_len() - 1,
            Err(_) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(source: &str) -> Pattern {
        Pattern::new(source, true, Vec::new())
    }

    fn found<'t>(source: &str, text: &'t str) -> Vec<&'t str> {
        let mut out = Vec::new();
        let pattern = pattern(source);
        assert_eq!(pattern.verify(), Ok(()));
        pattern.find(text, |range| out.push(&text[range])).expect("enough steps");
        // what makes a search quicker finds the same
        let mut later = Vec::new();
        pattern.quick().age(quick::LITTLE);
        pattern.find(text, |range| later.push(&text[range])).expect("enough steps");
        assert_eq!(later, out, "{source}");
        out
    }

    #[test]
    fn patterns_tell_what_is_wrong_with_them() {
        assert!(pattern("a(b").verify().is_err_and(|why| why.contains("unclosed group")));
        assert!(pattern("(a{1000}){1000}").verify().is_err());
        assert!(pattern("(?=a").verify().is_err());
    }

    #[test]
    fn every_form_of_a_mark_is_found() {
        assert_eq!(found("it's", "It’s it's ITʼS").len(), 3);
        assert_eq!(found("\"no\"", "“No” \"no\"").len(), 2);
        assert_eq!(found("well-known", "well\u{2011}known").len(), 1);
        assert_eq!(found("so far", "so\u{a0}far, so  far, sofar").len(), 2);
        assert_eq!(found("so ?far", "so\u{a0}far, so  far, sofar").len(), 3);
        assert_eq!(found("[a' ]{3}", "a’\u{a0}").len(), 1);
        assert_eq!(found(" {2,}", "a  b c"), ["  "]);
    }

    #[test]
    fn a_backslash_makes_a_mark_exact() {
        assert_eq!(found(r#"\""#, "“No” \"no\""), ["\"", "\""]);
        assert_eq!(found(r"it\'s", "it’s it's"), ["it's"]);
        assert_eq!(found(r"a\ b", "a\u{a0}b a b"), ["a b"]);
        assert_eq!(found(r"[]']x", "]x ’x").len(), 2);
    }

    #[test]
    fn case_makes_no_difference_where_an_expression_says_so() {
        let pattern = Pattern::new(r"(?i:turn\d) [A-Z]", false, Vec::new());
        let is_in = |text: &str| pattern.is_in(text, |_| true).expect("enough steps");
        assert!(is_in("TURN1 A") && is_in("turn1 A") && !is_in("turn1 a"));
        assert!(pattern.signs_alone().are_in("TURN1 A"));
    }

    #[test]
    fn soft_hyphens_do_not_matter() {
        let text = "Er sagt Donau\u{ad}dampf\u{ad}schiff.\u{ad} Aus";
        assert_eq!(found("donaudampf", text), ["Donau\u{ad}dampf"]);
        assert_eq!(found("schiff", text), ["schiff"]);
        assert_eq!(found(r"schiff\.", text), ["schiff."]);
        let at = text.find("schiff").expect("there");
        assert_eq!(pattern("(sch)iff").replace(text, at, "${1}ach"), Some("schach".to_owned()));
    }

    #[test]
    fn letters_of_every_script_are_letters() {
        assert_eq!(found(r"\bcafe\b", "café cafe"), ["cafe"]);
        assert_eq!(found(r"\bsık\b", "sıkı sık"), ["sık"]);
        assert_eq!(found(r"\b新聞\b", "今日の新聞は"), ["新聞"]);
        assert_eq!(found(r"\bновый\b", "Новый новыйй"), ["Новый"]);
    }

    #[test]
    fn boundaries_are_kept_in_every_text() {
        let text = "ça: café, cafés; été Été; d’été d’étés";
        assert_eq!(found(r"\bcafé\b", text), ["café"]);
        assert_eq!(found(r"\b(?:d')?été\b", text), ["été", "Été", "d’été"]);
        assert_eq!(found(r"\b\w+é\b", text), ["café", "été", "Été", "été"]);
        assert_eq!(found(r"\B\w", "ça"), ["a"]);
        assert_eq!(found(r"(?m)^- []^é]$", "- é\n- ^\n - ]\n- ]"), ["- é", "- ^", "- ]"]);
    }

    #[test]
    fn a_search_that_is_often_in_vain_ends_and_finds_the_rest() {
        let text = format!("“{} ferries, été “x ferry", "ferry_".repeat(10_000));
        assert_eq!(found(r"\bx ferry\b", &text), ["x ferry"]);
        assert_eq!(found(r"[^,]*ferry\b", &text), [" été “x ferry"]);
    }

    #[test]
    fn what_stands_around_can_be_looked_at() {
        assert_eq!(found(r"(?<!so )called", "so called, called"), ["called"]);
        assert_eq!(found(r"\b(\w+) \1\b", "the the cat"), ["the the"]);
        assert_eq!(pattern(r"(?<=a )(b)").replace("a b", 2, "$1$1"), Some("bb".to_owned()));
    }

    #[test]
    fn a_search_that_never_ends_gives_up() {
        let text = "a".repeat(40) + "!";
        assert_eq!(pattern(r"^(?=x?)((a+)+)+\1$").find(&text, |_| ()), Err(OutOfSteps));
    }
}
