//! Pictures that were moved: the same name in another folder.

use super::Resolver;
use crate::document::{Mention, Picture, Target};
use crate::site::join;

/// Folders beyond which a site is not searched.
const MOST_FOLDERS: usize = 5_000;

impl Resolver<'_> {
    /// The only file of the site with the name of a picture that is missing.
    pub fn moved(&self, picture: &Picture) -> Option<String> {
        let Target::Path(path) = &picture.target else { return None };
        let name = path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty())?;
        let (is_jekyll, published) = (self.site.generator.name == "jekyll", self.site.published());
        let mut folders = vec![String::new()];
        let mut found = None;
        let mut at = 0;
        while let Some(folder) = folders.get(at).cloned() {
            at += 1;
            let Some(names) = self.site.assets.folder(&folder) else { continue };
            let file = names.has_file(name).then(|| join(&folder, name));
            if let Some(file) = file.filter(|file| self.published(file).is_some()) {
                // of two, nobody knows which is meant
                if found.is_some() {
                    return None;
                }
                found = Some(file);
            }
            let below = names.folders().filter(|name| !is_apart(name));
            let below = below.map(|name| join(&folder, name));
            folders.extend(below.filter(|folder| !is_jekyll || published.copies_from(folder)));
            if folders.len() > MOST_FOLDERS {
                return None;
            }
        }
        found
    }

    /// Where a file is on the site, by its path in the source; `None` where that is not
    /// sure, or it is not published at all.
    fn published<'f>(&self, file: &'f str) -> Option<&'f str> {
        if self.site.generator.name == "jekyll" {
            return self.is_published(file).then_some(file);
        }
        let roots = self.roots();
        let below = roots.iter().find_map(|root| match root.as_str() {
            "" => None,
            root => file.strip_prefix(root)?.strip_prefix('/'),
        });
        // a root that is not the first is one in which some sites keep pictures
        below.or_else(|| roots.first().is_some_and(String::is_empty).then_some(file))
    }

    /// How a picture that was moved to `file` is written now: as it was, with another
    /// path. `None` where that depends on the page.
    pub fn rewritten(&self, picture: &Picture, file: &str) -> Option<String> {
        let written = picture.span.of(&self.doc.text);
        let published = self.published(file)?;
        // an unusual letter would have to be escaped
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "/_.-".contains(c);
        if !published.chars().all(is_plain) || published.starts_with('_') {
            return None;
        }
        if let Some(end) = written.rfind("}}/").or_else(|| written.rfind("}} /")) {
            return Some(format!("{}{published}", &written[..end + 3]));
        }
        if let Some(absolute) = written.strip_prefix('/') {
            let base = &self.site.config.base_path;
            let has_base = self.below_base(absolute).is_some();
            let in_body = matches!(picture.mention, Mention::Markdown | Mention::Html);
            return match base.as_str() {
                "" => Some(format!("/{published}")),
                base if has_base => Some(format!("/{base}/{published}")),
                // in the text nothing puts it before the path; elsewhere a layout may
                base if in_body && self.site.generator.name == "jekyll" => {
                    Some(format!("/{base}/{published}"))
                }
                _ => None,
            };
        }
        // a bare path of front matter, from the root
        (written.contains('/') && !written.starts_with('.')).then(|| published.to_owned())
    }
}

/// Folders that are not the site's own.
fn is_apart(name: &str) -> bool {
    matches!(name, "node_modules" | "vendor" | "_site" | "public" | "dist" | "build")
        || name.starts_with('.')
}
