//! What is kept of every post for checks across posts, after its text is dropped.

use std::sync::Arc;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::document::{Document, Mention, Target};
use crate::generator::Typed;
use crate::outlook::{Outlook, late_on, outlook};
use crate::site::Site;
use crate::text::Span;
use crate::tree::{Node, Value};

/// The posts of one site.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The site.
    pub site: &'a Site,
    /// The day on which it is checked.
    pub today: NaiveDate,
    /// What is known of each post.
    pub posts: &'a [PostFacts],
}

/// What is known of one post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostFacts {
    /// Its path from the root of the site.
    pub path: Arc<str>,
    /// Its address, where it will have one and it is known.
    pub url: Option<Box<str>>,
    /// What to point at for a finding about the post as a whole.
    pub head: Span,
    /// The keys of its front matter, in the order written.
    pub keys: Vec<KeyFact>,
    /// The pictures of the site that its front matter names, as it names them.
    pub pictures: Vec<(Box<str>, Span)>,
}

/// What an editor knows a post by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Its title, as it is written.
    pub title: Option<String>,
    /// Its author, or its authors.
    pub author: Option<String>,
    /// The folder of its section: `content/blog`, `news/_posts`.
    pub section: String,
    /// Its day, as it is written in front matter or in the name of the file.
    pub day: Option<NaiveDate>,
}

impl About {
    /// What is to be said of `doc`.
    pub fn of(doc: &Document, site: &Site) -> Self {
        let value = |key: &str| doc.keys()?.get(key).map(|entry| &entry.value);
        let text = |node: &Node| node.text().filter(|text| !text.is_empty()).map(str::to_owned);
        let dates = site.generator.date_keys.iter().filter_map(|key| value(key));
        let mut texts = dates.filter_map(Node::text).chain([doc.file_name()]);
        let day = |text: &str| NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok();
        let section = section(&doc.path);
        let folder = doc.path.split_inclusive('/').take_while(|part| part.ends_with('/'));
        let section = match section {
            "" => folder.take(2).collect::<String>().trim_end_matches('/').to_owned(),
            section => section.to_owned(),
        };
        Self {
            title: value("title").and_then(text),
            author: doc.author(),
            section,
            day: texts.find_map(day),
        }
    }
}

/// A key of front matter and what its value is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFact {
    /// The key.
    pub name: Box<str>,
    /// Where the key stands.
    pub key: Span,
    /// Where the value stands, or the key where nothing is written.
    pub value: Span,
    /// What kind of thing it is.
    pub shape: Shape,
    /// The texts in it, where it is a text or a list of them, and where they stand.
    pub texts: Vec<(Box<str>, Span)>,
}

/// What kind of thing a value is to the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Nothing.
    #[serde(skip)]
    Nothing,
    /// Text.
    Text,
    /// A number.
    Number,
    /// A truth value.
    Boolean,
    /// A date.
    Date,
    /// A list.
    List,
    /// Keys with values.
    Map,
    /// It depends on how the generator was installed.
    #[serde(skip)]
    Unknown,
}

impl Shape {
    /// The shape of a value of `doc`.
    pub fn of(node: &Node, doc: &Document, site: &Site) -> Self {
        match &node.value {
            Value::List(_) => Shape::List,
            Value::Map(_) => Shape::Map,
            Value::Alias => Shape::Unknown,
            Value::Scalar(scalar) => match site.generator.typed(scalar, doc.format()) {
                None | Some(Typed::Refused) => Shape::Unknown,
                Some(Typed::Null) => Shape::Nothing,
                Some(Typed::Text) if scalar.text.trim().is_empty() => Shape::Nothing,
                Some(Typed::Text) => Shape::Text,
                Some(Typed::Bool(_)) => Shape::Boolean,
                Some(Typed::Integer(_) | Typed::Float(_)) => Shape::Number,
                Some(Typed::Day(_) | Typed::Time(_)) => Shape::Date,
            },
        }
    }

    /// Its name in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Nothing => "nothing",
            Shape::Text => "text",
            Shape::Number => "a number",
            Shape::Boolean => "a truth value",
            Shape::Date => "a date",
            Shape::List => "a list",
            Shape::Map => "a map of keys",
            Shape::Unknown => "something else",
        }
    }
}

impl PostFacts {
    /// What is known of `doc` on the day `today`.
    pub fn of(doc: &Document, site: &Site, today: NaiveDate) -> Self {
        let url = match outlook(doc, site, late_on(today)) {
            Outlook::Published(page) => page.url.map(String::into_boxed_str),
            _ => None,
        };
        let entries = doc.keys().map(Node::entries).unwrap_or_default();
        let keys = entries.iter().map(|entry| KeyFact {
            name: entry.name().into(),
            key: entry.key.span,
            value: entry.value_or_key(),
            shape: Shape::of(&entry.value, doc, site),
            texts: texts(&entry.value),
        });
        let pictures = doc.pictures.iter().filter_map(|picture| match &picture.target {
            Target::Path(path) if picture.mention == Mention::FrontMatter => {
                Some((path.as_str().into(), picture.span))
            }
            _ => None,
        });
        Self {
            path: Arc::clone(&doc.path),
            url,
            head: doc.head(),
            keys: keys.collect(),
            pictures: pictures.collect(),
        }
    }

    /// The last key of that name.
    pub fn key(&self, name: &str) -> Option<&KeyFact> {
        self.keys.iter().rev().find(|key| &*key.name == name)
    }
}

/// Texts longer than this are no names and no dates.
const LONGEST: usize = 80;

fn texts(value: &Node) -> Vec<(Box<str>, Span)> {
    let items = value.items().iter().chain(value.scalar().map(|_| value));
    let written = items.filter(|item| !item.is_blank());
    let read = written.filter_map(|item| Some((item.text()?, item.span)));
    let short = read.filter(|(text, _)| !text.is_empty() && text.len() <= LONGEST);
    short.map(|(text, span)| (text.into(), span)).collect()
}

/// The posts that are alike enough to be compared: those in the folders of posts, by
/// section where the generator has sections. Numbers of posts, in order.
pub fn siblings(facts: &Facts<'_>) -> Vec<Vec<usize>> {
    let mut groups: std::collections::BTreeMap<&str, Vec<usize>> = Default::default();
    let generator = &facts.site.generator;
    for (number, post) in facts.posts.iter().enumerate() {
        if generator.is_post(&post.path) || generator.name == "plain" {
            groups.entry(section(&post.path)).or_default().push(number);
        }
    }
    groups.into_values().collect()
}

/// `content/blog` of `content/blog/2025/port.md`; nothing where there are no
/// sections.
fn section(path: &str) -> &str {
    let Some(rest) = path.strip_prefix("content/").or(path.strip_prefix("src/content/")) else {
        return "";
    };
    match rest.find('/') {
        Some(end) => &path[..path.len() - rest.len() + end],
        None => &path[..path.len() - rest.len()],
    }
}
