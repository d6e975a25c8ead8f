//! `github`: workflow commands, which GitHub shows as annotations in a pull request,
//! and a summary of the job in Markdown.

use std::fmt::{self, Write as _};

use super::statistics::{Row, statistics};
use super::{Options, Run, closing_line, concise, one_line};
use crate::diagnostic::{Finding, Place, Problem, Severity};

/// Annotations that GitHub shows of each severity, for one step.
const SHOWN: usize = 10;
/// Findings listed in the summary.
const LISTED: usize = 1000;
/// Bytes after which nothing more is listed: GitHub drops a summary over a megabyte.
const FULL: usize = 900_000;
/// Bytes of a message in the summary.
const MESSAGE: usize = 500;

/// The annotations: the worst first, as many as GitHub shows; the rest as lines that
/// can be unfolded in the log.
pub(super) fn render(run: &Run, options: &Options) -> String {
    let mut out = String::new();
    for problem in run.problems.iter().take(SHOWN) {
        let place = problem.place.as_deref();
        let command = Command::new("error", problem.path.as_deref(), place, options);
        let _ = writeln!(out, "{command}title=copydesk::{}", Data(&problem.message));
    }
    let (shown, rest) = shown_and_rest(run);
    for finding in shown {
        annotation(&mut out, finding, options);
    }
    if !rest.is_empty() {
        let _ =
            writeln!(out, "::group::{} without an annotation", super::count(rest.len(), "finding"));
        for finding in rest {
            let mut line = String::new();
            concise::line(&mut line, finding);
            out.push_str(&tame(&line));
        }
        out.push_str("::endgroup::\n");
    }
    out
}

/// The findings that get an annotation, the worst first, and the others.
fn shown_and_rest(run: &Run) -> (Vec<&Finding>, Vec<&Finding>) {
    let (mut shown, mut rest) = (Vec::new(), Vec::new());
    for severity in [Severity::Error, Severity::Warning, Severity::Suggestion] {
        // problems are annotations of the same kind as errors
        let taken = if severity == Severity::Error { run.problems.len().min(SHOWN) } else { 0 };
        let of_it = run.findings.iter().filter(|finding| finding.severity == severity);
        for (number, finding) in of_it.enumerate() {
            if number < SHOWN - taken { shown.push(finding) } else { rest.push(finding) }
        }
    }
    (shown, rest)
}

fn annotation(out: &mut String, finding: &Finding, options: &Options) {
    let name = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "notice",
    };
    let command = Command::new(name, Some(&finding.path), Some(&finding.place), options);
    let _ = write!(out, "{command}title={}::", Property(finding.rule.as_str()));
    let _ = write!(out, "{}", Data(&finding.message));
    for more in finding.help.iter().chain(finding.fixes.first().map(|fix| &fix.title)) {
        let _ = write!(out, "%0A{}", Data(more));
    }
    out.push('\n');
}

/// A workflow command up to its last property.
struct Command<'r> {
    name: &'static str,
    path: Option<String>,
    place: Option<&'r Place>,
}

impl<'r> Command<'r> {
    fn new(
        name: &'static str,
        path: Option<&str>,
        place: Option<&'r Place>,
        options: &Options,
    ) -> Self {
        Self { name, path: path.map(|path| options.in_repository(path)), place }
    }
}

impl fmt::Display for Command<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "::{} ", self.name)?;
        if let Some(path) = &self.path {
            write!(f, "file={},", Property(path))?;
        }
        let Some(Place { start, end, .. }) = self.place else { return Ok(()) };
        write!(f, "line={},endLine={},", start.line, end.line)?;
        // GitHub takes columns only within one line
        if start.line == end.line {
            write!(f, "col={},endColumn={},", start.column, end.column)?;
        }
        Ok(())
    }
}

/// The text of a command, in which a line end would begin the next one.
struct Data<'t>(&'t str);

impl fmt::Display for Data<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(self.0).replace('%', "%25"))
    }
}

/// A property of a command, which a comma or a colon would end, too.
struct Property<'t>(&'t str);

