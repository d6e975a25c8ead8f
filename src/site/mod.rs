//! The site around a post: which generator makes it, how it is set up, and which
//! files it has. Look-ups only; nothing here knows a rule, and nothing reads a
//! disk: [`Assets`] is implemented where files are.

mod file;
mod named;
mod references;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::nearest;
use crate::document::{Document, Mention, Picture, Target, language_code};
use crate::generator::{Generator, SiteConfig};
use crate::image::Image;

pub use named::NamedAssets;
pub use references::References;

/// The names in a folder, as the disk spells them.
#[derive(Debug, Default)]
pub struct Folder {
    /// `true` for a folder.
    names: BTreeMap<String, bool>,
    /// The same for searches that do not look at case: made when one is.
    folded: OnceLock<Folded>,
}

/// Names by what is left of them without case and Unicode form.
#[derive(Debug, Default)]
struct Folded {
    whole: FxHashMap<String, Vec<(String, bool)>>,
    /// Files by their name without its ending.
    stems: FxHashMap<String, String>,
}

impl FromIterator<(String, bool)> for Folder {
    fn from_iter<T: IntoIterator<Item = (String, bool)>>(names: T) -> Self {
        Self { names: names.into_iter().collect(), folded: OnceLock::new() }
    }
}

/// The files of a site.
pub trait Assets: Send + Sync {
    /// The names in the folder at `path` from the site's root (`""` for the root
    /// itself); `None` where there is no such folder inside the site.
    fn folder(&self, path: &str) -> Option<Arc<Folder>>;

    /// Whether a file is known to be at `path`, spelt just so. A no may also mean
    /// that the folder has to be asked.
    fn has_file(&self, path: &str) -> bool;

    /// The text of a small file of data at `path`, where there is one.
    fn text(&self, path: &str) -> Option<String> {
        let _ = path;
        None
    }

    /// What the bytes of the file at `path` say, where it is inside the site and its
    /// bytes are at hand.
    fn image(&self, path: &str) -> Option<Image> {
        let _ = path;
        None
    }
}

/// A site.
pub struct Site {
    /// What makes it.
    pub generator: Generator,
    /// How it is set up.
    pub config: SiteConfig,
    /// Its files.
    pub assets: Box<dyn Assets>,
    /// Read when first asked for.
    references: OnceLock<Vec<References>>,
}

/// What became of a search for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// It is there.
    Found,
    /// It is there under another spelling, of which this is the path.
    Spelt(String),
    /// It is not there.
    Missing,
}

impl Site {
    /// The site that `generator` makes of `assets`, set up by `config`.
    pub fn new(generator: Generator, config: SiteConfig, assets: Box<dyn Assets>) -> Self {
        Self { generator, config, assets, references: OnceLock::new() }
    }

    /// The site's own lists of names that keys may hold.
    pub fn references(&self) -> &[References] {
        self.references.get_or_init(|| References::of(self))
    }

    /// Looks for a picture of `doc` in every place in which the generator would.
    /// `None` for a picture that is elsewhere or computed.
    pub fn look_up(&self, doc: &Document, picture: &Picture) -> Option<Lookup> {
        let Target::Path(path) = &picture.target else { return None };
        // an alias that a build tool knows and we do not
        let aliases = &self.generator.images.aliases;
        let is_alias = path.starts_with(['@', '~', '#']);
        if is_alias && !aliases.keys().any(|alias| path.starts_with(alias.as_str())) {
            return None;
        }
        let mut best = Lookup::Missing;
        for place in self.places(doc, path, picture.mention) {
            match self.find(&place) {
                Lookup::Found => return Some(Lookup::Found),
                spelt @ Lookup::Spelt(_) => best = spelt,
                Lookup::Missing => {}
            }
        }
        Some(best)
    }

    /// Whether there is a file at `path` from the root, spelt just so.
    pub fn has(&self, path: &str) -> bool {
        self.find(path) == Lookup::Found
    }

    /// The path of a file that may be meant by a picture that is missing: with
    /// another ending, or a letter or two off.
    pub fn near(&self, doc: &Document, picture: &Picture) -> Option<String> {
        let Target::Path(path) = &picture.target else { return None };
        self.places(doc, path, picture.mention).iter().find_map(|place| {
            let parts = normal_parts(place)?;
            let (name, folders) = parts.split_last()?;
            let folder = folders.join("/");
            let near = self.assets.folder(&folder)?.near(name)?.to_owned();
            Some(join(&folder, &near))
        })
    }

