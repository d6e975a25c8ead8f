//! Reports in every format: what they look like, that hostile text in a post or its
//! name cannot break them, and that they are valid by the schemas of their standards.
//!
//! `.ci/real-parts.sh` fetches the schemas; where one is not there, that is said and
//! the test passes. After a change that means to change a report:
//! `SNAPSHOTS=overwrite cargo test --test reports`.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test makes files, and tells what it skips"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use snapbox::{Assert, Data};
use tempfile::TempDir;

const POST: &str = "_posts/2025-03-04-port.md";
/// What somebody may write who wants a report to be misread.
const HOSTILE: &str = "]]> ]]&gt; %0A%0D::error::x ##[add-mask]y <script>alert('1')</script> \
    \u{1b}]0;z\u{7} \u{9b}31m \u{202e}txet\u{2066} \u{0b}\u{7f}\u{fffe} \u{1f600} é שלום \\u0000";

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command.arg("check").args(arguments).args(["--today", "2025-12-31"]).current_dir(folder);
    for name in ["GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"] {
        command.env_remove(name);
    }
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder, arguments).output().expect("the program starts")
}

/// What is printed on standard output.
fn report(folder: &Path, arguments: &[&str]) -> String {
    String::from_utf8(run(folder, arguments).stdout).expect("UTF-8")
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    files.iter().for_each(|(path, text)| write(folder.path(), path, text));
    folder
}

/// A site whose every word means harm: titles, keys, pictures, names of files, and a
/// config for a problem.
fn hostile() -> TempDir {
    let title = HOSTILE.replace('\\', "\\\\").replace('\'', "''");
    let post = format!(
        "---\ntitle: 'Breaking: {title}'\r\ndate: 2025-02-30\rimage: \"no <b>&'.jpg\"\n---\n\n\
         ![x](</a ]]> \"'{HOSTILE}.jpg>)\n\nHe said it was reported that he said so.\r\
         It has been recently reported that {HOSTILE}\n"
    );
    let folder = folder(&[("_config.yml", ""), (POST, &post)]);
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        let names: [&[u8]; 3] = [
            b"2025-03-05-a b\"'%0A,:<i>]]>.md",
            b"2025-03-06-\xff\xfe.md",
            b"2025-03-07-\r\n::error::\x1b[31m ##[group]x.md",
        ];
        for name in names {
            let path = folder.path().join("_posts").join(std::ffi::OsStr::from_bytes(name));
            fs::write(path, &post).expect("a file");
        }
        let name = std::ffi::OsStr::from_bytes(b"2025-03-08-\xfe latin<.md");
        fs::write(folder.path().join("_posts").join(name), b"---\ntitle: x\n---\n\xe9\n")
            .expect("a file");
    }
    folder
}

/// Formats for other programs.
const FORMATS: [&str; 8] =
    ["json", "jsonl", "sarif", "github", "gitlab", "checkstyle", "junit", "rdjson"];

#[test]
fn the_news_site_is_reported_as_expected() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    for (format, file) in [
        ("jsonl", "news.jsonl"),
        ("sarif", "news.sarif.json"),
        ("github", "news.github.txt"),
        ("gitlab", "news.gitlab.json"),
        ("checkstyle", "news.checkstyle.xml"),
        ("junit", "news.junit.xml"),
        ("rdjson", "news.rdjson.json"),
    ] {
        let mut text = report(&fixtures, &["news", "--format", format]);
        if let Ok(value) = serde_json::from_str::<Value>(&text) {
            // in one line as it is printed, in many to be read here
            text = format!("{value:#}\n").replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
        }
        Assert::new()
            .action_env(snapbox::assert::DEFAULT_ACTION_ENV)
            .eq(text, Data::read_from(&fixtures.join(file), None).raw());
    }
}

