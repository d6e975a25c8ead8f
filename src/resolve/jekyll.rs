//! Where Jekyll puts pictures, and where a browser then looks for them (jekyll
//! 4.3.1: static_file.rb, entry_filter.rb, read and measured by building sites).

use super::Resolver;
use crate::document::Mention;
use crate::site::normal_parts;

impl Resolver<'_> {
    /// The one place of a picture, or two where a collection may hold it; none where
    /// Jekyll publishes nothing there. `None` where the address of the page, to which
    /// the path is relative, is not known.
    pub(super) fn jekyll_places(&self, path: &str, mention: Mention) -> Option<Vec<String>> {
        // layouts and includes put the root of the site before what they are given
        let from_root = mention == Mention::FrontMatter;
        let published = match path.strip_prefix('/') {
            Some(absolute) => self.below_base(absolute).unwrap_or(absolute).to_owned(),
            None if from_root => path.to_owned(),
            None => match below(self.url()?, &self.site.config.base_path, path) {
                Some(published) => published,
                // a place on the host that is not the site's
                None => return Some(Vec::new()),
            },
        };
        let Some(parts) = normal_parts(&published) else { return Some(Vec::new()) };
        let place = parts.join("/");
        let mut places = Vec::new();
        if self.is_published(&parts) {
            places.push(place.clone());
        }
        // files in the folder of a collection are published with it
        let collection = parts.first().filter(|label| self.is_collection(label));
        places.extend(collection.map(|_| format!("_{place}")));
        Some(places)
    }

    /// Whether Jekyll copies a file: names that begin with a sign of their own, and
    /// what the config excludes, stay where they are.
    fn is_published(&self, parts: &[&str]) -> bool {
        let config = &self.site.config;
        let path = parts.join("/");
        let names = |list: &str| -> Vec<&str> {
            let items = config.at([list]).map(|node| node.items()).unwrap_or_default();
            items.iter().filter_map(|item| item.text()).collect()
        };
        let covers = |pattern: &&str| {
            let pattern = pattern.trim_matches('/');
            let below = path.strip_prefix(pattern).is_some_and(|rest| rest.starts_with('/'));
            below || path == pattern || parts.contains(&pattern)
        };
        if names("include").iter().any(covers) {
            return true;
        }
        let special = |name: &&&str| name.starts_with(['_', '.', '#']) || name.ends_with('~');
        let excluded =
            ["node_modules", "vendor/bundle", "vendor/cache", "vendor/gems", "vendor/ruby"];
        !parts.iter().any(|name| special(&name))
            && !names("exclude").iter().chain(&excluded).any(covers)
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
