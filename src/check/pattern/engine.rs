//! How expressions are built and run.

use std::ops::Range;

use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, meta};

/// What reads an expression.
#[derive(Debug)]
pub(super) enum Engine {
    /// In time in proportion to the text.
    Linear(meta::Regex),
    /// Step by step, and back.
    Backtracking(Box<fancy_regex::Regex>),
}

/// Bytes that a compiled expression may take.
const SIZE_LIMIT: usize = 4 << 20;

/// Steps back that one search may take: a fraction of a second.
const STEP_LIMIT: usize = 200_000;

/// Places that are tried in vain before a text is searched without more thought.
const MOST_IN_VAIN: usize = 50;

/// Calls `found` with the places of `regex`, which begin only where `loose` finds
/// something, too. In texts beyond ASCII a search for boundaries of words is slow, and
/// is made only there. Where that was in vain often, the rest is searched at once: `loose`
/// may find something at each of many characters, and read far for it.
pub(super) fn find_where(
    loose: &meta::Regex,
    regex: &meta::Regex,
    text: &str,
    mut found: impl FnMut(Range<usize>),
) {
    let (mut at, mut in_vain) = (0, 0);
    while let Some(begun) = loose.find(Input::new(text).range(at..)).map(|m| m.start()) {
        if in_vain == MOST_IN_VAIN {
            let rest = regex.find_iter(Input::new(text).range(begun..));
            return rest.for_each(|m| found(m.range()));
        }
        let range = at_start(regex, text, begun);
        range.iter().cloned().for_each(&mut found);
        in_vain += usize::from(range.is_none());
        at = range.map_or(begun, |range| range.end);
        if at == begun {
            let Some(c) = text[begun..].chars().next() else { return };
            at += c.len_utf8();
        }
    }
}

/// What `regex` finds in `text` that begins at the byte `at`.
pub(super) fn at_start(regex: &meta::Regex, text: &str, at: usize) -> Option<Range<usize>> {
    let here = Input::new(text).range(at..).anchored(Anchored::Yes);
    regex.find(here).map(|m| m.range())
}

pub(super) fn linear(
    source: &str,
    ignore_case: bool,
    config: meta::Config,
) -> Result<meta::Regex, Box<meta::BuildError>> {
    meta::Regex::builder()
        .syntax(syntax::Config::new().case_insensitive(ignore_case))
        .configure(config)
        .build(source)
        .map_err(Box::new)
}

/// How expressions are built: soon, since in most runs few texts are searched with each.
pub(super) fn limits(groups: WhichCaptures) -> meta::Config {
    let config = meta::Config::new().nfa_size_limit(Some(SIZE_LIMIT)).which_captures(groups);
    config.dfa(false).onepass(false)
}

/// The engine for `source`, of which the places in a text are sought, or which is tried at
/// given places.
pub(super) fn build(source: &str, ignore_case: bool, is_sought: bool) -> Result<Engine, String> {
    let config = limits(WhichCaptures::Implicit).auto_prefilter(is_sought);
    let error = match linear(source, ignore_case, config) {
        Ok(regex) => return Ok(Engine::Linear(regex)),
        Err(error) => match error.syntax_error() {
            Some(error) => error.to_string(),
            None => error.to_string(),
        },
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
