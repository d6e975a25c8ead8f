//! What of a run's findings counts: what a change caused, and what a baseline does
//! not hide.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::git::{ChangeOf, Repository};
use super::{Gathered, Place, Post, Request, normal, shown, walk};
use crate::baseline::{Baseline, Counts, Hidden};
use crate::changes::{Caused, Changes};
use crate::config::Drafts;
use crate::diagnostic::{Diagnostic, Problem, RuleId, Severity};
use crate::document::Document;
use crate::fix::View;
use crate::report::Run;
use crate::text::Edit;

/// The baseline of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineUse {
    /// The file.
    pub file: PathBuf,
    /// What is done with it.
    pub action: BaselineAction,
}

/// What is done with a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaselineAction {
    /// It hides what it records.
    Hide,
    /// The same, and entries that match no more are taken out.
    Prune,
    /// It records what is found.
    Write,
}

/// The limits of a run, for all its posts.
pub(super) struct Limits {
    repositories: HashMap<PathBuf, Changed>,
    baseline: Option<Loaded>,
    whole_files: bool,
}

/// What a change touched in one repository.
struct Changed {
    changes: Changes,
    /// Staged texts of posts, where the run is about what is staged.
    staged: Option<HashMap<String, Vec<u8>>>,
    /// Files whose disk differs from the index.
    unstaged: HashSet<String>,
}

struct Loaded {
    used: BaselineUse,
    folder: PathBuf,
    file: PathBuf,
    baseline: Baseline,
    orphans: Arc<Counts>,
}

/// Where the text of a post comes from.
pub(super) enum Content {
    /// The disk.
    Disk,
    /// The index.
    Staged {
        /// The text.
        bytes: Vec<u8>,
        /// Whether the disk has the same.
        same_on_disk: bool,
    },
}

impl Limits {
    /// Everything counts.
    pub fn none() -> Self {
        Self { repositories: HashMap::new(), baseline: None, whole_files: false }
    }

    pub fn new(request: &Request, gathered: &Gathered) -> Result<Self, Vec<Problem>> {
        let mut limits =
            Self { repositories: HashMap::new(), baseline: None, whole_files: request.whole_files };
        if let Some(change) = &request.change {
            limits.read_changes(request, change, gathered)?;
        }
        if let Some(used) = &request.baseline {
            limits.baseline = Some(Loaded::read(request, used).map_err(|problem| vec![problem])?);
        }
        Ok(limits)
    }

    fn read_changes(
        &mut self,
        request: &Request,
        change: &ChangeOf,
        gathered: &Gathered,
    ) -> Result<(), Vec<Problem>> {
        let mut by_top: BTreeMap<PathBuf, (Repository, Vec<&Post>)> = BTreeMap::new();
        for post in &gathered.posts {
            let Some(repository) = Repository::around(post.file.parent().unwrap_or(&request.cwd))
            else {
                let problem = Problem::new("this post is in no git repository");
                return Err(vec![problem.in_file(post.shown.as_ref())]);
            };
            let top = repository.top().to_owned();
            by_top.entry(top).or_insert_with(|| (repository, Vec::new())).1.push(post);
        }
        for (top, (repository, posts)) in by_top {
            let read = || -> Result<Changed, Problem> {
                let changes = repository.changes(change)?;
                if *change != ChangeOf::Staged {
                    return Ok(Changed { changes, staged: None, unstaged: HashSet::new() });
                }
                let unstaged: HashSet<String> = repository.unstaged()?.into_iter().collect();
                // the disk will do for posts that are the same there
                let asked: Vec<String> = posts
                    .iter()
                    .map(|post| shown(&top, &post.file))
                    .filter(|path| changes.touches(path) || unstaged.contains(path))
                    .collect();
                let staged = Some(repository.staged(&asked)?);
                Ok(Changed { changes, staged, unstaged })
            };
            let changed = read().map_err(|problem| vec![problem])?;
            self.repositories.insert(top, changed);
        }
        Ok(())
    }

