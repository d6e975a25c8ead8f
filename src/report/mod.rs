//! Reports: one file a format, each a plain function over what a run found.

mod concise;
mod diff;
mod html;
mod json;
mod pretty;
mod problem;
mod snippet;

pub use diff::{colored as colored_diff, unified as unified_diff};
pub use html::{Background, RuleNote};
pub use problem::render as render_problem;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Finding, Problem, Severity, Summary};
use crate::facts::About;

/// What a run found.
#[derive(Debug, Default)]
pub struct Run {
    /// What is wrong with posts, in order.
    pub findings: Vec<Finding>,
    /// For each post with findings, by its path, what an editor knows it by.
    pub about: BTreeMap<Arc<str>, About>,
    /// What could not be read, or is wrong with what was written for us.
    pub problems: Vec<Problem>,
    /// What was looked at, and how much was found.
    pub summary: Summary,
    /// What fixes would change, a difference a post.
    pub diffs: Vec<String>,
    /// Findings for which comments were written.
    pub excused: usize,
    /// Pictures whose paths are worked out when the site is built; they are left alone.
    pub computed: usize,
    /// Entries of the baseline that match no more.
    pub stale: usize,
    /// Entries of the baseline that was written.
    pub recorded: Option<usize>,
    /// What `html` says beside all that.
    pub background: Background,
}

impl Run {
    /// Whether nothing was checked because nothing could be.
    pub fn did_nothing(&self) -> bool {
        self.summary.posts == 0 && !self.problems.is_empty()
    }

    /// The most severe finding.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// A form of report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people, with the words in question underlined.
    Pretty,
    /// A line a finding: `path:line:column: severity[rule] message`.
    Concise,
    /// One JSON object, described in `docs/json.md`.
    Json,
    /// One page for editors, to be opened in a browser.
    Html,
}

/// How a report may look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether colours may be used.
    pub color: bool,
    /// Whether the reader's terminal follows links.
    pub links: bool,
    /// Columns to fill.
    pub width: usize,
}

/// The report of a run in a format.
pub fn render(run: &Run, format: Format, look: Look) -> String {
    match format {
        Format::Pretty => pretty::render(run, look),
        Format::Concise => concise::render(run),
        Format::Json => json::render(run),
        Format::Html => html::render(run),
    }
}

/// One finding, drawn for people.
pub fn render_finding(finding: &Finding, look: Look) -> String {
    pretty::draw(&pretty::card(finding, look), look)
}

/// The closing line: what was checked and what was found.
pub fn closing_line(summary: &Summary) -> String {
    let fixed = match summary.fixed {
        0 => String::new(),
        number => format!(", {} made", count(number, "fix")),
    };
    let hidden = match summary.hidden {
        0 => String::new(),
        number => format!(", {number} hidden by the baseline"),
    };
    let checked = format!(
        "{} and {} checked{fixed}{hidden}",
        count(summary.posts, "post"),
        count(summary.images, "image")
    );
    if summary.findings() == 0 {
        return format!("{checked}: nothing found.");
    }
    let found: Vec<String> = [
        (summary.errors, "error"),
        (summary.warnings, "warning"),
        (summary.suggestions, "suggestion"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, noun)| count(number, noun))
    .collect();
    let fixable = match summary.fixable {
        0 => String::new(),
        number => format!("; {number} fixable with `--fix`"),
    };
    format!("{checked}: {}{fixable}.", found.join(", "))
}

fn count(number: usize, noun: &str) -> String {
    let ending = match (number, noun.ends_with('x')) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    format!("{number} {noun}{ending}")
}

/// `text` in one line, with nothing in it that a terminal would obey.
pub fn one_line(text: &str) -> String {
    text.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { snippet::shown(c) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_counts_in_words() {
        let mut summary = Summary { posts: 1, images: 2, ..Summary::default() };
        assert_eq!(closing_line(&summary), "1 post and 2 images checked: nothing found.");
        (summary.errors, summary.suggestions, summary.fixable) = (1, 2, 1);
        assert_eq!(
            closing_line(&summary),
            "1 post and 2 images checked: 1 error, 2 suggestions; 1 fixable with `--fix`."
        );
    }

    #[test]
    fn escape_sequences_are_shown_and_not_sent() {
        assert_eq!(one_line("a\u{1b}[31mb\r\nc\u{202e}d"), "a␛[31mb␍ c\u{fffd}d");
    }
}
