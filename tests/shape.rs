//! The shape of the program: `src/lib.rs` lists the modules in the order in which
//! they may import, and each imports only from those above it. Cargo cannot say so
//! inside one crate, so this test does.

#![allow(clippy::disallowed_methods, reason = "a test reads the sources")]
#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::fs;
use std::path::{Path, PathBuf};

/// Lines that a file may have before it wants a seam.
const LONGEST: usize = 500;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules, low to high.
fn modules() -> Vec<String> {
    let lib = fs::read_to_string(source().join("lib.rs")).expect("lib.rs");
    let names = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// Every source file: its module, its name and its code without comments.
fn files() -> Vec<(String, String, String)> {
    let mut out = Vec::new();
    let mut folders = vec![source()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let name = path.strip_prefix(source()).expect("inside").to_string_lossy().into_owned();
            let module = name.split(['/', '.']).next().unwrap_or_default().to_owned();
            let text = fs::read_to_string(&path).expect("a file");
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            out.push((module, name, code.collect::<Vec<_>>().join("\n")));
        }
    }
    out
}

#[test]
fn modules_import_only_from_those_above_them() {
    let modules = modules();
    assert!(modules.len() > 10, "{modules:?}");
    let rank = |name: &str| modules.iter().position(|module| module == name);
    let mut wrong = Vec::new();
    for (module, file, code) in files() {
        let Some(own) = rank(&module) else { continue };
        for mention in code.split("crate::").skip(1) {
            let other: String =
                mention.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if rank(&other).is_some_and(|other| other > own) {
                wrong.push(format!("{file} imports {other}, which stands below it"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_is_in_the_list() {
    let modules = modules();
    for (module, file, _) in files() {
        let apart = matches!(module.as_str(), "lib" | "main" | "build");
        assert!(apart || modules.contains(&module), "{file} is in no module of lib.rs");
    }
}

#[test]
fn disk_and_clock_stay_at_the_edge() {
    for (module, file, code) in files() {
        if matches!(module.as_str(), "project" | "cli" | "build" | "main") {
            continue;
        }
        for word in ["std::fs", "std::process", "std::env::var", "::now()", "walkdir"] {
            assert!(!code.contains(word), "{file} says {word}");
        }
    }
}

#[test]
fn miette_draws_and_does_nothing_else() {
    for (module, file, code) in files() {
        assert!(module == "report" || !code.contains("miette"), "{file} says miette");
    }
}

#[test]
fn files_can_be_read_in_one_sitting() {
    for (_, file, code) in files() {
        let lines = code.lines().count();
        assert!(lines <= LONGEST, "{file} has {lines} lines of code");
    }
}
