//! Regular expressions over prose.
//!
//! They are read by the `regex` crate, which takes time in proportion to the text.
//! One that looks ahead or behind, or refers back, is read by `fancy-regex`, which may
//! try many ways; after so many steps it gives up, and whoever asked is told.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex_syntax::hir::literal::Extractor;

use super::gate::{Sign, needed_signs, needed_words};
use super::phrases::{Phrase, SOFT_HYPHEN, is_unparted};

/// A regular expression, built when a text is first searched with it.
///
/// An apostrophe or a quotation mark in it also finds a curly one, a hyphen also one
/// that does not break, and a blank any white space; a backslash before it makes it
/// exact. Soft hyphens in the text make no difference.
#[derive(Clone, Debug)]
pub struct Pattern(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    source: String,
    ignore_case: bool,
    /// Where it stands among the options of a rule.
    option: Vec<String>,
    engine: OnceLock<Result<Engine, String>>,
    quick: OnceLock<Quick>,
}

/// What tells quickly that an expression finds nothing.
#[derive(Debug)]
struct Quick {
    /// Signs of which one must be there.
    signs: Option<Vec<Sign>>,
    source: String,
    ignore_case: bool,
    /// The expression without what makes its search slow: what it looks at, what it
    /// refers back to, and the boundaries of words. It finds more.
    loose: OnceLock<Option<regex::Regex>>,
}

impl Quick {
    fn of(source: &str, ignore_case: bool) -> Self {
        let source = without_looks(source);
        let signs = regex_syntax::parse(&source).ok().and_then(|hir| needed_signs(&hir));
        Self { signs, source, ignore_case, loose: OnceLock::new() }
    }

    fn loose(&self) -> Option<&regex::Regex> {
        let build = || {
            let source = plain_forms(&self.source, Boundaries::Dropped);
            let mut builder = regex::RegexBuilder::new(&source);
            builder.case_insensitive(self.ignore_case).size_limit(SIZE_LIMIT).build().ok()
        };
        self.loose.get_or_init(build).as_ref()
    }
}

/// What becomes of the boundaries of words.
#[derive(Clone, Copy, PartialEq)]
enum Boundaries {
    Kept,
    Dropped,
}

#[derive(Debug)]
enum Engine {
    Linear(regex::Regex),
    Backtracking(Box<fancy_regex::Regex>),
}

/// A search gave up: the expression has too many ways to match the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfSteps;

/// Literals that an expression may begin with and still be gated.
const GATES: usize = 64;

/// Bytes that a compiled expression may take.
const SIZE_LIMIT: usize = 4 << 20;

/// Steps back that one search may take: a fraction of a second.
const STEP_LIMIT: usize = 200_000;

impl Pattern {
    /// The expression `source`, which stands at `option` among a rule's options.
    pub fn new(source: &str, ignore_case: bool, option: Vec<String>) -> Self {
        let source = source.to_owned();
        let (engine, quick) = (OnceLock::new(), OnceLock::new());
        Self(Arc::new(Inner { source, ignore_case, option, engine, quick }))
    }

    /// The way to it below `options`: `["patterns", "1"]`.
    pub fn option(&self) -> &[String] {
        &self.0.option
    }

    /// Says what is wrong with the expression, if anything is.
    pub fn verify(&self) -> Result<(), String> {
        self.engine().as_ref().map(|_| ()).map_err(Clone::clone)
    }

    fn engine(&self) -> &Result<Engine, String> {
        self.0.engine.get_or_init(|| {
            build(&plain_forms(&self.0.source, Boundaries::Kept), self.0.ignore_case)
        })
    }

    /// Phrases of which one must stand in a text for the expression to be found in
    /// it, whole words in small letters; `None` where that cannot be said. They make
    /// it possible to leave most texts alone without running the expression.
    pub fn gates(&self) -> Option<Vec<Phrase>> {
        let source = without_looks(&self.0.source);
        self.first_words(&source).or_else(|| {
            let words = needed_words(&regex_syntax::parse(&source).ok()?)?;
            Some(words.iter().map(|word| Phrase::new(word, true, true)).collect())
        })
    }

