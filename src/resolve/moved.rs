//! Pictures that were moved: the same name in another folder.

use super::Resolver;
use crate::document::{Picture, Target};
use crate::site::join;

/// Folders beyond which a site is not searched.
const MOST_FOLDERS: usize = 5_000;

impl Resolver<'_> {
    /// The only file of the site with the name of a picture that is missing.
    pub fn moved(&self, picture: &Picture) -> Option<String> {
        let Target::Path(path) = &picture.target else { return None };
        let name = path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty())?;
        let mut folders = vec![String::new()];
        let mut found = None;
        let mut at = 0;
        while let Some(folder) = folders.get(at).cloned() {
            at += 1;
            let Some(names) = self.site.assets.folder(&folder) else { continue };
            if names.has_file(name) {
                // of two, nobody knows which is meant
                if found.is_some() {
                    return None;
                }
                found = Some(join(&folder, name));
            }
            let below = names.folders().filter(|name| !is_apart(name));
            folders.extend(below.map(|name| join(&folder, name)));
            if folders.len() > MOST_FOLDERS {
                return None;
            }
        }
        found
    }

    /// How a picture that was moved to `file` is written now: as `written` is, with
    /// another path. `None` where that depends on the page.
    pub fn rewritten(&self, written: &str, file: &str) -> Option<String> {
        let roots = self.roots();
        let published = roots.iter().find_map(|root| match root.as_str() {
            "" => None,
            root => file.strip_prefix(root)?.strip_prefix('/'),
        });
        let published = published.or_else(|| roots.iter().any(String::is_empty).then_some(file))?;
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
            let base = if has_base { format!("{base}/") } else { String::new() };
            return Some(format!("/{base}{published}"));
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
