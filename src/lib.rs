//! Copydesk reads a post the way a copy desk does, whole: front matter, dates,
//! pictures and prose, and says exactly where it is wrong and what to write
//! instead.
//!
//! The modules stand in the order in which they may import from one another:
//! each only from those above it (`tests/shape.rs` says so).

pub mod text;
pub mod word;
pub mod diagnostic;
pub mod tree;
pub mod dictionary;
pub mod image;
pub mod generator;
pub mod document;
pub mod site;
pub mod outlook;
pub mod resolve;
pub mod facts;
pub mod check;
pub mod rule;
pub mod pack;
pub mod config;
pub mod schema;
pub mod lint;
pub mod fix;
pub mod excuse;
pub mod review;
pub mod baseline;
pub mod changes;
pub mod prove;
pub mod report;
pub mod manual;
pub mod project;
pub mod lsp;
pub mod cli;
