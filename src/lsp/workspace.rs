//! The folders and posts that are open, and what is known of them.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, RwLock};

use chrono::NaiveDate;
use lsp_types::{PublishDiagnosticsParams, Uri};

use super::background::{Background, News, Shared, Stamp, Task};
use super::client::Client;
use super::documents::OpenText;
use super::positions::{Encoding, Positions};
use super::{Event, Options, diagnostics, uri};
use crate::check::{Beside, Hit};
use crate::config::FILE_NAME;
use crate::diagnostic::Problem;
use crate::document::Picture;
use crate::facts::PostFacts;
use crate::project::{Examined, Neighbours, Post, Project, Request};
use crate::site::Site;
use crate::text::Edit;
use crate::tree::Entry;

/// Findings of one post that an editor is told of. To place more takes longer than
/// somebody types, and nobody reads them.
const MOST_SHOWN: usize = 1_000;

/// What is open.
pub(super) struct Workspace {
    options: Options,
    folders: Vec<PathBuf>,
    /// What was learned of the folders; a new one when something in them says how
    /// posts are checked.
    pub project: Arc<Project>,
    /// The number of that project, which the background knows too.
    current: Arc<AtomicUsize>,
    today: NaiveDate,
    tasks: Sender<Task>,
    neighbours: Shared,
    open: HashMap<String, OpenPost>,
    /// What is wrong with configs and rules, as it was told.
    problems: BTreeMap<PathBuf, Vec<Problem>>,
    /// How often any post was looked at: no two looks have the same number.
    looks: usize,
    /// Whether something else than the editor's own changes made findings old.
    refresh: bool,
}

/// A text that is open, and what is known of it.
struct OpenPost {
    text: OpenText,
    /// How it is checked; `None` where it is not.
    post: Option<Arc<Post>>,
    /// What came of the last look at it, if there was one since it changed; nothing
    /// where it is no post.
    seen: Option<Option<Examined>>,
    /// The number of that look.
    look: usize,
    /// Whether the editor was not told of the last look.
    is_stale: bool,
    /// Whether the editor was told of findings that it may still show.
    is_told: bool,
    /// Whether it is looked at beside others.
    has_neighbours: bool,
    /// What was found in it beside others; `None` where that is not known yet.
    hits: Option<Vec<(usize, Hit)>>,
    /// What the background was told of it last, and the number of that.
    facts: Option<PostFacts>,
    stamp: Stamp,
}

/// A post as it is seen now.
pub(super) struct Look<'w> {
    /// Its text as it is open.
    pub text: &'w OpenText,
    /// How it is checked.
    pub post: &'w Post,
    /// What came of it.
    pub seen: &'w Examined,
    /// What is found in it beside other posts.
    pub beside: Beside<'w>,
    /// The places in it.
    pub positions: Positions<'w>,
    /// What is known of its folder.
    pub project: &'w Project,
    /// What is known of the other posts.
    pub neighbours: &'w Shared,
    /// What tells this look from others.
    pub number: usize,
}

impl OpenPost {
    fn beside(&self) -> Beside<'_> {
        match &self.hits {
            _ if !self.has_neighbours => Beside::None,
            Some(hits) => Beside::Found(hits),
            None => Beside::Later,
        }
    }

    fn forget(&mut self) {
        self.seen = None;
        self.is_stale = true;
    }
}

impl Workspace {
    /// A workspace of which nothing is known yet.
    pub fn new(options: Options, events: Sender<Event>) -> Self {
        let (tasks, todo) = channel();
        let neighbours: Shared = Arc::new(RwLock::new(Neighbours::default()));
        let current = Arc::new(AtomicUsize::new(0));
        let background = Background {
            tasks: todo,
            events,
            neighbours: Arc::clone(&neighbours),
            current: Arc::clone(&current),
        };
        std::thread::spawn(move || background.run());
        let today = (options.today)();
        let request = Request::new(options.cwd.clone(), options.config.clone(), today);
        Self {
            project: Arc::new(Project::new(request)),
            options,
            folders: Vec::new(),
            current,
            today,
            tasks,
            neighbours,
            open: HashMap::new(),
            problems: BTreeMap::new(),
            looks: 0,
            refresh: false,
        }
    }

    /// Takes other folders for the workspace, and reads them.
    pub fn set_folders(&mut self, folders: Vec<PathBuf>, client: &Client) {
        self.folders = folders;
        self.renew(client);
    }

