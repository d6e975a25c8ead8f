//! What kinds for words share: phrases and expressions from options, and what keeps
//! a place from being found.

use std::ops::Range;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::pattern::{Begun, Pattern};
use super::phrases::{Phrase, PhraseIndex, Phrases};
use super::{Candidate, Context, OptionError};
use crate::document::Prose;
use crate::text::{ceil, floor};
use crate::word::{SOFT_HYPHEN, is_in_word, is_unparted};

pub(super) fn yes() -> bool {
    true
}

/// Bytes around a candidate in which words may stand that except it.
const REACH: usize = 200;

/// What is right as it stands, and hides what it covers.
#[derive(Debug)]
pub(super) struct Except {
    phrases: Vec<Phrase>,
    patterns: Vec<Pattern>,
    /// What is looked for, made when it is first asked for.
    sought: OnceLock<Sought>,
}

/// What an exception is looked for by.
#[derive(Debug)]
struct Sought {
    /// The phrases of the exception, and those of each pattern that it cannot do without.
    index: PhraseIndex,
    /// The numbers of the patterns that have none.
    ungated: Vec<usize>,
}

impl Except {
    /// Reads the options `except` and `except-patterns`.
    pub fn new(
        texts: &[String],
        sources: &[String],
        ignore_case: bool,
        word_boundaries: bool,
    ) -> Result<Self, OptionError> {
        Ok(Self {
            phrases: phrases("except", texts, ignore_case, word_boundaries)?,
            patterns: patterns(&["except-patterns"], sources, ignore_case),
            sought: OnceLock::new(),
        })
    }

    /// The expressions among them.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    fn sought(&self) -> &Sought {
        self.sought.get_or_init(|| {
            let own = Phrases::Own(self.phrases.clone());
            let none = || Phrases::Own(Vec::new());
            let gates = |pattern: &Pattern| pattern.gates().cloned().unwrap_or_else(none);
            let gates = self.patterns.iter().map(gates);
            let numbered = self.patterns.iter().enumerate();
            let ungated = numbered.filter(|(_, pattern)| pattern.gates().is_none());
            Sought {
                index: PhraseIndex::new(std::iter::once(own).chain(gates).collect()),
                ungated: ungated.map(|(number, _)| number).collect(),
            }
        })
    }

    /// Whether words that are right as they stand cover part of the candidate.
    pub fn covers(&self, cx: &Context<'_>, candidate: &Candidate) -> bool {
        let prose = cx.prose;
        if self.phrases.is_empty() && self.patterns.is_empty() {
            return false;
        }
        // as far around as a phrase can reach, so that a long block costs no more
        let text = prose.text();
        let within = &candidate.within;
        let start = floor(text, candidate.plain.start.saturating_sub(REACH).max(within.start));
        let end = ceil(text, (candidate.plain.end + REACH).min(within.end));
        let around = prose.slice(start..end);
        let meets = |range: Range<usize>| {
            let (from, to) = (range.start + start, range.end + start);
            from < candidate.plain.end && candidate.plain.start < to
        };
        let Sought { index, ungated } = self.sought();
        let mut covered = false;
        let mut patterns = ungated.clone();
        // soft hyphens may stand in whatever an expression finds
        let is_plain = !around.contains(SOFT_HYPHEN);
        index.find(around, |phrase, gate| {
            let Some(number) = phrase.of().checked_sub(1) else {
                covered |= meets(gate);
                return;
            };
            let begin = || self.patterns[number].begin_at_gate(around, gate.start);
            match if is_plain { begin() } else { Begun::Perhaps } {
                Begun::Found(range) => covered |= meets(range),
                Begun::Nothing => {}
                Begun::Perhaps => patterns.push(number),
            }
        });
        patterns.sort_unstable();
        patterns.dedup();
        let is_met = |number: usize| cx.told(self.patterns[number].is_in(around, meets));
        covered || patterns.into_iter().any(is_met)
    }
}

/// What must not stand near for something to be found.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    {"required": ["phrases"], "properties": {"phrases": {"minItems": 1}}},
    {"required": ["patterns"], "properties": {"patterns": {"minItems": 1}}},
    {"required": ["link"], "properties": {"link": {"const": true}}},
]))]
pub(super) struct UnlessOptions {
    /// Words, as they are.
    #[serde(default)]
    phrases: Vec<String>,
    /// Regular expressions.
    #[serde(default)]
    patterns: Vec<String>,
    /// Whether a link is meant.
    #[serde(default)]
    link: bool,
    /// How near.
    #[serde(default)]
    within: Within,
}

