//! Turns the rules and the generator presets, which are YAML for people, into JSON
//! that the program reads at start-up in a fraction of the time. What a run does
//! not need (examples, manual texts) is left out there and read from the YAML,
//! which is embedded as well, when somebody asks for it. The list of English words
//! becomes an automaton, which needs no reading at all. What the expressions of the
//! rules cannot do without is worked out here, too.

#![allow(clippy::disallowed_methods, reason = "a build reads its sources")]

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use check::pattern::gate::{Effort, Gate, Sought};
use check::phrases::phrase::{Key, Phrase};
use check::weekday::patterns::PATTERNS;
use dictionary::sieve::{LEN, number_of, place};
use serde_json::Value;

/// The parts of the program that know words, phrases and expressions.
mod word {
    pub mod key;
    pub mod split;
}
mod check {
    pub mod pattern {
        pub mod edge;
        pub mod forms;
        pub mod gate;
    }
    pub mod phrases {
        pub mod phrase;
    }
    pub mod weekday {
        pub mod patterns;
    }
}

/// The part of it that knows words by their numbers.
mod dictionary {
    pub mod sieve;
}

/// Keys of a rule file that only its manual and its tests use.
const MANUAL_KEYS: [&str; 3] = ["why", "examples", "marks"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=src/build.rs");

    let mut generators = String::from("&[\n");
    for file in yaml_files(&root.join("src/generator"))? {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let json = serde_json::to_string(&read(&file)?)?;
        generators.push_str(&format!("    ({name:?}, {json:?}),\n"));
    }
    fs::write(out.join("generators.rs"), generators + "]\n")?;

    let mut rules = Vec::new();
    println!("cargo::rerun-if-changed=rules");
    let mut packs: Vec<PathBuf> =
        fs::read_dir(root.join("rules"))?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    packs.sort();
    for pack in packs.iter().filter(|pack| pack.is_dir()) {
        for file in yaml_files(pack)? {
            let mut rule = read(&file)?;
            if let Value::Object(keys) = &mut rule {
                keys.retain(|key, _| !MANUAL_KEYS.contains(&key.as_str()));
            }
            let options = rule.as_object_mut().and_then(|keys| keys.remove("options"));
            rules.push((file, rule, options.unwrap_or_default()));
        }
    }
    let mut expressions: BTreeSet<Expression> =
        rules.iter().flat_map(|(.., options)| expressions_of(options, |_| true)).collect();
    expressions.extend(PATTERNS.map(|source| (source.to_owned(), true)));
    let expressions: Vec<Expression> = expressions.into_iter().collect();
    let mut phrases = Phrases::default();
    fs::write(out.join("gates.rs"), gates(&expressions, &mut phrases))?;
    let mut table = String::from("&[\n");
    for (file, rule, options) in rules {
        let path = file.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        let json = serde_json::to_string(&rule)?;
        let json_of_options = if options.is_null() { "{}".to_owned() } else { options.to_string() };
        let recommended = rule.get("recommended") == Some(&Value::Bool(true));
        let numbers = phrases.add(&phrases_of(&options));
        let is_asked = |name: &str| matches!(name, "patterns" | "swap-patterns");
        let asked = expressions_of(&options, is_asked);
        let patterns: Vec<usize> =
            asked.iter().filter_map(|asked| expressions.binary_search(asked).ok()).collect();
        table.push_str(&format!(
            "    Builtin {{ path: {path:?}, yaml: include_str!({file:?}), json: {json:?}, \
             options: {json_of_options:?}, recommended: {recommended}, \
             phrases: {numbers:?}, patterns: &{patterns:?} }},\n"
        ));
    }
    fs::write(out.join("rules.rs"), table + "]\n")?;
    fs::write(out.join("phrases.bin"), phrases.rows)?;
    fs::write(out.join("phrases.txt"), phrases.texts)?;

    let list = root.join("src/dictionary/english.txt");
    let (automaton, sieve) = (out.join("english.fst"), out.join("english.sieve"));
    println!("cargo::rerun-if-changed={}", list.display());
    // rules change more often than English
    let written = |file: &Path| fs::metadata(file).and_then(|file| file.modified()).ok();
    if written(&sieve).is_none_or(|made| Some(made) < written(&list)) {
        let list = fs::read_to_string(&list)?;
        let words = || list.lines().filter(|line| !line.starts_with('#')).map(word_of);
        fs::write(automaton, english(words())?)?;
        fs::write(sieve, sieve_of(words()))?;
    }
    Ok(())
}

/// An expression, and whether capitals make no difference to it.
type Expression = (String, bool);

