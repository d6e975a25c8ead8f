//! What the README shows is what the program does.

#![allow(clippy::disallowed_methods, reason = "a test reads the README")]
#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::path::Path;
use std::process::Command;

fn readme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    std::fs::read_to_string(path).expect("the README")
}

/// The blocks of a language in the README.
fn blocks(language: &str) -> Vec<String> {
    let readme = readme();
    let parts = readme.split("```").skip(1).step_by(2);
    let own = parts.filter_map(|part| part.strip_prefix(language)?.strip_prefix('\n'));
    own.map(str::to_owned).collect()
}

fn copydesk(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .env_remove("GITHUB_ACTIONS")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_picture_is_a_real_run() {
    let blocks = blocks("console");
    let (command, shown) = blocks[0].split_once('\n').expect("a command");
    let arguments: Vec<&str> = command.trim_start_matches("$ copydesk ").split(' ').collect();
    let news = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/news");
    assert_eq!(copydesk(&news, &arguments).1, shown);
}

#[test]
fn the_config_and_the_rule_can_be_copied() {
    let blocks = blocks("yaml");
    let folder = tempfile::tempdir().expect("a folder");
    let house = folder.path().join("style/house");
    std::fs::create_dir_all(&house).expect("a folder");
    std::fs::write(folder.path().join("copydesk.yml"), &blocks[0]).expect("a file");
    std::fs::write(house.join("visitors.yml"), &blocks[1]).expect("a file");
    std::fs::write(folder.path().join("x.md"), "Two persons left.\n").expect("a file");
    let (code, out, err) = copydesk(folder.path(), &["test"]);
    assert_eq!(code, Some(0), "{out}{err}");
    let (code, out, err) = copydesk(folder.path(), &["check"]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains("Write 'people', not 'persons'."), "{out}");
}
