//! Makes fixes: those that do not touch one another together, then again on what
//! came out, until nothing is left to do. Knows no rule.

use crate::check::{Beside, Context};
use crate::diagnostic::{Diagnostic, Fix, RuleId, Safety, Severity};
use crate::document::{Document, FrontMatter};
use crate::lint::Linter;
use crate::site::Site;
use crate::text::{Edit, Span, apply};
use crate::tree::{Entry, Node};

/// Rounds after which a post that is still not quiet is left as it is.
const ROUNDS: usize = 10;

/// What of a post's findings counts: all, or what a change or a baseline leaves.
/// Fixes touch only what counts.
pub trait View {
    /// Takes out of `found`, the findings in `doc`, what does not count.
    fn keep(&mut self, doc: &Document, found: &mut Vec<Diagnostic>);

    /// Told of the edits that turned the post into its next form.
    fn edited(&mut self, edits: &[Edit]);
}

/// Which fixes are made.
#[derive(Clone, Copy, Debug)]
pub struct Make {
    /// Those at least as safe as this.
    pub safety: Safety,
    /// Of findings at least as severe as this.
    pub least: Severity,
}

impl Make {
    /// The fixes of all findings, if they are safe enough.
    pub fn all(safety: Safety) -> Self {
        Self { safety, least: Severity::Suggestion }
    }

    fn best(self, diagnostic: &Diagnostic) -> Option<&Fix> {
        let wanted = diagnostic.severity >= self.least;
        diagnostic.fixes.first().filter(|fix| wanted && fix.safety >= self.safety)
    }
}

/// Everything counts.
pub struct Everything;

impl View for Everything {
    fn keep(&mut self, _: &Document, _: &mut Vec<Diagnostic>) {}
    fn edited(&mut self, _: &[Edit]) {}
}

/// What came of fixing a post.
#[derive(Debug)]
pub struct Fixed {
    /// The post with its fixes made.
    pub text: String,
    /// How many were made.
    pub made: usize,
    /// What is still found in it, as far as it counts.
    pub left: Vec<Diagnostic>,
    /// Rules whose fixes never came to an end.
    pub unsettled: Vec<RuleId>,
    /// Rules with fixes that would have changed more than they say.
    pub refused: Vec<RuleId>,
}

/// Fixes the post in `cx`.
pub fn fix(linter: &Linter, cx: &Context<'_>, make: Make, view: &mut dyn View) -> Fixed {
    let mut text = cx.doc.text.clone();
    let mut left = linter.lint(cx);
    view.keep(cx.doc, &mut left);
    let mut made = 0;
    for _ in 0..ROUNDS {
        let round = Round::of(cx, &text, &left, make);
        let edited = apply(&text, &round.edits).filter(|_| round.made > 0);
        let Some(edited) = edited else {
            return Fixed { text, made, left, unsettled: Vec::new(), refused: round.refused };
        };
        made += round.made;
        text = edited;
        view.edited(&round.edits);
        let doc = parse(cx.site, &cx.doc.path, &text);
        // what was found across posts stands in the text as it was
        let beside = match cx.beside {
            Beside::None => Beside::None,
            Beside::Later | Beside::Found(_) => Beside::Later,
        };
        left = linter.lint(&Context { doc: &doc, beside, ..*cx });
        view.keep(&doc, &mut left);
    }
    let mut unsettled: Vec<RuleId> =
        left.iter().filter(|d| make.best(d).is_some()).map(|d| d.rule.clone()).collect();
    unsettled.dedup();
    Fixed { text, made, left, unsettled, refused: Vec::new() }
}

fn parse(site: &Site, path: &str, text: &str) -> Document {
    Document::parse(path, text, &site.generator, &site.config)
}

/// The fixes that are made together.
#[derive(Default)]
struct Round {
    edits: Vec<Edit>,
    made: usize,
    refused: Vec<RuleId>,
}

impl Round {
    /// The first fix of each diagnostic that touches none taken before it.
    fn of(cx: &Context<'_>, text: &str, found: &[Diagnostic], make: Make) -> Self {
        let mut round = Self::default();
        for diagnostic in found {
            let Some(fix) = make.best(diagnostic) else { continue };
            if touch(&round.edits, &fix.edits) {
                continue;
            }
            if keeps_meaning(cx, text, &fix.edits) {
                round.edits.extend(fix.edits.iter().cloned());
                round.made += 1;
            } else if !round.refused.contains(&diagnostic.rule) {
                round.refused.push(diagnostic.rule.clone());
            }
        }
        round
    }
}

/// Whether an edit of one list touches one of the other.
pub fn touch(some: &[Edit], others: &[Edit]) -> bool {
    some.iter()
        .any(|a| others.iter().any(|b| a.span.start <= b.span.end && b.span.start <= a.span.end))
}

/// Whether front matter still parses after `edits`, and says the same but for the
/// values that they touch; whether none has come into being where none was.
pub fn keeps_meaning(cx: &Context<'_>, text: &str, edits: &[Edit]) -> bool {
    let before = parse(cx.site, &cx.doc.path, text);
    let (Some(root), Some(block)) = (before.keys(), before.front_matter.block()) else {
        // whoever mends the fence means to
        if let FrontMatter::Missing(missing) = &before.front_matter
            && edits.iter().any(|edit| edit.span.overlaps(missing.span))
        {
            return true;
        }
        let is_there = |doc: &Document| doc.front_matter.block().is_some();
        let after = apply(text, edits).map(|edited| parse(cx.site, &cx.doc.path, &edited));
        return after.is_some_and(|after| is_there(&after) == is_there(&before));
    };
    let in_block =
        |edit: &Edit| edit.span.start < before.body.start && edit.span.end > block.open.start;
    if !edits.iter().any(in_block) {
        return true;
    }
    let Some(edited) = apply(text, edits) else { return false };
    let after = parse(cx.site, &cx.doc.path, &edited);
    let Some(changed) = after.keys() else { return false };
    let (old, new) = (root.entries(), changed.entries());
    let touched = |entry: &Entry| {
        let whole = extent(entry);
        edits.iter().any(|edit| edit.span.start <= whole.end && whole.start <= edit.span.end)
    };
    old.len() == new.len()
        && old.iter().zip(new).all(|(old, new)| {
            touched(old) || (old.key.means(&new.key) && old.value.means(&new.value))
        })
}

/// All that belongs to an entry: the span of a TOML table is its header alone.
fn extent(entry: &Entry) -> Span {
    fn cover(node: &Node, whole: Span) -> Span {
        let whole = whole.to(node.span);
        let whole = node.items().iter().fold(whole, |whole, item| cover(item, whole));
        node.entries().iter().fold(whole, |whole, entry| cover(&entry.value, whole))
    }
    cover(&entry.value, entry.key.span)
}