    /// The paths, from the site's root, at which the generator would look for a
    /// picture; none for one that is elsewhere or computed.
    pub fn paths(&self, doc: &Document, picture: &Picture) -> Vec<String> {
        let Target::Path(path) = &picture.target else { return Vec::new() };
        let places = self.places(doc, path, picture.mention);
        places.iter().filter_map(|place| Some(normal_parts(place)?.join("/"))).collect()
    }

    /// The places in which the generator would look, and those that lead there by
    /// the address of a page: which of them holds is not known here, and a picture
    /// is only missing if all of them lack it.
    fn places(&self, doc: &Document, path: &str, mention: Mention) -> Vec<String> {
        let images = &self.generator.images;
        let alias = images.aliases.iter().find_map(|(alias, folder)| {
            path.strip_prefix(alias.as_str()).map(|rest| format!("{folder}/{rest}"))
        });
        if let Some(place) = alias {
            return vec![place];
        }
        let roots = self.roots();
        let below_roots = |rest: &str| -> Vec<String> {
            roots.iter().map(|root| format!("{root}/{rest}")).collect()
        };
        let mut places = Vec::new();
        let folder = doc.folder();
        let stem = doc.file_name().rsplit_once('.').map_or("", |(stem, _)| stem);
        if let Some(absolute) = path.strip_prefix('/') {
            let base = &self.config.base_path;
            let below =
                absolute.strip_prefix(base.as_str()).and_then(|rest| rest.strip_prefix('/'));
            places.extend(below.filter(|_| !base.is_empty()).into_iter().flat_map(below_roots));
            places.extend(below_roots(absolute));
            if let (true, Some((_, name))) = (images.folder_of_name, absolute.rsplit_once('/')) {
                places.push(format!("{folder}/{stem}/{name}"));
            }
            return places;
        }
        // the post's own folder first: what it should hold is the best thing to name
        if images.beside || mention != Mention::FrontMatter {
            places.push(format!("{folder}/{path}"));
            // a page is often one level below where its source is
            places.extend(path.strip_prefix("../").map(|rest| format!("{folder}/{rest}")));
            places.extend(self.other_languages(folder).map(|folder| format!("{folder}/{path}")));
        }
        if images.folder_of_name {
            places.push(format!("{folder}/{stem}/{path}"));
        }
        places.extend(below_roots(path.trim_start_matches("../").trim_start_matches("./")));
        places
    }

    /// The folders that end up at the root of the site.
    fn roots(&self) -> Vec<String> {
        let mut roots = Vec::new();
        for root in &self.generator.images.roots {
            match root.split_once("/*/") {
                Some((above, below)) => {
                    let names = self.assets.folder(above);
                    let folders = names.iter().flat_map(|names| names.folders());
                    roots.extend(folders.map(|name| format!("{above}/{name}/{below}")));
                }
                None => roots.push(root.clone()),
            }
        }
        roots
    }

    /// The same folder in the site's other languages, whose pictures a translation
    /// shares: `content/en/p` for `content/de/p`.
    fn other_languages<'f>(&self, folder: &'f str) -> impl Iterator<Item = String> + 'f {
        let mut parts = folder.splitn(3, '/');
        let (above, language, rest) = (parts.next(), parts.next(), parts.next().unwrap_or(""));
        let above = above.filter(|_| language.is_some_and(|l| language_code(l).is_some()));
        let names = above.and_then(|above| self.assets.folder(above));
        let others: Vec<String> =
            names.iter().flat_map(|names| names.folders()).map(str::to_owned).collect();
        others.into_iter().map(move |other| format!("{}/{other}/{rest}", above.unwrap_or_default()))
    }

    /// Looks for the file at `path` from the site's root. Nothing outside the site
    /// is looked at: a path that leads out is missing.
    fn find(&self, path: &str) -> Lookup {
        let Some(parts) = normal_parts(path) else { return Lookup::Missing };
        if self.assets.has_file(&parts.join("/")) {
            return Lookup::Found;
        }
        let mut folder = String::new();
        let mut spelt = false;
        for (index, part) in parts.iter().enumerate() {
            let Some(names) = self.assets.folder(&folder) else { return Lookup::Missing };
            let wants_folder = index + 1 < parts.len();
            let Some(name) = names.spelling(part, wants_folder) else { return Lookup::Missing };
            spelt |= name != *part;
            folder = join(&folder, name);
        }
        if spelt { Lookup::Spelt(folder) } else { Lookup::Found }
    }
}

