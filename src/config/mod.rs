//! `copydesk.yml`: which rules run on which posts, how severe, with which options.

mod file;

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde_json::{Map, Value};

use file::RuleEntry;
pub use file::{ConfigFile, Drafts, FailOn, Level, RuleDetail};

use crate::diagnostic::{Problem, RuleId, Severity, nearest};
use crate::dictionary::{EntryError, Vocabulary};
use crate::generator::Generator;
use crate::pack::{RECOMMENDED, RuleSet};
use crate::rule::option_problem;
use crate::tree::{Node, Tree, read_typed};

/// The name of the file.
pub const FILE_NAME: &str = "copydesk.yml";

/// A config file that was read; what it names is not yet looked up.
#[derive(Debug)]
pub struct ConfigSource {
    path: String,
    text: String,
    file: ConfigFile,
    tree: Tree,
}

impl ConfigSource {
    /// Reads `text`, the config at `path` (as it is shown).
    pub fn parse(path: &str, text: &str) -> Result<Self, Problem> {
        // a file of comments is an empty config
        let (file, tree) = match read_typed::<Option<ConfigFile>>(path, text) {
            Ok((file, tree)) => (file.unwrap_or_default(), tree),
            Err(problem) => return Err(problem),
        };
        let source = Self { path: path.to_owned(), text: text.to_owned(), file, tree };
        source.check_version()?;
        source.check_site()?;
        Ok(source)
    }

    /// The config that this one builds on, as it is written.
    pub fn extends(&self) -> Option<&str> {
        self.file.extends.as_deref()
    }

    /// The folders of own rules that it names, as they are written.
    pub fn pack_folders(&self) -> impl Iterator<Item = &str> {
        let packs = self.file.packs.iter().flatten().map(String::as_str);
        packs.filter(|pack| is_folder(pack))
    }

    /// `problem` at the item `name` of the list under `key`, or at the key.
    pub fn problem_at(&self, key: &str, name: &str, problem: Problem) -> Problem {
        let entry = self.tree.root.as_ref().and_then(|root| root.get(key));
        let item = entry.and_then(|e| e.value.items().iter().find(|i| i.text() == Some(name)));
        let span = item.map(|item| item.span).or(entry.map(|entry| entry.value_or_key()));
        problem.in_file(self.path.as_str()).at(&self.text, span.unwrap_or_default())
    }

    fn check_version(&self) -> Result<(), Problem> {
        let Some(required) = &self.file.required_version else { return Ok(()) };
        let at = |problem| self.problem_at("required-version", "", problem);
        let wanted = semver::VersionReq::parse(required)
            .map_err(|error| at(Problem::new(format!("not a version: {error}"))))?;
        let have = env!("CARGO_PKG_VERSION");
        match semver::Version::parse(have) {
            Ok(version) if wanted.matches(&version) => Ok(()),
            _ => Err(at(Problem::new(format!("this is copydesk {have}, not {required}")))),
        }
    }

    fn check_site(&self) -> Result<(), Problem> {
        let Some(site) = self.file.site.as_deref() else { return Ok(()) };
        if Generator::names().any(|name| name == site) {
            return Ok(());
        }
        let names: Vec<&str> = Generator::names().collect();
        let help = match nearest(site, names.iter().copied()) {
            Some(near) => format!("Did you mean `{near}`?"),
            None => format!("Known are `{}`.", names.join("`, `")),
        };
        let problem = Problem::new(format!("there is no generator called `{site}`"));
        Err(self.problem_at("site", "", problem.help(help)))
    }
}

fn is_folder(pack: &str) -> bool {
    pack.contains(['/', '\\']) || pack.starts_with('.')
}

/// The pack that a folder makes: its last name.
pub fn pack_name(folder: &str) -> &str {
    folder.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or(folder)
}

/// What a config decides for one set of files.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The rules that run.
    pub rules: BTreeMap<RuleId, Setting>,
    /// The words of the site.
    pub vocabulary: Arc<Vocabulary>,
}

/// How one rule runs.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// How severe, where not as the rule says.
    pub severity: Option<Severity>,
    /// Options laid over the rule's own.
    pub options: Map<String, Value>,
}

/// A config whose every name is known.
#[derive(Debug)]
pub struct Config {
    /// The file of accepted words, and the number of the source that names its folder.
    pub accepted: Option<(usize, String)>,
    /// The generator that it names.
    pub site: Option<String>,
    /// From where on a run fails.
    pub fail_on: Option<FailOn>,
    /// What is not shown.
    pub min_severity: Option<Severity>,
    /// How drafts are checked.
    pub drafts: Drafts,
    base: Settings,
    overrides: Vec<Override>,
    exclude: Vec<GlobSet>,
}

