//! `pretty`: for people. By post, each finding with its words underlined.

use std::fmt::{self, Write as _};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::groups::{Group, groups};
use super::snippet::{Snippet, TAB};
use super::{GroupBy, Look, Options, Run, closing_line, concise, one_line, statistics};
use crate::diagnostic::{Finding, PlacedFix, Safety, Severity};

/// Findings drawn in full; the rest are told in a line each.
const FULL: usize = 200;

pub(super) fn render(run: &Run, options: &Options) -> String {
    let mut out = String::new();
    if options.statistics {
        out.push_str(&statistics::table(run));
        if !run.findings.is_empty() {
            out.push('\n');
        }
    } else {
        findings(&mut out, run, options);
    }
    if options.closing && !run.did_nothing() {
        let _ = writeln!(out, "{}", closing_line(&run.summary));
    }
    out
}

fn findings(out: &mut String, run: &Run, options: &Options) {
    let groups = groups(run, options);
    let look = options.look;
    let mut left: usize = groups.iter().map(|group| group.findings.len()).sum();
    let mut drawn = 0;
    for group in &groups {
        // a line has its path, so posts need no heading there
        if (drawn < FULL || options.group_by != GroupBy::Post) && !group.findings.is_empty() {
            let _ = writeln!(out, "{}\n", heading(group, look));
        }
        for finding in &group.findings {
            if drawn == FULL {
                let _ = writeln!(out, "{left} more in a line each:\n");
            }
            if drawn < FULL {
                out.push_str(&draw(&card(finding, look), look));
                out.push('\n');
            } else {
                concise::line(out, finding);
            }
            drawn += 1;
            left -= 1;
        }
        let lines_end = drawn > FULL && (left == 0 || options.group_by != GroupBy::Post);
        if lines_end && !group.findings.is_empty() {
            out.push('\n');
        }
        for (rule, number) in &group.folded {
            let _ = writeln!(out, "and {number} more of {rule}: `--all` shows them");
        }
        if !group.folded.is_empty() {
            out.push('\n');
        }
    }
}

fn heading(group: &Group<'_>, look: Look) -> String {
    let name = one_line(group.name);
    let findings = super::count(group.total, "finding");
    let hidden = group.total - group.findings.len();
    let folded = if hidden > 0 { format!(", {hidden} of them folded") } else { String::new() };
    if look.color {
        format!("\u{1b}[1;4m{name}\u{1b}[0m: {findings}{folded}")
    } else {
        format!("{name}: {findings}{folded}")
    }
}

/// The card of a finding.
pub(super) fn card(finding: &Finding, look: Look) -> Card {
    let fixes = finding.fixes.first().map(fix_line);
    let related = finding.related.iter().map(|(place, note)| {
        one_line(&format!("{}:{}: {note}", place.start.line, place.start.column)).into_owned()
    });
    let help: Vec<String> =
        finding.help.iter().map(|help| shown_lines(help)).chain(related).chain(fixes).collect();
    Card {
        severity: finding.severity,
        id: Some(format!("{}[{}]", finding.severity, finding.rule)),
        url: finding.url.as_deref().map(str::to_owned),
        message: one_line(&finding.message).into_owned(),
        help: (!help.is_empty()).then(|| help.join("\n")),
        snippet: Some(Snippet::new(&finding.path, &finding.place, look.width)),
    }
}

/// The lines of `text`, with nothing in them that a terminal would obey.
pub(super) fn shown_lines(text: &str) -> String {
    text.lines().map(one_line).collect::<Vec<_>>().join("\n")
}

fn fix_line(fix: &PlacedFix) -> String {
    let how = match fix.safety {
        Safety::Safe => "safe",
        Safety::Unsafe => "needs judgement",
        Safety::Display => "by hand",
    };
    one_line(&format!("{} ({how})", fix.title)).into_owned()
}

/// What miette draws.
#[derive(Debug)]
pub(super) struct Card {
    pub severity: Severity,
    pub id: Option<String>,
    pub url: Option<String>,
    pub message: String,
    pub help: Option<String>,
    pub snippet: Option<Snippet>,
}

/// The card as text.
pub(super) fn draw(card: &dyn Diagnostic, look: Look) -> String {
    let theme =
        if look.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_context_lines(1)
        .tab_width(TAB)
        .with_urls(look.links)
        .with_link_display_text("")
        // a path or an id is not cut in two at a slash
        .with_word_separator(textwrap::WordSeparator::AsciiSpace)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
        .without_cause_chain();
    let mut out = String::new();
    // writing to a string does not fail; a card that miette cannot draw is told
    if handler.render_report(&mut out, card).is_err() {
        out = format!("{card}\n");
    }
    out
}

impl fmt::Display for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Card {}

impl Diagnostic for Card {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.id.as_ref().map(|id| Box::new(id) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Suggestion => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.url.as_ref().map(|url| Box::new(url) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.snippet.as_ref().map(|snippet| snippet as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let snippet = self.snippet.as_ref()?;
        let span = (snippet.span.start as usize, snippet.span.len());
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(None, span))))
    }
}
