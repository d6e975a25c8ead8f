//! Where things are: the files of pictures, layouts and authors that a post names.

use lsp_types::{DocumentLink, Location, Uri};

use super::positions::Positions;
use super::uri;
use super::workspace::Look;
use crate::resolve::Resolver;
use crate::text::LineIndex;

/// Where what is named at the byte `at` is.
pub(super) fn definition(look: &Look<'_>, at: u32) -> Option<Location> {
    if let Some(picture) = look.picture_at(at) {
        let path = Resolver::new(&look.seen.doc, look.site()).file_of(picture)?;
        let uri = Uri::from(uri::of_file(&look.file(&path)));
        return Some(Location { uri, range: lsp_types::Range::default() });
    }
    let entry = look.entry_at(at)?;
    let name = entry.value.innermost(at).text()?;
    let found = look.site().definition(entry.name(), name)?;
    let lines = LineIndex::new(&found.text);
    let encoding = look.positions.encoding;
    let positions = Positions { text: &found.text, lines: &lines, encoding };
    let uri = Uri::from(uri::of_file(&look.file(&found.path)));
    Some(Location { uri, range: positions.range(found.span) })
}

/// The pictures of a post that are there, as links to their files.
pub(super) fn links(look: &Look<'_>) -> Vec<DocumentLink> {
    let resolver = Resolver::new(&look.seen.doc, look.site());
    let link = |picture: &crate::document::Picture| {
        let path = resolver.file_of(picture)?;
        Some(DocumentLink {
            range: look.positions.range(picture.span),
            target: Some(Uri::from(uri::of_file(&look.file(&path)))),
            tooltip: Some(path),
            data: None,
        })
    };
    look.seen.doc.pictures.iter().filter_map(link).collect()
}
