//! Any text is a post: nothing in one makes the program panic, spans stand on
//! characters, fixes come to an end and leave front matter that means the same.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test needs is there, or it fails"
)]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use copydesk::check::Context;
use copydesk::config::Config;
use copydesk::diagnostic::{Diagnostic, Safety};
use copydesk::document::Document;
use copydesk::fix::{Everything, Make, fix};
use copydesk::generator::{Generator, SiteConfig};
use copydesk::lint::Linter;
use copydesk::pack::RuleSet;
use copydesk::site::{NamedAssets, Site};
use proptest::prelude::*;

/// Pieces of which posts are made up: what breaks readers, and what rules look for.
const PIECES: &[&str] = &[
    "---\n",
    "---\r\n",
    "+++\n",
    "----\n",
    "...\n",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "\u{feff}",
    "title: ",
    "title: \"",
    "date: 2025-02-30",
    "date: 2025-09-25T20:39:27",
    "date: ",
    "tags: []\n",
    "image: a.jpg\n",
    "image: 'A.JPG'\n",
    "excerpt: ''\n",
    "catagories: [x]\n",
    "author: a\nauthor: b\n",
    "\"",
    "'",
    "''",
    "cafÃ©",
    "â€",
    "Â\u{a0}",
    "\u{92}",
    "\u{202e}",
    "\u{2069}",
    "\u{200b}",
    "Breaking: ",
    "Update:",
    "It has been recently reported that ",
    "it has been\nreported that ",
    "Let’s dive into the details: ",
    "Experts revealed that ",
    "the firm says it ",
    "the firm ",
    "**",
    "*",
    "_",
    "[",
    "](x)",
    "![",
    "](/a.jpg)",
    "](A.jpg \"t\")",
    "`",
    "```\n",
    "> ",
    "- ",
    "# ",
    "| a |\n|---|\n",
    "{{ x }}",
    "{% comment %}",
    "{% endcomment %}",
    "{{",
    "%}",
    "<b>",
    "</b>",
    "<img src=\"a.jpg\">",
    "{% include f.html src=\"/A.jpg\" %}",
    "{{< figure src=\"b.jpg\" alt=\"",
    "{{ '/b.jpg' | relative_url }}",
    "<Image src='/A.jpg'",
    "import a from './A.jpg'\n",
    "<div>\n",
    "</div>\n",
    "<!-- ",
    "-->",
    "<!-- copydesk-disable-next-line openings -->\n",
    "# copydesk-disable-line headline\n",
    "&rsquo;",
    "é",
    "😀",
    "漢字",
    "\u{ad}",
    "\u{a0}",
    "\u{0}",
    "\u{202e}",
    "ß",
    "İ",
    "&",
    "*a",
    ": ",
    "\\",
    "©",
];

fn post() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    let start = proptest::sample::select(&["", "---\ntitle: x\n", "---\n", "\u{feff}---\r\n"][..]);
    (start, proptest::collection::vec(piece, 0..24))
        .prop_map(|(start, p)| start.to_owned() + &p.concat())
}

fn site(generator: &str) -> Site {
    Site::new(
        Generator::named(generator).expect("a preset"),
        SiteConfig::default(),
        Box::new(NamedAssets::new(["a.jpg"])),
    )
}

fn linter() -> Linter {
    let rules = RuleSet::builtin();
    let mut settings = Config::default_for(&rules).settings(&[]);
    settings.rules.extend(rules.ids().map(|id| (id.clone(), Default::default())));
    Linter::new(&rules, &settings).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// How often each rule found each thing.
fn counted(found: &[Diagnostic]) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in found {
        *counts.entry((diagnostic.rule.to_string(), diagnostic.message.clone())).or_default() += 1;
    }
    counts
}

/// Posts of the fixture sites, as their generators read them: generator and text.
fn fixtures() -> Vec<(&'static str, String)> {
    let sites =
        [("jekyll", "news/_posts"), ("hugo", "travel-blog/content/posts"), ("plain", "notes")];
    let mut posts = Vec::new();
    for (generator, folder) in sites {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
        for entry in std::fs::read_dir(folder).expect("a site").flatten() {
            if entry.path().extension().is_some_and(|ending| ending == "md") {
                posts.push((generator, std::fs::read_to_string(entry.path()).expect("a post")));
            }
        }
    }
    posts
}