    /// The words with which all that it finds begins.
    fn first_words(&self, source: &str) -> Option<Vec<Phrase>> {
        // without a boundary in front it may begin inside a word
        let hir = regex_syntax::parse(source.strip_prefix(r"\b")?).ok()?;
        let prefixes = Extractor::new().limit_total(GATES).extract(&hir);
        let mut gates = Vec::new();
        for literal in prefixes.literals()? {
            let text = std::str::from_utf8(literal.as_bytes()).ok()?;
            // the last word may go on
            let whole = text.rfind(|c: char| !c.is_alphanumeric())?;
            let words = text[..whole].trim_end();
            let is_words = words.starts_with(char::is_alphanumeric);
            let gate = Phrase::new(words, true, true);
            if !is_words || gate.folded().is_empty() {
                return None;
            }
            if !gates.contains(&gate) {
                gates.push(gate);
            }
        }
        (!gates.is_empty()).then_some(gates)
    }

    /// Whether it may stand in `text`, as far as a quick look can tell.
    fn may_be_in(&self, text: &str, engine: &Engine) -> bool {
        let quick = self.0.quick.get_or_init(|| Quick::of(&self.0.source, self.0.ignore_case));
        if quick.signs.as_ref().is_some_and(|signs| !signs.iter().any(|s| s.may_be_in(text))) {
            return false;
        }
        // the linear search is quick itself, but for boundaries in more than ASCII
        let is_quick = matches!(engine, Engine::Linear(_)) && text.is_ascii();
        is_quick || quick.loose().is_none_or(|loose| loose.is_match(text))
    }

    /// Calls `found` with the places of the expression in `text`; none where it does
    /// not compile, which [`Pattern::verify`] has told before.
    pub fn find(&self, text: &str, mut found: impl FnMut(Range<usize>)) -> Result<(), OutOfSteps> {
        let Ok(engine) = self.engine() else { return Ok(()) };
        let bare = Bare::of(text);
        let searched = bare.as_ref().map_or(text, |bare| bare.text.as_str());
        let place = |range: Range<usize>| match &bare {
            Some(bare) => bare.place(&range),
            None => range,
        };
        if !self.may_be_in(searched, engine) {
            return Ok(());
        }
        match engine {
            Engine::Linear(regex) => {
                regex.find_iter(searched).for_each(|m| found(place(m.range())));
            }
            Engine::Backtracking(regex) => {
                for m in regex.find_iter(searched) {
                    let m = m.map_err(|_| OutOfSteps)?;
                    found(place(m.start()..m.end()));
                }
            }
        }
        Ok(())
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
            Engine::Linear(regex) => {
                regex.captures_at(searched, at)?.expand(replacement, &mut out);
            }
            Engine::Backtracking(regex) => {
                let captures = regex.captures_from_pos(searched, at).ok()??;
                captures.expand(replacement, &mut out);
            }
        }
        Some(out)
    }

    /// How many groups it has besides the whole; 0 where it does not compile.
    pub fn groups(&self) -> usize {
        match self.engine() {
            Ok(Engine::Linear(regex)) => regex.captures_len() - 1,
            Ok(Engine::Backtracking(regex)) => regex.captures_len() - 1,
            Err(_) => 0,
        }
    }
}

fn build(source: &str, ignore_case: bool) -> Result<Engine, String> {
    let linear = regex::RegexBuilder::new(source)
        .case_insensitive(ignore_case)
        .size_limit(SIZE_LIMIT)
        .build();
    let error = match linear {
        Ok(regex) => return Ok(Engine::Linear(regex)),
        Err(error) => error.to_string(),
    };
    if error.contains("look-around") || error.contains("backreference") {
        return fancy_regex::RegexBuilder::new(source)
            .case_insensitive(ignore_case)
            .delegate_size_limit(SIZE_LIMIT)
            .backtrack_limit(STEP_LIMIT)
            .build()
            .map(|regex| Engine::Backtracking(Box::new(regex)))
            .map_err(|error| error.to_string());
    }
    // the last line says why; the lines before draw a caret of their own
    let reason = error.lines().last().unwrap_or_default();
    Err(reason.trim_start_matches("error: ").to_owned())
}

