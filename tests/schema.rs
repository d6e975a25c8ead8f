//! JSON Schema files as users name them: in a config, in a rule of their own, with
//! mistakes. Most needs the feature `jsonschema`; without it, that is said.

#![allow(clippy::disallowed_methods, reason = "a test makes files")]
#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const POST: &str = "_posts/2025-03-04-port.md";
const CONFIG: &str = "packs: []\nrules:\n  front-matter/schema:\n    options:\n      \
                      json-schema: schemas/post.json\n";

/// The exit code and all that is printed.
fn check(files: &[(&str, &str)]) -> (Option<i32>, String) {
    run(files, &["check", "--format", "concise"])
}

fn run(files: &[(&str, &str)], arguments: &[&str]) -> (Option<i32>, String) {
    let folder = TempDir::new().expect("a folder");
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .env_remove("GITHUB_ACTIONS")
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .expect("the program starts");
    let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
    // long messages of problems are wrapped
    (output.status.code(), text.replace("\n  │ ", " "))
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

#[cfg(not(feature = "jsonschema"))]
#[test]
fn a_build_without_the_feature_says_so() {
    let schema = ("schemas/post.json", "{}");
    let (code, told) = check(&[("copydesk.yml", CONFIG), schema, (POST, "---\na: b\n---\n")]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("lacks the feature `jsonschema`"), "{told}");
}

#[test]
fn a_file_that_is_not_there_is_told_at_the_option() {
    let (code, told) = check(&[("copydesk.yml", CONFIG), (POST, "---\na: b\n---\n")]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("`schemas/post.json` cannot be read"), "{told}");
    assert!(told.contains("copydesk.yml:5:20"), "{told}");
    let outside = CONFIG.replace("schemas/", "../");
    let (code, told) = check(&[("copydesk.yml", &outside), (POST, "---\na: b\n---\n")]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("outside the tree of the config"), "{told}");
}

#[cfg(feature = "jsonschema")]
mod with_the_feature {
    use super::*;

    const SCHEMA: &str = r##"{
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "type": "object",
      "required": ["title", "author"],
      "properties": {
        "title": {"$ref": "#/$defs/text"},
        "date": {"type": "string"},
        "author": {"enum": ["Ana Weir", "Desk"]},
        "tags": {"type": "array", "maxItems": 2, "items": {"type": "string", "pattern": "^[a-z]+$"}},
        "image": {"required": ["alt"], "properties": {"width": {"minimum": 10}}},
        "rating": {"type": ["number", "null"]}
      },
      "additionalProperties": false,
      "$defs": {"text": {"type": "string", "minLength": 10}}
    }"##;

    /// What is found with the schema in a post of that front matter, as
    /// "line:column message".
    fn found(front: &str) -> Vec<String> {
        let post = format!("---\n{front}\n---\nThe first boat left at six.\n");
        let (_, told) =
            check(&[("copydesk.yml", CONFIG), ("schemas/post.json", SCHEMA), (POST, &post)]);
        let lines = told.lines().filter_map(|line| line.strip_prefix(&format!("{POST}:")));
        let parts = lines.map(|line| line.replacen(" error[front-matter/schema]", "", 1));
        parts.collect()
    }

    #[test]
    fn every_fault_is_shown_at_its_node() {
        assert_eq!(found("title: Port reopens\nauthor: Desk\ndate: 2025-03-04"), [""; 0]);
        let told = found(
            "title: 007\nauthor: Anna Weir\ntags: [a, B, c]\nimage:\n  width: 5\ncolour: red\n\
             rating: six",
        );
        let expected = [
            "2:8: `title` is a number to Jekyll; it must be text.",
            "3:9: `author` is `Anna Weir`, which is none of the values it may have.",
            "4:7: `tags` has 3 items; it must have at most 2.",
            "4:11: Item 2 of `tags` is `B`, which does not match `^[a-z]+$`.",
            "5:1: `alt` is missing in `image`.",
            "6:10: `image.width` is 5; it must be at least 10.",
            "7:1: `colour` is none of the keys that are wanted here.",
            "8:9: `rating` is text; it must be nothing or a number.",
        ];
        for (line, expected) in told.iter().zip(expected) {
            assert!(line.starts_with(expected), "{line}\n{expected}");
        }
        assert_eq!(told.len(), expected.len(), "{told:#?}");
        assert_eq!(found("author: Desk").len(), 1);
        assert!(found("author: Desk")[0].starts_with("1:1: `title` is missing."));
        assert_eq!(found("title: Port reopens\nauthor:")[0].split(' ').next(), Some("3:1:"));
    }

    #[test]
    fn keys_and_items_are_pointed_at() {
        let schema = r#"{"propertyNames": {"pattern": "^[a-z]+$"}, "minProperties": 3,
          "properties": {"tags": {"uniqueItems": true}}}"#;
        let post = "---\ntags: [a, b, a]\nBad_key: 1\n---\n";
        let files = [("copydesk.yml", CONFIG), ("schemas/post.json", schema), (POST, post)];
        let told = check(&files).1;
        for expected in [
            "1:1: error[front-matter/schema] The front matter has 2 keys; it must have at least 3.",
            "2:14: error[front-matter/schema] `tags` has `a` twice.",
            "3:1: error[front-matter/schema] `Bad_key` is no name for a key: ",
        ] {
            assert!(told.contains(expected), "{told}");
        }
    }

    #[test]
    fn where_readers_differ_either_is_right() {
        // SafeYAML reads a number, Psych a text
        let rest = "title: Port reopens\nauthor: Desk";
        assert_eq!(found(&format!("rating: 1.5e3\n{rest}")), [""; 0]);
        // SafeYAML reads 750, Psych 45000
        assert_eq!(found("title: 12:30\nauthor: Desk").len(), 1);
    }

    #[test]
    fn schemas_that_are_none_are_told() {
        let told = |schema: &str| {
            let post = (POST, "---\na: b\n---\n");
            let (code, told) =
                check(&[("copydesk.yml", CONFIG), ("schemas/post.json", schema), post]);
            assert_eq!(code, Some(2), "{told}");
            assert!(told.contains("copydesk.yml:5:20"), "{told}");
            told
        };
        assert!(told("{").contains("`schemas/post.json` is no JSON: "));
        let wrong = told(r#"{"properties": {"a": {"type": "txt"}}}"#);
        assert!(
            wrong.contains("is no JSON Schema") && wrong.contains("/properties/a/type"),
            "{wrong}"
        );
        for elsewhere in ["https://example.org/a.json", "file:///etc/hosts", "other.json"] {
            let told = told(&format!(r#"{{"$ref": "{elsewhere}"}}"#));
            let said = format!("refers to `{elsewhere}`, which copydesk does not read");
            assert!(told.contains(&said), "{told}");
        }
        assert!(told(r##"{"$ref": "#/$defs/none"}"##).contains("is no JSON Schema"));
    }

    #[test]
    fn a_rule_of_ones_own_names_a_file_beside_it() {
        let rule = "extends: schema\nseverity: warning\nmessage: '{problem}.'\nwhy: It is.\n\
                    options: {json-schema: post.json}\nexamples:\n  bad:\n    - text: |\n        \
                    ---\n        a: ‹b›\n        ---\n  good:\n    - text: |\n        ---\n        \
                    a: 1\n        ---\n";
        let schema = r#"{"properties": {"a": {"type": "number"}}}"#;
        let config = "packs: [./style/house]\n";
        let files = [
            ("copydesk.yml", config),
            ("style/house/a.yml", rule),
            ("style/house/post.json", schema),
            (POST, "---\na: b\n---\n"),
        ];
        let (code, told) = check(&files);
        assert_eq!(code, Some(0), "{told}");
        assert!(told.contains("warning[house/a] `a` is text; it must be a number."), "{told}");
        let (code, told) = run(&files, &["test"]);
        assert_eq!(code, Some(0), "{told}");
        let (code, told) = run(&files, &["test", "style/house"]);
        assert_eq!(code, Some(0), "{told}");
        let (code, told) = check(&[files[0], files[1], files[3]]);
        assert_eq!(code, Some(2), "{told}");
        assert!(told.contains("style/house/a.yml:5:24"), "{told}");
    }
}
