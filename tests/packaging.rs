//! What packages put beside the program: completions and pages of the manual. Each
//! is read by the program that it is for, where this machine has it.

#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::io::Write as _;
use std::process::{Command, Stdio};

fn copydesk(arguments: &[&str]) -> String {
    let program = env!("CARGO_BIN_EXE_copydesk");
    let output = Command::new(program).args(arguments).output().expect("the program starts");
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What a program that is given a text says of it, and whether it takes it. `None`
/// where the program is not here.
fn read_by(program: &[&str], text: &str) -> Option<(bool, String)> {
    let mut child = Command::new(program[0])
        .args(&program[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take().expect("a pipe");
    let text = text.to_owned();
    // apart, so that neither waits for the other
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    let _ = writer.join();
    Some((output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()))
}

#[test]
fn shells_take_their_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let text = copydesk(&["completions", shell]);
        assert!(text.contains("since-scope"), "{shell}");
        let reader: &[&str] = match shell {
            "bash" => &["bash", "-n"],
            "zsh" => &["zsh", "-n", "/dev/stdin"],
            "fish" => &["fish", "--no-execute"],
            _ => continue,
        };
        if let Some((good, said)) = read_by(reader, &text) {
            assert!(good && said.is_empty(), "{shell}: {said}");
        }
    }
}

#[test]
fn bash_completes_what_is_begun() {
    let text = copydesk(&["completions", "bash"]);
    let ask = r#"
        COMP_WORDS=(copydesk check --since-); COMP_CWORD=2
        _copydesk copydesk --since- check
        [ "${COMPREPLY[*]}" = --since-scope ]"#;
    if let Some((good, said)) = read_by(&["bash"], &format!("{text}\n{ask}")) {
        assert!(good, "{said}");
    }
}

#[test]
fn the_manual_has_a_page_a_command() {
    for command in
        [None, Some("check"), Some("review"), Some("rules"), Some("explain"), Some("schema")]
    {
        let arguments: Vec<&str> = ["man"].into_iter().chain(command).collect();
        let page = copydesk(&arguments);
        let title = command.map_or("copydesk".to_owned(), |name| format!("copydesk-{name}"));
        assert!(page.contains(&format!(".TH {title} 1")), "{page}");
        // a page says nothing of commands that only packagers need
        assert!(!page.contains("completions"), "{page}");
        let groff = ["groff", "-man", "-Tutf8", "-ww"];
        if let Some((good, said)) = read_by(&groff, &page) {
            assert!(good && said.is_empty(), "{title}: {said}");
        }
    }
}

#[test]
fn a_page_that_is_not_there_is_trouble() {
    let program = env!("CARGO_BIN_EXE_copydesk");
    for name in ["nothing", "completions"] {
        let output = Command::new(program).args(["man", name]).output().expect("it starts");
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(name));
    }
}
