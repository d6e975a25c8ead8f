//! The HTML report as editors have it: opened in a real Chromium, filtered, gone
//! through by keys, and with 50,000 findings in it. Where there is no Chromium it
//! says so and passes.

#![allow(clippy::disallowed_methods, reason = "a test writes its pages")]
#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]
#![allow(clippy::print_stderr, reason = "figures are printed, not judged")]

mod browser;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use chrono::NaiveDate;
use copydesk::diagnostic::{Diagnostic, Finding, Fix, RuleId, Safety, Severity};
use copydesk::facts::About;
use copydesk::report::{Format, Look, Options, Run, render};
use copydesk::text::{Edit, LineIndex, Span};
use serde_json::{Value, json};

use browser::Browser;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn report(format: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["check", "news", "--format", format, "--today", "2025-12-31"])
        .current_dir(fixtures())
        .output()
        .expect("the program starts");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn written(page: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.html");
    std::fs::write(&file, page).expect("a page");
    (folder, file)
}

/// The number at the head of the findings: what is shown.
const SHOWN: &str =
    "parseInt(document.querySelector('#status strong').textContent.replace(/,/g, ''))";
/// Findings drawn, with all folds opened.
const DRAWN: &str =
    "(() => { for (let b; b = document.querySelector('.unfold:not([hidden])');) b.click();
    return document.querySelectorAll('.finding').length; })()";

/// Chooses the first offered value of a filter, and says which and how many it promises.
fn choose(browser: &mut Browser, filter: &str) -> (String, u64) {
    let chosen = browser.eval(&format!(
        "(() => {{ const s = document.getElementById('choose-{filter}'); s.selectedIndex = 1;
         s.dispatchEvent(new Event('change')); return s.selectedOptions[0].textContent; }})()"
    ));
    let text = chosen.as_str().expect("an option").to_owned();
    let (name, number) = text.rsplit_once(" (").expect("a number");
    (name.to_owned(), number.trim_end_matches(')').replace(',', "").parse().expect("a number"))
}

fn clear(browser: &mut Browser) {
    browser.eval("document.getElementById('clear').click()");
}

#[test]
fn the_page_shows_filters_and_is_gone_through_by_keys() {
    let Some(mut browser) = Browser::start() else { return };
    let (_folder, file) = written(&report("html"));
    let json: Value = serde_json::from_str(&report("json")).expect("JSON");
    let all = json["diagnostics"].as_array().expect("findings");
    browser.open(&file);
    assert_eq!(browser.eval(SHOWN), json!(all.len()));
    assert_eq!(browser.eval(DRAWN), json!(all.len()));

    let with = |key: &str, value: &str| all.iter().filter(|entry| entry[key] == value).count();
    for filter in ["rule", "severity"] {
        let (name, number) = choose(&mut browser, filter);
        assert_eq!(number as usize, with(filter, &name), "{filter} {name}");
        assert_eq!(browser.eval(SHOWN), json!(number), "{filter} {name}");
        assert_eq!(browser.eval(DRAWN), json!(number), "{filter} {name}");
        clear(&mut browser);
    }
    for filter in ["author", "section"] {
        let (name, number) = choose(&mut browser, filter);
        assert_eq!(browser.eval(DRAWN), json!(number), "{filter} {name}");
        let said = browser.eval("document.querySelector('.byline').textContent");
        assert!(said.as_str().is_some_and(|said| said.contains(&name)), "{name}: {said}");
        // the address brings it back
        let hash = browser.eval("location.hash");
        browser.eval("location.hash = '#all'; new Promise(then => setTimeout(then, 50))");
        assert_eq!(browser.eval(SHOWN), json!(all.len()));
        browser.eval(&format!("location.hash = {hash}; new Promise(then => setTimeout(then, 50))"));
        assert_eq!(browser.eval(SHOWN), json!(number), "{hash}");
        clear(&mut browser);
    }
    browser.eval("document.querySelector('input[value=rule]').click()");
    assert_eq!(browser.eval(DRAWN), json!(all.len()), "by cause");
    let rules: std::collections::BTreeSet<_> = all.iter().map(|e| e["rule"].as_str()).collect();
    let groups = browser.eval("document.querySelectorAll('.group .why').length");
    assert_eq!(groups, json!(rules.len()), "each cause says why");

    keys(&mut browser);
    assert_eq!(browser.errors(), Vec::<&Value>::new());
    assert_eq!(browser.requests(), Vec::<&str>::new());
}

