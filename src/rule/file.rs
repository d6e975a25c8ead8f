//! A rule file as it is written.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::Examples;
use crate::check::KINDS;
use crate::diagnostic::Severity;
use crate::document::SCOPES;

/// A rule: what to find, how severe it is, why, and examples that prove it.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(title = "Rule of copydesk")]
pub struct RuleFile<Options> {
    /// The kind of check.
    #[schemars(extend("enum" = KINDS))]
    pub(super) extends: String,
    /// How much a finding matters.
    pub(super) severity: Severity,
    /// What a finding says, in one sentence.
    #[schemars(length(min = 1))]
    pub(super) message: String,
    /// What to write instead.
    pub(super) help: Option<String>,
    /// Why the rule is there.
    #[schemars(required, length(min = 1))]
    pub(super) why: Option<String>,
    /// The page from which the reason comes.
    pub(super) link: Option<String>,
    /// Where it looks, if it looks for words: any of these, but in none with `~` before
    /// its name. All of the body if left out.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(schema_with = "scopes")]
    pub(super) scope: Vec<String>,
    /// Whether direct speech and block quotations count.
    pub(super) quotes: Option<Quotes>,
    /// Two letters: only posts of that language are looked at. `any` for all.
    pub(super) language: Option<String>,
    /// Whether it is in the default set. This is for rules in the program.
    #[serde(default)]
    pub(super) recommended: bool,
    /// Ids that the rule had before.
    #[serde(default)]
    pub(super) formerly: Vec<String>,
    /// The options of the kind.
    pub(super) options: Option<Options>,
    /// Two characters to mark what is found in the examples, for texts that need ‹ and ›.
    pub(super) marks: Option<String>,
    /// What it finds and what not.
    #[schemars(required)]
    pub(super) examples: Option<Examples>,
}

/// Only what says how to read the rest.
#[derive(Deserialize)]
pub(super) struct Head {
    pub extends: String,
}

/// Whether the words of others count.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Quotes {
    /// They do.
    Include,
    /// They do not.
    Exempt,
}

/// A name of a scope, or a list of names.
fn scopes(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let one = json!({"type": "string", "anyOf": [
        {"enum": SCOPES},
        {"pattern": format!("^~?({}|front-matter\\..+)$", SCOPES.join("|"))},
    ]});
    schemars::json_schema!({"anyOf": [one, {"type": "array", "items": one}]})
}

/// A name, or a list of names.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct OneOrMany;
    impl<'de> serde::de::Visitor<'de> for OneOrMany {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a name or a list of names")
        }

        fn visit_str<E>(self, one: &str) -> Result<Self::Value, E> {
            Ok(vec![one.to_owned()])
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(
            self,
            mut many: A,
        ) -> Result<Self::Value, A::Error> {
            let mut out = Vec::new();
            while let Some(one) = many.next_element()? {
                out.push(one);
            }
            Ok(out)
        }
    }
    deserializer.deserialize_any(OneOrMany)
}
