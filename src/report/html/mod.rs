//! `html`: one file for editors, which needs no network and no program but a
//! browser. Rust writes the data and nothing else; `page.js` draws it.

mod data;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Run, one_line};
use crate::diagnostic::RuleId;

/// What the page says beside what was found, since a [`Run`] knows no rules and
/// no calendar.
#[derive(Clone, Debug, Default)]
pub struct Background {
    /// The day of the run.
    pub day: Option<NaiveDate>,
    /// The rules that found something, where they could be read.
    pub rules: BTreeMap<RuleId, RuleNote>,
}

/// A rule as an editor is told of it.
#[derive(Clone, Debug, Default)]
pub struct RuleNote {
    /// What its findings say, without their words.
    pub message: String,
    /// Why it is there.
    pub why: String,
    /// Its page.
    pub url: Option<String>,
}

const PAGE: &str = include_str!("page.html");

/// What goes into the page, each where its name stands in it.
const PARTS: [(&str, &str); 3] = [
    ("/* page.css */", include_str!("page.css")),
    ("/* charts.js */", include_str!("charts.js")),
    ("/* page.js */", include_str!("page.js")),
];

pub(super) fn render(run: &Run) -> String {
    let page = PARTS.iter().fold(PAGE.to_owned(), |page, (name, part)| page.replace(name, part));
    // data comes last, so that nothing in a post is taken for the name of a part
    let (before, after) = page.split_once("{\"data\":0}").unwrap_or((&page, ""));
    let mut out = String::with_capacity(page.len() + run.findings.len() * 400);
    out.push_str(before);
    out.push_str(&in_script(&data::of(run)));
    out.push_str(after);
    out
}

/// JSON that can stand in a script element: with no `<`, nothing in it can end the
/// element or begin a comment.
fn in_script(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// Text of a post with nothing in it that is not seen or turns what follows; lines
/// stay lines.
fn shown(text: &str) -> String {
    text.replace("\r\n", "\n").chars().map(super::snippet::shown).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::Value;

    use super::*;
    use crate::diagnostic::{Diagnostic, Finding, Fix, Problem, Safety, Severity};
    use crate::facts::About;
    use crate::text::{Edit, LineIndex, Span};

    const HOSTILE: &str =
        "</script><!--<script>alert(\"1\")//' \u{1b}[31m \u{202e}\u{2028} /* page.js */";

    fn finding(text: &str, words: &str, fix: Option<(&str, &str)>) -> Finding {
        let span = |words: &str| {
            let at = text.find(words).expect("the words");
            Span::new(at, at + words.len())
        };
        let fix = fix.map(|(old, new)| Fix {
            title: HOSTILE.to_owned(),
            edits: vec![Edit { span: span(old), text: new.to_owned() }],
            safety: Safety::Safe,
        });
        let diagnostic = Diagnostic {
            rule: RuleId::new("house/words"),
            severity: Severity::Warning,
            span: span(words),
            message: HOSTILE.to_owned(),
            help: None,
            related: Vec::new(),
            extent: None,
            files: Vec::new(),
            fixes: fix.into_iter().collect(),
            url: None,
        };
        Finding::new(Arc::from("a/</script>.md"), text, &LineIndex::new(text), diagnostic)
    }

    fn run(findings: Vec<Finding>) -> Run {
        let about = About { title: Some(HOSTILE.to_owned()), ..About::default() };
        let about = findings.iter().map(|f| (Arc::clone(&f.path), about.clone())).collect();
        let problems = vec![Problem::new(HOSTILE).in_file("b/<!--.md")];
        Run { findings, about, problems, ..Run::default() }
    }

    /// The data of a page, as its browser reads it.
    fn data(page: &str) -> Value {
        let (_, rest) = page.split_once("type=\"application/json\">").expect("the data");
        let (json, _) = rest.split_once("</script>").expect("its end");
        serde_json::from_str(json).expect("JSON")
    }

    #[test]
    fn hostile_text_stays_text() {
        let text = format!("one {HOSTILE} two");
        let plain = render(&run(Vec::new()));
        let page = render(&run(vec![finding(&text, HOSTILE, None)]));
        for sign in ["<script", "</script", "<!--"] {
            assert_eq!(page.matches(sign).count(), plain.matches(sign).count(), "{sign}");
        }
        assert!(!page.contains('\u{1b}') && !page.contains('\u{202e}'));
        let strings = data(&page)["strings"].to_string();
        assert!(strings.contains("</script><!--<script>alert(\\\"1\\\")//'"), "{strings}");
    }

    #[test]
    fn every_part_is_in_the_page() {
        let page = render(&Run::default());
        assert!(PARTS.iter().all(|(name, _)| PAGE.contains(name) && !page.contains(name)));
        let scripts = page.matches("<script").count();
        assert_eq!((scripts, page.matches("</script>").count()), (2, 2));
        assert_eq!(data(&page)["findings"], serde_json::json!([]));
    }

    fn pieces(finding: Finding) -> Value {
        data(&render(&run(vec![finding])))["findings"][0][7].clone()
    }

    #[test]
    fn words_and_replacement_are_marked_in_their_line() {
        let text = "first\nSo Breaking: the pier\nlast";
        let cut = finding(text, "Breaking:", Some(("Breaking: ", "")));
        let expected = serde_json::json!([[0, "So "], [3, "Breaking:"], [2, " "], [0, "the pier"]]);
        assert_eq!(pieces(cut), expected);
        let put = finding(text, "the", Some(("the", "a")));
        let expected =
            serde_json::json!([[0, "So Breaking: "], [3, "the"], [4, "a"], [0, " pier"]]);
        assert_eq!(pieces(put), expected);
    }

    #[test]
    fn a_replacement_elsewhere_is_not_drawn() {
        let text = "first\nSo Breaking: the pier\nlast";
        let elsewhere = finding(text, "the", Some(("last", "end")));
        let expected = serde_json::json!([[0, "So Breaking: "], [1, "the"], [0, " pier"]]);
        assert_eq!(pieces(elsewhere), expected);
    }

    #[test]
    fn a_place_without_words_is_marked() {
        let place = finding("a title", "", None);
        assert_eq!(pieces(place), serde_json::json!([[1, ""], [0, "a title"]]));
    }

    #[test]
    fn a_post_and_a_message_are_told_once() {
        let twice = vec![finding("a b", "a", None), finding("a b", "b", None)];
        let data = data(&render(&run(twice)));
        assert_eq!(data["posts"].as_array().map(Vec::len), Some(1));
        assert_eq!(data["findings"][0][3], data["findings"][1][3]);
    }
}
