//! The site around a post: which generator makes it, how it is set up, and which
//! files it has. Look-ups only; nothing here knows a rule, and nothing reads a
//! disk: [`Assets`] is implemented where files are.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::document::{Document, Mention, Picture, Target};
use crate::generator::{Generator, SiteConfig};

/// The names in a folder, as the disk spells them; `true` for a folder.
pub type Folder = BTreeMap<String, bool>;

/// The files of a site.
pub trait Assets: Send + Sync {
    /// The names in the folder at `path` from the site's root (`""` for the root
    /// itself); `None` where there is no such folder inside the site.
    fn folder(&self, path: &str) -> Option<Arc<Folder>>;
}

/// A site.
pub struct Site {
    /// What makes it.
    pub generator: Generator,
    /// How it is set up.
    pub config: SiteConfig,
    /// Its files.
    pub assets: Box<dyn Assets>,
}

/// What became of a search for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// It is there.
    Found,
    /// It is there under another spelling, of which this is the path.
    Spelt(String),
    /// It is not there. The folder that should hold it and a name like it in
    /// there, if that is so.
    Missing {
        /// The path of a file that may be meant.
        near: Option<String>,
    },
}

impl Site {
    /// Looks for a picture of `doc` in every place in which the generator would.
    /// `None` for a picture that is elsewhere or computed.
    pub fn look_up(&self, doc: &Document, picture: &Picture) -> Option<Lookup> {
        let Target::Path(path) = &picture.target else { return None };
        let mut best = Lookup::Missing { near: None };
        for place in self.places(doc, path, picture.mention) {
            match (self.find(&place), &best) {
                (Lookup::Found, _) => return Some(Lookup::Found),
                (spelt @ Lookup::Spelt(_), _) => best = spelt,
                (missing, Lookup::Missing { near: None }) => best = missing,
                _ => {}
            }
        }
        Some(best)
    }

    /// The paths, from the site's root, at which the generator would look.
    fn places(&self, doc: &Document, path: &str, mention: Mention) -> Vec<String> {
        let images = &self.generator.images;
        let alias = images.aliases.iter().find_map(|(alias, folder)| {
            path.strip_prefix(alias.as_str()).map(|rest| format!("{folder}/{rest}"))
        });
        if let Some(place) = alias {
            return vec![place];
        }
        let mut places = Vec::new();
        if let Some(absolute) = path.strip_prefix('/') {
            let base = &self.config.base_path;
            let below =
                absolute.strip_prefix(base.as_str()).and_then(|rest| rest.strip_prefix('/'));
            let below = below.filter(|_| !base.is_empty());
            for root in &images.roots {
                places.extend(below.map(|rest| format!("{root}/{rest}")));
                places.push(format!("{root}/{absolute}"));
            }
            return places;
        }
        // the post's own folder first: what it should hold is the best thing to name
        let beside = images.beside || mention != Mention::FrontMatter;
        if beside {
            places.push(format!("{}/{path}", doc.folder()));
        }
        if images.folder_of_name {
            let stem = doc.file_name().rsplit_once('.').map_or("", |(stem, _)| stem);
            places.push(format!("{}/{stem}/{path}", doc.folder()));
        }
        places.extend(images.roots.iter().map(|root| format!("{root}/{path}")));
        places
    }

    /// Looks for the file at `path` from the site's root. Nothing outside the site
    /// is looked at: a path that leads out is missing.
    fn find(&self, path: &str) -> Lookup {
        let missing = Lookup::Missing { near: None };
        let Some(parts) = normal_parts(path) else { return missing };
        let mut folder = String::new();
        let mut spelt = false;
        for (index, part) in parts.iter().enumerate() {
            let Some(names) = self.assets.folder(&folder) else { return missing };
            let wants_folder = index + 1 < parts.len();
            let name = match spelling(&names, part, wants_folder) {
                Some(name) => name,
                None if wants_folder => return missing,
                None => {
                    let near = near(&names, part).map(|name| join(&folder, name));
                    return Lookup::Missing { near };
                }
            };
            spelt |= name != *part;
            folder = join(&folder, name);
        }
        if spelt { Lookup::Spelt(folder) } else { Lookup::Found }
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The parts of a path without `.` and `..`; `None` where it leads out or to
/// nothing.
fn normal_parts(path: &str) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then_some(parts)
}

/// The name in a folder that is `wanted`, or is it but for case and Unicode form.
fn spelling<'n>(names: &'n Folder, wanted: &str, wants_folder: bool) -> Option<&'n str> {
    if let Some((name, is_folder)) = names.get_key_value(wanted)
        && *is_folder == wants_folder
    {
        return Some(name);
    }
    let folded = fold(wanted);
    let same =
        |(name, is_folder): &(&String, &bool)| **is_folder == wants_folder && fold(name) == folded;
    names.iter().find(same).map(|(name, _)| name.as_str())
}

