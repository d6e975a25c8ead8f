//! `empty-keys`: a key that is there and says nothing.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::tree::{Entry, Node, Value};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The keys looked at; all where none is named.
    #[serde(default)]
    fields: Vec<String>,
    /// What counts as empty.
    empty: Empty,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Empty {
    /// No value, or a text without a letter.
    Text,
    /// A list without an item.
    List,
}

pub struct EmptyKeys {
    fields: Vec<String>,
    empty: Empty,
}

impl Kind for EmptyKeys {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { fields: options.fields, empty: options.empty }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let Some(root) = cx.doc.keys() else { return };
        for entry in root.entries() {
            let asked = self.fields.is_empty() || self.fields.iter().any(|f| f == entry.name());
            // the last of two equal keys is the one that counts
            let counts = || root.get(entry.name()).is_some_and(|last| last == entry);
            if asked && self.is_empty(&entry.value) && counts() && !is_cut(cx, entry) {
                out.push(Hit::new(entry.value_or_key()).fill("key", entry.name()));
            }
        }
    }
}

/// Whether something stands behind the key that YAML takes for a comment: that is
/// told as what it is.
fn is_cut(cx: &Context<'_>, entry: &Entry) -> bool {
    let line = cx.doc.text[entry.value.span.end as usize..].lines().next().unwrap_or_default();
    let tag = line.trim_start().strip_prefix('#');
    entry.value.span.is_empty() && tag.is_some_and(|tag| tag.starts_with(char::is_alphanumeric))
}

impl EmptyKeys {
    fn is_empty(&self, value: &Node) -> bool {
        match self.empty {
            // who writes `null` means it
            Empty::Text => value.is_blank() && !matches!(value.text(), Some("null" | "Null" | "NULL")),
            Empty::List => matches!(&value.value, Value::List(items) if items.is_empty()),
        }
    }
}
