//! A rule: one file that says what to find, how severe it is, why, and with which
//! kind of check; and that proves it by examples.

mod compile;
mod example;
mod file;
mod files;
mod template;

use std::sync::Arc;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use compile::{Compile, OnlyFound, Options};
pub use example::{Example, Examples, Unmarked};
pub use file::RuleFile;
use file::{Head, Quotes};
use files::read_files;
pub use files::{Files, named_files};
pub use template::Template;

use crate::check::pattern::Pattern;
use crate::check::phrases::Phrases;
use crate::check::{Check, KINDS, Kind, Needs, OptionError, Visitor, with_kind};
use crate::diagnostic::{Problem, RuleId, Severity, nearest};
use crate::document::{SCOPES, Scopes, language_code};
use crate::text::{LineIndex, Span};
use crate::tree::{Tree, read_typed};

/// Where a rule is written.
#[derive(Clone, Debug)]
pub enum Source {
    /// In the program: the YAML for people, and what a run needs of it as JSON.
    Builtin(&'static Builtin),
    /// In a folder of the user's.
    Own {
        /// The file, as it is shown.
        path: Arc<str>,
        /// Its text.
        text: Arc<str>,
        /// The files that its options name.
        files: Arc<Files>,
    },
}

/// A rule in the program, as the build wrote it.
#[derive(Debug)]
pub struct Builtin {
    /// Its file in the project.
    pub path: &'static str,
    /// The file's text.
    pub yaml: &'static str,
    /// The same without its options and what only the manual needs, as JSON.
    pub json: &'static str,
    /// Its options, as JSON.
    pub options: &'static str,
    /// See [`Rule::recommended`].
    pub recommended: bool,
    /// The phrases among its options, by their numbers: the first, and that behind the last.
    pub phrases: (u32, u32),
    /// The expressions among its options, by their numbers.
    pub patterns: &'static [u16],
}

impl Source {
    /// The file, as it is shown.
    pub fn path(&self) -> &str {
        match self {
            Source::Builtin(builtin) => builtin.path,
            Source::Own { path, .. } => path,
        }
    }

    /// Its text.
    pub fn text(&self) -> &str {
        match self {
            Source::Builtin(builtin) => builtin.yaml,
            Source::Own { text, .. } => text,
        }
    }
}

/// A rule, ready to be compiled with its options or those of a config.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// How much its findings matter unless a config says otherwise.
    pub severity: Severity,
    /// What its findings say.
    pub message: Template,
    /// What they advise.
    pub help: Option<Template>,
    /// Where it looks.
    pub scopes: Scopes,
    /// Whether it also looks at direct speech and block quotations.
    pub includes_quotes: bool,
    /// The language of the posts that it is for; all where none is named.
    pub language: Option<String>,
    /// Whether it runs unless told not to.
    pub recommended: bool,
    /// Ids that it had before.
    pub formerly: Vec<String>,
    /// Its page.
    pub url: Option<Arc<str>>,
    extends: String,
    options: Options,
    /// As the build wrote it, if it comes with the program.
    builtin: Option<&'static Builtin>,
}

/// What only people and tests want of a rule.
#[derive(Clone, Debug)]
pub struct Manual {
    /// Why the rule is there.
    pub why: String,
    /// Where the reason comes from.
    pub link: Option<String>,
    /// The name of its kind.
    pub extends: String,
    /// The names of its scopes; none where it does not say.
    pub scope: Vec<String>,
    /// Its options, as they are written.
    pub options: Map<String, Value>,
    /// What it finds and what not.
    pub examples: Examples,
}

/// A check and what it wants looked for.
pub type Compiled = (Arc<dyn Check>, Needs);

impl Rule {
    /// Reads the rule with this id. A rule of the user's is read with all that its
    /// file says and compiled once, so that every mistake in it is told now.
    pub fn load(id: RuleId, source: &Source) -> Result<Self, Problem> {
        match source {
            Source::Builtin(builtin) => match serde_json::from_str(builtin.json) {
                Ok(file) => {
                    let options = Options::Written(builtin.options);
                    Self::from_file::<IgnoredAny>(id, file, options, source, None)
                }
                // a rule of ours is wrong: say so where it is written
                Err(_) => Self::load_yaml(id, source),
            },
            Source::Own { .. } => Self::load_yaml(id, source),
        }
    }

