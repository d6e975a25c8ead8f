//! `key-order`: keys that stand in another order than the site's.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Related, Safety};
use crate::document::Effect;
use crate::text::{Edit, Span};
use crate::tree::{Entry, Format, Node, Tree, parse_toml, parse_yaml};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The keys in their order; `...` or `*` stands for all others, which otherwise
    /// come last. None: any order is right.
    #[serde(default)]
    order: Vec<String>,
}

pub struct KeyOrder {
    order: Vec<String>,
    /// The rank of keys that are not named.
    others: usize,
}

impl Kind for KeyOrder {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "other"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        let mut others = None;
        for (index, key) in options.order.iter().enumerate() {
            let again = options.order[..index].contains(key) || (is_rest(key) && others.is_some());
            if again {
                let path = vec!["order".to_owned(), index.to_string()];
                let message = format!("`{key}` stands in the order twice");
                return Err(OptionError { path, message, help: None });
            }
            others = others.or(Some(index).filter(|_| is_rest(key)));
        }
        let others = others.unwrap_or(options.order.len());
        Ok((Self { order: options.order, others }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let Some(root) = cx.doc.keys().filter(|_| !self.order.is_empty()) else { return };
        let entries = movable(root, cx);
        let ranks: Vec<usize> = entries.iter().map(|entry| self.rank(entry.name(), cx)).collect();
        // the first key behind one that comes after it
        let late = (1..entries.len()).find_map(|index| {
            let before = ranks[..index].iter().position(|rank| *rank > ranks[index])?;
            Some((entries[index], entries[before]))
        });
        let Some((entry, other)) = late else { return };
        let note = format!("`{}` should stand before this", entry.name());
        out.push(Hit {
            related: vec![Related { span: other.key.span, note }],
            ..Hit::new(entry.key.span)
                .fill("key", entry.name())
                .fill("other", other.name())
                .within(entries[0].key.span.to(entry.value.span))
                .fix(reordered(&entries, &ranks, cx))
        });
    }
}

impl KeyOrder {
    fn rank(&self, key: &str, cx: &Context<'_>) -> usize {
        let fold = cx.site.generator.ignores_case;
        let is = |named: &String| named == key || (fold && named.eq_ignore_ascii_case(key));
        self.order.iter().position(is).unwrap_or(self.others)
    }
}

fn is_rest(key: &str) -> bool {
    matches!(key, "..." | "*")
}

/// The entries that can be asked to stand elsewhere: in TOML those before the first
/// table, since nothing may move past a header.
fn movable<'n>(root: &'n Node, cx: &Context<'_>) -> Vec<&'n Entry> {
    let mut entries: Vec<&Entry> = root.entries().iter().collect();
    entries.sort_by_key(|entry| entry.key.span.start);
    if cx.doc.format() == Format::Toml {
        let header = |entry: &&Entry| line_to(&cx.doc.text, entry).trim_start().starts_with('[');
        let first = entries.iter().position(header).unwrap_or(entries.len());
        entries.truncate(first);
    }
    entries
}

/// What stands on the line of an entry before its key.
fn line_to<'t>(text: &'t str, entry: &Entry) -> &'t str {
    let key = entry.key.span.start as usize;
    let start = text[..key].rfind('\n').map_or(0, |newline| newline + 1);
    &text[start..key]
}

/// An entry with all that moves along with it, as pieces of the text that follow
/// one another.
struct Piece<'t> {
    /// Blank lines before it.
    blank: &'t str,
    /// Comments above it, its lines, and comments behind and below it that are
    /// indented.
    lines: &'t str,
}

/// The fix: entries in their order, each with its comments. `None` where an entry
/// does not have its lines to itself, where a move could change what is said, or
/// where comments excuse what is between them.
fn reordered(entries: &[&Entry], ranks: &[usize], cx: &Context<'_>) -> Option<Fix> {
    let block = cx.doc.front_matter.block()?;
    let text = cx.doc.text.as_str();
    let ranges = cx.doc.directives.iter().any(|directive| {
        let is_range = matches!(directive.effect, Effect::Disable | Effect::Enable);
        is_range && block.content.contains(directive.span)
    });
    if ranges || cx.doc.format() == Format::Json || has_anchors(block.content.of(text)) {
        return None;
    }
    let (span, pieces) = pieces(entries, block.content, text)?;
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|&index| ranks[index]);
    let mut blanks: Vec<&str> = pieces.iter().map(|piece| piece.blank).collect();
    // no blank line at the head: the one that is first now gives its own to the one
    // that was
    blanks.swap(0, order[0]);
    let edited: String =
        order.iter().flat_map(|&index| [blanks[index], pieces[index].lines]).collect();
    let whole = [
        Span { end: span.start, ..block.content }.of(text),
        &edited,
        Span { start: span.end, ..block.content }.of(text),
    ];
    let parse = if cx.doc.format() == Format::Toml { parse_toml } else { parse_yaml };
    if !says_the_same(&parse(&whole.concat(), 0), &block.tree) {
        return None;
    }
    Some(Fix {
        title: "Put the keys in order".to_owned(),
        edits: vec![Edit::replace(span, edited)],
        safety: Safety::Safe,
    })
}

