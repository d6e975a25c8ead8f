//! The beginning and the end of a conversation: what each side can do.

use lsp_server::ErrorCode;
use lsp_types::{
    CodeActionKind, CodeActionOptions, CompletionOptions, DiagnosticOptions, DocumentLinkOptions,
    ExecuteCommandOptions, InitializeParams, InitializeResult, SaveOptions, ServerCapabilities,
    ServerInfo, TextDocumentSyncKind, TextDocumentSyncOptions, WorkspaceFolders,
    WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use serde_json::Value;

use super::diagnostics::SOURCE;
use super::{Answer, Server, Stage, actions, failure, read, uri};

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

    pub(super) fn initialize(&mut self, params: Value) -> Answer {
        let params: InitializeParams = read(params)?;
        self.client.introduce(&params.capabilities);
        #[expect(deprecated, reason = "editors of before 2018 name one folder only")]
        let root = params.root_uri.into_iter();
        let folders: Vec<String> =
            match params.workspace_folders_initialize_params.workspace_folders {
                Some(WorkspaceFolders::WorkspaceFolderList(folders)) => {
                    folders.into_iter().map(|folder| folder.uri.0).collect()
                }
                _ => root.map(|root| root.0).collect(),
            };
        let folders = folders.iter().filter_map(|folder| uri::to_file(folder)).collect();
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