#[test]
fn nothing_is_sent_that_would_be_obeyed() {
    let site = hostile();
    for format in FORMATS.into_iter().chain(["concise", "pretty"]) {
        let mut command = program(site.path(), &["--format", format, "--color", "never"]);
        let output = command.env("GITHUB_ACTIONS", "true").output().expect("the program starts");
        let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
        let sent = text
            .find(|c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{2066}'));
        assert_eq!(sent.map(|at| &text[at..]), None, "{format}");
        assert!(!text.contains("##["), "{format}: {text}");
        let commands = ["::error ", "::warning ", "::notice ", "::group::", "::endgroup::"];
        for line in text.lines().filter(|line| line.trim_start().starts_with("::")) {
            assert!(format == "github" && commands.iter().any(|c| line.starts_with(c)), "{line}");
        }
        if format.ends_with('e') && format != "concise" || format == "junit" {
            assert!(!text.contains("<script>"), "{format}: {text}");
        }
    }
}

/// What is wrong with a report by a schema of its standard.
fn mistakes(schema: &str, text: &str) -> Option<String> {
    let parts = std::env::var("COPYDESK_REAL").unwrap_or_else(|_| {
        format!("{}/.cache/copydesk-real", std::env::var("HOME").unwrap_or_default())
    });
    let parts = PathBuf::from(parts).join("schemas");
    if !parts.join(schema).exists() {
        eprintln!("SKIPPED {schema}: it is not there (bash .ci/real-parts.sh)");
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real/validate.py");
    let mut child = Command::new(parts.join("venv/bin/python"))
        .arg(script)
        .arg(parts.join(schema))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{schema}: no report at all");
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

#[test]
fn reports_are_valid_by_the_schemas_of_their_standards() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let clean = folder(&[(POST, "---\ntitle: x\ndate: 2025-03-04\n---\n\nText.\n")]);
    let hostile = hostile();
    for (format, schema) in
        [("sarif", "sarif.json"), ("junit", "junit.xsd"), ("rdjson", "rdjson.json")]
    {
        for site in [hostile.path(), fixtures.as_path(), clean.path()] {
            let text = report(site, &["--format", format]);
            if let Some(mistakes) = mistakes(schema, &text) {
                assert_eq!(mistakes, "", "{format} of {}", site.display());
            }
        }
    }
    // a schema that takes everything would prove nothing
    for (schema, text) in [
        ("sarif.json", "{\"version\": \"2.1.0\", \"runs\": [{\"results\": [{}]}]}"),
        ("junit.xsd", "<testsuites><testsuite name=\"x\"/></testsuites>"),
        ("rdjson.json", "{\"diagnostics\": [{\"location\": {\"range\": 3}}]}"),
    ] {
        assert_ne!(mistakes(schema, text).as_deref(), Some(""), "{schema}");
    }
}

/// GitLab ships no schema in a package. Its manual, "Code Quality", section "Code
/// Quality report format", wants of each object: `description`, `check_name`, a
/// `fingerprint` that is unique, a `severity` out of five, `location.path` and
/// `location.lines.begin`; and no byte order mark before the array.
#[test]
fn gitlab_gets_what_its_manual_asks_for() {
    let site = hostile();
    let text = report(site.path(), &["--format", "gitlab"]);
    assert!(text.starts_with('['));
    let issues: Vec<Value> = serde_json::from_str(&text).expect("an array");
    assert!(issues.len() > 8, "{text}");
    let mut fingerprints = BTreeSet::new();
    for issue in &issues {
        for key in ["description", "check_name", "fingerprint"] {
            assert!(issue[key].as_str().is_some_and(|text| !text.is_empty()), "{issue}");
        }
        let severity = issue["severity"].as_str().expect("a severity");
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
        let path = issue["location"]["path"].as_str().expect("a path");
        assert!(!path.starts_with(['/', '.']), "{path}");
        assert!(issue["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0));
        assert!(fingerprints.insert(issue["fingerprint"].to_string()), "{issue} comes twice");
    }
}

/// Checkstyle ships the schema of its report (`checkstyle-report-1.0.0.xsd`, linked
/// under "Result Reports", section "Xml report") in no package. It wants: a root
/// `checkstyle`; in it `file`s, each with a `name`; in them `error`s with `line` and
/// `column` from 1, `severity` out of `error`, `warning`, `info` and `ignore`,
/// `message` and `source`; no other element and no other attribute.
#[test]
fn checkstyle_gets_what_its_schema_asks_for() {
    let site = hostile();
    let text = report(site.path(), &["--format", "checkstyle"]);
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
    assert_eq!(lines.next(), Some("<checkstyle version=\"4.3\">"));
    let file = regex::Regex::new(r#"^  <file name="[^"<>]+">$"#).expect("a pattern");
    let error = regex::Regex::new(
        r#"^    <error( line="[1-9]\d*" column="[1-9]\d*")? severity="(error|warning|info)" message="[^"<>]+" source="[^"<>]+"/>$"#,
    )
    .expect("a pattern");
    let (mut files, mut errors) = (0, 0);
    for line in lines {
        match line {
            "  </file>" | "</checkstyle>" => {}
            line if file.is_match(line) => files += 1,
            line => {
                assert!(error.is_match(line), "{line}");
                errors += 1;
            }
        }
    }
    assert!(files >= 1 && errors > 8, "{text}");
    assert!(text.ends_with("</checkstyle>\n"));
}

#[test]
fn fingerprints_stay_when_lines_move_and_are_never_the_same() {
    let twice = "![a](/no.png)\n\n";
    let post = |before: &str| format!("---\ntitle: x\n---\n\n{before}{twice}{twice}The end.\n");
    let fingerprints = |post: &str| -> (BTreeSet<String>, BTreeSet<String>) {
        let site = folder(&[(POST, post), ("_config.yml", "")]);
        let arguments = |format| ["--format", format, "--select", "image"];
        let sarif: Value =
            serde_json::from_str(&report(site.path(), &arguments("sarif"))).expect("JSON");
        let gitlab: Value =
            serde_json::from_str(&report(site.path(), &arguments("gitlab"))).expect("JSON");
        let of = |list: &Value, pointer| -> BTreeSet<String> {
            let list = list.as_array().expect("a list");
            let all: BTreeSet<String> = list
                .iter()
                .map(|item| item.pointer(pointer).expect("a fingerprint").to_string())
                .collect();
            assert_eq!(all.len(), list.len());
            assert_eq!(all.len(), 2, "{list:?}");
            all
        };
        let results = sarif.pointer("/runs/0/results").expect("results");
        (of(results, "/partialFingerprints/copydesk~1v1"), of(&gitlab, "/fingerprint"))
    };
    let filler = "A line about the harbour.\n\n".repeat(7);
    assert_eq!(fingerprints(&post("")), fingerprints(&post(&filler)));
}

#[test]
fn columns_are_counted_as_each_format_counts() {
    let post = "---\ntitle: x\n---\n\nÉé 😀 It has been recently reported that a boat sank.\n\n\
                Text, é😀 ![a](/no.png)\n";
    let site = folder(&[(POST, post), ("_config.yml", "")]);
    let json = |format| -> Value {
        serde_json::from_str(&report(site.path(), &["--format", format, "--select", "image"]))
            .expect("JSON")
    };
    let region = "/runs/0/results/0/locations/0/physicalLocation/region/startColumn";
    assert_eq!(json("sarif").pointer(region), Some(&Value::from(15)));
    assert_eq!(json("sarif").pointer("/runs/0/columnKind"), Some(&"unicodeCodePoints".into()));
    let start = "/diagnostics/0/location/range/start/column";
    assert_eq!(json("rdjson").pointer(start), Some(&Value::from(19)));
}

#[test]
fn a_github_job_gets_annotations_and_a_summary() {
    let many = "![a](/no.png) ".repeat(14);
    let post = format!("---\ntitle: \"Breaking: <script>a|b</script>\"\n---\n\n{many}\n");
    let site = folder(&[("web/_config.yml", ""), (&format!("web/{POST}"), &post)]);
    let summary = site.path().join("summary.md");
    fs::write(&summary, "before\n").expect("a file");
    let job = |arguments: &[&str]| {
        let mut command = program(&site.path().join("web"), arguments);
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary);
        let output = command.env("GITHUB_WORKSPACE", site.path()).output();
        String::from_utf8(output.expect("the program starts").stdout).expect("UTF-8")
    };
    let told = job(&[]);
    assert_eq!(told.lines().filter(|line| line.starts_with("::error ")).count(), 10, "{told}");
    assert!(told.starts_with("::error file=web/_posts/"), "{told}");
    assert!(told.contains("::group::4 findings without an annotation\n"), "{told}");
    let written = fs::read_to_string(&summary).expect("a file");
    assert!(written.starts_with("before\n### Copydesk\n\n1 post and 14 images"), "{written}");
    assert!(written.contains("| image/missing | error | 14 | 0 |"), "{written}");
    assert!(written.contains("4 findings without an annotation"), "{written}");
    assert!(!written.contains("<script>"), "{written}");
    // whoever names a format gets that, and no summary
    assert!(job(&["--format", "concise"]).starts_with("_posts/"));
    assert!(job(&["--statistics"]).starts_with("rule"));
    assert_eq!(fs::read_to_string(&summary).expect("a file"), written);
    fs::remove_file(&summary).expect("removed");
    fs::create_dir(&summary).expect("a folder");
    let output = program(&site.path().join("web"), &["--exit-zero"])
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", &summary)
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn several_reports_come_of_one_run() {
    let post = "---\ntitle: \"Breaking: x\"\ndate: 2025-03-04\n---\n\nText.\n";
    let site = folder(&[(POST, post)]);
    let read = |name: &str| fs::read_to_string(site.path().join(name)).expect("a file");
    let sarif = ["--output-file", "sarif=out.sarif", "--output-file", "junit=out=1.xml"];
    let told = report(site.path(), &sarif);
    assert!(told.contains("1 warning"), "{told}");
    assert!(read("out.sarif").starts_with("{\"$schema\""));
    assert!(read("out=1.xml").starts_with("<?xml"));
    // a plain name takes the report that would have been printed
    let plain = run(site.path(), &["--format", "concise", "--output-file", "out.txt"]);
    assert!(plain.stdout.is_empty() && read("out.txt").contains("urgency-prefix"));
    assert!(String::from_utf8_lossy(&plain.stderr).contains("1 warning"));
    let told = report(site.path(), &["--output-file", "gitlab=-"]);
    assert!(told.starts_with("[{\"description\""), "{told}");
    let names: Vec<_> = fs::read_dir(site.path()).expect("a folder").flatten().collect();
    assert_eq!(names.len(), 4, "{names:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(site.path().join("out.sarif")).expect("it").permissions().mode();
        let other = fs::metadata(site.path().join(POST)).expect("it").permissions().mode();
        assert_eq!(mode & 0o777, other & 0o777);
    }
}

#[test]
fn a_report_that_cannot_be_written_is_trouble() {
    let site = folder(&[(POST, "---\ntitle: x\ndate: 2025-03-04\n---\n\nText.\n")]);
    for (arguments, why) in [
        (["--output-file", "gone/out.txt"].as_slice(), "gone/out.txt: not written"),
        (&["--output-file", "json=_posts"], "_posts: not written"),
        (&["--output-file", "sarf=x"], "did you mean `sarif`?"),
        (&["--output-file", "a", "--output-file", "json=a"], "cannot both be `a`"),
        (&["--output-file", "-", "--output-file", "json=-"], "cannot both go to standard output"),
        (&["--format", "json", "--statistics"], "is for the format `pretty`"),
    ] {
        let output = run(site.path(), arguments);
        let told = String::from_utf8_lossy(&output.stderr).replace("\n  │ ", " ");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(told.contains(why), "{arguments:?}: {told}");
    }
}

/// A site with 25 findings of one rule by one author, and one by two others.
fn desk() -> TempDir {
    let site = folder(&[("_config.yml", "")]);
    for number in 1..=25 {
        let post = "---\ntitle: \"Breaking: x\"\nauthor: Ana Weir\n---\n\nText.\n";
        write(site.path(), &format!("_posts/2025-03-{number:02}-x.md"), post);
    }
    let post =
        "---\ntitle: \"Latest: x\"\nauthors: [{ name: B. Oak }, Cy Reed]\n---\n\n![](/no.png)\n";
    write(site.path(), "_posts/2025-04-01-x.md", post);
    site
}

#[test]
fn many_findings_of_one_cause_are_folded() {
    let site = desk();
    let told = report(site.path(), &["--select", "headline"]);
    assert_eq!(told.matches("warning[headline/urgency-prefix]").count(), 20, "{told}");
    let folded = "and 6 more of headline/urgency-prefix: `--all` shows them\n";
    assert!(told.contains(folded), "{told}");
    let told = report(site.path(), &["--select", "headline", "--all"]);
    assert_eq!(told.matches("warning[headline/urgency-prefix]").count(), 26, "{told}");
    assert!(!told.contains("more of"), "{told}");
    let concise = report(site.path(), &["--select", "headline", "--format", "concise"]);
    assert_eq!(concise.lines().count(), 26);
}

#[test]
fn findings_are_grouped_and_counted() {
    let site = desk();
    let headings = |arguments: &[&str]| -> Vec<String> {
        let told = report(site.path(), &[&["--select", "headline,image"], arguments].concat());
        let lines = told.lines().filter(|line| line.contains(" finding") && line.contains(": "));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(
        headings(&["--group-by", "rule"]),
        ["headline/urgency-prefix: 26 findings, 6 of them folded", "image/missing: 1 finding"]
    );
    assert_eq!(
        headings(&["--group-by", "author"]),
        ["Ana Weir: 25 findings, 5 of them folded", "B. Oak, Cy Reed: 2 findings"]
    );
    assert_eq!(
        report(site.path(), &["--select", "headline,image", "--statistics"]),
        "rule                     severity    findings  fixable\n\
         headline/urgency-prefix  warning           26       26\n\
         image/missing            error              1        0\n\n\
         26 posts and 1 image checked: 1 error, 26 warnings; 26 fixable with `--fix`.\n"
    );
}
