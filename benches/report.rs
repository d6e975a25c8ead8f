//! Figures of the reports, printed and not judged: `cargo bench --bench report`.
//!
//! 100,000 findings in 20,000 posts, and as many in one post of a megabyte.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::ValueEnum as _;
use copydesk::diagnostic::{Diagnostic, Finding, Fix, Related, RuleId, Safety, Severity};
use copydesk::report::{Format, Look, Options, Run, job_summary, render};
use copydesk::text::{Edit, LineIndex, Span};

const FINDINGS: usize = 100_000;
const POSTS: usize = 20_000;

fn main() {
    let line = "Ten words.";
    let site = run(POSTS, &format!("{line}\n").repeat(FINDINGS / POSTS));
    print(&format!("{FINDINGS} findings, {POSTS} posts"), &site);
    let post = run(1, &format!("{line}\n").repeat(FINDINGS));
    print(&format!("{FINDINGS} findings, one post of 1.1 MB"), &post);
    let post = run(1, &line.repeat(FINDINGS));
    print(&format!("{FINDINGS} findings, one line of 1 MB"), &post);
}

fn print(name: &str, run: &Run) {
    println!("{name}");
    let look = Look { color: true, links: false, width: 100 };
    let every = Options { all: true, ..Options::new(look) };
    let plain = Options::new(look);
    for format in Format::value_variants() {
        let name = format.to_possible_value().expect("a name");
        measure(name.get_name(), || render(run, *format, &plain));
    }
    measure("pretty --all", || render(run, Format::Pretty, &every));
    measure("summary of a job", || job_summary(run));
}

/// The middle and the fastest of nine runs, after one that warms up.
fn measure(name: &str, work: impl Fn() -> String) {
    let bytes = work().len();
    let mut times: Vec<Duration> = (0..9)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    println!(
        "  {name:<18} median {:>7.1} ms   min {:>7.1} ms   {:>6.1} MB",
        ms(times[4]),
        ms(times[0]),
        bytes as f64 / 1e6
    );
}

/// What a run finds in `posts` posts with this text: something in each ten bytes.
fn run(posts: usize, text: &str) -> Run {
    let lines = LineIndex::new(text);
    let starts: Vec<usize> = text.match_indices("Ten").map(|(start, _)| start).collect();
    let mut run = Run::default();
    for post in 0..posts {
        let path: Arc<str> = format!("_posts/2025-03-04-story-{post}.md").into();
        for (number, start) in starts.iter().enumerate() {
            let found = diagnostic(number, Span::new(*start, start + 3));
            run.findings.push(Finding::new(Arc::clone(&path), text, &lines, found));
        }
    }
    run.findings.iter().for_each(|finding| run.summary.count(finding));
    run.summary.posts = posts;
    run
}

fn diagnostic(number: usize, span: Span) -> Diagnostic {
    const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Suggestion];
    Diagnostic {
        rule: RuleId::new(format!("pack/rule-{}", number % 50)),
        severity: SEVERITIES[number % 3],
        span,
        message: "'Ten' shouts, and stays in the “headline” when the news is old.".to_owned(),
        help: Some("Begin with the story.".to_owned()),
        related: vec![Related { span, note: "the first of them".to_owned() }],
        extent: None,
        files: Vec::new(),
        fixes: vec![Fix {
            title: "Write “Eleven”".to_owned(),
            edits: vec![Edit::replace(span, "Eleven")],
            safety: Safety::Safe,
        }],
        url: Some("https://github.com/copydesk-lint/copydesk/blob/main/rules/x/y.yml".into()),
    }
}
