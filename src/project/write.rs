//! Puts a new text in the place of an old one, whole or not at all.

use std::io::Write as _;
use std::path::Path;

/// Replaces what `file` holds, if that is still `old`, by `new`. Its permissions
/// stay, and a link stays a link: the file that it leads to is replaced, if that is
/// in the working directory `cwd` or in the site at `root`.
pub(super) fn replace(
    file: &Path,
    old: &str,
    new: &str,
    cwd: &Path,
    root: &Path,
) -> Result<(), String> {
    let real = std::fs::canonicalize(file).map_err(|error| not_written(&error))?;
    let is_below =
        |folder: &Path| std::fs::canonicalize(folder).is_ok_and(|folder| real.starts_with(folder));
    if !is_below(cwd) && !is_below(root) {
        return Err("not written: the link leads out of the site".to_owned());
    }
    let permissions = std::fs::metadata(&real).map_err(|error| not_written(&error))?.permissions();
    if permissions.readonly() {
        return Err("not written: the file is read-only".to_owned());
    }
    let folder = real.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new()
        .prefix(".copydesk-")
        .tempfile_in(folder)
        .map_err(|error| not_written(&error))?;
    temporary.write_all(new.as_bytes()).map_err(|error| not_written(&error))?;
    std::fs::set_permissions(temporary.path(), permissions).map_err(|error| not_written(&error))?;
    // looked at as late as can be
    let now = std::fs::read(&real).map_err(|error| not_written(&error))?;
    if now != old.as_bytes() {
        return Err("not written: the file changed in the meantime".to_owned());
    }
    temporary.persist(&real).map_err(|error| not_written(&error.error))?;
    Ok(())
}

/// Writes `text` to `file`, whole or not at all. A link stays a link, a pipe or a
/// device is written to.
pub fn put(file: &Path, text: &str) -> Result<(), String> {
    let real = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let known = std::fs::metadata(&real).ok();
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        let mut open = std::fs::OpenOptions::new();
        let opened = open.write(true).open(&real).map_err(|error| not_written(&error))?;
        return (&opened).write_all(text.as_bytes()).map_err(|error| not_written(&error));
    }
    let folder = real.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut temporary = new_file(folder.unwrap_or(Path::new(".")))?;
    temporary.write_all(text.as_bytes()).map_err(|error| not_written(&error))?;
    if let Some(known) = known {
        if known.permissions().readonly() {
            return Err("not written: the file is read-only".to_owned());
        }
        std::fs::set_permissions(temporary.path(), known.permissions())
            .map_err(|error| not_written(&error))?;
    }
    temporary.persist(&real).map_err(|error| not_written(&error.error))?;
    Ok(())
}

/// A file that others may read, as they may other files.
fn new_file(folder: &Path) -> Result<tempfile::NamedTempFile, String> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".copydesk-");
    #[cfg(unix)]
    let readable = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(readable);
    builder.tempfile_in(folder).map_err(|error| not_written(&error))
}

fn not_written(error: &std::io::Error) -> String {
    format!("not written: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_in_the_meantime_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("x.md");
        std::fs::write(&file, "newer").expect("a file");
        let done = replace(&file, "old", "fixed", folder.path(), folder.path());
        assert!(done.is_err_and(|why| why.contains("changed in the meantime")));
        assert_eq!(std::fs::read_to_string(&file).expect("a file"), "newer");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_leads_nowhere_outside() {
        let folder = tempfile::tempdir().expect("a folder");
        let outside = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("link.md");
        let file = folder.path().join("x.md");
        std::fs::write(&file, "old").expect("a file");
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        replace(&link, "old", "new", folder.path(), folder.path()).expect("written");
        assert!(
            link.is_symlink() && std::fs::read_to_string(&file).is_ok_and(|text| text == "new")
        );
        std::fs::remove_file(&link).expect("removed");
        let other = outside.path().join("x.md");
        std::fs::write(&other, "old").expect("a file");
        std::os::unix::fs::symlink(&other, &link).expect("a link");
        assert!(replace(&link, "old", "new", folder.path(), folder.path()).is_err());
    }
}
