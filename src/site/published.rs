//! What Jekyll copies from its source to the site (jekyll 4.3.1: `entry_filter.rb`,
//! `reader.rb`, `collection.rb`).

use regex::Regex;
use rustc_hash::FxHashMap;

use super::{Site, join};
use crate::tree::Node;

/// What a site's config says of the files that are no pages.
#[derive(Debug)]
pub struct Published {
    include: Vec<Pattern>,
    exclude: Vec<Pattern>,
    keep: Vec<String>,
    /// Collections that are put out, by their names.
    plain: Vec<String>,
    /// The files of collections with a permalink of their own, by where they go:
    /// such a pattern holds for pictures, too.
    moved: FxHashMap<String, String>,
}

/// What Jekyll excludes besides, whatever the config says.
const ALWAYS: [&str; 9] = [
    ".sass-cache",
    ".jekyll-cache",
    "gemfiles",
    "Gemfile",
    "node_modules",
    "vendor/bundle/",
    "vendor/cache/",
    "vendor/gems/",
    "vendor/ruby/",
];

impl Published {
    pub(super) fn of(site: &Site) -> Self {
        let names = |list: &str| -> Vec<&str> {
            let node = site.config.at([list]);
            let items = node.map(Node::items).unwrap_or_default().iter().chain(node);
            items.filter_map(Node::text).collect()
        };
        let include = names("include");
        let exclude = names("exclude").into_iter().chain(ALWAYS);
        let exclude = exclude.filter(|pattern| !include.contains(pattern));
        let mut published = Self {
            exclude: exclude.map(Pattern::new).collect(),
            include: include.into_iter().map(Pattern::new).collect(),
            keep: names("keep_files")
                .iter()
                .map(|kept| format!("{}/", kept.trim_matches('/')))
                .collect(),
            plain: Vec::new(),
            moved: FxHashMap::default(),
        };
        let collections = site.config.at(["collections"]).map(Node::entries);
        for collection in collections.unwrap_or_default() {
            let label = collection.name();
            let said = |key: &str| collection.value.get(key).and_then(|entry| entry.value.text());
            match said("permalink") {
                _ if label == "posts" || said("output") != Some("true") => {}
                None => published.plain.push(label.to_owned()),
                Some(pattern) => published.move_files(site, label, pattern),
            }
        }
        published
    }

    /// Notes where the files of a collection go that has a permalink of its own.
    fn move_files(&mut self, site: &Site, label: &str, pattern: &str) {
        let mut folders = vec![format!("_{label}")];
        while let Some(folder) = folders.pop() {
            let Some(listed) = site.assets.folder(&folder) else { continue };
            folders.extend(listed.folders().map(|name| join(&folder, name)));
            for file in listed.files() {
                let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
                let path = join(&folder, stem);
                let below = path.split_once('/').map_or("", |(_, below)| below);
                let filled = pattern
                    .replace(":collection", label)
                    .replace(":path", below)
                    .replace(":name", stem)
                    .replace(":output_ext", "");
                let goes = format!("{}.{ending}", filled.trim_matches('/'));
                self.moved.entry(goes).or_insert_with(|| join(&folder, file));
            }
        }
    }

    /// Whether the config excludes the file at `path`, or a folder that holds it.
    pub fn excludes(&self, path: &str) -> bool {
        !self.is_named(path)
            && levels(path).any(|(entry, is_folder)| self.holds_back(entry, is_folder))
    }

    /// Whether the file at `path` is copied: names that begin with a sign of their
    /// own, and what the config excludes, stay where they are.
    pub fn copies(&self, path: &str) -> bool {
        self.is_named(path) || levels(path).all(|(entry, is_folder)| self.takes(entry, is_folder))
    }

    /// Whether a file in the folder at `path`, or below it, may be copied: there can be
    /// tens of thousands of others.
    pub fn copies_from(&self, path: &str) -> bool {
        let is_on_the_way =
            |pattern: &Pattern| pattern.text.strip_prefix(path).is_some_and(|p| p.starts_with('/'));
        levels(path).all(|(entry, _)| self.takes(entry, true))
            || self.include.iter().any(is_on_the_way)
    }

    fn takes(&self, entry: &str, is_folder: bool) -> bool {
        let name = name_of(entry);
        let is_special = name.starts_with(['_', '.', '#', '~']) || name.ends_with('~');
        !self.holds_back(entry, is_folder) && (!is_special || self.wants(name, is_folder))
    }

    /// Whether `include` names just this file, which is then read wherever it is.
    fn is_named(&self, path: &str) -> bool {
        self.include.iter().any(|pattern| pattern.text == path)
    }

    fn holds_back(&self, entry: &str, is_folder: bool) -> bool {
        self.exclude.iter().any(|pattern| pattern.covers(entry, is_folder))
            && !self.wants(name_of(entry), is_folder)
    }

