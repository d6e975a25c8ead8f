//! The edge of the program: the only module that touches the disk and the clock.
//! Finds configs and sites, reads posts, and runs the linter on them in parallel.

#![allow(clippy::disallowed_methods, reason = "this is the edge that clippy.toml speaks of")]

mod across;
mod assets;
mod configs;
mod editing;
mod git;
mod limits;
mod neighbours;
mod run;
mod sites;
mod walk;
mod write;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use crate::config::{Setting, Settings};
use crate::diagnostic::{Problem, RuleId, Safety, Severity};
use crate::lint::Linter;
use crate::pack::RuleSet;
use crate::text::Span;

pub use configs::{ConfigChoice, Loaded};
pub use editing::Examined;
pub use git::ChangeOf;
pub use limits::{BaselineAction, BaselineUse};
pub use neighbours::Neighbours;
pub use run::Opened;
pub use sites::Place;
pub use walk::Walked;
pub use write::put;

/// What a run is asked to do.
#[derive(Clone, Debug)]
pub struct Request {
    /// The folder to which paths are relative, and that they are shown from.
    pub cwd: PathBuf,
    /// Where configs come from.
    pub config: ConfigChoice,
    /// Rules and packs that run, whether enabled or not; none: those enabled.
    pub select: Vec<String>,
    /// Rules and packs that do not run.
    pub ignore: Vec<String>,
    /// Patterns of files left out, besides those of configs.
    pub exclude: Vec<String>,
    /// Whether files that are named are left out by patterns too.
    pub force_exclude: bool,
    /// Which fixes are made.
    pub fix: Option<Safety>,
    /// Whether fixes are shown rather than written.
    pub diff: bool,
    /// Findings below this are not fixed.
    pub least: Severity,
    /// Only what this change caused.
    pub change: Option<ChangeOf>,
    /// Everything in the posts that the change touched, rather than what it caused.
    pub whole_files: bool,
    /// Rules and packs whose findings are excused by comments, and why.
    pub excuse: Option<(Vec<String>, Option<String>)>,
    /// What is hidden.
    pub baseline: Option<BaselineUse>,
    /// Whether named files are checked beside all other posts of their sites.
    pub whole_site: bool,
    /// The day on which it runs.
    pub today: NaiveDate,
}

impl Request {
    /// A plain look at posts below `cwd`.
    pub fn new(cwd: PathBuf, config: ConfigChoice, today: NaiveDate) -> Self {
        Self {
            cwd,
            config,
            select: Vec::new(),
            ignore: Vec::new(),
            exclude: Vec::new(),
            force_exclude: false,
            fix: None,
            diff: false,
            least: Severity::Suggestion,
            change: None,
            whole_files: false,
            excuse: None,
            baseline: None,
            whole_site: false,
            today,
        }
    }
}

/// Settings: the number of a config, and the overrides that hold.
type SettingsKey = (usize, Vec<usize>);
/// A linter, or the knowledge that its settings are wrong.
type Compiled = Result<Arc<Linter>, ()>;

/// A run under way: what was learned of folders is kept.
pub struct Project {
    request: Request,
    configs: configs::Configs,
    sites: sites::Sites,
    linters: Mutex<HashMap<SettingsKey, Compiled>>,
    done: AtomicUsize,
}

/// A post to be checked, and everything that decides how.
pub struct Post {
    /// Where it is.
    pub file: PathBuf,
    /// The same as it is shown.
    pub shown: Arc<str>,
    /// Its site.
    pub place: Arc<Place>,
    /// Its config.
    pub config: Arc<Loaded>,
    linter: Arc<Linter>,
}

/// The posts that a run found, and what kept it from finding more.
#[derive(Default)]
pub struct Gathered {
    /// The posts, in the order of their paths.
    pub posts: Vec<Post>,
    /// Other posts of the same sites, which are not checked.
    pub others: Vec<Post>,
    /// Whether posts are looked at together: folders were named, or whole sites are
    /// asked for.
    pub together: bool,
    /// Paths that are not there, configs that are wrong, and the like.
    pub problems: Vec<Problem>,
    /// How many files patterns left out.
    pub excluded: usize,
}

impl Project {
    /// A run for `request`. Names of rules that there are not are told when the
    /// first post is looked at.
    pub fn new(request: Request) -> Self {
        Self {
            configs: configs::Configs::new(&request),
            sites: sites::Sites::new(request.change == Some(ChangeOf::Staged)),
            linters: Mutex::default(),
            done: AtomicUsize::new(0),
            request,
        }
    }

