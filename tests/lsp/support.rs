//! What the tests of the server share: sites, and what `check` finds in them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

/// The sites that the tests of the program share.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// An editor that offers these encodings.
pub fn encodings(kinds: &[&str]) -> Value {
    json!({"general": {"positionEncodings": kinds}})
}

/// An editor that asks for diagnostics.
pub fn pulls() -> Value {
    json!({"textDocument": {"diagnostic": {}}})
}

/// A folder with these files.
pub fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    folder
}

/// Writes a file of a site.
pub fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    fs::write(file, text).expect("a file");
}

/// A rule that found something, and the bytes between which.
pub type Found = (String, usize, usize);

/// The same in lines and columns.
pub type Shown = (String, (usize, usize), (usize, usize));

/// What `check` finds in each post of a folder.
pub fn checked(folder: &Path) -> Vec<(PathBuf, Vec<Found>)> {
    let out = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["check", "--format", "json", "--exit-zero", "--today", "2025-10-01", "."])
        .current_dir(folder)
        .output()
        .expect("it runs");
    let report: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let listed = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["check", "--show-files", "."])
        .current_dir(folder)
        .output()
        .expect("it runs");
    let files = String::from_utf8(listed.stdout).expect("text");
    let of = |path: &str| {
        let all = report["diagnostics"].as_array().expect("a list").iter();
        let own = all.filter(|found| found["path"] == path);
        own.map(|found| {
            let offset = |end: &str| found[end]["offset"].as_u64().expect("a number") as usize;
            let rule = found["rule"].as_str().expect("a rule").to_owned();
            (rule, offset("start"), offset("end"))
        })
        .collect()
    };
    files.lines().map(|path| (folder.join(path), of(path))).collect()
}

/// The line and column of a byte, counted the slow way.
pub fn place(text: &str, offset: usize, encoding: &str) -> (usize, usize) {
    let before = &text[..offset];
    let mut line = before.matches('\n').count();
    let mut start = before.rfind('\n').map_or(0, |end| end + 1);
    for (at, _) in before.match_indices('\r') {
        if text.as_bytes().get(at + 1) != Some(&b'\n') {
            line += 1;
            start = start.max(at + 1);
        }
    }
    let column = &text[start..offset];
    let units = match encoding {
        "utf-8" => column.len(),
        "utf-16" => column.encode_utf16().count(),
        _ => column.chars().count(),
    };
    (line, units)
}

/// The rules and places of diagnostics.
pub fn spans(shown: &Value) -> Vec<Shown> {
    let number = |place: &Value, of: &str| place[of].as_u64().expect("a number") as usize;
    let at = |place: &Value| (number(place, "line"), number(place, "character"));
    let all = shown.as_array().expect("a list").iter();
    all.map(|found| {
        let rule = found["code"].as_str().expect("a rule").to_owned();
        (rule, at(&found["range"]["start"]), at(&found["range"]["end"]))
    })
    .collect()
}

/// Copies a site.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).expect("a copy")),
        }
    }
}

/// A text after the edits of a workspace edit; `encoding` as it was agreed.
pub fn edited(text: &str, edit: &Value, encoding: &str) -> String {
    let edits = match edit["documentChanges"].as_array() {
        Some(changes) => changes[0]["edits"].as_array(),
        None => edit["changes"].as_object().and_then(|all| all.values().next()?.as_array()),
    };
    let offset = |at: &Value| {
        let number = |of: &str| at[of].as_u64().expect("a number") as usize;
        let wanted = (number("line"), number("character"));
        let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        ends.find(|at| place(text, *at, encoding) == wanted).expect("a place in the text")
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .expect("edits")
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            let new = edit["newText"].as_str().expect("text");
            (offset(&range["start"]), offset(&range["end"]), new)
        })
        .collect();
    edits.sort_by(|a, b| b.cmp(a));
    let mut out = text.to_owned();
    edits.iter().for_each(|&(start, end, new)| out.replace_range(start..end, new));
    out
}

/// A post with two findings.
pub const BAD: &str = "---\ntitle: \"Update: a\"\n---\n\n![](/a.png)\n";
