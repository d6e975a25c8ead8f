//! The site around a post: which generator makes it, how it is set up, and which
//! files it has. Look-ups only; nothing here knows a rule, and nothing reads a
//! disk: [`Assets`] is implemented where files are.

mod folder;
mod layouts;
mod named;
mod published;
mod references;

use std::sync::{Arc, OnceLock};

use crate::generator::{Generator, SiteConfig};
use crate::image::Image;

pub use folder::Folder;
pub use layouts::{Form, Forms};
pub use named::NamedAssets;
pub use published::Published;
pub use references::{Definition, References};

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

    /// Where the site says what `name` is as a value of `key`: an author, a layout.
    pub fn definition(&self, key: &str, name: &str) -> Option<Definition> {
        Definition::of(self, key, name)
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
