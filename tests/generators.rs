//! Proof against the real thing: many tricky front matters are given to Jekyll,
//! Hugo, gray-matter, js-yaml and npm's yaml themselves, and what they make of them
//! is compared with what we say. `.ci/real-parts.sh` fetches them; a test whose part
//! is not there says so and passes.
//!
//! Where we knowingly say something else, `real/cases/known.yml` says why; a note
//! there that is no longer needed fails the test, too.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that asks other programs, and tells what it skips"
)]

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chrono::{DateTime, NaiveDateTime, Utc};
use copydesk::document::{Document, FrontMatter};
use copydesk::generator::{Generator, ScalarReader, SiteConfig, Typed};
use copydesk::outlook::{Outlook, outlook};
use copydesk::site::{NamedAssets, Site};
use copydesk::tree::{Format, Node, Style};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// The drivers' clock.
const NOW: &str = "2026-11-25T12:00:00Z";

/// What is asked: a post, and the files of its site.
#[derive(Serialize)]
struct Case {
    name: String,
    path: String,
    text: String,
    files: BTreeMap<String, String>,
    /// Whether the post is written in that encoding.
    latin1: bool,
}

/// A case as its table has it. What is left are keys of the front matter.
#[derive(Deserialize)]
struct Row {
    name: String,
    path: Option<String>,
    text: Option<String>,
    front: Option<String>,
    config: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    latin1: bool,
    #[serde(flatten)]
    keys: BTreeMap<String, String>,
}

