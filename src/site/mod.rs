//! The site around a post: which generator makes it, how it is set up, and which
//! files it has. Look-ups only; nothing here knows a rule, and nothing reads a
//! disk: [`Assets`] is implemented where files are.

mod layouts;
mod named;
mod references;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::nearest;
use crate::generator::{Generator, SiteConfig};
use crate::image::Image;

pub use layouts::{Form, Forms};
pub use named::NamedAssets;
pub use references::References;

/// The names in a folder, as the disk spells them.
#[derive(Debug, Default)]
pub struct Folder {
    /// `true` for a folder.
    names: BTreeMap<String, bool>,
    /// The names of folders among them.
    folders: Vec<String>,
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
        let names: BTreeMap<String, bool> = names.into_iter().collect();
        let folders = names.iter().filter(|(_, is_folder)| **is_folder);
        let folders = folders.map(|(name, _)| name.clone()).collect();
        Self { names, folders, folded: OnceLock::new() }
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

    /// Forgets what was learned of files: some may have come or gone.
    fn forget(&self) {}
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
    forms: OnceLock<Forms>,
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
        Self { generator, config, assets, references: OnceLock::new(), forms: OnceLock::new() }
    }

    /// The site's own lists of names that keys may hold.
    pub fn references(&self) -> &[References] {
        self.references.get_or_init(|| References::of(self))
    }

    /// How its layouts expect the pictures of front matter.
    pub fn forms(&self) -> &Forms {
        self.forms.get_or_init(|| Forms::of(self))
    }

    /// Whether there is a file at `path` from the root, spelt just so.
    pub fn has(&self, path: &str) -> bool {
        self.find(path) == Lookup::Found
    }

    /// Looks for the file at `path` from the site's root. Nothing outside the site
    /// is looked at: a path that leads out is missing.
    pub fn find(&self, path: &str) -> Lookup {
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
    /// Whether a file of that name is in it.
    pub fn has_file(&self, name: &str) -> bool {
        self.names.get(name) == Some(&false)
    }

    /// Whether there are folders in it.
    pub fn has_folders(&self) -> bool {
        self.folders().next().is_some()
    }

    /// The names of its files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter(|(_, is_folder)| !**is_folder).map(|(name, _)| name.as_str())
    }

    /// The names of its folders.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.folders.iter().map(String::as_str)
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
    pub fn near(&self, wanted: &str) -> Option<&str> {
        if let Some(name) = self.folded().stems.get(&stem(wanted)) {
            return Some(name);
        }
        fn figures(name: &str) -> impl Iterator<Item = u8> + '_ {
            name.bytes().filter(u8::is_ascii_digit)
        }
        // a folder may have tens of thousands of names: those that begin alike
        let first = wanted.chars().next()?.to_string();
        let alike = self.names.range(first.clone()..);
        let alike = alike.take_while(|(name, _)| name.starts_with(first.as_str()));
        let files = alike.filter(|(_, is_folder)| !**is_folder);
        let likely = files.map(|(name, _)| name.as_str()).filter(|name| {
            name.len().abs_diff(wanted.len()) <= 4 && figures(name).eq(figures(wanted))
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

/// The path of a name in a folder.
pub fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The parts of a path without `.` and `..`; `None` where it leads out or to
/// nothing.
pub fn normal_parts(path: &str) -> Option<Vec<&str>> {
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
