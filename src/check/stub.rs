//! `stub`: a post whose body says next to nothing, but for what its excerpt says.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::document::{BlockKind, OBJECT};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Keys whose words the body may repeat without saying more.
    fields: Vec<String>,
    /// Words that the body must have besides.
    words: usize,
}

pub struct Stub {
    options: Options,
}

impl Kind for Stub {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["words", "key"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { options }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let prose = &cx.doc.prose;
        let Some(root) = cx.doc.keys().filter(|_| cx.doc.is_post) else { return };
        let body = prose.blocks().iter().filter(|block| {
            !matches!(block.kind, BlockKind::Key(_) | BlockKind::Alt)
        });
        let blocks: Vec<&str> = body.map(|block| prose.slice(block.plain.clone())).collect();
        // pictures, code and tags are something that the post has to show
        let shows = !cx.doc.code.is_empty() || blocks.iter().any(|text| text.contains(OBJECT));
        if shows || !cx.doc.pictures.iter().all(|picture| picture.span.start < cx.doc.body.start) {
            return;
        }
        for key in &self.options.fields {
            let Some(said) = root.get(key).and_then(|entry| entry.value.text()) else { continue };
            let said: Vec<String> = words(said).collect();
            // most bodies are longer than is looked at
            let most = said.len() + self.options.words;
            let body = blocks.iter().flat_map(|text| words(text));
            let body: Vec<String> = body.take(most).collect();
            if body.len() == most {
                continue;
            }
            let repeats = !said.is_empty() && body.windows(said.len()).any(|part| part == said);
            let more = body.len() - if repeats { said.len() } else { 0 };
            if repeats && more < self.options.words {
                let hit = Hit::new(cx.doc.head()).fill("words", more.to_string());
                out.push(hit.fill("key", key.as_str()));
                return;
            }
        }
    }
}

/// The words of a text in small letters, without marks.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let word = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    text.split_whitespace().map(word).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn marks_and_capitals_are_no_words() {
        let found: Vec<String> = words("It’s – the *Pier*!").collect();
        assert_eq!(found, ["its", "the", "pier"]);
    }
}
