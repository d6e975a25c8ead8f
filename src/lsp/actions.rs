//! Code actions: the fixes of findings, as `--fix` makes them, and comments that excuse
//! findings, as `--add-suppressions` writes them.

use std::collections::HashMap;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, Command, OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit, TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::client::Abilities;
use super::documents::differences;
use super::positions::Positions;
use super::uri;
use super::workspace::Look;
use crate::check::HEED_VOCABULARY;
use crate::diagnostic::{Diagnostic, Fix, RuleId, Safety};
use crate::document::Document;
use crate::excuse::{Way, alike, excuse_by, ways};
use crate::fix::{Make, View, fix};
use crate::rule::Manual;
use crate::text::{Edit, LineIndex, Span};

/// What fixes a post when it is saved, where the editor is set up so.
pub(super) const FIX_ALL: &str = "source.fixAll.copydesk";

/// The command that opens the page of a rule.
pub(super) const OPEN_PAGE: &str = "copydesk.openPage";

/// A change to a post that is worked out when somebody chooses it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Change {
    /// The fixes of all findings of the rule of this one.
    FixRule { finding: usize },
    /// All safe fixes.
    FixAll,
    /// A finding, and its like that go with it, are excused.
    Excuse { finding: usize, way: Way },
}

/// What an editor gives back when it wants the edit of an action.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Pending {
    /// The address of the post.
    pub uri: String,
    /// The look at it to which the number of a finding belongs.
    look: usize,
    change: Change,
}

/// What can be done about what is found in a range.
pub(super) fn offer(look: &Look<'_>, asked: &CodeActionParams, can: Abilities) -> Vec<CodeAction> {
    let offer = Offer { look, can, only: asked.context.only.as_deref() };
    let range = look.positions.span(asked.range);
    let meets = |span: Span| span.start <= range.end && range.start <= span.end;
    let found = look.seen.found.iter().enumerate();
    let found: Vec<_> = found.filter(|(_, found)| meets(found.span)).collect();
    let mut actions = Vec::new();
    if offer.wants("quickfix") {
        for (_, found) in &found {
            actions.extend(offer.fixes(found));
        }
        for (number, found) in &found {
            actions.extend(offer.fix_rule(*number, found));
        }
        for (number, found) in &found {
            actions.extend(offer.accept_word(found));
            actions.extend(offer.excuses(*number, found));
            actions.extend(offer.page(found));
        }
    }
    let is_safe =
        |found: &Diagnostic| found.fixes.first().is_some_and(|f| f.safety == Safety::Safe);
    if offer.wants(FIX_ALL) && look.seen.found.iter().any(is_safe) {
        let title = "Make all safe fixes in this post".to_owned();
        actions.extend(offer.later(title, FIX_ALL, None, Change::FixAll));
    }
    // two findings of one rule may offer the same
    let mut kept: Vec<(String, Option<WorkspaceEdit>)> = Vec::new();
    actions.retain(|action| {
        let offered = (action.title.clone(), action.edit.clone());
        let is_new = !kept.contains(&offered);
        kept.push(offered);
        is_new
    });
    actions
}

/// What is offered, and to whom.
struct Offer<'o> {
    look: &'o Look<'o>,
    can: Abilities,
    only: Option<&'o [CodeActionKind]>,
}