    /// How many posts have been looked at so far; more than there are where some are
    /// looked at twice.
    pub fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// Leaves findings below `least` unfixed, where the request says nothing.
    pub fn least_by_default(&mut self, least: Severity) {
        if self.request.least == Severity::Suggestion {
            self.request.least = least;
        }
    }

    /// Finds the posts under `paths`; folders are walked, files taken as named.
    pub fn gather(&self, paths: &[PathBuf]) -> Gathered {
        let mut out = Gathered::default();
        let mut files: Vec<Walked> = Vec::new();
        let exclude = match walk::globs(&self.request.exclude) {
            Ok(globs) => globs,
            Err(problem) => {
                out.problems.push(problem);
                return out;
            }
        };
        let mut folders = Vec::new();
        for path in paths {
            let absolute = self.request.cwd.join(path);
            match std::fs::metadata(&absolute) {
                Ok(kind) if kind.is_dir() => {
                    let before = files.len();
                    walk::walk(&absolute, &mut files, &mut out.problems);
                    folders.push((path, before..files.len()));
                }
                Ok(_) => files.push(Walked { file: normal(&absolute), named: true }),
                Err(error) => out
                    .problems
                    .push(Problem::new(walk::why(&error)).in_file(self.shown(&normal(&absolute)))),
            }
        }
        let mut kept = vec![0; folders.len()];
        for (number, walked) in files.into_iter().enumerate() {
            match self.place(walked, &exclude) {
                Ok(Some(post)) => {
                    for ((_, range), kept) in folders.iter().zip(&mut kept) {
                        *kept += usize::from(range.contains(&number));
                    }
                    out.posts.push(post);
                }
                Ok(None) => out.excluded += 1,
                Err(problems) => out.problems.extend(problems),
            }
        }
        for ((path, range), kept) in folders.iter().zip(kept) {
            // a folder all of whose posts were left out is not a mistake
            if kept == 0 && range.is_empty() && out.problems.is_empty() {
                let problem = Problem::new("no posts in this folder");
                let problem =
                    problem.help("Posts are `.md`, `.markdown`, `.mdx` and `.html` files.");
                out.problems
                    .push(problem.in_file(self.shown(&normal(&self.request.cwd.join(path)))));
            }
        }
        let walked: Vec<PathBuf> =
            folders.iter().map(|(path, _)| normal(&self.request.cwd.join(path))).collect();
        out.together = !walked.is_empty() || self.request.whole_site;
        if out.together {
            self.gather_others(&mut out, &walked, &exclude);
        }
        out.posts.sort_by(|a, b| a.shown.cmp(&b.shown));
        out.posts.dedup_by(|a, b| a.file == b.file);
        dedup(&mut out.problems);
        out
    }

    /// What decides how a file is checked; `None` where it is left out.
    fn place(
        &self,
        walked: Walked,
        exclude: &globset::GlobSet,
    ) -> Result<Option<Post>, Vec<Problem>> {
        let Walked { file, named } = walked;
        let shown: Arc<str> = Arc::from(self.shown(&file));
        let config = self.configs.for_file(&file)?;
        let place = self.sites.for_file(&file, &config);
        let in_config = config.relative(&file);
        let heed = !named || self.request.force_exclude;
        let left_out =
            heed && (exclude.is_match(shown.as_ref()) || config.config.excludes(&in_config));
        let unpublished = heed && place.ignores(&place.relative(&file));
        if left_out || unpublished {
            return Ok(None);
        }
        let linter = self.linter(&config, &in_config)?;
        Ok(Some(Post { file, shown, place, config, linter }))
    }

    /// The linter for the file at `path` below its config, compiled once for all
    /// files with the same settings.
    fn linter(&self, loaded: &Loaded, path: &str) -> Result<Arc<Linter>, Vec<Problem>> {
        let overrides = loaded.config.overrides_for(path);
        let key = (loaded.number, overrides.clone());
        let mut linters = self.linters.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = linters.get(&key) {
            // what is wrong was told the first time
            return known.clone().map_err(|()| Vec::new());
        }
        let settings = self.settings(loaded, loaded.config.settings(&overrides));
        let linter = settings.and_then(|settings| Linter::new(&loaded.rules, &settings));
        let linter = linter.map(Arc::new);
        linters.insert(key, linter.as_ref().map(Arc::clone).map_err(|_| ()));
        linter
    }

