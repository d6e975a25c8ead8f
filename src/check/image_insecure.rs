//! `image-insecure`: a picture asked for by `http:` on a page that comes by `https:`.

use super::picture_address::Address;
use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::document::Target;
use crate::text::{Edit, Span};

pub struct ImageInsecure;

impl Kind for ImageInsecure {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["host"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let config = &cx.site.config;
        let own = ["url", "baseURL", "base_url"].iter().find_map(|key| config.text(key));
        if own.is_some_and(|own| own.starts_with("http:")) {
            return;
        }
        for picture in cx.doc.pictures.iter().filter(|p| p.target != Target::Computed) {
            let Some(address) = Address::of(picture.span.of(&cx.doc.text)) else { continue };
            // browsers trust the machine that they run on
            let is_here = address.host == "localhost" || address.host.starts_with("127.");
            if !address.scheme.eq_ignore_ascii_case("http") || is_here {
                continue;
            }
            let start = picture.span.start as usize;
            let fix = Fix {
                title: "Write `https:`".to_owned(),
                edits: vec![Edit::replace(Span::new(start, start + "http".len()), "https")],
                // the host may not serve it so
                safety: Safety::Unsafe,
            };
            out.push(Hit::new(picture.span).fill("host", address.host).fix(Some(fix)));
        }
    }
}
