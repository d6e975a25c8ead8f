//! The files of a site on a disk: folders listed once, when first asked for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::site::{Assets, Folder};

/// The files below a folder. Links that lead out of it lead nowhere.
pub struct DiskAssets {
    root: PathBuf,
    /// The root with its links followed.
    real_root: Option<PathBuf>,
    folders: Mutex<HashMap<String, Option<Arc<Folder>>>>,
}

impl DiskAssets {
    /// The files below `root`.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            real_root: std::fs::canonicalize(root).ok(),
            folders: Mutex::default(),
        }
    }

    fn list(&self, path: &str) -> Option<Folder> {
        let folder = self.root.join(path);
        let real = std::fs::canonicalize(&folder).ok()?;
        if !real.starts_with(self.real_root.as_ref()?) {
            return None;
        }
        let mut names = Folder::new();
        for entry in std::fs::read_dir(real).ok()?.flatten() {
            let kind = entry.file_type().ok()?;
            // a link is what it leads to
            let is_folder = kind.is_dir() || (kind.is_symlink() && entry.path().is_dir());
            names.insert(entry.file_name().to_string_lossy().into_owned(), is_folder);
        }
        Some(names)
    }
}

impl Assets for DiskAssets {
    fn folder(&self, path: &str) -> Option<Arc<Folder>> {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = folders.get(path) {
            return known.clone();
        }
        let listed = self.list(path).map(Arc::new);
        folders.insert(path.to_owned(), listed.clone());
        listed
    }
}
