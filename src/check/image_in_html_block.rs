//! `image-in-html-block`: a picture written as Markdown in HTML, where none is read.

use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::generator::MarkdownReader;

pub struct ImageInHtmlBlock;

impl Kind for ImageInHtmlBlock {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["help"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let help = match cx.site.generator.markdown_reader(&cx.site.config) {
            Some(MarkdownReader::Kramdown) => {
                "Write `<img>`, or say `markdown=\"1\"` in the tag around it."
            }
            _ => "Write `<img>`, or leave a line blank before and after it.",
        };
        let hits = cx.doc.unread_pictures.iter();
        out.extend(hits.map(|span| Hit::new(*span).fill("help", help)));
    }
}
