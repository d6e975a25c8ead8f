//! What front matter says, and a page on which a writer puts it down.

use copydesk::text::Span;
use proptest::prelude::*;

/// A value.
#[derive(Clone, Debug)]
pub enum Model {
    /// Any text.
    Text(String),
    /// A number or truth value, written the same in every format.
    Bare(&'static str),
    /// Values in order.
    List(Vec<Model>),
    /// Keys with values.
    Map(Vec<(String, Model)>),
}

const WORDS: &[&str] = &[
    "a",
    "It's",
    "café",
    "e\u{301}\u{323}",
    "漢字",
    "😀",
    "👩‍👩‍👧",
    "\"so\"",
    "x\\y",
    "#1",
    "a:b",
    "k:",
    "-",
    "[x]",
    "{y}",
    "&z",
    "*w",
    "!",
    "%",
    "@",
    "naïve",
    "ß,",
    "\u{a0}",
    "’",
    "é",
    "0",
    "null",
];

/// Text of words of all kinds, parted in all ways.
fn text() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(WORDS);
    let gap =
        proptest::sample::select(&["", " ", " ", " ", "  ", "\t", "\n", "\n", "\n\n", "\n  "][..]);
    let parts = proptest::collection::vec((word, gap), 0..7);
    parts.prop_map(|parts| parts.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

fn value() -> impl Strategy<Value = Model> {
    let bare = proptest::sample::select(&["1", "-2.5", "true", "false", "1000"][..]);
    let leaf = prop_oneof![5 => text().prop_map(Model::Text), 1 => bare.prop_map(Model::Bare)];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Model::List),
            entries(inner).prop_map(Model::Map),
        ]
    })
}

/// Keys are numbered, so that none is written twice.
fn entries(value: impl Strategy<Value = Model>) -> impl Strategy<Value = Vec<(String, Model)>> {
    let key = proptest::sample::select(
        &["title", "clé", "鍵", "a-b", "k_", "two words", "q\"", "it's"][..],
    );
    proptest::collection::vec((key, value), 1..5).prop_map(|entries| {
        let numbered = entries.into_iter().enumerate();
        numbered.map(|(number, (key, value))| (format!("{key}{number}"), value)).collect()
    })
}

/// The outermost map.
pub fn map() -> impl Strategy<Value = Vec<(String, Model)>> {
    entries(value())
}

/// Where a key or scalar was put, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its bytes, quotes included.
    pub span: Span,
    /// The text meant.
    pub text: String,
}

/// A text that grows, with notes of what was put where.
pub struct Page {
    /// The text so far.
    pub text: String,
    /// Keys and scalars in order.
    pub notes: Vec<Note>,
    /// Comments in order.
    pub comments: Vec<Span>,
    /// What ends its lines.
    pub line_end: &'static str,
    state: u64,
}

impl Page {
    /// An empty page, whose writer's whims follow from `seed`.
    pub fn new(seed: u64) -> Self {
        let mut page = Self {
            text: String::new(),
            notes: Vec::new(),
            comments: Vec::new(),
            line_end: "\n",
            state: seed,
        };
        if page.chance(2) {
            page.line_end = "\r\n";
        }
        page
    }

    /// A number below `limit` (splitmix64).
    pub fn whim(&mut self, limit: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }

    /// True once in `limit` times.
    pub fn chance(&mut self, limit: u64) -> bool {
        self.whim(limit) == 0
    }

    /// Puts `words` down.
    pub fn put(&mut self, words: &str) {
        self.text.push_str(words);
    }

    /// Ends the line and indents the next.
    pub fn line(&mut self, indent: usize) {
        self.text.push_str(self.line_end);
        self.text.push_str(&" ".repeat(indent));
    }

    /// Puts `written` down and notes that it says `text`.
    pub fn note(&mut self, written: &str, text: &str) {
        let start = self.text.len();
        self.put(written);
        self.noted(start, text);
    }

    /// Notes that what was put from `start` on says `text`.
    pub fn noted(&mut self, start: usize, text: &str) {
        let span = Span::new(start, self.text.len());
        self.notes.push(Note { span, text: text.to_owned() });
    }

    /// Puts a comment behind what stands there, sometimes.
    pub fn comment(&mut self) {
        if self.chance(3) {
            let gap = if self.chance(2) { " " } else { " \t " };
            self.put(gap);
            let start = self.text.len();
            self.put("# é: 'x \"y 😀");
            self.comments.push(Span::new(start, self.text.len()));
        }
    }

    /// `text` in double quotes, with the escapes that all formats share and, where
    /// `long` says how, escapes of other letters.
    pub fn in_double_quotes(&mut self, text: &str, long: fn(char) -> String) -> String {
        let mut out = String::from("\"");
        for letter in text.chars() {
            match letter {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                letter if !letter.is_ascii() && self.chance(3) => out.push_str(&long(letter)),
                letter => out.push(letter),
            }
        }
        out.push('"');
        out
    }
}
