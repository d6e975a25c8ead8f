//! The files of a site on a disk: folders listed once, when first asked for. A run
//! over a post or two asks for single files instead, since a folder of pictures
//! can have tens of thousands of them.

use std::fs::{File, Metadata};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::image::Image;
use crate::site::{Assets, Folder, join};

/// The files below a folder. Links that lead out of it lead nowhere.
pub struct DiskAssets {
    root: PathBuf,
    /// The root with its links followed.
    real_root: Option<PathBuf>,
    folders: Mutex<FxHashMap<String, Option<Arc<Folder>>>>,
    /// What is in listed folders and neither a plain file nor a folder.
    odd: Mutex<FxHashSet<String>>,
    /// Folders of pictures that were read, with their links followed; `None` for one
    /// outside.
    real: Mutex<FxHashMap<String, Option<Arc<Path>>>>,
    /// What was read of pictures. There may be tens of thousands.
    images: Mutex<FxHashMap<Box<str>, Option<Image>>>,
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
            odd: Mutex::default(),
            real: Mutex::default(),
            images: Mutex::default(),
            asked: AtomicUsize::new(0),
        }
    }

    /// The path at which a file or folder really is, where that is inside.
    fn inside(&self, path: &Path) -> Option<PathBuf> {
        let real = std::fs::canonicalize(path).ok()?;
        real.starts_with(self.real_root.as_ref()?).then_some(real)
    }

    /// Where the folder at `path` really is: asked once for all that is in it.
    fn real_folder(&self, path: &str) -> Option<Arc<Path>> {
        let mut folders = lock(&self.real);
        if let Some(known) = folders.get(path) {
            return known.clone();
        }
        let real = self.inside(&self.root.join(path)).map(Arc::from);
        folders.insert(path.to_owned(), real.clone());
        real
    }

    fn read_image(&self, path: &str) -> Option<Image> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut file = self.real_folder(folder)?.join(name);
        if !self.is_listed_as_plain(folder, name, path) {
            let mut kind = std::fs::symlink_metadata(&file).ok()?;
            if kind.is_symlink() {
                file = self.inside(&file)?;
                kind = std::fs::symlink_metadata(&file).ok()?;
            }
            // to open a pipe would wait for who writes to it
            if !kind.is_file() {
                return None;
            }
        }
        let file = File::open(file).ok()?;
        let kind = file.metadata().ok().filter(Metadata::is_file)?;
        Image::read(file, kind.len()).ok()
    }

    /// Whether the folder of a file was listed, and the file was a plain one in it.
    fn is_listed_as_plain(&self, folder: &str, name: &str, path: &str) -> bool {
        let listed = lock(&self.folders).get(folder).cloned().flatten();
        listed.is_some_and(|listed| listed.has_file(name)) && !lock(&self.odd).contains(path)
    }

    fn list(&self, path: &str) -> Option<Folder> {
        let real = self.inside(&self.root.join(path))?;
        let names = std::fs::read_dir(real).ok()?.flatten().filter_map(|entry| {
            let mut kind = entry.file_type().ok()?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !kind.is_file() && !kind.is_dir() {
                lock(&self.odd).insert(join(path, &name));
            }
            // a link is what it leads to, and nothing where it leads nowhere
            if kind.is_symlink() {
                kind = std::fs::metadata(entry.path()).ok()?.file_type();
            }
            Some((name, kind.is_dir()))
        });
        Some(names.collect())
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Bytes beyond which a file is none of data that people write.
const LARGEST_DATA: u64 = 4 << 20;

impl Assets for DiskAssets {
    fn text(&self, path: &str) -> Option<String> {
        let real = self.inside(&self.root.join(path))?;
        let kind = std::fs::metadata(&real).ok()?;
        let is_small = kind.is_file() && kind.len() <= LARGEST_DATA;
        is_small.then(|| std::fs::read_to_string(real).ok()).flatten()
    }

    fn folder(&self, path: &str) -> Option<Arc<Folder>> {
        let mut folders = lock(&self.folders);
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

    /// Two threads may read the same file at once; none waits for another.
    fn image(&self, path: &str) -> Option<Image> {
        if let Some(known) = lock(&self.images).get(path) {
            return *known;
        }
        let read = self.read_image(path);
        lock(&self.images).insert(path.into(), read);
        read
    }

    fn forget(&self) {
        lock(&self.folders).clear();
        lock(&self.odd).clear();
        lock(&self.real).clear();
        lock(&self.images).clear();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "a test makes files")]

    use super::*;
    use crate::image::Form;

    const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0;";

    #[test]
    fn a_file_is_kept_in_few_bytes() {
        // its path and what a table needs come on top
        assert!(size_of::<(Box<str>, Option<Image>)>() <= 40);
    }

    #[test]
    fn a_picture_is_read_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.gif");
        std::fs::write(&file, GIF).expect("a file");
        let assets = DiskAssets::new(folder.path());
        let first = assets.image("a.gif").expect("a picture");
        assert_eq!((first.form, first.size), (Form::Gif, Some((1, 1))));
        std::fs::remove_file(file).expect("removed");
        assert_eq!(assets.image("a.gif"), Some(first));
        assets.forget();
        assert_eq!(assets.image("a.gif"), None);
        assert_eq!(assets.image("b.gif"), None);
    }

    #[test]
    #[cfg(unix)]
    fn nothing_outside_and_nothing_but_files_is_read() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::tempdir().expect("a folder");
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| folder.path().join(path);
        std::fs::write(outside.path().join("a.gif"), GIF).expect("a file");
        std::fs::write(at("in.gif"), GIF).expect("a file");
        symlink(outside.path().join("a.gif"), at("file.gif")).expect("a link");
        symlink(outside.path(), at("folder")).expect("a link");
        symlink("in.gif", at("same.gif")).expect("a link");
        symlink("/dev/zero", at("zero.gif")).expect("a link");
        symlink("gone.gif", at("dangling.gif")).expect("a link");
        std::fs::create_dir(at("folder.gif")).expect("a folder");
        let made = std::process::Command::new("mkfifo").arg(at("pipe.gif")).status();
        assert!(made.is_ok_and(|status| status.success()));
        let assets = DiskAssets::new(folder.path());
        for path in ["file.gif", "folder/a.gif", "zero.gif", "folder.gif", "pipe.gif", "../x.gif"] {
            assert_eq!(assets.image(path), None, "{path}");
        }
        assert!(assets.image("same.gif").is_some());
        assets.forget();
        assert!(assets.folder("").is_some() && assets.folder("folder").is_none());
        for path in ["file.gif", "folder/a.gif", "zero.gif", "folder.gif", "pipe.gif", "../x.gif"] {
            assert_eq!(assets.image(path), None, "{path}, in a listed folder");
        }
        assert!(assets.image("same.gif").is_some() && assets.image("in.gif").is_some());
        symlink(outside.path().join("a.gif"), at("later.gif")).expect("a link");
        assert_eq!(assets.image("later.gif"), None, "made since the folder was listed");
        let names = assets.folder("").expect("a folder");
        assert!(names.has_file("same.gif") && !names.has_file("dangling.gif"));
    }

    #[test]
    fn of_a_large_file_little_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = File::create(folder.path().join("a.jpg")).expect("a file");
        std::io::Write::write_all(&mut &file, b"\xff\xd8\xff\xda\0\x02").expect("written");
        file.set_len(2 << 30).expect("a file with a hole");
        let start = std::time::Instant::now();
        let image = DiskAssets::new(folder.path()).image("a.jpg").expect("a picture");
        assert_eq!((image.len, image.breaks_off), (2 << 30, false));
        assert!(start.elapsed().as_secs() < 2);
    }
}
