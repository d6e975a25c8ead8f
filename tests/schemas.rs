//! The schemas for editors say what the program says: nothing that it takes is refused,
//! and nothing that a schema can know to be wrong is taken. With the feature
//! `jsonschema`, rules and configs are changed in every place and both are asked.

#![allow(clippy::disallowed_methods, reason = "a test reads the fixtures")]
#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::process::Command;

use copydesk::pack::RuleSet;
use copydesk::schema;
use serde_json::Value;

fn config_schema() -> Value {
    schema::config(&RuleSet::builtin())
}

/// Every key that a schema names, with what it says of it.
fn keys<'s>(schema: &'s Value, out: &mut Vec<(&'s String, &'s Value)>) {
    match schema {
        Value::Object(map) => {
            let own = map.get("properties").and_then(Value::as_object);
            // a condition names keys that are described elsewhere
            let is_description = map.get("additionalProperties") == Some(&Value::Bool(false));
            out.extend(own.filter(|_| is_description).into_iter().flatten());
            map.values().for_each(|value| keys(value, out));
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, out)),
        _ => {}
    }
}

#[test]
fn every_key_is_described() {
    for schema in [config_schema(), schema::rule()] {
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        let mut named = Vec::new();
        keys(&schema, &mut named);
        assert!(named.len() > 100);
        for (key, of) in named {
            let is_shared = of.get("$ref").is_some();
            assert!(is_shared || of["description"].is_string(), "no comment says what `{key}` is");
        }
    }
}

#[test]
fn a_config_is_offered_every_rule_with_its_message() {
    let schema = config_schema();
    let named = &schema["definitions"]["rules"]["properties"];
    let set = RuleSet::builtin();
    for id in set.ids() {
        let message = set.load(id).expect("loads").message.to_string();
        let about = named[id.as_str()]["description"].as_str().expect("a description");
        assert!(about.starts_with(&message), "{id}: {about}");
        assert!(named[id.pack()].is_object(), "{id}");
    }
}

#[test]
fn rules_of_the_site_are_offered_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let house = folder.path().join("style/house");
    std::fs::create_dir_all(&house).expect("a folder");
    std::fs::write(folder.path().join("copydesk.yml"), "packs: [./style/house]").expect("a file");
    let set = RuleSet::builtin();
    let id = set.find("openings/dive-in").expect("a rule");
    let rule = set.source(id).expect("a source").text();
    std::fs::write(house.join("dive.yml"), rule).expect("a file");
    let printed = |of: &str| -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        let output = command.args(["schema", of]).current_dir(&folder).output().expect("it starts");
        assert!(output.status.success());
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let named = &printed("config")["definitions"]["rules"]["properties"];
    assert!(named["house/dive"].is_object() && named["house"].is_object());
    assert_eq!(printed("rule"), schema::rule());
}

#[cfg(feature = "jsonschema")]
mod asked {
    use std::collections::BTreeSet;
    use std::path::Path;

    use copydesk::config::{Config, ConfigSource};
    use copydesk::diagnostic::RuleId;
    use copydesk::generator::Generator;
    use copydesk::rule::Manual;
    use serde_json::{Map, json};

    use super::*;

    /// A way to ask the program, and the schema beside it.
    struct Both {
        validator: jsonschema::Validator,
        takes: fn(&str) -> Result<(), String>,
    }

    fn configs() -> Both {
        let validator = jsonschema::validator_for(&config_schema()).expect("a schema");
        Both { validator, takes: takes_config }
    }

    fn rules() -> Both {
        let validator = jsonschema::validator_for(&schema::rule()).expect("a schema");
        Both { validator, takes: takes_rule }
    }

    fn takes_config(text: &str) -> Result<(), String> {
        let set = RuleSet::builtin();
        let source = ConfigSource::parse("copydesk.yml", text).map_err(|p| p.message)?;
        let read = |_: usize, _: &str| Ok("{}".to_owned());
        Config::new(&[source], &set, &read).map(|_| ()).map_err(|p| p[0].message.clone())
    }

    fn takes_rule(text: &str) -> Result<(), String> {
        let file = ("house/x.yml".to_owned(), text.to_owned());
        let mut set = RuleSet::empty();
        let problems = set.add_pack("house", [file], |_| Ok("{}".to_owned()));
        if let Some(problem) = problems.first() {
            return Err(problem.message.clone());
        }
        // the rest `copydesk test` tries
        let id = set.find("house/x").expect("it is there");
        let rule = set.load(id).expect("loads");
        let manual = Manual::load(set.source(id).expect("a source")).expect("loads");
        for example in manual.examples.bad.iter().chain(&manual.examples.good) {
            if let Some(error) = rule.refused(&example.options) {
                return Err(error.message);
            }
            if example.site.as_deref().is_some_and(|site| Generator::named(site).is_none()) {
                return Err("no such generator".to_owned());
            }
        }
        Ok(())
    }

