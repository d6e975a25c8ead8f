//! A phrase is found in every form in which it can be written, and the span of what is
//! found covers just its source, from the first character to the last.

#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use chrono::NaiveDate;
use copydesk::check::Context;
use copydesk::config::{Setting, Settings};
use copydesk::document::Document;
use copydesk::generator::{Generator, SiteConfig};
use copydesk::lint::Linter;
use copydesk::pack::RuleSet;
use copydesk::site::{NamedAssets, Site};
use proptest::prelude::*;

/// The words of a phrase with every difficulty: an apostrophe, an accent, a hyphen.
const PHRASE: [&str; 4] = ["it’s", "said", "déjà-vu", "firm"];
/// The blanks that may stand between two words.
const BLANKS: [&str; 6] = [" ", "  ", "\u{a0}", "&nbsp;", "\n", " \n"];
/// How many of them do not end a line.
const ON_ONE_LINE: usize = 4;
/// What may stand around words, and whether HTML has it, too.
const AROUND: [(&str, &str, bool); 8] = [
    ("", "", true),
    ("*", "*", false),
    ("**", "**", false),
    ("_", "_", false),
    ("[", "](https://x.org/a)", false),
    ("[", "][r]", false),
    ("<b>", "</b>", true),
    ("<a href=\"/x\">", "</a>", true),
];
const APOSTROPHES: [&str; 5] = ["'", "’", "ʼ", "&rsquo;", "&#8217;"];
const HYPHENS: [&str; 3] = ["-", "\u{2011}", "&#x2010;"];
const SOFT_HYPHENS: [&str; 3] = ["", "\u{ad}", "&shy;"];

/// Where the words stand: what is before them, before each of their lines, and behind
/// them; whether they may be several lines; whether it is HTML.
const PLACES: [(&str, &str, &str, bool, bool); 9] = [
    ("", "", "\n", true, false),
    ("🙂 é ", "", ".\n", true, false),
    ("> ", "> ", "\n", true, false),
    ("- ", "  ", "\n- b\n", true, false),
    ("1. a\n2. ", "   ", "\n", true, false),
    ("# ", "", " #\n", false, false),
    ("| a |\n|---|\n| ", "", " |\n", false, false),
    ("<p>", "", "</p>\n", true, true),
    ("<div>\n<span>a</span> ", "  ", "\n</div>\n", true, true),
];

