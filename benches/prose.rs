//! Figures of the style engine, printed and not judged: `cargo bench --bench prose`.
//!
//! Markdown through parse and match on one core, with the default rules, with all
//! packs, and with 5,000 phrases more; `rg` with those phrases on the same text stands
//! beside them, and what all packs add to a start with one post. Compare only what ran
//! in one go. With an argument, only what has that in its name is run; `rules` runs
//! every rule alone, or those with the next argument in their name.

#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::print_stdout, reason = "a bench")]

use std::fs;
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use copydesk::check::Context;
use copydesk::config::{Config, ConfigSource};
use copydesk::document::Document;
use copydesk::generator::{Generator, SiteConfig};
use copydesk::lint::Linter;
use copydesk::pack::RuleSet;
use copydesk::site::{NamedAssets, Site};

const POSTS: usize = 1_000;
const PHRASES: usize = 5_000;
const RUNS: usize = 9;
const STARTS: usize = 41;

fn main() {
    let posts: Vec<String> = (0..POSTS).map(post).collect();
    let bytes: usize = posts.iter().map(String::len).sum();
    println!("{POSTS} posts, {:.1} MB of Markdown, one core", bytes as f64 / 1e6);
    let site = Site::new(Generator::plain(), SiteConfig::default(), Box::new(NamedAssets::new([])));
    let today = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
    let parse = |text: &String| Document::parse("p.md", text, &site.generator, &site.config);
    print("parse", bytes, || posts.iter().for_each(|text| drop(black_box(parse(text)))));
    let mut rules = RuleSet::builtin();
    let mut packs: Vec<String> = rules.ids().map(|id| id.pack().to_owned()).collect();
    packs.dedup();
    let phrases = phrases();
    let own = pack(&phrases);
    let loading = Instant::now();
    let problems = rules.add_pack("own", [own], |_: &str| Err(String::new()));
    assert!(problems.is_empty(), "{problems:?}");
    let own: Vec<_> = rules.pack("own");
    rules.load(&own[0]).expect("a rule").compile(None).expect("a check");
    println!(
        "  a pack of {PHRASES} phrases is read and compiled in {:.1} ms",
        ms(loading.elapsed())
    );
    for (name, wanted) in [
        ("recommended", vec!["recommended"]),
        ("  and 5,000 phrases", vec!["recommended", "own"]),
        ("all packs", packs.iter().map(String::as_str).collect()),
    ] {
        let linter = linter(&rules, &format!("packs: [{}]", wanted.join(", ")));
        print(&format!("parse and {name}"), bytes, || {
            for text in &posts {
                let doc = parse(text);
                black_box(linter.lint(&Context::new(&doc, &site, today)));
            }
        });
    }
    if argument(0).is_none_or(|wanted| wanted == "start") {
        start(&packs);
    }
    if argument(0).is_some_and(|wanted| wanted == "rules") {
        let docs: Vec<Document> = posts.iter().map(parse).collect();
        each_rule(&rules, &docs, |doc| Context::new(doc, &site, today));
    }
    ripgrep(&posts, &phrases, bytes);
}

/// What all packs add to the time in which the program reads one post and ends.
fn start(packs: &[String]) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    // a post as most are, and one with all that expressions are looked for by
    let plain = "The ferry ran all winter.\n";
    let marks = "It's 5 km – “so far”, he said: 20% (or £3.50) more,and that's all... Isn't it?\n";
    for (name, words) in [("plain", plain), ("full of marks", marks)] {
        let text = format!("---\ntitle: A ferry runs\ndate: 2025-03-04\n---\n\n{words}");
        let post = write("post.md", &text);
        let time = |packs: &str| {
            let config = write("copydesk.yml", &format!("packs: [{packs}]\n"));
            let mut times: Vec<Duration> = (0..STARTS)
                .map(|_| {
                    let start = Instant::now();
                    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
                    command.arg("check").arg(&post).arg("--config").arg(&config);
                    command.stdout(Stdio::null()).stderr(Stdio::null());
                    command.status().expect("it runs");
                    start.elapsed()
                })
                .collect();
            times.sort();
            times[STARTS / 2]
        };
        let (none, all) = (time(""), time(&packs.join(", ")));
        println!(
            "  one post, {name:<22} median {:>7.1} ms with all packs, {:.1} ms more than with none",
            ms(all),
            ms(all.saturating_sub(none))
        );
    }
}

/// The argument of that number; cargo adds options of its own.
fn argument(number: usize) -> Option<String> {
    std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).nth(number)
}

fn linter(rules: &RuleSet, config: &str) -> Linter {
    let source = ConfigSource::parse("copydesk.yml", config).expect("a config");
    let unread = |_, _: &str| Err(String::new());
    let config = Config::new(&[source], rules, &unread).expect("a config");
    Linter::new(rules, &config.settings(&[])).expect("rules")
}

/// What each rule costs alone, the dearest first.
fn each_rule<'d>(rules: &RuleSet, docs: &'d [Document], cx: impl Fn(&'d Document) -> Context<'d>) {
    let cost = |config: &str| {
        let linter = linter(rules, config);
        let run = || {
            let start = Instant::now();
            let found: usize = docs.iter().map(|doc| linter.lint(&cx(doc)).len()).sum();
            (start.elapsed(), found)
        };
        [run(), run(), run()].into_iter().min().expect("three runs")
    };
    let (none, _) = cost("packs: []");
    let config = |id: &dyn std::fmt::Display| {
        format!("packs: []\nrules:\n  {id}: {{ severity: warning }}\n")
    };
    let wanted = argument(1).unwrap_or_default();
    let ids = rules.ids().filter(|id| id.as_str().contains(&wanted));
    let mut costs: Vec<_> = ids.map(|id| (cost(&config(id)), id)).collect();
    costs.sort_by_key(|(cost, _)| std::cmp::Reverse(*cost));
    println!("  no rule {:.1} ms", ms(none));
    for ((time, found), id) in costs {
        println!("  {:>8.1} ms  {found:>7} found  {id}", ms(time.saturating_sub(none)));
    }
}

