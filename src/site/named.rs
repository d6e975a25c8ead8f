//! A site that is not on a disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Assets, Folder, join};
use crate::image::Image;

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

    /// A text that begins with `hex:` says bytes; what follows their digits is filled
    /// up: `hex:ffd8 *300` has 300 zeros behind two bytes.
    fn image(&self, path: &str) -> Option<Image> {
        let text = self.texts.get(path)?;
        match text.strip_prefix("hex:") {
            Some(digits) => Image::of(&bytes(digits)?),
            None => Image::of(text.as_bytes()),
        }
    }
}

/// The bytes that hexadecimal digits and blanks say; `*N` stands for N zeros.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for word in digits.split_ascii_whitespace() {
        if let Some(count) = word.strip_prefix('*') {
            let zeros: u16 = count.parse().ok()?;
            out.resize(out.len() + usize::from(zeros), 0);
            continue;
        }
        let (pairs, []) = word.as_bytes().as_chunks::<2>() else { return None };
        for pair in pairs {
            out.push(u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn bytes_are_written_in_digits() {
        assert_eq!(bytes("FFd8 *3\n2a"), Some(vec![0xff, 0xd8, 0, 0, 0, 0x2a]));
        assert_eq!(bytes("fff"), None);
        assert_eq!(bytes("x1"), None);
    }
}
