//! Runs rules on a post: one pass for what all of them look for, each kind once,
//! then messages, suppressions and order.

mod search;
mod suppress;

use std::cell::Cell;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::check::pattern::Pattern;
use crate::check::phrases::Phrases;
use crate::check::{Beside, Check, Context, Hit, Needs, OptionError};
use crate::config::{Setting, Settings};
use crate::diagnostic::{Diagnostic, Problem, RuleId, Severity};
use crate::dictionary::Vocabulary;
use crate::document::Document;
use crate::facts::Facts;
use crate::pack::RuleSet;
use crate::resolve::Resolver;
use crate::rule::{Rule, option_problem};
use crate::tree::Tree;
use search::Search;

/// The rules of one set of settings, compiled.
pub struct Linter {
    rules: Vec<Active>,
    search: Search,
    /// The names that a suppression may use.
    names: Vec<String>,
    vocabulary: Arc<Vocabulary>,
    /// Rules with an expression that ran out of steps on a post, and its path.
    stuck: Mutex<Vec<(usize, Arc<str>)>>,
}

/// A rule that runs.
struct Active {
    rule: Rule,
    severity: Severity,
    /// Its check, compiled when it is first needed.
    check: OnceLock<Option<Arc<dyn Check>>>,
    /// Whether that is only where something of what it asks for was found.
    only_found: bool,
    /// How many phrases it asks for; its patterns are numbered behind them.
    phrases: usize,
    patterns: Vec<Pattern>,
    /// See [`Needs::in_pairs`].
    in_pairs: bool,
}

