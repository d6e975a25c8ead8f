//! What is wrong with a file that was written for us, or could not be read.

use std::sync::Arc;

use super::Place;
use crate::text::{LineIndex, Span};

/// Why copydesk could not do its job somewhere: a file that could not be read,
/// or something wrong in a config or a rule. Any problem makes the exit code 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, where there is one.
    pub path: Option<Arc<str>>,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where in the file, where that is known.
    pub place: Option<Box<Place>>,
}

impl Problem {
    /// A problem without a file.
    pub fn new(message: impl Into<String>) -> Self {
        Self { path: None, message: message.into(), help: None, place: None }
    }

    /// The same, in the file `path`.
    pub fn in_file(mut self, path: impl Into<Arc<str>>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The same, at `span` of that file's `text`.
    pub fn at(mut self, text: &str, span: Span) -> Self {
        self.place = Some(Box::new(Place::new(text, &LineIndex::new(text), span)));
        self
    }

    /// The same, with a word of help.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