/// What a search for the phrases alone costs, as a whole process.
fn ripgrep(posts: &[String], phrases: &[String], bytes: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("posts.md"), posts.concat()).expect("a file");
    fs::write(at("phrases"), phrases.join("\n")).expect("a file");
    let search = || {
        let mut command = Command::new("rg");
        command.args(["-j1", "-iwcF", "-f"]).args([at("phrases"), at("posts.md")]);
        command.stdout(Stdio::null()).status()
    };
    print("rg -j1 -iwF, 5,000 phrases", bytes, || match search() {
        Ok(_) => {}
        Err(error) => println!("  rg: {error}"),
    });
}

fn print(name: &str, bytes: usize, work: impl Fn()) {
    if argument(0).is_some_and(|wanted| !name.contains(&wanted)) {
        return;
    }
    work();
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    let speed = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    println!(
        "  {name:<32} median {:>7.1} ms   min {:>7.1} ms   {:>6.0} MB/s",
        ms(times[RUNS / 2]),
        ms(times[0]),
        speed(times[RUNS / 2])
    );
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Phrases of one to three words. As in lists that people keep, some begin with a
/// common word, most with a rare one, and few stand in a text.
fn phrases() -> Vec<String> {
    let common = |n: usize| WORDS[n % WORDS.len()].to_owned();
    let phrase = |n: usize| match n % 10 {
        0 => format!("{} {}", common(n / 10), rare(n)),
        1 => format!("{} {} {}", common(n / 10), common(n / 640), rare(n)),
        2..6 => format!("{} {}", rare(n), common(n)),
        _ => rare(n + RARE),
    };
    (0..PHRASES).map(phrase).collect()
}

/// Rare words that stand in the posts.
const RARE: usize = 4_000;

/// A word that is rare: of English, or beyond [`RARE`] of none.
fn rare(number: usize) -> String {
    static ENGLISH: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let words = include_str!("../src/dictionary/english.txt").lines();
        let plain = |word: &&str| word.len() > 4 && word.bytes().all(|b| b.is_ascii_lowercase());
        let words: Vec<&str> = words.filter(plain).collect();
        words.iter().copied().step_by(words.len() / RARE).take(RARE).collect()
    });
    let syllables = ["na", "lo", "be", "ri", "tu", "mo", "ke", "sa", "vi", "du", "pe", "go"];
    let mut rest = number + 12 * 12;
    let mut word = ENGLISH.get(number).copied().unwrap_or_default().to_owned();
    while number >= RARE && rest > 0 {
        word.push_str(syllables[rest % 12]);
        rest /= 12;
    }
    word
}

fn pack(phrases: &[String]) -> (String, String) {
    let list: String = phrases.iter().map(|phrase| format!("    - {phrase}\n")).collect();
    let rule = format!(
        "extends: existence\nseverity: suggestion\nmessage: \"'{{found}}'\"\nwhy: x\noptions:\n  phrases:\n{list}examples:\n  bad:\n    - text: \"‹{}›\"\n  good:\n    - text: a\n",
        phrases[0]
    );
    ("own/words.yml".to_owned(), rule)
}

const WORDS: [&str; 64] = [
    "the",
    "of",
    "a",
    "to",
    "and",
    "in",
    "for",
    "that",
    "on",
    "with",
    "harbour",
    "council",
    "ferry",
    "said",
    "timetable",
    "engineers",
    "budget",
    "plan",
    "residents",
    "bridge",
    "which",
    "season",
    "café",
    "repair",
    "week",
    "mayor",
    "tender",
    "contract",
    "north",
    "quay",
    "winter",
    "tide",
    "was",
    "were",
    "is",
    "not",
    "by",
    "from",
    "their",
    "its",
    "new",
    "more",
    "than",
    "after",
    "before",
    "while",
    "school",
    "station",
    "report",
    "weather",
    "company",
    "union",
    "figures",
    "month",
    "year",
    "people",
    "money",
    "road",
    "house",
    "open",
    "close",
    "begin",
    "end",
    "run",
];

/// A post with what prose has: headings, emphasis, links, quotations, a list, code.
fn post(number: usize) -> String {
    let mut seed = number as u64 + 1;
    let mut next = |limit: usize| {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (seed >> 33) as usize % limit
    };
    let mut last = 0;
    let mut text = format!("---\ntitle: Story {number}\ndate: 2025-03-04\n---\n\n");
    for paragraph in 0..20 {
        if paragraph % 5 == 4 {
            text.push_str("## What comes next\n\n");
        }
        for _ in 0..4 {
            text.push_str("The ");
            for _ in 0..8 + next(12) {
                match next(60) {
                    0 => text.push_str("*quite* "),
                    1 => text.push_str("[a link](https://example.org/page) "),
                    2 => text.push_str("“it’s over,” she said, "),
                    3 => text.push_str("`code` "),
                    4..10 => {
                        // one in two hundred words is of no language
                        let unknown = if next(20) == 0 { RARE } else { 0 };
                        text.push_str(&rare(next(RARE) + unknown));
                        text.push(' ');
                    }
                    _ => {
                        // no word twice
                        last = (last + 1 + next(WORDS.len() - 1)) % WORDS.len();
                        text.push_str(WORDS[last]);
                        text.push(if next(14) == 0 { '\n' } else { ' ' });
                    }
                }
            }
            text.truncate(text.trim_end().len());
            text.push_str(". ");
        }
        text.push_str("\n\n");
    }
    text
}
