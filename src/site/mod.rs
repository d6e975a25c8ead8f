//! The site around a post: which generator makes it, how it is set up, and which
//! files it has. Look-ups only; nothing here knows a rule, and nothing reads a
//! disk: [`Assets`] is implemented where files are.

mod layouts;
mod named;
mod published;
mod references;

use std::sync::{Arc, OnceLock};

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::nearest;
use crate::generator::{Generator, SiteConfig};
use crate::image::Image;

pub use layouts::{Form, Forms};
pub use named::NamedAssets;
pub use published::Published;
pub use references::References;

/// The names in a folder, as the disk spells them.
#[derive(Debug, Default)]
pub struct Folder {
    /// In order; `true` for a folder.
    names: Vec<(Box<str>, bool)>,
    /// The folders among them.
    folders: Vec<u32>,
    /// Made for the first search that the names' order does not answer.
    orders: OnceLock<Orders>,
}

/// The names of a folder in the orders in which searches find them: their numbers
/// only, since a folder may have tens of thousands.
#[derive(Debug)]
struct Orders {
    /// By what is left of them without case and Unicode form.
    folded: Vec<u32>,
    /// Files by the same without their ending.
    stems: Vec<u32>,
    /// Files by their first letter and their figures.
    figures: Vec<u32>,
}

impl FromIterator<(String, bool)> for Folder {
    fn from_iter<T: IntoIterator<Item = (String, bool)>>(names: T) -> Self {
        let mut names: Vec<_> =
            names.into_iter().map(|(name, is_folder)| (name.into_boxed_str(), is_folder)).collect();
        names.sort_unstable();
        names.dedup_by(|(a, _), (b, _)| a == b);
        let is_folder = |number: &u32| names[*number as usize].1;
        let folders = (0..names.len() as u32).filter(is_folder).collect();
        Self { names, folders, orders: OnceLock::new() }
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
    published: OnceLock<Published>,
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
        Self {
            generator,
            config,
            assets,
            references: OnceLock::new(),
            forms: OnceLock::new(),
            published: OnceLock::new(),
        }
    }

    /// The site's own lists of names that keys may hold.
    pub fn references(&self) -> &[References] {
        self.references.get_or_init(|| References::of(self))
    }

    /// How its layouts expect the pictures of front matter.
    pub fn forms(&self) -> &Forms {
        self.forms.get_or_init(|| Forms::of(self))
    }

    /// What Jekyll copies of its files.
    pub fn published(&self) -> &Published {
        self.published.get_or_init(|| Published::of(self))
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
        self.is_folder(name) == Some(false)
    }

    /// Whether there are folders in it.
    pub fn has_folders(&self) -> bool {
        !self.folders.is_empty()
    }

    /// The names of its files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter(|(_, is_folder)| !is_folder).map(|(name, _)| &**name)
    }

    /// The names of its folders.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.folders.iter().map(|&number| self.name(number))
    }

    fn name(&self, number: u32) -> &str {
        &self.names[number as usize].0
    }

    /// Whether the name is one of a folder; `None` where there is none such.
    fn is_folder(&self, name: &str) -> Option<bool> {
        let place = self.names.binary_search_by(|(own, _)| (**own).cmp(name)).ok()?;
        Some(self.names[place].1)
    }

    /// The name that is `wanted`, or is it but for case and Unicode form.
    fn spelling<'s>(&'s self, wanted: &'s str, wants_folder: bool) -> Option<&'s str> {
        if self.is_folder(wanted) == Some(wants_folder) {
            return Some(wanted);
        }
        let is_kind = |number: &u32| self.names[*number as usize].1 == wants_folder;
        let same = self.alike(&self.orders().folded, wanted, fold);
        same.iter().copied().find(is_kind).map(|number| self.name(number))
    }

    /// A file that may be meant: the same name with another ending, or one or two
    /// letters off. Names that differ in their figures are names of other things.
    pub fn near(&self, wanted: &str) -> Option<&str> {
        let orders = self.orders();
        if let Some(&number) = self.alike(&orders.stems, wanted, stem).first() {
            return Some(self.name(number));
        }
        let alike = self.alike(&orders.figures, wanted, first_and_figures);
        let names = alike.iter().map(|&number| self.name(number));
        nearest(wanted, names.filter(|name| name.len().abs_diff(wanted.len()) <= 4))
    }

    /// The names that have the same key as `wanted`, in an order by that key.
    fn alike<'o>(&self, order: &'o [u32], wanted: &str, key: fn(&str) -> String) -> &'o [u32] {
        let wanted = key(wanted);
        let start = order.partition_point(|&number| key(self.name(number)) < wanted);
        let rest = &order[start..];
        &rest[..rest.partition_point(|&number| key(self.name(number)) == wanted)]
    }

    fn orders(&self) -> &Orders {
        self.orders.get_or_init(|| {
            let by = |numbers: &mut dyn Iterator<Item = u32>, key: fn(&str) -> String| {
                let mut order: Vec<u32> = numbers.collect();
                order.sort_by_cached_key(|&number| key(self.name(number)));
                order
            };
            let all = 0..self.names.len() as u32;
            let mut files = all.clone().filter(|&number| !self.names[number as usize].1);
            Orders {
                folded: by(&mut all.clone(), fold),
                stems: by(&mut files.clone(), stem),
                figures: by(&mut files, first_and_figures),
            }
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

/// The first letter of a name, and its figures.
fn first_and_figures(name: &str) -> String {
    let figures = name.chars().skip(1).filter(char::is_ascii_digit);
    name.chars().take(1).chain(figures).collect()
}
