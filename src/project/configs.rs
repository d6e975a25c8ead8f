//! Which `copydesk.yml` holds for a file, with the packs that it brings.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Request, normal, shown, walk};
use crate::config::{Config, ConfigSource, FILE_NAME, pack_name};
use crate::diagnostic::Problem;
use crate::pack::RuleSet;

/// Where configs come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigChoice {
    /// The nearest at or above each file.
    Nearest,
    /// This one for all.
    File(PathBuf),
    /// None.
    Isolated,
}

/// A config in force, and the rules that it can name.
#[derive(Debug)]
pub struct Loaded {
    /// What it says.
    pub config: Config,
    /// The rules in the program and in its packs.
    pub rules: RuleSet,
    /// The file, where there is one.
    pub file: Option<PathBuf>,
    /// The file of words that the site accepts, where it has a vocabulary.
    pub accepted: Option<PathBuf>,
    /// Tells it from the others of a run.
    pub(super) number: usize,
    folder: PathBuf,
}

impl Loaded {
    /// The path of a file from the folder of the config, with `/`.
    pub fn relative(&self, file: &Path) -> String {
        shown(&self.folder, file)
    }

    /// The folder in which it stands.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// A config, or what is wrong with it.
type Outcome = Result<Arc<Loaded>, Vec<Problem>>;

/// The configs of a run, each read once.
pub(super) struct Configs {
    cwd: PathBuf,
    choice: ConfigChoice,
    by_folder: Mutex<HashMap<PathBuf, Option<PathBuf>>>,
    loaded: Mutex<HashMap<Option<PathBuf>, Outcome>>,
}

impl Configs {
    pub fn new(request: &Request) -> Self {
        Self {
            cwd: request.cwd.clone(),
            choice: request.config.clone(),
            by_folder: Mutex::default(),
            loaded: Mutex::default(),
        }
    }

    /// The config for a file.
    pub fn for_file(&self, file: &Path) -> Outcome {
        let config = match &self.choice {
            ConfigChoice::Isolated => None,
            ConfigChoice::File(path) => Some(normal(&self.cwd.join(path))),
            ConfigChoice::Nearest => file.parent().and_then(|folder| self.nearest(folder)),
        };
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let number = loaded.len();
        let entry = loaded.entry(config.clone());
        entry.or_insert_with(|| self.load(config, number).map(Arc::new)).clone()
    }

    /// The nearest config at or above a folder; the search stops at the top of the
    /// git repository.
    fn nearest(&self, folder: &Path) -> Option<PathBuf> {
        let mut known = self.by_folder.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(folder) {
            return found.clone();
        }
        let mut found = None;
        for above in folder.ancestors() {
            let candidate = above.join(FILE_NAME);
            // one that cannot be read is told, not passed over
            if std::fs::symlink_metadata(&candidate).is_ok() {
                found = Some(candidate);
                break;
            }
            if above.join(".git").exists() {
                break;
            }
        }
        known.insert(folder.to_owned(), found.clone());
        found
    }

    fn load(&self, file: Option<PathBuf>, number: usize) -> Result<Loaded, Vec<Problem>> {
        let mut rules = RuleSet::builtin();
        let Some(path) = &file else {
            let config = Config::default_for(&rules);
            let (accepted, folder) = (None, self.cwd.clone());
            return Ok(Loaded { config, rules, file, accepted, number, folder });
        };
        let folder = path.parent().unwrap_or(&self.cwd).to_owned();
        let sources = self.sources(path).map_err(|problem| vec![problem])?;
        let mut problems = Vec::new();
        let mut added: Vec<PathBuf> = Vec::new();
        for (home, source) in &sources {
            for pack in source.pack_folders() {
                let pack_folder = normal(&home.join(pack));
                if added.contains(&pack_folder) {
                    continue;
                }
                let problem = |why: String| source.problem_at("packs", pack, Problem::new(why));
                if !pack_folder.starts_with(top_of(home)) {
                    problems.push(problem("this folder is outside the tree of the config".into()));
                    continue;
                }
                match pack_files(&self.cwd, &pack_folder) {
                    Ok(files) => {
                        let read = |name: &str| named_file(top_of(home), &pack_folder, name);
                        for found in rules.add_pack(pack_name(pack), files, read) {
                            let placed = found.path.is_some();
                            problems.push(if placed {
                                found
                            } else {
                                source.problem_at("packs", pack, found)
                            });
                        }
                    }
                    Err(why) => problems.push(problem(why)),
                }
                added.push(pack_folder);
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let (homes, sources): (Vec<PathBuf>, Vec<ConfigSource>) = sources.into_iter().unzip();
        let read =
            |number: usize, name: &str| named_file(top_of(&homes[number]), &homes[number], name);
        let config = Config::new(&sources, &rules, &read)?;
        let accepted = config.accepted.as_ref();
        let accepted = accepted.map(|(source, name)| normal(&homes[*source].join(name)));
        Ok(Loaded { config, rules, file, accepted, number, folder })
    }

    /// A config and those that it builds on, the first of them first, each with
    /// its folder.
    fn sources(&self, path: &Path) -> Result<Vec<(PathBuf, ConfigSource)>, Problem> {
        let mut sources: Vec<(PathBuf, ConfigSource)> = Vec::new();
        let mut seen = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let name = shown(&self.cwd, &path);
            let asked_by =
                |problem: Problem, sources: &[(PathBuf, ConfigSource)]| match sources.last() {
                    Some((_, source)) => source.problem_at("extends", "", problem),
                    None => problem.in_file(name.as_str()),
                };
            if seen.contains(&path) {
                let problem = Problem::new(format!("{name} builds on itself"));
                return Err(asked_by(problem, &sources));
            }
            seen.push(path.clone());
            let text = match std::fs::read_to_string(&path) {
                Ok(text) => text,
                Err(error) => {
                    // a config that is named in another is told there, with its name
                    let why = walk::why(&error);
                    let told = if sources.is_empty() { why } else { format!("{name}: {why}") };
                    return Err(asked_by(Problem::new(told), &sources));
                }
            };
            let source = ConfigSource::parse(&name, &text)?;
            let folder = path.parent().unwrap_or(&self.cwd).to_owned();
            next = source.extends().map(|extends| normal(&folder.join(extends)));
            sources.push((folder, source));
        }
        sources.reverse();
        Ok(sources)
    }
}

/// The rule files of a pack: their paths as they are shown, and their texts.
pub(super) fn pack_files(cwd: &Path, folder: &Path) -> Result<Vec<(String, String)>, String> {
    let mut files = Vec::new();
    let entries = std::fs::read_dir(folder).map_err(|error| walk::why(&error))?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "yml") {
            let name = shown(cwd, &path);
            let text = std::fs::read_to_string(&path)
                .map_err(|error| format!("{name}: {}", walk::why(&error)))?;
            files.push((name, text));
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a file below `top` that an option names, from the folder of the file
/// that has the option; or why there is none.
pub(super) fn named_file(top: &Path, folder: &Path, name: &str) -> Result<String, String> {
    let file = normal(&folder.join(name));
    if !file.starts_with(top) {
        return Err("it is outside the tree of the config".to_owned());
    }
    super::read(&file)
}

/// The top of the git repository around a folder, or the folder.
pub(super) fn top_of(folder: &Path) -> &Path {
    folder.ancestors().find(|above| above.join(".git").exists()).unwrap_or(folder)
}
