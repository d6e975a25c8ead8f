//! What the program says: [`Diagnostic`]s about posts, and [`Problem`]s with the
//! files that a user wrote for copydesk or that could not be read.

mod excerpt;
mod finding;
mod problem;

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use excerpt::Excerpt;
pub use finding::{Finding, Place, PlacedEdit, PlacedFix, Summary, fingerprint};
pub use problem::Problem;

use crate::text::{Edit, Span};

/// How much a finding matters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A matter of taste.
    Suggestion,
    /// Wrong by nearly everybody's book.
    Warning,
    /// It will break the page or misinform its readers.
    Error,
}

impl Severity {
    /// Its name in configs and reports.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Suggestion => "suggestion",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How far a fix may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Safety {
    /// Offered in an editor, to somebody who goes on writing there; made by nothing else.
    Display,
    /// Made with `--unsafe-fixes`: it may change what the post says or its address.
    Unsafe,
    /// Made with `--fix`: it changes nothing but what the finding is about.
    Safe,
}

/// A change that settles a finding. Its edits are made together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does, as an instruction: "Remove the opening".
    pub title: String,
    /// The changes; they do not overlap.
    pub edits: Vec<Edit>,
    /// Whether it may be made without asking.
    pub safety: Safety,
}

/// The id of a rule, its path in the packs: `headline/urgency-prefix`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(Arc<str>);

impl RuleId {
    /// The id `pack/name`.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The pack: what stands before the slash.
    pub fn pack(&self) -> &str {
        self.0.split_once('/').map_or(&self.0, |(pack, _)| pack)
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Something wrong in a post, in the coordinates of its text.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: RuleId,
    /// How much it matters here.
    pub severity: Severity,
    /// The words, key or value that it is about.
    pub span: Span,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to write instead, or what to know.
    pub help: Option<String>,
    /// Other places in the same post to look at.
    pub related: Vec<Related>,
    /// What a change must touch to have caused it, where that is more than the span.
    pub extent: Option<Span>,
    /// Files that it is about, from the site's root.
    pub files: Vec<String>,
    /// Changes that would settle it, the best first.
    pub fixes: Vec<Fix>,
    /// The rule's page.
    pub url: Option<Arc<str>>,
}

/// Another place that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What is there.
    pub note: String,
}

/// The name in `known` that `name` is most likely meant to be: at most one
/// change away, or two from seven letters on, a swap of neighbours counting as
/// one. `None` when nothing is that near.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let reach = if name.chars().count() >= 7 { 2 } else { 1 };
    known
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= reach)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_takes_a_swap_as_one_step() {
        assert_eq!(nearest("titel", ["title", "date"]), Some("title"));
        assert_eq!(nearest("catagories", ["categories"]), Some("categories"));
        assert_eq!(nearest("tog", ["tags"]), None);
    }
}
