//! Suppressions: what a post's directives hide, and what is wrong with them.

use crate::check::Hit;
use crate::diagnostic::{Diagnostic, Fix, RuleId, Safety, nearest};
use crate::document::{Directive, Document, Effect};
use crate::text::{Edit, LineIndex, Span};

/// Takes out what the post's directives excuse; reports, through `report`, names
/// that no rule has and directives that excuse nothing. `ran` says whether a rule
/// or pack (all rules: an empty name) took part in the run.
pub fn apply(
    doc: &Document,
    found: Vec<Diagnostic>,
    names: &[String],
    ran: impl Fn(&str) -> bool,
    report: impl Fn(&str, Hit) -> Option<Diagnostic>,
) -> Vec<Diagnostic> {
    if doc.directives.is_empty() {
        return found;
    }
    let lines = LineIndex::new(&doc.text);
    let mut used = vec![false; doc.directives.len()];
    let mut kept: Vec<Diagnostic> = Vec::new();
    for diagnostic in found {
        let mut hidden = false;
        for (number, directive) in doc.directives.iter().enumerate() {
            if covers(doc, &lines, number, &diagnostic) && excuses(directive, &diagnostic.rule) {
                (hidden, used[number]) = (true, true);
            }
        }
        if !hidden {
            kept.push(diagnostic);
        }
    }
    for (directive, used) in doc.directives.iter().zip(used) {
        let mut is_known = directive.effect != Effect::Unknown;
        for (name, span) in &directive.names {
            if !names.contains(name) {
                is_known = false;
                let near = nearest(name, names.iter().map(String::as_str));
                let help = near.map(|near| format!("Did you mean `{near}`?")).unwrap_or_default();
                let fix = near.map(|near| Fix {
                    title: format!("Write `{near}`"),
                    edits: vec![Edit::replace(*span, near)],
                    safety: Safety::Unsafe,
                });
                let hit = Hit::new(*span).fill("name", name.as_str()).fill("help", help).fix(fix);
                kept.extend(report("copydesk/unknown-rule", hit));
            }
        }
        if directive.reason.is_none() && directive.effect != Effect::Enable {
            kept.extend(report("copydesk/missing-reason", Hit::new(directive.span)));
        }
        // a directive whose names are wrong is told once, for that; one for a rule
        // that did not run may be needed when it does
        let ran_all = if directive.names.is_empty() { ran("") } else { true };
        let may_tell = is_known && ran_all && directive.names.iter().all(|(name, _)| ran(name));
        let idle = !used && directive.effect != Effect::Enable && may_tell;
        if idle || directive.effect == Effect::Unknown {
            let fix = Fix {
                title: "Remove the comment".to_owned(),
                edits: vec![Edit::delete(whole_lines(doc, directive.span))],
                safety: Safety::Safe,
            };
            let hit = Hit::new(directive.span).fix(idle.then_some(fix));
            kept.extend(report("copydesk/unused-suppression", hit));
        }
    }
    kept
}

fn excuses(directive: &Directive, rule: &RuleId) -> bool {
    let named = |(name, _): &(String, Span)| name == rule.as_str() || name == rule.pack();
    let everything =
        directive.names.is_empty() && matches!(directive.effect, Effect::Disable | Effect::File);
    everything || directive.names.iter().any(named)
}

/// Whether the place of a diagnostic is one that a directive speaks of.
fn covers(doc: &Document, lines: &LineIndex, number: usize, diagnostic: &Diagnostic) -> bool {
    let directive = &doc.directives[number];
    let line_of = |span: Span| lines.line_of(span.start);
    let on_line = |line: usize| {
        line_of(diagnostic.span) == line
            || key_spans(doc)
                .any(|(key, value)| line_of(key) == line && key.to(value).contains(diagnostic.span))
    };
    match directive.effect {
        Effect::File => true,
        Effect::Line => on_line(line_of(directive.span)),
        Effect::NextLine => on_line(lines.line_of(directive.span.end.saturating_sub(1)) + 1),
        Effect::Disable => {
            let after = diagnostic.span.start >= directive.span.end;
            let ended = doc.directives[number + 1..].iter().any(|later| {
                later.effect == Effect::Enable
                    && later.span.start <= diagnostic.span.start
                    && (later.names.is_empty() || excuses(later, &diagnostic.rule))
            });
            after && !ended
        }
        Effect::Enable | Effect::Unknown => false,
    }
}

fn key_spans(doc: &Document) -> impl Iterator<Item = (Span, Span)> + '_ {
    let entries = doc.keys().map(|root| root.entries()).unwrap_or_default();
    entries.iter().map(|entry| (entry.key.span, entry.value.span))
}

