//! `deprecated-keys`: keys whose time is over, with what has taken their place.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::text::Edit;
use crate::tree::{Entry, Node, Value};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// From old keys to new ones, empty for a key to leave out; a dot leads into a
    /// map. They come to those that the generator has given up.
    #[serde(default)]
    keys: BTreeMap<String, String>,
}

pub struct DeprecatedKeys {
    keys: BTreeMap<String, String>,
}

impl Kind for DeprecatedKeys {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "new", "instead", "remedy"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        for (old, new) in &options.keys {
            let chain = options.keys.contains_key(new);
            if old == new || chain {
                let message = match old == new {
                    true => format!("`{old}` cannot take its own place"),
                    false => format!("`{new}` is deprecated itself, by another line here"),
                };
                let path = vec!["keys".to_owned(), old.clone()];
                return Err(OptionError { path, message, help: None });
            }
        }
        Ok((Self { keys: options.keys }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let Some(root) = cx.doc.keys() else { return };
        let generator = &cx.site.generator;
        let known = generator.deprecated.iter().filter(|(old, _)| !self.keys.contains_key(*old));
        for (old, new) in known {
            let whose = format!(" in {}", generator.title);
            out.extend(find(root, old, cx).map(|entry| hit(old, new, &whose, entry, root, cx)));
        }
        for (old, new) in &self.keys {
            let Some(entry) = find(root, old, cx) else { continue };
            let fix = rename(old, new, entry, cx).filter(|_| find(root, new, cx).is_none());
            out.push(hit(old, new, "", entry, root, cx).fix(fix));
        }
    }
}

fn find<'n>(root: &'n Node, path: &str, cx: &Context<'_>) -> Option<&'n Entry> {
    let folded = || {
        let mut entries = root.entries().iter().filter(|_| cx.site.generator.ignores_case);
        entries.find(|entry| entry.name().eq_ignore_ascii_case(path))
    };
    root.at(path.split('.')).or_else(folded)
}

fn hit(old: &str, new: &str, whose: &str, entry: &Entry, root: &Node, cx: &Context<'_>) -> Hit {
    let (instead, remedy) = if new.is_empty() {
        (String::new(), "Leave it out.".to_owned())
    } else if find(root, new, cx).is_some() {
        let remedy = format!("Keep what is right as `{new}`, and take `{old}` out.");
        (format!(", and `{new}`, which took its place, is there too"), remedy)
    } else {
        (format!(": `{new}` has taken its place"), format!("Write `{new}`."))
    };
    let hit = Hit::new(entry.key.span).fill("key", old).fill("new", new);
    hit.fill("instead", format!("{whose}{instead}")).fill("remedy", remedy)
}

/// The fix that gives an entry its new name, where that is all there is to it.
fn rename(old: &str, new: &str, entry: &Entry, cx: &Context<'_>) -> Option<Fix> {
    let split = |path: &str| {
        let (map, name) = path.rsplit_once('.').unwrap_or(("", path));
        (map.to_owned(), name.to_owned())
    };
    let ((old_map, _), (new_map, name)) = (split(old), split(new));
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    // a table's name may stand in several headers
    let in_tables = cx.doc.format() == crate::tree::Format::Toml
        && (!old_map.is_empty() || matches!(entry.value.value, Value::Map(_)));
    if old_map != new_map || name.is_empty() || !name.chars().all(bare) || in_tables {
        return None;
    }
    let written = entry.key.span.of(&cx.doc.text);
    let text = match written.chars().next() {
        Some(sign @ ('"' | '\'')) => format!("{sign}{name}{sign}"),
        _ => name,
    };
    Some(Fix {
        title: format!("Rename the key to `{new}`"),
        edits: vec![Edit::replace(entry.key.span, text)],
        safety: Safety::Safe,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_leads_to_one_that_stays() {
        let compile = |pairs: &[(&str, &str)]| {
            let keys = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            DeprecatedKeys::compile(Options { keys }).map(|_| ()).map_err(|error| error.path)
        };
        assert_eq!(compile(&[("a", "b"), ("c", "b"), ("d", "")]), Ok(()));
        assert_eq!(compile(&[("a", "a")]), Err(vec!["keys".into(), "a".into()]));
        assert_eq!(compile(&[("a", "b"), ("b", "c")]), Err(vec!["keys".into(), "a".into()]));
    }
}
