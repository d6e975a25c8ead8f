//! A writer of YAML.

use crate::model::{Model, Page};

/// Puts the outermost map down.
pub fn write(page: &mut Page, entries: &[(String, Model)]) {
    map(page, entries, 0);
    if page.chance(3) {
        aliases(page);
    }
}

/// The first scalar again, by its anchor.
fn aliases(page: &mut Page) {
    page.note("base", "base");
    page.put(": &b");
    page.put(" ");
    page.note("'é'", "é");
    page.line(0);
    page.note("again", "again");
    page.put(": ");
    page.note("*b", "é");
    page.line(0);
}

/// Entries in lines of their own; the page stands at the first one's place.
fn map(page: &mut Page, entries: &[(String, Model)], indent: usize) {
    for (number, (name, value)) in entries.iter().enumerate() {
        if number > 0 {
            page.put(&" ".repeat(indent));
        }
        key(page, name);
        let colon = [":", ":", ":\t"][page.whim(3) as usize];
        page.put(colon);
        below(page, value, indent);
    }
}

/// A value behind a colon or a dash, up to and with its line end.
fn below(page: &mut Page, value: &Model, indent: usize) {
    match value {
        Model::List(items) if !items.is_empty() && !page.chance(3) => {
            page.comment();
            let inner = indent + 2 * page.whim(2) as usize;
            page.line(0);
            for item in items {
                page.put(&" ".repeat(inner));
                page.put("-");
                below_dash(page, item, inner);
            }
        }
        Model::Map(entries) if !page.chance(3) => {
            page.comment();
            let inner = indent + 1 + page.whim(3) as usize;
            page.line(inner);
            map(page, entries, inner);
        }
        value => {
            page.put(" ");
            scalar_or_flow(page, value, indent);
        }
    }
}

fn below_dash(page: &mut Page, item: &Model, indent: usize) {
    match item {
        Model::Map(entries) if !page.chance(3) => {
            page.put(" ");
            map(page, entries, indent + 2);
        }
        Model::List(items) if !items.is_empty() && !page.chance(3) => {
            page.put(" ");
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    page.put(&" ".repeat(indent + 2));
                }
                page.put("-");
                below_dash(page, item, indent + 2);
            }
        }
        item => {
            page.put(" ");
            scalar_or_flow(page, item, indent);
        }
    }
}

fn scalar_or_flow(page: &mut Page, value: &Model, indent: usize) {
    match value {
        Model::Text(text) if page.chance(2) && block(page, text, indent) => return,
        Model::Text(text) if page.chance(8) => {
            page.put("!!str ");
            quoted(page, text, indent + 1);
        }
        value => flow(page, value, indent + 1, false),
    }
    page.comment();
    page.line(0);
}

fn key(page: &mut Page, name: &str) {
    if !name.contains('"') && page.chance(2) {
        page.note(name, name);
    } else if page.chance(2) {
        page.note(&format!("'{}'", name.replace('\'', "''")), name);
    } else {
        double(page, name, 0);
    }
}

fn flow(page: &mut Page, value: &Model, indent: usize, inside: bool) {
    match value {
        Model::Text(text) if is_plain(text, inside) && page.chance(2) => {
            let written = folded(page, text, indent);
            page.note(&written, text);
        }
        Model::Text(text) => quoted(page, text, indent),
        Model::Bare(word) => page.note(word, word),
        Model::List(items) => {
            page.put("[");
            for (number, item) in items.iter().enumerate() {
                part(page, number, indent);
                flow(page, item, indent, true);
            }
            page.put("]");
        }
        Model::Map(entries) => {
            page.put("{");
            for (number, (name, value)) in entries.iter().enumerate() {
                part(page, number, indent);
                key(page, name);
                page.put(": ");
                flow(page, value, indent, true);
            }
            page.put("}");
        }
    }
}

/// What parts two items between brackets.
fn part(page: &mut Page, number: usize, indent: usize) {
    if number > 0 {
        page.put(", ");
    }
    if page.chance(4) {
        page.line(indent);
    }
}

