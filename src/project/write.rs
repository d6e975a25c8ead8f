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

fn not_written(error: &std::io::Error) -> String {
    format!("not written: {error}")
}