fn linter() -> Linter {
    let rule = |options: &str| {
        format!(
            "extends: existence\nseverity: warning\nmessage: x\nwhy: x\nquotes: include\n\
             scope: [text, front-matter.title]\noptions: {{ {options} }}\n\
             examples:\n  bad: [{{ text: ‹it's said déjà-vu firm› }}]\n  good: [{{ text: x }}]\n"
        )
    };
    let files = [
        ("p/phrase.yml".to_owned(), rule("phrases: [\"it's said déjà-vu firm\"]")),
        ("p/pattern.yml".to_owned(), rule(r#"patterns: ['\bit''s said (?:déjà-vu) \w+\b']"#)),
        ("p/look.yml".to_owned(), rule(r#"patterns: ['(?<!\w)it''s said déjà-vu fir(?=m)m']"#)),
    ];
    let mut set = RuleSet::empty();
    let problems = set.add_pack("p", files, |name| Err(name.to_owned()));
    assert!(problems.is_empty(), "{problems:#?}");
    let rules = set.ids().map(|id| (id.clone(), Setting::default())).collect();
    Linter::new(&set, &Settings { rules, ..Settings::default() }).expect("rules")
}

/// What each rule finds in `text`: its name and the bytes.
fn found(linter: &Linter, text: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let generator = Generator::named("jekyll").expect("a preset");
    let config = SiteConfig::default();
    let doc = Document::parse("_posts/2025-03-04-x.md", text, &generator, &config);
    let site = Site::new(generator, config, Box::new(NamedAssets::default()));
    let found = linter.lint(&Context::new(&doc, &site, NaiveDate::default()));
    found.into_iter().map(|d| (d.rule.to_string(), d.span.range())).collect()
}

/// A way to write the phrase.
#[derive(Clone, Debug)]
struct Written {
    blanks: [usize; 5],
    apostrophe: usize,
    hyphen: usize,
    soft: usize,
    around: usize,
    /// The words that stand inside of that, of the six in the sentence.
    inside: (usize, usize),
    place: usize,
    upper: bool,
}

fn written() -> impl Strategy<Value = Written> {
    let inside = (0..6_usize, 1..7_usize).prop_filter("some", |(from, to)| from < to);
    let marks = (0..APOSTROPHES.len(), 0..HYPHENS.len(), 0..SOFT_HYPHENS.len());
    let around = (0..AROUND.len(), inside, 0..PLACES.len(), any::<bool>());
    (prop::array::uniform5(0..BLANKS.len()), marks, around).prop_map(|(blanks, marks, around)| {
        let (apostrophe, hyphen, soft) = marks;
        let (around, inside, place, upper) = around;
        Written { blanks, apostrophe, hyphen, soft, around, inside, place, upper }
    })
}

impl Written {
    /// The post, and where the phrase stands in it.
    fn post(&self) -> (String, std::ops::Range<usize>) {
        let (before, line, after, has_lines, is_html) = PLACES[self.place];
        let (open, close, in_html) = AROUND[self.around];
        let (open, close) = if is_html && !in_html { ("", "") } else { (open, close) };
        let words = ["so", PHRASE[0], PHRASE[1], PHRASE[2], PHRASE[3], "now"];
        let mut text = before.to_owned();
        let (mut start, mut end) = (0, 0);
        for (number, word) in words.iter().enumerate() {
            if number > 0 {
                let blank = self.blanks[number - 1];
                let blank = if has_lines { blank } else { blank % ON_ONE_LINE };
                text.push_str(&BLANKS[blank].replace('\n', &format!("\n{line}")));
            }
            if number == self.inside.0 {
                text.push_str(open);
            }
            if number == 1 {
                start = text.len();
            }
            let word = if self.upper { word.to_uppercase() } else { (*word).to_owned() };
            let word = word.replace('’', APOSTROPHES[self.apostrophe]);
            let word = word.replace('-', HYPHENS[self.hyphen]);
            // between two letters, never at an end
            let soft = SOFT_HYPHENS[self.soft];
            let (head, tail) = word.split_at(word.char_indices().nth(1).expect("two").0);
            text.push_str(&format!("{head}{soft}{tail}"));
            if number == 4 {
                end = text.len();
            }
            if number + 1 == self.inside.1 {
                text.push_str(close);
            }
        }
        text.push_str(after);
        text.push_str("\n[r]: /r\n");
        (text, start..end)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_phrase_is_found_however_it_is_written(written in written()) {
        thread_local!(static LINTER: Linter = linter());
        let (text, place) = written.post();
        let found = LINTER.with(|linter| found(linter, &text));
        let expected: Vec<_> = ["p/look", "p/pattern", "p/phrase"]
            .map(|rule| (rule.to_owned(), place.clone())).to_vec();
        prop_assert_eq!(found, expected, "{:?} in\n{}", &text[place], &text);
    }
}

#[test]
fn a_phrase_is_never_found_across_something_else() {
    let linter = linter();
    assert_eq!(found(&linter, "It's said déjà-vu firm").len(), 3);
    for between in [
        " {{ x }} ",
        "{{ x }}",
        " {% if x %}",
        " `x` ",
        " ![a](b.png) ",
        "\n\n",
        "\n\n> ",
        ", ",
        ". ",
        " https://x.org ",
        " <code>x</code> ",
        "\n- ",
        " <!-- --> <img src=x> ",
        " ~~x~~ ",
        "<br><br>x ",
        " [^1] ",
    ] {
        let text = format!("It's said{between}déjà-vu firm\n\n[^1]: a\n");
        assert_eq!(found(&linter, &text), [], "{text}");
    }
}

#[test]
fn a_phrase_in_front_matter_is_found_in_every_scalar() {
    let linter = linter();
    for (value, place) in [
        ("So it's said déjà-vu firm", "it's said déjà-vu firm"),
        ("'So it''s said déjà-vu firm'", "it''s said déjà-vu firm"),
        ("\"So it\\u2019s said d\\xe9j\\xe0-vu firm\"", "it\\u2019s said d\\xe9j\\xe0-vu firm"),
        ("|\n  So it's said\n  déjà-vu firm", "it's said\n  déjà-vu firm"),
        (">-\n  So it's\n  said déjà-vu firm", "it's\n  said déjà-vu firm"),
    ] {
        let text = format!("---\ntitle: {value}\n---\n");
        let found = found(&linter, &text);
        let places: Vec<&str> = found.iter().map(|(_, place)| &text[place.clone()]).collect();
        assert_eq!(places, [place; 3], "{text}");
    }
}
