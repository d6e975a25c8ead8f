//! Writes the comments that excuse findings: above a key of the front matter, at
//! the end of a line of the body, or for the whole post where neither can be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::check::{Beside, Context, Hit};
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

/// Where a finding is excused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Where it stands: above its key, or at the end of its line.
    Here,
    /// On a line above it.
    Above,
    /// For the whole post, at its end.
    File,
}

/// Where a comment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Above the line that begins at this byte of the front matter.
    Above(u32),
    /// Above the line that begins at this byte of the body.
    OwnLine(u32),
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
    let ways = [Way::Here, Way::File];
    ways.into_iter().find_map(|way| excuse_by(way, linter, cx, chosen, reason))
}

/// The same, in one way only.
pub fn excuse_by(
    way: Way,
    linter: &Linter,
    cx: &Context<'_>,
    chosen: &[&Diagnostic],
    reason: Option<&str>,
) -> Option<String> {
    let places = chosen.iter().map(|found| place(cx.doc, found.span, way));
    let places: Vec<Place> = places.collect::<Option<_>>()?;
    let edits = edits(cx.doc, chosen, &places, reason);
    let text = apply(&cx.doc.text, &edits)?;
    does_only_that(linter, cx, &edits, &text, chosen).then_some(text)
}

/// The ways in which a finding may be excused, each at a place of its own.
pub fn ways(doc: &Document, found: &Diagnostic) -> Vec<Way> {
    let mut places = Vec::new();
    let mut ways = vec![Way::Here, Way::Above, Way::File];
    ways.retain(|way| match place(doc, found.span, *way) {
        Some(Place::File) if *way != Way::File => false,
        Some(place) if !places.contains(&place) => {
            places.push(place);
            true
        }
        _ => false,
    });
    ways
}

/// Those of `found` that a comment for `one` of them excuses: of the same rule, at the
/// same place.
pub fn alike<'d>(
    doc: &Document,
    found: &'d [Diagnostic],
    one: &Diagnostic,
    way: Way,
) -> Vec<&'d Diagnostic> {
    let own = place(doc, one.span, way);
    let is_alike =
        |other: &&Diagnostic| other.rule == one.rule && place(doc, other.span, way) == own;
    found.iter().filter(is_alike).collect()
}

/// Whether all that `chosen` were is gone from `text`, and nothing else is.
fn does_only_that(
    linter: &Linter,
    cx: &Context<'_>,
    edits: &[Edit],
    text: &str,
    chosen: &[&Diagnostic],
) -> bool {
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
    // what was found beside other posts is found where it stands now
    let moved: Vec<(usize, Hit)> = match cx.beside {
        Beside::Found(hits) => {
            hits.iter().filter_map(|(rule, hit)| Some((*rule, after(hit, edits)?))).collect()
        }
        Beside::None | Beside::Later => Vec::new(),
    };
    let beside = match cx.beside {
        Beside::Found(_) => Beside::Found(&moved),
        other => other,
    };
    expected == names(&linter.lint(&Context { doc: &doc, beside, ..*cx }))
}

/// A hit after edits, all of which say places in the text before them.
fn after(hit: &Hit, edits: &[Edit]) -> Option<Hit> {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    ordered.into_iter().try_fold(hit.clone(), |hit, edit| hit.after(edit))
}

/// The place of a comment for what is found at `span`; `None` where that way is none.
fn place(doc: &Document, span: Span, way: Way) -> Option<Place> {
    match way {
        Way::Here => Some(beside(doc, span)),
        Way::File => Some(Place::File),
        Way::Above if span.start < doc.body.start => {
            Some(beside(doc, span)).filter(|place| *place != Place::File)
        }
        Way::Above => {
            let (text, lines) = (&doc.text, LineIndex::new(&doc.text));
            let number = lines.line_of(span.start);
            let line = lines.line_span(text, number);
            // within a paragraph, a list or a quotation it would be a part of it, or end it
            let is_first = line.start == doc.body.start || {
                let before = number.checked_sub(1).map(|before| lines.line_span(text, before));
                before.is_some_and(|before| before.of(text).trim().is_empty())
            };
            let begins = line.of(text).chars().next();
            let is_apart = begins.is_some_and(|first| !first.is_whitespace() && first != '>');
            (is_first && is_apart).then_some(Place::OwnLine(line.start))
        }
    }
}

/// Above a key, or at the end of a line; else for the whole post.
fn beside(doc: &Document, span: Span) -> Place {
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
            Place::OwnLine(at) => {
                Edit::insert(at, format!("{}{line_end}", comment("next-line", &rules)))
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
        excused_by(None, path, text, reason)
    }

    fn excused_by(way: Option<Way>, path: &str, text: &str, reason: &str) -> Option<String> {
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
        let found: Vec<&Diagnostic> = found.iter().collect();
        match way {
            None => excuse(&linter, &cx, &found, Some(reason)),
            Some(way) => excuse_by(way, &linter, &cx, &found, Some(reason)),
        }
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
    fn a_comment_above_stands_where_it_is_none_of_the_text() {
        let above = |body: &str| {
            let text = format!("---\ntitle: a\n---\n\n{body}");
            let out = excused_by(Some(Way::Above), POST, &text, "so")?;
            out.strip_prefix("---\ntitle: a\n---\n\n").map(str::to_owned)
        };
        let comment = "<!-- copydesk-disable-next-line image/missing -- so -->\n";
        assert_eq!(above("![](/a.png)\n"), Some(format!("{comment}![](/a.png)\n")));
        assert_eq!(above("A\n\n![](/a.png) b\n"), Some(format!("A\n\n{comment}![](/a.png) b\n")));
        for body in ["A\n![](/a.png)\n", "- a\n\n  ![](/a.png)\n", "> ![](/a.png)\n"] {
            assert_eq!(above(body), None, "{body}");
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
