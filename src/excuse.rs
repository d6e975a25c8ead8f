//! Writes the comments that excuse findings: above a key of the front matter, at
//! the end of a line of the body, or for the whole post where neither can be.

use std::collections::BTreeMap;

use crate::check::Context;
use crate::diagnostic::{Diagnostic, RuleId};
use crate::document::Document;
use crate::lint::Linter;
use crate::text::{Edit, LineIndex, Span, apply};

/// A reason in one line, without signs that would end the comment or run in it.
/// Template tags run inside HTML comments too.
fn in_one_line(reason: &str) -> String {
    let mut line = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    for (sign, instead) in
        [("-->", "→"), ("--", "–"), ("{", "("), ("}", ")"), ("<", "‹"), (">", "›"), ("*/", "*")]
    {
        line = line.replace(sign, instead);
    }
    line
}

/// Where a comment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Above the line that begins at this byte of the front matter.
    Above(u32),
    /// At the end of the line, before this byte of the body.
    LineEnd(u32),
    /// At the end of the post, for all of it.
    File,
}

/// The post with `chosen`, some of its findings, excused, for a reason where one is
/// given. `None` where no comment would do that and nothing else.
pub fn excuse(
    linter: &Linter,
    cx: &Context<'_>,
    chosen: &[&Diagnostic],
    reason: Option<&str>,
) -> Option<String> {
    let here: Vec<Place> = chosen.iter().map(|found| place(cx.doc, found.span)).collect();
    let all: Vec<Place> = vec![Place::File; chosen.len()];
    [here, all].into_iter().find_map(|places| {
        let edits = edits(cx.doc, chosen, &places, reason);
        let text = apply(&cx.doc.text, &edits)?;
        does_only_that(linter, cx, &text, chosen).then_some(text)
    })
}

/// Whether all that `chosen` were is gone from `text`, and nothing else is.
fn does_only_that(linter: &Linter, cx: &Context<'_>, text: &str, chosen: &[&Diagnostic]) -> bool {
    let site = cx.site;
    let doc = Document::parse(cx.doc.path.clone(), text, &site.generator, &site.config);
    // comments say nothing: the keys and their values are the same
    let keys_stay = match (cx.doc.keys(), doc.keys()) {
        (Some(old), Some(new)) => old.means(new),
        (old, new) => old.is_none() == new.is_none(),
    };
    if !keys_stay {
        return false;
    }
    let names = |found: &[Diagnostic]| -> BTreeMap<(RuleId, String), usize> {
        let mut counts = BTreeMap::new();
        for diagnostic in found {
            *counts.entry((diagnostic.rule.clone(), diagnostic.message.clone())).or_default() += 1;
        }
        counts
    };
    let mut expected = names(&linter.lint(cx));
    for gone in chosen {
        let key = (gone.rule.clone(), gone.message.clone());
        if let Some(count) = expected.get_mut(&key) {
            *count -= 1;
        }
    }
    expected.retain(|_, count| *count > 0);
    expected == names(&linter.lint(&Context { doc: &doc, ..*cx }))
}

fn place(doc: &Document, span: Span) -> Place {
    let text = &doc.text;
    let lines = LineIndex::new(text);
    if span.start < doc.body.start {
        let fence = doc.front_matter.block().map(|block| block.open.of(text));
        let entries = doc.keys().map(|root| root.entries()).unwrap_or_default();
        let entry = entries.iter().find(|e| e.key.span.to(e.value.span).contains(span));
        return match entry {
            // JSON has no comments
            Some(entry) if fence.is_some_and(|fence| fence.starts_with(['-', '+'])) => {
                Place::Above(lines.line_span(text, lines.line_of(entry.key.span.start)).start)
            }
            _ => Place::File,
        };
    }
    let line = lines.line_span(text, lines.line_of(span.start));
    let content = line.of(text);
    // a comment behind a definition would be part of it
    if content.trim_start().starts_with('[') && content.contains("]:") {
        return Place::File;
    }
    // before what makes a hard break
    let kept = content.trim_end().trim_end_matches('\\').trim_end();
    Place::LineEnd(line.start + kept.len() as u32)
}

