//! What a rule says of itself, as a page to read.

use std::fmt::Write as _;

use crate::diagnostic::Severity;
use crate::rule::{Example, Manual, Rule};

/// The page of a rule, in Markdown that reads well as plain text in `width`
/// columns.
pub fn page(rule: &Rule, manual: &Manual, width: usize) -> String {
    let mut out = String::new();
    let when = if rule.recommended { "runs by default" } else { "runs when asked for" };
    let mut about = format!("{} · {when}", rule.severity);
    if !manual.scope.is_empty() {
        let _ = write!(about, " · looks at {}", manual.scope.join(", "));
    }
    if let Some(language) = &rule.language {
        let _ = write!(about, " · for posts in `{language}`");
    }
    let _ = writeln!(out, "# {}\n\n{about}\n", rule.id);
    let wrapped = |text: &str| textwrap::fill(text.trim(), width);
    let _ = writeln!(out, "{}\n", wrapped(&rule.message.to_string()));
    let _ = writeln!(out, "{}\n", wrapped(&manual.why));
    if let Some(link) = &manual.link {
        let _ = writeln!(out, "See {link}\n");
    }
    if let Some(help) = rule.help.as_ref().filter(|help| !help.to_string().starts_with('{')) {
        let _ = writeln!(out, "{}\n", wrapped(&format!("What to do: {help}")));
    }
    if !manual.options.is_empty() {
        let _ = writeln!(out, "## Options\n\nOf the kind `{}`:\n", manual.extends);
        // a map of plain values is always YAML
        let options = serde_yaml::to_string(&manual.options).unwrap_or_default();
        indented(&mut out, &options);
    }
    out.push_str("## Found\n\n");
    for (number, example) in manual.examples.bad.iter().enumerate() {
        next(&mut out, number);
        indented(&mut out, &example.text);
        with_options(&mut out, example);
        for (fixed, how) in
            [(&example.fixed, "fixed"), (&example.fixed_unsafe, "fixed if you agree")]
        {
            if let Some(fixed) = fixed {
                let _ = writeln!(out, "{how}:\n");
                indented(&mut out, fixed);
            }
        }
    }
    out.push_str("## Left alone\n\n");
    for (number, example) in manual.examples.good.iter().enumerate() {
        next(&mut out, number);
        indented(&mut out, &example.text);
        with_options(&mut out, example);
    }
    let _ = write!(
        out,
        "## Turned off, or excused\n\n    # copydesk.yml\n    rules:\n      {id}: off\n\n    \
         <!-- copydesk-disable-next-line {id} -- why -->\n",
        id = rule.id
    );
    out
}

/// Parts an example from the one before it, as two blocks would be one.
fn next(out: &mut String, number: usize) {
    if number > 0 {
        out.push_str("and:\n\n");
    }
}

/// The options of an example, where it has its own.
fn with_options(out: &mut String, example: &Example) {
    if !example.options.is_empty() {
        out.push_str("with these options:\n\n");
        indented(out, &serde_yaml::to_string(&example.options).unwrap_or_default());
    }
}

/// Puts a text down as a block.
fn indented(out: &mut String, text: &str) {
    for line in text.trim_end().lines() {
        let _ = writeln!(out, "    {line}");
    }
    out.push('\n');
}

/// One line for a list of rules.
pub fn line(rule: &Rule, width: usize) -> String {
    let mark = if rule.recommended { '●' } else { '○' };
    let severity = match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "suggestion",
    };
    format!("{mark} {:<width$}  {severity:<10}  {}", rule.id, rule.message)
}
