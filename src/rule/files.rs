//! Files that the options of a rule name. Nothing is read here: the text of each is
//! asked of the caller and put in the place of its name.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::RuleFile;
use crate::check::{Kind, NamedFile, OptionError, Visitor, with_kind};
use crate::tree::read_typed;

/// Files by their names as an option has them: the text, or why there is none.
pub type Files = BTreeMap<String, Result<String, String>>;

/// The files that the rule in `text` names. None where it cannot be read, which is
/// told when it is loaded.
pub fn named_files(text: &str) -> Vec<String> {
    let file = read_typed::<RuleFile<Map<String, Value>>>("", text);
    let Ok((RuleFile { extends, options: Some(options), .. }, _)) = file else {
        return Vec::new();
    };
    let named = file_options(&extends).iter().filter_map(|name| options.get(*name)?.as_str());
    named.map(str::to_owned).collect()
}

/// Puts the texts of the files that `options` of the kind `kind` name in the place
/// of their names.
pub(super) fn read_files(
    kind: &str,
    options: &mut Map<String, Value>,
    read: impl Fn(&str) -> Result<String, String>,
) -> Result<(), OptionError> {
    for name in file_options(kind) {
        let Some(Value::String(path)) = options.get(*name) else { continue };
        let text = read(path)
            .map_err(|why| OptionError::new(name, format!("`{path}` cannot be read: {why}")))?;
        let file = NamedFile::read(path, text);
        options.insert((*name).to_owned(), file);
    }
    Ok(())
}

fn file_options(kind: &str) -> &'static [&'static str] {
    struct FilesOf;
    impl Visitor for FilesOf {
        type Out = &'static [&'static str];

        fn visit<K: Kind>(self) -> Self::Out {
            K::FILES
        }
    }
    with_kind(kind, FilesOf).unwrap_or_default()
}
