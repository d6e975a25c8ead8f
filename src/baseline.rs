//! A baseline: what was found when a site began to use copydesk, so that only what
//! is new is told. A file of one line an entry, sorted, which git merges well.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Finding, Problem, fingerprint};
use crate::document::Document;
use crate::fix::View;
use crate::text::{Edit, Span};

/// The first line of the file.
const HEADER: &str = "# copydesk baseline 1: path, rule, fingerprint, count; sorted";

/// What an entry is known by: the rule and the words, hashed together with it.
pub type Key = (String, u64);
/// How often each stands in one post.
pub type Counts = BTreeMap<Key, usize>;

/// What is hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    by_path: BTreeMap<String, Counts>,
}

impl Baseline {
    /// Reads the file `text`, shown as `path`.
    pub fn parse(path: &str, text: &str) -> Result<Self, Problem> {
        let mut baseline = Self::default();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim_end_matches(['\n', '\r']);
            let span = Span::new(at, at + content.len());
            at += line.len();
            // a merge that git could not do is said by its marks
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let mut fields = content.split('\t');
            let entry = (|| {
                let path = fields.next().filter(|path| !path.is_empty())?;
                let rule = fields.next()?;
                let fingerprint = u64::from_str_radix(fields.next()?, 16).ok()?;
                let count: usize = fields.next()?.parse().ok()?;
                fields.next().is_none().then_some((path, rule, fingerprint, count))
            })();
            let Some((entry_path, rule, fingerprint, count)) = entry else {
                let problem = Problem::new("this is no entry of a baseline")
                    .help("An entry is path, rule, fingerprint and count, with tabs between.");
                return Err(problem.in_file(path).at(text, span));
            };
            let counts = baseline.by_path.entry(entry_path.to_owned()).or_default();
            *counts.entry((rule.to_owned(), fingerprint)).or_default() += count;
        }
        Ok(baseline)
    }

    /// The baseline of what was found; `path` gives each post's path from the
    /// folder of the baseline.
    pub fn of(findings: &[Finding], path: impl Fn(&Finding) -> String) -> Self {
        let mut baseline = Self::default();
        for finding in findings {
            let counts = baseline.by_path.entry(path(finding)).or_default();
            *counts.entry((finding.rule.to_string(), finding.fingerprint)).or_default() += 1;
        }
        baseline
    }

    /// The file.
    pub fn render(&self) -> String {
        let mut out = format!("{HEADER}\n");
        for (path, counts) in &self.by_path {
            for ((rule, fingerprint), count) in counts {
                let _ = writeln!(out, "{path}\t{rule}\t{fingerprint:016x}\t{count}");
            }
        }
        out
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.by_path.values().map(BTreeMap::len).sum()
    }

    /// Whether it hides nothing.
    pub fn is_empty(&self) -> bool {
        self.by_path.is_empty()
    }

    /// The posts that it speaks of.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.by_path.keys().map(String::as_str)
    }

    /// The entries of posts that are gone, as `is_there` says: they hide the same
    /// findings wherever they are now.
    pub fn orphans(&self, is_there: impl Fn(&str) -> bool) -> Counts {
        let mut orphans = Counts::new();
        for (_, counts) in self.by_path.iter().filter(|(path, _)| !is_there(path)) {
            for (key, count) in counts {
                *orphans.entry(key.clone()).or_default() += count;
            }
        }
        orphans
    }

    /// What of the post at `path` counts. `orphans` are those of
    /// [`Baseline::orphans`].
    pub fn view(&self, path: &str, orphans: Arc<Counts>) -> Hidden {
        let counts = self.by_path.get(path).cloned().unwrap_or_default();
        Hidden { counts, orphans, hidden: 0, stale: None, moved: Vec::new() }
    }

    /// Takes out entries that no longer match: for each post, what is left over,
    /// and of posts that are gone, what matched nowhere.
    pub fn prune(&mut self, stale: &BTreeMap<String, Counts>) {
        for (path, left) in stale {
            let Some(counts) = self.by_path.get_mut(path) else { continue };
            for (key, count) in left {
                if let Some(kept) = counts.get_mut(key) {
                    *kept = kept.saturating_sub(*count);
                }
            }
            counts.retain(|_, count| *count > 0);
        }
        self.by_path.retain(|_, counts| !counts.is_empty());
    }

    /// Records `found` in the place of the entries (path and rule) that
    /// `is_replaced` says.
    pub fn replace(&mut self, is_replaced: impl Fn(&str, &str) -> bool, found: Self) {
        for (path, counts) in &mut self.by_path {
            counts.retain(|(rule, _), _| !is_replaced(path, rule));
        }
        self.by_path.retain(|_, counts| !counts.is_empty());
        for (path, counts) in found.by_path {
            self.by_path.entry(path).or_default().extend(counts);
        }
    }

    /// The entries of a post.
    pub fn entries(&self, path: &str) -> Counts {
        self.by_path.get(path).cloned().unwrap_or_default()
    }
}

