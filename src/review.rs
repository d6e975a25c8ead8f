//! A review: findings one by one, each accepted, excused, edited or skipped; what
//! was decided is carried out at the end. Knows no terminal.

use std::collections::BTreeMap;

use crate::check::Context;
use crate::diagnostic::{Diagnostic, RuleId};
use crate::document::Document;
use crate::excuse::excuse;
use crate::fix::{keeps_meaning, touch};
use crate::lint::Linter;
use crate::text::{Edit, apply};

/// A post under review.
pub struct Reviewed {
    /// Its text, as it was read.
    pub text: String,
    /// What is wrong with it.
    pub found: Vec<Diagnostic>,
}

/// What is done about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Its fix is made.
    Accept,
    /// Something else is written in the place of its words.
    Write(String),
    /// It is excused, for a reason if one is given.
    Excuse(Option<String>),
    /// Nothing.
    Skip,
}

/// A finding in the order of the review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The number of its post.
    pub post: usize,
    /// Its number in the post.
    pub finding: usize,
}

/// A review under way.
pub struct Session {
    posts: Vec<Reviewed>,
    items: Vec<Item>,
    decisions: Vec<Option<Decision>>,
    at: usize,
}

impl Session {
    /// A review of posts: findings of one cause come together.
    pub fn new(posts: Vec<Reviewed>) -> Self {
        let mut session = Self { posts, items: Vec::new(), decisions: Vec::new(), at: 0 };
        for post in 0..session.posts.len() {
            session.add_items(post);
        }
        session.sort();
        session
    }

    fn add_items(&mut self, post: usize) {
        let count = self.posts[post].found.len();
        self.items.extend((0..count).map(|finding| Item { post, finding }));
        self.decisions.resize(self.items.len(), None);
    }

    fn sort(&mut self) {
        let mut both: Vec<(Item, Option<Decision>)> =
            self.items.drain(..).zip(self.decisions.drain(..)).collect();
        let cause = |item: &Item| (self.cause(*item), item.post, item.finding);
        both.sort_by_cached_key(|(item, _)| cause(item));
        (self.items, self.decisions) = both.into_iter().unzip();
    }

    /// What findings share that have one cause: the rule and the words.
    fn cause(&self, item: Item) -> (RuleId, String) {
        let post = &self.posts[item.post];
        let found = &post.found[item.finding];
        (found.rule.clone(), found.span.of(&post.text).to_lowercase())
    }

    /// The finding that is to be decided; `None` when all were.
    pub fn current(&self) -> Option<Item> {
        self.items.get(self.at).copied()
    }

    /// A finding and its post.
    pub fn finding(&self, item: Item) -> (&Reviewed, &Diagnostic) {
        let post = &self.posts[item.post];
        (post, &post.found[item.finding])
    }

    /// A post, by its number.
    pub fn post(&self, number: usize) -> &Reviewed {
        &self.posts[number]
    }

    /// Where the review stands: from 1, and of how many.
    pub fn position(&self) -> (usize, usize) {
        (self.at + 1, self.items.len())
    }

    /// If the present finding is the first of its cause: of how many.
    pub fn group(&self) -> Option<usize> {
        let cause = self.cause(self.current()?);
        let same = |item: &&Item| self.cause(**item) == cause;
        let is_first = self.at == 0 || !same(&&self.items[self.at - 1]);
        is_first.then(|| self.items[self.at..].iter().take_while(same).count())
    }

    /// Decides on the present finding and goes on to the next that is open.
    pub fn decide(&mut self, decision: Decision) {
        if let Some(slot) = self.decisions.get_mut(self.at) {
            *slot = Some(decision);
        }
        self.go_on();
    }

    fn go_on(&mut self) {
        while self.decisions.get(self.at).is_some_and(Option::is_some) {
            self.at += 1;
        }
    }

    /// Accepts the fixes of all open findings of the present one's rule; how many.
    pub fn accept_rule(&mut self) -> usize {
        let Some(item) = self.current() else { return 0 };
        let rule = self.finding(item).1.rule.clone();
        let mut accepted = 0;
        for at in 0..self.items.len() {
            let (_, found) = self.finding(self.items[at]);
            if found.rule == rule && !found.fixes.is_empty() && self.decisions[at].is_none() {
                self.decisions[at] = Some(Decision::Accept);
                accepted += 1;
            }
        }
        self.go_on();
        accepted
    }

    /// Goes back to the finding before, which is open again.
    pub fn back(&mut self) {
        self.at = self.at.saturating_sub(1);
        if let Some(slot) = self.decisions.get_mut(self.at) {
            *slot = None;
        }
    }

    /// The posts for which something was decided that changes them.
    pub fn changed(&self) -> Vec<usize> {
        let changes = |(_, decision): &(&Item, &Option<Decision>)| {
            !matches!(decision, None | Some(Decision::Skip))
        };
        let decided = self.items.iter().zip(&self.decisions).filter(changes);
        let mut posts: Vec<usize> = decided.map(|(item, _)| item.post).collect();
        posts.sort_unstable();
        posts.dedup();
        posts
    }

