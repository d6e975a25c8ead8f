//! A writer of JSON.

use crate::model::{Model, Page};

/// Puts an object down.
pub fn write(page: &mut Page, entries: &[(String, Model)]) {
    page.put("{");
    members(page, entries);
    page.put("}");
    let end = page.line_end;
    page.put(end);
}

/// Puts the inside of an object down.
pub fn write_inside(page: &mut Page, entries: &[(String, Model)]) {
    members(page, entries);
    let end = page.line_end;
    page.put(end);
}

fn members(page: &mut Page, entries: &[(String, Model)]) {
    for (number, (key, value)) in entries.iter().enumerate() {
        if number > 0 {
            page.put(",");
        }
        gap(page);
        string(page, key);
        gap(page);
        page.put(":");
        gap(page);
        self::value(page, value);
        gap(page);
    }
}

fn value(page: &mut Page, value: &Model) {
    match value {
        Model::Text(text) => string(page, text),
        Model::Bare(word) => page.note(word, word),
        Model::List(items) => {
            page.put("[");
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    page.put(",");
                }
                gap(page);
                self::value(page, item);
                gap(page);
            }
            page.put("]");
        }
        Model::Map(entries) => {
            page.put("{");
            members(page, entries);
            page.put("}");
        }
    }
}

fn string(page: &mut Page, text: &str) {
    let written = page.in_double_quotes(text, |letter| {
        letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
    });
    page.note(&written, text);
}

fn gap(page: &mut Page) {
    match page.whim(6) {
        0 => page.put(" "),
        1 => page.put("\t"),
        2 => page.line(2),
        _ => {}
    }
}
