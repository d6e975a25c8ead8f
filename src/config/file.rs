//! `copydesk.yml` as it is written.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::diagnostic::Severity;
use crate::generator::Generator;

/// Which rules run on which posts of a site, how severe, with which options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
#[schemars(title = "copydesk.yml")]
pub struct ConfigFile {
    /// The path of a config on which this one builds.
    pub(super) extends: Option<String>,
    /// The versions of copydesk that may read this: `">=0.1, <0.3"`.
    // YAML reads `0.1` as a number
    #[schemars(with = "Option<VersionText>")]
    pub(super) required_version: Option<String>,
    /// What builds the site. Left out, it is found from the files of the site.
    #[schemars(schema_with = "Generator::name_schema")]
    pub(super) site: Option<String>,
    /// The rules that run: `recommended` (the default set), packs of the program, folders
    /// of your own.
    #[schemars(with = "Option<Vec<PackName>>")]
    pub(super) packs: Option<Vec<String>>,
    /// Rules and packs by name: `off`, a severity, or `severity` and `options`. What is
    /// named here runs, unless it is off.
    #[schemars(with = "RuleMap")]
    pub(super) rules: BTreeMap<String, RuleEntry>,
    /// A folder with words of your own: `accept.txt` for those that are right,
    /// `reject.txt` for those that are not, one a line.
    pub(super) vocab: Option<String>,
    /// Files that are left out, as patterns from the folder of this file.
    pub(super) exclude: Vec<String>,
    /// Other rules for some files. A later entry replaces what an earlier one says.
    pub(super) overrides: Vec<OverrideEntry>,
    /// From which severity on a run fails; `error` if left out.
    pub(super) fail_on: Option<FailOn>,
    /// The lowest severity that is shown.
    pub(super) min_severity: Option<Severity>,
    /// Whether a comment that excuses a finding must say why.
    pub(super) require_reasons: Option<bool>,
    /// How drafts are checked, which may be unfinished; `warn` if left out.
    pub(super) drafts: Option<Drafts>,
}

/// How drafts are checked, which may be unfinished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Drafts {
    /// Nothing in them is an error.
    #[default]
    Warn,
    /// As if they were finished.
    Check,
    /// Not at all.
    Skip,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct OverrideEntry {
    /// The files, as patterns from the folder of this file.
    pub files: Vec<String>,
    /// Rules and packs by name: `off`, a severity, or `severity` and `options`.
    #[schemars(with = "RuleMap")]
    pub rules: BTreeMap<String, RuleEntry>,
}

/// What a config says of a rule: `error`, `off`, or a severity and options.
#[derive(Clone, Debug, Default)]
pub(super) struct RuleEntry {
    pub level: Option<Level>,
    pub options: Map<String, Value>,
}

/// A severity, options, or both.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleDetail {
    /// How much a finding matters, where not as the rule says.
    severity: Option<Level>,
    /// Options in the place of the rule's own.
    #[serde(default)]
    options: Map<String, Value>,
}

/// A severity, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The rule does not run.
    Off,
    /// A matter of taste.
    Suggestion,
    /// Wrong by nearly everybody's book.
    Warning,
    /// It will break the page or misinform its readers.
    Error,
}

/// From which severity on a run fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FailOn {
    /// Every finding.
    Suggestion,
    /// Warnings and errors.
    Warning,
    /// Errors.
    Error,
    /// Nothing.
    Never,
}

impl<'de> Deserialize<'de> for RuleEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entry;
        impl<'de> Visitor<'de> for Entry {
            type Value = RuleEntry;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`off`, a severity, or `severity` and `options`")
            }

            fn visit_str<E: serde::de::Error>(self, level: &str) -> Result<RuleEntry, E> {
                let level = Level::deserialize(StrDeserializer::new(level))?;
                Ok(RuleEntry { level: Some(level), options: Map::new() })
            }

            // YAML 1.1 readers take `off` for false, and so may a config's author
            fn visit_bool<E: serde::de::Error>(self, on: bool) -> Result<RuleEntry, E> {
                if on {
                    return Err(E::custom(
                        "write the severity: `error`, `warning` or `suggestion`",
                    ));
                }
                Ok(RuleEntry { level: Some(Level::Off), options: Map::new() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RuleEntry, A::Error> {
                let detail = RuleDetail::deserialize(MapAccessDeserializer::new(map))?;
                Ok(RuleEntry { level: detail.severity, options: detail.options })
            }
        }
        deserializer.deserialize_any(Entry)
    }
}

/// A text that may be written as a number.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it only says what may be written")]
enum VersionText {
    Text(String),
    Number(f64),
}

/// Definitions that depend on which rules there are; [`crate::schema`] adds them.
macro_rules! defined_elsewhere {
    ($($type:ident => $name:literal),+) => {
        $(
            struct $type;

            impl JsonSchema for $type {
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    $name.into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!({"$ref": concat!("#/definitions/", $name)})
                }
            }
        )+
    };
}

defined_elsewhere! { PackName => "pack", RuleMap => "rules" }
