//! The form in which a site's layouts expect the pictures of front matter: behind
//! `{{ site.baseurl }}/` a path without a slash, behind `{{ site.baseurl }}` one with
//! it.

use std::collections::BTreeMap;

use super::{Site, join};

/// How a path must begin for a layout to make an address of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Without a slash: one stands before it.
    Bare,
    /// With a slash.
    Slash,
    /// As one likes, without the base path: a filter writes that.
    Filtered,
}

/// For each key of front matter that layouts print as a picture, the forms that they
/// expect.
#[derive(Debug, Default)]
pub struct Forms {
    by_key: BTreeMap<String, Vec<(Option<Form>, String)>>,
    /// Whether a layout looks whether it is given a whole address.
    knows_addresses: bool,
}

/// Letters of a layout that are looked at.
const LONGEST: usize = 1 << 20;

impl Forms {
    /// The forms that the layouts of `site` expect.
    pub fn of(site: &Site) -> Self {
        let mut found: BTreeMap<String, Vec<(Option<Form>, String)>> = BTreeMap::new();
        let mut knows_addresses = false;
        for folder in ["_layouts", "_includes"] {
            let Some(listed) = site.assets.folder(folder) else { continue };
            for name in listed.files() {
                let path = join(folder, name);
                let text = site.assets.text(&path).filter(|text| text.len() < LONGEST);
                knows_addresses |= text.as_ref().is_some_and(|text| text.contains(" contains "));
                for (key, form) in text.iter().flat_map(|text| uses(text)) {
                    found.entry(key).or_default().push((form, path.clone()));
                }
            }
        }
        Self { by_key: found, knows_addresses }
    }

    /// Whether layouts look whether they are given a whole address.
    pub fn know_addresses(&self) -> bool {
        self.knows_addresses
    }

    /// What the layout of a post expects of `key` (`image`, or `image.path`), or else
    /// what all layouts do; and one of them.
    pub fn expected(&self, key: &str, layout: Option<&str>) -> Option<(Form, &str)> {
        let uses = self.by_key.get(key)?;
        let own = |path: &str| {
            let stem = path.strip_prefix("_layouts/")?.rsplit_once('.').map(|(stem, _)| stem);
            (stem == layout).then_some(())
        };
        let of_layout: Vec<_> = uses.iter().filter(|(_, path)| own(path).is_some()).collect();
        let counts = if of_layout.is_empty() { uses.iter().collect() } else { of_layout };
        let (form, path) = counts.first()?;
        let all = counts.iter().all(|(other, _)| other == form);
        Some(((*form).filter(|_| all)?, path.as_str()))
    }
}

/// Each `{{ page.KEY }}` in a layout that stands in an attribute, and the form that
/// it expects; none where a filter settles it, or where it is no address.
fn uses(text: &str) -> Vec<(String, Option<Form>)> {
    let mut out = Vec::new();
    for (at, _) in text.match_indices("{{") {
        let Some(end) = text[at..].find("}}") else { break };
        let inner = text[at + 2..at + end].trim_matches(['-', ' ', '\n', '\t']);
        let Some(rest) = inner.strip_prefix("page.") else { continue };
        let name_end = rest.find(|c: char| !c.is_alphanumeric() && !"_-.".contains(c));
        let key = &rest[..name_end.unwrap_or(rest.len())];
        let before = text[..at].trim_end_matches(' ');
        let form = match rest[key.len()..].trim() {
            "" if before.ends_with("}}/") => Some(Form::Bare),
            "" if before.ends_with("}}") => Some(Form::Slash),
            // a path of the site's, a whole address, or no address at all
            "" if !before.ends_with('/') => continue,
            "" if before.ends_with("=\"/") || before.ends_with("='/") => Some(Form::Bare),
            filters if filters.starts_with("| prepend: site.baseurl") => Some(Form::Slash),
            "| relative_url" | "| absolute_url" => Some(Form::Filtered),
            _ => None,
        };
        out.push((key.to_owned(), form));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_a_tag_says_what_it_expects() {
        let one = |text: &str| uses(text).into_iter().next();
        let image = |form| Some(("image".to_owned(), form));
        assert_eq!(
            one("<img src=\"{{ site.baseurl }}/{{ page.image }}\">"),
            image(Some(Form::Bare))
        );
        assert_eq!(
            one("<img src=\"{{ site.baseurl }}{{ page.image }}\">"),
            image(Some(Form::Slash))
        );
        let filtered = "<img src=\"{{ page.image | relative_url }}\">";
        assert_eq!(one(filtered), image(Some(Form::Filtered)));
        assert_eq!(one("<img src=\"/{{ page.image }}\">"), image(Some(Form::Bare)));
        assert_eq!(one("<img src=\"{{ page.image }}\">"), None);
    }
}
