//! `same-value`: a key that repeats what another says.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The keys that may not repeat it.
    fields: Vec<String>,
    /// The key that is repeated.
    of: String,
}

pub struct SameValue {
    options: Options,
}

impl Kind for SameValue {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "other"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { options }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let Options { fields, of } = &self.options;
        let Some(root) = cx.doc.keys() else { return };
        let words = |key: &str| {
            let entry = root.at(key.split('.'))?;
            entry.value.text().map(|text| (entry, words(text)))
        };
        let Some((_, repeated)) = words(of).filter(|(_, words)| !words.is_empty()) else { return };
        for key in fields {
            if let Some((entry, _)) = words(key).filter(|(_, words)| *words == repeated) {
                let hit = Hit::new(entry.value.span).fill("key", key.as_str());
                out.push(hit.fill("other", of.as_str()));
            }
        }
    }
}

/// The letters and figures of a text, so that capitals, blanks and marks make no
/// difference.
fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
