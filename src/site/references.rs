//! The names that a site lists itself: its authors, its layouts.

use super::{Site, join};
use crate::generator::ReferenceSource;
use crate::text::Span;
use crate::tree::{Node, parse_toml, parse_yaml};

/// The names that a key may hold, by the site's own list.
#[derive(Debug)]
pub struct References {
    /// The key.
    pub key: String,
    /// The names.
    pub names: Vec<String>,
    /// Where they are listed, in words.
    pub place: String,
    /// Whether nothing else can be a name.
    pub is_complete: bool,
}

/// Where a site says who or what a name is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The file, from the site's root.
    pub path: String,
    /// Its text, where that says more than its name.
    pub text: String,
    /// The name in it.
    pub span: Span,
}

/// The files in which a site may be set up.
const CONFIGS: [&str; 2] = ["_config.yml", "_config.yaml"];

impl Definition {
    /// Where `site` says what `name` is as a value of `key`.
    pub(super) fn of(site: &Site, key: &str, name: &str) -> Option<Self> {
        let sources = site.generator.references.iter();
        let own = sources.filter(|source| source.keys.iter().any(|own| own == key));
        own.flat_map(|source| Self::in_source(site, source, name)).next()
    }

    fn in_source(site: &Site, source: &ReferenceSource, name: &str) -> Option<Self> {
        if let Some(folder) = &source.folder {
            let (inner, name) = name.rsplit_once('/').unwrap_or(("", name));
            let folder = if inner.is_empty() { folder.clone() } else { join(folder, inner) };
            let listed = site.assets.folder(&folder)?;
            let is_meant = |file: &&str| file.rsplit_once('.').is_some_and(|(it, _)| it == name);
            let file = listed.files().find(is_meant)?;
            let path = join(&folder, file);
            return Some(Self { path, text: String::new(), span: Span::default() });
        }
        let files = source.file.as_deref().map_or(CONFIGS.to_vec(), |file| vec![file]);
        files.into_iter().find_map(|file| {
            let text = site.assets.text(file)?;
            let root = parse(file, &text)?;
            let list = match &source.config {
                Some(key) => &root.get(key)?.value,
                None => &root,
            };
            let span = place_of(list, name)?;
            Some(Self { path: file.to_owned(), text, span })
        })
    }
}

/// Where a name stands among keys, items, and what those say their names are.
fn place_of(list: &Node, name: &str) -> Option<Span> {
    let said = |node: &Node| {
        let mut names = SAID.iter().filter_map(|key| node.get(key)).map(|entry| &entry.value);
        names.find(|node| node.text() == Some(name)).map(|node| node.span)
    };
    let key = list.entries().iter().find(|entry| entry.name() == name).map(|e| e.key.span);
    let item = || list.items().iter().find(|item| item.text() == Some(name)).map(|i| i.span);
    let values = || list.entries().iter().map(|entry| &entry.value).chain(list.items());
    key.or_else(item).or_else(|| values().find_map(said))
}

/// What is a layout without being a file.
const NO_LAYOUT: [&str; 3] = ["none", "null", "nil"];

impl References {
    /// The lists of `site`, as far as there are any.
    pub(super) fn of(site: &Site) -> Vec<Self> {
        let mut out = Vec::new();
        for source in &site.generator.references {
            if source.unless.iter().any(|key| site.config.at([key.as_str()]).is_some()) {
                continue;
            }
            let Some((names, place)) = read(site, source) else { continue };
            out.extend(source.keys.iter().map(|key| Self {
                key: key.clone(),
                names: names.clone(),
                place: place.clone(),
                is_complete: source.folder.is_some(),
            }));
        }
        out
    }
}

fn read(site: &Site, source: &ReferenceSource) -> Option<(Vec<String>, String)> {
    if let Some(folder) = &source.folder {
        let listed = site.assets.folder(folder)?;
        let stems = listed.files().map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        let mut names: Vec<String> = stems.map(str::to_owned).collect();
        if names.is_empty() {
            return None;
        }
        names.extend(NO_LAYOUT.map(str::to_owned));
        // what lies in folders below is named with them
        return Some((names, format!("`{folder}`"))).filter(|_| !listed.has_folders());
    }
    if let Some(key) = &source.config {
        let names = names(site.config.at([key.as_str()])?);
        return Some((names, format!("`{key}` in the site's config")))
            .filter(|(n, _)| !n.is_empty());
    }
    let file = source.file.as_ref()?;
    let text = site.assets.text(file)?;
    let names = names(&parse(file, &text)?);
    Some((names, format!("`{file}`"))).filter(|(names, _)| !names.is_empty())
}

fn parse(file: &str, text: &str) -> Option<Node> {
    if file.ends_with(".toml") { parse_toml(text, 0).root } else { parse_yaml(text, 0).root }
}

/// The keys by which an entry says what its name is.
const SAID: [&str; 8] =
    ["name", "display_name", "label", "slug", "username", "id", "key", "short_name"];

/// The keys of a map, or the items of a list, and what those say their names are.
fn names(node: &Node) -> Vec<String> {
    let mut out = Vec::new();
    let mut own = |node: &Node| {
        out.extend(SAID.iter().filter_map(|key| node.get(key)?.value.text()).map(str::to_owned));
    };
    node.entries().iter().for_each(|entry| own(&entry.value));
    node.items().iter().for_each(&mut own);
    out.extend(node.entries().iter().map(|entry| entry.name().to_owned()));
    out.extend(node.items().iter().filter_map(Node::text).map(str::to_owned));
    out
}