fn keys(browser: &mut Browser) {
    let at = "[...document.querySelectorAll('.finding')].indexOf(document.activeElement)";
    browser
        .eval("document.querySelector('input[value=post]').click(); document.activeElement.blur()");
    for (key, expected) in [("j", 0), ("j", 1), ("j", 2), ("k", 1)] {
        browser.press(key);
        assert_eq!(browser.eval(at), json!(expected), "{key}");
    }
    browser.press("/");
    assert_eq!(browser.eval("document.activeElement.id"), json!("search"));
    for letter in ["d", "r", "e", "d", "g"] {
        browser.press(letter);
    }
    browser.eval("new Promise(then => setTimeout(then, 300))");
    assert_eq!(browser.eval("document.getElementById('search').value"), json!("dredg"));
    let found = browser.eval(SHOWN);
    assert!(found.as_u64().is_some_and(|number| number > 0), "{found}");
    browser.press("Enter");
    assert_eq!(browser.eval(at), json!(0));
    // from the top, Tab comes by everything, and everything has a name
    browser.eval("document.activeElement.blur(); scrollTo(0, 0)");
    clear(browser);
    browser.eval("document.activeElement.blur()");
    let mut been = Vec::new();
    for _ in 0..9 {
        browser.press("Tab");
        let stop = "(e => e.id || e.value || e.className)(document.activeElement)";
        been.push(browser.eval(stop).as_str().unwrap_or_default().to_owned());
    }
    for stop in ["choose-rule", "choose-severity", "choose-author", "choose-section"] {
        assert!(been.iter().any(|at| at == stop), "{stop} is not in {been:?}");
    }
    let unnamed = "[...document.querySelectorAll('input, select, button, summary')]
        .filter(e => !e.hidden && !(e.labels?.length || e.textContent.trim())).length";
    assert_eq!(browser.eval(unnamed), json!(0));
}

const HOSTILE: &str = "</script><script>document.title='obeyed'</script><img src=https://example.org/x \
                       onerror=\"document.title='obeyed'\">";

fn finding(path: &Arc<str>, text: &str, words: &str, n: usize, message: String) -> Finding {
    let at = text.find(words).expect("the words");
    let span = Span::new(at, at + words.len());
    let edit = Edit { span, text: "replaced".to_owned() };
    let fix = Fix { title: "Replace it".to_owned(), edits: vec![edit], safety: Safety::Safe };
    let diagnostic = Diagnostic {
        rule: RuleId::new(format!("house/rule-{}", n % 40)),
        severity: [Severity::Error, Severity::Warning, Severity::Suggestion][n % 3],
        span,
        message,
        help: Some("Begin with the story.".to_owned()),
        related: Vec::new(),
        extent: None,
        files: Vec::new(),
        fixes: vec![fix],
        url: None,
    };
    Finding::new(Arc::clone(path), text, &LineIndex::new(text), diagnostic)
}

fn page(run: &Run) -> String {
    render(run, Format::Html, &Options::new(Look::PLAIN))
}

#[test]
fn what_posts_say_is_shown_and_not_obeyed() {
    let Some(mut browser) = Browser::start() else { return };
    let path: Arc<str> = Arc::from(format!("{HOSTILE}.md"));
    let text = format!("before {HOSTILE} after");
    let about = About {
        title: Some(HOSTILE.to_owned()),
        author: Some(HOSTILE.to_owned()),
        section: HOSTILE.to_owned(),
        day: None,
    };
    let run = Run {
        findings: vec![finding(&path, &text, HOSTILE, 0, HOSTILE.to_owned())],
        about: [(Arc::clone(&path), about)].into(),
        ..Run::default()
    };
    let (_folder, file) = written(&page(&run));
    browser.open(&file);
    for (what, selector) in
        [("title", ".group h2"), ("words", "mark"), ("message", ".says"), ("path", ".path")]
    {
        let shown = browser.eval(&format!("document.querySelector('{selector}').textContent"));
        assert!(shown.as_str().is_some_and(|text| text.contains(HOSTILE)), "{what}: {shown}");
    }
    assert_eq!(choose(&mut browser, "author"), (HOSTILE.to_owned(), 1));
    let title = browser.eval("document.title");
    assert!(title.as_str().is_some_and(|title| title.starts_with("Copydesk report")), "{title}");
    assert_eq!(browser.eval("document.images.length + document.scripts.length"), json!(2));
    assert_eq!(browser.errors(), Vec::<&Value>::new());
    assert_eq!(browser.requests(), Vec::<&str>::new());
}

