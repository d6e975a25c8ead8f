//! The words of a site: `accept.txt` and `reject.txt` in the folder that `vocab` names
//! in its config.

use regex::Regex;
use rustc_hash::FxHashSet;

/// Words that a site accepts, and words that it rejects.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    accepted: Words,
    rejected: Words,
}

#[derive(Clone, Debug, Default)]
struct Words {
    /// As they are written.
    exact: FxHashSet<String>,
    patterns: Vec<Regex>,
}

/// What makes an entry an expression.
const EXPRESSION: [char; 12] = ['[', ']', '(', ')', '{', '}', '*', '+', '?', '|', '\\', '^'];

/// An entry that cannot be read: its number, from 1, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct EntryError(pub usize, pub String);

impl Vocabulary {
    /// Adds what a site's `accept.txt` says: a word a line, in small letters for any
    /// case, with capitals for just that spelling; or an expression. What stands
    /// behind `#` is a comment.
    pub fn accept(&mut self, text: &str) -> Result<(), EntryError> {
        self.accepted.add(text)
    }

    /// Adds what its `reject.txt` says, in the same form.
    pub fn reject(&mut self, text: &str) -> Result<(), EntryError> {
        self.rejected.add(text)
    }

    /// Whether `word` is right on this site.
    pub fn accepts(&self, word: &str) -> bool {
        self.accepted.have(word)
    }

    /// Whether `word` is wrong on this site.
    pub fn rejects(&self, word: &str) -> bool {
        self.rejected.have(word)
    }

    /// Whether any word is wrong on this site.
    pub fn rejects_some(&self) -> bool {
        !self.rejected.are_none()
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.accepted.are_none() && self.rejected.are_none()
    }
}

impl Words {
    fn add(&mut self, text: &str) -> Result<(), EntryError> {
        for (number, line) in text.lines().enumerate() {
            let entry = line.split(" #").next().unwrap_or_default().trim();
            if entry.is_empty() || entry.starts_with('#') {
                continue;
            }
            if entry.contains(EXPRESSION) {
                let pattern = Regex::new(&format!("^(?:{entry})$"))
                    .map_err(|_| EntryError(number + 1, format!("`{entry}` is no expression")))?;
                self.patterns.push(pattern);
                continue;
            }
            // of a name of several words each is accepted
            self.exact.extend(entry.split_whitespace().map(|word| word.replace('’', "'")));
        }
        Ok(())
    }

    fn are_none(&self) -> bool {
        self.exact.is_empty() && self.patterns.is_empty()
    }

    fn have(&self, word: &str) -> bool {
        if self.are_none() {
            return false;
        }
        let word = word.replace('’', "'");
        let stem = word.strip_suffix("'s").unwrap_or(&word);
        self.exact.contains(word.as_str())
            || self.exact.contains(stem)
            || self.exact.contains(stem.to_lowercase().as_str())
            || self.patterns.iter().any(|pattern| pattern.is_match(stem))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_by_their_case() {
        let mut site = Vocabulary::default();
        assert!(site.is_empty());
        site.accept("# ours\nquayside # a word\nGitHub\nAna Weir\n\n[Cc]ovid(-19)?\n")
            .expect("reads");
        assert_eq!(site.reject("foo(\n"), Err(EntryError(1, "`foo(` is no expression".into())));
        for word in ["quayside", "Quayside", "QUAYSIDE", "GitHub", "GitHub’s", "Weir", "Covid"] {
            assert!(site.accepts(word), "{word}");
        }
        for word in ["github", "weir", "COVID", "ours", "word"] {
            assert!(!site.accepts(word), "{word}");
        }
        assert!(!site.rejects("quayside") && !site.is_empty());
    }
}
