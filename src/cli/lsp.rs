//! `copydesk lsp`.

use std::io::{BufReader, stdin, stdout};

use super::{ConfigArgs, Exit, Output, check, cwd};
use crate::lsp;

pub(super) fn run(config: &ConfigArgs, output: &Output) -> Exit {
    let cwd = match cwd() {
        Ok(cwd) => cwd,
        Err(why) => return output.failed(why),
    };
    let options = lsp::Options { config: config.choice(), cwd, today: check::now };
    // one that ends without goodbye has failed, says the protocol
    match lsp::serve(options, BufReader::new(stdin()), stdout()) {
        true => Exit::Clean,
        false => Exit::Found,
    }
}
