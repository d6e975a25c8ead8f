//! `sentence-length`: sentences that are too long.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::own_words;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::document::BlockKind;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// Words that a sentence may have.
    #[schemars(range(min = 1))]
    max: usize,
}

pub struct SentenceLength {
    max: usize,
}

/// Bytes that a word takes at the least, with the blank behind it.
const SHORTEST_WORD: usize = 2;

impl Kind for SentenceLength {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["count", "limit"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if options.max == 0 {
            return Err(OptionError::new("max", "no sentence has 0 words"));
        }
        Ok((Self { max: options.max }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        for (number, block) in cx.prose.blocks().iter().enumerate() {
            let is_meant = cx.includes_quotes || !block.in_quote;
            let is_prose = block.kind != BlockKind::Source;
            let is_short = block.plain.len() < self.max * SHORTEST_WORD;
            if is_short || !is_meant || !is_prose || !cx.scopes.include(block, false) {
                continue;
            }
            for sentence in cx.prose.sentences(number).iter() {
                // the words of others are not the author's to shorten
                let count = own_words(cx, sentence);
                if count > self.max {
                    let words = cx.prose.slice(sentence.clone()).trim_end();
                    let plain = sentence.start..sentence.start + words.len();
                    let hit = Hit::new(cx.prose.source(&plain)).fill("count", count.to_string());
                    out.push(hit.fill("limit", self.max.to_string()));
                }
            }
        }
    }
}