    /// The folders of the workspace.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Learns anew how posts are checked: a config, a rule or a list of the site's has
    /// changed.
    pub fn renew(&mut self, client: &Client) {
        self.today = (self.options.today)();
        let cwd = self.folders.first().unwrap_or(&self.options.cwd);
        let request = Request::new(cwd.clone(), self.options.config.clone(), self.today);
        self.project = Arc::new(Project::new(request));
        let number = self.current.fetch_add(1, Ordering::Relaxed) + 1;
        for file in std::mem::take(&mut self.problems).into_keys() {
            self.publish_problems(&file, client);
        }
        let read = Task::Read(number, Arc::clone(&self.project), self.folders.clone());
        let _ = self.tasks.send(read);
        let uris: Vec<String> = self.open.keys().cloned().collect();
        for uri in uris {
            self.settle(&uri, number, client);
        }
        self.refresh = true;
    }

    /// The same where another day has begun, on which other posts are in the future.
    pub fn renew_with_the_day(&mut self, client: &Client) {
        if (self.options.today)() != self.today {
            self.renew(client);
        }
    }

    /// Finds out how an open text is checked.
    fn settle(&mut self, uri: &str, number: usize, client: &Client) {
        let Some(open) = self.open.get_mut(uri) else { return };
        let file = open.text.file.as_deref();
        let outcome = file.map_or(Ok(None), |file| self.project.post_at(file));
        let inside = |file: &Path| self.folders.iter().any(|folder| file.starts_with(folder));
        open.has_neighbours = file.is_some_and(inside);
        open.hits = None;
        open.facts = None;
        open.stamp = Stamp { project: number, post: 0 };
        open.forget();
        match outcome {
            Ok(post) => open.post = post.map(Arc::new),
            Err(problems) => {
                open.post = None;
                self.tell_problems(problems, client);
            }
        }
    }

    /// Takes in a text that was opened.
    pub fn open(&mut self, text: OpenText, client: &Client) {
        let uri = text.uri.clone();
        let open = OpenPost {
            text,
            post: None,
            seen: None,
            look: 0,
            is_stale: true,
            is_told: false,
            has_neighbours: false,
            hits: None,
            facts: None,
            stamp: Stamp::default(),
        };
        self.open.insert(uri.clone(), open);
        self.settle(&uri, self.current.load(Ordering::Relaxed), client);
    }

    /// Changes an open text by what `change` does to it.
    pub fn change(&mut self, uri: &str, change: impl FnOnce(&mut OpenText) -> Vec<Edit>) {
        let Some(open) = self.open.get_mut(uri) else { return };
        let edits = change(&mut open.text);
        // until posts are looked at together again, what was found stays where it was
        if let Some(hits) = open.hits.take() {
            let moved = hits.into_iter().filter_map(|(rule, hit)| {
                let moved = edits.iter().try_fold(hit, |hit, edit| hit.after(edit));
                moved.map(|hit| (rule, hit))
            });
            open.hits = Some(moved.collect());
        }
        open.forget();
    }

    /// Forgets a text that was closed; its file, where it has one.
    pub fn close(&mut self, uri: &str, client: &Client) {
        let Some(open) = self.open.remove(uri) else { return };
        if open.is_told {
            self.publish(uri, None, Vec::new(), client);
        }
        if let Some(file) = open.text.file {
            let _ = self.tasks.send(Task::Close(file));
        }
    }

    /// Whether the text of a file is open.
    pub fn is_open(&self, file: &Path) -> bool {
        self.open.values().any(|open| open.text.file.as_deref() == Some(file))
    }

    /// Has posts read again whose files changed.
    pub fn reread(&self, files: Vec<PathBuf>) {
        let _ = self.tasks.send(Task::Changed(files));
    }

    /// Looks at all open posts again: pictures may have come or gone.
    pub fn forget_files(&mut self) {
        self.project.forget_files();
        self.open.values_mut().for_each(OpenPost::forget);
        self.refresh = true;
    }

