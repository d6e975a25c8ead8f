//! `image-truncated`: a picture whose file ends before the picture does.

use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};

pub struct ImageTruncated;

impl Kind for ImageTruncated {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["path", "form"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        for (picture, path, image) in cx.resolver().images() {
            if image.breaks_off {
                let hit = Hit::new(picture.span).fill("path", path);
                out.push(Hit { files: vec![path.to_owned()], ..hit.fill("form", image.form.name()) });
            }
        }
    }
}
