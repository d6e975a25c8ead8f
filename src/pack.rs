//! Packs: folders of rules. The built-in ones and a user's own become one set by
//! the same code.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Problem, RuleId, nearest};
use crate::rule::{Builtin, Rule, Source, named_files};

static BUILTIN: &[Builtin] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The default set: not a folder, but what its rules say of themselves.
pub const RECOMMENDED: &str = "recommended";

/// All rules that a run can use. They are read when they are asked for.
#[derive(Clone, Debug)]
pub struct RuleSet {
    sources: BTreeMap<RuleId, Source>,
}

impl Default for RuleSet {
    fn default() -> Self {
        Self::builtin()
    }
}

impl RuleSet {
    /// The rules in the program.
    pub fn builtin() -> Self {
        let sources = BUILTIN.iter().filter_map(|builtin| {
            let path = builtin.path.strip_prefix("rules/")?.strip_suffix(".yml")?;
            Some((RuleId::new(path), Source::Builtin(builtin)))
        });
        Self { sources: sources.collect() }
    }

    /// No rules: for a pack that is looked at alone.
    pub fn empty() -> Self {
        Self { sources: BTreeMap::new() }
    }

    /// Adds a user's pack: `files` are the paths (as they are shown) and texts of
    /// its `*.yml`; `read` gives the text of a file that a rule names, from the
    /// pack's folder. Ids begin with the name of the folder; a pack or a rule that
    /// is there already is refused.
    pub fn add_pack(
        &mut self,
        name: &str,
        files: impl IntoIterator<Item = (String, String)>,
        read: impl Fn(&str) -> Result<String, String>,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        if name == RECOMMENDED || self.has_pack(name) {
            let problem = Problem::new(format!("there is a pack called `{name}` already"));
            return vec![problem.help("Rename the folder: its name begins the ids of its rules.")];
        }
        let mut added = 0;
        for (path, text) in files {
            let stem = path.rsplit(['/', '\\']).next().unwrap_or_default();
            let Some(stem) = stem.strip_suffix(".yml") else { continue };
            let id = RuleId::new(format!("{name}/{stem}"));
            let named = named_files(&text).into_iter().map(|name| {
                let text = read(&name);
                (name, text)
            });
            let files = Arc::new(named.collect());
            let source = Source::Own { path: Arc::from(path), text: Arc::from(text), files };
            problems.extend(Rule::load(id.clone(), &source).err());
            self.sources.insert(id, source);
            added += 1;
        }
        if added == 0 {
            problems
                .push(Problem::new(format!("the pack `{name}` has no rules: no `*.yml` files")));
        }
        problems
    }

    /// The ids of all rules, in order.
    pub fn ids(&self) -> impl Iterator<Item = &RuleId> {
        self.sources.keys()
    }

    /// The ids of the rules that are not in the program.
    pub fn own_ids(&self) -> impl Iterator<Item = &RuleId> {
        let own = self.sources.iter().filter(|(_, s)| matches!(s, Source::Own { .. }));
        own.map(|(id, _)| id)
    }

    /// The ids of a pack, or of the default set.
    pub fn pack(&self, name: &str) -> Vec<RuleId> {
        if name != RECOMMENDED {
            return self.of_pack(name).cloned().collect();
        }
        let is_meant = |(id, source): &(&RuleId, &Source)| match source {
            Source::Builtin(builtin) => builtin.recommended,
            Source::Own { .. } => id.pack() == name,
        };
        self.sources.iter().filter(is_meant).map(|(id, _)| id.clone()).collect()
    }

    /// Whether there is a pack of that name.
    pub fn has_pack(&self, name: &str) -> bool {
        name == RECOMMENDED || self.of_pack(name).next().is_some()
    }

    /// The ids of the rules in the folder of a pack, which stand together.
    fn of_pack<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s RuleId> + use<'s> {
        let folder = format!("{name}/");
        let ids = self.sources.range(RuleId::new(folder.as_str())..).map(|(id, _)| id);
        ids.take_while(move |id| id.as_str().starts_with(&folder))
    }

    /// The rule called `name`, now or formerly.
    pub fn find(&self, name: &str) -> Option<&RuleId> {
        let id = RuleId::new(name);
        self.sources.get_key_value(&id).map(|(id, _)| id).or_else(|| {
            let may_say = |source: &Source| match source {
                Source::Builtin(builtin) => builtin.json.contains(name),
                Source::Own { text, .. } => text.contains(name),
            };
            let named = self.sources.iter().filter(|(_, source)| may_say(source));
            let mut was = named.filter(|(id, source)| {
                Rule::load((*id).clone(), source)
                    .is_ok_and(|rule| rule.formerly.iter().any(|former| former == name))
            });
            was.next().map(|(id, _)| id)
        })
    }

    /// The rules that `name` stands for: a rule, or all of a pack.
    pub fn select(&self, name: &str) -> Result<Vec<RuleId>, Problem> {
        if let Some(id) = self.find(name) {
            return Ok(vec![id.clone()]);
        }
        let rules = self.pack(name);
        if rules.is_empty() { Err(self.unknown(name)) } else { Ok(rules) }
    }

    /// The problem that `name` is neither a rule nor a pack.
    pub fn unknown(&self, name: &str) -> Problem {
        let problem = Problem::new(format!("there is no rule or pack called `{name}`"));
        let packs = self.sources.keys().map(RuleId::pack).chain([RECOMMENDED]);
        let names = self.sources.keys().map(RuleId::as_str).chain(packs);
        // a bare name may be all that somebody remembers of an id
        let tail = |id: &&str| id.split_once('/').is_some_and(|(_, tail)| tail == name);
        let meant = names.clone().find(tail).or_else(|| nearest(name, names));
        problem.help(match meant {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => "`copydesk rules` lists them.".to_owned(),
        })
    }

    /// Where the rule `id` is written.
    pub fn source(&self, id: &RuleId) -> Option<&Source> {
        self.sources.get(id)
    }

    /// Reads the rule `id`.
    pub fn load(&self, id: &RuleId) -> Result<Rule, Problem> {
        match self.sources.get(id) {
            Some(source) => Rule::load(id.clone(), source),
            None => Err(self.unknown(id.as_str())),
        }
    }
}