/// Cuts the block into pieces, one an entry, from the first to the end of the last.
fn pieces<'t>(
    entries: &[&Entry],
    content: Span,
    text: &'t str,
) -> Option<(Span, Vec<Piece<'t>>)> {
    let mut pieces = Vec::new();
    let mut at = content.start as usize;
    let mut start = None;
    for (index, entry) in entries.iter().enumerate() {
        let key = entry.key.span.start as usize;
        if !line_to(text, entry).is_empty() {
            return None;
        }
        let head = lead(text.get(at..key)?, index == 0)?;
        start.get_or_insert(at + head.skipped);
        let (blank, from) = (at + head.skipped, at + head.skipped + head.blank);
        let next = entries.get(index + 1).map_or(content.end, |next| next.key.span.start);
        let end = end_of(text, last_of(entry, text), next as usize)?;
        pieces.push(Piece { blank: &text[blank..from], lines: &text[from..end] });
        at = end;
    }
    Some((Span::new(start?, at), pieces))
}

/// What stands before a key: bytes that stay where they are, blank lines, and the
/// rest, which moves.
struct Lead {
    skipped: usize,
    blank: usize,
}

/// Reads the lines between two entries. `None` where there is anything but blank
/// lines and comments. At the head of the block, comments above a blank line are
/// about the block and stay.
fn lead(between: &str, is_first: bool) -> Option<Lead> {
    let is_blank = |line: &str| line.trim().is_empty();
    let mut lead = Lead { skipped: 0, blank: 0 };
    let mut at = 0;
    let mut leading = true;
    for line in between.split_inclusive('\n') {
        if !is_blank(line) && !line.trim_start().starts_with('#') {
            return None;
        }
        at += line.len();
        leading &= is_blank(line);
        if is_first && is_blank(line) {
            lead.skipped = at;
        } else if leading {
            lead.blank = at;
        }
    }
    Some(lead)
}

/// Where the value of an entry ends: without the blank lines behind a block scalar,
/// unless it keeps them (`|+`).
fn last_of(entry: &Entry, text: &str) -> usize {
    let (key, value) = (entry.key.span, entry.value.span);
    let keeps = Span { start: key.end, end: value.start.max(key.end) }.of(text).contains('+');
    let written = value.of(text);
    let length = if keeps { written.len() } else { written.trim_end().len() };
    (value.start as usize + length).max(key.end as usize)
}

/// Where an entry whose value ends at `last` ends, with the rest of its line and
/// with indented comments below it; `next` is where the next key stands.
fn end_of(text: &str, last: usize, next: usize) -> Option<usize> {
    let rest = text.get(last..next)?;
    // a block scalar ends behind its line
    let mut end = if text[..last].ends_with('\n') { 0 } else { rest.find('\n')? + 1 };
    for line in rest[end..].split_inclusive('\n') {
        let is_comment = line.starts_with([' ', '\t']) && line.trim_start().starts_with('#');
        if !is_comment {
            break;
        }
        end += line.len();
    }
    Some(last + end)
}

/// Whether YAML in `text` may define or use anchors, which must stay in order.
fn has_anchors(text: &str) -> bool {
    text.lines().any(|line| {
        line.starts_with("<<")
            || line.match_indices(['&', '*']).any(|(at, sign)| {
                let before = line[..at].trim_end().chars().next_back();
                let named = line[at + sign.len()..].starts_with(|c: char| c.is_alphanumeric());
                named && before.is_none_or(|c| ":-[,?{".contains(c))
            })
    })
}

