//! A span tree: what a YAML, TOML or JSON text says, with the bytes of every key
//! and value. Posts, rule files and configs are read into the same tree, so that
//! a mistake in any of them is shown where it stands.
//!
//! Scalars keep their written text: what `yes` or `007` means depends on the
//! generator that reads it and is decided elsewhere.

mod align;
mod conflict;
mod json;
mod json_errors;
mod toml;
mod toml_errors;
mod typed;
mod yaml;
mod yaml_errors;

pub use align::align;
pub use json::{parse as parse_json, parse_inside as parse_json_inside};
pub use toml::parse as parse_toml;
pub use typed::{plain_words, read_typed};
pub use yaml::parse as parse_yaml;
pub use yaml_errors::in_quotes;

use crate::text::Span;

/// A parsed text.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The outermost value; `None` where the text is empty or does not parse.
    pub root: Option<Node>,
    /// Comments, from their `#` to the end of the line.
    pub comments: Vec<Span>,
    /// What keeps the text from being read, in order.
    pub errors: Vec<SyntaxError>,
}

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
    /// JSON.
    Json,
}

/// A place at which a text stops being YAML, TOML or JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The words that break it.
    pub span: Span,
    /// What is wrong, as a clause: "a value in quotes goes on after the quote".
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value as written, quotes included; for a block scalar its lines; empty
    /// where nothing is written.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a [`Node`] holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, number, date, truth value or nothing.
    Scalar(Scalar),
    /// `[a, b]` or lines of `- a`.
    List(Vec<Node>),
    /// Keys with values, in the order written, duplicates included.
    Map(Vec<Entry>),
    /// A reference to an anchor that is too large to repeat here or not defined.
    Alias,
}

/// A scalar with its quotes and escapes undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text meant.
    pub text: String,
    /// How it is written.
    pub style: Style,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes; its type is for the reader to decide.
    Plain,
    /// In quotes of any kind: text for every reader.
    Quoted,
    /// A block of lines under `|` or `>`: text for every reader.
    Block,
    /// With a YAML tag other than `!!str`, which says what it is.
    Tagged,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Node,
    /// Its value.
    pub value: Node,
}

impl Entry {
    /// The key as text; empty where the key is not a scalar.
    pub fn name(&self) -> &str {
        self.key.text().unwrap_or_default()
    }

    /// What to point at for the value: the value, or the key where nothing is
    /// written.
    pub fn value_or_key(&self) -> Span {
        if self.value.span.is_empty() { self.key.span } else { self.value.span }
    }
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        self.scalar().map(|scalar| scalar.text.as_str())
    }

    /// The node as a scalar.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The last entry of that name, which is the one most readers take, or else
    /// one that a merge key (`<<`) brings in.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        let entries = self.entries();
        entries.iter().rev().find(|entry| entry.name() == name).or_else(|| {
            let merged = entries.iter().filter(|entry| entry.name() == "<<");
            merged.filter_map(|entry| entry.value.get(name)).next()
        })
    }

    /// The last entry of that name, whatever its case.
    pub fn get_folded(&self, name: &str) -> Option<&Entry> {
        let named = |entry: &&Entry| entry.name().eq_ignore_ascii_case(name);
        self.entries().iter().rev().find(named)
    }

    /// The entry at a path of keys: `cover.image` is `["cover", "image"]`.
    pub fn at<'a>(&self, path: impl IntoIterator<Item = &'a str>) -> Option<&Entry> {
        let mut path = path.into_iter();
        let mut entry = self.get(path.next()?)?;
        for name in path {
            entry = entry.value.get(name)?;
        }
        Some(entry)
    }

    /// The innermost key or scalar at `offset`, or else the innermost node.
    pub fn innermost(&self, offset: u32) -> &Node {
        let here = |node: &Node| node.span.start <= offset && offset <= node.span.end;
        let inside = match &self.value {
            Value::Map(entries) => {
                entries.iter().find_map(|e| [&e.key, &e.value].into_iter().find(|node| here(node)))
            }
            Value::List(items) => items.iter().find(|item| here(item)),
            _ => None,
        };
        inside.map_or(self, |node| node.innermost(offset))
    }

    /// Whether nothing is written, or one of YAML's words for nothing, or empty
    /// quotes.
    pub fn is_blank(&self) -> bool {
        self.scalar().is_some_and(|scalar| match scalar.style {
            Style::Plain => matches!(scalar.text.as_str(), "" | "~" | "null" | "Null" | "NULL"),
            _ => scalar.text.trim().is_empty(),
        })
    }

    /// Every scalar below this node (or the node itself), depth first.
    pub fn scalars<'a>(&'a self, out: &mut Vec<&'a Node>) {
        match &self.value {
            Value::Scalar(_) => out.push(self),
            Value::List(items) => items.iter().for_each(|item| item.scalars(out)),
            Value::Map(entries) => entries.iter().for_each(|entry| entry.value.scalars(out)),
            Value::Alias => {}
        }
    }

    /// How many nodes it is made of, itself included.
    pub fn size(&self) -> usize {
        1 + match &self.value {
            Value::Scalar(_) | Value::Alias => 0,
            Value::List(items) => items.iter().map(Node::size).sum(),
            Value::Map(entries) => entries.iter().map(|e| 1 + e.value.size()).sum(),
        }
    }

    /// Whether both say the same, wherever and however it is written.
    pub fn means(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (Value::Scalar(a), Value::Scalar(b)) => {
                a.text == b.text && (a.style == Style::Plain) == (b.style == Style::Plain)
            }
            (Value::List(a), Value::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.means(b))
            }
            (Value::Map(a), Value::Map(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|(a, b)| a.key.means(&b.key) && a.value.means(&b.value))
            }
            (Value::Alias, Value::Alias) => true,
            _ => false,
        }
    }
}
