//! `image-extension`: a picture in another format than its name says.

use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::image::Form;

pub struct ImageExtension;

impl Kind for ImageExtension {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["path", "form", "ending", "remedy"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        for (picture, path, image) in cx.resolver().images() {
            let ending = path.rsplit('.').next().unwrap_or_default();
            let Some(expected) = Form::expected(ending) else { continue };
            // with SVG in it, `image-type` has the say
            let is_other = image.form.has_pixels() && !expected.contains(&image.form);
            if !is_other || expected.contains(&Form::Svg) {
                continue;
            }
            let remedy = match image.form.ending() {
                Some(ending) => format!("Name it `.{ending}`, or save it as what its name says."),
                None => "Save it as what its name says: few browsers show this format.".to_owned(),
            };
            let hit = Hit::new(picture.span).fill("path", path);
            let hit = hit.fill("form", image.form.name()).fill("ending", ending);
            out.push(Hit { files: vec![path.to_owned()], ..hit.fill("remedy", remedy) });
        }
    }
}
