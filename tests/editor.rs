//! Real editors as clients of the language server: Neovim from Debian, which is sent
//! diagnostics and counts in UTF-16, and the client library of Visual Studio Code, which
//! asks for them and counts as it is told. What cannot be had is skipped by name.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test runs programs, and what it needs is there, or it fails"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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

/// What `check` finds, by post; columns are counted by `units`.
fn checked(folder: &Path, units: fn(&str) -> usize) -> Vec<(String, Vec<Found>)> {
    let report = run(folder, &["check", ".", "--format", "json", "--exit-zero"]);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let files = run(folder, &["check", ".", "--show-files"]);
    let of = |path: &str| {
        let text = fs::read_to_string(folder.join(path)).unwrap_or_default();
        let at = |place: &Value| {
            let number = |of: &str| place[of].as_u64().expect("a number");
            let before = &text[..number("offset") as usize];
            let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
            (number("line") - 1, units(&before[start..]) as u64)
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

fn sites() -> Vec<PathBuf> {
    let sites = fs::read_dir(root().join("fixtures")).expect("fixtures").flatten();
    sites.map(|site| site.path()).filter(|path| path.is_dir()).collect()
}

#[test]
fn neovim_has_what_check_finds_and_writes_what_fix_writes() {
    if Command::new("nvim").arg("--version").output().is_err() {
        eprintln!("SKIPPED neovim: there is none here");
        return;
    }
    let (mut told, mut fixed) = (0, 0);
    for site in sites() {
        let work = tempfile::tempdir().expect("a folder");
        let (edited, whole) = (work.path().join("edited"), work.path().join("whole"));
        copy(&site, &edited);
        copy(&site, &whole);
        let posts = checked(&edited, str::len);
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

/// Where `.ci/real-parts.sh` puts what it fetches.
fn real_parts() -> PathBuf {
    let home = || PathBuf::from(std::env::var("HOME").unwrap_or_default());
    std::env::var("COPYDESK_REAL")
        .map_or_else(|_| home().join(".cache/copydesk-real"), PathBuf::from)
}

/// What is agreed on, what is offered, and how such columns are counted.
type Encoding = (&'static str, &'static [&'static str], fn(&str) -> usize);

#[test]
fn the_client_of_visual_studio_code_asks_in_every_encoding() {
    let parts = real_parts();
    if !parts.join("editor/complete-1").exists() {
        eprintln!("SKIPPED vscode: its client library is not in {}", parts.display());
        return;
    }
    let encodings: [Encoding; 3] = [
        ("utf-8", &["utf-16", "utf-8"], str::len),
        ("utf-32", &["utf-32", "utf-16"], |text| text.chars().count()),
        ("utf-16", &["utf-16"], |text| text.encode_utf16().count()),
    ];
    let mut told = 0;
    for site in sites() {
        for (encoding, offered, units) in encodings {
            let posts = checked(&site, units);
            let wanted: Vec<Value> = posts
                .iter()
                .map(|(path, found)| json!({"path": path, "count": found.len()}))
                .collect();
            let folder = posts.iter().rev().find_map(|(path, _)| path.rsplit_once('/'));
            let draft = format!("{}/2025-03-04-new.md", folder.map_or(".", |(folder, _)| folder));
            let task = json!({
                "program": PROGRAM, "folder": site, "encodings": offered, "posts": wanted, "draft": draft,
            });
            let result = ask(&parts, &task);
            assert_eq!((&result["encoding"], &result["exit"]), (&json!(encoding), &json!(0)));
            let has = result["posts"].as_array().expect("posts");
            assert_eq!(has.len(), posts.len());
            for ((path, expected), has) in posts.iter().zip(has) {
                let found: Vec<Found> =
                    serde_json::from_value(has["found"].clone()).expect("findings");
                assert_eq!(found, *expected, "{path} in {encoding}");
                // at the place that was told, the rule is explained
                let (hover, first) = (has["hover"].as_str(), has["first"].as_str());
                assert!(hover.unwrap_or_default().contains(first.unwrap_or_default()), "{path}");
                told += found.len();
            }
            let keys = result["completions"].as_array().expect("keys");
            assert!(keys.contains(&json!("date")) && !keys.contains(&json!("title")), "{keys:?}");
        }
    }
    assert!(told > 120, "{told} findings");
}

fn ask(parts: &Path, task: &Value) -> Value {
    let mut node = Command::new("node")
        .arg(root().join("tests/real/editor.mjs"))
        .env("COPYDESK_REAL", parts)
        .env("SOURCE_DATE_EPOCH", EPOCH)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    let mut stdin = node.stdin.take().expect("open");
    std::io::Write::write_all(&mut stdin, task.to_string().as_bytes()).expect("sent");
    drop(stdin);
    let out = node.wait_with_output().expect("an end");
    serde_json::from_slice(&out.stdout).expect("JSON")
}
