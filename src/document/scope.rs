//! Which part of a post a rule looks at.

use std::ops::Range;

use super::prose::{Block, BlockKind, Prose};

/// A part of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    Text,
    Raw,
    Paragraph,
    Sentence,
    Heading,
    List,
    Blockquote,
    Table,
    Link,
    Alt,
    Code,
    Opening,
    FrontMatter,
    Key(Box<str>),
}

/// The names of the scopes that have one; `front-matter.KEY` comes to them.
pub const SCOPES: [&str; 13] = [
    "text",
    "raw",
    "paragraph",
    "sentence",
    "heading",
    "list",
    "blockquote",
    "table",
    "link",
    "alt",
    "code",
    "opening",
    "front-matter",
];

/// Any of some parts, but none of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes {
    any: Vec<Scope>,
    none: Vec<Scope>,
}

/// What a scope is read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The words of a post as a reader sees them.
    Prose,
    /// The body as it is written.
    Raw,
    /// Its code.
    Code,
}

/// What counts as one stretch of text: `at: start` is the start of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A paragraph, a heading, an item, a cell, a value.
    Block,
    /// A sentence of one.
    Sentence,
    /// The first sentence of the body.
    Opening,
    /// The words of a link.
    Link,
}

impl Default for Scopes {
    fn default() -> Self {
        Self::TEXT
    }
}

impl Scopes {
    /// All of the body: what a rule looks at that names no scope.
    pub const TEXT: Self = Self { any: Vec::new(), none: Vec::new() };

    /// Reads names; one with `~` before it is excluded. An unknown name comes back
    /// as the error.
    pub fn parse<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Self, &'n str> {
        let (mut any, mut none) = (Vec::new(), Vec::new());
        for name in names {
            match name.strip_prefix('~') {
                Some(excluded) => none.push(Scope::parse(excluded).ok_or(name)?),
                None => any.push(Scope::parse(name).ok_or(name)?),
            }
        }
        Ok(Self { any, none })
    }

    /// Whether prose in `block` is meant; `in_opening` says whether it stands in
    /// the first sentence of the body.
    pub fn include(&self, block: &Block, in_opening: bool) -> bool {
        let holds = |scope: &Scope| scope.holds(block, in_opening);
        let meant = match self.any.as_slice() {
            [] => Scope::Text.holds(block, in_opening),
            any => any.iter().any(holds),
        };
        meant && !self.none.iter().any(holds)
    }

    /// What the scopes are read in.
    pub fn layer(&self) -> Layer {
        match self.any.first() {
            Some(Scope::Raw) => Layer::Raw,
            Some(Scope::Code) => Layer::Code,
            _ => Layer::Prose,
        }
    }

    /// Whether they name nothing but front matter.
    pub fn are_keys(&self) -> bool {
        let is_key = |scope: &Scope| matches!(scope, Scope::FrontMatter | Scope::Key(_));
        !self.any.is_empty() && self.any.iter().all(is_key)
    }

    /// Whether they name parts that are not read together: what is written, or code,
    /// beside anything else.
    pub fn are_mixed(&self) -> bool {
        let apart = |scope: &Scope| matches!(scope, Scope::Raw | Scope::Code);
        self.any.iter().any(apart) && (self.any.len() > 1 || !self.none.is_empty())
    }

    /// What counts as one stretch.
    pub fn unit(&self) -> Unit {
        match self.any.as_slice() {
            [Scope::Opening] => Unit::Opening,
            [Scope::Link] => Unit::Link,
            any if any.contains(&Scope::Sentence) => Unit::Sentence,
            _ => Unit::Block,
        }
    }

    /// Whether all of the body is one thing to what counts: `text` and `raw`.
    pub fn is_whole(&self) -> bool {
        self.any.iter().all(|scope| matches!(scope, Scope::Text | Scope::Raw | Scope::Code))
    }

    /// Whether block quotations are asked for by name.
    pub fn name_blockquote(&self) -> bool {
        self.any.contains(&Scope::Blockquote)
    }

    /// The stretches of the block of that number that are meant, without the blanks
    /// behind them. A block is one, unless sentences or links are asked for.
    pub fn stretches(
        &self,
        prose: &Prose,
        number: usize,
    ) -> impl Iterator<Item = Range<usize>> + use<> {
        let block = &prose.blocks()[number];
        let opening = || prose.opening().filter(|opening| block.plain.contains(&opening.start));
        let in_opening = self.names_opening() && opening().is_some();
        let trimmed = |stretch: &Range<usize>| {
            let words = prose.slice(stretch.clone()).trim_end();
            stretch.start..stretch.start + words.len()
        };
        // most often it is one, for which no list is made
        let (one, many) = match self.unit() {
            _ if !self.include(block, in_opening) => (None, Vec::new()),
            Unit::Block => (Some(block.plain.clone()), Vec::new()),
            Unit::Opening => (opening().as_ref().map(trimmed), Vec::new()),
            Unit::Sentence => (None, prose.sentences(number).iter().map(trimmed).collect()),
            Unit::Link => (None, prose.links_in(&block.plain).to_vec()),
        };
        one.into_iter().chain(many)
    }

    /// The one of the [`Scopes::stretches`] of the block of that number in which the byte
    /// `at` of the plain text is.
    pub fn stretch_at(&self, prose: &Prose, number: usize, at: usize) -> Option<Range<usize>> {
        if self.unit() == Unit::Block && !self.names_opening() {
            let block = &prose.blocks()[number];
            return self.include(block, false).then(|| block.plain.clone());
        }
        self.stretches(prose, number).find(|stretch| stretch.contains(&at))
    }

    /// Whether the first sentence of the body is named, as meant or as not.
    pub fn names_opening(&self) -> bool {
        self.any.iter().chain(&self.none).any(|scope| *scope == Scope::Opening)
    }
}

