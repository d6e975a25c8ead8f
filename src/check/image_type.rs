//! `image-type`: a file under a picture's name that no browser shows as one.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::image::Form;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Whether pointers of Git LFS count: they do not where posts are checked in a
    /// copy for which the large files were not fetched.
    pointers: bool,
}

pub struct ImageType {
    pointers: bool,
}

impl Kind for ImageType {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["path", "form", "remedy"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { pointers: options.pointers }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        for (picture, path, image) in cx.resolver().images() {
            let ending = path.rsplit('.').next().unwrap_or_default();
            let Some(expected) = Form::expected(ending) else { continue };
            let form = image.form;
            let remedy = match form {
                Form::Pointer if !self.pointers => continue,
                Form::Pointer => "Fetch the file with `git lfs pull`.".to_owned(),
                Form::Html | Form::Xml | Form::Json | Form::Text | Form::Empty => {
                    "Save the picture itself again.".to_owned()
                }
                // browsers look at the bytes of all pictures but these
                _ if is_misnamed(form, expected) => match form.ending() {
                    Some(ending) => format!("Name it `.{ending}`, or save it as what its name says."),
                    None => continue,
                },
                _ => continue,
            };
            let hit = Hit::new(picture.span).fill("path", path).fill("form", form.name());
            out.push(Hit { files: vec![path.to_owned()], ..hit.fill("remedy", remedy) });
        }
    }
}

/// Whether an SVG has another name, or a picture of pixels the name of one: a server
/// goes by the name, and for SVG a browser goes by what the server says.
fn is_misnamed(form: Form, expected: &[Form]) -> bool {
    let wants_svg = expected.contains(&Form::Svg);
    (form == Form::Svg && !wants_svg) || (form.has_pixels() && wants_svg)
}