/// The comment, with its line where it stands alone on it.
fn whole_lines(doc: &Document, span: Span) -> Span {
    let text = &doc.text;
    let (start, end) = (span.start as usize, span.end as usize);
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let rest = &text[end..];
    let line_end = rest.find('\n').map_or(text.len(), |newline| end + newline + 1);
    let alone = text[line_start..start].trim().is_empty() && text[end..line_end].trim().is_empty();
    if alone { Span::new(line_start, line_end) } else { span }
}

#[cfg(test)]
mod tests {
    use crate::check::Context;
    use crate::config::Config;
    use crate::document::Document;
    use crate::generator::{Generator, SiteConfig};
    use crate::lint::Linter;
    use crate::pack::RuleSet;
    use crate::site::{NamedAssets, Site};

    /// The rules that find something in a post, in order.
    fn found(text: &str) -> Vec<String> {
        let rules = RuleSet::builtin();
        let settings = Config::default_for(&rules).settings(&[]);
        let linter = Linter::new(&rules, &settings).unwrap_or_else(|p| panic!("{p:?}"));
        let site = Site::new(
            Generator::named("hugo").expect("a preset"),
            SiteConfig::default(),
            Box::new(NamedAssets::default()),
        );
        let doc = Document::parse("content/x.md", text, &site.generator, &site.config);
        let today = chrono::NaiveDate::default();
        let found = linter.lint(&Context::new(&doc, &site, today));
        found.iter().map(|d| d.rule.to_string()).collect()
    }

    const NOTHING: [&str; 0] = [];

    #[test]
    fn a_comment_excuses_its_line_or_the_next() {
        let body = |text: &str| found(&format!("---\ntitle: a\n---\n\n{text}\n"));
        assert_eq!(body("![](a.png)"), ["image/missing"]);
        assert_eq!(body("![](a.png) <!-- copydesk-disable-line image/missing -->"), NOTHING);
        assert_eq!(body("<!-- copydesk-disable-next-line image -->\n![](a.png)"), NOTHING);
        assert_eq!(
            body("<!-- copydesk-disable-next-line image -->\n\n![](a.png)"),
            ["copydesk/unused-suppression", "image/missing"]
        );
        // a span that begins on the line is excused whole
        assert_eq!(
            body("In a recent <!-- copydesk-disable-line openings -->\ndevelopment, he came."),
            NOTHING
        );
    }

    #[test]
    fn a_comment_excuses_a_stretch() {
        let text = "---\ntitle: a\n---\n\n<!-- copydesk-disable image -->\n\n![](a.png)\n\n\
            <!-- copydesk-enable image -->\n\n![](b.png)\n";
        assert_eq!(found(text), ["image/missing"]);
        let open = text.replace("<!-- copydesk-enable image -->", "");
        assert_eq!(found(&open), NOTHING);
        let all = open.replace("disable image", "disable");
        assert_eq!(found(&all), NOTHING);
    }

    #[test]
    fn front_matter_is_excused_by_its_own_comments() {
        for text in [
            "---\ntitle: a\n# copydesk-disable-next-line date\ndate: 2025-9-5\n---\n",
            "---\ntitle: a\ndate: 2025-9-5 # copydesk-disable-line date/invalid\n---\n",
            "+++\ntitle = 'a'\n# copydesk-disable-next-line date\ndate = '2025-9-5'\n+++\n",
            "+++\ntitle = 'a'\ndate = '2025-9-5' # copydesk-disable-line date\n+++\n",
            "{\"title\": \"a\", \"date\": \"2025-9-5\"}\n\n<!-- copydesk-disable-file date -->\n",
            // anywhere in the value of the key on the line
            "---\ntitle: a # copydesk-disable-line image\nimages: # copydesk-disable-line image\n  - a.png\n---\n",
        ] {
            let left: Vec<_> = found(text)
                .into_iter()
                .filter(|rule| rule != "copydesk/unused-suppression")
                .collect();
            assert_eq!(left, NOTHING, "{text}");
        }
    }

    #[test]
    fn a_comment_for_a_rule_that_did_not_run_is_not_called_unused() {
        let text = "---\ntitle: a\n---\n\n<!-- copydesk-disable-file front-matter/empty-list -->\n";
        assert_eq!(found(text), NOTHING);
        assert_eq!(found(&text.replace("front-matter/empty-list", "image")).len(), 1);
        assert_eq!(found(&text.replace("empty-list", "emtpy")), ["copydesk/unknown-rule"]);
    }
}