impl Offer<'_> {
    /// Whether actions of a kind are asked for.
    fn wants(&self, kind: &str) -> bool {
        self.only.is_none_or(|only| {
            only.iter().any(|wanted| {
                let wanted = String::from(wanted.clone());
                let rest = kind.strip_prefix(wanted.as_str());
                rest.is_some_and(|rest| {
                    wanted.is_empty() || rest.is_empty() || rest.starts_with('.')
                })
            })
        })
    }

    fn fixes(&self, found: &Diagnostic) -> impl Iterator<Item = CodeAction> {
        let fixes = found.fixes.iter().enumerate();
        fixes.map(|(number, fix)| CodeAction {
            is_preferred: (number == 0 && fix.safety == Safety::Safe).then_some(true),
            edit: Some(edit(self.look, &fix.edits, self.can)),
            ..self.action(title(fix), "quickfix", Some(found))
        })
    }

    /// The fixes of all findings of a rule, where there are several.
    fn fix_rule(&self, number: usize, found: &Diagnostic) -> Option<CodeAction> {
        let safety = found.fixes.first()?.safety;
        let others = self.look.seen.found.iter().filter(|other| {
            other.rule == found.rule && other.fixes.first().is_some_and(|f| f.safety >= safety)
        });
        if safety < Safety::Unsafe || others.count() < 2 {
            return None;
        }
        let title = judged(format!("Fix all of `{}` in this post", found.rule), safety);
        self.later(title, "quickfix", Some(found), Change::FixRule { finding: number })
    }

    fn excuses(&self, finding: usize, found: &Diagnostic) -> impl Iterator<Item = CodeAction> {
        ways(&self.look.seen.doc, found).into_iter().filter_map(move |way| {
            let place = match way {
                Way::Here => "here",
                Way::Above => "by a line above",
                Way::File => "in the whole post",
            };
            let title = format!("Excuse `{}` {place}", found.rule);
            self.later(title, "quickfix", Some(found), Change::Excuse { finding, way })
        })
    }

    /// Writes a word that is called wrong into the vocabulary of the site.
    fn accept_word(&self, found: &Diagnostic) -> Option<CodeAction> {
        let config = &self.look.post.config;
        let file = config.accepted.as_ref()?;
        let kind = Manual::load(config.rules.source(&found.rule)?).ok()?.extends;
        if !HEED_VOCABULARY.contains(&kind.as_str()) {
            return None;
        }
        let word = found.span.of(&self.look.text.text);
        if word.is_empty() || !word.chars().all(|c| c.is_alphabetic() || "'’-".contains(c)) {
            return None;
        }
        let text = self.look.project.text_of(file)?;
        let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        let edit = Edit::insert(text.len() as u32, format!("{gap}{word}\n"));
        let lines = LineIndex::new(&text);
        let encoding = self.look.positions.encoding;
        let positions = Positions { text: &text, lines: &lines, encoding };
        let edit = edit_of(&uri::of_file(file), None, &positions, &[edit], self.can);
        let title = format!("Add `{word}` to the vocabulary");
        Some(CodeAction { edit: Some(edit), ..self.action(title, "quickfix", Some(found)) })
    }

    fn page(&self, found: &Diagnostic) -> Option<CodeAction> {
        let url = found.url.as_deref().filter(|_| self.can.show_document)?;
        let title = format!("Open the page of `{}`", found.rule);
        let command = Command {
            title: title.clone(),
            command: OPEN_PAGE.to_owned(),
            arguments: Some(vec![json!(url)]),
            ..Command::default()
        };
        Some(CodeAction { command: Some(command), ..self.action(title, "quickfix", Some(found)) })
    }

    /// An action whose edit is worked out when it is chosen, or now for an editor that
    /// would not ask then; none where that would change nothing.
    fn later(
        &self,
        title: String,
        kind: &str,
        found: Option<&Diagnostic>,
        change: Change,
    ) -> Option<CodeAction> {
        let mut action = self.action(title, kind, found);
        if self.can.resolve_edits {
            let uri = self.look.text.uri.clone();
            let pending = Pending { uri, look: self.look.number, change };
            action.data = serde_json::to_value(pending).ok();
        } else {
            action.edit = Some(edit(self.look, &change.edits(self.look)?, self.can));
        }
        Some(action)
    }

    fn action(&self, title: String, kind: &str, found: Option<&Diagnostic>) -> CodeAction {
        let shown = found.map(|found| {
            vec![super::diagnostics::shown(found, &self.look.text.uri, &self.look.positions)]
        });
        CodeAction {
            title,
            kind: Some(CodeActionKind::from(kind.to_owned())),
            diagnostics: shown,
            ..CodeAction::default()
        }
    }
}