/// What a baseline hides in one post.
#[derive(Debug)]
pub struct Hidden {
    counts: Counts,
    orphans: Arc<Counts>,
    /// Findings hidden in the post as it was read.
    pub hidden: usize,
    /// Entries that matched nothing in the post as it was read.
    pub stale: Option<Counts>,
    /// What entries of posts that are gone hide in the post as it was read. Of several
    /// posts in which the same is found, only as many as they count are hidden: who
    /// sees all posts says which.
    pub moved: Vec<(Key, Diagnostic)>,
}

impl View for Hidden {
    fn keep(&mut self, doc: &Document, found: &mut Vec<Diagnostic>) {
        let mut counts = self.counts.clone();
        let mut orphans = (*self.orphans).clone();
        let before = found.len();
        let mut moved = Vec::new();
        found.retain(|diagnostic| {
            let hash = fingerprint(&diagnostic.rule, &doc.text, diagnostic.span);
            let key = (diagnostic.rule.to_string(), hash);
            if let Some(count) = counts.get_mut(&key).filter(|count| **count > 0) {
                *count -= 1;
                return false;
            }
            if let Some(count) = orphans.get_mut(&key).filter(|count| **count > 0) {
                *count -= 1;
                moved.push((key, diagnostic.clone()));
                return false;
            }
            true
        });
        if self.stale.is_none() {
            self.hidden = before - found.len();
            self.moved = moved;
            counts.retain(|_, count| *count > 0);
            self.stale = Some(counts);
        }
    }

    fn edited(&mut self, _: &[Edit]) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{RuleId, Severity};
    use crate::generator::{Generator, SiteConfig};

    fn diagnostic(text: &str, words: &str) -> Diagnostic {
        let start = text.find(words).expect("the words");
        Diagnostic {
            rule: RuleId::new("a/b"),
            severity: Severity::Warning,
            span: Span::new(start, start + words.len()),
            message: String::new(),
            help: None,
            related: Vec::new(),
            extent: None,
            files: Vec::new(),
            fixes: Vec::new(),
            url: None,
        }
    }

    fn left(baseline: &Baseline, path: &str, text: &str, words: &[&str], there: bool) -> usize {
        let doc = Document::parse(path, text, &Generator::plain(), &SiteConfig::default());
        let orphans = Arc::new(baseline.orphans(|_| there));
        let mut found: Vec<_> = words.iter().map(|words| diagnostic(text, words)).collect();
        baseline.view(path, orphans).keep(&doc, &mut found);
        found.len()
    }

    fn recorded(text: &str, words: &str) -> Baseline {
        let hash = fingerprint(&RuleId::new("a/b"), text, diagnostic(text, words).span);
        let line = format!("{HEADER}\nx.md\ta/b\t{hash:016x}\t1\n");
        Baseline::parse("baseline", &line).expect("reads")
    }

    #[test]
    fn entries_survive_edits_elsewhere_but_hide_no_more_than_they_count() {
        let baseline = recorded("one bad word here today\n", "bad");
        let edited = "New.\n\none  bad word here today, now\n".replace(',', " ");
        assert_eq!(left(&baseline, "x.md", &edited, &["bad"], true), 0);
        assert_eq!(left(&baseline, "x.md", "one bad word here today\n", &["bad", "bad"], true), 1);
        assert_eq!(left(&baseline, "x.md", "another bad one\n", &["bad"], true), 1);
    }

    #[test]
    fn a_renamed_post_is_hidden_and_a_copy_is_not() {
        let baseline = recorded("one bad word here\n", "bad");
        assert_eq!(left(&baseline, "y.md", "one bad word here\n", &["bad"], false), 0);
        assert_eq!(left(&baseline, "y.md", "one bad word here\n", &["bad"], true), 1);
    }

    #[test]
    fn the_file_is_read_as_it_is_written_and_mistakes_are_told() {
        let text = format!("{HEADER}\na b.md\tx/y\t00000000000000ff\t2\n");
        let baseline = Baseline::parse("b", &text).expect("reads");
        assert_eq!(baseline.render(), text);
        assert!(Baseline::parse("b", "<<<<<<< HEAD\n").is_err());
        assert!(Baseline::parse("b", "x\ty\tz\t1\n").is_err());
    }
}
