//! Proof against the real thing, for pictures: three sites are built with Jekyll, every
//! picture of their pages is looked up as a web server would, and what is broken must
//! be just what we find in the sources. Where Jekyll is not there, that is said, and
//! the test passes.
//!
//! `real/sites/NAME` is a site, `real/sites/NAME.txt` lists the pictures that it has,
//! which are made here. A picture is known by the file that names it and by its own
//! name, without folders: a source must not give one name to a picture that is there
//! and to one that is not.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that asks other programs, and tells what it skips"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use unicode_normalization::UnicodeNormalization;

/// What says that a page will lack a picture.
const RULES: [&str; 3] = ["image/missing", "image/case", "image/path-form"];

/// The smallest GIF.
const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// A page that Jekyll made.
#[derive(Deserialize)]
struct Page {
    source: String,
    url: String,
    pictures: Vec<Reference>,
}

/// A picture on it, and what a web server makes of it; nothing, where it is not for
/// this site to serve.
#[derive(Deserialize)]
struct Reference {
    address: String,
    fate: Option<String>,
}

#[derive(Deserialize)]
struct Report {
    diagnostics: Vec<Diagnostic>,
}

#[derive(Deserialize)]
struct Diagnostic {
    path: String,
    rule: String,
    start: Place,
    end: Place,
}

#[derive(Deserialize)]
struct Place {
    line: u32,
    offset: usize,
}

/// A picture: the source that names it, and its name.
type Key = (String, String);

fn sites() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real/sites")
}

fn jekyll_is_there() -> bool {
    let mut ruby = Command::new("ruby");
    ruby.args(["-e", "gem 'jekyll', '4.3.1'"]).stdout(Stdio::null()).stderr(Stdio::null());
    let there = ruby.status().is_ok_and(|status| status.success());
    if !there {
        eprintln!("SKIPPED jekyll: it is not there (bash .ci/real-parts.sh)");
    }
    there
}

/// A site with its pictures, in a folder that is gone afterwards.
fn laid_out(name: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let mut waiting = vec![(sites().join(name), folder.path().to_owned())];
    while let Some((from, to)) = waiting.pop() {
        fs::create_dir_all(&to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder").flatten() {
            let (from, to) = (entry.path(), to.join(entry.file_name()));
            match from.is_dir() {
                true => waiting.push((from, to)),
                false => drop(fs::copy(from, to).expect("a file")),
            }
        }
    }
    let list = fs::read_to_string(sites().join(format!("{name}.txt"))).expect("a list");
    for picture in list.lines() {
        let path = folder.path().join(picture);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, GIF).expect("a file");
    }
    folder
}

fn answer<T: DeserializeOwned>(command: &mut Command) -> T {
    let output = command.output().expect("it starts");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The name of a picture: what stands last in its address, in one Unicode form.
fn name_of(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    percent_decode_str(last).decode_utf8_lossy().nfc().collect()
}

/// The pictures that we say are broken, of all files: where, and by which rule.
fn found(site: &Path) -> BTreeMap<Key, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command.args(["check", "--format", "json", "--select", "image"]).current_dir(site);
    let report: Report = answer(&mut command);
    let told = report.diagnostics.into_iter().filter(|found| RULES.contains(&found.rule.as_str()));
    let told = told.map(|found| {
        let text = fs::read_to_string(site.join(&found.path)).expect("a post");
        let written = text.get(found.start.offset..found.end.offset).expect("a span");
        // as HTML and Markdown may write them
        let address = written.replace("&#32;", " ").replace("&amp;", "&");
        let place = format!("{} at line {}: {written}", found.rule, found.start.line);
        ((found.path, name_of(&address)), place)
    });
    told.collect()
}

/// How what we find in a site differs from what its pages lack, with the number of
/// pictures on them and that of the broken ones.
fn differences(name: &str) -> (Vec<String>, usize, usize) {
    let folder = laid_out(name);
    let mut driver = Command::new("ruby");
    driver.arg(sites().with_file_name("pictures.rb")).arg(folder.path());
    let pages: Vec<Page> = answer(&mut driver);
    let mut wrong = Vec::new();
    let mut fine: BTreeSet<Key> = BTreeSet::new();
    let mut broken: BTreeMap<Key, String> = BTreeMap::new();
    for page in &pages {
        for picture in &page.pictures {
            let key = (page.source.clone(), name_of(&picture.address));
            match picture.fate.as_deref() {
                None | Some("there") => drop(fine.insert(key)),
                Some(fate) => {
                    let place = format!("{fate}: {} on {}", picture.address, page.url);
                    broken.insert(key, place);
                }
            }
        }
    }
    for (source, name) in broken.keys().filter(|key| fine.contains(*key)) {
        wrong.push(format!("{name} in {source} is there and is not"));
    }
    let mut said = found(folder.path());
    // what is not published has no pictures
    said.retain(|(source, _), _| pages.iter().any(|page| page.source == *source));
    for (key, place) in broken.iter().filter(|(key, _)| !said.contains_key(*key)) {
        wrong.push(format!("not found  {}  {place}", key.0));
    }
    for (key, place) in said.iter().filter(|(key, _)| !broken.contains_key(*key)) {
        let real = if fine.contains(key) { "is there" } else { "is on no page" };
        wrong.push(format!("{real}  {}  {place}", key.0));
    }
    (wrong, fine.len() + broken.len(), broken.len())
}

/// Builds the site and compares; `all` and `broken` are what the site must at least
/// have, so that nothing is compared in vain.
fn prove(name: &str, all: usize, broken: usize) {
    if !jekyll_is_there() {
        return;
    }
    let (wrong, pictures, lacking) = differences(name);
    eprintln!("{name}: {pictures} pictures, {lacking} of them broken");
    assert!(pictures >= all && lacking >= broken, "{pictures} pictures, {lacking} broken");
    assert!(wrong.is_empty(), "{} pictures differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn pictures_below_a_base_path_and_addresses_by_date() {
    prove("date", 85, 45);
}

#[test]
fn pictures_of_pretty_addresses_and_drafts() {
    prove("pretty", 110, 45);
}

#[test]
fn pictures_of_addresses_by_a_pattern() {
    prove("custom", 35, 15);
}
