//! Every example of every built-in rule is a test of its own, and so is every example
//! of the pack in `tests/kinds`, which shows the kinds that no built-in rule shows whole.

#![allow(clippy::disallowed_methods, clippy::expect_used, reason = "a test reads its rules")]

use std::path::Path;

use copydesk::pack::RuleSet;
use copydesk::prove::prove;
use copydesk::report::{Look, render_problem, render_proof};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let kinds = kinds();
    let builtin = RuleSet::builtin();
    let mut trials = Vec::new();
    let all = builtin.ids().map(|id| (&builtin, id)).chain(kinds.ids().map(|id| (&kinds, id)));
    for (set, id) in all {
        match prove(set, id) {
            Ok(proofs) => trials.extend(proofs.into_iter().map(|proof| {
                let told = render_proof(&proof, Look::PLAIN);
                let outcome = if told.is_empty() { Ok(()) } else { Err(told.into()) };
                Trial::test(format!("{id} {}", proof.name), move || outcome)
            })),
            Err(problems) => {
                let told = problems.iter().map(|problem| render_problem(problem, Look::PLAIN));
                let outcome = Err(Failed::from(told.collect::<String>()));
                trials.push(Trial::test(format!("{id} loads"), move || outcome));
            }
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

/// The pack that shows kinds, read as a user's own.
fn kinds() -> RuleSet {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kinds");
    let files = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| {
        let text = std::fs::read_to_string(entry.path()).expect("a rule");
        (entry.path().to_string_lossy().into_owned(), text)
    });
    let mut set = RuleSet::empty();
    let problems = set.add_pack("kinds", files, |name| Err(format!("no file {name}")));
    assert!(problems.is_empty(), "{problems:#?}");
    set
}
