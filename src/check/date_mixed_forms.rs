//! `date-mixed-forms`: a date that is written otherwise than nearly all others.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::facts::{Facts, siblings};

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// The keys looked at; those that the generator reads as dates where none is
    /// named.
    #[serde(default)]
    fields: Vec<String>,
    /// How many posts must have the key before one form is the usual one.
    min_posts: usize,
    /// The percentage of them that must share it.
    #[schemars(range(min = 51, max = 100))]
    share: usize,
}

pub struct DateMixedForms {
    options: Options,
}

impl Kind for DateMixedForms {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "usual", "percent"];
    const ACROSS: bool = true;

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if !(51..=100).contains(&options.share) {
            return Err(OptionError::new("share", "a percentage from 51 to 100"));
        }
        Ok((Self { options }, Needs::default()))
    }

    fn run(&self, _: &Context<'_>, _: &[Candidate], _: &mut Vec<Hit>) {}

    fn across(&self, facts: &Facts<'_>, out: &mut Vec<(usize, Hit)>) {
        let own = &self.options.fields;
        let keys = if own.is_empty() { &facts.site.generator.date_keys } else { own };
        for group in siblings(facts) {
            for name in keys {
                self.look(name, &group, facts, out);
            }
        }
    }
}

impl DateMixedForms {
    fn look(
        &self,
        name: &str,
        group: &[usize],
        facts: &Facts<'_>,
        out: &mut Vec<(usize, Hit)>,
    ) {
        let mut by_form: BTreeMap<String, Vec<(usize, &str)>> = BTreeMap::new();
        let mut places = Vec::new();
        for &number in group {
            let Some(key) = facts.posts[number].key(name) else { continue };
            let [(text, span)] = key.texts.as_slice() else { continue };
            by_form.entry(form(text)).or_default().push((number, text));
            places.push((number, *span, form(text)));
        }
        let Some((usual, posts)) = by_form.iter().max_by_key(|(_, posts)| posts.len()) else {
            return;
        };
        let percent = posts.len() * 100 / places.len();
        if places.len() < self.options.min_posts || percent < self.options.share {
            return;
        }
        let example = posts.first().map_or("", |(_, text)| text);
        for (number, span, own) in &places {
            if own != usual {
                let hit = Hit::new(*span).fill("key", name).fill("usual", example);
                out.push((*number, hit.fill("percent", percent.to_string())));
            }
        }
    }
}

/// The form of a date: its figures are all alike, and so is where it is.
fn form(text: &str) -> String {
    let text = text.trim();
    let mut form: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    // summer and winter have one form, and so have zones of one kind
    if let Some(at) = form.rfind(['+', '-']).filter(|at| form[..*at].contains(':')) {
        form.replace_range(at..=at, "±");
    }
    let words = |c: char| if c.is_alphabetic() && c != 'T' && c != 'Z' { 'a' } else { c };
    form.chars().map(words).collect()
}

#[cfg(test)]
mod tests {
    use super::form;

    #[test]
    fn offsets_are_of_one_form() {
        assert_eq!(form("2025-01-04 09:00:00 +0100"), form("2025-07-04 09:00:00 -0500"));
        assert_ne!(form("2025-01-04 09:00:00 +0100"), form("2025-01-04 09:00:00"));
        assert_ne!(form("2025-01-04"), form("2025-1-4"));
    }
}
