//! How far a run has come, in one line of the terminal that is gone when it is over.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use crate::project::{Gathered, Project};
use crate::report::Run;

/// A run that is over sooner says nothing.
const MOMENT: Duration = Duration::from_millis(500);
/// Between two looks.
const TICK: Duration = Duration::from_millis(100);
/// Posts that are checked in less than a moment.
const FEW: usize = 200;

/// Checks posts, and says how far that has come where somebody can see it.
pub(super) fn check(project: &Project, gathered: &Gathered, quiet: bool) -> Run {
    if quiet || gathered.posts.len() < FEW || !stderr().is_terminal() {
        return project.check(gathered);
    }
    thread::scope(|scope| {
        // dropped when the run is over, which ends the thread
        let (run_on, until) = channel::<()>();
        scope.spawn(move || watch(project, gathered.posts.len(), &until));
        let run = project.check(gathered);
        drop(run_on);
        run
    })
}

fn watch(project: &Project, posts: usize, until: &Receiver<()>) {
    let goes_on = |time| until.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
    if !goes_on(MOMENT) {
        return;
    }
    loop {
        let done = project.done().min(posts);
        let line = format!("{done} of {posts} posts checked");
        // a terminal that has gone away is no reason to stop
        let _ = write!(stderr(), "\r{line}");
        if !goes_on(TICK) {
            break;
        }
    }
    let _ = write!(stderr(), "\r\u{1b}[2K");
}
