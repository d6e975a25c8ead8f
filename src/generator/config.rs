//! What a site's own config says that decides how its posts are read.

use crate::tree::{Entry, Node, Tree, parse_toml, parse_yaml};

/// The parts of a generator's config that matter here. A config that cannot be
/// read counts as empty: to check it is its generator's work.
#[derive(Clone, Debug, Default)]
pub struct SiteConfig {
    /// The zone of times without one: an IANA name.
    pub timezone: Option<String>,
    /// The language of the site.
    pub language: Option<String>,
    /// Where the site's addresses begin, without slashes: `blog` in
    /// `https://example.org/blog/`.
    pub base_path: String,
    /// The site's own host.
    pub host: Option<String>,
    /// The folder of the sources below the root (Jekyll's `source`).
    pub source: Option<String>,
    /// Files that are published elsewhere than their source says (Eleventy's
    /// `addPassthroughCopy` of a map).
    pub copies: Vec<CopyTo>,
    /// Everything that it says.
    root: Option<Node>,
    defaults: Vec<Defaults>,
}

/// A file or folder that is published under another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyTo {
    /// Its path from the root; `None` where it is a pattern, or computed.
    pub from: Option<String>,
    /// Where it goes, without slashes around; empty for the root, or where that is not
    /// known.
    pub to: String,
}

impl CopyTo {
    /// What the maps in an Eleventy config say, in so many words.
    fn of_program(text: &str) -> Vec<Self> {
        let calls = text.split("addPassthroughCopy(").skip(1);
        let maps = calls.filter_map(|call| call.trim_start().strip_prefix('{')?.split('}').next());
        let entries = maps.flat_map(|map| map.split(',')).filter_map(|entry| entry.split_once(':'));
        let quoted = |said: &str| {
            let said = said.trim();
            let inner = said.strip_prefix(['"', '\'', '`'])?.strip_suffix(['"', '\'', '`'])?;
            (!inner.contains(['*', '$', '{', '?', '!']))
                .then(|| inner.trim_start_matches("./").trim_matches('/').to_owned())
        };
        let copy = |(from, to)| Self { from: quoted(from), to: quoted(to).unwrap_or_default() };
        entries.map(copy).collect()
    }
}

/// Front matter that a config supplies to the posts below a folder.
#[derive(Clone, Debug)]
struct Defaults {
    folder: String,
    /// The kind of document that it is for, where it names one.
    kind: Option<String>,
    values: Vec<Entry>,
}

impl SiteConfig {
    /// Reads the config `text` of the file `name`; its ending says the format.
    pub fn parse(name: &str, text: &str) -> Self {
        let tree = match name.rsplit('.').next() {
            Some("yml" | "yaml") => parse_yaml(text, 0),
            Some("toml") => parse_toml(text, 0),
            Some("js" | "mjs" | "cjs" | "ts") => return Self::of_program(text),
            _ => Tree::default(),
        };
        let Some(root) = tree.root else { return Self::default() };
        let text = |names: &[&str]| {
            let found = names.iter().find_map(|name| root.get(name)?.value.text());
            found.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let address = text(&["url", "baseURL", "base_url"]);
        let (host, below) = address.as_deref().map_or((None, ""), split_address);
        let base = text(&["baseurl"]).unwrap_or_else(|| below.to_owned());
        Self {
            timezone: text(&["timezone", "timeZone"]),
            source: text(&["source"]),
            language: text(&["lang", "language", "languageCode", "default_language", "locale"]),
            base_path: base.trim_matches('/').to_owned(),
            host: host.map(str::to_owned),
            copies: Vec::new(),
            defaults: root
                .get("defaults")
                .map(|entry| entry.value.items().iter().map(Defaults::of).collect())
                .unwrap_or_default(),
            root: Some(root),
        }
    }

    /// What stands under a key, or under a key in a map.
    pub fn at<'a>(&self, path: impl IntoIterator<Item = &'a str>) -> Option<&Node> {
        self.root.as_ref()?.at(path).map(|entry| &entry.value)
    }

