//! The editor on the other side: what it can do, and what is sent to it.

use std::sync::mpsc::Sender;

use lsp_server::{Message, Notification, Request, RequestId, Response};
use lsp_types::ClientCapabilities;
use serde::Serialize;
use serde_json::{Value, json};

use super::positions::Encoding;

/// The editor.
pub(super) struct Client {
    outbox: Sender<Message>,
    /// Requests sent so far.
    asked: i32,
    /// What columns count.
    pub encoding: Encoding,
    /// What it can do.
    pub can: Abilities,
}

/// What an editor can do, as far as that matters here.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Abilities {
    /// It asks for diagnostics, rather than being sent them.
    pub pull: bool,
    /// It asks again when it is told that they have changed.
    pub refresh: bool,
    /// It shows more than commands among code actions.
    pub code_actions: bool,
    /// It asks for the edit of a code action when one is chosen.
    pub resolve_edits: bool,
    /// It opens pages.
    pub show_document: bool,
    /// It watches the files that it is asked to.
    pub watch: bool,
    /// It makes edits of a text of a version.
    pub versioned_edits: bool,
}

impl Abilities {
    fn of(said: &ClientCapabilities) -> Self {
        let text = said.text_document.as_ref();
        let actions = text.and_then(|text| text.code_action.as_ref());
        let workspace = said.workspace.as_ref();
        let resolves = actions.and_then(|actions| actions.resolve_support.as_ref());
        let shows = said.window.as_ref().and_then(|window| window.show_document.as_ref());
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let refreshes = workspace.and_then(|workspace| workspace.diagnostics.as_ref());
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        Self {
            pull: text.is_some_and(|text| text.diagnostic.is_some()),
            refresh: refreshes.is_some_and(|it| it.refresh_support == Some(true)),
            code_actions: actions.is_some_and(|it| it.code_action_literal_support.is_some()),
            resolve_edits: resolves
                .is_some_and(|it| it.properties.iter().any(|property| property == "edit")),
            show_document: shows.is_some_and(|it| it.support),
            watch: watched.is_some_and(|it| it.dynamic_registration == Some(true)),
            versioned_edits: edits.is_some_and(|it| it.document_changes == Some(true)),
        }
    }
}

impl Client {
    /// An editor that has said nothing yet.
    pub fn new(outbox: Sender<Message>) -> Self {
        let (encoding, can) = (Encoding::default(), Abilities::default());
        Self { outbox, asked: 0, encoding, can }
    }

    /// Takes in what it says of itself.
    pub fn introduce(&mut self, said: &ClientCapabilities) {
        let offered = said.general.as_ref().and_then(|it| it.position_encodings.as_deref());
        self.encoding = Encoding::best(offered.unwrap_or_default());
        self.can = Abilities::of(said);
    }

    /// Tells it something.
    pub fn tell(&self, method: &str, params: impl Serialize) {
        let params = serde_json::to_value(params).unwrap_or_default();
        self.send(Notification { method: method.to_owned(), params }.into());
    }

    /// Asks it for something; what it answers is not waited for.
    pub fn ask(&mut self, method: &str, params: Value) {
        self.asked += 1;
        let id = RequestId::from(self.asked);
        self.send(Request { id, method: method.to_owned(), params }.into());
    }

    /// Answers it.
    pub fn answer(&self, response: Response) {
        self.send(response.into());
    }

    /// Writes a line into its log: of what went wrong and nobody has to mend at once.
    pub fn log(&self, line: &str) {
        self.tell("window/logMessage", json!({"type": 2, "message": line}));
    }

    /// Shows a message.
    pub fn show(&self, message: &str) {
        self.tell("window/showMessage", json!({"type": 1, "message": message}));
    }

    /// One that is gone is noticed where it is read from.
    fn send(&self, message: Message) {
        let _ = self.outbox.send(message);
    }
}
