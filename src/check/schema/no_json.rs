//! What stands for `json.rs` in a build without JSON Schema.

use crate::check::{Context, Hit, NamedFile, OptionError};
use crate::text::Span;
use crate::tree::Node;

/// Cannot be made.
pub enum JsonSchema {}

impl JsonSchema {
    pub fn compile(_: &NamedFile) -> Result<Self, OptionError> {
        let message = "this build of copydesk lacks the feature `jsonschema`";
        let help = "Build it with `--features jsonschema`, or say what you want under `fields`.";
        let error = OptionError::new("json-schema", message);
        Err(OptionError { help: Some(help.to_owned()), ..error })
    }

    pub fn check(&self, _: &Node, _: Span, _: &Context<'_>, _: &mut Vec<Hit>) {
        match *self {}
    }
}
