//! What a report depends on besides the run.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Severity;

/// How a report may look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether colours may be used.
    pub color: bool,
    /// Whether the reader's terminal follows links.
    pub links: bool,
    /// Columns to fill.
    pub width: usize,
}

impl Look {
    /// For files, which have no terminal.
    pub const PLAIN: Self = Self { color: false, links: false, width: 80 };
}

/// What holds findings together in `pretty`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum GroupBy {
    /// The post that they are in.
    #[default]
    Post,
    /// The rule that found them.
    Rule,
    /// Who wrote the post.
    Author,
}

/// What a rule says of itself.
#[derive(Clone, Debug)]
pub struct RuleText {
    /// How much its findings matter unless a config says otherwise.
    pub severity: Severity,
    /// What its findings say, with gaps.
    pub message: String,
    /// Why it is there.
    pub why: String,
    /// What its findings advise, with gaps.
    pub help: Option<String>,
    /// Its page.
    pub url: Option<Arc<str>>,
}

/// What a report depends on besides the run. The fields that are for one format say
/// for which.
#[derive(Clone, Debug)]
pub struct Options {
    /// How it may look.
    pub look: Look,
    /// `pretty`: whether the closing line is part of it.
    pub closing: bool,
    /// `pretty`: whether findings are told of which there are many.
    pub all: bool,
    /// `pretty`: what holds them together.
    pub group_by: GroupBy,
    /// `pretty`: a table of rules in the place of findings.
    pub statistics: bool,
    /// `sarif`: the rules whose texts are known.
    pub rules: BTreeMap<String, RuleText>,
    /// `github`, `gitlab`: the working directory from the top of the repository, which
    /// they want paths to begin at: empty, or with a slash at its end.
    pub folder: String,
}

impl Options {
    /// The plain report.
    pub fn new(look: Look) -> Self {
        Self {
            look,
            closing: true,
            all: false,
            group_by: GroupBy::Post,
            statistics: false,
            rules: BTreeMap::new(),
            folder: String::new(),
        }
    }

    /// A path from the working directory, from the top of the repository.
    pub(super) fn in_repository(&self, path: &str) -> String {
        let (mut folder, mut path) = (self.folder.as_str(), path);
        while let (Some(rest), false) = (path.strip_prefix("../"), folder.is_empty()) {
            let parent = folder.trim_end_matches('/').rfind('/').map_or(0, |slash| slash + 1);
            (folder, path) = (&folder[..parent], rest);
        }
        if path.starts_with('/') { path.to_owned() } else { format!("{folder}{path}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_at_the_top_of_the_repository() {
        let options = Options { folder: "web/site/".to_owned(), ..Options::new(Look::PLAIN) };
        assert_eq!(options.in_repository("_posts/x.md"), "web/site/_posts/x.md");
        assert_eq!(options.in_repository("../a.md"), "web/a.md");
        assert_eq!(options.in_repository("../../../a.md"), "../a.md");
        assert_eq!(options.in_repository("/a.md"), "/a.md");
    }
}
