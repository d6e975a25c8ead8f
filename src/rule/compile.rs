//! From the options of a rule to its check.

use std::sync::Arc;

use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use super::Compiled;
use crate::check::{Kind, OptionError, Visitor};

/// The options of a rule.
#[derive(Clone, Debug)]
pub(super) enum Options {
    /// As JSON, which is read when it is known as what.
    Written(&'static str),
    /// By their names.
    Read(Map<String, Value>),
}

impl Options {
    /// These by their names, with others laid over them.
    pub fn under(&self, overlay: Option<&Map<String, Value>>) -> Map<String, Value> {
        let mut options = match self {
            Self::Read(options) => options.clone(),
            // the build wrote it
            Self::Written(json) => serde_json::from_str(json).unwrap_or_default(),
        };
        options.extend(overlay.into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())));
        options
    }
}

/// See [`Kind::ONLY_FOUND`].
pub(super) struct OnlyFound;

impl Visitor for OnlyFound {
    type Out = bool;

    fn visit<K: Kind>(self) -> bool {
        K::ONLY_FOUND
    }
}

/// Makes the check of a kind, with its options or those laid over them.
pub(super) struct Compile<'r> {
    pub options: &'r Options,
    pub overlay: Option<&'r Map<String, Value>>,
    /// Whether expressions are built at once, so that mistakes in them are told.
    pub verify: bool,
}

impl Visitor for Compile<'_> {
    type Out = Result<Compiled, OptionError>;

    fn visit<K: Kind>(self) -> Self::Out {
        // what is certain to be right need not be told where it is wrong
        let at_once = match (self.options, self.overlay) {
            (Options::Written(json), None) => serde_json::from_str(json).ok(),
            _ => None,
        };
        let tracked = || {
            let options = Value::Object(self.options.under(self.overlay));
            serde_path_to_error::deserialize(options).map_err(|error| {
                let (message, help) = crate::tree::plain_words(&error.inner().to_string());
                OptionError { path: steps(error.path()), message, help }
            })
        };
        let (kind, needs) = K::compile(at_once.map_or_else(tracked, Ok)?)?;
        let patterns = needs.patterns.iter().chain(&needs.own_patterns);
        for pattern in patterns.filter(|_| self.verify) {
            pattern.verify().map_err(|why| OptionError {
                path: pattern.option().to_vec(),
                message: format!("not a regular expression: {why}"),
                help: None,
            })?;
        }
        Ok((Arc::new(kind), needs))
    }
}

/// The way to an option that cannot be read.
fn steps(path: &serde_path_to_error::Path) -> Vec<String> {
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    path.iter().filter_map(step).collect()
}
