//! A dictionary of Hunspell in the place of English, in a rule of a user's own.

#![cfg(feature = "hunspell")]
#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use copydesk::pack::RuleSet;
use copydesk::prove::prove;

const RULE: &str = "extends: spelling\nseverity: warning\nmessage: \"'{found}' is in no dictionary.\"\n\
    why: x\nlanguage: de\noptions: { dictionary: de.dic, affixes: de.aff }\nexamples:\n  bad:\n    \
    - text: |\n        ---\n        lang: de\n        ---\n        die booten ‹kommne›\n  good:\n    \
    - text: die booten kommne\n    - text: |\n        ---\n        lang: de\n        ---\n        \
    das boot, die booten\n";

#[test]
fn a_rule_brings_its_own_dictionary() {
    let read = |affixes: &str, name: &str| match name {
        "de.aff" => Ok(affixes.to_owned()),
        "de.dic" => Ok("4\ndie\ndas\nboot/S\nkommen\n".to_owned()),
        name => Err(format!("no file {name}")),
    };
    let load = |affixes: &'static str| {
        let mut set = RuleSet::empty();
        let files = [("own/words.yml".to_owned(), RULE.to_owned())];
        let problems = set.add_pack("own", files, |name| read(affixes, name));
        (set, problems)
    };
    let (set, problems) = load("SET UTF-8\nSFX S Y 1\nSFX S 0 en .\n");
    assert!(problems.is_empty(), "{problems:#?}");
    let id = set.ids().next().expect("a rule").clone();
    for proof in prove(&set, &id).expect("loads") {
        assert!(proof.failures.is_empty(), "{proof:#?}");
    }
    let (_, problems) = load("SFX S Y x\n");
    assert_eq!(problems.len(), 1, "a broken dictionary is told");
}