impl Folder {
    /// Whether there are folders in it.
    pub fn has_folders(&self) -> bool {
        self.folders().next().is_some()
    }

    /// The names of its files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter(|(_, is_folder)| !**is_folder).map(|(name, _)| name.as_str())
    }

    fn folders(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter(|(_, is_folder)| **is_folder).map(|(name, _)| name.as_str())
    }

    /// The name that is `wanted`, or is it but for case and Unicode form.
    fn spelling(&self, wanted: &str, wants_folder: bool) -> Option<&str> {
        if let Some((name, is_folder)) = self.names.get_key_value(wanted)
            && *is_folder == wants_folder
        {
            return Some(name);
        }
        let same = self.folded().whole.get(&fold(wanted))?;
        let kind = |(_, is_folder): &&(String, bool)| *is_folder == wants_folder;
        same.iter().find(kind).map(|(name, _)| name.as_str())
    }

    /// A file that may be meant: the same name with another ending, or one or two
    /// letters off. Names that differ in their figures are names of other things.
    fn near(&self, wanted: &str) -> Option<&str> {
        if let Some(name) = self.folded().stems.get(&stem(wanted)) {
            return Some(name);
        }
        let figures =
            |name: &str| -> String { name.chars().filter(char::is_ascii_digit).collect() };
        let own = figures(wanted);
        let files = self.names.iter().filter(|(_, is_folder)| !**is_folder);
        let likely = files.map(|(name, _)| name.as_str()).filter(|name| {
            name.len().abs_diff(wanted.len()) <= 4
                && name.chars().next() == wanted.chars().next()
                && figures(name) == own
        });
        nearest(wanted, likely)
    }

    fn folded(&self) -> &Folded {
        self.folded.get_or_init(|| {
            let mut folded = Folded::default();
            for (name, is_folder) in &self.names {
                folded.whole.entry(fold(name)).or_default().push((name.clone(), *is_folder));
                if !is_folder {
                    folded.stems.entry(stem(name)).or_insert_with(|| name.clone());
                }
            }
            folded
        })
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

fn fold(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).collect()
}

/// A name without case, Unicode form and ending.
fn stem(name: &str) -> String {
    fold(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(generator: &str, files: &[&str]) -> Site {
        Site::new(
            Generator::named(generator).expect("a preset"),
            SiteConfig::parse("_config.yml", "baseurl: /blog"),
            Box::new(NamedAssets::new(files.iter().copied())),
        )
    }

    fn look_up(generator: &str, post: &str, text: &str, files: &[&str]) -> Vec<Lookup> {
        let site = site(generator, files);
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
        let near = |text: &str| {
            let site = site("jekyll", &["a/harbour.jpg", "a/b.png", "a/story-7.jpg"]);
            let doc = Document::parse("p.md", text, &site.generator, &site.config);
            doc.pictures.iter().find_map(|picture| site.near(&doc, picture))
        };
        assert_eq!(near("![](/a/harbour.png)").as_deref(), Some("a/harbour.jpg"));
        assert_eq!(near("![](/a/harbuor.jpg)").as_deref(), Some("a/harbour.jpg"));
        assert_eq!(near("![](/a/story-8.jpg)"), None);
        assert_eq!(near("![](/a/else.jpg)"), None);
    }

    #[test]
    fn nothing_outside_is_found() {
        let text = "![](../../etc/passwd.png)";
        assert_eq!(look_up("jekyll", "_posts/p.md", text, &["passwd.png"]), [Lookup::Missing]);
    }

    #[test]
    fn a_picture_is_missing_only_if_every_way_to_it_lacks_it() {
        let found = |generator: &str, post: &str, path: &str, file: &str| {
            let text = format!("![]({path})");
            assert_eq!(look_up(generator, post, &text, &[file]), [Lookup::Found], "{path} {file}");
        };
        // the address of a page is a level below its source
        found("hugo", "content/posts/p.md", "../img/x.png", "content/posts/img/x.png");
        found("eleventy", "content/posts/p.md", "../../img/x.png", "img/x.png");
        found("hugo", "content/de/p/index.md", "x.png", "content/en/p/x.png");
        found("hugo", "content/p.md", "/x.png", "themes/plain/static/x.png");
        found("docusaurus", "blog/p.md", "@site/static/x.png", "static/x.png");
        found("hexo", "source/_posts/p.md", "/2025/01/01/p/x.png", "source/_posts/p/x.png");
        assert_eq!(look_up("astro", "src/content/p.md", "![](@assets/x.png)", &[]), []);
    }
}