/// One comment for all findings that go to one place.
fn edits(
    doc: &Document,
    chosen: &[&Diagnostic],
    places: &[Place],
    reason: Option<&str>,
) -> Vec<Edit> {
    let mut rules: BTreeMap<Place, Vec<&str>> = BTreeMap::new();
    for (found, place) in chosen.iter().zip(places) {
        let rules = rules.entry(*place).or_default();
        if !rules.contains(&found.rule.as_str()) {
            rules.push(found.rule.as_str());
        }
    }
    let text = &doc.text;
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let reason = reason.map(in_one_line).filter(|reason| !reason.is_empty());
    let reason = reason.map(|reason| format!(" -- {reason}")).unwrap_or_default();
    let comment = |effect: &str, rules: &[&str]| {
        let words = format!("copydesk-disable-{effect} {}{reason}", rules.join(", "));
        if doc.path.ends_with(".mdx") {
            format!("{{/* {words} */}}")
        } else {
            format!("<!-- {words} -->")
        }
    };
    rules
        .into_iter()
        .map(|(place, rules)| match place {
            Place::Above(at) => {
                let list = rules.join(", ");
                Edit::insert(at, format!("# copydesk-disable-next-line {list}{reason}{line_end}"))
            }
            Place::LineEnd(at) => Edit::insert(at, format!(" {}", comment("line", &rules))),
            Place::File => {
                let gap = match text {
                    text if text.ends_with(['\n', '\r']) => line_end.to_owned(),
                    _ => format!("{line_end}{line_end}"),
                };
                let comment = comment("file", &rules);
                Edit::insert(text.len() as u32, format!("{gap}{comment}{line_end}"))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::generator::{Generator, SiteConfig};
    use crate::pack::RuleSet;
    use crate::site::{NamedAssets, Site};

    /// The post with all its findings excused.
    fn excused(path: &str, text: &str) -> Option<String> {
        excused_for(path, text, "so")
    }

    fn excused_for(path: &str, text: &str, reason: &str) -> Option<String> {
        let rules = RuleSet::builtin();
        let settings = Config::default_for(&rules).settings(&[]);
        let linter = Linter::new(&rules, &settings).ok()?;
        let site = Site::new(
            Generator::named(if path.ends_with(".mdx") { "docusaurus" } else { "jekyll" })?,
            SiteConfig::default(),
            Box::new(NamedAssets::default()),
        );
        let doc = Document::parse(path, text, &site.generator, &site.config);
        let cx = Context::new(&doc, &site, chrono::NaiveDate::default());
        let found = linter.lint(&cx);
        excuse(&linter, &cx, &found.iter().collect::<Vec<_>>(), Some(reason))
    }

    const POST: &str = "_posts/2025-03-04-x.md";

    #[test]
    fn comments_go_where_they_change_nothing_else() {
        assert_eq!(
            excused(POST, "---\ntitle: \"Update: a\"\n---\n\nIn a recent development, ![x](/a.png)\nhe came.  \nMore.\n").as_deref(),
            Some("---\n# copydesk-disable-next-line headline/urgency-prefix -- so\ntitle: \"Update: a\"\n---\n\n\
                In a recent development, ![x](/a.png) <!-- copydesk-disable-line openings/recent-development, \
                image/missing -- so -->\nhe came.  \nMore.\n")
        );
        assert_eq!(
            excused(POST, "---\r\nlayout: x\r\n---\r\nText.").as_deref(),
            Some(
                "---\r\nlayout: x\r\n---\r\nText.\r\n\r\n<!-- copydesk-disable-file front-matter/required -- so -->\r\n"
            )
        );
    }

    #[test]
    fn a_place_that_takes_no_comment_is_excused_for_the_whole_post() {
        for body in [
            "![a][r]\n\n[r]: /a.png\n",
            "| a |\n|---|\n| ![](/a.png) |\n",
            "<img\n src=\"/a.png\"\n alt=\"\">\n",
        ] {
            let text = format!("---\ntitle: a\n---\n\n{body}");
            let out = excused(POST, &text).unwrap_or_else(|| panic!("{body}"));
            assert!(out.starts_with(&text) && out.contains("disable-file image/missing"), "{out}");
        }
    }

    #[test]
    fn a_reason_cannot_break_out_of_its_comment() {
        let title = "---\ntitle: \"Update: a\"\n---\nText.\n";
        let out = excused_for(POST, title, "one\n---\ntwo").expect("a comment");
        assert!(out.contains(" -- one –- two\ntitle:"), "{out}");
        let body = "---\ntitle: a\n---\nIn a recent development, he came.\n";
        let out = excused_for(POST, body, "a --> <b> {% raw %} {{ x }}").expect("a comment");
        let comment = &out[out.find("<!--").expect("a comment")..];
        assert_eq!(comment.matches("-->").count(), 1, "{comment}");
        assert!(!comment.contains("{%") && !comment.contains("<b"), "{comment}");
    }

    #[test]
    fn mdx_has_comments_of_its_own() {
        let out = excused("blog/x.mdx", "---\ntitle: a\n---\n\n![](/a.png)\n");
        let comment = "{/* copydesk-disable-line image/missing -- so */}";
        assert_eq!(out, Some(format!("---\ntitle: a\n---\n\n![](/a.png) {comment}\n")));
    }
}
