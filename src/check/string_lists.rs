//! `string-list`: a text with commas where a list is meant.

use schemars::JsonSchema;
use serde::Deserialize;

use super::written::written;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::generator::Typed;
use crate::text::Edit;
use crate::tree::{Entry, Scalar, Style};

/// Words that an item of a list may have; more are a sentence.
const WORDS: usize = 3;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The keys; a dot leads into a map. Left out: those that the generator reads as
    /// lists.
    fields: Option<Vec<String>>,
}

pub struct StringLists {
    fields: Option<Vec<String>>,
}

impl Kind for StringLists {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "effect", "list"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { fields: options.fields }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let Some(root) = cx.doc.keys() else { return };
        for field in self.fields.as_ref().unwrap_or(&cx.site.generator.lists) {
            let Some(entry) = root.at(field.split('.')) else { continue };
            let Some(scalar) = entry.value.scalar() else { continue };
            let is_text = cx.site.generator.typed(scalar, cx.doc.format()) == Some(Typed::Text);
            let Some(items) = items(&scalar.text).filter(|_| is_text) else { continue };
            let items: Vec<String> = items.iter().map(|item| written(item, true, cx)).collect();
            let list = format!("[{}]", items.join(", "));
            let hit = Hit::new(entry.value.span).fill("key", field.as_str());
            let hit = hit.fill("effect", effect(field, scalar, cx)).fill("list", list.as_str());
            out.push(hit.fix(listing(entry, scalar, list, cx)));
        }
    }
}

/// The items that a text lists, between its commas. `None` for a text without
/// commas, a sentence, a number, and what a template computes.
fn items(text: &str) -> Option<Vec<&str>> {
    let items: Vec<&str> =
        text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
    let goes_on = |item: &&str| {
        let first = item.split_whitespace().next().unwrap_or_default().to_lowercase();
        matches!(first.as_str(), "and" | "or" | "but" | "&") || item.split_whitespace().count() > WORDS
    };
    let is_sentence = text.trim_end().ends_with(['.', '!', '?']) || items.iter().any(goes_on);
    let is_number = text.bytes().all(|b| b.is_ascii_digit() || b",.".contains(&b));
    // a bracket or a brace is the beginning of something else
    let is_other = text.contains(['{', '[', '<']);
    Some(items).filter(|items| items.len() > 1 && !is_sentence && !is_number && !is_other)
}

/// What becomes of it: measured for Jekyll (GENERATORS.md, section 3.3), which
/// parts texts of these two keys at blanks.
fn effect(field: &str, scalar: &Scalar, cx: &Context<'_>) -> String {
    let noun = match field {
        "tags" => ("tag", "tags"),
        "categories" => ("category", "categories"),
        _ => return "it is one text, not a list".to_owned(),
    };
    if cx.site.generator.name != "jekyll" {
        return "it is one text, not a list".to_owned();
    }
    let mut parts: Vec<String> =
        scalar.text.split_whitespace().map(|part| format!("`{part}`")).collect();
    let last = parts.pop().unwrap_or_default();
    match parts.is_empty() {
        true => format!("Jekyll makes one {} of it, {last}", noun.0),
        false => format!("Jekyll makes the {} {} and {last} of it", noun.1, parts.join(", ")),
    }
}

fn listing(entry: &Entry, scalar: &Scalar, list: String, cx: &Context<'_>) -> Option<Fix> {
    let lines = scalar.style == Style::Block
        || entry.value.span.of(&cx.doc.text).contains(['\n', '\r']);
    (!lines).then(|| Fix {
        title: "Make a list of it".to_owned(),
        edits: vec![Edit::replace(entry.value.span, list)],
        safety: Safety::Unsafe,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_told_from_sentences() {
        for (text, expected) in [
            ("a,b", Some(vec!["a", "b"])),
            ("North Sea, food and drink,", Some(vec!["North Sea", "food and drink"])),
            ("a", None),
            ("a,", None),
            ("Boats, trains, and planes", None),
            ("When the port reopens, boats will leave", None),
            ("Open, at last.", None),
            ("1,000", None),
            ("{{ page.a }}, b", None),
        ] {
            assert_eq!(items(text), expected, "{text}");
        }
    }
}
