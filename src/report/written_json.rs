//! Values as JSON text.

use std::fmt::Write as _;

use serde::Serialize;

/// The value as JSON in one line, and a line end.
pub(super) fn compact(value: &impl Serialize) -> String {
    let mut out = value_of(value);
    out.push('\n');
    out
}

/// The value as JSON in one line.
pub(super) fn value_of(value: &impl Serialize) -> String {
    // maps of strings and numbers: nothing in them can fail to be written
    shown(serde_json::to_string(value).unwrap_or_default())
}

/// The values as a JSON list with a line for each of them. To break lines inside them
/// would make a large report twice as large, and as slow to write.
pub(super) fn list_of(values: impl Iterator<Item = impl Serialize>) -> String {
    let mut out = String::from("[");
    for (number, value) in values.enumerate() {
        out.push_str(if number == 0 { "\n    " } else { ",\n    " });
        out.push_str(&value_of(&value));
    }
    out.push_str(if out.len() > 1 { "\n  ]" } else { "]" });
    out
}

/// The same JSON with `\u` for what a terminal, or the log of a GitHub job, would
/// obey if it were printed there. All of it stands inside strings.
fn shown(json: String) -> String {
    let json = match memchr::memmem::find(json.as_bytes(), b"##[") {
        Some(_) => json.replace("##[", "\\u0023#["),
        None => json,
    };
    let mut out = String::new();
    let mut from = 0;
    // C1 controls begin with C2, signs of direction with E2
    for at in memchr::memchr3_iter(0xC2, 0xE2, 0x7F, json.as_bytes()) {
        let Some(c) = json[at..].chars().next() else { break };
        if is_obeyed(c) {
            out.push_str(&json[from..at]);
            let _ = write!(out, "\\u{:04x}", u32::from(c));
            from = at + c.len_utf8();
        }
    }
    if from == 0 {
        return json;
    }
    out.push_str(&json[from..]);
    out
}

fn is_obeyed(c: char) -> bool {
    matches!(c, '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_obeyed_is_escaped_and_means_the_same() {
        let text = "é “a” \u{9b}31m \u{202e}x\u{7f} ##[group] # #[";
        let json = compact(&text);
        assert_eq!(json, "\"é “a” \\u009b31m \\u202ex\\u007f \\u0023#[group] # #[\"\n");
        assert_eq!(serde_json::from_str::<String>(&json).ok().as_deref(), Some(text));
    }
}