#[derive(Debug)]
struct Override {
    files: GlobSet,
    rules: Vec<(RuleId, RuleEntry)>,
}

impl Config {
    /// The config of a site that has none.
    pub fn default_for(rules: &RuleSet) -> Self {
        Self {
            accepted: None,
            site: None,
            fail_on: None,
            min_severity: None,
            drafts: Drafts::default(),
            base: settings_of(rules.pack(RECOMMENDED)),
            overrides: Vec::new(),
            exclude: Vec::new(),
        }
    }

    /// Puts `sources` together, of which each builds on those before it: lists of
    /// packs and single values replace, rules, overrides and excludes add.
    /// `read` gives the text of a file that an option of the source with that number
    /// names.
    pub fn new(
        sources: &[ConfigSource],
        rules: &RuleSet,
        read: &dyn Fn(usize, &str) -> Result<String, String>,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut config = Self::default_for(rules);
        let mut reasons = false;
        for (number, source) in sources.iter().enumerate() {
            let file = &source.file;
            let known = Known { rules, read: &|name| read(number, name) };
            config.site = file.site.clone().or(config.site);
            config.fail_on = file.fail_on.or(config.fail_on);
            config.min_severity = file.min_severity.or(config.min_severity);
            config.drafts = file.drafts.unwrap_or(config.drafts);
            reasons = file.require_reasons.unwrap_or(reasons);
            if let Some(packs) = &file.packs {
                let base = settings_of(source.packs(packs, rules, &mut problems));
                config.base = Settings { vocabulary: config.base.vocabulary, ..base };
            }
            if let Some(folder) = &file.vocab {
                match vocabulary(folder, known.read) {
                    Ok(vocabulary) => {
                        config.base.vocabulary = Arc::new(vocabulary);
                        config.accepted = Some((number, accept_file(folder)));
                    }
                    Err(why) => problems.push(source.problem_at("vocab", "", Problem::new(why))),
                }
            }
            for (id, entry) in source.entries(&file.rules, &["rules"], &known, &mut problems) {
                apply(&mut config.base, &id, &entry);
            }
            for (index, entry) in file.overrides.iter().enumerate() {
                let index = index.to_string();
                let path = ["overrides", index.as_str(), "rules"];
                let files = source.globs(&entry.files, "overrides", &mut problems);
                let rules = source.entries(&entry.rules, &path, &known, &mut problems);
                config.overrides.push(Override { files, rules });
            }
            config.exclude.push(source.globs(&file.exclude, "exclude", &mut problems));
        }
        let reason = rules.find("copydesk/missing-reason").filter(|_| reasons);
        config.base.rules.extend(reason.map(|id| (id.clone(), Setting::default())));
        if problems.is_empty() { Ok(config) } else { Err(problems) }
    }

    /// Whether the file at `path` (from the config's folder) is left out.
    pub fn excludes(&self, path: &str) -> bool {
        let mut prefix = Some(path);
        while let Some(path) = prefix {
            if self.exclude.iter().any(|globs| globs.is_match(path)) {
                return true;
            }
            prefix = path.rsplit_once('/').map(|(folder, _)| folder);
        }
        false
    }

    /// The overrides that hold for the file at `path`: what tells its settings from
    /// another's.
    pub fn overrides_for(&self, path: &str) -> Vec<usize> {
        let matches = |(_, entry): &(usize, &Override)| entry.files.is_match(path);
        self.overrides.iter().enumerate().filter(matches).map(|(index, _)| index).collect()
    }

    /// The settings under these overrides. What a later one says replaces what was
    /// said before.
    pub fn settings(&self, overrides: &[usize]) -> Settings {
        let mut settings = self.base.clone();
        for entry in overrides.iter().filter_map(|&index| self.overrides.get(index)) {
            for (id, entry) in &entry.rules {
                apply(&mut settings, id, entry);
            }
        }
        settings
    }

    /// The settings for the file at `path` from the config's folder.
    pub fn for_path(&self, path: &str) -> Settings {
        self.settings(&self.overrides_for(path))
    }
}

/// What the names in a config stand for.
struct Known<'k> {
    rules: &'k RuleSet,
    /// The text of a file that an option names.
    read: &'k dyn Fn(&str) -> Result<String, String>,
}