    impl Both {
        /// What the program and what the schema finds wrong.
        fn ask(&self, text: &str) -> (Option<String>, Option<String>) {
            let value: Value = serde_yaml::from_str(text).expect("YAML");
            let wrong = self.validator.validate(&value).err();
            let wrong = wrong.map(|error| format!("{} at {}", error, error.instance_path()));
            ((self.takes)(text).err(), wrong)
        }

        fn are_content(&self, text: &str) {
            assert_eq!(self.ask(text), (None, None), "{text}");
        }
    }

    fn top() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    /// The YAML blocks of a page.
    fn blocks(page: &str) -> Vec<String> {
        let text = std::fs::read_to_string(top().join(page)).expect("a page");
        let parts = text.split("```").skip(1).step_by(2);
        parts.filter_map(|part| Some(part.strip_prefix("yaml\n")?.to_owned())).collect()
    }

    #[test]
    fn what_is_shipped_and_shown_is_right() {
        let (set, rules, configs) = (RuleSet::builtin(), rules(), configs());
        for id in set.ids() {
            rules.are_content(set.source(id).expect("a source").text());
        }
        for entry in std::fs::read_dir(top().join("fixtures")).expect("fixtures").flatten() {
            if let Ok(text) = std::fs::read_to_string(entry.path().join("copydesk.yml")) {
                configs.are_content(&text);
            }
        }
        let readme = blocks("README.md");
        configs.are_content(&readme[0]);
        rules.are_content(&readme[1]);
        configs.are_content(&blocks("docs/rule-file.md")[0]);
    }

    /// What is other about a value that was changed in one place.
    #[derive(Clone, Copy, PartialEq)]
    enum Other {
        /// Its form, which a schema knows.
        Form,
        /// Its sense, which may be beyond a schema.
        Sense,
        /// Its form, but the program is less strict than an editor had better be: it
        /// takes `7` for a text as it is written, and a list for a map of known keys.
        Loose,
    }

    /// A value with one change, in every place. `typed` says that the program reads it
    /// from YAML, and not as options.
    fn changed(value: &Value, typed: bool) -> Vec<(Value, Other)> {
        let mut out = Vec::new();
        let others = [
            json!(-1),
            json!(7),
            json!("text"),
            json!(true),
            Value::Null,
            json!([]),
            json!(["text"]),
            json!({}),
            json!({"zzz": 7}),
        ];
        for other in others {
            let is_plain = !(other.is_string() || other.is_array() || other.is_object());
            let holds_plain = other.to_string().contains('7');
            let how = match std::mem::discriminant(&other) == std::mem::discriminant(value) {
                _ if typed && holds_plain => Other::Loose,
                false if typed && value.is_string() && is_plain => Other::Loose,
                false if value.is_object() && other.is_array() => Other::Loose,
                false => Other::Form,
                true => Other::Sense,
            };
            out.push((other, how));
        }
        match value {
            Value::Object(map) => {
                for (key, inner) in map {
                    out.extend(changed(inner, typed && key != "options").into_iter().map(
                        |(inner, how)| {
                            let mut map = map.clone();
                            map.insert(key.clone(), inner);
                            (map.into(), how)
                        },
                    ));
                    let mut less = map.clone();
                    less.remove(key);
                    out.push((less.into(), Other::Form));
                    let mut misspelt = map.clone();
                    misspelt.remove(key);
                    misspelt.insert(format!("{key}x"), inner.clone());
                    out.push((misspelt.into(), Other::Form));
                }
            }
            Value::Array(items) => {
                if let Some(first) = items.first() {
                    out.extend(changed(first, typed).into_iter().map(|(inner, how)| {
                        let rest = items.iter().skip(1).cloned();
                        (std::iter::once(inner).chain(rest).collect(), how)
                    }));
                }
            }
            _ => {}
        }
        out
    }

