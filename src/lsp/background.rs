//! Work that nobody waits for: a thread reads the posts of the workspace, and looks at
//! them together when the writer pauses.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use super::{Event, guarded};
use crate::check::Hit;
use crate::diagnostic::Problem;
use crate::facts::PostFacts;
use crate::project::{Neighbours, Post, Project};

/// How long nothing must change before posts are looked at together.
const PAUSE: Duration = Duration::from_millis(150);

/// What is known of the posts of the workspace. Only the thread writes to it, and only
/// for moments, so that whoever reads never waits long.
pub(super) type Shared = Arc<RwLock<Neighbours>>;

/// Something to do.
pub(super) enum Task {
    /// Read all posts below some folders, from now on with the project of this number.
    Read(usize, Arc<Project>, Vec<PathBuf>),
    /// An open post says something else.
    Put(Arc<Post>, Stamp, Option<PostFacts>),
    /// A post is no longer open: what is on the disk counts.
    Close(PathBuf),
    /// Files on the disk have changed.
    Changed(Vec<PathBuf>),
}

/// Which of the states of an open post something is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Which project.
    pub project: usize,
    /// Which state of the post's own.
    pub post: usize,
}

/// What came of it.
pub(super) enum News {
    /// What is wrong with the configs of a workspace that was read by that project.
    Problems(usize, Vec<Problem>),
    /// What rules find in an open post beside others.
    Found(PathBuf, Stamp, Vec<(usize, Hit)>),
    /// Something failed.
    Trouble(String),
}

/// The thread, with what it keeps.
pub(super) struct Background {
    pub tasks: Receiver<Task>,
    pub events: Sender<Event>,
    pub neighbours: Shared,
    /// The number of the project that counts now.
    pub current: Arc<AtomicUsize>,
}

/// What the thread knows.
#[derive(Default)]
struct State {
    project: Option<(Arc<Project>, usize)>,
    open: HashMap<PathBuf, (Arc<Post>, Stamp)>,
}

impl Background {
    /// Works until nobody has anything to do any more.
    pub fn run(self) {
        let mut state = State::default();
        let mut idle = true;
        loop {
            let task = match idle {
                true => self.tasks.recv().map_err(|_| RecvTimeoutError::Disconnected),
                false => self.tasks.recv_timeout(PAUSE),
            };
            let done = match task {
                Ok(task) => {
                    idle = false;
                    guarded(|| self.take(&mut state, task))
                }
                Err(RecvTimeoutError::Timeout) => {
                    idle = true;
                    guarded(|| self.look(&state))
                }
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if let Err(why) = done {
                self.tell(News::Trouble(why));
            }
        }
    }

    fn take(&self, state: &mut State, task: Task) {
        match task {
            Task::Read(number, project, folders) => {
                let current = &self.current;
                let go_on = || current.load(Ordering::Relaxed) == number;
                if !go_on() {
                    return;
                }
                state.open.clear();
                state.project = Some((Arc::clone(&project), number));
                *self.write() = Neighbours::default();
                if let Some((read, problems)) = Neighbours::read(&project, &folders, &go_on) {
                    *self.write() = read;
                    self.tell(News::Problems(number, problems));
                }
            }
            Task::Put(post, stamp, facts) => {
                let mut neighbours = self.write();
                match facts {
                    Some(facts) => neighbours.put(&post.place, facts),
                    None => neighbours.remove(&post.place, &post.place.relative(&post.file)),
                }
                state.open.insert(post.file.clone(), (post, stamp));
            }
            Task::Close(file) => {
                state.open.remove(&file);
                self.reread(state, file);
            }
            Task::Changed(files) => {
                for file in files.into_iter().filter(|file| !state.open.contains_key(file)) {
                    self.reread(state, file);
                }
            }
        }
    }

    /// Takes in what a file on the disk says now.
    fn reread(&self, state: &State, file: PathBuf) {
        let Some((project, _)) = &state.project else { return };
        let Ok(Some(post)) = project.post_at(&file) else { return };
        let facts = project.facts_on_disk(&post);
        let mut neighbours = self.write();
        match facts {
            Some(facts) => neighbours.put(&post.place, facts),
            None => neighbours.remove(&post.place, &post.place.relative(&post.file)),
        }
    }

    /// Looks at the posts together, for the sake of those that are open.
    fn look(&self, state: &State) {
        let Some((project, number)) = &state.project else { return };
        if self.current.load(Ordering::Relaxed) != *number {
            return;
        }
        let open: Vec<&(Arc<Post>, Stamp)> = state.open.values().collect();
        let posts: Vec<&Post> = open.iter().map(|(post, _)| &**post).collect();
        let found =
            self.neighbours.read().unwrap_or_else(PoisonError::into_inner).across(project, &posts);
        for ((post, stamp), hits) in open.into_iter().zip(found) {
            self.tell(News::Found(post.file.clone(), *stamp, hits));
        }
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Neighbours> {
        self.neighbours.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, news: News) {
        let _ = self.events.send(Event::News(news));
    }
}