    /// The text under a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.at([key])?.text().filter(|text| !text.is_empty())
    }

    /// The truth value under a key.
    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.text(key)?.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        }
    }

    /// What a config that is a program says in so many words: `baseUrl: "/docs/"`.
    fn of_program(text: &str) -> Self {
        let said = |name: &str| -> Option<&str> {
            let at = text.match_indices(name).find(|(at, _)| {
                let before = text[..*at].chars().next_back();
                let after = text[at + name.len()..].trim_start_matches(['"', '\'']).trim_start();
                after.starts_with(':') && !before.is_some_and(char::is_alphanumeric)
            })?;
            let value = text[at.0..].split_once(':')?.1.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
            value[1..].split(quote).next()
        };
        let base = ["baseUrl", "base", "pathPrefix"].iter().find_map(|name| said(name));
        let address = ["url", "site"].iter().find_map(|name| said(name));
        Self {
            base_path: base.unwrap_or_default().trim_matches('/').to_owned(),
            host: address.and_then(|address| split_address(address).0).map(str::to_owned),
            copies: CopyTo::of_program(text),
            ..Self::default()
        }
    }

    /// Whether the config supplies front-matter key `key` to the post at `path`.
    /// A scope with a `type` counts as matching: better a miss than a false alarm.
    pub fn supplies(&self, key: &str, path: &str) -> bool {
        self.defaults
            .iter()
            .any(|defaults| path.starts_with(&defaults.folder) && defaults.get(key).is_some())
    }

    /// What the config supplies under `key` to the document at `path` of a kind
    /// (`posts`, which has other names too): of several scopes the one with the
    /// longest path, and of those one that names a kind, and of those the last.
    pub fn default_for(&self, key: &str, path: &str, kinds: &[&str]) -> Option<&Node> {
        let fits = |defaults: &&Defaults| {
            path.starts_with(&defaults.folder)
                && defaults.kind.as_deref().is_none_or(|kind| kinds.contains(&kind))
        };
        let found = self.defaults.iter().filter(fits).filter_map(|defaults| {
            let rank = (defaults.folder.len(), defaults.kind.is_some());
            Some((rank, defaults.get(key)?))
        });
        found.max_by_key(|(rank, _)| *rank).map(|(_, node)| node)
    }
}

impl Defaults {
    fn of(node: &Node) -> Self {
        let scope = |key: &str| node.at(["scope", key]).and_then(|entry| entry.value.text());
        let folder = scope("path").unwrap_or_default().split('*').next().unwrap_or_default();
        let values = node.get("values").map(|entry| entry.value.entries()).unwrap_or_default();
        Self {
            folder: folder.trim_end_matches('/').to_owned(),
            kind: scope("type").filter(|kind| !kind.is_empty()).map(str::to_owned),
            values: values.to_vec(),
        }
    }

    fn get(&self, key: &str) -> Option<&Node> {
        self.values.iter().find(|entry| entry.name() == key).map(|entry| &entry.value)
    }
}

/// The host of `https://host/path`, and the path.
fn split_address(address: &str) -> (Option<&str>, &str) {
    let Some((_, rest)) = address.split_once("//") else { return (None, "") };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    (Some(host).filter(|host| !host.is_empty()), path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jekyll_config_supplies_keys_and_a_zone() {
        let config = SiteConfig::parse(
            "_config.yml",
            "timezone: Europe/London\nurl: https://example.org\nbaseurl: /news\n\
             defaults:\n  - scope: {path: _posts}\n    values: {author: Desk}\n",
        );
        assert_eq!(config.timezone.as_deref(), Some("Europe/London"));
        assert_eq!(
            (config.base_path.as_str(), config.host.as_deref()),
            ("news", Some("example.org"))
        );
        assert!(config.supplies("author", "_posts/x.md") && !config.supplies("author", "about.md"));
    }

    #[test]
    fn what_eleventy_copies_elsewhere_is_known() {
        let program = "config.addPassthroughCopy('img');\n\
            config.addPassthroughCopy({ \"./static/k/\": \"/media/k\", 'p/**/*.png': \"pics\", [d]: x });";
        let copies = SiteConfig::parse("eleventy.config.js", program).copies;
        let copy = |from: Option<&str>, to: &str| CopyTo {
            from: from.map(str::to_owned),
            to: to.to_owned(),
        };
        let expected = [copy(Some("static/k"), "media/k"), copy(None, "pics"), copy(None, "")];
        assert_eq!(copies, expected);
    }

    #[test]
    fn hugo_and_zola_name_their_host_in_one_address() {
        let config = SiteConfig::parse("config.toml", "base_url = \"https://a.org/blog/\"");
        assert_eq!((config.base_path.as_str(), config.host.as_deref()), ("blog", Some("a.org")));
        assert!(SiteConfig::parse("_config.yml", "a: b: c").host.is_none());
        let program = "module.exports = {url: 'https://a.org', baseUrl: \"/docs/\", database: 'x'}";
        let config = SiteConfig::parse("docusaurus.config.js", program);
        assert_eq!((config.base_path.as_str(), config.host.as_deref()), ("docs", Some("a.org")));
    }
}
