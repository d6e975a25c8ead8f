//! Figures of the whole program, printed and not judged: `cargo bench`.
//!
//! One post is what a pre-commit hook waits for; a site of 20,000 posts is what CI
//! waits for. Quote medians, and compare only what ran in one go on one machine.
//! `cargo bench -- front-matter` prints the figures of front matter alone.

#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::print_stdout, reason = "a bench")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use copydesk::check::Context;
use copydesk::config::Config;
use copydesk::document::Document;
use copydesk::generator::{Generator, SiteConfig};
use copydesk::lint::Linter;
use copydesk::pack::RuleSet;
use copydesk::site::{NamedAssets, Site};

const POSTS: usize = 20_000;
/// The smallest picture that a browser shows.
const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\
    \0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

fn main() {
    front_matter();
    if !std::env::args().any(|argument| argument == "front-matter") {
        site();
    }
}

/// The time of the middle run, with the fastest and the slowest.
fn print(name: &str, mut times: Vec<Duration>) {
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

/// Front matter alone, on one core: parsed, and checked with the packs for it. The
/// target is 300 ms.
fn front_matter() {
    let rules = RuleSet::builtin();
    let mut settings = Config::default_for(&rules).settings(&[]);
    settings
        .rules
        .retain(|id, _| ["front-matter/", "date/"].iter().any(|p| id.as_str().starts_with(p)));
    let linter = Linter::new(&rules, &settings).expect("rules");
    println!("{POSTS} front matters of about 250 bytes, one core");
    for (name, generator, write) in [
        ("YAML", "jekyll", yaml as fn(usize) -> String),
        ("TOML", "hugo", toml),
        ("JSON", "hugo", json),
    ] {
        let site = Site::new(
            Generator::named(generator).expect("a preset"),
            SiteConfig::default(),
            Box::new(NamedAssets::new([])),
        );
        let texts: Vec<String> = (0..POSTS).map(write).collect();
        let run = || {
            let start = Instant::now();
            let mut found = 0;
            for text in &texts {
                let path = "_posts/2025-03-04-story.md";
                let doc = Document::parse(path, text.as_str(), &site.generator, &site.config);
                let cx = Context::new(&doc, &site, NaiveDate::default());
                found += linter.lint(&cx).len();
            }
            assert!(found < POSTS * 3, "{found} findings");
            start.elapsed()
        };
        print(name, (0..8).map(|_| run()).collect());
    }
}

fn yaml(number: usize) -> String {
    format!(
        "---\nlayout: post\ntitle: \"Story {number}: the harbour’s new café\"\n\
         date: 2025-03-04 09:15:00 +0000\nauthor: desk\ncategories: [Business, Ports]\n\
         tags:\n  - ports\n  - ferries\nexcerpt: >-\n  What happened at the harbour in the\n  \
         first week of March.\nimage: assets/{number}.jpg\n---\n"
    )
}

fn toml(number: usize) -> String {
    format!(
        "+++\ntitle = \"Story {number}: the harbour’s new café\"\ndate = 2025-03-04T09:15:00Z\n\
         author = 'desk'\ncategories = [\"Business\", \"Ports\"]\ntags = [\"ports\", \"ferries\"]\n\
         description = \"What happened at the harbour in the first week of March.\"\n\n[cover]\n\
         image = \"assets/{number}.jpg\"\n+++\n"
    )
}

fn json(number: usize) -> String {
    format!(
        "{{\n  \"title\": \"Story {number}: the harbour’s new café\",\n  \
         \"date\": \"2025-03-04T09:15:00Z\",\n  \"author\": \"desk\",\n  \
         \"categories\": [\"Business\"],\n  \"tags\": [\"ports\", \"ferries\"],\n  \
         \"description\": \"What happened at the harbour.\",\n  \
         \"cover\": {{ \"image\": \"assets/{number}.jpg\" }}\n}}\n"
    )
}

/// The whole program on a whole site.
fn site() {
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
            fs::write(folder.path().join(format!("assets/{number}.jpg")), GIF).expect("a file");
        }
    }
    let one = format!("_posts/{}", post(7).0);
    let images = "image/missing,image/case,image/type,image/truncated";
    let rows: [(&str, &[&str], usize); 8] = [
        ("start (--version)", &["--version"], 100),
        ("one post", &["check", &one], 100),
        ("the site, concise", &["check", "--format", "concise"], 5),
        ("  without its pictures", &["check", "--format", "concise", "--ignore", images], 5),
        ("the site, json", &["check", "--format", "json"], 5),
        ("the site, pretty", &["check", "--format", "pretty"], 5),
        ("writing a baseline", &["check", "--baseline", "base", "--write-baseline", "-q"], 5),
        ("against the baseline", &["check", "--baseline", "base", "--format", "concise"], 5),
    ];
    println!("{POSTS} posts, {} MB; wall time of the process", bytes / 1_000_000);
    for (name, arguments, runs) in rows {
        print(name, (0..=runs).map(|_| time(folder.path(), arguments)).collect());
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
