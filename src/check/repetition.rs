//! `repetition`: a word written twice. Vale's kind of that name.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{Except, WholeWord, ends_whole, whole_words, yes};
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::document::Prose;
use crate::text::Edit;
use crate::word::Word;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// Doubled words that are right: `had had`.
    #[serde(default)]
    except: Vec<String>,
    /// The same as regular expressions.
    #[serde(default)]
    except_patterns: Vec<String>,
    /// Whether capitals make no difference.
    #[serde(default = "yes")]
    ignore_case: bool,
}

pub struct Repetition {
    except: Except,
    ignore_case: bool,
}

impl Kind for Repetition {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["word"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        let Options { ignore_case, .. } = options;
        let except = Except::new(&options.except, &options.except_patterns, ignore_case, true)?;
        let own_patterns = except.patterns().to_vec();
        Ok((Self { except, ignore_case }, Needs { own_patterns, ..Needs::default() }))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        for stretch in cx.stretches().filter(|stretch| may_repeat(cx.prose, stretch)) {
            let text = &cx.prose.text()[..stretch.end];
            let mut words = whole_words(cx.prose, &stretch).peekable();
            while let Some(first) = words.next() {
                let mut last = None;
                while let Some(next) = words.next_if(|next| {
                    self.repeats(text, &stretch, last.as_ref().unwrap_or(&first), next)
                }) {
                    last = Some(next);
                }
                if let Some(last) = last {
                    let again = first.plain.end..last.plain.end;
                    out.extend(self.hit(cx, &stretch, first.plain, again));
                }
            }
        }
    }
}

impl Repetition {
    /// Whether `next` is the word at `last` again, with only blanks between them. A
    /// second word with a capital of its own is part of a name more often than not.
    fn repeats(
        &self,
        text: &str,
        stretch: &Range<usize>,
        last: &WholeWord,
        next: &WholeWord,
    ) -> bool {
        if last.key.is_some() && next.key.is_some() && last.key != next.key {
            return false;
        }
        let (last, next) = (&last.plain, &next.plain);
        let (one, two) = (&text[last.clone()], &text[next.clone()]);
        let same = one.len() == two.len()
            && match self.ignore_case {
                true if one.is_ascii() => one.eq_ignore_ascii_case(two),
                true => one == two || one.to_lowercase() == two.to_lowercase(),
                false => one == two,
            };
        let blank = || text[last.end..next.start].chars().all(char::is_whitespace);
        same && blank() && !two.contains(|c: char| c.is_numeric()) && !is_name(two)
            // "work work-" and "state–state state" are something else
            && !text[next.end..].starts_with(is_dash)
            && !text[stretch.start..last.start].ends_with(is_dash)
    }

    fn hit(
        &self,
        cx: &Context<'_>,
        stretch: &Range<usize>,
        word: Range<usize>,
        again: Range<usize>,
    ) -> Option<Hit> {
        let prose = cx.prose;
        let plain = word.start..again.end;
        let candidate = Candidate { which: 0, plain: plain.clone(), within: stretch.clone() };
        if cx.is_of_others(&plain) || self.except.covers(cx, &candidate) {
            return None;
        }
        let written = prose.slice(word);
        let fix = prose.can_be_cut(&again).then(|| Fix {
            title: format!("Write “{written}” once"),
            edits: vec![Edit::delete(prose.source(&again))],
            safety: Safety::Safe,
        });
        Some(Hit::new(prose.source(&plain)).fill("word", written).fix(fix))
    }
}

/// Whether a word may stand twice in a row in a stretch. One that something is joined to
/// begins again some words on.
fn may_repeat(prose: &Prose, stretch: &Range<usize>) -> bool {
    // more are joined in addresses and the like, which nobody writes twice by a slip
    const PARTS: usize = 16;
    let bytes = prose.text().as_bytes();
    let words = prose.words_in(stretch);
    words.windows(2).any(|two| two[0].key == two[1].key)
        || words.iter().enumerate().any(|(number, word)| {
            let again = |next: &Word| next.key == word.key;
            !ends_whole(bytes, word.end()) && words[number + 1..].iter().take(PARTS).any(again)
        })
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '\u{2010}' | '\u{2011}' | '\'' | '’')
}

/// Whether a word has a capital first and small letters behind it.
fn is_name(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.any(char::is_lowercase)
}