impl fmt::Display for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = Data(self.0).to_string();
        f.write_str(&data.replace(':', "%3A").replace(',', "%2C"))
    }
}

/// Lines in which GitHub's runner finds nothing to obey: commands are `::` at the
/// beginning of a line and `##[` anywhere in it. What takes their place is as wide.
pub(super) fn tame(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        match content.strip_prefix("::") {
            Some(rest) => {
                out.push_str(&line[..line.len() - content.len()]);
                out.push_str("\u{a789}:");
                out.push_str(rest);
            }
            None => out.push_str(line),
        }
    }
    out.replace("##[", "♯♯[")
}

/// The summary of the job: counts by rule, problems, and the findings that have no
/// annotation.
pub(super) fn summary(run: &Run) -> String {
    let mut out = format!("### Copydesk\n\n{}\n", Markdown(&closing_line(&run.summary)));
    if !run.findings.is_empty() {
        out.push_str("\n| rule | severity | findings | fixable |\n|---|---|--:|--:|\n");
        for Row { rule, severity, findings, fixable } in statistics(run) {
            let rule = Markdown(rule);
            let _ = writeln!(out, "| {rule} | {severity} | {findings} | {fixable} |");
        }
    }
    if !run.problems.is_empty() {
        out.push_str("\n#### What could not be done\n\n");
        list(&mut out, &run.problems, problem);
    }
    let (_, rest) = shown_and_rest(run);
    if !rest.is_empty() {
        let words = super::count(rest.len(), "finding");
        let _ = writeln!(out, "\n<details><summary>{words} without an annotation</summary>\n");
        list(&mut out, &rest, |out, finding| item(out, finding));
        out.push_str("\n</details>\n");
    }
    out
}

/// As many of `all` as there is room for, and how many more there are.
fn list<T>(out: &mut String, all: &[T], write: impl Fn(&mut String, &T)) {
    let mut left = all.len();
    for one in all.iter().take(LISTED) {
        if out.len() > FULL {
            break;
        }
        write(out, one);
        left -= 1;
    }
    if left > 0 {
        let _ = writeln!(out, "- and {left} more");
    }
}

fn item(out: &mut String, finding: &Finding) {
    let start = finding.place.start;
    let _ = writeln!(
        out,
        "- {}:{}:{} {}: {}",
        Markdown(&finding.path),
        start.line,
        start.column,
        Markdown(finding.rule.as_str()),
        Markdown(beginning(&finding.message)),
    );
}

fn problem(out: &mut String, problem: &Problem) {
    let path = problem.path.as_deref().map_or(String::new(), |path| format!("{path}: "));
    let _ = writeln!(out, "- {}{}", Markdown(&path), Markdown(beginning(&problem.message)));
}

fn beginning(message: &str) -> &str {
    &message[..crate::text::floor(message, MESSAGE.min(message.len()))]
}

/// Text that means nothing in Markdown or HTML.
struct Markdown<'t>(&'t str);

impl fmt::Display for Markdown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        one_line(self.0).chars().try_for_each(|c| match c {
            ' ' | '.' | ',' | ';' | '(' | ')' | '/' | '-' | '?' | '%' | '\'' => f.write_char(c),
            c if c.is_ascii_punctuation() => write!(f, "&#{};", u32::from(c)),
            c => f.write_char(c),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(Data("50%\r\n::error::x%0A").to_string(), "50%25␍ ::error::x%250A");
        assert_eq!(Property("a:b,c%").to_string(), "a%3Ab%2Cc%25");
    }

    #[test]
    fn no_line_is_a_command() {
        let told = tame("  ::set-env::x\na ::b\n\t##[add-mask]c ###[d]\n");
        assert_eq!(told, "  \u{a789}:set-env::x\na ::b\n\t♯♯[add-mask]c #♯♯[d]\n");
    }

    #[test]
    fn markdown_is_shown_as_it_is_written() {
        let told = Markdown("<script>a|b</script> [x](y) `z` &amp;").to_string();
        assert!(!told.contains(['<', '|', '[', '`']), "{told}");
        assert!(told.starts_with("&#60;script&#62;a&#124;b"), "{told}");
    }
}
