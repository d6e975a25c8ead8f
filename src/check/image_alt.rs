//! `image-alt`: a picture with nothing to say to those who do not see it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::document::{Description, Mention};

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// Whether a Markdown picture whose description is empty is told: many only
    /// decorate.
    #[serde(default)]
    empty: bool,
    /// Whether figures of template tags are, which a template may describe.
    #[serde(default)]
    tags: bool,
}

pub struct ImageAlt {
    options: Options,
}

impl Kind for ImageAlt {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["path", "help"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { options }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        for picture in &cx.doc.pictures {
            let is_tag = picture.mention == Mention::Tag
                && !picture.whole.of(&cx.doc.text).starts_with('<');
            let help = match (picture.mention, picture.description) {
                (_, Description::Missing) if is_tag && self.options.tags => {
                    "Say in `alt` what it shows."
                }
                (_, Description::Missing) if !is_tag => {
                    "Say in `alt` what it shows, or write `alt=\"\"` if it only decorates."
                }
                (Mention::Markdown, Description::Empty) if self.options.empty => {
                    "Say between the brackets what it shows."
                }
                _ => continue,
            };
            let path = picture.span.of(&cx.doc.text);
            let hit = Hit::new(picture.place(&cx.doc.text)).fill("path", path);
            out.push(hit.fill("help", help).within(picture.whole));
        }
    }
}