#[test]
fn safe_fixes_of_the_fixtures_bring_nothing_new() {
    let posts = fixtures();
    assert!(posts.len() > 20);
    let linter = linter();
    let mut made = 0;
    for (generator, text) in posts {
        let site = site(generator);
        let path = "_posts/2025-03-04-x.md";
        let doc = Document::parse(path, text.as_str(), &site.generator, &site.config);
        let cx = Context::new(&doc, &site, NaiveDate::default());
        let before = counted(&linter.lint(&cx));
        let fixed = fix(&linter, &cx, Make::all(Safety::Safe), &mut Everything);
        made += fixed.made;
        for (what, count) in counted(&fixed.left) {
            assert!(
                before.get(&what).is_some_and(|had| *had >= count),
                "{what:?} in {}",
                fixed.text
            );
        }
        // all comments, quotes, blanks and other values are where they were
        let after = Document::parse(path, fixed.text.as_str(), &site.generator, &site.config);
        let entries =
            |doc: &Document| doc.keys().map(|root| root.entries().to_vec()).unwrap_or_default();
        for (old, new) in entries(&doc).iter().zip(entries(&after)) {
            let fixed_key = matches!(old.name(), "title" | "date" | "image");
            assert!(fixed_key || old.value.means(&new.value), "{}", old.name());
        }
    }
    assert!(made > 8, "only {made} fixes");
}

#[test]
fn what_is_excused_is_not_fixed() {
    let linter = linter();
    for (generator, text) in fixtures() {
        let site = site(generator);
        let text = format!("{text}\n<!-- copydesk-disable-file -->\n");
        let doc =
            Document::parse("_posts/2025-03-04-x.md", text.as_str(), &site.generator, &site.config);
        let cx = Context::new(&doc, &site, NaiveDate::default());
        for safety in [Safety::Safe, Safety::Unsafe] {
            let fixed = fix(&linter, &cx, Make::all(safety), &mut Everything);
            if fixed.text != text {
                // the only thing left to fix is the comment itself, where it excuses nothing
                assert_eq!(
                    fixed.text.trim_end(),
                    text.replace("<!-- copydesk-disable-file -->", "").trim_end()
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_linted_and_fixed(text in post(), generator in proptest::sample::select(&["jekyll", "hugo", "docusaurus", "plain"][..])) {
        let site = site(generator);
        let linter = linter();
        let today = NaiveDate::default();
        let path = "_posts/2025-03-04-x.md";
        let doc = Document::parse(path, text.as_str(), &site.generator, &site.config);
        let cx = Context::new(&doc, &site, today);
        let found = linter.lint(&cx);
        for diagnostic in &found {
            prop_assert!(text.get(diagnostic.span.range()).is_some(), "{diagnostic:?}");
            for edit in diagnostic.fixes.iter().flat_map(|fix| &fix.edits) {
                prop_assert!(text.get(edit.span.range()).is_some(), "{diagnostic:?}");
            }
        }
        for safety in [Safety::Safe, Safety::Unsafe] {
            let fixed = fix(&linter, &cx, Make::all(safety), &mut Everything);
            prop_assert!(fixed.unsettled.is_empty(), "{:?} in {:?}", fixed.unsettled, fixed.text);
            let again = Document::parse(path, fixed.text.as_str(), &site.generator, &site.config);
            let twice = fix(&linter, &Context { doc: &again, ..cx }, Make::all(safety), &mut Everything);
            prop_assert_eq!(&twice.text, &fixed.text);
            let keys = |doc: &Document| doc.keys().map_or(0, |root| root.entries().len());
            // a fix may mend what kept front matter from being read
            let broken = doc.front_matter.block().is_some_and(|block| !block.tree.errors.is_empty());
            let same = keys(&doc) == keys(&again) || broken;
            prop_assert!(same, "{:?} became {:?}", text, fixed.text);
        }
    }

    #[test]
    fn a_phrase_is_found_with_its_exact_bytes(
        before in "[a-zé😀 ]{0,12}",
        gaps in proptest::collection::vec(proptest::sample::select(&[" ", "\n", "  ", "\u{a0}", " \u{ad}", "\r\n"][..]), 5),
        quote in proptest::sample::select(&["'", "’", "&rsquo;", "&#39;"][..]),
        emphasised in 1_usize..10,
    ) {
        // the words of openings/need-to-know, set in every way
        let mut phrase = format!("Here{quote}s");
        for (number, (gap, word)) in gaps.iter().zip(["what", "you", "need", "to", "know:"]).enumerate() {
            let mark = if emphasised == number { "*" } else { "" };
            phrase.push_str(&format!("{gap}{mark}{word}{mark}"));
        }
        let text = format!("---\ntitle: {before}x\n---\n\n{phrase} the boat left.\n");
        let site = site("jekyll");
        let doc = Document::parse("_posts/2025-03-04-x.md", text.as_str(), &site.generator, &site.config);
        let found = linter().lint(&Context::new(&doc, &site, NaiveDate::default()));
        let spans: Vec<&str> = found
            .iter()
            .filter(|d| d.rule.as_str() == "openings/need-to-know")
            .map(|d| d.span.of(&text))
            .collect();
        // a mark that closes emphasis behind the last word is not part of the words
        prop_assert_eq!(spans, vec![phrase.trim_end_matches('*')]);
    }
}
