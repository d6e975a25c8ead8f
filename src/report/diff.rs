//! The difference that fixes make, as `git apply` takes it.

use similar::TextDiff;

use super::Look;

/// The unified difference of a post, whose path is `path`.
pub fn unified(path: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut unified = diff.unified_diff();
    unified.context_radius(3).missing_newline_hint(true);
    unified.header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}

/// A difference in colours, where they may be used.
pub fn colored(diff: &str, look: Look) -> String {
    if !look.color {
        return diff.to_owned();
    }
    let mut out = String::with_capacity(diff.len() * 2);
    for line in diff.split_inclusive('\n') {
        let color = match line.as_bytes().first() {
            Some(b'+') => "32",
            Some(b'-') => "31",
            Some(b'@') => "36",
            _ => "0",
        };
        let (content, end) = line.split_at(line.trim_end_matches('\n').len());
        out.push_str(&format!("\u{1b}[{color}m{content}\u{1b}[0m{end}"));
    }
    out
}
