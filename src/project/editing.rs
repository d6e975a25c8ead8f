//! Posts that are being written: their texts come from an editor and not from the
//! disk.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::limits::Limits;
use super::{Post, Project, Walked, normal, read, walk};
use crate::check::{Beside, Context};
use crate::diagnostic::{Diagnostic, Problem, Severity};
use crate::document::Document;
use crate::facts::PostFacts;
use crate::fix::View;
use crate::lint::Linter;
use crate::text::Span;

/// A post that was looked at.
pub struct Examined {
    /// The post.
    pub doc: Document,
    /// What is wrong with it, in order.
    pub found: Vec<Diagnostic>,
}

impl Project {
    /// What decides how the file at `file` is checked; `None` where its name is not that
    /// of a post, or where it is left out of the site.
    pub fn post_at(&self, file: &Path) -> Result<Option<Post>, Vec<Problem>> {
        if !walk::has_post_ending(file) {
            return Ok(None);
        }
        let walked = Walked { file: normal(file), named: false };
        self.place(walked, &globset::GlobSet::empty())
    }

    /// Looks at a post with the text `text`; `None` where such a text is no post, or is
    /// larger than a post can be.
    pub fn examine(&self, post: &Post, text: &str, beside: Beside<'_>) -> Option<Examined> {
        if text.len() as u64 > Span::MAX_TEXT || !walk::is_post(&post.file, text) {
            return None;
        }
        let site = &post.place.site;
        let path = post.place.relative(&post.file);
        let doc = Document::parse(path, text, &site.generator, &site.config);
        let mut found = post.linter.lint(&self.context(post, &doc, beside));
        self.view(post).keep(&doc, &mut found);
        found.retain(|diagnostic| diagnostic.severity >= post.least());
        Some(Examined { doc, found })
    }

    /// What rules may look at in `doc`, which is the post.
    pub fn context<'a>(
        &self,
        post: &'a Post,
        doc: &'a Document,
        beside: Beside<'a>,
    ) -> Context<'a> {
        Context { beside, ..Context::new(doc, &post.place.site, self.today()) }
    }

    /// What of a post's findings counts.
    pub fn view(&self, post: &Post) -> impl View + use<> {
        Limits::none().view(post)
    }

    /// What is known of a post as it is on the disk; nothing where it is not there.
    pub fn facts_on_disk(&self, post: &Post) -> Option<PostFacts> {
        self.facts(post, &Limits::none())
    }

    /// The text of a file, where it can be read.
    pub fn text_of(&self, file: &Path) -> Option<String> {
        read(file).ok()
    }

    /// The day on which it runs.
    pub fn today(&self) -> NaiveDate {
        self.request.today
    }

    /// Forgets which files sites have: pictures may have come or gone.
    pub fn forget_files(&self) {
        self.sites.forget_files();
    }

    /// The file that a problem is in.
    pub fn file_of(&self, problem: &Problem) -> Option<PathBuf> {
        problem.path.as_ref().map(|path| normal(&self.request.cwd.join(&**path)))
    }
}

impl Post {
    /// The rules that run on it, compiled.
    pub fn linter(&self) -> &Linter {
        &self.linter
    }

    /// The least severity that its config shows.
    pub fn least(&self) -> Severity {
        self.config.config.min_severity.unwrap_or(Severity::Suggestion)
    }
}
