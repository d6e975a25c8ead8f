//! Reports: one file a format, each a plain function over what a run found.

mod checkstyle;
mod concise;
mod diff;
mod fingerprint;
mod github;
mod gitlab;
mod groups;
mod html;
mod json;
mod jsonl;
mod junit;
mod options;
mod pretty;
mod problem;
mod proof;
mod rdjson;
mod sarif;
mod snippet;
mod statistics;
mod written_json;
mod xml;

pub use diff::{colored as colored_diff, unified as unified_diff};
pub use html::{Background, RuleNote};
pub use options::{GroupBy, Look, Options, RuleText};
pub use problem::render as render_problem;
pub use proof::render as render_proof;

use std::borrow::Cow;
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
    /// The same, an object a line.
    Jsonl,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// Annotations of a GitHub job.
    Github,
    /// GitLab's Code Quality.
    Gitlab,
    /// Checkstyle's XML.
    Checkstyle,
    /// JUnit's XML, as Jenkins reads it.
    Junit,
    /// For reviewdog.
    Rdjson,
    /// One page for editors, to be opened in a browser.
    Html,
}

impl Format {
    /// Whether its reports hold the texts of rules.
    pub fn wants_rules(self) -> bool {
        self == Format::Sarif
    }

    /// Whether it is read by people, in a terminal or a log.
    pub fn is_for_people(self) -> bool {
        matches!(self, Format::Pretty | Format::Concise)
    }
}

/// The report of a run in a format.
pub fn render(run: &Run, format: Format, options: &Options) -> String {
    match format {
        Format::Pretty => pretty::render(run, options),
        Format::Concise => concise::render(run),
        Format::Json => json::render(run),
        Format::Jsonl => jsonl::render(run),
        Format::Sarif => sarif::render(run, options),
        Format::Github => github::render(run, options),
        Format::Gitlab => gitlab::render(run, options),
        Format::Checkstyle => checkstyle::render(run),
        Format::Junit => junit::render(run),
        Format::Rdjson => rdjson::render(run),
        Format::Html => html::render(run),
    }
}

/// What a run found, as the summary of a GitHub job, in Markdown.
pub fn job_summary(run: &Run) -> String {
    github::summary(run)
}

/// `text` for the log of a GitHub job, with no line in it that the runner would obey.
pub fn tame_for_github(text: &str) -> String {
    github::tame(text)
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

/// A number of things: "1 post", "2 boxes".
pub fn count(number: usize, noun: &str) -> String {
    let ending = match (number, noun.ends_with('x')) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    format!("{number} {noun}{ending}")
}

/// `text` in one line, with nothing in it that a terminal would obey.
pub fn one_line(text: &str) -> Cow<'_, str> {
    // C1 controls begin with C2, signs of direction with E2
    let is_harmless = |byte: &u8| *byte >= 0x20 && !matches!(byte, 0x7F | 0xC2 | 0xE2);
    if text.as_bytes().iter().all(is_harmless) {
        return Cow::Borrowed(text);
    }
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
