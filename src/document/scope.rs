//! Which part of a post a rule looks at.

use super::prose::{Block, BlockKind};

/// A part of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    Text,
    Paragraph,
    Heading,
    List,
    Blockquote,
    Table,
    Alt,
    Opening,
    FrontMatter,
    Key(Box<str>),
}

/// The names of the scopes that have one; `front-matter.KEY` comes to them.
pub const SCOPES: [&str; 9] = [
    "text",
    "paragraph",
    "heading",
    "list",
    "blockquote",
    "table",
    "alt",
    "opening",
    "front-matter",
];

/// Any of some parts, but none of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes {
    any: Vec<Scope>,
    none: Vec<Scope>,
}

impl Default for Scopes {
    fn default() -> Self {
        Self { any: vec![Scope::Text], none: Vec::new() }
    }
}

impl Scopes {
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
        if any.is_empty() {
            any.push(Scope::Text);
        }
        Ok(Self { any, none })
    }

    /// Whether prose in `block` is meant; `in_opening` says whether it stands in
    /// the first sentence of the body.
    pub fn include(&self, block: &Block, in_opening: bool) -> bool {
        let holds = |scope: &Scope| scope.holds(block, in_opening);
        self.any.iter().any(holds) && !self.none.iter().any(holds)
    }

    /// Whether nothing but the first sentence of the body is meant.
    pub fn is_opening(&self) -> bool {
        self.any == [Scope::Opening]
    }

    /// Whether block quotations are asked for by name.
    pub fn name_blockquote(&self) -> bool {
        self.any.contains(&Scope::Blockquote)
    }
}

impl Scope {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "text" => Scope::Text,
            "paragraph" => Scope::Paragraph,
            "heading" => Scope::Heading,
            "list" => Scope::List,
            "blockquote" => Scope::Blockquote,
            "table" => Scope::Table,
            "alt" => Scope::Alt,
            "opening" => Scope::Opening,
            "front-matter" => Scope::FrontMatter,
            key => Scope::Key(key.strip_prefix("front-matter.").filter(|k| !k.is_empty())?.into()),
        })
    }

    fn holds(&self, block: &Block, in_opening: bool) -> bool {
        let kind = &block.kind;
        match self {
            Scope::Text => !matches!(kind, BlockKind::Key(_) | BlockKind::Alt),
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
    }
}
