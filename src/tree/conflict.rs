//! Merge conflicts: two versions of some lines, with git's marks around them.

use super::SyntaxError;
use crate::text::Span;

/// The conflicts in `text`, which stands `base` bytes into its file. All three
/// marks must stand at line starts, since a row of equals signs alone is common.
pub fn find(text: &str, base: usize) -> Vec<SyntaxError> {
    let mut out = Vec::new();
    if !text.contains("<<<<<<<") {
        return out;
    }
    let (mut start, mut parted) = (None, false);
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        if is_mark(line, '<') {
            (start, parted) = (Some(at), false);
        } else if is_mark(line, '=') {
            parted = start.is_some();
        } else if is_mark(line, '>')
            && let Some(from) = start.filter(|_| parted)
        {
            out.push(SyntaxError {
                span: Span::new(from, at + line.trim_end().len()).shift(base),
                message: "two versions of these lines were left by a merge".to_owned(),
                help: Some("Keep one version and take out the three marks.".to_owned()),
            });
            start = None;
        }
        at += line.len();
    }
    out
}

/// Whether a line is seven of `sign`, alone or before a name.
fn is_mark(line: &str, sign: char) -> bool {
    let rest = line.trim_start_matches(sign);
    line.len() - rest.len() == 7 && (rest.is_empty() || rest.starts_with([' ', '\n', '\r']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text, 0).iter().map(|error| error.span.of(text)).collect()
    }

    #[test]
    fn a_conflict_is_all_three_marks() {
        let conflict = "<<<<<<< HEAD\nb: 1\n||||||| base\nb: 0\n=======\r\nb: 2\n>>>>>>> é";
        let text = format!("a: 1\n{conflict}\nc: 1\n{conflict}\n");
        assert_eq!(found(&text), [conflict, conflict]);
    }

    #[test]
    fn a_row_of_signs_is_none() {
        for text in [
            "<<<<<<< HEAD\nb: 1\n>>>>>>> x\n",
            "a: 1\n=======\n>>>>>>> x\n",
            "<<<<<<<< HEAD\n=======\n>>>>>>> x\n",
            "  <<<<<<< HEAD\n  =======\n  >>>>>>> x\n",
            ">>>>>>> x\n=======\n<<<<<<< HEAD\n",
        ] {
            assert_eq!(found(text), [""; 0], "{text:?}");
        }
    }
}
