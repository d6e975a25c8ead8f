//! Real editors as clients of the language server: Neovim from Debian, which is sent
//! diagnostics and counts in UTF-16. What cannot be had is skipped by name.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test runs programs, and what it needs is there, or it fails"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_copydesk");
/// 2025-10-01.
const EPOCH: &str = "1759276800";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).expect("a copy")),
        }
    }
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let out = Command::new(PROGRAM)
        .args(arguments)
        .env("SOURCE_DATE_EPOCH", EPOCH)
        .current_dir(folder)
        .output()
        .expect("it runs");
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// A finding as Neovim has it: rule, line and byte of its start, and of its end.
type Found = (String, u64, u64, u64, u64);

/// What `check` finds, by post.
fn checked(folder: &Path) -> Vec<(String, Vec<Found>)> {
    let report = run(folder, &["check", ".", "--format", "json", "--exit-zero"]);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let files = run(folder, &["check", ".", "--show-files"]);
    let of = |path: &str| {
        let text = fs::read_to_string(folder.join(path)).unwrap_or_default();
        let at = |place: &Value| {
            let number = |of: &str| place[of].as_u64().expect("a number");
            let before = &text[..number("offset") as usize];
            let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
            (number("line") - 1, (before.len() - start) as u64)
        };
        let all = report["diagnostics"].as_array().expect("a list").iter();
        let own = all.filter(|found| found["path"] == path);
        own.map(|found| {
            let rule = found["rule"].as_str().expect("a rule").to_owned();
            let (start, end) = (at(&found["start"]), at(&found["end"]));
            (rule, start.0, start.1, end.0, end.1)
        })
        .collect()
    };
    files.lines().map(|path| (path.to_owned(), of(path))).collect()
}

#[test]
fn neovim_has_what_check_finds_and_writes_what_fix_writes() {
    if Command::new("nvim").arg("--version").output().is_err() {
        eprintln!("SKIPPED neovim: there is none here");
        return;
    }
    let (mut told, mut fixed) = (0, 0);
    let sites = fs::read_dir(root().join("fixtures")).expect("fixtures").flatten();
    let sites: Vec<PathBuf> = sites.map(|it| it.path()).filter(|path| path.is_dir()).collect();
    for site in sites {
        let work = tempfile::tempdir().expect("a folder");
        let (edited, whole) = (work.path().join("edited"), work.path().join("whole"));
        copy(&site, &edited);
        copy(&site, &whole);
        let posts = checked(&edited);
        let task = work.path().join("task");
        let wanted: Vec<Value> =
            posts.iter().map(|(path, found)| json!({"path": path, "count": found.len()})).collect();
        let said = json!({"program": PROGRAM, "folder": edited, "posts": wanted});
        fs::write(task.with_extension("json"), said.to_string()).expect("a file");
        let out = Command::new("nvim")
            .args(["--headless", "--clean", "-n", "-c"])
            .arg(format!("luafile {}", root().join("tests/real/editor.lua").display()))
            .args(["-c", "qall!"])
            .env("COPYDESK_TASK", &task)
            .env("SOURCE_DATE_EPOCH", EPOCH)
            .current_dir(work.path())
            .output()
            .expect("Neovim runs");
        let result = fs::read_to_string(task.with_extension("out.json"));
        let result = result.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&out.stderr)));
        let result: Vec<Value> = serde_json::from_str(&result).expect("JSON");
        assert_eq!(result.len(), posts.len(), "{}", site.display());
        for ((path, expected), has) in posts.iter().zip(result) {
            // of an empty list, Lua does not know that it is one
            let found = Some(&has["found"]).filter(|found| found.is_array());
            let mut found: Vec<Found> = found.map_or(Vec::new(), |found| {
                serde_json::from_value(found.clone()).expect("findings")
            });
            let mut expected = expected.clone();
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{path}");
            told += found.len();
        }
        run(&whole, &["check", ".", "--fix", "--exit-zero"]);
        for (path, _) in &posts {
            let read = |folder: &Path| fs::read_to_string(folder.join(path)).unwrap_or_default();
            assert_eq!(read(&edited), read(&whole), "{path}");
            fixed += usize::from(read(&whole) != read(&site));
        }
    }
    assert!(told > 40 && fixed > 5, "{told} findings, {fixed} posts fixed");
}