/// The words that the files of a folder accept and reject; one of the two files may
/// be absent.
fn vocabulary(
    folder: &str,
    read: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Vocabulary, String> {
    let mut vocabulary = Vocabulary::default();
    let (accept, reject) = (accept_file(folder), format!("{}/reject.txt", bare(folder)));
    let (accepted, rejected) = (read(&accept), read(&reject));
    if let (Err(why), Err(_)) = (&accepted, &rejected) {
        return Err(format!("neither `{accept}` nor `{reject}` can be read: {why}"));
    }
    let wrong = |file: &str, EntryError(line, why)| format!("{file}, line {line}: {why}");
    let (accepted, rejected) = (accepted.unwrap_or_default(), rejected.unwrap_or_default());
    vocabulary.accept(&accepted).map_err(|error| wrong(&accept, error))?;
    vocabulary.reject(&rejected).map_err(|error| wrong(&reject, error))?;
    Ok(vocabulary)
}

fn accept_file(folder: &str) -> String {
    format!("{}/accept.txt", bare(folder))
}

fn bare(folder: &str) -> &str {
    folder.trim_end_matches(['/', '\\'])
}

fn settings_of(ids: Vec<RuleId>) -> Settings {
    let rules = ids.into_iter().map(|id| (id, Setting::default()));
    Settings { rules: rules.collect(), ..Settings::default() }
}

fn apply(settings: &mut Settings, id: &RuleId, entry: &RuleEntry) {
    let severity = match entry.level {
        Some(Level::Off) => {
            settings.rules.remove(id);
            return;
        }
        Some(Level::Suggestion) => Some(Severity::Suggestion),
        Some(Level::Warning) => Some(Severity::Warning),
        Some(Level::Error) => Some(Severity::Error),
        None => None,
    };
    let setting = settings.rules.entry(id.clone()).or_default();
    setting.severity = severity.or(setting.severity);
    setting.options.extend(entry.options.clone());
}

impl ConfigSource {
    fn packs(&self, packs: &[String], rules: &RuleSet, problems: &mut Vec<Problem>) -> Vec<RuleId> {
        let own = |id: &RuleId| id.pack() == "copydesk";
        let mut ids: Vec<RuleId> = rules.pack(RECOMMENDED).into_iter().filter(own).collect();
        for pack in packs {
            let name = if is_folder(pack) { pack_name(pack) } else { pack };
            if rules.has_pack(name) {
                ids.extend(rules.pack(name));
            } else if !is_folder(pack) {
                problems.push(self.problem_at("packs", pack, rules.unknown(name)));
            }
        }
        ids
    }

    /// The rules that a map of them names, each looked up and its options tried.
    fn entries(
        &self,
        named: &BTreeMap<String, RuleEntry>,
        path: &[&str],
        known: &Known<'_>,
        problems: &mut Vec<Problem>,
    ) -> Vec<(RuleId, RuleEntry)> {
        let mut out = Vec::new();
        for (name, entry) in named {
            let node = self.node(path);
            let key = node.and_then(|node| node.get(name)).map(|entry| entry.key.span);
            let ids = match known.rules.select(name) {
                Ok(ids) => ids,
                Err(problem) => {
                    let problem = problem.in_file(self.path.as_str());
                    problems.push(problem.at(&self.text, key.unwrap_or_default()));
                    continue;
                }
            };
            for id in ids {
                let mut entry = entry.clone();
                match known.rules.load(&id) {
                    Err(problem) => problems.push(problem),
                    Ok(rule) if !entry.options.is_empty() => {
                        let way: Vec<&str> =
                            path.iter().copied().chain([name.as_str(), "options"]).collect();
                        let unread = rule.read_files(&mut entry.options, known.read).err();
                        let error = unread.or_else(|| rule.refused(&entry.options));
                        problems.extend(error.map(|error| {
                            option_problem(&error, &way, &self.tree)
                                .in_file(&self.path)
                                .placed(&self.text)
                        }));
                    }
                    Ok(_) => {}
                }
                out.push((id, entry));
            }
        }
        out
    }

    fn node(&self, path: &[&str]) -> Option<&Node> {
        let mut node = self.tree.root.as_ref()?;
        for step in path {
            node = match step.parse::<usize>() {
                Ok(index) => node.items().get(index)?,
                Err(_) => &node.get(step)?.value,
            };
        }
        Some(node)
    }

    fn globs(&self, patterns: &[String], key: &str, problems: &mut Vec<Problem>) -> GlobSet {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let trimmed = pattern.trim_start_matches("./").trim_end_matches('/');
            match GlobBuilder::new(trimmed).literal_separator(true).build() {
                Ok(glob) => {
                    set.add(glob);
                }
                Err(error) => {
                    let problem = Problem::new(format!("not a pattern: {}", error.kind()));
                    problems.push(self.problem_at(key, pattern, problem));
                }
            }
        }
        set.build().unwrap_or_default()
    }
}