    /// The same with few phrases, of which one is like the other.
    fn shortened(value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().take(2).map(shortened).collect(),
            Value::Object(map) => {
                let taken = if map.len() > 20 { 2 } else { map.len() };
                let few = map.iter().take(taken);
                few.map(|(key, value)| (key.clone(), shortened(value)))
                    .collect::<Map<_, _>>()
                    .into()
            }
            other => other.clone(),
        }
    }

    /// Asks about every change to the values; fails where program and schema differ, but
    /// for what is beyond a schema.
    fn compare(both: &Both, values: &[Value], beyond: &[&str]) {
        let (mut refused, mut taken, mut differ) = (0, 0, Vec::new());
        for (changed, how) in values.iter().flat_map(|value| changed(&shortened(value), true)) {
            let text = serde_yaml::to_string(&changed).expect("YAML");
            let is_beyond = |wrong: &str| beyond.iter().any(|beyond| wrong.contains(beyond));
            match both.ask(&text) {
                (None, None) => taken += 1,
                (Some(_), Some(_)) => refused += 1,
                (None, Some(wrong)) if how != Other::Loose => {
                    differ.push(format!("only the schema: {wrong}\n{text}"));
                }
                (Some(wrong), None) if how == Other::Form && !is_beyond(&wrong) => {
                    differ.push(format!("only the program: {wrong}\n{text}"));
                }
                _ => {}
            }
        }
        assert!(differ.is_empty(), "{} differ\n{}", differ.len(), differ.join("\n"));
        assert!(refused > 1000 && taken > 10, "{refused} and {taken}");
    }

    /// So many rules that each kind has each option that it has somewhere.
    fn different_rules() -> Vec<(RuleId, Manual)> {
        let set = RuleSet::builtin();
        let mut seen = BTreeSet::new();
        let mut out = Vec::new();
        for id in set.ids() {
            let manual = Manual::load(set.source(id).expect("a source")).expect("loads");
            let options = manual.options.keys().map(String::as_str).chain(["none"]);
            let new: Vec<_> = options.map(|key| (manual.extends.clone(), key.to_owned())).collect();
            let before = seen.len();
            seen.extend(new);
            if seen.len() > before {
                out.push((id.clone(), manual));
            }
        }
        out
    }

    #[test]
    fn changed_rules_are_refused_by_both_or_none() {
        let set = RuleSet::builtin();
        let text = |id: &RuleId| set.source(id).expect("a source").text();
        let values = different_rules().into_iter().map(|(id, _)| {
            let mut rule: Value = serde_yaml::from_str(text(&id)).expect("YAML");
            for side in ["bad", "good"] {
                rule["examples"][side].as_array_mut().expect("examples").truncate(1);
            }
            rule
        });
        // one option makes no sense beside another
        compare(&rules(), &values.collect::<Vec<_>>(), &["says nothing of"]);
    }

    #[test]
    fn changed_configs_are_refused_by_both_or_none() {
        let mut values = vec![json!({
            "extends": "base.yml",
            "required-version": ">=0.1",
            "site": "jekyll",
            "packs": ["recommended", "./style/house"],
            "rules": {"openings": "off", "date": {"severity": "warning"}, "image/alt": false},
            "exclude": ["_drafts/**"],
            "overrides": [{"files": ["*.md"], "rules": {"date/zone": "error"}}],
            "fail-on": "warning",
            "min-severity": "suggestion",
            "require-reasons": true,
            "drafts": "skip",
        })];
        values.extend(different_rules().into_iter().map(|(id, manual)| {
            let entry = json!({"severity": "error", "options": manual.options});
            json!({"rules": {id.as_str(): entry}})
        }));
        // nor does it know what the rule itself looks for, nor what another config brings along
        let beyond = ["says nothing of", "nothing to look for", "there is no rule or pack called"];
        compare(&configs(), &values, &beyond);
    }

    #[test]
    fn names_are_those_that_there_are() {
        let both = configs();
        let refused = |text: &str| {
            let (program, schema) = both.ask(text);
            assert!(program.is_some() && schema.is_some(), "{text}: {program:?} {schema:?}");
        };
        refused("rules: { image/mising: off }");
        refused("site: jekill");
        refused("rules: { image/size: { options: { max-byte: 7 } } }");
        refused("rules: { image/size: { options: { max-bytes: many } } }");
        refused("rules: { date/zone: on }");
        both.are_content("required-version: 0.1\n");
        both.are_content("# nothing yet\n");
        // a rule of a pack that another config brings along
        let value = serde_yaml::from_str("rules: { house/visitors: off }").expect("YAML");
        assert!(both.validator.is_valid(&value));
    }

    #[test]
    fn a_message_names_what_its_kind_fills_in() {
        let set = RuleSet::builtin();
        let id = set.find("image/missing").expect("a rule");
        let text = set.source(id).expect("a source").text();
        let with = |message: &str| {
            let mut rule: Value = serde_yaml::from_str(text).expect("YAML");
            rule["message"] = message.into();
            rules().ask(&serde_yaml::to_string(&rule).expect("YAML"))
        };
        for right in ["No `{path}`.", "{near}{found}", "{}, { x }, {a1} and {", "{{path}}"] {
            assert_eq!(with(right), (None, None), "{right}");
        }
        for wrong in ["No `{paths}`.", "{near}{key}", "{{key}}", "{ {key}"] {
            assert!(matches!(with(wrong), (Some(_), Some(_))), "{wrong}: {:?}", with(wrong));
        }
    }
}
