//! The names in a folder, and how they are found when they are not quite right.

use std::hash::BuildHasher as _;
use std::sync::OnceLock;

use rustc_hash::FxBuildHasher;
use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::nearest;

/// The names in a folder, as the disk spells them.
#[derive(Debug, Default)]
pub struct Folder {
    /// In order; `true` for a folder.
    names: Vec<(Box<str>, bool)>,
    /// All of them by what they are, so that one among tens of thousands is found in
    /// few steps.
    exact: Table,
    /// The folders among them.
    folders: Vec<u32>,
    /// The same for searches that do not look at case: made for the first of them.
    tables: OnceLock<Tables>,
}

/// Names by what they have in common.
#[derive(Debug)]
struct Tables {
    /// All names without case and Unicode form.
    folded: Table,
    /// Files by the same without their ending.
    stems: Table,
    /// Files by their first letter and their figures.
    figures: Table,
}

/// The numbers of names, in order of a hash of what is looked for in them: a folder
/// may have tens of thousands, and eight bytes each are enough.
type Table = Vec<(u32, u32)>;

impl FromIterator<(String, bool)> for Folder {
    fn from_iter<T: IntoIterator<Item = (String, bool)>>(names: T) -> Self {
        let mut names: Vec<_> =
            names.into_iter().map(|(name, is_folder)| (name.into_boxed_str(), is_folder)).collect();
        names.sort_unstable();
        names.dedup_by(|(a, _), (b, _)| a == b);
        let is_folder = |number: &u32| names[*number as usize].1;
        let folders = (0..names.len() as u32).filter(is_folder).collect();
        let mut exact: Table =
            (0..).zip(&names).map(|(number, (name, _))| (hash(name), number)).collect();
        exact.sort_unstable();
        Self { names, exact, folders, tables: OnceLock::new() }
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
        let hash = hash(name);
        let rest = &self.exact[self.exact.partition_point(|(own, _)| *own < hash)..];
        let mut same = rest.iter().take_while(|(own, _)| *own == hash);
        let found = same.find(|(_, number)| self.name(*number) == name);
        found.map(|(_, number)| self.names[*number as usize].1)
    }

    /// The name that is `wanted`, or is it but for case and Unicode form.
    pub(super) fn spelling<'s>(&'s self, wanted: &'s str, wants_folder: bool) -> Option<&'s str> {
        if self.is_folder(wanted) == Some(wants_folder) {
            return Some(wanted);
        }
        let is_kind = |number: &u32| self.names[*number as usize].1 == wants_folder;
        let mut same = self.alike(&self.tables().folded, wanted, fold).filter(is_kind);
        let found = same.next().map(|number| self.name(number));
        // of two, nobody knows which is meant
        found.filter(|_| same.next().is_none())
    }

    /// A file that may be meant: the same name with another ending, or one or two
    /// letters off. Names that differ in their figures are names of other things.
    pub fn near(&self, wanted: &str) -> Option<&str> {
        let tables = self.tables();
        if let Some(number) = self.alike(&tables.stems, wanted, stem).next() {
            return Some(self.name(number));
        }
        let alike = self.alike(&tables.figures, wanted, first_and_figures);
        let names = alike.map(|number| self.name(number));
        nearest(wanted, names.filter(|name| name.len().abs_diff(wanted.len()) <= 4))
    }

    /// The numbers of the names in which `key` is what it is in `wanted`.
    fn alike<'t>(
        &'t self,
        table: &'t Table,
        wanted: &str,
        key: fn(&str) -> String,
    ) -> impl Iterator<Item = u32> + 't {
        let wanted = key(wanted);
        let hash = hash(&wanted);
        let rest = &table[table.partition_point(|(own, _)| *own < hash)..];
        let same = rest.iter().take_while(move |(own, _)| *own == hash);
        let same = same.filter(move |(_, number)| key(self.name(*number)) == wanted);
        same.map(|(_, number)| *number)
    }

    fn tables(&self) -> &Tables {
        self.tables.get_or_init(|| {
            let table = |files_only: bool, key: fn(&str) -> String| {
                let names = (0..).zip(&self.names);
                let names = names.filter(|(_, (_, is_folder))| !(files_only && *is_folder));
                let mut table: Table =
                    names.map(|(number, (name, _))| (hash(&key(name)), number)).collect();
                table.sort_unstable();
                table
            };
            Tables {
                folded: table(false, fold),
                stems: table(true, stem),
                figures: table(true, first_and_figures),
            }
        })
    }
}

fn hash(key: &str) -> u32 {
    // the upper half is the better one
    (FxBuildHasher.hash_one(key) >> 32) as u32
}

fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
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