    /// The text of post number `post` with what was decided carried out, and how
    /// many decisions could not be.
    pub fn result(&self, post: usize, linter: &Linter, cx: &Context<'_>) -> (String, usize) {
        let reviewed = &self.posts[post];
        let mut edits: Vec<Edit> = Vec::new();
        let mut excused: BTreeMap<Option<&str>, Vec<&Diagnostic>> = BTreeMap::new();
        let mut failed = 0;
        for (item, decision) in self.items.iter().zip(&self.decisions) {
            if item.post != post {
                continue;
            }
            let found = &reviewed.found[item.finding];
            let own = match decision {
                Some(Decision::Accept) => found.fixes.first().map(|fix| fix.edits.clone()),
                Some(Decision::Write(text)) => Some(vec![Edit::replace(found.span, text.as_str())]),
                Some(Decision::Excuse(reason)) => {
                    excused.entry(reason.as_deref()).or_default().push(found);
                    continue;
                }
                Some(Decision::Skip) | None => continue,
            };
            match own {
                Some(own) if !touch(&edits, &own) && keeps_meaning(cx, &reviewed.text, &own) => {
                    edits.extend(own);
                }
                _ => failed += 1,
            }
        }
        let mut text = apply(&reviewed.text, &edits).unwrap_or_else(|| reviewed.text.clone());
        for (reason, chosen) in excused {
            // spans have moved: the findings are looked for again
            let site = cx.site;
            let doc =
                Document::parse(cx.doc.path.clone(), text.as_str(), &site.generator, &site.config);
            let cx = Context { doc: &doc, ..*cx };
            let now = linter.lint(&cx);
            let again: Vec<&Diagnostic> = now
                .iter()
                .filter(|d| chosen.iter().any(|c| c.rule == d.rule && c.message == d.message))
                .collect();
            match excuse(linter, &cx, &again, reason) {
                Some(excused) if !again.is_empty() => text = excused,
                _ => failed += chosen.len(),
            }
        }
        (text, failed)
    }

    /// Replaces a post that was changed elsewhere; what was decided on it is
    /// carried out already.
    pub fn reload(&mut self, post: usize, reviewed: Reviewed) {
        let open: Vec<bool> = self.items.iter().map(|item| item.post != post).collect();
        let mut keep = open.iter();
        self.items.retain(|_| keep.next().copied().unwrap_or_default());
        let mut keep = open.iter();
        self.decisions.retain(|_| keep.next().copied().unwrap_or_default());
        self.posts[post] = reviewed;
        self.add_items(post);
        self.sort();
        self.at = 0;
        self.go_on();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::generator::{Generator, SiteConfig};
    use crate::pack::RuleSet;
    use crate::site::{NamedAssets, Site};

    const A: &str = "---\ntitle: \"Update: a\"\n---\n\nIn a recent development, he came.\n";
    const B: &str = "---\ntitle: \"Update: b\"\n---\n\nIn a recent development, she came.\n";

    /// Runs `steps` on a session of two posts and gives what came of them.
    fn reviewed(steps: impl FnOnce(&mut Session)) -> Vec<String> {
        let rules = RuleSet::builtin();
        let settings = Config::default_for(&rules).settings(&[]);
        let linter = Linter::new(&rules, &settings).unwrap_or_else(|p| panic!("{p:?}"));
        let site = Site::new(
            Generator::named("jekyll").expect("a preset"),
            SiteConfig::default(),
            Box::new(NamedAssets::default()),
        );
        let parse =
            |text| Document::parse("_posts/2025-01-02-x.md", text, &site.generator, &site.config);
        let docs = [parse(A), parse(B)];
        let cx = |doc| Context::new(doc, &site, chrono::NaiveDate::default());
        let posts = docs
            .iter()
            .map(|doc| Reviewed { text: doc.text.clone(), found: linter.lint(&cx(doc)) });
        let mut session = Session::new(posts.collect());
        steps(&mut session);
        docs.iter().enumerate().map(|(n, doc)| session.result(n, &linter, &cx(doc)).0).collect()
    }

    #[test]
    fn findings_of_one_cause_come_together() {
        reviewed(|session| {
            assert_eq!(session.position(), (1, 4));
            assert_eq!(session.group(), Some(2));
            session.decide(Decision::Skip);
            assert_eq!((session.position(), session.group()), ((2, 4), None));
        });
    }

    #[test]
    fn what_is_decided_is_carried_out() {
        let texts = reviewed(|session| {
            session.decide(Decision::Accept);
            session.decide(Decision::Excuse(Some("why not".into())));
            assert_eq!(session.accept_rule(), 2);
            assert_eq!(session.current(), None);
            assert_eq!(session.changed(), [0, 1]);
        });
        assert_eq!(texts[0], "---\ntitle: \"A\"\n---\n\nHe came.\n");
        let excused = B
            .replace(
                "title",
                "# copydesk-disable-next-line headline/urgency-prefix -- why not\ntitle",
            )
            .replace("In a recent development, she", "She");
        assert_eq!(texts[1], excused);
    }

    #[test]
    fn back_opens_what_was_decided_and_words_can_be_written() {
        let texts = reviewed(|session| {
            session.decide(Decision::Accept);
            session.back();
            session.decide(Decision::Write("News:".into()));
        });
        assert_eq!(texts[0], A.replace("Update:", "News:"));
        assert_eq!(texts[1], B);
    }
}
