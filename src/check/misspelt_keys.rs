//! `misspelt-keys`: a key that is nearly one that the generator knows.

use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Beside, Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety, nearest};
use crate::facts::Facts;
use crate::site::Site;
use crate::text::{Edit, Span};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Keys that are right besides those that the generator knows.
    #[serde(default)]
    known: Vec<String>,
}

pub struct MisspeltKeys {
    known: Vec<String>,
}

impl Kind for MisspeltKeys {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "meant"];
    const ACROSS: bool = true;

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { known: options.known }, Needs::default()))
    }

    /// A post alone is told by what the generator knows.
    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let (Beside::None, Some(root)) = (cx.beside, cx.doc.keys()) else { return };
        let keys = root.entries().iter().map(|entry| (entry.name(), entry.key.span));
        let keys: Vec<(&str, Span)> = keys.collect();
        out.extend(self.look(&keys, cx.site).into_iter().map(|found| found.hit()));
    }

    /// Beside others, a key that they have too is one of the site's own.
    fn across(&self, facts: &Facts<'_>, out: &mut Vec<(usize, Hit)>) {
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        for key in facts.posts.iter().flat_map(|post| &post.keys) {
            *counts.entry(&key.name).or_default() += 1;
        }
        let count = |name: &str| counts.get(name).copied().unwrap_or_default();
        for (number, post) in facts.posts.iter().enumerate() {
            let keys: Vec<(&str, Span)> =
                post.keys.iter().map(|key| (&*key.name, key.key)).collect();
            for found in self.look(&keys, facts.site) {
                let own = count(found.name);
                if own == 1 || own * RARER <= count(found.meant) {
                    out.push((number, found.hit()));
                }
            }
        }
    }
}

/// How many times rarer than the key that is meant a slip is among other posts.
const RARER: usize = 10;

/// A key that is nearly another.
struct Slip<'k> {
    name: &'k str,
    meant: &'k str,
    span: Span,
}

impl Slip<'_> {
    fn hit(&self) -> Hit {
        let Self { name, meant, span } = *self;
        // a key in quotes is longer than its name, and is left to its writer
        let is_plain = span.len() == name.len();
        let fix = is_plain.then(|| Fix {
            title: format!("Rename the key to `{meant}`"),
            edits: vec![Edit::replace(span, meant)],
            safety: Safety::Unsafe,
        });
        Hit::new(span).fill("key", name).fill("meant", meant).fix(fix)
    }
}

impl MisspeltKeys {
    fn look<'k>(&'k self, keys: &[(&'k str, Span)], site: &'k Site) -> Vec<Slip<'k>> {
        let written: FxHashSet<&str> = keys.iter().map(|(name, _)| *name).collect();
        let known = || site.generator.keys.iter().chain(&self.known).map(String::as_str);
        let mut out: Vec<Slip<'k>> = Vec::new();
        for &(name, span) in keys {
            let own = || self.known.iter().any(|key| key.eq_ignore_ascii_case(name));
            if site.generator.knows(name) || own() {
                continue;
            }
            let absent = known().filter(|key| !written.contains(key));
            // of two that mean one, the second would write it twice
            let meant = meant_for(name, absent).filter(|key| out.iter().all(|s| s.meant != *key));
            out.extend(meant.map(|meant| Slip { name, meant, span }));
        }
        out
    }
}

/// The key that `name` is most likely meant to be. People rarely miss the first
/// letter, short names are near to too many others, and a name that goes on, or is
/// put together otherwise, is a name of its own: `height` is not `weight`, `data` is
/// not `date`, `images` is not `image`, `hero_image` is not `heroImage`.
pub(super) fn meant_for<'k>(
    name: &str,
    keys: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    let likely = |key: &&str| {
        key.chars().next() == name.chars().next()
            && key.len() >= 5
            && name.len() >= 4
            && !joined(name).starts_with(&joined(key))
            && joined(key) != joined(name) + "s"
            && !ABROAD.contains(&name)
    };
    nearest(name, keys.into_iter().filter(likely))
}

/// A key without case and signs between its words.
fn joined(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Keys of themes in other languages.
const ABROAD: [&str; 20] = [
    "autor", "autore", "autores", "auteur", "titre", "titulo", "titolo", "imagen", "imagem",
    "immagine", "categoria", "categorie", "categorias", "kategorie", "kategorien", "descricao",
    "beschreibung", "summarium", "etiquetas", "resumen",
];

#[cfg(test)]
mod tests {
    use super::meant_for;

    #[test]
    fn a_name_of_its_own_is_not_misspelt() {
        let keys = ["title", "date", "weight", "image", "categories", "description"];
        for (name, meant) in [
            ("titel", Some("title")),
            ("catagories", Some("categories")),
            ("desciption", Some("description")),
            ("height", None),
            ("data", None),
            ("images", None),
            ("category", None),
            ("titled", None),
            ("titre", None),
            ("categorie", None),
        ] {
            assert_eq!(meant_for(name, keys), meant, "{name}");
        }
    }
}
