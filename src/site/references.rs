//! The names that a site lists itself: its authors, its layouts.

use super::Site;
use crate::generator::ReferenceSource;
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
    let tree = if file.ends_with(".toml") { parse_toml(&text, 0) } else { parse_yaml(&text, 0) };
    let names = names(&tree.root?);
    Some((names, format!("`{file}`"))).filter(|(names, _)| !names.is_empty())
}

/// The keys of a map, or the items of a list, and what those say their names are.
fn names(node: &Node) -> Vec<String> {
    let mut out = Vec::new();
    let mut own = |node: &Node| {
        let said = ["name", "display_name", "label", "slug", "username", "id", "key", "short_name"];
        out.extend(said.iter().filter_map(|key| node.get(key)?.value.text()).map(str::to_owned));
    };
    node.entries().iter().for_each(|entry| own(&entry.value));
    node.items().iter().for_each(&mut own);
    out.extend(node.entries().iter().map(|entry| entry.name().to_owned()));
    out.extend(node.items().iter().filter_map(Node::text).map(str::to_owned));
    out
}
