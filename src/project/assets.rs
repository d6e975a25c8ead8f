//! The files of a site on a disk: folders listed once, when first asked for. A run
//! over a post or two asks for single files instead, since a folder of pictures
//! can have tens of thousands of them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::site::{Assets, Folder};

/// The files below a folder. Links that lead out of it lead nowhere.
pub struct DiskAssets {
    root: PathBuf,
    /// The root with its links followed.
    real_root: Option<PathBuf>,
    folders: Mutex<HashMap<String, Option<Arc<Folder>>>>,
    /// Files asked for one by one so far.
    asked: AtomicUsize,
}

/// Files that are asked for one by one before folders are listed.
const SINGLE: usize = 16;

impl DiskAssets {
    /// The files below `root`.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            real_root: std::fs::canonicalize(root).ok(),
            folders: Mutex::default(),
            asked: AtomicUsize::new(0),
        }
    }

    fn list(&self, path: &str) -> Option<Folder> {
        let folder = self.root.join(path);
        let real = std::fs::canonicalize(&folder).ok()?;
        if !real.starts_with(self.real_root.as_ref()?) {
            return None;
        }
        let names = std::fs::read_dir(real).ok()?.flatten().filter_map(|entry| {
            let kind = entry.file_type().ok()?;
            // a link is what it leads to
            let is_folder = kind.is_dir() || (kind.is_symlink() && entry.path().is_dir());
            Some((entry.file_name().to_string_lossy().into_owned(), is_folder))
        });
        Some(names.collect())
    }
}

/// Bytes beyond which a file is none of data that people write.
const LARGEST_DATA: u64 = 4 << 20;

impl Assets for DiskAssets {
    fn text(&self, path: &str) -> Option<String> {
        let real = std::fs::canonicalize(self.root.join(path)).ok()?;
        let is_inside = real.starts_with(self.real_root.as_ref()?);
        let kind = std::fs::metadata(&real).ok()?;
        let is_small = kind.is_file() && kind.len() <= LARGEST_DATA;
        (is_inside && is_small).then(|| std::fs::read_to_string(real).ok()).flatten()
    }

    fn folder(&self, path: &str) -> Option<Arc<Folder>> {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = folders.get(path) {
            return known.clone();
        }
        let listed = self.list(path).map(Arc::new);
        folders.insert(path.to_owned(), listed.clone());
        listed
    }

    /// A file is there for certain if its real path is the one asked for: that
    /// also holds where the disk does not look at case.
    fn has_file(&self, path: &str) -> bool {
        let Some(root) = &self.real_root else { return false };
        if self.asked.load(Ordering::Relaxed) >= SINGLE {
            return false;
        }
        self.asked.fetch_add(1, Ordering::Relaxed);
        let wanted = root.join(path);
        std::fs::canonicalize(&wanted).is_ok_and(|real| real == wanted && real.is_file())
    }
}