    /// The post at `uri` as it is now; nothing where it is none.
    pub fn look(&mut self, uri: &str, encoding: Encoding) -> Option<Look<'_>> {
        let open = self.open.get_mut(uri)?;
        let post = open.post.clone()?;
        if open.seen.is_none() {
            let seen = self.project.examine(&post, &open.text.text, open.beside());
            self.looks += 1;
            open.look = self.looks;
            let facts = seen
                .as_ref()
                .map(|seen| PostFacts::of(&seen.doc, &post.place.site, self.project.today()));
            open.seen = Some(seen);
            if open.has_neighbours && (open.stamp.post == 0 || facts != open.facts) {
                open.stamp.post += 1;
                open.facts.clone_from(&facts);
                let _ = self.tasks.send(Task::Put(post, open.stamp, facts));
            }
        }
        let open = self.open.get(uri)?;
        Some(Look {
            text: &open.text,
            post: open.post.as_ref()?,
            seen: open.seen.as_ref()?.as_ref()?,
            beside: open.beside(),
            positions: open.text.positions(encoding),
            project: &self.project,
            neighbours: &self.neighbours,
            number: open.look,
        })
    }

    /// Sends the diagnostics of one post whose turn it is; whether there was one.
    pub fn publish_next(&mut self, client: &mut Client) -> bool {
        if std::mem::take(&mut self.refresh) && client.can.refresh {
            client.ask("workspace/diagnostic/refresh", serde_json::Value::Null);
        }
        let Some((uri, open)) = self.open.iter_mut().find(|(_, open)| open.is_stale) else {
            return false;
        };
        open.is_stale = false;
        // also where it is checked no more, as when a config breaks
        let is_shown = !client.can.pull && (open.post.is_some() || open.is_told);
        open.is_told = is_shown && open.post.is_some();
        let (uri, version) = (uri.clone(), open.text.version);
        let shown = match self.look(&uri, client.encoding) {
            Some(look) => look.diagnostics(),
            None => Vec::new(),
        };
        if is_shown {
            self.publish(&uri, Some(version), shown, client);
        }
        true
    }

    /// Takes in what came of work in the background.
    pub fn hear(&mut self, news: News, client: &Client) {
        match news {
            News::Trouble(why) => client.show(&why),
            News::Problems(project, problems) => {
                if project == self.current.load(Ordering::Relaxed) {
                    self.tell_problems(problems, client);
                }
            }
            News::Found(file, stamp, hits) => {
                let mut all = self.open.values_mut();
                let meant = |open: &&mut OpenPost| {
                    open.text.file.as_ref() == Some(&file) && open.stamp == stamp
                };
                // one for an older state is followed by one for this
                let Some(open) = all.find(meant) else { return };
                let was_empty = open.hits.as_ref().is_some_and(Vec::is_empty);
                let is_news = !(was_empty && hits.is_empty());
                open.hits = Some(hits);
                if is_news {
                    open.forget();
                    self.refresh = true;
                }
            }
        }
    }

    /// Shows problems in the files that they are in.
    fn tell_problems(&mut self, problems: Vec<Problem>, client: &Client) {
        let mut files = Vec::new();
        for problem in problems {
            match self.project.file_of(&problem) {
                Some(file) if problem.place.is_some() || is_config(&file) => {
                    let told = self.problems.entry(file.clone()).or_default();
                    if !told.contains(&problem) {
                        told.push(problem);
                        files.push(file);
                    }
                }
                _ => client.log(&problem.message),
            }
        }
        files.dedup();
        files.iter().for_each(|file| self.publish_problems(file, client));
    }

    fn publish_problems(&self, file: &Path, client: &Client) {
        let problems = self.problems.get(file).into_iter().flatten();
        let shown = problems.map(|problem| diagnostics::of_problem(problem, client.encoding));
        let mut open = self.open.values().filter(|open| open.text.file.as_deref() == Some(file));
        let uri = open.next().map_or_else(|| uri::of_file(file), |open| open.text.uri.clone());
        self.publish(&uri, None, shown.collect(), client);
    }

    fn publish(
        &self,
        uri: &str,
        version: Option<i32>,
        diagnostics: Vec<lsp_types::Diagnostic>,
        client: &Client,
    ) {
        let params = PublishDiagnosticsParams { uri: Uri::from(uri), version, diagnostics };
        client.tell("textDocument/publishDiagnostics", params);
    }
}

/// Whether a file is a config, which may be wrong as a whole.
fn is_config(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == FILE_NAME)
}

impl Look<'_> {
    /// What is wrong with it, as editors show it: the first of very many.
    pub fn diagnostics(&self) -> Vec<lsp_types::Diagnostic> {
        let shown = |found| diagnostics::shown(found, &self.text.uri, &self.positions);
        self.seen.found.iter().take(MOST_SHOWN).map(shown).collect()
    }

    /// The picture named at a byte.
    pub fn picture_at(&self, at: u32) -> Option<&Picture> {
        let mut pictures = self.seen.doc.pictures.iter();
        pictures.find(|picture| picture.span.start <= at && at <= picture.span.end)
    }

    /// The entry of the front matter at a byte.
    pub fn entry_at(&self, at: u32) -> Option<&Entry> {
        let mut entries = self.seen.doc.keys()?.entries().iter();
        entries.find(|entry| {
            let whole = entry.key.span.to(entry.value.span);
            whole.start <= at && at <= whole.end
        })
    }

    /// The site of the post.
    pub fn site(&self) -> &Site {
        &self.post.place.site
    }

    /// The file at a path from the site's root.
    pub fn file(&self, path: &str) -> PathBuf {
        self.post.place.root.join(path)
    }
}
