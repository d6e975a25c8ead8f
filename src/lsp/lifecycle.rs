//! The beginning and the end of a conversation: what each side can do.

use lsp_server::ErrorCode;
use lsp_types::{
    CodeActionKind, CodeActionOptions, CompletionOptions, DiagnosticOptions, DocumentLinkOptions,
    ExecuteCommandOptions, InitializeResult, SaveOptions, ServerCapabilities, ServerInfo,
    TextDocumentSyncKind, TextDocumentSyncOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceOptions,
};
use serde_json::Value;

use super::diagnostics::SOURCE;
use super::{Answer, Server, Stage, actions, failure, uri};

impl Server {
    /// Whether a method may be asked for now.
    pub(super) fn in_turn(&self, method: &str) -> Result<(), lsp_server::ResponseError> {
        let (code, why) = match (self.stage, method == "initialize") {
            (Stage::Silent, true) | (Stage::Open, false) => return Ok(()),
            (Stage::Silent, false) => (ErrorCode::ServerNotInitialized, "not yet initialized"),
            (Stage::Open, true) => (ErrorCode::InvalidRequest, "initialized already"),
            (Stage::ShutDown, _) => (ErrorCode::InvalidRequest, "shut down"),
        };
        Err(failure(code, why))
    }

    pub(super) fn initialize(&mut self, params: &Value) -> Answer {
        self.client.introduce(params.get("capabilities").unwrap_or(&Value::Null));
        let folders = params.get("workspaceFolders").and_then(Value::as_array);
        let folders = folders.into_iter().flatten().filter_map(|folder| folder.get("uri"));
        let mut folders: Vec<&Value> = folders.collect();
        if folders.is_empty() {
            // editors of before 2018 name one folder only
            folders.extend(params.get("rootUri"));
        }
        let folders = folders.into_iter().filter_map(|uri| uri::to_file(uri.as_str()?)).collect();
        self.workspace.set_folders(folders, &self.client);
        self.stage = Stage::Open;
        let result = InitializeResult {
            capabilities: self.capabilities(),
            server_info: Some(ServerInfo {
                name: "copydesk".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        };
        Ok(serde_json::to_value(result).unwrap_or_default())
    }

    pub(super) fn shut_down(&mut self) -> Answer {
        self.stage = Stage::ShutDown;
        Ok(Value::Null)
    }

    fn capabilities(&self) -> ServerCapabilities {
        ServerCapabilities {
            position_encoding: Some(self.client.encoding.kind()),
            text_document_sync: Some(
                TextDocumentSyncOptions {
                    open_close: Some(true),
                    change: Some(TextDocumentSyncKind::Incremental),
                    save: Some(SaveOptions { include_text: Some(false) }.into()),
                    ..TextDocumentSyncOptions::default()
                }
                .into(),
            ),
            workspace: Some(WorkspaceOptions {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(true.into()),
                }),
                ..WorkspaceOptions::default()
            }),
            code_action_provider: Some(
                CodeActionOptions {
                    code_action_kinds: Some(vec![
                        CodeActionKind::QuickFix,
                        CodeActionKind::new(actions::FIX_ALL),
                    ]),
                    resolve_provider: Some(true),
                    ..CodeActionOptions::default()
                }
                .into(),
            ),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(
                    [":", " ", "/", "(", "\"", "'"].map(str::to_owned).to_vec(),
                ),
                ..CompletionOptions::default()
            }),
            hover_provider: Some(true.into()),
            definition_provider: Some(true.into()),
            document_link_provider: Some(DocumentLinkOptions::default()),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: vec![actions::OPEN_PAGE.to_owned()],
                ..ExecuteCommandOptions::default()
            }),
            diagnostic_provider: Some(
                DiagnosticOptions {
                    identifier: Some(SOURCE.to_owned()),
                    inter_file_dependencies: true,
                    workspace_diagnostics: false,
                    ..DiagnosticOptions::default()
                }
                .into(),
            ),
            ..ServerCapabilities::default()
        }
    }
}
