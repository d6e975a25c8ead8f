//! The examples of a rule: its proof and its illustration.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::generator::Generator;
use crate::text::{LineIndex, Span};
use crate::tree::{Style, Tree};

/// What a rule finds, and what it leaves alone.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["bad", "good"]))]
pub struct Examples {
    /// Texts with the places marked that must be found.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub bad: Vec<Example>,
    /// Texts in which nothing must be found.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub good: Vec<Example>,
}

/// A post, and the world around it as far as it matters.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Example {
    /// The post, with marks around what must be found.
    pub text: String,
    /// The same after all safe fixes.
    pub fixed: Option<String>,
    /// The same after all fixes.
    pub fixed_unsafe: Option<String>,
    /// Other marks than ‹ and ›, for texts that need those.
    pub marks: Option<String>,
    /// The path of the post from the site's root.
    pub path: Option<String>,
    /// The generator of the site.
    #[serde(default)]
    #[schemars(schema_with = "Generator::name_schema")]
    pub site: Option<String>,
    /// Options laid over the rule's own, as a config would.
    #[serde(default)]
    pub options: Map<String, Value>,
    /// Other files of the site, and what is in them.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// The day on which it is checked.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub today: Option<NaiveDate>,
    /// The line of the rule's file, from 1, on which the text begins.
    #[serde(skip)]
    pub line: u32,
}

/// A post without its marks.
#[derive(Debug, PartialEq, Eq)]
pub struct Unmarked {
    /// The text.
    pub text: String,
    /// What the marks were around, in order of their opening.
    pub spans: Vec<Span>,
}

impl Example {
    /// The post itself and the places that must be found in it, or what is wrong
    /// with the marks.
    pub fn unmarked(&self) -> Result<Unmarked, String> {
        let mut marks = self.marks.as_deref().unwrap_or("‹›").chars();
        let (Some(open), Some(close), None) = (marks.next(), marks.next(), marks.next()) else {
            return Err("`marks` takes two characters".to_owned());
        };
        let mut text = String::with_capacity(self.text.len());
        let mut spans: Vec<Span> = Vec::new();
        let mut pending: Vec<usize> = Vec::new();
        for c in self.text.chars() {
            if c == open {
                pending.push(spans.len());
                spans.push(Span::at(text.len()));
            } else if c == close {
                let index = pending.pop().ok_or(format!("`{close}` without `{open}` before it"))?;
                spans[index].end = text.len() as u32;
            } else {
                text.push(c);
            }
        }
        if !pending.is_empty() {
            return Err(format!("`{open}` without `{close}` behind it"));
        }
        Ok(Unmarked { text, spans })
    }
}

/// The line, from 1, on which the text of an example begins in the file of `tree`.
pub(super) fn first_line(tree: &Tree, group: &str, number: usize, lines: &LineIndex) -> u32 {
    let examples = tree.root.as_ref().and_then(|root| root.get("examples"));
    let group = examples.and_then(|examples| examples.value.get(group));
    let example = group.and_then(|group| group.value.items().get(number));
    let Some(text) = example.and_then(|example| example.get("text")) else { return 1 };
    // the text of a block begins on the line behind its sign
    let is_block = text.value.scalar().is_some_and(|scalar| scalar.style == Style::Block);
    let start = if is_block { text.key.span.start } else { text.value.span.start };
    lines.line_of(start) as u32 + 1 + u32::from(is_block)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unmarked(text: &str, marks: Option<&str>) -> Result<Unmarked, String> {
        let example: Example =
            serde_json::from_value(serde_json::json!({"text": text, "marks": marks}))
                .expect("reads");
        example.unmarked()
    }

    #[test]
    fn marks_become_spans() {
        let found = unmarked("é ‹one ‹two›› x", None).expect("marks");
        assert_eq!(found.text, "é one two x");
        let covered: Vec<&str> = found.spans.iter().map(|span| span.of(&found.text)).collect();
        assert_eq!(covered, ["one two", "two"]);
        assert_eq!(unmarked("«a» ‹", Some("«»")).expect("marks").text, "a ‹");
        assert!(unmarked("‹a", None).is_err() && unmarked("a›", None).is_err());
    }
}
