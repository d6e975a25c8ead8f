//! Where an example of a rule does not hold: its text with what is marked and what is
//! found, and what fixes leave beside what they should.

use std::fmt;

use miette::{
    Diagnostic, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};
use similar::{ChangeTag, TextDiff};

use super::snippet::shown;
use super::{Look, count, one_line, pretty};
use crate::diagnostic::Safety;
use crate::prove::{Failure, Left, Proof};
use crate::text::Span;

/// What does not hold in an example, as text; nothing where all does.
pub fn render(proof: &Proof, look: Look) -> String {
    proof.failures.iter().map(|failure| render_failure(proof, failure, look)).collect()
}

fn render_failure(proof: &Proof, failure: &Failure, look: Look) -> String {
    let mut sheet = Sheet {
        name: one_line(&format!("{} ({})", proof.path, proof.name)).into_owned(),
        first_line: proof.line.saturating_sub(1) as usize,
        text: String::new(),
        message: String::new(),
        help: None,
        labels: Vec::new(),
    };
    match failure {
        Failure::Unusable(why) => {
            sheet.message = format!("{}:{} ({}): {why}", proof.path, proof.line, proof.name);
            pretty::draw(&sheet, look)
        }
        Failure::Places { text, missed, unmarked } => {
            sheet.message = places_message(missed.len(), unmarked.len());
            let missed = missed.iter().map(|span| (*span, "marked, but not found".to_owned()));
            let unmarked = unmarked.iter().map(|(span, message)| {
                (*span, format!("found, but not marked: {}", one_line(message)))
            });
            let mut labels: Vec<(Span, String)> = missed.chain(unmarked).collect();
            labels.sort();
            sheet.show(text, &labels);
            pretty::draw(&sheet, look)
        }
        Failure::Fixed { safety, wrong, expected, left } => {
            let (message, help) = fixed_message(*safety, *wrong);
            sheet.message = format!("{}:{} ({}): {message}", proof.path, proof.line, proof.name);
            sheet.help = help.map(str::to_owned);
            pretty::draw(&sheet, look) + &difference(expected, left, look) + "\n"
        }
    }
}

fn places_message(missed: usize, unmarked: usize) -> String {
    match (missed, unmarked) {
        (missed, 0) => format!("{} not found", count(missed, "marked place")),
        (0, unmarked) => format!("{} not marked", count(unmarked, "finding")),
        (missed, unmarked) => format!(
            "{} not found, and {} not marked",
            count(missed, "marked place"),
            count(unmarked, "finding")
        ),
    }
}

fn fixed_message(safety: Safety, wrong: Left) -> (String, Option<&'static str>) {
    let (fixes, key) = match safety {
        Safety::Safe => ("safe fixes", "fixed"),
        _ => ("all fixes", "fixed-unsafe"),
    };
    match wrong {
        Left::Otherwise => (format!("{fixes} leave another text than `{key}` says"), None),
        Left::Unsaid => (
            format!("{fixes} change this, and the example does not say so"),
            Some("Put what they leave under `fixed`."),
        ),
        Left::Unsettled => (format!("{fixes} never come to an end"), None),
        Left::Unstable => (format!("{fixes} change what they left before"), None),
    }
}

/// The lines in which two texts differ, with one around them: `-` before what should
/// be, `+` before what is.
fn difference(expected: &str, left: &str, look: Look) -> String {
    let mut out = String::new();
    let diff = TextDiff::from_lines(expected, left);
    for (number, group) in diff.grouped_ops(1).iter().enumerate() {
        if number > 0 {
            out.push_str("    …\n");
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let (sign, color) = match change.tag() {
                ChangeTag::Delete => ('-', "31"),
                ChangeTag::Insert => ('+', "32"),
                ChangeTag::Equal => (' ', "2"),
            };
            let line: String = change.value().trim_end_matches('\n').chars().map(shown).collect();
            // blanks at the end of a line are seen by nobody
            let bare = line.trim_end_matches(' ');
            let line = format!("{sign} {bare}{}", "·".repeat(line.len() - bare.len()));
            let line = line.trim_end();
            out.push_str(&match look.color {
                true => format!("    \u{1b}[{color}m{line}\u{1b}[0m\n"),
                false => format!("    {line}\n"),
            });
        }
    }
    out
}