    /// The settings of a config with what the command line says laid over them.
    pub fn settings(
        &self,
        loaded: &Loaded,
        mut settings: Settings,
    ) -> Result<Settings, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut named = |names: &[String]| -> Vec<RuleId> {
            let mut ids = Vec::new();
            for name in names {
                match loaded.rules.select(name) {
                    Ok(found) => ids.extend(found),
                    Err(problem) => problems.push(problem),
                }
            }
            ids
        };
        let select = named(&self.request.select);
        let ignore = named(&self.request.ignore);
        if !problems.is_empty() {
            return Err(problems);
        }
        if !select.is_empty() {
            let old = std::mem::take(&mut settings.rules);
            let chosen = select.into_iter().map(|id| {
                let setting = old.get(&id).cloned().unwrap_or_else(Setting::default);
                (id, setting)
            });
            settings.rules = chosen.collect();
        }
        settings.rules.retain(|id, _| !ignore.contains(id));
        Ok(settings)
    }

    /// The files that [`Project::check`] would take for posts.
    pub fn posts<'g>(&self, gathered: &'g Gathered) -> Vec<&'g Post> {
        let is_post = |post: &&Post| match read(&post.file) {
            Ok(text) => walk::is_post(&post.file, &text),
            // what cannot be read is told when it is checked
            Err(_) => true,
        };
        gathered.posts.iter().filter(is_post).collect()
    }

    /// The config that holds in the working directory.
    pub fn config_here(&self) -> Result<Arc<Loaded>, Vec<Problem>> {
        self.configs.for_file(&self.request.cwd.join("post.md"))
    }

    /// What decides how a file would be checked.
    pub fn explain(&self, path: &Path) -> Result<Option<Post>, Vec<Problem>> {
        let file = normal(&self.request.cwd.join(path));
        self.place(Walked { file, named: true }, &globset::GlobSet::empty())
    }

    fn shown(&self, file: &Path) -> String {
        shown(&self.request.cwd, file)
    }
}

impl Post {
    /// The rules that run on it.
    pub fn rules(&self) -> impl Iterator<Item = &RuleId> {
        self.linter.ids()
    }
}

const TOO_LARGE: &str = "the file is larger than 64 MiB";

/// The rules of a folder alone, for a look at that pack.
pub fn read_pack(cwd: &Path, folder: &Path) -> Result<RuleSet, Vec<Problem>> {
    let folder = normal(&cwd.join(folder));
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let files = configs::pack_files(cwd, &folder)
        .map_err(|why| vec![Problem::new(why).in_file(shown(cwd, &folder))])?;
    let mut set = RuleSet::empty();
    let problems = set.add_pack(&name, files, |name| {
        configs::named_file(configs::top_of(&folder), &folder, name)
    });
    if problems.is_empty() { Ok(set) } else { Err(problems) }
}

/// The text of a file, or why it is none.
fn read(file: &Path) -> Result<String, String> {
    let kind = std::fs::metadata(file).map_err(|error| walk::why(&error))?;
    // a pipe or a device may never end
    if !kind.is_file() {
        return Err("this is no regular file".to_owned());
    }
    let size = kind.len();
    if size > Span::MAX_TEXT {
        return Err(TOO_LARGE.to_owned());
    }
    let bytes = std::fs::read(file).map_err(|error| walk::why(&error))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        if bytes[..bytes.len().min(8000)].contains(&0) {
            return "this is no text file".to_owned();
        }
        let line = 1 + bytes[..at].iter().filter(|&&b| b == b'\n').count();
        format!("not UTF-8: byte {at}, in line {line}, begins no character")
    })
}

/// A path without `.` and `..`, as far as names alone say.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

/// `file` from `base`, with `/`; with `..` where it lies beside, whole where they
/// share nothing.
fn shown(base: &Path, file: &Path) -> String {
    let slashed = |path: &Path| path.to_string_lossy().replace('\\', "/");
    let mut up = String::new();
    let mut folder = Some(base);
    while let Some(base) = folder {
        if let Ok(rest) = file.strip_prefix(base) {
            let rest = slashed(rest);
            return if rest.is_empty() && up.is_empty() { ".".to_owned() } else { up + &rest };
        }
        folder = base.parent().filter(|parent| parent.parent().is_some());
        up.push_str("../");
    }
    slashed(file)
}

fn dedup(problems: &mut Vec<Problem>) {
    let mut seen: Vec<Problem> = Vec::new();
    problems.retain(|problem| {
        let new = !seen.contains(problem);
        if new {
            seen.push(problem.clone());
        }
        new
    });
}
