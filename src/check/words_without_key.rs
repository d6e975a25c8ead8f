//! `words-without-key`: words that ask for a key in front matter, which is not there.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{Except, patterns, phrases, yes};
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    {"required": ["phrases"], "properties": {"phrases": {"minItems": 1}}},
    {"required": ["patterns"], "properties": {"patterns": {"minItems": 1}}},
]))]
pub struct Options {
    /// The keys of which one must say something; a dot leads into a map.
    fields: Vec<String>,
    /// Literal words.
    #[serde(default)]
    phrases: Vec<String>,
    /// Regular expressions.
    #[serde(default)]
    patterns: Vec<String>,
    /// Words that are right as they stand, and hide what they cover.
    #[serde(default)]
    except: Vec<String>,
    /// The same as regular expressions.
    #[serde(default)]
    except_patterns: Vec<String>,
    /// Whether capitals make no difference.
    #[serde(default = "yes")]
    ignore_case: bool,
    /// Findings in one post, at most.
    limit: Option<usize>,
}

pub struct WordsWithoutKey {
    fields: Vec<String>,
    except: Except,
    limit: usize,
}

impl Kind for WordsWithoutKey {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if options.fields.is_empty() {
            return Err(OptionError::new("fields", "no key is named"));
        }
        if options.phrases.is_empty() && options.patterns.is_empty() {
            return Err(OptionError::nothing_to_look_for());
        }
        let Options { ignore_case, .. } = options;
        let except =
            Except::new(&options.except, &options.except_patterns, ignore_case, true)?;
        let needs = Needs {
            phrases: phrases("phrases", &options.phrases, ignore_case, true)?,
            patterns: patterns(&["patterns"], &options.patterns, ignore_case),
            own_patterns: except.patterns().to_vec(),
            ..Needs::default()
        };
        let limit = options.limit.unwrap_or(usize::MAX);
        Ok((Self { fields: options.fields, except, limit }, needs))
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        let root = cx.doc.keys();
        let says = |key: &String| {
            let entry = root.and_then(|root| root.at(key.split('.')));
            entry.is_some_and(|entry| !entry.value.is_blank())
        };
        if found.is_empty() || self.fields.iter().any(says) {
            return;
        }
        let meant = found.iter().filter(|candidate| !self.except.covers(cx, candidate));
        for candidate in meant.take(self.limit) {
            let hit = Hit::new(cx.prose.source(&candidate.plain));
            out.push(hit.fill("key", self.fields[0].as_str()));
        }
    }
}
