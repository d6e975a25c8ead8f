//! `copydesk review` in a real terminal, which tmux is.

#![allow(clippy::disallowed_methods, reason = "a test makes files and runs tmux")]
#![allow(clippy::expect_used, clippy::panic, reason = "what a test needs is there, or it fails")]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A terminal with a review running in it.
struct Terminal {
    folder: TempDir,
    socket: String,
}

const FIRST: &str = "---\ntitle: \"Update: one\"\n---\n\nIn a recent development, he came.\n";

fn second() -> String {
    FIRST.replace("one", "two").replace("he came", "she came")
}

impl Terminal {
    /// A site of two posts with the same mistakes, and a review of it; `None`
    /// where there is no tmux.
    fn review(name: &str) -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            eprintln!("SKIPPED review: no tmux");
            return None;
        }
        let folder = TempDir::new().expect("a folder");
        fs::create_dir(folder.path().join("_posts")).expect("a folder");
        fs::write(folder.path().join("_posts/2025-03-04-one.md"), FIRST).expect("a file");
        fs::write(folder.path().join("_posts/2025-03-05-two.md"), second()).expect("a file");
        let terminal = Self { folder, socket: format!("copydesk-{name}-{}", std::process::id()) };
        let command = format!("{} review; echo ended with $?; cat", env!("CARGO_BIN_EXE_copydesk"));
        terminal.tmux(&["-f", "/dev/null", "new-session", "-d", "-x", "90", "-y", "50", &command]);
        Some(terminal)
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let output = Command::new("tmux")
            .args(["-L", &self.socket])
            .args(arguments)
            .current_dir(self.path())
            .env("EDITOR", "true")
            .output()
            .expect("tmux");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Waits until the terminal shows `words`.
    #[track_caller]
    fn shows(&self, words: &str) -> &Self {
        let start = Instant::now();
        loop {
            let screen = self.tmux(&["capture-pane", "-p", "-J", "-S", "-200"]);
            if screen.contains(words) {
                return self;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "{words:?} is not in\n{screen}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    fn types(&self, keys: &str) -> &Self {
        self.tmux(&["send-keys", "-l", keys]);
        self.tmux(&["send-keys", "Enter"]);
        self
    }

    fn post(&self, name: &str) -> String {
        fs::read_to_string(self.path().join("_posts").join(name)).expect("a post")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

#[test]
fn accept_skip_back_resize_and_quit() {
    let Some(terminal) = Terminal::review("quit") else { return };
    terminal.shows("[1 of 4]").shows("== 2 times headline/urgency-prefix: Update:");
    terminal.shows("+ title: \"One\"").shows("What now [y,n,a,x,e,o,b,q,?]?");
    terminal.types("?").shows("accept all fixes of this rule");
    terminal.types("y").shows("[2 of 4]");
    terminal.tmux(&["resize-window", "-x", "60", "-y", "40"]);
    terminal.types("n").shows("[3 of 4]").types("b").shows("[2 of 4]");
    terminal.types("n").shows("[3 of 4]").types("q");
    terminal.shows("2 of 4 looked at, 1 posts changed.").shows("ended with 0");
    assert_eq!(terminal.post("2025-03-04-one.md"), FIRST.replace("Update: one", "One"));
    assert_eq!(terminal.post("2025-03-05-two.md"), second());
}

#[test]
fn accept_all_excuse_and_edit() {
    let Some(terminal) = Terminal::review("all") else { return };
    terminal.shows("[1 of 4]").types("a").shows("2 accepted.").shows("[3 of 4]");
    terminal.types("x").shows("Why?").types("a letter").shows("[4 of 4]");
    terminal.types("e").shows("Write instead:").types("On Monday,");
    terminal.shows("All 4 looked at, 2 posts changed.").shows("ended with 0");
    let one = FIRST.replace("Update: one", "One").replace(
        "came.",
        "came. <!-- copydesk-disable-line openings/recent-development -- a letter -->",
    );
    assert_eq!(terminal.post("2025-03-04-one.md"), one);
    let two =
        second().replace("Update: two", "Two").replace("In a recent development,", "On Monday,");
    assert_eq!(terminal.post("2025-03-05-two.md"), two);
}

#[test]
fn a_review_goes_on_after_the_editor() {
    let Some(terminal) = Terminal::review("editor") else { return };
    terminal.shows("[1 of 4]").types("y").shows("[2 of 4]").types("b").shows("[1 of 4]");
    terminal
        .types("y")
        .shows("[2 of 4]")
        .types("o")
        .shows("[2 of 4]")
        .types("q")
        .shows("ended with 0");
}

#[test]
fn interrupted_it_leaves_everything_as_it_was() {
    let Some(terminal) = Terminal::review("interrupted") else { return };
    terminal.shows("[1 of 4]").types("y").shows("[2 of 4]");
    terminal.tmux(&["send-keys", "C-c"]);
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(terminal.post("2025-03-04-one.md"), FIRST);
}

#[test]
fn without_a_terminal_it_declines() {
    let output = Command::new(env!("CARGO_BIN_EXE_copydesk")).arg("review").output();
    let output = output.expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no terminal"));
}