fn fold(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).collect()
}

/// A file that may be meant: the same name with another ending, or a name one or
/// two letters off.
fn near<'n>(names: &'n Folder, wanted: &str) -> Option<&'n str> {
    let files =
        || names.iter().filter(|(_, is_folder)| !**is_folder).map(|(name, _)| name.as_str());
    let stem = |name: &str| fold(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let same_stem = files().find(|name| stem(name) == stem(wanted));
    same_stem.or_else(|| crate::diagnostic::nearest(wanted, files()))
}

/// Files that are named rather than on a disk: for tests, examples and posts that
/// come without a site.
#[derive(Debug, Default)]
pub struct NamedAssets {
    folders: BTreeMap<String, Arc<Folder>>,
}

impl NamedAssets {
    /// The site that holds the files at `paths`.
    pub fn new<'p>(paths: impl IntoIterator<Item = &'p str>) -> Self {
        let mut folders: BTreeMap<String, Folder> =
            BTreeMap::from([(String::new(), Folder::new())]);
        for path in paths {
            let mut folder = String::new();
            let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
            for (index, part) in parts.iter().enumerate() {
                let is_folder = index + 1 < parts.len();
                folders.entry(folder.clone()).or_default().insert((*part).to_owned(), is_folder);
                folder = join(&folder, part);
            }
        }
        Self { folders: folders.into_iter().map(|(path, names)| (path, Arc::new(names))).collect() }
    }
}

impl Assets for NamedAssets {
    fn folder(&self, path: &str) -> Option<Arc<Folder>> {
        self.folders.get(path).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look_up(generator: &str, post: &str, text: &str, files: &[&str]) -> Vec<Lookup> {
        let site = Site {
            generator: Generator::named(generator).expect("a preset"),
            config: SiteConfig::parse("_config.yml", "baseurl: /blog"),
            assets: Box::new(NamedAssets::new(files.iter().copied())),
        };
        let doc = Document::parse(post, text, &site.generator, &site.config);
        doc.pictures.iter().filter_map(|picture| site.look_up(&doc, picture)).collect()
    }

    #[test]
    fn pictures_are_looked_for_where_the_generator_would() {
        let bare = "---\nimage: assets/x.jpg\n---\n![](/assets/x.jpg) ![](/blog/assets/x.jpg)";
        let found = look_up("jekyll", "_posts/p.md", bare, &["assets/x.jpg"]);
        assert_eq!(found, [Lookup::Found, Lookup::Found, Lookup::Found]);
        let hugo = look_up(
            "hugo",
            "content/p/index.md",
            "![](x.jpg) ![](/y.jpg)",
            &["content/p/x.jpg", "static/y.jpg"],
        );
        assert_eq!(hugo, [Lookup::Found, Lookup::Found]);
        let hexo = look_up("hexo", "source/_posts/p.md", "![](x.jpg)", &["source/_posts/p/x.jpg"]);
        assert_eq!(hexo, [Lookup::Found]);
    }

    #[test]
    fn another_spelling_is_told() {
        let found = look_up("jekyll", "p.md", "![](/Assets/X.JPG)", &["assets/x.jpg"]);
        assert_eq!(found, [Lookup::Spelt("assets/x.jpg".into())]);
        let decomposed = look_up("jekyll", "p.md", "![](/caf\u{e9}.jpg)", &["cafe\u{301}.jpg"]);
        assert_eq!(decomposed, [Lookup::Spelt("cafe\u{301}.jpg".into())]);
    }

    #[test]
    fn a_near_name_is_offered() {
        let near = |text: &str| look_up("jekyll", "p.md", text, &["a/harbour.jpg", "a/b.png"]);
        let missing = |near: Option<&str>| vec![Lookup::Missing { near: near.map(str::to_owned) }];
        assert_eq!(near("![](/a/harbour.png)"), missing(Some("a/harbour.jpg")));
        assert_eq!(near("![](/a/harbuor.jpg)"), missing(Some("a/harbour.jpg")));
        assert_eq!(near("![](/a/else.jpg)"), missing(None));
    }

    #[test]
    fn nothing_outside_is_found() {
        let found =
            look_up("jekyll", "_posts/p.md", "![](../../etc/passwd.png)", &["etc/passwd.png"]);
        assert_eq!(found, [Lookup::Missing { near: None }]);
    }
}
