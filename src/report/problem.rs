//! Problems, for standard error: what is wrong, where, and what to do.

use super::snippet::Snippet;
use super::{Look, pretty};
use crate::diagnostic::{Problem, Severity};

/// The problem as text.
pub fn render(problem: &Problem, look: Look) -> String {
    // where there is a snippet, its head names the file
    let message = match &problem.path {
        Some(path) if problem.place.is_none() => format!("{path}: {}", problem.message),
        _ => problem.message.clone(),
    };
    let path = problem.path.as_deref().unwrap_or_default();
    let card = pretty::Card {
        severity: Severity::Error,
        id: None,
        url: None,
        message: super::one_line(&message).into_owned(),
        help: problem.help.as_deref().map(pretty::shown_lines),
        snippet: problem.place.as_ref().map(|place| Snippet::new(path, place, look.width)),
    };
    pretty::draw(&card, look)
}
