//! `image-missing`: a picture that the site does not have.

use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::site::Lookup;

pub struct ImageMissing;

impl Kind for ImageMissing {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["path", "near"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        for picture in &cx.doc.pictures {
            if let Some(Lookup::Missing) = cx.site.look_up(cx.doc, picture) {
                let near = cx.site.near(cx.doc, picture);
                let near = near.map(|path| format!("Is `{path}` meant?")).unwrap_or_default();
                let path = picture.span.of(&cx.doc.text);
                out.push(Hit {
                    files: cx.site.paths(cx.doc, picture),
                    ..Hit::new(picture.span).fill("path", path).fill("near", near)
                });
            }
        }
    }
}
