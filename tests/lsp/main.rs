//! The language server says what `check` says, in the places that the editor counts,
//! and does what `--fix` does. `client` is the editor.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test needs is there, or it fails"
)]

mod actions;
mod client;
mod diagnostics;
mod questions;
mod robust;
mod support;
mod workspace;
