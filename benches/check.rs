//! Figures of the whole program, printed and not judged: `cargo bench`.
//!
//! One post is what a pre-commit hook waits for; a site of 20,000 posts is what CI
//! waits for. Quote medians, and compare only what ran in one go on one machine.

#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::print_stdout, reason = "a bench")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const POSTS: usize = 20_000;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let posts = folder.path().join("_posts");
    fs::create_dir(&posts).expect("a folder");
    fs::write(folder.path().join("_config.yml"), "timezone: Europe/London\n").expect("a file");
    fs::create_dir(folder.path().join("assets")).expect("a folder");
    let mut bytes = 0;
    for number in 0..POSTS {
        let (name, text) = post(number);
        bytes += text.len();
        fs::write(posts.join(name), text).expect("a file");
        if !number.is_multiple_of(20) {
            fs::write(folder.path().join(format!("assets/{number}.jpg")), "").expect("a file");
        }
    }
    let one = format!("_posts/{}", post(7).0);
    let rows: [(&str, &[&str], usize); 7] = [
        ("start (--version)", &["--version"], 100),
        ("one post", &["check", &one], 100),
        ("the site, concise", &["check", "--format", "concise"], 5),
        ("the site, json", &["check", "--format", "json"], 5),
        ("the site, pretty", &["check", "--format", "pretty"], 5),
        ("writing a baseline", &["check", "--baseline", "base", "--write-baseline", "-q"], 5),
        ("against the baseline", &["check", "--baseline", "base", "--format", "concise"], 5),
    ];
    println!("{POSTS} posts, {} MB; wall time of the process", bytes / 1_000_000);
    for (name, arguments, runs) in rows {
        let mut times: Vec<Duration> = (0..=runs).map(|_| time(folder.path(), arguments)).collect();
        times.remove(0); // the first warms the caches
        times.sort();
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        println!(
            "{name:<22} median {:>8.2} ms   min {:>8.2} ms   max {:>8.2} ms",
            ms(times[times.len() / 2]),
            ms(times[0]),
            ms(times[times.len() - 1])
        );
    }
}

fn time(folder: &Path, arguments: &[&str]) -> Duration {
    let start = Instant::now();
    Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program starts");
    start.elapsed()
}

/// A post in the manner of the site that this began with: each has a headline label,
/// an opening and a claim with two owners, every twentieth no picture on disk.
fn post(number: usize) -> (String, String) {
    const WORDS: [&str; 24] = [
        "harbour",
        "council",
        "the",
        "ferry",
        "said",
        "a",
        "timetable",
        "in",
        "engineers",
        "for",
        "budget",
        "of",
        "plan",
        "new",
        "residents",
        "and",
        "bridge",
        "which",
        "season",
        "to",
        "café",
        "repair",
        "with",
        "week",
    ];
    let day = 1 + number % 28;
    let month = 1 + number % 12;
    let mut text = format!(
        "---\nlayout: post\ntitle: \"Breaking: Story {number} of the harbour\"\n\
         date: 2025-{month:02}-{day:02} 09:15:00 +0000\nauthor: \"desk\"\ncategories: [Business]\n\
         tags: [ports]\nexcerpt: \"What happened at the harbour.\"\nimage: assets/{number}.jpg\n---\n\n"
    );
    text.push_str("It has been recently reported that the board says it has begun. ");
    let mut seed = number;
    for paragraph in 0..20 {
        for sentence in 0..4 {
            text.push_str("The");
            for _ in 0..12 {
                seed = (seed.wrapping_mul(1_103_515_245) + 12_345) & 0x7fff_ffff;
                let _ = write!(text, " {}", WORDS[(seed >> 16) % WORDS.len()]);
            }
            text.push_str(if sentence == 2 { ", \"she said\". " } else { ". " });
        }
        if paragraph % 5 == 0 {
            text.push_str("See [the *board*](https://example.org/board) and `code`.");
        }
        text.push_str("\n\n");
    }
    (format!("2025-{month:02}-{day:02}-story-{number}.md"), text)
}
