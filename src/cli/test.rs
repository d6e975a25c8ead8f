//! `copydesk test`: proves rules by their examples.

use std::path::Path;

use super::{ConfigArgs, Exit, Output};
use crate::diagnostic::{Problem, RuleId};
use crate::pack::RuleSet;
use crate::project::{Project, read_pack};
use crate::prove::prove;
use crate::report::count;

pub(super) fn run(folder: Option<&Path>, config: &ConfigArgs, output: &Output) -> Exit {
    let (set, ids) = match chosen(folder, config) {
        Ok(chosen) => chosen,
        Err(problems) => return output.trouble(&problems),
    };
    let (mut examples, mut failed) = (0, 0);
    for id in &ids {
        match prove(&set, id) {
            Err(problems) => return output.trouble(&problems),
            Ok(proofs) => {
                examples += proofs.len();
                for proof in &proofs {
                    failed += usize::from(!proof.failures.is_empty());
                    output.print(&crate::report::render_proof(proof, output.look));
                }
            }
        }
    }
    let tried = format!("{}, {}", count(ids.len(), "rule"), count(examples, "example"));
    match failed {
        0 => output.print(&format!("{tried}: all hold.\n")),
        1 => output.print(&format!("{tried}: 1 does not hold.\n")),
        failed => output.print(&format!("{tried}: {failed} do not hold.\n")),
    }
    if failed == 0 { Exit::Clean } else { Exit::Found }
}

/// The rules to prove: those of a folder, else those of the config's own packs,
/// else all.
fn chosen(
    folder: Option<&Path>,
    config: &ConfigArgs,
) -> Result<(RuleSet, Vec<RuleId>), Vec<Problem>> {
    let request = config.request().map_err(|why| vec![Problem::new(why)])?;
    if let Some(folder) = folder {
        let set = read_pack(&request.cwd, folder)?;
        let ids = set.ids().cloned().collect();
        return Ok((set, ids));
    }
    let loaded = Project::new(request).config_here()?;
    let own: Vec<RuleId> = loaded.rules.own_ids().cloned().collect();
    let ids = if own.is_empty() { loaded.rules.ids().cloned().collect() } else { own };
    Ok((loaded.rules.clone(), ids))
}
