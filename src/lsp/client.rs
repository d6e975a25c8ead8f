//! The editor on the other side: what it can do, and what is sent to it.

use std::sync::mpsc::Sender;

use lsp_server::{Message, Notification, Request, RequestId, Response};
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
    /// Reads what matters and nothing else: an editor may say of itself what only a
    /// later version of the protocol knows.
    fn of(said: &Value) -> Self {
        let at = |path: &str| said.pointer(path).filter(|value| !value.is_null());
        let is_true = |path: &str| at(path).and_then(Value::as_bool) == Some(true);
        let resolved = at("/textDocument/codeAction/resolveSupport/properties");
        let mut resolved = resolved.and_then(Value::as_array).into_iter().flatten();
        Self {
            pull: at("/textDocument/diagnostic").is_some(),
            refresh: is_true("/workspace/diagnostics/refreshSupport"),
            code_actions: at("/textDocument/codeAction/codeActionLiteralSupport").is_some(),
            resolve_edits: resolved.any(|property| property == "edit"),
            show_document: is_true("/window/showDocument/support"),
            watch: is_true("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            versioned_edits: is_true("/workspace/workspaceEdit/documentChanges"),
        }
    }
}

impl Client {
    /// An editor that has said nothing yet.
    pub fn new(outbox: Sender<Message>) -> Self {
        let (encoding, can) = (Encoding::default(), Abilities::default());
        Self { outbox, asked: 0, encoding, can }
    }

    /// Takes in what it says that it can do.
    pub fn introduce(&mut self, said: &Value) {
        let offered = said.pointer("/general/positionEncodings").and_then(Value::as_array);
        let offered: Vec<&str> = offered.into_iter().flatten().filter_map(Value::as_str).collect();
        self.encoding = Encoding::best(&offered);
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