    fn repository<'a>(&'a self, post: &'a Post) -> Option<(&'a Path, &'a Changed)> {
        let mut above = post.file.ancestors().skip(1);
        above.find_map(|folder| Some((folder, self.repositories.get(folder)?)))
    }

    /// Whether the run has to look at a post at all.
    pub fn wants(&self, post: &Post) -> bool {
        let Some((top, changed)) = self.repository(post) else { return true };
        changed.changes.touches(&shown(top, &post.file)) || changed.changes.moves_assets()
    }

    /// Where the text of a post comes from.
    pub fn content(&self, post: &Post) -> Content {
        let Some((top, changed)) = self.repository(post) else { return Content::Disk };
        let path = shown(top, &post.file);
        match changed.staged.as_ref().and_then(|staged| staged.get(&path)) {
            Some(bytes) => Content::Staged {
                bytes: bytes.clone(),
                same_on_disk: !changed.unstaged.contains(&path),
            },
            None => Content::Disk,
        }
    }

    /// What of a post's findings counts.
    pub fn view(&self, post: &Post) -> Views {
        let caused = self.repository(post).map(|(top, changed)| {
            let root =
                if post.place.root == top { String::new() } else { shown(top, &post.place.root) };
            let moved = Arc::new(changed.changes.moved_below(&root));
            changed.changes.view(&shown(top, &post.file), moved, self.whole_files)
        });
        let hides = |loaded: &&Loaded| loaded.used.action != BaselineAction::Write;
        let hidden = self.baseline.as_ref().filter(hides).map(|loaded| {
            loaded.baseline.view(&self.baseline_path(post), Arc::clone(&loaded.orphans))
        });
        Views { hidden, caused, place: Arc::clone(&post.place), drafts: post.config.config.drafts }
    }

    /// The entries of posts that are gone.
    pub fn orphans(&self) -> Counts {
        self.baseline.as_ref().map(|loaded| (*loaded.orphans).clone()).unwrap_or_default()
    }

    /// The path of a post from the folder of the baseline.
    pub fn baseline_path(&self, post: &Post) -> String {
        let folder = self.baseline.as_ref().map(|loaded| loaded.folder.as_path());
        shown(folder.unwrap_or(Path::new("/")), &post.file)
    }

    /// Writes the baseline, where that is asked for, and says what in it is stale.
    pub fn settle_baseline(
        &mut self,
        checked: &[&Post],
        stale: &BTreeMap<String, Counts>,
        used: &[(String, u64)],
        run: &mut Run,
    ) {
        let paths: BTreeMap<&str, String> =
            checked.iter().map(|post| (post.shown.as_ref(), self.baseline_path(post))).collect();
        let Some(loaded) = &mut self.baseline else { return };
        let before = loaded.baseline.clone();
        if loaded.used.action == BaselineAction::Write {
            // what a rule that did not run would find is not known
            let ran: HashMap<String, HashSet<&str>> = checked
                .iter()
                .map(|post| {
                    (paths[post.shown.as_ref()].clone(), post.rules().map(RuleId::as_str).collect())
                })
                .collect();
            let found = Baseline::of(&run.findings, |finding| {
                paths
                    .get(finding.path.as_ref())
                    .cloned()
                    .unwrap_or_else(|| finding.path.to_string())
            });
            let folder = &loaded.folder;
            loaded.baseline.replace(
                |path, rule| match ran.get(path) {
                    Some(rules) => rules.contains(rule),
                    None => !folder.join(path).is_file(),
                },
                found,
            );
        } else {
            let gone = loaded.gone(used);
            let lost: usize = stale.values().chain(gone.values()).flat_map(|c| c.values()).sum();
            run.stale = lost;
            if loaded.used.action != BaselineAction::Prune {
                return;
            }
            loaded.baseline.prune(stale);
            loaded.baseline.prune(&gone);
        }
        if loaded.baseline == before && loaded.file.exists() {
            return;
        }
        match std::fs::write(&loaded.file, loaded.baseline.render()) {
            Ok(()) => run.recorded = Some(loaded.baseline.len()),
            Err(error) => {
                let problem = Problem::new(format!("the baseline cannot be written: {error}"));
                run.problems.push(problem.in_file(loaded.used.file.to_string_lossy().into_owned()));
            }
        }
    }
}

impl Loaded {
    fn read(request: &Request, used: &BaselineUse) -> Result<Self, Problem> {
        let file = normal(&request.cwd.join(&used.file));
        let name = shown(&request.cwd, &file);
        let folder = file.parent().unwrap_or(&request.cwd).to_owned();
        let baseline = match std::fs::read_to_string(&file) {
            Ok(text) => Baseline::parse(&name, &text)?,
            // one that is to be written need not be there
            Err(error)
                if error.kind() == std::io::ErrorKind::NotFound
                    && used.action == BaselineAction::Write =>
            {
                Baseline::default()
            }
            Err(error) => {
                let help = "`--write-baseline` records what is found now.";
                return Err(Problem::new(walk::why(&error)).help(help).in_file(name));
            }
        };
        let orphans = Arc::new(baseline.orphans(|path| folder.join(path).is_file()));
        Ok(Self { used: used.clone(), folder, file, baseline, orphans })
    }

    /// Entries of posts that are gone and were found again nowhere.
    fn gone(&self, used: &[(String, u64)]) -> BTreeMap<String, Counts> {
        let gone = self.baseline.paths().filter(|path| !self.folder.join(path).is_file());
        gone.map(|path| {
            let mut left = self.baseline.entries(path);
            left.retain(|key, _| !used.contains(key));
            (path.to_owned(), left)
        })
        .filter(|(_, left)| !left.is_empty())
        .collect()
    }
}

/// The limits of one post: what counts in it, and how much.
pub(super) struct Views {
    pub hidden: Option<Hidden>,
    pub caused: Option<Caused>,
    place: Arc<Place>,
    drafts: Drafts,
}

impl View for Views {
    fn keep(&mut self, doc: &Document, found: &mut Vec<Diagnostic>) {
        if self.drafts != Drafts::Check && self.place.site.generator.is_draft(&doc.path, doc.keys())
        {
            if self.drafts == Drafts::Skip {
                found.clear();
            }
            for diagnostic in found.iter_mut() {
                diagnostic.severity = diagnostic.severity.min(Severity::Warning);
            }
        }
        // the baseline looks at all there is, or its entries would seem stale
        if let Some(hidden) = &mut self.hidden {
            hidden.keep(doc, found);
        }
        if let Some(caused) = &mut self.caused {
            caused.keep(doc, found);
        }
    }

    fn edited(&mut self, edits: &[Edit]) {
        if let Some(caused) = &mut self.caused {
            caused.edited(edits);
        }
    }
}