/// 20,000 posts with 50,000 findings.
fn many() -> Run {
    let mut run = Run::default();
    let first = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a day");
    for number in 0..20_000_usize {
        let path: Arc<str> = Arc::from(format!("news/_posts/2025-01-01-story-{number}.md"));
        let about = About {
            title: Some(format!("The council looks again at plan {number} for the west quay")),
            author: Some(format!("Writer {}", number % 200)),
            section: format!("section-{}", number % 12),
            day: first.checked_add_days(chrono::Days::new((number % 2000) as u64)),
        };
        run.about.insert(Arc::clone(&path), about);
        for n in 0..(2 + number % 2) {
            let text = format!(
                "It has been recently reported that the {number} boats on the west quay will \
                 wait for the harbour's new crane, which costs more than was thought.\n"
            );
            let message = format!("'It has been recently reported {}' holds it up.", number % 900);
            let kind = number * 7 + n;
            run.findings.push(finding(&path, &text, "recently reported", kind, message));
        }
    }
    run.summary.posts = 20_000;
    run.findings.iter().for_each(|finding| run.summary.count(finding));
    run
}

#[test]
fn fifty_thousand_findings_open_and_filter() {
    let Some(mut browser) = Browser::start() else { return };
    let run = many();
    assert_eq!(run.findings.len(), 50_000);
    let start = Instant::now();
    let page = page(&run);
    let (rendered, size) = (start.elapsed(), page.len());
    let (_folder, file) = written(&page);
    browser.open(&file);
    assert_eq!(browser.eval(SHOWN), json!(50_000));
    let ready = browser.eval(
        "new Promise(then => requestAnimationFrame(() => setTimeout(() => then(performance.now()))))",
    );
    // from the choice to the next picture on the screen
    let timed = |browser: &mut Browser, work: &str| {
        let painted =
            "requestAnimationFrame(() => setTimeout(() => then(performance.now() - start)))";
        let took = browser.eval(&format!(
            "new Promise(then => {{ const start = performance.now(); {work}; {painted}; }})"
        ));
        took.as_f64().expect("a time")
    };
    let select = "(s => { s.selectedIndex = 3; s.dispatchEvent(new Event('change')); })(document.getElementById('choose-author'))";
    let author = timed(&mut browser, select);
    assert_eq!(browser.eval(SHOWN), json!(300));
    let cleared = timed(&mut browser, "document.getElementById('clear').click()");
    let search = timed(&mut browser, "$('search').value = 'plan 77 council'; draw()");
    let found = browser.eval(SHOWN);
    let again = timed(&mut browser, "$('search').value = 'plan 777 council'; draw()");
    clear(&mut browser);
    let cause = timed(&mut browser, "document.querySelector('input[value=rule]').click()");
    let print = timed(&mut browser, "forPaper()");
    // nothing is folded on paper, and what does not fit is told
    assert_eq!(browser.eval("document.querySelectorAll('.finding').length"), json!(1000));
    assert_eq!(browser.eval("document.querySelectorAll('.unfold:not([hidden])').length"), json!(0));
    let left = browser.eval("$('paper').textContent");
    assert!(left.as_str().is_some_and(|left| left.starts_with("49,000 findings more")), "{left}");
    eprintln!(
        "50,000 findings: {size} bytes in {rendered:?}; ready {ready:.0} ms; author {author:.0} ms; \
         clear {cleared:.0} ms; first search {search:.0} ms, next {again:.0} ms; by cause {cause:.0} ms; \
         for paper {print:.0} ms"
    );
    assert!(found.as_u64().is_some_and(|number| number > 0), "{found}");
    // generous: machines differ, and a stall is seconds
    for took in [author, cleared, search, again, cause] {
        assert!(took < 3000.0, "{took}");
    }
    assert_eq!(browser.errors(), Vec::<&Value>::new());
    assert_eq!(browser.requests(), Vec::<&str>::new());
}