/// An expression that finds what `source` finds in every form in which that is
/// written: curly marks, other hyphens, any white space.
fn plain_forms(source: &str, boundaries: Boundaries) -> String {
    let mut out = String::with_capacity(source.len() * 2);
    let blanks_count = !source.contains("(?x");
    let mut in_class = 0_usize;
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let escaped = chars.next();
                let boundary = escaped == Some('b') && in_class == 0;
                // where words are not parted by blanks, every letter is at a boundary
                let unparted = |c: Option<char>| c.is_some_and(is_unparted);
                let next = chars.peek().copied();
                let dropped = boundaries == Boundaries::Dropped && next != Some('{');
                if boundary && (dropped || unparted(next) || unparted(out.chars().last())) {
                    continue;
                }
                match escaped {
                    // exact; the readers know no escape for some of them
                    Some(mark @ ('\'' | '"' | '-' | ' ')) => {
                        out.push_str(&format!("\\x{:02x}", mark as u32));
                    }
                    Some(escaped) => out.extend(['\\', escaped]),
                    None => out.push('\\'),
                }
                // `\p{Greek}`
                let named = matches!(escaped, Some('p' | 'P' | 'x' | 'u' | 'U' | 'b' | 'k'));
                if named && chars.peek() == Some(&'{') {
                    out.extend(chars.by_ref().take_while(|&c| c != '}'));
                    out.push('}');
                }
            }
            // flags
            '(' if chars.peek() == Some(&'?') => {
                out.push(c);
                let is_flag = |c: &char| matches!(c, '?' | '-') || c.is_ascii_alphabetic();
                while let Some(flag) = chars.next_if(is_flag) {
                    out.push(flag);
                }
            }
            '[' => {
                in_class += 1;
                out.push(c);
                // a bracket that comes first is one of the class
                if chars.peek() == Some(&'^') {
                    out.extend(chars.next());
                }
                if chars.peek() == Some(&']') {
                    out.extend(chars.next());
                }
            }
            ']' => {
                in_class = in_class.saturating_sub(1);
                out.push(c);
            }
            '\'' => out.push_str(if in_class > 0 { "'’‘ʼ" } else { "['’‘ʼ]" }),
            '"' => out.push_str(if in_class > 0 { "\"“”" } else { "[\"“”]" }),
            '-' if in_class == 0 => out.push_str("[-\u{2010}\u{2011}]"),
            ' ' if in_class > 0 => out.push_str(r"\s"),
            ' ' if blanks_count => {
                let counted = matches!(chars.peek(), Some('?' | '*' | '+' | '{'));
                out.push_str(if counted { r"(?:\s+)" } else { r"\s+" });
            }
            c => out.push(c),
        }
    }
    out
}

/// `source` without what it only looks at, ahead or behind.
fn without_looks(source: &str) -> String {
    const LOOKS: [&str; 4] = ["(?=", "(?!", "(?<=", "(?<!"];
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if LOOKS.iter().any(|look| rest.starts_with(look)) {
            rest = &rest[group_len(rest)..];
        } else if c == '\\' {
            let len = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            let refers_back = rest[1..].starts_with(|c: char| c.is_ascii_digit());
            out.push_str(if refers_back { ".*" } else { &rest[..len] });
            rest = &rest[len..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Bytes of the group that `source` begins with.
fn group_len(source: &str) -> usize {
    let (mut depth, mut escaped, mut in_class) = (0_usize, false, false);
    for (at, c) in source.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    source.len()
}

/// A text without its soft hyphens.
struct Bare {
    text: String,
    /// Where soft hyphens stood in the bare text, and how many bytes there were of
    /// them up to and with that one.
    gaps: Vec<(usize, usize)>,
}

impl Bare {
    /// `None` where there are none, as in most texts.
    fn of(text: &str) -> Option<Self> {
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
    fn place(&self, range: &Range<usize>) -> Range<usize> {
        let removed = |gap: usize| match gap {
            0 => 0,
            gap => self.gaps[gap - 1].1,
        };
        let start = range.start + removed(self.gaps.partition_point(|gap| gap.0 <= range.start));
        let end = range.end + removed(self.gaps.partition_point(|gap| gap.0 < range.end));
        start..end.max(start)
    }

    /// The place in the bare text of a byte of the text as it was.
    fn back(&self, at: usize) -> usize {
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
        out
    }

    #[test]
    fn patterns_say_what_they_cannot_do_without() {
        let gates = |source: &str| {
            let gates = pattern(source).gates()?;
            Some(gates.iter().map(|gate| gate.folded().to_owned()).collect::<Vec<_>>())
        };
        let gated = gates(r"\b(?:reported|said) that (?:\w+ ){1,3}says\b");
        assert_eq!(gated, Some(vec!["reported that".to_owned(), "said that".to_owned()]));
        assert_eq!(gates(r"(?<!never )\bit's said that"), Some(vec!["it's said".to_owned()]));
        assert_eq!(gates(r"\bsaid so (?!he)x"), Some(vec!["said so".to_owned()]));
        assert_eq!(gates(r"\bsaid\w*"), None);
        assert_eq!(gates(r"said that \w"), Some(vec!["that".to_owned()]));
        assert_eq!(gates(r"\b\w+ that"), None);
        assert_eq!(gates(r"\b(\w+) \1"), None);
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
