//! Where Jekyll puts pictures, and where a browser then looks for them (jekyll
//! 4.3.1: static_file.rb, entry_filter.rb, read and measured by building sites).

use super::{Resolver, key_of, layout_of};
use crate::document::{Mention, Picture};
use crate::site::{Form, join, normal_parts};
use crate::tree::Node;

impl Resolver<'_> {
    /// The one place of a picture, or two where a collection may hold it; none where
    /// Jekyll publishes nothing there. `None` where the address of the page, to which
    /// the path is relative, is not known.
    pub(super) fn jekyll_places(&self, path: &str, picture: &Picture) -> Option<Vec<String>> {
        // layouts and includes put the root of the site before what they are given
        let from_root = matches!(picture.mention, Mention::FrontMatter | Mention::Tag);
        let published = match path.strip_prefix('/') {
            Some(absolute) if self.is_filtered(picture) => absolute.to_owned(),
            Some(absolute) => self.below_base(absolute).unwrap_or(absolute).to_owned(),
            None if from_root => path.to_owned(),
            None => match below(self.url()?, &self.site.config.base_path, path) {
                Some(published) => published,
                // a place on the host that is not the site's
                None => return Some(Vec::new()),
            },
        };
        // a browser stops at the root of the host
        let published = below("/", "", &published).unwrap_or(published);
        let Some(parts) = normal_parts(&published) else { return Some(Vec::new()) };
        let place = parts.join("/");
        let mut places = Vec::new();
        if self.is_published(&parts) {
            places.push(place.clone());
            // a name on disk that is escaped already is published without its escapes
            places.extend(place.contains(' ').then(|| place.replace(' ', "%20")));
        }
        // files in the folder of a collection are published with it
        for label in self.collections() {
            match self.site.config.at(["collections", label, "permalink"]).and_then(Node::text) {
                Some(pattern) => places.extend(self.in_collection(label, pattern, &published)),
                None => places.extend(
                    (parts.first() == Some(&label) && parts.len() > 1).then(|| format!("_{place}")),
                ),
            }
        }
        Some(places)
    }

    /// Whether a place is one that other tools fill.
    pub(super) fn is_kept(&self, place: &str) -> bool {
        self.names("keep_files").iter().any(|kept| {
            let kept = kept.trim_matches('/');
            place.trim_start_matches('/').strip_prefix(kept).is_some_and(|r| r.starts_with('/'))
        })
    }

    /// Whether the layouts put a picture of front matter through a filter that
    /// writes the base path before whatever it is given.
    fn is_filtered(&self, picture: &Picture) -> bool {
        // whole addresses are left as they are
        let is_path = !picture.span.of(&self.doc.text).contains("//");
        let in_key = picture.mention == Mention::FrontMatter && is_path;
        let key = key_of(self.doc, picture).filter(|_| in_key);
        let layout = layout_of(self.doc, self.site);
        let expected = key.and_then(|key| Some(self.site.forms().expected(&key, layout)?.0));
        expected == Some(Form::Filtered)
    }

    fn names(&self, list: &str) -> Vec<&str> {
        let node = self.site.config.at([list]);
        let items = node.map(Node::items).unwrap_or_default().iter().chain(node);
        items.filter_map(Node::text).collect()
    }

    /// Whether Jekyll copies a file: names that begin with a sign of their own, and
    /// what the config excludes, stay where they are.
    pub(super) fn is_published(&self, parts: &[&str]) -> bool {
        let path = parts.join("/");
        let covers = |pattern: &&str| {
            let pattern = pattern.trim_matches('/');
            let below = path.strip_prefix(pattern).is_some_and(|rest| rest.starts_with('/'));
            // `*` crosses slashes, as in Ruby's fnmatch without flags
            let glob = pattern.contains('*').then(|| globset::Glob::new(pattern).ok()).flatten();
            below || path == pattern || glob.is_some_and(|g| g.compile_matcher().is_match(&path))
        };
        if self.names("include").iter().any(covers) {
            return true;
        }
        let special = |name: &&&str| name.starts_with(['_', '.', '#', '~']) || name.ends_with('~');
        let excluded =
            ["node_modules", "vendor/bundle", "vendor/cache", "vendor/gems", "vendor/ruby"];
        let held_back = self.site.config.default_for("published", &path, &[]);
        !parts.iter().any(|name| special(&name))
            && !self.names("exclude").iter().chain(&excluded).any(covers)
            && held_back.and_then(Node::text) != Some("false")
    }

    /// The file of a collection with a pattern of its own that is published at a
    /// path: such a pattern holds for pictures, too.
    fn in_collection(&self, label: &str, pattern: &str, published: &str) -> Option<String> {
        let mut folders = vec![format!("_{label}")];
        while let Some(folder) = folders.pop() {
            let Some(listed) = self.site.assets.folder(&folder) else { continue };
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
                let filled = filled.trim_matches('/');
                if format!("{filled}.{ending}") == published.trim_start_matches('/') {
                    return Some(join(&folder, file));
                }
            }
        }
        None
    }

    fn collections(&self) -> Vec<&str> {
        let collections = self.site.config.at(["collections"]).map(Node::entries);
        let entries = collections.unwrap_or_default().iter().map(|entry| entry.name());
        entries.filter(|label| *label != "posts" && self.is_collection(label)).collect()
    }

    fn is_collection(&self, label: &str) -> bool {
        let output = self.site.config.at(["collections", label, "output"]);
        output.and_then(|node| node.text()) == Some("true")
    }
}

/// The path, from the root of the site, to which `relative` leads from the page at
/// `url`; `None` where it leads out of the site's base path.
fn below(url: &str, base: &str, relative: &str) -> Option<String> {
    let folder = &url[..=url.rfind('/')?];
    let page = format!("{base}{folder}");
    let mut parts: Vec<&str> = page.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            // a browser stops at the root of the host
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    match base {
        "" => Some(path),
        base => path.strip_prefix(base)?.strip_prefix('/').map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn a_browser_starts_from_the_address_of_the_page() {
        assert_eq!(
            below("/2025/01/04/port.html", "", "x.png").as_deref(),
            Some("2025/01/04/x.png")
        );
        assert_eq!(below("/port/", "", "./x.png").as_deref(), Some("port/x.png"));
        assert_eq!(below("/port/", "news", "../x.png").as_deref(), Some("x.png"));
        assert_eq!(below("/port/", "news", "../../x.png"), None);
        assert_eq!(below("/port/", "", "../../../x.png").as_deref(), Some("x.png"));
    }
}
