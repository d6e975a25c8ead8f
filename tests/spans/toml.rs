//! A writer of TOML.

use crate::model::{Model, Page};

/// Puts the outermost table down: values first, then tables with headers.
pub fn write(page: &mut Page, entries: &[(String, Model)]) {
    let has_header = |value: &Model| matches!(value, Model::Map(_));
    for (name, value) in entries.iter().filter(|(_, value)| !has_header(value)) {
        pair(page, name, value);
        ends(page);
    }
    for (name, value) in entries {
        let Model::Map(entries) = value else { continue };
        page.put("[");
        key(page, name);
        page.put("]");
        ends(page);
        for (name, value) in entries {
            pair(page, name, value);
            ends(page);
        }
    }
}

fn ends(page: &mut Page) {
    page.comment();
    page.line(0);
    if page.chance(5) {
        page.comment();
        page.line(0);
    }
}

fn pair(page: &mut Page, name: &str, value: &Model) {
    key(page, name);
    let equals = ["=", " = ", "\t=  "][page.whim(3) as usize];
    page.put(equals);
    self::value(page, value);
}

fn key(page: &mut Page, name: &str) {
    let bare = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    match page.whim(3) {
        0 | 1 if bare => page.note(name, name),
        2 if !name.contains('\'') => page.note(&format!("'{name}'"), name),
        _ => double(page, name),
    }
}

fn value(page: &mut Page, value: &Model) {
    match value {
        Model::Text(text) => string(page, text),
        Model::Bare(word) => page.note(word, word),
        Model::List(items) => {
            page.put("[");
            for item in items {
                if page.chance(3) {
                    page.comment();
                    page.line(2);
                }
                self::value(page, item);
                page.put(", ");
            }
            page.put("]");
        }
        Model::Map(entries) => {
            page.put("{ ");
            for (number, (name, value)) in entries.iter().enumerate() {
                if number > 0 {
                    page.put(", ");
                }
                pair(page, name, value);
            }
            page.put(" }");
        }
    }
}

fn string(page: &mut Page, text: &str) {
    match page.whim(5) {
        0 if !text.contains(['\'', '\n']) => page.note(&format!("'{text}'"), text),
        1 if !text.contains('\'') => lines(page, text, "'''"),
        2 if !text.contains(['"', '\\']) => lines(page, text, "\"\"\""),
        _ => double(page, text),
    }
}

/// A string of several lines, begun in its first line or in the next. Where lines
/// end in two characters, so does what it says.
fn lines(page: &mut Page, text: &str, quotes: &str) {
    let end = page.line_end;
    let begin = if page.chance(2) || text.starts_with('\n') { end } else { "" };
    let inside = text.replace('\n', end);
    let goes_on = quotes == "\"\"\"" && text.starts_with(char::is_alphabetic) && page.chance(2);
    let gap = if goes_on { format!("\\ {end}{end}  ") } else { String::new() };
    page.note(&format!("{quotes}{begin}{gap}{inside}{quotes}"), &inside);
}

fn double(page: &mut Page, text: &str) {
    let written = page.in_double_quotes(text, |letter| match u32::from(letter) {
        code @ ..0x1_0000 => format!("\\u{code:04X}"),
        code => format!("\\U{code:08X}"),
    });
    page.note(&written, text);
}
