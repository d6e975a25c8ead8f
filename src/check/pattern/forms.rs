//! Expressions written in other words: in all forms of their marks, and without what
//! they only look at.

use crate::word::split::is_unparted;

/// An expression that finds what `source` finds in every form in which that is
/// written: curly marks, other hyphens, any white space.
pub(super) fn plain_forms(source: &str) -> String {
    let mut out = String::with_capacity(source.len() * 2);
    let blanks_count = !source.contains("(?x");
    let mut in_class = 0_usize;
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let escaped = chars.next();
                let boundary = escaped == Some('b') && in_class == 0;
                // where words are not parted by blanks, every letter is at a boundary
                let unparted = |c: Option<char>| c.is_some_and(is_unparted);
                let next = chars.peek().copied();
                if boundary && (unparted(next) || unparted(out.chars().last())) {
                    continue;
                }
                match escaped {
                    // exact; the readers know no escape for some of them
                    Some(mark @ ('\'' | '"' | '-' | ' ')) => {
                        out.push_str(&format!("\\x{:02x}", mark as u32));
                    }
                    Some('d') => out.push_str(if in_class > 0 { "0-9" } else { "[0-9]" }),
                    Some('D') => out.push_str("[^0-9]"),
                    Some(escaped) => out.extend(['\\', escaped]),
                    None => out.push('\\'),
                }
                // `\p{Greek}`
                let named = matches!(escaped, Some('p' | 'P' | 'x' | 'u' | 'U' | 'b' | 'k'));
                if named && chars.peek() == Some(&'{') {
                    out.extend(chars.by_ref().take_while(|&c| c != '}'));
                    out.push('}');
                }
            }
            // flags
            '(' if chars.peek() == Some(&'?') => {
                out.push(c);
                let is_flag = |c: &char| matches!(c, '?' | '-') || c.is_ascii_alphabetic();
                while let Some(flag) = chars.next_if(is_flag) {
                    out.push(flag);
                }
            }
            '[' => {
                in_class += 1;
                out.push(c);
                // a bracket that comes first is one of the class
                if chars.peek() == Some(&'^') {
                    out.extend(chars.next());
                }
                if chars.peek() == Some(&']') {
                    out.extend(chars.next());
                }
            }
            ']' => {
                in_class = in_class.saturating_sub(1);
                out.push(c);
            }
            '\'' => out.push_str(if in_class > 0 { "'’‘ʼ" } else { "['’‘ʼ]" }),
            '"' => out.push_str(if in_class > 0 { "\"“”" } else { "[\"“”]" }),
            '-' if in_class == 0 => out.push_str("[-\u{2010}\u{2011}]"),
            ' ' if in_class > 0 => out.push_str(r"\s"),
            ' ' if blanks_count => {
                let counted = matches!(chars.peek(), Some('?' | '*' | '+' | '{'));
                out.push_str(if counted { r"(?:\s+)" } else { r"\s+" });
            }
            c => out.push(c),
        }
    }
    out
}

/// `source` without what it only looks at, ahead or behind.
pub(super) fn without_looks(source: &str) -> String {
    const LOOKS: [&str; 4] = ["(?=", "(?!", "(?<=", "(?<!"];
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if LOOKS.iter().any(|look| rest.starts_with(look)) {
            rest = &rest[group_len(rest)..];
        } else if c == '\\' {
            let len = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            let refers_back = rest[1..].starts_with(|c: char| c.is_ascii_digit());
            out.push_str(if refers_back { ".*" } else { &rest[..len] });
            rest = &rest[len..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Bytes of the group that `source` begins with.
fn group_len(source: &str) -> usize {
    let (mut depth, mut escaped, mut in_class) = (0_usize, false, false);
    for (at, c) in source.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    source.len()
}