/// What a fix does, and whether somebody has to think about it.
fn title(fix: &Fix) -> String {
    judged(fix.title.clone(), fix.safety)
}

fn judged(title: String, safety: Safety) -> String {
    match safety {
        Safety::Unsafe => format!("{title} (needs judgement)"),
        // what is only begun is judged as it is written
        Safety::Safe | Safety::Display => title,
    }
}

/// Gives an action its edit; `None` where the post has changed since it was offered, or
/// where nothing would do what it says.
pub(super) fn resolve(
    look: &Look<'_>,
    pending: &Pending,
    mut action: CodeAction,
    can: Abilities,
) -> Option<CodeAction> {
    if pending.look != look.number {
        return None;
    }
    action.edit = Some(edit(look, &pending.change.edits(look)?, can));
    Some(action)
}

impl Change {
    /// The change; none where there is nothing to be changed.
    fn edits(self, look: &Look<'_>) -> Option<Vec<Edit>> {
        let found = |number: usize| look.seen.found.get(number);
        let new = match self {
            Change::FixAll => fixed(look, None, Safety::Safe),
            Change::FixRule { finding } => {
                let found = found(finding)?;
                fixed(look, Some(&found.rule), found.fixes.first()?.safety)
            }
            Change::Excuse { finding, way } => excused(look, found(finding)?, way)?,
        };
        let edits = differences(&look.text.text, &new);
        (!edits.is_empty()).then_some(edits)
    }
}

/// The post with its fixes made: those of a rule, or of all.
fn fixed(look: &Look<'_>, rule: Option<&RuleId>, safety: Safety) -> String {
    let cx = look.project.context(look.post, &look.seen.doc, look.beside);
    let mut view = OfRule { rule, view: look.project.view(look.post) };
    let make = Make { safety, least: look.post.least() };
    fix(look.post.linter(), &cx, make, &mut view).text
}

/// What of a post counts, of one rule or of all.
struct OfRule<'r, V> {
    rule: Option<&'r RuleId>,
    view: V,
}

impl<V: View> View for OfRule<'_, V> {
    fn keep(&mut self, doc: &Document, found: &mut Vec<Diagnostic>) {
        self.view.keep(doc, found);
        found.retain(|found| self.rule.is_none_or(|rule| found.rule == *rule));
    }

    fn edited(&mut self, edits: &[Edit]) {
        self.view.edited(edits);
    }
}

fn excused(look: &Look<'_>, found: &Diagnostic, way: Way) -> Option<String> {
    let cx = look.project.context(look.post, &look.seen.doc, look.beside);
    let chosen = alike(&look.seen.doc, &look.seen.found, found, way);
    excuse_by(way, look.post.linter(), &cx, &chosen, None)
}

/// Edits of a post in the words of the protocol.
fn edit(look: &Look<'_>, edits: &[Edit], can: Abilities) -> WorkspaceEdit {
    edit_of(&look.text.uri, Some(look.text.version), &look.positions, edits, can)
}

/// Edits of a file, which need not be open.
fn edit_of(
    uri: &str,
    version: Option<i32>,
    positions: &Positions<'_>,
    edits: &[Edit],
    can: Abilities,
) -> WorkspaceEdit {
    let edits = edits
        .iter()
        .map(|edit| TextEdit { range: positions.range(edit.span), new_text: edit.text.clone() });
    let uri = Uri::from(uri);
    if !can.versioned_edits {
        let changes = HashMap::from([(uri, edits.collect())]);
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let edit = TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier {
            version,
            text_document_identifier: TextDocumentIdentifier { uri },
        },
        edits: edits.map(Into::into).collect(),
    };
    WorkspaceEdit { document_changes: Some(vec![edit.into()]), ..WorkspaceEdit::default() }
}