/// Whether `text` can stand without quotes and is text then.
fn is_plain(text: &str, inside: bool) -> bool {
    let first = text.chars().next().is_some_and(char::is_alphabetic);
    let breaks = text.contains(": ") || text.contains(" #") || !can_fold(text);
    let brackets = inside && text.contains([',', '[', ']', '{', '}', ':']);
    first && !breaks && !brackets && !text.ends_with([' ', ':'])
}

fn quoted(page: &mut Page, text: &str, indent: usize) {
    if page.chance(2) && can_fold(text) {
        let written = folded(page, &text.replace('\'', "''"), indent);
        page.note(&format!("'{written}'"), text);
    } else {
        double(page, text, indent);
    }
}

fn double(page: &mut Page, text: &str, indent: usize) {
    let written = page.in_double_quotes(text, |letter| match u32::from(letter) {
        code @ ..0x100 => format!("\\x{code:02x}"),
        code @ ..0x1_0000 => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    });
    if indent == 0 {
        page.note(&written, text);
        return;
    }
    let mut written = folded(page, &written, indent);
    // a backslash before a line end: the text goes on in the next line
    if text.starts_with(char::is_alphabetic) && page.chance(4) {
        let gap = format!("\\{}{}", page.line_end, " ".repeat(indent));
        written.insert_str(1, &gap);
    }
    page.note(&written, text);
}

/// Whether a line end may stand for a blank, or for itself, beside `letter`.
fn beside(letter: Option<&char>) -> bool {
    letter.is_some_and(|c| c.is_alphabetic() || matches!(c, '😀' | '’'))
}

/// Whether the line ends in `text`, if any, can be written as blank lines.
fn can_fold(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    !text.contains('\t')
        && letters
            .iter()
            .enumerate()
            .filter(|(_, letter)| **letter == '\n')
            .all(|(at, _)| at > 0 && beside(letters.get(at - 1)) && beside(letters.get(at + 1)))
}

/// The same text with some blanks written as line ends, and line ends as blank
/// lines.
fn folded(page: &mut Page, text: &str, indent: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::new();
    for (at, &letter) in letters.iter().enumerate() {
        let between = at > 0 && beside(letters.get(at - 1)) && beside(letters.get(at + 1));
        if letter == '\n' || letter == ' ' && between && page.chance(3) {
            let ends = if letter == '\n' { 2 } else { 1 };
            out.push_str(&page.line_end.repeat(ends));
            out.push_str(&" ".repeat(indent));
        } else {
            out.push(letter);
        }
    }
    out
}

/// `text` in lines under `|` or `>`, if it can be written so.
fn block(page: &mut Page, text: &str, indent: usize) -> bool {
    let body = text.trim_end_matches('\n');
    let bare = |line: &str| !line.is_empty() && line.trim_matches([' ', '\t']).is_empty();
    if body.is_empty() || body.starts_with([' ', '\t', '\n']) || body.lines().any(bare) {
        return false;
    }
    let ends = text.len() - body.len();
    let folds = page.chance(2) && !body.contains(['\n', '\t']) && !body.ends_with(' ');
    page.put(if folds { ">" } else { "|" });
    page.put(match ends {
        0 => "-",
        1 => "",
        _ => "+",
    });
    page.comment();
    let inner = indent + 1 + page.whim(3) as usize;
    page.line(inner);
    let start = page.text.len();
    if folds {
        let written = folded(page, body, inner);
        page.put(&written);
    } else {
        for (number, line) in body.split('\n').enumerate() {
            if number > 0 {
                let indent = if line.is_empty() { 0 } else { inner };
                page.line(indent);
            }
            page.put(line);
        }
    }
    for _ in 0..ends.max(1) {
        page.line(0);
    }
    page.noted(start, text);
    // blank lines behind it are not part of it unless it keeps them
    if ends < 2 && page.chance(4) {
        page.line(0);
    }
    true
}
