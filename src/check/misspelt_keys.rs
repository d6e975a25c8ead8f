//! `misspelt-keys`: a key that is nearly one that the generator knows.

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety, nearest};
use crate::text::Edit;
use crate::tree::Style;

#[derive(Deserialize)]
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

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { known: options.known }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let Some(root) = cx.doc.keys() else { return };
        let written: FxHashSet<&str> = root.entries().iter().map(|entry| entry.name()).collect();
        let known = || cx.site.generator.keys.iter().chain(&self.known).map(String::as_str);
        for entry in root.entries() {
            let name = entry.name();
            if known().any(|key| key.eq_ignore_ascii_case(name)) {
                continue;
            }
            let absent = known().filter(|key| !written.contains(key));
            let Some(meant) = meant_for(name, absent) else { continue };
            let fix = entry.key.scalar().filter(|key| key.style == Style::Plain).map(|_| Fix {
                title: format!("Rename the key to `{meant}`"),
                edits: vec![Edit::replace(entry.key.span, meant)],
                safety: Safety::Unsafe,
            });
            out.push(Hit::new(entry.key.span).fill("key", name).fill("meant", meant).fix(fix));
        }
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
