//! The program killed at any moment of a `--fix`: every post is whole, old or new,
//! and the next run finishes the job.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test makes files")]
#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const POSTS: usize = 500;
const KILLS: u64 = 200;

fn old(number: usize) -> String {
    format!(
        "---\ntitle: \"Update: {number}\"\n---\n\n{}\n",
        "The first boat left at six. ".repeat(40)
    )
}

fn new(number: usize) -> String {
    old(number).replace("Update: ", "")
}

fn fix(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command.args(["check", "--fix", "-q"]).current_dir(folder);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn no_post_is_ever_half_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let posts = folder.path().join("_posts");
    fs::create_dir(&posts).expect("a folder");
    let file = |number: usize| posts.join(format!("2025-03-04-{number}.md"));
    let all = || (0..POSTS).map(|number| fs::read_to_string(file(number)).expect("a post"));
    for number in 0..POSTS {
        fs::write(file(number), old(number)).expect("a post");
    }
    let start = Instant::now();
    assert!(fix(folder.path()).status().expect("the program starts").success());
    let whole = start.elapsed();
    let mut halfway = 0;
    for kill in 0..KILLS {
        for (number, text) in all().enumerate() {
            // only those that were fixed need to be made anew
            if text != old(number) {
                fs::write(file(number), old(number)).expect("a post");
            }
        }
        let mut child = fix(folder.path()).spawn().expect("the program starts");
        // spread over the time that a whole run takes
        std::thread::sleep(whole.mul_f64((kill * 7 % KILLS) as f64 / KILLS as f64));
        let _ = child.kill();
        child.wait().expect("the program ends");
        let mut mended = 0;
        for (number, text) in all().enumerate() {
            let is_new = text == new(number);
            assert!(is_new || text == old(number), "{number} after kill {kill}: {text}");
            mended += usize::from(is_new);
        }
        halfway += usize::from(mended > 0 && mended < POSTS);
    }
    assert!(halfway > 10, "only {halfway} of {KILLS} kills came between two posts");
    assert!(fix(folder.path()).status().expect("the program starts").success());
    assert!(all().enumerate().all(|(number, text)| text == new(number)));
}
