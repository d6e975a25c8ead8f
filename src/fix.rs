//! Makes fixes: those that do not touch one another together, then again on what
//! came out, until nothing is left to do. Knows no rule.

use crate::check::Context;
use crate::diagnostic::{Diagnostic, Fix, RuleId, Safety};
use crate::document::Document;
use crate::lint::Linter;
use crate::site::Site;
use crate::text::{Edit, apply};

/// Rounds after which a post that is still not quiet is left as it is.
const ROUNDS: usize = 10;

/// What came of fixing a post.
#[derive(Debug)]
pub struct Fixed {
    /// The post with its fixes made.
    pub text: String,
    /// How many were made.
    pub made: usize,
    /// What is still found in it.
    pub left: Vec<Diagnostic>,
    /// Rules whose fixes never came to an end.
    pub unsettled: Vec<RuleId>,
}

/// Fixes the post in `cx` with fixes at least as safe as `safety`.
pub fn fix(linter: &Linter, cx: &Context<'_>, safety: Safety) -> Fixed {
    let mut text = cx.doc.text.clone();
    let mut left = linter.lint(cx);
    let mut made = 0;
    for _ in 0..ROUNDS {
        let (edited, count) = round(cx, &text, &left, safety);
        if count == 0 {
            return Fixed { text, made, left, unsettled: Vec::new() };
        }
        made += count;
        text = edited;
        let doc = parse(cx.site, &cx.doc.path, &text);
        left = linter.lint(&Context { doc: &doc, ..*cx });
    }
    let mut unsettled: Vec<RuleId> =
        left.iter().filter(|d| best(d, safety).is_some()).map(|d| d.rule.clone()).collect();
    unsettled.dedup();
    Fixed { text, made, left, unsettled }
}

fn parse(site: &Site, path: &str, text: &str) -> Document {
    Document::parse(path, text, &site.generator, &site.config)
}

fn best(diagnostic: &Diagnostic, safety: Safety) -> Option<&Fix> {
    diagnostic.fixes.first().filter(|fix| fix.safety >= safety)
}

/// Makes the first fix of each diagnostic that touches none made before it.
fn round(cx: &Context<'_>, text: &str, found: &[Diagnostic], safety: Safety) -> (String, usize) {
    let mut edits: Vec<Edit> = Vec::new();
    let mut made = 0;
    for fix in found.iter().filter_map(|diagnostic| best(diagnostic, safety)) {
        let touches = |edit: &Edit| {
            edits
                .iter()
                .any(|other| edit.span.start <= other.span.end && other.span.start <= edit.span.end)
        };
        if fix.edits.iter().any(touches) {
            continue;
        }
        let tried: Vec<Edit> = edits.iter().chain(&fix.edits).cloned().collect();
        if keeps_meaning(cx, text, &fix.edits) {
            edits = tried;
            made += 1;
        }
    }
    match apply(text, &edits) {
        Some(fixed) if made > 0 => (fixed, made),
        _ => (text.to_owned(), 0),
    }
}

/// Whether front matter still parses after `edits`, and says the same but for the
/// values that they touch.
fn keeps_meaning(cx: &Context<'_>, text: &str, edits: &[Edit]) -> bool {
    let before = parse(cx.site, &cx.doc.path, text);
    let (Some(root), Some(block)) = (before.keys(), before.front_matter.block()) else {
        return true;
    };
    let in_block =
        |edit: &Edit| edit.span.start < block.content.end && edit.span.end > block.open.start;
    if !edits.iter().any(in_block) {
        return true;
    }
    let Some(edited) = apply(text, edits) else { return false };
    let after = parse(cx.site, &cx.doc.path, &edited);
    let Some(changed) = after.keys() else { return false };
    let (old, new) = (root.entries(), changed.entries());
    let touched = |entry: &crate::tree::Entry| {
        let whole = entry.key.span.to(entry.value.span);
        edits.iter().any(|edit| edit.span.start <= whole.end && whole.start <= edit.span.end)
    };
    old.len() == new.len()
        && old.iter().zip(new).all(|(old, new)| {
            touched(old) || (old.key.means(&new.key) && old.value.means(&new.value))
        })
}