impl Scope {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "text" => Scope::Text,
            "raw" => Scope::Raw,
            "paragraph" => Scope::Paragraph,
            "sentence" => Scope::Sentence,
            "heading" => Scope::Heading,
            "list" => Scope::List,
            "blockquote" => Scope::Blockquote,
            "table" => Scope::Table,
            "link" => Scope::Link,
            "alt" => Scope::Alt,
            "code" => Scope::Code,
            "opening" => Scope::Opening,
            "front-matter" => Scope::FrontMatter,
            key => Scope::Key(key.strip_prefix("front-matter.").filter(|k| !k.is_empty())?.into()),
        })
    }

    fn holds(&self, block: &Block, in_opening: bool) -> bool {
        let kind = &block.kind;
        match self {
            // headings and cells are no sentences
            Scope::Sentence => *kind == BlockKind::Paragraph,
            Scope::Text | Scope::Link => !matches!(kind, BlockKind::Key(_) | BlockKind::Alt),
            Scope::Raw | Scope::Code => *kind == BlockKind::Source,
            Scope::Paragraph => *kind == BlockKind::Paragraph && !block.in_list,
            Scope::Heading => *kind == BlockKind::Heading,
            Scope::List => block.in_list,
            Scope::Blockquote => block.in_quote,
            Scope::Table => *kind == BlockKind::Cell,
            Scope::Alt => *kind == BlockKind::Alt,
            Scope::Opening => in_opening,
            Scope::FrontMatter => matches!(kind, BlockKind::Key(_)),
            Scope::Key(wanted) => matches!(kind, BlockKind::Key(key) if key == wanted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_names_are_told() {
        assert!(Scopes::parse(["text", "front-matter.title"]).is_ok());
        assert_eq!(Scopes::parse(["text", "headline"]), Err("headline"));
        assert_eq!(Scopes::parse(["~nowhere"]), Err("~nowhere"));
        assert!(SCOPES.iter().all(|name| Scopes::parse([*name]).is_ok()));
        let mixed = |names: &[&'static str]| {
            Scopes::parse(names.iter().copied()).is_ok_and(|scopes| scopes.are_mixed())
        };
        assert!(mixed(&["raw", "text"]) && mixed(&["code", "~heading"]) && !mixed(&["raw"]));
    }
}
