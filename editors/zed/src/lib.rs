//! Copydesk in Zed: says how its language server is started. All else is the server's.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{
    Command, Extension, LanguageServerId, Result, Worktree, register_extension,
};

struct Copydesk;

impl Extension for Copydesk {
    fn new() -> Self {
        Copydesk
    }

    /// The program of the settings (`lsp.copydesk.binary.path`), else the one on PATH.
    fn language_server_command(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Command> {
        let binary = LspSettings::for_worktree(server.as_ref(), worktree)?.binary;
        let command = binary
            .and_then(|binary| binary.path)
            .or_else(|| worktree.which("copydesk"))
            .ok_or("copydesk is not on PATH; `pip install copydesk` puts it there")?;
        Ok(Command { command, args: vec!["lsp".to_owned()], env: worktree.shell_env() })
    }
}

register_extension!(Copydesk);
