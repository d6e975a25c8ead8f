//! What an expression finds holds one of its gates, and where it says: an expression that
//! is tried only there finds no less than one that is looked for everywhere.

#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use copydesk::check::pattern::{Begun, Pattern};
use copydesk::check::phrases::PhraseIndex;
use copydesk::diagnostic::RuleId;
use copydesk::pack::RuleSet;
use serde_yaml::Value;

/// The texts of all examples of the rules that come with the program.
fn texts(rules: &RuleSet) -> Vec<String> {
    fn gather(value: &Value, out: &mut Vec<String>) {
        match value {
            Value::String(text) => out.push(text.replace(['‹', '›'], "")),
            Value::Sequence(items) => items.iter().for_each(|item| gather(item, out)),
            Value::Mapping(keys) => keys.values().for_each(|value| gather(value, out)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    for id in rules.ids() {
        let source = rules.source(id).expect("a source");
        let rule: Value = serde_yaml::from_str(source.text()).expect("YAML");
        gather(&rule["examples"], &mut out);
    }
    out
}

fn patterns(rules: &RuleSet) -> Vec<(String, Pattern)> {
    let of = |id: &RuleId| {
        let id = id.clone();
        let rule = rules.load(&id).expect("a rule");
        let (_, needs) = rule.compile(None).expect("a check");
        let name = move |pattern: &Pattern| format!("{id} {}", pattern.option().join("."));
        needs.patterns.into_iter().map(move |pattern| (name(&pattern), pattern))
    };
    rules.ids().flat_map(of).collect()
}

#[test]
fn whatever_is_found_stands_at_a_gate() {
    let rules = RuleSet::builtin();
    // what soft hyphens stand in is searched as a whole
    let texts: Vec<String> = texts(&rules).into_iter().filter(|t| !t.contains('\u{ad}')).collect();
    assert!(texts.len() > 1_500, "{}", texts.len());
    let (mut placed, mut inside) = (0, 0);
    for (name, pattern) in patterns(&rules) {
        let Some(gates) = pattern.gates() else { continue };
        let index = PhraseIndex::new(vec![gates.clone()]);
        let signs = pattern.signs_alone();
        for text in &texts {
            let mut gates = Vec::new();
            index.find(text, |_, range| gates.push(range));
            let mut found = Vec::new();
            pattern.find(text, |range| found.push(range)).expect("few steps");
            for range in found {
                let words = &text[range.clone()];
                assert!(signs.are_in(words) && pattern.signs().are_in(words), "{name}: {words:?}");
                assert!(range.start == 0 || !pattern.is_at_start(), "{name}: {words:?}");
                let Some(before) = pattern.before_gates() else {
                    let holds = |gate: &std::ops::Range<usize>| {
                        range.start <= gate.start && gate.end <= range.end
                    };
                    assert!(gates.iter().any(holds), "{name}: {:?} in {text:?}", &text[range]);
                    inside += 1;
                    continue;
                };
                let begins = gates.iter().any(|gate| {
                    text.get(range.start..gate.start).is_some_and(|t| t.chars().count() == before)
                });
                assert!(begins, "{name}: {:?} in {text:?}", &text[range.clone()]);
                match pattern.begin_at(text, range.start) {
                    Begun::Found(same) => assert_eq!(same, range, "{name} in {text:?}"),
                    Begun::Perhaps => {}
                    Begun::Nothing => panic!("{name}: nothing at {} of {text:?}", range.start),
                }
                placed += 1;
            }
        }
    }
    assert!(placed > 400 && inside > 0, "{placed} and {inside}");
}

#[test]
fn what_the_build_says_that_a_rule_asks_for_is_what_it_asks_for() {
    let rules = RuleSet::builtin();
    let written = |patterns: &[Pattern]| {
        patterns.iter().map(|pattern| pattern.source().to_owned()).collect::<Vec<_>>()
    };
    let mut known = 0;
    for id in rules.ids() {
        let rule = rules.load(id).expect("a rule");
        let Some((phrases, patterns)) = rule.asks() else { continue };
        let (_, needs) = rule.compile(None).expect("a check");
        let phrases: Vec<_> = phrases.iter().map(|phrase| phrase.into_owned()).collect();
        assert_eq!(phrases, needs.phrases, "{id}");
        assert_eq!(written(&patterns), written(&needs.patterns), "{id}");
        known += 1;
    }
    assert!(known > 150, "{known}");
}