/// An example as miette shows it, with the line numbers of the rule's file.
#[derive(Debug)]
struct Sheet {
    name: String,
    text: String,
    /// From 0.
    first_line: usize,
    message: String,
    help: Option<String>,
    labels: Vec<(Span, String)>,
}

/// Bytes of a line from which on an example is no text to look at.
const LONG_LINE: usize = 4_000;

impl Sheet {
    /// Takes over `text` as far as a terminal may see it, and labels in it.
    fn show(&mut self, text: &str, labels: &[(Span, String)]) {
        if text.lines().any(|line| line.len() > LONG_LINE) {
            self.help = Some(labels.iter().map(|(_, label)| format!("{label}\n")).collect());
            return;
        }
        let mut places = Vec::with_capacity(text.len() + 1);
        for c in text.chars() {
            places.extend(std::iter::repeat_n(self.text.len(), c.len_utf8()));
            self.text.push(shown(c));
        }
        places.push(self.text.len());
        let place = |at: u32| places.get(at as usize).copied().unwrap_or(self.text.len());
        self.labels = labels
            .iter()
            .map(|(span, label)| (Span::new(place(span.start), place(span.end)), label.clone()))
            .collect();
    }
}

impl SourceCode for Sheet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let read = self.text.read_span(span, before, after)?;
        // miette counts bytes, people characters
        let line = self.text.get(..read.span().offset()).unwrap_or_default();
        let column = line.rsplit('\n').next().unwrap_or_default().chars().count();
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            read.data(),
            *read.span(),
            read.line() + self.first_line,
            column,
            read.line_count(),
        )))
    }
}

impl fmt::Display for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Sheet {}

impl Diagnostic for Sheet {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.labels.is_empty()).then_some(self as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.labels.iter().map(|(span, label)| {
            let span = (span.start as usize, span.len());
            LabeledSpan::new_with_span(Some(label.clone()), span)
        });
        (!self.labels.is_empty()).then(|| Box::new(labels) as Box<dyn Iterator<Item = _> + '_>)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(failure: Failure) -> String {
        let path = "house/boat.yml".to_owned();
        let proof = Proof { name: "bad 1".into(), path, line: 12, failures: vec![failure] };
        render(&proof, Look::PLAIN)
    }

    #[test]
    fn what_is_marked_and_what_is_found_stand_in_the_text() {
        let text = "One\n\nA \u{1b}boats é and a dinghy.\n";
        let at = |word: &str| {
            let at = text.find(word).expect("there");
            Span::new(at, at + word.len())
        };
        let shown = rendered(Failure::Places {
            text: text.to_owned(),
            missed: vec![at("boats")],
            unmarked: vec![(at("dinghy"), "'dinghy' is banned.".to_owned())],
        });
        let expected = "  × 1 marked place not found, and 1 finding not marked
    ╭─[house/boat.yml (bad 1):14:4]
 13 │ 
 14 │ A ␛boats é and a dinghy.
    ·    ──┬──         ───┬──
    ·      │              ╰── found, but not marked: 'dinghy' is banned.
    ·      ╰── marked, but not found
    ╰────
";
        assert_eq!(shown, expected, "{shown}");
    }

    #[test]
    fn what_fixes_leave_is_compared() {
        let shown = rendered(Failure::Fixed {
            safety: Safety::Safe,
            wrong: Left::Otherwise,
            expected: "a\nb\nc\nd\n".to_owned(),
            left: "a\nb\nc \nd\n".to_owned(),
        });
        let expected =
            "  × house/boat.yml:12 (bad 1): safe fixes leave another text than `fixed` says
      b
    - c
    + c·
      d

";
        assert_eq!(shown, expected, "{shown}");
    }
}
