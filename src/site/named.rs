//! A site that is not on a disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Assets, Folder, join};

/// Files that are named rather than on a disk: for tests, examples and posts that
/// come without a site.
#[derive(Debug, Default)]
pub struct NamedAssets {
    folders: BTreeMap<String, Arc<Folder>>,
    texts: BTreeMap<String, String>,
}

impl NamedAssets {
    /// The site that holds the files at `paths`.
    pub fn new<'p>(paths: impl IntoIterator<Item = &'p str>) -> Self {
        let mut folders: BTreeMap<String, BTreeMap<String, bool>> =
            BTreeMap::from([(String::new(), BTreeMap::new())]);
        for path in paths {
            let mut folder = String::new();
            let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
            for (index, part) in parts.iter().enumerate() {
                let is_folder = index + 1 < parts.len();
                folders.entry(folder.clone()).or_default().insert((*part).to_owned(), is_folder);
                folder = join(&folder, part);
            }
        }
        let folders = folders.into_iter();
        Self {
            folders: folders
                .map(|(path, names)| (path, Arc::new(names.into_iter().collect())))
                .collect(),
            texts: BTreeMap::new(),
        }
    }

    /// The same, with what is in the files.
    pub fn with_texts(files: &BTreeMap<String, String>) -> Self {
        Self { texts: files.clone(), ..Self::new(files.keys().map(String::as_str)) }
    }
}

impl Assets for NamedAssets {
    fn folder(&self, path: &str) -> Option<Arc<Folder>> {
        self.folders.get(path).cloned()
    }

    fn has_file(&self, _: &str) -> bool {
        false
    }

    fn text(&self, path: &str) -> Option<String> {
        self.texts.get(path).cloned()
    }
}