/// How near.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Within {
    /// In the same sentence.
    #[default]
    Sentence,
    /// In the same paragraph.
    Paragraph,
    /// Anywhere in the post.
    Post,
}

/// See [`UnlessOptions`].
#[derive(Debug)]
pub(super) struct Unless {
    phrases: PhraseIndex,
    patterns: Vec<Pattern>,
    link: bool,
    within: Within,
}

impl Unless {
    /// Reads the option `unless`.
    pub fn new(
        options: Option<UnlessOptions>,
        ignore_case: bool,
    ) -> Result<Option<Self>, OptionError> {
        let below = |error: OptionError| {
            let path = std::iter::once("unless".to_owned()).chain(error.path).collect();
            OptionError { path, ..error }
        };
        let Some(options) = options else { return Ok(None) };
        let UnlessOptions { link, within, .. } = options;
        if options.phrases.is_empty() && options.patterns.is_empty() && !link {
            let error = OptionError::new("unless", "nothing to look for");
            return Err(error.help("Give `phrases`, `patterns` or `link: true`."));
        }
        let phrases = phrases("phrases", &options.phrases, ignore_case, true).map_err(below)?;
        let patterns = patterns(&["unless", "patterns"], &options.patterns, ignore_case);
        Ok(Some(Self { phrases: PhraseIndex::of(phrases), patterns, link, within }))
    }

    /// The expressions among it.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Whether it stands near the candidate, outside of it.
    pub fn holds(&self, cx: &Context<'_>, candidate: &Candidate) -> bool {
        let prose = cx.prose;
        let near = match self.within {
            Within::Sentence => prose.sentence_at(candidate.plain.start),
            Within::Paragraph => match prose.block_at(candidate.plain.start) {
                Some(block) => block.plain.clone(),
                None => return false,
            },
            Within::Post => 0..prose.text().len(),
        };
        if self.link && prose.has_link(&near) {
            return true;
        }
        let text = prose.slice(near.clone());
        let apart = |range: Range<usize>| {
            let (from, to) = (range.start + near.start, range.end + near.start);
            to <= candidate.plain.start || candidate.plain.end <= from
        };
        let is_apart = |pattern: &Pattern| cx.told(pattern.is_in(text, apart));
        let mut found = self.patterns.iter().any(is_apart);
        self.phrases.find(text, |_, range| found |= apart(range));
        found
    }
}

/// The phrases of the option `name`.
pub(super) fn phrases(
    name: &str,
    texts: &[String],
    ignore_case: bool,
    word_boundaries: bool,
) -> Result<Vec<Phrase>, OptionError> {
    let phrase = |(index, text): (usize, &String)| {
        if text.trim().is_empty() {
            let path = vec![name.to_owned(), index.to_string()];
            return Err(OptionError { path, message: "an empty phrase".into(), help: None });
        }
        Ok(Phrase::new(text, ignore_case, word_boundaries))
    };
    texts.iter().enumerate().map(phrase).collect()
}

/// The two sides of the option `name`.
pub(super) fn pairs(
    name: &str,
    swap: &Map<String, Value>,
) -> Result<(Vec<String>, Vec<String>), OptionError> {
    let text = |(from, to): (&String, &Value)| match to {
        Value::String(to) => Ok((from.clone(), to.clone())),
        _ => {
            let path = vec![name.to_owned(), from.clone()];
            Err(OptionError { path, message: "not a text".into(), help: None })
        }
    };
    swap.iter().map(text).collect()
}

/// The expressions of the option to which `path` leads.
pub(super) fn patterns(path: &[&str], sources: &[String], ignore_case: bool) -> Vec<Pattern> {
    let pattern = |(index, source): (usize, &String)| {
        let path = path.iter().map(|step| (*step).to_owned()).chain([index.to_string()]);
        Pattern::new(source, ignore_case, path.collect())
    };
    sources.iter().enumerate().map(pattern).collect()
}

/// A word with what joins others to it: "don't", "on-line", "and/or", "x.org", "R&D".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WholeWord {
    /// Its place in the plain text.
    pub plain: Range<usize>,
    /// The key of a word that nothing is joined to; `None` where something may be.
    pub key: Option<u64>,
}