    fn load_yaml(id: RuleId, source: &Source) -> Result<Self, Problem> {
        let (path, text) = (source.path(), source.text());
        let (head, tree): (Head, Tree) = read_typed(path, text)?;
        let locate = |span: Span, problem: Problem| problem.in_file(path).at(text, span);
        let extends = tree.root.as_ref().and_then(|root| root.get("extends"));
        let kind = ReadAs { path, text };
        let Some(file) = with_kind(&head.extends, kind) else {
            let message = format!("there is no kind of check called `{}`", head.extends);
            let help = match nearest(&head.extends, KINDS.iter().copied()) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => format!("Kinds are `{}`.", KINDS.join("`, `")),
            };
            let span = extends.map_or(Span::at(0), |entry| entry.value.span);
            return Err(locate(span, Problem::new(message).help(help)));
        };
        let mut file = file?;
        if let (Source::Own { files, .. }, Some(options)) = (source, &mut file.options) {
            read_files(&head.extends, options, |name| match files.get(name) {
                Some(read) => read.clone(),
                None => Err("it was not read".to_owned()),
            })
            .map_err(|error| {
                option_problem(&error, &["options"], &tree).in_file(path).placed(text)
            })?;
        }
        let examples = file.examples.as_ref();
        let has_both = examples.is_some_and(|e| !e.bad.is_empty() && !e.good.is_empty());
        let first = extends.map_or(Span::at(0), |entry| entry.key.span);
        if file.why.as_ref().is_none_or(|why| why.trim().is_empty()) {
            let problem = Problem::new("`why` is missing: a rule says why it is there");
            return Err(locate(first, problem));
        }
        if file.message.trim().is_empty() {
            let entry = tree.root.as_ref().and_then(|root| root.get("message"));
            let problem = Problem::new("`message` is empty: a finding says what is wrong");
            return Err(locate(entry.map_or(first, |entry| entry.key.span), problem));
        }
        if !has_both {
            let entry = tree.root.as_ref().and_then(|root| root.get("examples"));
            let problem = Problem::new("a rule needs at least one bad and one good example")
                .help("Put ‹ and › around what must be found in the bad one.");
            return Err(locate(entry.map_or(first, |entry| entry.key.span), problem));
        }
        let options = Options::Read(file.options.take().unwrap_or_default());
        let rule = Self::from_file(id, file, options, source, Some(&tree))?;
        rule.compile(None).map_err(|error| {
            option_problem(&error, &["options"], &tree).in_file(path).placed(text)
        })?;
        Ok(rule)
    }

    /// File form to program form: names become scopes, texts templates.
    fn from_file<O>(
        id: RuleId,
        file: RuleFile<O>,
        options: Options,
        source: &Source,
        tree: Option<&Tree>,
    ) -> Result<Self, Problem> {
        let at = |key: &str, problem: Problem| {
            let root = tree.and_then(|tree| tree.root.as_ref());
            let entry = root.and_then(|root| root.get(key));
            let span = entry.map_or(Span::at(0), |entry| entry.value_or_key());
            problem.in_file(source.path()).at(source.text(), span)
        };
        let fills = with_kind(&file.extends, Fills).unwrap_or_default();
        let template = |key: &str, text: &str| {
            Template::parse(text, &fills).map_err(|name| {
                let problem =
                    Problem::new(format!("`{{{name}}}` is nothing that this kind fills in"));
                let known = format!("It fills `{{{}}}`.", fills.join("}`, `{"));
                at(key, problem.help(known))
            })
        };
        let scopes = Scopes::parse(file.scope.iter().map(String::as_str)).map_err(|name| {
            let known = format!("Scopes are `{}` and `front-matter.KEY`.", SCOPES.join("`, `"));
            at("scope", Problem::new(format!("there is no scope called `{name}`")).help(known))
        })?;
        if scopes.are_mixed() {
            let problem = Problem::new("`raw` and `code` are read apart from all other scopes");
            return Err(at("scope", problem.help("Make a rule of its own for them.")));
        }
        let language = match file.language.as_deref() {
            None | Some("any") => None,
            Some(language) => Some(language_code(language).ok_or_else(|| {
                let problem = Problem::new(format!("`{language}` is no language code"));
                at("language", problem.help("Write two letters, such as `en`, or `any`."))
            })?),
        };
        let url = match source {
            Source::Builtin(builtin) => {
                Some(format!("{}/blob/main/{}", env!("CARGO_PKG_REPOSITORY"), builtin.path))
            }
            Source::Own { .. } => file.link,
        };
        Ok(Self {
            message: template("message", &file.message)?,
            help: file.help.as_deref().map(|help| template("help", help)).transpose()?,
            id,
            severity: file.severity,
            includes_quotes: file.quotes == Some(Quotes::Include) || scopes.name_blockquote(),
            scopes,
            language,
            recommended: file.recommended,
            formerly: file.formerly,
            url: url.map(Arc::from),
            extends: file.extends,
            options,
            builtin: match source {
                Source::Builtin(builtin) => Some(builtin),
                Source::Own { .. } => None,
            },
        })
    }

    /// The name of its kind.
    pub fn kind(&self) -> &str {
        &self.extends
    }

    /// What the rule asks for with its own options, where that is known before it is
    /// compiled and nothing is found but where that stands.
    pub fn asks(&self) -> Option<(Phrases, Vec<Pattern>)> {
        let builtin = self.builtin.filter(|_| with_kind(&self.extends, OnlyFound) == Some(true))?;
        let patterns = builtin.patterns.iter().map(|&number| Pattern::known(number));
        Some((Phrases::Known(builtin.phrases), patterns.collect()))
    }

    /// The check that the rule describes, with the options of a config laid over
    /// its own: a key there replaces the key here whole.
    pub fn compile(&self, overlay: Option<&Map<String, Value>>) -> Result<Compiled, OptionError> {
        // expressions of ours are proved by the tests, and built when first needed
        let verify = self.builtin.is_none() || overlay.is_some();
        with_kind(&self.extends, Compile { options: &self.options, overlay, verify })
            .unwrap_or_else(|| {
                Err(OptionError::new(
                    "extends",
                    format!("there is no kind called `{}`", self.extends),
                ))
            })
    }

    /// Puts the texts of the files that `options`, laid over the rule's own, name
    /// in the place of their names.
    pub fn read_files(
        &self,
        options: &mut Map<String, Value>,
        read: impl Fn(&str) -> Result<String, String>,
    ) -> Result<(), OptionError> {
        files::read_files(&self.extends, options, read)
    }

    /// The options of the rule that a config cannot give it: the first of `overlay`
    /// that does not compile.
    pub fn refused(&self, overlay: &Map<String, Value>) -> Option<OptionError> {
        let error = self.compile(Some(overlay)).err()?;
        if !error.path.is_empty() {
            return Some(error);
        }
        // what is wrong with the whole may be wrong with one key
        overlay
            .iter()
            .find_map(|(key, value)| {
                let alone = Map::from_iter([(key.clone(), value.clone())]);
                let error = self.compile(Some(&alone)).err()?;
                let path = if error.path.is_empty() { vec![key.clone()] } else { error.path };
                Some(OptionError { path, ..error })
            })
            .or(Some(error))
    }
}