/// The expressions in those lists of the options of a rule that are `meant`, in order.
fn expressions_of(options: &Value, meant: impl Fn(&str) -> bool) -> Vec<Expression> {
    let ignore_case = options.get("ignore-case") != Some(&Value::Bool(false));
    let lists = options.as_object().into_iter().flatten();
    let lists = lists.filter(|(name, _)| name.ends_with("patterns") && meant(name));
    let sources = lists.flat_map(|(name, list)| match list {
        Value::Array(sources) => sources.iter().filter_map(Value::as_str).collect(),
        Value::Object(pairs) => {
            // here either side is one, elsewhere the other is what to write for it
            let others = pairs.values().filter(|_| name == "either-patterns");
            pairs.keys().map(String::as_str).chain(others.filter_map(Value::as_str)).collect()
        }
        _ => Vec::new(),
    });
    sources.map(|source: &str| (source.to_owned(), ignore_case)).collect()
}

/// The phrases that a rule with these options asks for, in order.
fn phrases_of(options: &Value) -> Vec<Phrase> {
    let is_set = |name: &str| options.get(name) != Some(&Value::Bool(false));
    let (ignore_case, word_boundaries) = (is_set("ignore-case"), is_set("word-boundaries"));
    let listed = options.get("phrases").and_then(Value::as_array).into_iter().flatten();
    let swapped = options.get("swap").and_then(Value::as_object).into_iter().flatten();
    let texts = listed.filter_map(Value::as_str).chain(swapped.map(|(from, _)| from.as_str()));
    texts.map(|text| Phrase::new(text, ignore_case, word_boundaries)).collect()
}

/// Phrases as numbers, and their texts.
#[derive(Default)]
struct Phrases {
    rows: Vec<u8>,
    texts: String,
    len: u32,
}

impl Phrases {
    /// Adds some; the number of the first, and that behind the last.
    fn add(&mut self, phrases: &[Phrase]) -> (u32, u32) {
        let first = self.len;
        for Phrase { text, ignore_case, word_boundaries, lead, key } in phrases {
            let key = key.unwrap_or(Key { begins: 0, next: 0 });
            self.rows.extend(key.begins.to_le_bytes());
            self.rows.extend(key.next.to_le_bytes());
            self.rows.extend((self.texts.len() as u32).to_le_bytes());
            self.rows.extend((text.len() as u16).to_le_bytes());
            self.rows.extend((*lead as u16).to_le_bytes());
            self.rows.extend([u8::from(*ignore_case), u8::from(*word_boundaries)]);
            self.texts.push_str(text);
            self.len += 1;
        }
        (first, self.len)
    }
}

/// What each expression needs, as a Rust table.
fn gates(expressions: &[Expression], all: &mut Phrases) -> String {
    let row = |(source, ignore_case): &Expression| {
        let Gate { phrases, before, at_start, least, signs } =
            Gate::of(source, *ignore_case, THOROUGH);
        let (signs, wide) = match signs {
            Sought::Nothing => Default::default(),
            Sought::Texts(texts) => (texts, Vec::new()),
            Sought::Wide(ranges) => (Vec::new(), ranges),
        };
        let phrases: Vec<Phrase> =
            phrases.iter().map(|text| Phrase::new(text, true, true)).collect();
        let (first, end) = all.add(&phrases);
        format!(
            "    (({source:?}, {ignore_case}), \
             ({first}, {end}, {before:?}, {at_start}, {least}, &{signs:?}, &{wide:?})),\n"
        )
    };
    format!("&[\n{}]\n", expressions.iter().map(row).collect::<String>())
}

/// A build may take its time.
const THOROUGH: Effort = Effort { literals: 4_000, parts: true };

/// The word of a line of the list, with a bit for every variety of English that it belongs
/// to.
fn word_of(line: &str) -> (&str, u64) {
    match line.split_once('/') {
        Some((word, "a")) => (word, 1),
        Some((word, _)) => (word, 2),
        None => (line, 3),
    }
}

/// Words, in order, as an automaton.
fn english<'l>(words: impl Iterator<Item = (&'l str, u64)>) -> Result<Vec<u8>, fst::Error> {
    let mut map = fst::MapBuilder::memory();
    for (word, varieties) in words {
        map.insert(word, varieties)?;
    }
    map.into_inner()
}

/// The table in which the numbers of words have their bits.
fn sieve_of<'l>(words: impl Iterator<Item = (&'l str, u64)>) -> Vec<u8> {
    let mut table = vec![0_u64; LEN];
    for (word, _) in words {
        let (at, bits) = place(number_of(word.as_bytes()));
        table[at] |= bits;
    }
    table.into_iter().flat_map(u64::to_le_bytes).collect()
}

fn yaml_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "yml") {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<Value, Box<dyn Error>> {
    let text = fs::read_to_string(file)?;
    serde_yaml::from_str(&text).map_err(|e| format!("{}: {e}", file.display()).into())
}
