//! The fixture sites, each with the output that is expected of it. After a change
//! that means to change it: `SNAPSHOTS=overwrite cargo test --test fixtures`, and
//! read the difference as the authors of those posts would.

#![allow(clippy::disallowed_methods, reason = "a test lists the fixtures")]
#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::path::{Path, PathBuf};
use std::process::Command;

use snapbox::{Assert, Data};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// What the program prints for a site, as if started in `fixtures`.
fn output(site: &str, format: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .env_remove("GITHUB_ACTIONS")
        .args(["check", site, "--format", format, "--color", "never", "--today", "2025-12-31"])
        .current_dir(fixtures())
        .output()
        .expect("the program starts");
    let mut text = String::from_utf8(output.stdout).expect("UTF-8");
    if format == "concise" {
        text.push_str(&String::from_utf8(output.stderr).expect("UTF-8"));
    }
    text
}

fn assert_expected(site: &str, format: &str, file: &str) {
    let expected = fixtures().join(file);
    Assert::new()
        .action_env(snapbox::assert::DEFAULT_ACTION_ENV)
        .eq(output(site, format), Data::read_from(&expected, None).raw());
}

#[test]
fn every_site_is_reported_as_expected() {
    let mut sites: Vec<String> = std::fs::read_dir(fixtures())
        .expect("the fixtures")
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    sites.sort();
    assert!(sites.len() >= 8, "{sites:?}");
    for site in sites {
        assert_expected(&site, "concise", &format!("{site}.txt"));
    }
}

#[test]
fn the_news_site_is_drawn_and_serialised_as_expected() {
    assert_expected("news", "pretty", "news.pretty.txt");
    assert_expected("news", "json", "news.json");
}

/// What the page for editors is drawn from; how it is drawn is for `tests/html.rs`.
#[test]
fn the_news_site_is_told_to_editors_as_expected() {
    let page = output("news", "html");
    let (_, rest) = page.split_once("application/json\">").expect("the data");
    let (json, _) = rest.split_once("</script>").expect("their end");
    let data: serde_json::Map<_, _> = serde_json::from_str(json).expect("JSON");
    let mut rows = String::new();
    for (key, value) in data.iter().filter(|(key, _)| *key != "version") {
        let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        rows.push_str(&format!("{key}\n"));
        list.iter().for_each(|row| rows.push_str(&format!("  {row}\n")));
    }
    let expected = Data::read_from(&fixtures().join("news.page.txt"), None).raw();
    Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV).eq(rows, expected);
}

#[test]
fn a_second_run_prints_the_same_bytes() {
    assert_eq!(output("news", "json"), output("news", "json"));
    assert_eq!(output("news", "html"), output("news", "html"));
}