/// Who is asked.
struct Asked {
    name: &'static str,
    /// The program that asks, and its script.
    driver: [&'static str; 2],
    path: &'static str,
    config: &'static str,
    /// A config with a zone, for dates.
    zone: &'static str,
}

const JEKYLL: Asked = Asked {
    name: "jekyll",
    driver: ["ruby", "jekyll.rb"],
    path: "_posts/2025-09-25-case.md",
    config: "_config.yml",
    zone: "timezone: America/New_York\n",
};
const HUGO: Asked = Asked {
    name: "hugo",
    driver: ["python3", "hugo.py"],
    path: "content/posts/case.md",
    config: "hugo.toml",
    zone: "timeZone = \"America/New_York\"\n",
};
const JS: Asked = Asked {
    name: "js",
    driver: ["node", "front-matter.mjs"],
    path: "case.md",
    config: "",
    zone: "",
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real")
}

fn table<T: for<'de> Deserialize<'de>>(name: &str) -> T {
    let text = std::fs::read_to_string(folder().join("cases").join(name)).expect("a table");
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn post(front: &str) -> String {
    format!("---\n{front}\n---\n\nBody.\n")
}

impl Asked {
    /// Where `.ci/real-parts.sh` puts what it fetches.
    fn parts() -> PathBuf {
        let home = || PathBuf::from(std::env::var("HOME").unwrap_or_default());
        std::env::var("COPYDESK_REAL")
            .map_or_else(|_| home().join(".cache/copydesk-real"), PathBuf::from)
    }

    /// Whether the program to ask is there, in the version that was measured.
    fn is_there(&self) -> bool {
        let succeeds = |program: &str, args: &[&str]| {
            let mut command = Command::new(program);
            command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        let there = match self.name {
            "jekyll" => succeeds("ruby", &["-e", "gem 'jekyll', '4.3.1'"]),
            "hugo" => Self::parts().join("bin/hugo").exists() && succeeds("python3", &["-V"]),
            _ => Self::parts().join("node/node_modules/yaml").exists() && succeeds("node", &["-v"]),
        };
        if !there {
            eprintln!("SKIPPED {}: it is not there (bash .ci/real-parts.sh)", self.name);
        }
        there
    }

    /// All cases: every value as title and as another key, dates as dates, and the
    /// generator's own table.
    fn cases(&self) -> Vec<Case> {
        let case = |name: String, front: &str, config: &str| Case {
            name,
            path: self.path.to_owned(),
            text: post(front),
            files: match config {
                "" => BTreeMap::new(),
                _ => BTreeMap::from([(self.config.to_owned(), config.to_owned())]),
            },
            latin1: false,
        };
        let values: BTreeMap<String, Vec<String>> = table("scalars.yml");
        let mut cases: Vec<Case> = Vec::new();
        for (group, values) in &values {
            for value in values {
                let front = format!("title: {value}\nk: {value}");
                cases.push(case(format!("value {value}"), &front, ""));
                if matches!(group.as_str(), "dates" | "times" | "spoken") && !self.zone.is_empty() {
                    let front = format!("title: Case\ndate: {value}");
                    cases.push(case(format!("date {value}"), &front, self.zone));
                }
            }
        }
        for row in table::<Vec<Row>>(&format!("{}.yml", self.name)) {
            let front = row.front.unwrap_or_else(|| {
                let keys = row.keys.iter().map(|(key, value)| format!("\n{key}: {value}"));
                format!("title: Case{}", keys.collect::<String>())
            });
            let mut files = row.files;
            if let Some(config) = row.config {
                files.insert(self.config.to_owned(), config + "\n");
            }
            cases.push(Case {
                name: row.name,
                path: row.path.unwrap_or_else(|| self.path.to_owned()),
                text: row.text.unwrap_or_else(|| post(&front)),
                files,
                latin1: row.latin1,
            });
        }
        let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        assert_eq!(names.len(), cases.len(), "two cases have one name");
        cases
    }

    /// What the program makes of the cases.
    fn ask(&self, cases: &[Case]) -> Vec<Json> {
        let [program, script] = self.driver;
        let mut child = Command::new(program)
            .arg(folder().join(script))
            .env("COPYDESK_REAL", Self::parts())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the driver starts");
        let question = serde_json::to_vec(cases).expect("JSON");
        let mut input = child.stdin.take().expect("a pipe");
        // the driver reads all before it answers
        input.write_all(&question).expect("the driver reads");
        drop(input);
        let output = child.wait_with_output().expect("the driver ends");
        let answers: Vec<Json> = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(answers.len(), cases.len());
        answers
    }

    /// Asks, compares each answer, and fails with all that differ but are not known.
    fn compare(&self, differences: impl Fn(&Case, &Json) -> Vec<String>) {
        if !self.is_there() {
            return;
        }
        let known: BTreeMap<String, BTreeMap<String, String>> = table("known.yml");
        let known = known.get(self.name).cloned().unwrap_or_default();
        let cases = self.cases();
        let answers = self.ask(&cases);
        let mut wrong = Vec::new();
        for (case, answer) in cases.iter().zip(&answers) {
            let found = differences(case, answer);
            match (known.contains_key(&case.name), found.is_empty()) {
                (false, false) => wrong.push(format!("{:?}: {}", case.name, found.join("; "))),
                (true, true) => wrong.push(format!("{:?}: is as we say now", case.name)),
                _ => {}
            }
        }
        let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        for name in known.keys().filter(|name| !names.contains(name.as_str())) {
            wrong.push(format!("{name:?} is in known.yml, but no case"));
        }
        eprintln!("{}: {} cases, {} known to differ", self.name, cases.len(), known.len());
        assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
    }
}

/// The post of a case, and its site.
fn read(case: &Case, generator: &str) -> (Document, Site) {
    let generator = Generator::named(generator).expect("a preset");
    let config = case.files.iter().find(|(path, _)| !path.contains('/'));
    let config =
        config.map_or_else(SiteConfig::default, |(path, text)| SiteConfig::parse(path, text));
    let doc = Document::parse(case.path.as_str(), case.text.as_str(), &generator, &config);
    let paths: Vec<&str> = case.files.keys().map(String::as_str).chain([&*case.path]).collect();
    let assets = Box::new(NamedAssets::new(paths));
    (doc, Site::new(generator, config, assets))
}

fn text<'j>(answer: &'j Json, key: &str) -> &'j str {
    answer[key].as_str().unwrap_or_default()
}

/// How what we say of the page differs from what became of it. What we do not say
/// is no difference.
fn page_differences(
    case: &Case,
    generator: &str,
    answer: &Json,
    unknown: &Cell<usize>,
) -> Vec<String> {
    // what is no UTF-8 never gets to be a document
    if case.latin1 {
        return Vec::new();
    }
    let (doc, site) = read(case, generator);
    let now: DateTime<Utc> = NOW.parse().expect("a time");
    let outcome = text(answer, "outcome");
    let page = match outlook(&doc, &site, now) {
        Outlook::Published(page) => page,
        Outlook::Unknown => {
            unknown.set(unknown.get() + 1);
            return Vec::new();
        }
        Outlook::Absent(_) if matches!(outcome, "absent" | "copied") => return Vec::new(),
        Outlook::Fails(_) if outcome == "fails" => return Vec::new(),
        said => return vec![format!("{outcome}, we say {said:?}")],
    };
    if outcome != "published" {
        return vec![format!("{outcome}, we say {page:?}")];
    }
    let mut wrong = Vec::new();
    let mut differ = |what: &str, real: String, said: String| {
        if real != said {
            wrong.push(format!("{what} is {real}, we say {said}"));
        }
    };
    if let Some(title) = page.title {
        differ("title", format!("{:?}", text(answer, "title")), format!("{title:?}"));
    }
    if let Some(url) = page.url {
        differ("url", text(answer, "url").to_owned(), url);
    }
    let real: Option<DateTime<Utc>> = text(answer, "date").parse().ok();
    if let (Some(date), Some(real)) = (page.date, real) {
        differ("date", real.to_string(), date.to_utc().to_string());
    }
    let real = text(answer, "local").get(..19).and_then(|text| text.parse::<NaiveDateTime>().ok());
    if let (Some(local), Some(real)) = (page.local, real) {
        differ("local date", real.to_string(), local.to_string());
    }
    wrong
}

/// How our types of top-level values differ from those that a reader gave them:
/// `shown` writes ours in its words.
fn type_differences(
    case: &Case,
    generator: &str,
    reader: ScalarReader,
    keys: &Json,
    shown: impl Fn(&Typed, &str) -> Option<(&'static str, String)>,
    class: &str,
) -> Vec<String> {
    let (doc, _) = read(case, generator);
    let FrontMatter::Found(block) = &doc.front_matter else { return Vec::new() };
    let (Some(root), Format::Yaml) = (&block.tree.root, doc.format()) else { return Vec::new() };
    let mut wrong = Vec::new();
    for entry in root.entries() {
        let once = root.entries().iter().filter(|other| other.name() == entry.name()).count() == 1;
        let Some(scalar) = entry.value.scalar().filter(|_| once) else { continue };
        let real = &keys[entry.name()];
        if scalar.style == Style::Tagged || real.is_null() {
            continue;
        }
        let Some(said) = shown(&reader.read(scalar), &scalar.text) else { continue };
        let real = (text(real, class), text(real, "value"));
        if real != (said.0, said.1.as_str()) {
            wrong.push(format!("{reader:?} reads {} as {real:?}, we as {said:?}", entry.name()));
        }
    }
    wrong
}

fn for_ruby(typed: &Typed, text: &str) -> Option<(&'static str, String)> {
    let class = match typed {
        Typed::Text => "String",
        Typed::Null => "NilClass",
        Typed::Bool(true) => "TrueClass",
        Typed::Bool(false) => "FalseClass",
        Typed::Integer(_) => "Integer",
        Typed::Float(_) => "Float",
        Typed::Day(_) => "Date",
        // how it is shown depends on the zone; dates are compared as dates
        Typed::Time(_) | Typed::Refused => return None,
    };
    Some((class, typed.printed_by_ruby(text)?))
}

/// Hugo's values are shown in full precision only as titles, and some of its keys
/// are changed before a page sees them: only kinds are compared.
fn for_go(typed: &Typed, _: &str) -> Option<(&'static str, String)> {
    let kind = match typed {
        Typed::Text => "string",
        Typed::Null => "<nil>",
        Typed::Bool(_) => "bool",
        Typed::Integer(_) => "integer",
        Typed::Float(_) => "float64",
        Typed::Day(_) | Typed::Time(_) => "time.Time",
        Typed::Refused => return None,
    };
    Some((kind, String::new()))
}

fn for_javascript(typed: &Typed, text: &str) -> Option<(&'static str, String)> {
    Some(match typed {
        Typed::Text => ("string", text.to_owned()),
        Typed::Null => ("null", "null".to_owned()),
        Typed::Bool(value) => ("boolean", value.to_string()),
        Typed::Integer(value) => ("number", (*value as f64).to_string()),
        Typed::Float(value) if value.is_nan() => ("number", "NaN".to_owned()),
        Typed::Float(value) if value.is_infinite() => {
            ("number", if *value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned())
        }
        // minus nought prints without its sign
        Typed::Float(value) => ("number", (value + 0.0).to_string()),
        Typed::Day(day) => ("date", format!("{day}T00:00:00.000Z")),
        Typed::Time(time) => ("date", time.to_utc().format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()),
        Typed::Refused => return None,
    })
}

/// JavaScript writes large and small numbers with an exponent, and zero without a sign.
fn plain_numbers(keys: &Json) -> Json {
    let mut keys = keys.clone();
    for value in keys.as_object_mut().into_iter().flat_map(serde_json::Map::values_mut) {
        let number = text(value, "value").parse::<f64>().ok().filter(|number| number.is_finite());
        if let (Some(number), "number") = (number, text(value, "type")) {
            value["value"] = number.to_string().into();
        }
    }
    keys
}

/// Hugo's types under the names that we give them, for keys that it leaves alone.
fn go_kinds(keys: &Json) -> Json {
    let mut keys = keys.clone();
    let Some(map) = keys.as_object_mut() else { return keys };
    map.retain(|key, _| key == "k");
    for value in map.values_mut() {
        if matches!(text(value, "type"), "uint64" | "int64" | "int") {
            value["type"] = "integer".into();
        }
        value["value"] = "".into();
    }
    keys
}

/// To say of most posts that nothing is known would be no proof.
fn assert_few(unknown: usize) {
    eprintln!("of {unknown} cases we do not say what becomes of them");
    assert!(unknown < 200, "too little is known");
}

/// A scalar that Psych refuses, where there is one.
fn refused(node: &Node) -> Option<&str> {
    let own = node.scalar().filter(|s| ScalarReader::Psych.read(s) == Typed::Refused);
    let entries = node.entries().iter().flat_map(|entry| [&entry.key, &entry.value]);
    let mut below = node.items().iter().chain(entries);
    own.map(|scalar| scalar.text.as_str()).or_else(|| below.find_map(refused))
}

#[test]
fn jekyll_publishes_what_we_say() {
    let unknown = Cell::new(0);
    JEKYLL.compare(|case, answer| {
        let mut wrong = page_differences(case, "jekyll", answer, &unknown);
        if case.latin1 {
            return wrong;
        }
        let keys = &answer["keys"];
        let psych = ScalarReader::Psych;
        wrong.extend(type_differences(case, "jekyll", psych, keys, for_ruby, "class"));
        // the grammar is that of libyaml, with the same errors
        let (doc, _) = read(case, "jekyll");
        if let FrontMatter::Found(block) = &doc.front_matter {
            let error = text(answer, "yaml");
            let ours = block.tree.errors.first().map(|error| error.message.as_str());
            let ours = ours.or_else(|| refused(doc.keys()?));
            if error.is_empty() != ours.is_none() {
                wrong.push(format!("Psych says {error:?}, we say {ours:?}"));
            }
        }
        wrong
    });
    assert_few(unknown.get());
}

#[test]
fn hugo_publishes_what_we_say() {
    let unknown = Cell::new(0);
    HUGO.compare(|case, answer| {
        let mut wrong = page_differences(case, "hugo", answer, &unknown);
        let keys = go_kinds(&answer["keys"]);
        if !case.latin1 {
            let goccy = ScalarReader::Goccy;
            wrong.extend(type_differences(case, "hugo", goccy, &keys, for_go, "type"));
        }
        wrong
    });
    assert_few(unknown.get());
}

#[test]
fn javascript_reads_what_we_say() {
    let readers = [
        ("gray-matter", "eleventy", ScalarReader::JsYaml3),
        ("js-yaml", "astro", ScalarReader::JsYaml4),
        ("yaml", "hexo", ScalarReader::NpmYaml),
    ];
    JS.compare(|case, answer| {
        let mut wrong = Vec::new();
        for (name, generator, reader) in readers {
            let keys = plain_numbers(&answer[name]["keys"]);
            wrong.extend(type_differences(case, generator, reader, &keys, for_javascript, "type"));
        }
        wrong
    });
}