    fn wants(&self, name: &str, is_folder: bool) -> bool {
        self.include.iter().any(|pattern| pattern.covers(name, is_folder))
    }

    /// Whether other tools fill a place (`keep_files`).
    pub fn keeps(&self, place: &str) -> bool {
        let place = place.trim_start_matches('/');
        self.keep.iter().any(|kept| place.starts_with(kept))
    }

    /// The files of collections that are published at `place`.
    pub fn in_collections(&self, place: &str) -> impl Iterator<Item = String> {
        let label = place.split_once('/').map(|(label, _)| label);
        let is_plain = self.plain.iter().any(|plain| Some(plain.as_str()) == label);
        let plain = is_plain.then(|| format!("_{place}"));
        plain.into_iter().chain(self.moved.get(place).cloned())
    }
}

/// The folders on the way to a file and the file itself, each with whether it is a
/// folder.
fn levels(path: &str) -> impl Iterator<Item = (&str, bool)> {
    let folders = path.match_indices('/').map(|(end, _)| (&path[..end], true));
    folders.chain([(path, false)])
}

fn name_of(entry: &str) -> &str {
    entry.rsplit_once('/').map_or(entry, |(_, name)| name)
}

/// An entry of `include` or `exclude`.
#[derive(Debug)]
struct Pattern {
    text: String,
    glob: Option<Regex>,
}

impl Pattern {
    fn new(text: &str) -> Self {
        let text = text.trim_start_matches('/').to_owned();
        let glob = text.contains(['*', '?', '[']).then(|| Regex::new(&expression(&text)).ok());
        Self { glob: glob.flatten(), text }
    }

    /// What begins with the text of a pattern is covered, also in mid-name: that is
    /// how Jekyll does it.
    fn covers(&self, entry: &str, is_folder: bool) -> bool {
        entry.starts_with(&self.text)
            || (is_folder && self.text.strip_suffix('/') == Some(entry))
            || self.glob.as_ref().is_some_and(|glob| glob.is_match(entry))
    }
}

/// The expression that finds what Ruby's `File.fnmatch?` does without flags: `*`
/// and `?` cross slashes.
fn expression(glob: &str) -> String {
    let mut out = String::from("^(?s:");
    let mut in_class = false;
    for c in glob.chars() {
        match c {
            ']' if in_class => in_class = false,
            _ if in_class => {}
            '[' => in_class = true,
            '*' => {
                out.push_str(".*");
                continue;
            }
            '?' => {
                out.push('.');
                continue;
            }
            c => {
                out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
                continue;
            }
        }
        out.push(c);
    }
    out + ")$"
}

#[cfg(test)]
mod tests {
    use crate::generator::{Generator, SiteConfig};
    use crate::site::{NamedAssets, Site};

    fn site(config: &str, files: &[&str]) -> Site {
        Site::new(
            Generator::named("jekyll").expect("a preset"),
            SiteConfig::parse("_config.yml", config),
            Box::new(NamedAssets::new(files.iter().copied())),
        )
    }

    #[test]
    fn entries_of_the_config_are_read_as_jekyll_reads_them() {
        let config = "exclude: [draft, '*.psd', 'a[12]?.gif', vendored/, keep]\ninclude: [.badges, _deep/seal.gif, keep]";
        let site = site(config, &[]);
        let published = site.published();
        for path in [
            "drafts/x.gif",
            "draft-1.gif",
            "img/x.psd",
            "a1x.gif",
            "vendored/x.gif",
            "node_modules/x.gif",
            "_img/x.gif",
            "img/.x.gif",
            "img/x.gif~",
            "_deep/other.gif",
        ] {
            assert!(!published.copies(path), "{path}");
        }
        for path in [
            "img/draft.gif",
            "a3x.gif",
            "vendored.gif",
            ".badges/x.gif",
            "_deep/seal.gif",
            "keep/x.gif",
        ] {
            assert!(published.copies(path), "{path}");
            let folder = path.rsplit_once('/').map(|(folder, _)| folder);
            assert!(folder.is_none_or(|folder| published.copies_from(folder)), "{path}");
        }
        for folder in ["_posts", "_posts/2025", "_dee", "drafts", "img/_raw", "node_modules"] {
            assert!(!published.copies_from(folder), "{folder}");
        }
    }

    #[test]
    fn collections_are_published_with_their_files() {
        let config = "collections:\n  boats: {output: true}\n  notes: {}\n  tools: {output: true, permalink: '/shed/:path/'}";
        let site = site(config, &["_tools/a/spade.gif", "_boats/x.gif"]);
        let found = |place: &str| site.published().in_collections(place).collect::<Vec<_>>();
        assert_eq!(found("boats/x.gif"), ["_boats/x.gif"]);
        assert_eq!(found("shed/a/spade.gif"), ["_tools/a/spade.gif"]);
        assert_eq!(found("notes/x.gif"), [""; 0]);
        assert_eq!(found("boats"), [""; 0]);
    }
}
