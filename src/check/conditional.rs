//! `conditional`: where one thing stands, another must stand, such as what an acronym
//! is short for. Vale's kind of that name.

use schemars::JsonSchema;
use serde::Deserialize;

use super::pattern::Pattern;
use super::words::Except;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// What asks for something.
    first: String,
    /// What it asks for. Where both have a group, the groups must say the same.
    second: String,
    /// Words that are right as they stand, and hide what they cover.
    #[serde(default)]
    except: Vec<String>,
    /// The same as regular expressions.
    #[serde(default)]
    except_patterns: Vec<String>,
    /// Capitals are what most such rules are about.
    #[serde(default)]
    ignore_case: bool,
}

pub struct Conditional {
    first: Pattern,
    second: Pattern,
    /// Whether the two are paired by their groups.
    paired: bool,
    except: Except,
    ignore_case: bool,
}

impl Kind for Conditional {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["what", "count"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        let Options { ignore_case, .. } = options;
        let pattern =
            |name: &str, source| Pattern::new(source, ignore_case, vec![name.to_owned()]);
        let first = pattern("first", &options.first);
        let second = pattern("second", &options.second);
        let except = Except::new(&options.except, &options.except_patterns, ignore_case, true)?;
        let own = except.patterns().iter().chain([&second]).cloned();
        let needs = Needs {
            patterns: vec![first.clone()],
            own_patterns: own.collect(),
            ..Needs::default()
        };
        let paired = first.groups() > 0 && second.groups() > 0;
        Ok((Self { first, second, paired, except, ignore_case }, needs))
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        let meant: Vec<&Candidate> =
            found.iter().filter(|candidate| !self.except.covers(cx, candidate)).collect();
        if meant.is_empty() {
            return;
        }
        let Some(said) = self.said(cx) else { return };
        let mut asked: Vec<(String, &Candidate, usize)> = Vec::new();
        for candidate in meant {
            let what = self.what(cx, candidate);
            if said.contains(&what) {
                continue;
            }
            match asked.iter_mut().find(|(known, ..)| *known == what) {
                Some((_, _, count)) => *count += 1,
                None => asked.push((what, candidate, 1)),
            }
        }
        for (what, candidate, count) in asked {
            let hit = Hit::new(cx.prose.source(&candidate.plain)).fill("what", what);
            out.push(hit.fill("count", count.to_string()));
        }
    }
}

impl Conditional {
    /// What a place asks for: its group, else nothing in particular.
    fn what(&self, cx: &Context<'_>, candidate: &Candidate) -> String {
        if !self.paired {
            return String::new();
        }
        let text = cx.prose.slice(candidate.within.clone());
        let at = candidate.plain.start - candidate.within.start;
        self.folded(self.first.replace(text, at, "$1").unwrap_or_default())
    }

    /// What the post says of what is asked for, wherever it does; `None` where that
    /// cannot be known.
    fn said(&self, cx: &Context<'_>) -> Option<Vec<String>> {
        let mut said = Vec::new();
        for block in cx.prose.blocks() {
            let text = cx.prose.slice(block.plain.clone());
            let mut places = Vec::new();
            let searched = self.second.find(text, |place| places.push(place.start));
            if searched.is_err() {
                cx.told(searched.map(|()| false));
                return None;
            }
            said.extend(places.into_iter().map(|at| match self.paired {
                true => self.folded(self.second.replace(text, at, "$1").unwrap_or_default()),
                false => String::new(),
            }));
        }
        Some(said)
    }

    fn folded(&self, what: String) -> String {
        if self.ignore_case { what.to_lowercase() } else { what }
    }
}
