//! `copydesk completions` and `copydesk man`: what packages put beside the program,
//! made from its own arguments.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Cli, Exit, Output};

pub(super) fn completions(shell: Shell, output: &Output) -> Exit {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "copydesk", &mut bytes);
    output.print(&String::from_utf8_lossy(&bytes));
    Exit::Clean
}

/// The page of the program, or of one of its commands, in roff.
pub(super) fn man(name: Option<&str>, output: &Output) -> Exit {
    let mut program = Cli::command().propagate_version(true);
    // arguments of all commands reach them only then
    program.build();
    let page = match name {
        None => &program,
        Some(name) => match program.find_subcommand(name).filter(|found| !found.is_hide_set()) {
            None => return output.failed(format!("there is no command `{name}`")),
            Some(found) => found,
        },
    };
    let mut bytes = Vec::new();
    match clap_mangen::Man::new(page.clone()).render(&mut bytes) {
        Err(error) => output.failed(format!("the page cannot be made: {error}")),
        Ok(()) => {
            output.print(&String::from_utf8_lossy(&bytes));
            Exit::Clean
        }
    }
}