impl Manual {
    /// Reads what people and tests want of the rule at `source`, which loads.
    pub fn load(source: &Source) -> Result<Self, Problem> {
        let (path, text) = (source.path(), source.text());
        let (file, tree): (RuleFile<Map<String, Value>>, Tree) = read_typed(path, text)?;
        let mut examples = file.examples.unwrap_or_default();
        let lines = LineIndex::new(text);
        for (group, examples) in [("bad", &mut examples.bad), ("good", &mut examples.good)] {
            for (number, example) in examples.iter_mut().enumerate() {
                if example.marks.is_none() {
                    example.marks.clone_from(&file.marks);
                }
                example.line = example::first_line(&tree, group, number, &lines);
            }
        }
        Ok(Self {
            why: file.why.unwrap_or_default(),
            link: file.link,
            extends: file.extends,
            scope: file.scope,
            options: file.options.unwrap_or_default(),
            examples,
        })
    }
}

/// The problem that `error` is for the file of `tree`, in which the options stand
/// under `prefix`. It has a place once it is [`Unplaced::placed`].
pub fn option_problem(error: &OptionError, prefix: &[&str], tree: &Tree) -> Unplaced {
    let mut node = tree.root.as_ref();
    let mut span = None;
    for step in prefix.iter().copied().chain(error.path.iter().map(String::as_str)) {
        let Some(here) = node else { break };
        if let Some(entry) = here.get(step) {
            (span, node) = (Some(entry.value_or_key()), Some(&entry.value));
            let is_unknown = error.message.starts_with("unknown key");
            if is_unknown || !entry.value.entries().is_empty() || !entry.value.items().is_empty() {
                span = Some(entry.key.span);
            }
        } else if let Some(item) = step.parse().ok().and_then(|n: usize| here.items().get(n)) {
            (span, node) = (Some(item.span), Some(item));
        } else {
            break;
        }
    }
    let problem = Problem::new(error.message.as_str());
    let problem = error.help.iter().fold(problem, |problem, help| problem.help(help.as_str()));
    Unplaced { problem, span: span.unwrap_or_default() }
}

/// A problem whose place is known but not yet shown.
pub struct Unplaced {
    problem: Problem,
    span: Span,
}

impl Unplaced {
    /// In the file `path`.
    pub fn in_file(mut self, path: &str) -> Self {
        self.problem = self.problem.in_file(path);
        self
    }

    /// Shown in that file's text.
    pub fn placed(self, text: &str) -> Problem {
        self.problem.at(text, self.span)
    }
}

/// Reads a file with the options of a kind checked where they stand, and hands
/// them on untyped, so that a config can lay its own over them.
struct ReadAs<'f> {
    path: &'f str,
    text: &'f str,
}

impl Visitor for ReadAs<'_> {
    type Out = Result<RuleFile<Map<String, Value>>, Problem>;

    fn visit<K: Kind>(self) -> Self::Out {
        read_typed::<RuleFile<Checked<K::Options>>>(self.path, self.text)?;
        Ok(read_typed(self.path, self.text)?.0)
    }
}

/// Options that are read for their mistakes only.
struct Checked<O>(std::marker::PhantomData<O>);

impl<'de, O: DeserializeOwned> Deserialize<'de> for Checked<O> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        O::deserialize(deserializer).map(|_| Self(std::marker::PhantomData))
    }
}

/// The names that a kind fills in.
struct Fills;

impl Visitor for Fills {
    type Out = Vec<&'static str>;

    fn visit<K: Kind>(self) -> Self::Out {
        std::iter::once("found").chain(K::FILLS.iter().copied()).collect()
    }
}
