//! What tells quickly that an expression finds nothing in a text.

use std::sync::OnceLock;

use super::SIZE_LIMIT;
use super::forms::{Boundaries, plain_forms, without_looks};
use super::gate::{Sign, needed_signs};

/// What tells quickly that an expression finds nothing.
#[derive(Debug)]
pub(super) struct Quick {
    /// Signs of which one must be there.
    signs: Option<Vec<Sign>>,
    /// Without what it looks at or refers back to.
    source: String,
    /// Whether there is any of that.
    looks: bool,
    ignore_case: bool,
    /// The expression without what makes its search slow: what it looks at, what it
    /// refers back to, and the boundaries of words. It finds more.
    loose: OnceLock<Option<regex::Regex>>,
}

impl Quick {
    /// What is known of the expression `source`.
    pub fn of(source: &str, ignore_case: bool) -> Self {
        let bare = without_looks(source);
        let looks = bare != source;
        let signs = regex_syntax::parse(&bare).ok().and_then(|hir| needed_signs(&hir));
        Self { signs, source: bare, looks, ignore_case, loose: OnceLock::new() }
    }

    /// Whether the expression may stand in `text`, as far as a quick look can tell.
    pub fn may_be_in(&self, text: &str) -> bool {
        let lacks_signs =
            self.signs.as_ref().is_some_and(|signs| !signs.iter().any(|s| s.may_be_in(text)));
        // a linear search is quick itself, but for boundaries in more than ASCII
        let is_quick = !self.looks && text.is_ascii();
        !lacks_signs && (is_quick || self.loose().is_none_or(|loose| loose.is_match(text)))
    }

    fn loose(&self) -> Option<&regex::Regex> {
        let build = || {
            let source = plain_forms(&self.source, Boundaries::Dropped);
            let mut builder = regex::RegexBuilder::new(&source);
            builder.case_insensitive(self.ignore_case).size_limit(SIZE_LIMIT).build().ok()
        };
        self.loose.get_or_init(build).as_ref()
    }
}
