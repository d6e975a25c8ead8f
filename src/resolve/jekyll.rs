//! Where Jekyll puts pictures, and where a browser then looks for them (jekyll
//! 4.3.1: static_file.rb, entry_filter.rb, read and measured by building sites).

use super::{Resolver, key_of, layout_of};
use crate::document::{Mention, Picture};
use crate::site::{Form, normal_parts};
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
        if self.is_published(&place) {
            places.push(place.clone());
            // a name on disk that is escaped already is published without its escapes
            places.extend(place.contains(' ').then(|| place.replace(' ', "%20")));
        }
        // files in the folder of a collection are published with it
        places.extend(self.site.published().in_collections(&place));
        Some(places)
    }

    /// Whether Jekyll copies the file at `path`.
    pub(super) fn is_published(&self, path: &str) -> bool {
        let held_back = self.site.config.default_for("published", path, &[]);
        held_back.and_then(Node::text) != Some("false") && self.site.published().copies(path)
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
