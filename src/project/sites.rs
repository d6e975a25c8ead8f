//! Which site a file belongs to, and what makes that site.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::assets::DiskAssets;
use super::configs::{Loaded, top_of};
use super::git::Repository;
use super::{normal, shown};
use crate::generator::{Generator, SiteConfig};
use crate::site::{Assets, NamedAssets, Site};

/// A site and where it is.
pub struct Place {
    /// Its root.
    pub root: PathBuf,
    /// What is known of it.
    pub site: Site,
    /// Why it was taken for what it is.
    pub because: String,
}

impl Place {
    /// The path of a file from the root, with `/`.
    pub fn relative(&self, file: &Path) -> String {
        shown(&self.root, file)
    }

    /// Whether the site does not publish the file at `path` from its root.
    pub fn ignores(&self, path: &str) -> bool {
        let generator = &self.site.generator;
        let is_excluded = generator.name == "jekyll" && self.site.published().excludes(path);
        is_excluded || generator.ignores(path)
    }
}

/// Names of a site's own config, in the order in which they are looked for.
const SITE_CONFIGS: [&str; 18] = [
    "_config.yml",
    "_config.yaml",
    "_config.toml",
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "zola.toml",
    "config.toml",
    "config.yaml",
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "docusaurus.config.mjs",
    "astro.config.mjs",
    "astro.config.js",
    "astro.config.ts",
    "eleventy.config.js",
    "eleventy.config.mjs",
    ".eleventy.js",
];

/// A folder, and the generator that its config names.
type FolderKey = (PathBuf, Option<String>);

/// The sites of a run, each looked at once.
#[derive(Default)]
pub(super) struct Sites {
    /// Whether files count as they are staged.
    staged: bool,
    by_folder: Mutex<HashMap<FolderKey, Arc<Place>>>,
    by_root: Mutex<HashMap<(PathBuf, String), Arc<Place>>>,
}

impl Sites {
    /// Sites whose files are those on disk, or those in the index.
    pub fn new(staged: bool) -> Self {
        Self { staged, ..Self::default() }
    }

    /// The site of a file; a config can name its generator.
    pub fn for_file(&self, file: &Path, config: &Loaded) -> Arc<Place> {
        let folder = file.parent().unwrap_or(file);
        let key = (folder.to_owned(), config.config.site.clone());
        let mut known = self.by_folder.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = known.get(&key) {
            return Arc::clone(place);
        }
        let (root, generator, because) = self.find(folder, config);
        let mut roots = self.by_root.lock().unwrap_or_else(PoisonError::into_inner);
        let root_key = (root.clone(), generator.name.clone());
        let place = roots
            .entry(root_key)
            .or_insert_with(|| Arc::new(open(root, generator, because, self.staged)));
        known.insert(key, Arc::clone(place));
        Arc::clone(place)
    }

    /// Forgets which files there are; what the sites are stays.
    pub fn forget_files(&self) {
        let roots = self.by_root.lock().unwrap_or_else(PoisonError::into_inner);
        roots.values().for_each(|place| place.site.assets.forget());
    }

    /// The root of the site around a folder, its generator, and why.
    fn find(&self, folder: &Path, config: &Loaded) -> (PathBuf, Generator, String) {
        let named = config.config.site.as_deref().and_then(Generator::named);
        let top = top_of(folder);
        let mut found = None;
        for above in folder.ancestors() {
            let read = |name: &str| read_sign(above, name);
            if let Some((generator, sign)) = Generator::detect(&read) {
                found = Some((above.to_owned(), generator, format!("{sign} in its root")));
                break;
            }
            // without a repository the search goes all the way up
            if above == top && top.join(".git").exists() {
                break;
            }
        }
        match (named, found) {
            (Some(named), Some((root, ..))) => (root, named, "the config names it".to_owned()),
            (Some(named), None) => {
                let root = config.folder().to_owned();
                (root, named, "the config names it".to_owned())
            }
            (None, Some(found)) => found,
            (None, None) => guess(folder, top, config),
        }
    }
}

/// Without any sign: `_posts` means Jekyll; else nothing is known.
fn guess(folder: &Path, top: &Path, config: &Loaded) -> (PathBuf, Generator, String) {
    let above = |name: &str| {
        let mut chain =
            folder.ancestors().take_while(|above| above.starts_with(top) || top == folder);
        let named = chain.find(|above| above.file_name().is_some_and(|last| last == name));
        named.and_then(Path::parent)
    };
    if let Some(root) = above("_posts").or_else(|| above("_drafts"))
        && let Some(jekyll) = Generator::named("jekyll")
    {
        return (root.to_owned(), jekyll, "it has a folder _posts".to_owned());
    }
    let because = "no generator's config was found".to_owned();
    if top.join(".git").exists() {
        return (top.to_owned(), Generator::plain(), because);
    }
    // our own config stands at the top of a site
    let configured = config.file.as_ref().map(|_| config.folder());
    let configured = configured.filter(|root| folder.starts_with(root));
    let root = configured.or_else(|| above("content")).unwrap_or(folder);
    (root.to_owned(), Generator::plain(), because)
}

/// The files below a folder that git has in its index.
fn index_below(root: &Path) -> Option<NamedAssets> {
    let repository = Repository::around(root)?;
    let prefix = match shown(repository.top(), root) {
        top if top == "." => String::new(),
        folder => folder + "/",
    };
    let files = repository.index().ok()?;
    Some(NamedAssets::new(files.iter().filter_map(|file| file.strip_prefix(prefix.as_str()))))
}

/// The text of a small file in a folder; empty for a folder or a file that is no
/// text.
fn read_sign(folder: &Path, name: &str) -> Option<String> {
    let path = folder.join(name);
    let kind = std::fs::metadata(&path).ok()?;
    if kind.is_dir() || kind.len() > 1 << 20 {
        return Some(String::new());
    }
    Some(std::fs::read_to_string(&path).unwrap_or_default())
}

fn open(root: PathBuf, generator: Generator, because: String, staged: bool) -> Place {
    let config = SITE_CONFIGS.iter().find_map(|name| {
        let text = std::fs::read_to_string(root.join(name)).ok()?;
        Some(SiteConfig::parse(name, &text))
    });
    let config = config.unwrap_or_default();
    let source = config.source.as_deref().filter(|_| generator.name == "jekyll");
    let source =
        source.map(|source| normal(&root.join(source))).filter(|source| source.starts_with(&root));
    let root = source.unwrap_or(root);
    let assets: Box<dyn Assets> = match staged.then(|| index_below(&root)).flatten() {
        Some(index) => Box::new(index),
        None => Box::new(DiskAssets::new(&root)),
    };
    Place { site: Site::new(generator, config, assets), root, because }
}
