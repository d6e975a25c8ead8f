//! Every example of every built-in rule is a test of its own.

use std::fmt::Write as _;

use copydesk::pack::RuleSet;
use copydesk::prove::prove;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let set = RuleSet::builtin();
    let mut trials = Vec::new();
    for id in set.ids() {
        match prove(&set, id) {
            Ok(proofs) => trials.extend(proofs.into_iter().map(|proof| {
                let outcome = outcome(&proof.problems);
                Trial::test(format!("{id} {}", proof.name), move || outcome)
            })),
            Err(problems) => {
                let outcome = outcome(&problems);
                trials.push(Trial::test(format!("{id} loads"), move || outcome));
            }
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn outcome(problems: &[copydesk::diagnostic::Problem]) -> Result<(), Failed> {
    let mut text = String::new();
    for problem in problems {
        let _ = writeln!(text, "{}", problem.message);
        if let Some(place) = &problem.place {
            let excerpt = &place.excerpt;
            let _ = writeln!(text, "    {}", excerpt.text.replace('\n', "\n    "));
            let _ = writeln!(text, "    at: {:?}", excerpt.span.of(&excerpt.text));
        }
    }
    if text.is_empty() { Ok(()) } else { Err(text.into()) }
}
