//! Figures of the language server, printed and not judged: `cargo bench --bench lsp`.
//! The server runs as a process of its own, as editors start it, in a site of 20,000
//! posts of which one of 20 KB is open.

#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::print_stdout, reason = "a bench")]

#[path = "../tests/lsp/client.rs"]
mod client;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use client::{Client, uri};
use serde_json::json;

const POSTS: usize = 20_000;
/// Keys that are pressed.
const KEYS: usize = 1000;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    write_site(folder.path());
    let post = uri(&folder.path().join("_posts/2025-03-04-open.md"));
    let mut text = open_post();
    println!("{POSTS} posts; the open one has {} KB", text.len() / 1000);

    let mut server = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let start = Instant::now();
    let (to, from) = (server.stdin.take().expect("open"), server.stdout.take().expect("open"));
    let mut client = Client::over(Box::new(to), Box::new(from));
    client.begin(&[folder.path()], json!({}));
    client.open(&post, &text);
    client.wait("diagnostics", |client| client.diagnostics.contains_key(&post));
    print("first diagnostics", start.elapsed());
    let collides = |client: &Client| client.rules(&post).contains(&"output/collision".to_owned());
    client.wait("what is found beside others", collides);
    print("beside all others", start.elapsed());
    memory(server.id(), "after reading");

    let mut times = Vec::new();
    let places = ["harbour", "ferry", "title: \"", "budget"];
    for key in 0..KEYS {
        let at = text.find(places[key / 50 % places.len()]).expect("a place");
        let at = at + places[key / 50 % places.len()].len();
        let (line, start) = (text[..at].matches('\n').count(), text[..at].rfind('\n'));
        let character = text[start.map_or(0, |end| end + 1)..at].encode_utf16().count();
        // a letter is typed, and taken back by the next key
        let is_typed = key % 2 == 0;
        let place = json!({"line": line, "character": character});
        let end = json!({"line": line, "character": character + usize::from(!is_typed)});
        let new = if is_typed { "x" } else { "" };
        let version = key as i32 + 2;
        let change = json!({"range": {"start": place, "end": end}, "text": new});
        text.replace_range(at..at + usize::from(!is_typed), new);
        let pressed = Instant::now();
        client.notify(
            "textDocument/didChange",
            json!({"textDocument": {"uri": post, "version": version}, "contentChanges": [change]}),
        );
        loop {
            let message = client.next(Duration::from_secs(10)).expect("diagnostics");
            if message["params"]["version"] == version {
                break;
            }
        }
        times.push(pressed.elapsed());
        // as people type; after a word they pause, and posts are looked at together
        let pause = if key % 50 == 49 { 200 } else { 2 };
        std::thread::sleep(Duration::from_millis(pause));
    }
    times.sort();
    for (name, at) in [("a key, median", 50), ("a key, p99", 99), ("a key, slowest", 100)] {
        print(name, times[(times.len() * at / 100).min(times.len() - 1)]);
    }
    memory(server.id(), "at the end");
    client.notify("exit", json!(null));
    server.wait().expect("an end");
}

fn print(name: &str, time: Duration) {
    println!("{name:<22} {:>8.2} ms", time.as_secs_f64() * 1000.0);
}

/// What the process holds, as Linux says.
fn memory(process: u32, when: &str) {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    for (name, what) in [("VmRSS", "memory"), ("VmHWM", "most memory")] {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        if let Some(kilobytes) = kilobytes {
            println!("{what} {when:<12} {:>8.1} MB", kilobytes / 1000.0);
        }
    }
}

const WORDS: [&str; 12] = [
    "harbour",
    "council",
    "the",
    "ferry",
    "said",
    "timetable",
    "engineers",
    "budget",
    "café",
    "of",
    "residents",
    "season",
];

fn write_site(folder: &Path) {
    let posts = folder.join("_posts");
    fs::create_dir(&posts).expect("a folder");
    fs::create_dir(folder.join("assets")).expect("a folder");
    fs::write(folder.join("_config.yml"), "timezone: Europe/London\n").expect("a file");
    for number in 0..POSTS {
        let (day, month) = (1 + number % 28, 1 + number % 12);
        let body = prose(number, 90);
        let text = format!(
            "---\nlayout: post\ntitle: \"Story {number} of the harbour\"\n\
             date: 2025-{month:02}-{day:02} 09:15:00 +0000\nauthor: \"desk {}\"\n\
             categories: [Business]\ntags: [ports, ferries]\nexcerpt: \"What happened.\"\n\
             image: assets/{number}.jpg\n---\n\n{body}",
            number % 40
        );
        let name = format!("2025-{month:02}-{day:02}-story-{number}.md");
        fs::write(posts.join(name), text).expect("a file");
        fs::write(folder.join(format!("assets/{number}.jpg")), "").expect("a file");
    }
}

fn prose(seed: usize, sentences: usize) -> String {
    let mut out = String::new();
    for sentence in 0..sentences {
        out.push_str("The");
        for word in 0..10 {
            out.push(' ');
            out.push_str(WORDS[(seed * 7 + sentence * 5 + word * word) % WORDS.len()]);
        }
        out.push_str(if sentence % 5 == 4 { ".\n\n" } else { ". " });
    }
    out
}

/// The post that is written: with pictures, and an address that another post has.
fn open_post() -> String {
    let mut body = String::new();
    for part in 0..14 {
        body.push_str(&prose(part, 20));
        body.push_str(&format!("![The ferry in the port](/assets/{part}.jpg)\n\n"));
    }
    format!(
        "---\nlayout: post\ntitle: \"Open\"\ndate: 2025-03-04 09:15:00 +0000\n\
         permalink: /business/2025/01/01/story-0.html\nimage: assets/1.jpg\n---\n\n{body}"
    )
}