/// Whether both say the same but for the order of their keys.
fn says_the_same(new: &Tree, old: &Tree) -> bool {
    let (Some(new), Some(old)) = (&new.root, &old.root) else { return false };
    let (new, old) = (new.entries(), old.entries());
    let once = |entry: &Entry| new.iter().filter(|other| other.name() == entry.name()).count() == 1;
    let same = |entry: &Entry| {
        let mut others = new.iter();
        others.any(|other| other.key.means(&entry.key) && other.value.means(&entry.value))
    };
    new.len() == old.len() && old.iter().all(|entry| once(entry) && same(entry))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Document;
    use crate::generator::{Generator, SiteConfig};
    use crate::site::{NamedAssets, Site};
    use crate::text::apply;

    fn order(keys: &[&str]) -> Result<KeyOrder, OptionError> {
        let options = serde_json::from_value(json!({"order": keys})).expect("options");
        KeyOrder::compile(options).map(|(kind, _)| kind)
    }

    /// The key found, and the text after the fix.
    fn run(generator: &str, keys: &[&str], text: &str) -> Option<(String, Option<String>)> {
        let site = Site::new(Generator::named(generator).expect("a preset"), SiteConfig::default(), Box::new(NamedAssets::new([])));
        let doc = Document::parse("x.md", text, &site.generator, &site.config);
        let cx = Context::new(&doc, &site, chrono::NaiveDate::default());
        let mut out = Vec::new();
        order(keys).expect("compiles").run(&cx, &[], &mut out);
        let hit = out.pop()?;
        assert!(out.is_empty(), "one finding a post");
        let fixed = hit.fixes.first().map(|fix| apply(text, &fix.edits).expect("applies"));
        Some((hit.span.of(text).to_owned(), fixed))
    }

    /// What YAML with the order `b, a` for its keys becomes.
    fn fixed(block: &str) -> Option<String> {
        let (_, fixed) = run("jekyll", &["b", "a"], &format!("---\n{block}---\n")).expect("found");
        let fixed = fixed?;
        Some(fixed.strip_prefix("---\n")?.strip_suffix("---\n")?.to_owned())
    }

    #[test]
    fn the_first_key_that_is_late_is_told() {
        let text = "---\nx: 1\na: 2\ny: 3\nb: 4\n---\n";
        let at = |keys: &[&str]| run("jekyll", keys, text).map(|(key, _)| key);
        assert_eq!(at(&["a", "b"]).as_deref(), Some("a"));
        assert_eq!(at(&["...", "a", "b"]).as_deref(), Some("y"));
        assert_eq!(at(&["x", "a", "*", "b"]), None);
        assert_eq!(at(&["x", "b", "a"]).as_deref(), Some("b"));
        assert_eq!(at(&[]), None);
        assert!(order(&["a", "a"]).is_err() && order(&["*", "a", "..."]).is_err());
        let hugo = "---\nDate: x\nTITLE: y\n---\n";
        assert!(run("hugo", &["title", "date"], hugo).is_some());
    }

    #[test]
    fn entries_move_with_their_comments() {
        for (block, expected) in [
            ("a: 1\nb: 2\n", "b: 2\na: 1\n"),
            ("a: 1 # one\n# two\nb: 2\n", "# two\nb: 2\na: 1 # one\n"),
            ("# head\n\n# one\na: 1\nb: 2\n", "# head\n\nb: 2\n# one\na: 1\n"),
            ("a: 1\n\nb: 2\n", "b: 2\n\na: 1\n"),
            ("a: 1\n\nc: 3\nb: 2\n", "b: 2\na: 1\n\nc: 3\n"),
            ("a:\n- 1\n- 2\n  # of a\nb: |\n  x\n  y\n# tail\n", "b: |\n  x\n  y\na:\n- 1\n- 2\n  # of a\n# tail\n"),
            ("a:\n  k: v\n\nb: >-\n  x\n\nc: 3\n", "b: >-\n  x\n\na:\n  k: v\n\nc: 3\n"),
            ("a: |+\n  x\n\nb: 2\n", "b: 2\na: |+\n  x\n\n"),
            ("a: 1\r\nb: 2\r\n", "b: 2\r\na: 1\r\n"),
            ("a:\nb: R&D *x*\n", "b: R&D *x*\na:\n"),
            ("a: [\n  x,\n]\nb: \"y\nz\"\n", "b: \"y\nz\"\na: [\n  x,\n]\n"),
        ] {
            assert_eq!(fixed(block).as_deref(), Some(expected), "{block}");
        }
    }

    #[test]
    fn what_could_change_is_left_to_people() {
        for block in [
            "{a: 1, b: 2}\n",
            "a: &x 1\nb: *x\n",
            "z: &x {k: 1}\n<<: *x\na: 1\nb: 2\n",
            "a: 1\nb: 2\na: 3\n",
            "? a\n: 1\nb: 2\n",
            "a:\n  k: |+\n    x\n\nb: 2\n",
            "# copydesk-disable image\na: 1\n# copydesk-enable\nb: 2\n",
            "  a: 1\n  b: 2\n",
        ] {
            assert_eq!(fixed(block), None, "{block}");
        }
    }

    #[test]
    fn toml_keys_stay_before_their_tables() {
        let run = |block: &str| {
            let text = format!("+++\n{block}+++\n");
            run("hugo", &["b", "a"], &text).map(|(key, fixed)| {
                let fixed = fixed.map(|text| text[4..text.len() - 4].to_owned());
                (key, fixed.unwrap_or_default())
            })
        };
        let found = |key: &str, fixed: &str| Some((key.to_owned(), fixed.to_owned()));
        assert_eq!(run("a = 1\nb = 2\n\n[c]\nx = 1\n"), found("b", "b = 2\na = 1\n\n[c]\nx = 1\n"));
        assert_eq!(run("a = [\n  1,\n] # one\nb = \"\"\"\nx\"\"\"\n"), found("b", "b = \"\"\"\nx\"\"\"\na = [\n  1,\n] # one\n"));
        assert_eq!(run("a = 1\n[b]\nx = 1\n"), None);
        assert_eq!(run("[a]\nx = 1\n[b]\nx = 2\n"), None);
        assert_eq!(run("a.x = 1\na.y = 2\nb = 1\n"), found("b", ""));
    }

    #[test]
    fn json_is_told_and_left() {
        let (key, fixed) = run("hugo", &["b", "a"], "{\n\"a\": 1,\n\"b\": 2\n}\n").expect("found");
        assert_eq!((key.as_str(), fixed), ("\"b\"", None));
    }
}
