//! `empty-keys`: a key that is there and says nothing.

use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::tree::{Node, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The keys looked at; all where none is named.
    #[serde(default)]
    fields: Vec<String>,
    /// What counts as empty.
    empty: Empty,
}

#[derive(Clone, Copy, Deserialize)]
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
            if asked && self.is_empty(&entry.value) && counts() {
                out.push(Hit::new(entry.value_or_key()).fill("key", entry.name()));
            }
        }
    }
}

impl EmptyKeys {
    fn is_empty(&self, value: &Node) -> bool {
        match self.empty {
            Empty::Text => value.is_blank(),
            Empty::List => matches!(&value.value, Value::List(items) if items.is_empty()),
        }
    }
}
