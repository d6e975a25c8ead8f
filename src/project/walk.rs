//! Finds the posts below a folder, leaving out what git leaves out.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use walkdir::{DirEntry, WalkDir};

use super::configs::top_of;
use super::normal;
use crate::diagnostic::Problem;

/// A file to look at.
pub struct Walked {
    /// Where it is.
    pub file: PathBuf,
    /// Whether somebody named it, rather than a folder above it.
    pub named: bool,
}

/// Names, without endings, of files that are about a project and not of it.
const ABOUT: [&str; 9] = [
    "readme",
    "changelog",
    "license",
    "licence",
    "contributing",
    "code_of_conduct",
    "security",
    "support",
    "copying",
];

/// Adds the files below `folder` that may be posts, in the order of their names.
pub(super) fn walk(folder: &Path, out: &mut Vec<Walked>, problems: &mut Vec<Problem>) {
    let folder = normal(folder);
    let mut ignores = Ignores::above(&folder);
    let real = std::fs::canonicalize(&folder).unwrap_or_else(|_| folder.clone());
    let mut walker = WalkDir::new(&folder).sort_by_file_name().into_iter();
    while let Some(entry) = walker.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(&folder).to_string_lossy().into_owned();
                let why = error.io_error().map_or("cannot be read".to_owned(), why);
                problems.push(Problem::new(why).in_file(path));
                continue;
            }
        };
        let is_folder = entry.file_type().is_dir();
        if entry.depth() > 0 && (is_hidden(&entry) || ignores.leave_out(&entry, is_folder)) {
            if is_folder {
                walker.skip_current_dir();
            }
            continue;
        }
        if is_folder {
            ignores.enter(entry.path(), entry.depth());
        } else if has_post_ending(entry.path()) && stays_inside(&entry, &real) {
            out.push(Walked { file: entry.into_path(), named: false });
        }
    }
}

/// A link that leads out of the folder is not followed.
fn stays_inside(entry: &DirEntry, root: &Path) -> bool {
    !entry.path_is_symlink()
        || std::fs::canonicalize(entry.path())
            .is_ok_and(|target| target.starts_with(root) && target.is_file())
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

/// Whether a file may be a post, by its name.
pub(super) fn has_post_ending(path: &Path) -> bool {
    matches!(ending(path).as_str(), "md" | "markdown" | "mdx" | "html" | "htm")
}

/// Whether a file that is read is a post: HTML only with front matter, a README
/// and its like only with front matter.
pub(super) fn is_post(file: &Path, text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let has_block = ["---", "+++", ";;;"].iter().any(|fence| text.starts_with(fence));
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let about = ABOUT.contains(&stem.as_str());
    has_block || !(about || ending(file).starts_with("htm"))
}

/// The `.gitignore` files that hold in a folder, the nearest last.
struct Ignores {
    stack: Vec<(usize, Gitignore)>,
}

impl Ignores {
    /// Those above `folder` up to the top of its repository, and those that git
    /// keeps elsewhere.
    fn above(folder: &Path) -> Self {
        let (global, _) = Gitignore::global();
        let mut stack = vec![(0, global)];
        let top = top_of(folder);
        if top.join(".git").exists() {
            let (exclude, _) = Gitignore::new(top.join(".git/info/exclude"));
            stack.push((0, exclude));
            let mut above: Vec<&Path> =
                folder.ancestors().skip(1).take_while(|path| path.starts_with(top)).collect();
            above.reverse();
            for path in above {
                stack.extend(read(path).map(|ignore| (0, ignore)));
            }
        }
        Self { stack }
    }

    /// Goes into a folder: what holds deeper holds no more.
    fn enter(&mut self, folder: &Path, depth: usize) {
        self.leave_to(depth);
        self.stack.extend(read(folder).map(|ignore| (depth + 1, ignore)));
    }

    fn leave_to(&mut self, depth: usize) {
        while self.stack.last().is_some_and(|(at, _)| *at > depth) {
            self.stack.pop();
        }
    }

    /// Whether git would leave an entry out: the nearest file that speaks of it
    /// decides.
    fn leave_out(&mut self, entry: &DirEntry, is_folder: bool) -> bool {
        self.leave_to(entry.depth());
        let matches = self.stack.iter().rev().map(|(_, i)| i.matched(entry.path(), is_folder));
        matches.into_iter().find(|found| !found.is_none()).is_some_and(|found| found.is_ignore())
    }
}

fn read(folder: &Path) -> Option<Gitignore> {
    let file = folder.join(".gitignore");
    if !file.is_file() {
        return None;
    }
    let mut builder = GitignoreBuilder::new(folder);
    // lines that are no pattern are git's to complain of
    let _ = builder.add(file);
    builder.build().ok()
}

/// Patterns from the command line.
pub(super) fn globs(patterns: &[String]) -> Result<GlobSet, Problem> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let trimmed = pattern.trim_start_matches("./").trim_end_matches('/');
        // a folder stands for all that is in it
        for pattern in [trimmed.to_owned(), format!("{trimmed}/**")] {
            let glob = GlobBuilder::new(&pattern).literal_separator(true).build();
            set.add(glob.map_err(|error| {
                Problem::new(format!("`{trimmed}` is not a pattern: {}", error.kind()))
            })?);
        }
    }
    Ok(set.build().unwrap_or_default())
}

/// Why a file or folder cannot be read, in words.
pub(super) fn why(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "may not be read".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}
