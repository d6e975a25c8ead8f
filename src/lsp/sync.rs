//! What the editor says of texts, files and folders.

use std::path::{Path, PathBuf};

use lsp_server::ResponseError;
use lsp_types::{
    DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::documents::{Change, OpenText};
use super::{Server, read, uri};
use crate::document::{PICTURE_ENDINGS, has_picture_ending};

/// The parameters of `textDocument/didChange`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Changed {
    text_document: Versioned,
    content_changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Versioned {
    uri: String,
    version: i32,
}

impl Server {
    /// Takes in what the editor tells. What is not known here is left alone, as the
    /// protocol wants it.
    pub(super) fn take_in(&mut self, method: &str, params: Value) -> Result<(), ResponseError> {
        match method {
            "initialized" => self.start(),
            #[cfg(test)]
            "test/panic" => panic!("on purpose"),
            "textDocument/didOpen" => self.opened(read(params)?),
            "textDocument/didChange" => self.changed(read(params)?),
            "textDocument/didSave" => self.saved(&read(params)?),
            "textDocument/didClose" => self.closed(&read(params)?),
            "workspace/didChangeWatchedFiles" => self.files_changed(&read(params)?),
            "workspace/didChangeWorkspaceFolders" => self.folders_changed(read(params)?),
            _ => {}
        }
        Ok(())
    }

    /// Asks to be told of files that matter.
    fn start(&mut self) {
        if !self.client.can.watch {
            return;
        }
        let pictures: Vec<String> = PICTURE_ENDINGS
            .iter()
            .flat_map(|ending| [(*ending).to_owned(), ending.to_uppercase()])
            .collect();
        let globs = [
            "**/*.{md,markdown,mdx,html,htm}".to_owned(),
            format!("**/*.{{{}}}", pictures.join(",")),
            "**/*.{yml,yaml,toml,json}".to_owned(),
            "**/{astro,docusaurus,eleventy}.config.*".to_owned(),
            "**/{.eleventy.js,.gitignore,accept.txt,reject.txt}".to_owned(),
        ];
        let watchers = globs.map(|glob| json!({"globPattern": glob}));
        let watch = json!({
            "id": "files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        });
        self.client.ask("client/registerCapability", json!({"registrations": [watch]}));
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        self.workspace.renew_with_the_day(&self.client);
        let item = params.text_document;
        let text = OpenText::new(item.uri.0, item.version, item.text);
        self.workspace.open(text, &self.client);
    }

    fn changed(&mut self, params: Changed) {
        let encoding = self.client.encoding;
        let Versioned { uri, version } = params.text_document;
        let change = |text: &mut OpenText| text.change(version, params.content_changes, encoding);
        self.workspace.change(&uri, change);
    }

    /// An editor that watches nothing may have made files, too, or does not tell of
    /// this one otherwise.
    fn saved(&mut self, params: &DidSaveTextDocumentParams) {
        self.workspace.renew_with_the_day(&self.client);
        if !self.client.can.watch {
            let file = uri::to_file(&params.text_document.uri.0);
            self.take_in_files(file.as_slice());
            self.workspace.forget_files();
        }
    }

    fn closed(&mut self, params: &DidCloseTextDocumentParams) {
        self.workspace.close(&params.text_document.uri.0, &self.client);
    }

    fn files_changed(&mut self, params: &DidChangeWatchedFilesParams) {
        let files = params.changes.iter().filter_map(|change| uri::to_file(&change.uri.0));
        self.take_in_files(&files.collect::<Vec<_>>());
    }

    /// Does what is to be done for files that came, changed or went.
    fn take_in_files(&mut self, files: &[PathBuf]) {
        let matter = files.iter().filter(|file| !self.is_aside(file));
        let (mut posts, mut pictures, mut rest) = (Vec::new(), false, false);
        for file in matter {
            match kind_of(file) {
                Kind::Picture => pictures = true,
                Kind::Post => posts.push(file.clone()),
                Kind::Rest => rest = true,
                Kind::Nothing => {}
            }
        }
        // how many pictures there are says nothing of how posts are checked
        if rest {
            return self.workspace.renew(&self.client);
        }
        posts.retain(|file| !self.workspace.is_open(file));
        if pictures || !posts.is_empty() {
            self.workspace.forget_files();
        }
        if !posts.is_empty() {
            self.workspace.reread(posts);
        }
    }

    /// Whether a file is none that people write for the site.
    fn is_aside(&self, file: &Path) -> bool {
        let folders = self.workspace.folders().iter();
        let inside = folders.filter_map(|folder| file.strip_prefix(folder).ok()).next();
        let above = inside.unwrap_or(file).parent().into_iter().flat_map(Path::iter);
        above
            .map(|name| name.to_string_lossy())
            .any(|name| matches!(name.as_ref(), "node_modules" | "_site") || name.starts_with('.'))
    }

    fn folders_changed(&mut self, params: DidChangeWorkspaceFoldersParams) {
        let of = |folders: Vec<lsp_types::WorkspaceFolder>| {
            let files = folders.into_iter().filter_map(|folder| uri::to_file(&folder.uri.0));
            files.collect::<Vec<_>>()
        };
        let (added, removed) = (of(params.event.added), of(params.event.removed));
        let mut folders = self.workspace.folders().to_vec();
        folders.retain(|folder| !removed.contains(folder));
        folders.extend(added);
        self.workspace.set_folders(folders, &self.client);
    }
}

/// What a file is to a site.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Picture,
    Post,
    /// It may say how posts are checked: a config, a rule, data, a layout.
    Rest,
    /// A page that a build has made, most likely.
    Nothing,
}

fn kind_of(file: &Path) -> Kind {
    let ending = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let is_layout =
        || file.iter().any(|name| ["_layouts", "_includes", "layouts"].iter().any(|l| name == *l));
    match ending.as_str() {
        "md" | "markdown" | "mdx" => Kind::Post,
        "html" | "htm" if is_layout() => Kind::Rest,
        "html" | "htm" => Kind::Nothing,
        _ if has_picture_ending(&file.to_string_lossy()) => Kind::Picture,
        _ => Kind::Rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_names() {
        for (file, kind) in [
            ("/a/_posts/x.md", Kind::Post),
            ("/a/x.MDX", Kind::Post),
            ("/a/p.JPG", Kind::Picture),
            ("/a/copydesk.yml", Kind::Rest),
            ("/a/_layouts/post.html", Kind::Rest),
            ("/a/public/index.html", Kind::Nothing),
        ] {
            assert_eq!(kind_of(Path::new(file)), kind, "{file}");
        }
    }
}