/// The whole words of a stretch of prose, in order.
pub(super) fn whole_words<'p>(
    prose: &'p Prose,
    stretch: &Range<usize>,
) -> impl Iterator<Item = WholeWord> + use<'p> {
    let text = &prose.text()[..stretch.end];
    let mut words = prose.words_in(stretch).iter();
    let mut end = stretch.start;
    std::iter::from_fn(move || {
        let word = words.find(|word| word.start() >= end)?;
        let is_whole = ends_whole(text.as_bytes(), word.end());
        end = if is_whole { word.end() } else { joined_end(text, word.end()) };
        Some(WholeWord { plain: word.start()..end, key: is_whole.then_some(word.key) })
    })
}

/// Whether it is clear that nothing is joined to a word that ends at the byte `end`.
#[inline]
pub(super) fn ends_whole(text: &[u8], end: usize) -> bool {
    match text.get(end) {
        Some(b'\'' | b'-' | b'/' | b'.' | b'&' | b'@' | b':') => {
            text.get(end + 1).is_none_or(|next| next.is_ascii() && !next.is_ascii_alphanumeric())
        }
        Some(byte) => byte.is_ascii() && *byte != b'_',
        None => true,
    }
}

/// Where the whole word ends that goes on to the byte `at` at least.
#[cold]
fn joined_end(text: &str, mut at: usize) -> usize {
    while let Some(c) = char_at(text, at) {
        let behind = at + c.len_utf8();
        let goes_on = is_in_word(c)
            // marks that combine with the letter before them
            || matches!(c, '\u{300}'..='\u{36f}' | SOFT_HYPHEN | '_')
            || (is_joint(c) && char_at(text, behind).is_some_and(char::is_alphanumeric));
        if !goes_on {
            break;
        }
        at = behind;
    }
    at
}

/// The character at the byte `at`, which most often is one byte itself.
#[inline]
fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
        _ => text[at..].chars().next(),
    }
}

fn is_joint(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '-' | '\u{2010}' | '\u{2011}' | '/' | '.' | '&' | '@' | ':')
}

/// How many words of `plain` are the author's.
pub(super) fn own_words(cx: &Context<'_>, plain: &Range<usize>) -> usize {
    let parted = whole_words(cx.prose, plain).filter(|word| !cx.is_of_others(&word.plain)).count();
    parted + unparted_words(cx.prose.slice(plain.clone()))
}

/// About how many words there are in scripts that do not part them: one for two letters.
fn unparted_words(text: &str) -> usize {
    if text.is_ascii() {
        return 0;
    }
    text.chars().filter(|&c| is_unparted(c) && c.is_alphanumeric()).count().div_ceil(2)
}

/// What counts together: each stretch of the scope, or all of it where the scope is
/// all of the body.
pub(super) fn units(cx: &Context<'_>) -> Vec<Vec<Range<usize>>> {
    let stretches = cx.stretches();
    match cx.scopes.is_whole() {
        true => vec![stretches.collect()],
        false => stretches.map(|stretch| vec![stretch]).collect(),
    }
}

/// The candidates that stand in a stretch of `unit`.
pub(super) fn within<'c>(
    found: &'c [Candidate],
    unit: &'c [Range<usize>],
) -> impl Iterator<Item = &'c Candidate> {
    unit.iter().flat_map(move |stretch| {
        let first = found.partition_point(|candidate| candidate.plain.start < stretch.start);
        found[first..].iter().take_while(|candidate| candidate.plain.end <= stretch.end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::generator::{Generator, SiteConfig};

    #[test]
    fn words_that_are_not_parted_are_counted_by_letters() {
        assert_eq!(unparted_words("光ノ浜新聞、2025"), 3);
        assert_eq!(unparted_words("the café"), 0);
    }

    #[test]
    fn words_keep_what_joins_them() {
        let split = |text: &str| {
            let generator = Generator::plain();
            let doc = Document::parse("x.md", text, &generator, &SiteConfig::default());
            let prose = &doc.prose;
            let words = whole_words(prose, &(0..prose.text().len()));
            words.map(|word| prose.slice(word.plain).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            split("Don’t go on-line, “Jo”: 3.5 or x.org."),
            ["Don’t", "go", "on-line", "Jo", "3.5", "or", "x.org"]
        );
        assert_eq!(split("the boys' café -- R&D"), ["the", "boys", "café", "R&D"]);
        assert_eq!(
            split("a-b-c d_e cafe\u{301}s so. So"),
            ["a-b-c", "d_e", "cafe\u{301}s", "so", "So"]
        );
    }
}
