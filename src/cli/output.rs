//! Where words go: results to standard output, everything about the run to
//! standard error.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use super::{Color, Exit};
use crate::diagnostic::Problem;
use crate::report::{Look, render_problem, tame_for_github};

/// Columns where no terminal says how many it has.
const WIDTH: usize = 80;
/// Columns beyond which lines are hard to read.
const MAX_WIDTH: usize = 120;

/// The two streams, and how each may look.
pub(super) struct Output {
    /// Of results.
    pub look: Look,
    /// Of words about the run.
    error_look: Look,
    /// Whether this is a job of GitHub's, whose runner obeys some lines of its log.
    pub in_github: bool,
    /// Whether results could not be written.
    lost: Cell<bool>,
}

impl Output {
    /// Finds out what the streams can show. `NO_COLOR`, `CLICOLOR_FORCE` and the
    /// like are heeded where nothing is chosen.
    pub fn new(color: Color) -> Self {
        let colored = |choice: ColorChoice| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => choice != ColorChoice::Never,
        };
        let out = io::stdout();
        let err = io::stderr();
        let links =
            out.is_terminal() && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        let width = |is_terminal: bool| match terminal_size::terminal_size() {
            Some((width, _)) if is_terminal => usize::from(width.0).clamp(40, MAX_WIDTH),
            _ => WIDTH,
        };
        Self {
            look: Look {
                color: colored(AutoStream::choice(&out)),
                links,
                width: width(out.is_terminal()),
            },
            error_look: Look {
                color: colored(AutoStream::choice(&err)),
                links: false,
                width: width(err.is_terminal()),
            },
            in_github: std::env::var("GITHUB_ACTIONS").is_ok_and(|value| value == "true"),
            lost: Cell::new(false),
        }
    }

    /// The text as a log may hold it.
    pub fn tamed<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.in_github { tame_for_github(text).into() } else { text.into() }
    }

    /// Prints a result. A reader that has gone away wants no more of it.
    pub fn print(&self, text: &str) {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                self.lost.set(true);
                self.say(&format!("the results cannot be written: {error}"));
            }
            _ => {}
        }
    }

    /// How the run ends: results that are lost are trouble.
    pub fn end(&self, exit: Exit) -> Exit {
        if self.lost.get() { Exit::Trouble } else { exit }
    }

    /// Says something about the run.
    pub fn say(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", self.tamed(text));
    }

    /// Tells a problem.
    pub fn problem(&self, problem: &Problem) {
        let text = render_problem(problem, self.error_look);
        let _ = io::stderr().lock().write_all(self.tamed(&text).as_bytes());
    }

    /// Tells problems, and that the run ends with them.
    pub fn trouble(&self, problems: &[Problem]) -> Exit {
        problems.iter().for_each(|problem| self.problem(problem));
        Exit::Trouble
    }

    /// Tells a problem without a file.
    pub fn failed(&self, message: impl Into<String>) -> Exit {
        self.trouble(&[Problem::new(message)])
    }
}
