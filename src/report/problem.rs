//! Problems, for standard error: what is wrong, where, and what to do.

use super::snippet::Snippet;
use super::{Look, pretty};
use crate::diagnostic::{Problem, Severity};

/// The problem as text.
pub fn render(problem: &Problem, look: Look) -> String {
    let message = match &problem.path {
        Some(path) => format!("{path}: {}", problem.message),
        None => problem.message.clone(),
    };
    let card = pretty::Card {
        severity: Severity::Error,
        id: None,
        url: None,
        message: super::one_line(&message),
        help: problem.help.clone(),
        snippet: problem.place.as_ref().map(|place| Snippet::new(place, look.width)),
    };
    pretty::draw(&card, look)
}
