//! `image-missing`: a picture that the site does not have.

use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::document::{Document, Mention, Picture};
use crate::resolve::Resolver;
use crate::site::Lookup;
use crate::text::{Edit, apply};

pub struct ImageMissing;

impl Kind for ImageMissing {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["path", "near"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let resolver = cx.resolver();
        for picture in &cx.doc.pictures {
            if resolver.look_up(picture) != Some(Lookup::Missing) {
                continue;
            }
            let moved = resolver.moved(picture);
            let near = moved.clone().or_else(|| resolver.near(picture));
            let near = near.map(|path| format!("Is `{path}` meant?")).unwrap_or_default();
            let fix = moved.and_then(|file| move_fix(cx, &resolver, picture, &file));
            let path = picture.span.of(&cx.doc.text);
            let hit = Hit::new(picture.span).fill("path", path).fill("near", near).fix(fix);
            out.push(Hit { files: resolver.paths(picture), ..hit });
        }
    }
}

/// Names the only file of that name, wherever it is now. Made only where what is
/// then written is found.
fn move_fix(
    cx: &Context<'_>,
    resolver: &Resolver<'_>,
    picture: &Picture,
    file: &str,
) -> Option<Fix> {
    let written = picture.span.of(&cx.doc.text);
    let is_relative = !written.starts_with(['/', '{']);
    // where a relative path leads depends on the address of the page
    if is_relative && picture.mention != Mention::FrontMatter {
        return None;
    }
    let text = resolver.rewritten(picture, file)?;
    let title = format!("Write `{text}`");
    let edits = vec![Edit::replace(picture.span, text)];
    finds(cx, picture, &edits).then_some(Fix { title, edits, safety: Safety::Safe })
}

/// Whether the picture is found after `edits` of its path.
fn finds(cx: &Context<'_>, picture: &Picture, edits: &[Edit]) -> bool {
    let Some(text) = apply(&cx.doc.text, edits) else { return false };
    let doc = Document::parse(cx.doc.path.clone(), &text, &cx.site.generator, &cx.site.config);
    let mut pictures = doc.pictures.iter();
    let same = pictures.find(|other| other.span.start == picture.span.start);
    same.and_then(|same| Resolver::new(&doc, cx.site).look_up(same)) == Some(Lookup::Found)
}