impl Linter {
    /// Compiles the rules that `settings` name.
    pub fn new(set: &RuleSet, settings: &Settings) -> Result<Self, Vec<Problem>> {
        let (mut rules, mut phrases, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for (id, setting) in &settings.rules {
            let active = set.load(id).and_then(|rule| {
                Active::new(rule, setting).map_err(|error| {
                    let path = set.source(id).map_or("", |source| source.path());
                    option_problem(&error, &[], &Tree::default()).in_file(path).placed("")
                })
            });
            match active {
                Err(problem) => problems.push(problem),
                Ok((active, asked)) => {
                    rules.push(active);
                    phrases.push(asked);
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut names: Vec<String> = Vec::new();
        for id in set.ids() {
            names.push(id.as_str().to_owned());
            if names.last().is_none_or(|last| last != id.pack()) {
                names.push(id.pack().to_owned());
            }
        }
        let search = Search::new(&rules, phrases);
        let vocabulary = Arc::clone(&settings.vocabulary);
        Ok(Self { rules, search, names, vocabulary, stuck: Mutex::default() })
    }

    /// What is wrong with a post, in order.
    pub fn lint(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        let resolver = Resolver::new(cx.doc, cx.site);
        let stuck = Cell::new(false);
        let cx = &Context {
            stuck: Some(&stuck),
            vocabulary: &self.vocabulary,
            ..cx.with_pictures(&resolver)
        };
        let language = cx.language();
        let speaks: Vec<bool> = self.rules.iter().map(|active| active.speaks(&language)).collect();
        let note = |rule| self.note_stuck(rule, cx.doc);
        let found = self.search.find(cx.doc, &self.rules, &speaks, note);
        let mut out = Vec::new();
        let mut hits = Vec::new();
        for (number, (active, found)) in self.rules.iter().zip(&found).enumerate() {
            if !speaks[number] || (active.only_found && found.is_empty()) {
                continue;
            }
            let Some(check) = active.check() else { continue };
            let cx = Context {
                prose: cx.doc.layer(active.rule.scopes.layer()),
                scopes: &active.rule.scopes,
                includes_quotes: active.rule.includes_quotes,
                ..*cx
            };
            check.run(&cx, found, &mut hits);
            if stuck.take() {
                self.note_stuck(number, cx.doc);
            }
            out.extend(hits.drain(..).map(|hit| active.diagnose(cx.doc, hit)));
        }
        if let Beside::Found(found) = cx.beside {
            let found = found.iter().map(|(rule, hit)| (&self.rules[*rule], hit.clone()));
            out.extend(found.map(|(active, hit)| active.diagnose(cx.doc, hit)));
        }
        let report = |id: &str, hit: Hit| {
            let active = self.rules.iter().find(|active| active.rule.id.as_str() == id)?;
            Some(active.diagnose(cx.doc, hit))
        };
        let ran = |name: &str| {
            let named = |active: &&Active| {
                let id = &active.rule.id;
                name.is_empty() || id.as_str() == name || id.pack() == name
            };
            let mut rules = self.rules.iter().filter(named).peekable();
            let beside = matches!(cx.beside, Beside::Found(_));
            let looked = |active: &Active| !active.looks_across() || beside;
            rules.peek().is_some() && rules.all(looked)
        };
        let mut out = suppress::apply(cx.doc, out, &self.names, ran, report);
        out.sort_by(|a, b| (a.span, &a.rule, &a.message).cmp(&(b.span, &b.rule, &b.message)));
        out
    }

    fn note_stuck(&self, rule: usize, doc: &Document) {
        let mut stuck = self.stuck.lock().unwrap_or_else(PoisonError::into_inner);
        stuck.push((rule, Arc::clone(&doc.path)));
    }

    /// What could not be said of the post `doc` since this was last asked: rules with
    /// an expression that ran out of steps on it.
    pub fn stuck(&self, doc: &Document) -> Vec<Problem> {
        let mut stuck = self.stuck.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rules: Vec<usize> =
            stuck.iter().filter(|(_, path)| *path == doc.path).map(|(rule, _)| *rule).collect();
        stuck.retain(|(_, path)| *path != doc.path);
        rules.sort_unstable();
        rules.dedup();
        let problem = |rule: usize| {
            let id = &self.rules[rule].rule.id;
            Problem::new(format!("{id}: an expression has too many ways to match this post"))
                .help("Give it fewer nested `*` and `+`, or leave look-around and `\\1` out.")
        };
        rules.into_iter().map(problem).collect()
    }

    /// Whether a rule looks at posts together.
    pub fn looks_across(&self) -> bool {
        self.rules.iter().any(|active| active.looks_across())
    }

    /// What rules find across the posts of a site: for each hit the number of the
    /// post and of the rule.
    pub fn across(&self, facts: &Facts<'_>) -> Vec<(usize, usize, Hit)> {
        let mut out = Vec::new();
        let mut hits = Vec::new();
        for (number, active) in self.rules.iter().enumerate() {
            if active.looks_across()
                && let Some(check) = active.check()
            {
                check.across(facts, &mut hits);
                out.extend(hits.drain(..).map(|(post, hit)| (post, number, hit)));
            }
        }
        out
    }

    /// The ids of the rules that could look at a post, beside others or not.
    pub fn looked(&self, beside: Beside<'_>) -> impl Iterator<Item = &RuleId> {
        let together = matches!(beside, Beside::Found(_) | Beside::Later);
        let could = move |active: &&Active| together || !active.looks_across();
        self.rules.iter().filter(could).map(|active| &active.rule.id)
    }

    /// The ids of the rules that run.
    pub fn ids(&self) -> impl Iterator<Item = &RuleId> {
        self.rules.iter().map(|active| &active.rule.id)
    }
}

/// Characters of the words found that a message repeats.
const FOUND_LENGTH: usize = 60;

impl Active {
    /// A rule as it is set, and the phrases that it asks for.
    fn new(rule: Rule, setting: &Setting) -> Result<(Self, Phrases), OptionError> {
        let severity = setting.severity.unwrap_or(rule.severity);
        let overlay = Some(&setting.options).filter(|options| !options.is_empty());
        let asked = if overlay.is_none() { rule.asks() } else { None };
        let only_found = asked.is_some();
        let (check, asked, patterns, in_pairs) = match asked {
            Some((phrases, patterns)) => (OnceLock::new(), phrases, patterns, false),
            None => {
                let (check, needs) = rule.compile(overlay)?;
                let Needs { phrases, patterns, in_pairs, .. } = needs;
                (OnceLock::from(Some(check)), Phrases::Own(phrases), patterns, in_pairs)
            }
        };
        let phrases = asked.len();
        let active = Self { rule, severity, check, only_found, phrases, patterns, in_pairs };
        Ok((active, asked))
    }

    /// Its check. A rule that comes with the program always has one.
    fn check(&self) -> Option<&dyn Check> {
        let compile = || self.rule.compile(None).ok().map(|(check, _)| check);
        self.check.get_or_init(compile).as_deref()
    }

    fn looks_across(&self) -> bool {
        !self.only_found && self.check().is_some_and(Check::looks_across)
    }

    /// Whether the rule is for posts in that language.
    fn speaks(&self, language: &str) -> bool {
        self.rule.language.as_deref().is_none_or(|own| own == language)
    }

    fn diagnose(&self, doc: &Document, hit: Hit) -> Diagnostic {
        let found = || shortened(hit.span.of(&doc.text));
        let value = |name: &str| match hit.fill.iter().find(|(filled, _)| *filled == name) {
            Some((_, value)) => value.clone(),
            None if name == "found" => found(),
            None => String::new(),
        };
        let help = self.rule.help.as_ref().map(|help| help.fill(value));
        Diagnostic {
            rule: self.rule.id.clone(),
            severity: self.severity,
            span: hit.span,
            message: self.rule.message.fill(value),
            help: help.filter(|help| !help.is_empty()),
            related: hit.related,
            extent: hit.extent,
            files: hit.files,
            fixes: hit.fixes,
            url: self.rule.url.clone(),
        }
    }
}

/// The words found in one line of bearable length.
fn shortened(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(FOUND_LENGTH) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
