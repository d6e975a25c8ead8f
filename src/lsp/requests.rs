//! Which request is answered where.

use lsp_server::ErrorCode;
use lsp_types::{
    CodeAction, CodeActionParams, CompletionParams, DefinitionParams, DocumentDiagnosticParams,
    DocumentLinkParams, ExecuteCommandParams, HoverParams, TextDocumentPositionParams,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::workspace::Look;
use super::{Answer, Server, actions, completion, diagnostics, failure, hover, places, read};

impl Server {
    /// Answers the request `method`.
    pub(super) fn answer(&mut self, method: &str, params: Value) -> Answer {
        self.in_turn(method)?;
        match method {
            "initialize" => self.initialize(&params),
            "shutdown" => self.shut_down(),
            #[cfg(test)]
            "test/panic" => panic!("on purpose"),
            "textDocument/diagnostic" => self.diagnose(&read(params)?),
            "textDocument/codeAction" => self.offer_actions(&read(params)?),
            "codeAction/resolve" => self.resolve_action(read(params)?),
            "textDocument/hover" => {
                let HoverParams { text_document_position_params: at, .. } = read(params)?;
                self.at(&at, hover::hover)
            }
            "textDocument/completion" => {
                let CompletionParams { text_document_position_params: at, .. } = read(params)?;
                self.at(&at, completion::complete)
            }
            "textDocument/definition" => {
                let DefinitionParams { text_document_position_params: at, .. } = read(params)?;
                self.at(&at, places::definition)
            }
            "textDocument/documentLink" => self.link(&read(params)?),
            "workspace/executeCommand" => self.execute(&read(params)?),
            _ => Err(failure(ErrorCode::MethodNotFound, format!("{method} is not known here"))),
        }
    }

    fn diagnose(&mut self, params: &DocumentDiagnosticParams) -> Answer {
        let look = self.workspace.look(&params.text_document.uri.0, self.client.encoding);
        said(diagnostics::report(look.as_ref(), params.previous_result_id.as_deref()))
    }

    /// Answers a question about a place.
    fn at<T: Serialize>(
        &mut self,
        asked: &TextDocumentPositionParams,
        answer: impl FnOnce(&Look<'_>, u32) -> Option<T>,
    ) -> Answer {
        let look = self.workspace.look(&asked.text_document.uri.0, self.client.encoding);
        said(look.and_then(|look| answer(&look, look.positions.offset(asked.position))))
    }

    fn link(&mut self, params: &DocumentLinkParams) -> Answer {
        let look = self.workspace.look(&params.text_document.uri.0, self.client.encoding);
        said(look.map(|look| places::links(&look)).unwrap_or_default())
    }

    fn offer_actions(&mut self, params: &CodeActionParams) -> Answer {
        // an editor of before 2018 takes commands only
        let (encoding, can) = (self.client.encoding, self.client.can);
        let look = self.workspace.look(&params.text_document.uri.0, encoding);
        let look = look.filter(|_| can.code_actions);
        said(look.map(|look| actions::offer(&look, params, can)).unwrap_or_default())
    }

    fn resolve_action(&mut self, action: CodeAction) -> Answer {
        let Some(data) = &action.data else { return said(action) };
        let pending: actions::Pending = read(data.clone())?;
        let look = self.workspace.look(&pending.uri, self.client.encoding);
        let resolved =
            look.and_then(|look| actions::resolve(&look, &pending, action, self.client.can));
        let why = "the post has changed, or no comment does that and nothing else";
        said(resolved.ok_or_else(|| failure(ErrorCode::ContentModified, why))?)
    }

    fn execute(&mut self, params: &ExecuteCommandParams) -> Answer {
        let url = params.arguments.iter().flatten().find_map(Value::as_str);
        // pages of rules are on the web, and nothing else is opened for anybody
        let url = url.filter(|url| url.starts_with("https://"));
        match (params.command.as_str(), url) {
            (actions::OPEN_PAGE, Some(url)) => {
                let page = json!({"uri": url, "external": true});
                self.client.ask("window/showDocument", page);
                Ok(Value::Null)
            }
            (command, _) => {
                let why = format!("{command} is no command of copydesk, or names no page");
                Err(failure(ErrorCode::InvalidParams, why))
            }
        }
    }
}

/// An answer in the words of the protocol.
fn said(answer: impl Serialize) -> Answer {
    serde_json::to_value(answer)
        .map_err(|error| failure(ErrorCode::InternalError, error.to_string()))
}
