//! `output-permalink`: an address that is another page's, or cannot be made.

use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::generator::Typed;
use crate::outlook::{Outlook, late_on, outlook};

pub struct OutputPermalink;

impl Kind for OutputPermalink {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["key", "effect"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let generator = &cx.site.generator;
        // measured for Jekyll alone: others fall back or refuse the post aloud
        if generator.name != "jekyll" || !cx.doc.is_post {
            return;
        }
        let Some(root) = cx.doc.keys() else { return };
        for key in ["permalink", "slug"] {
            let Some(entry) = root.get(key) else { continue };
            let typed = match entry.value.scalar() {
                Some(scalar) => generator.typed(scalar, cx.doc.format()),
                None => Some(Typed::Integer(0)),
            };
            let effect = match typed {
                None | Some(Typed::Null | Typed::Bool(false) | Typed::Refused) => continue,
                Some(Typed::Text) => {
                    let is_home = matches!(
                        outlook(cx.doc, cx.site, late_on(cx.today)),
                        Outlook::Published(page) if page.url.as_deref() == Some("/")
                    );
                    if !is_home {
                        continue;
                    }
                    "the post is written over the home page"
                }
                // jekyll 4.3.1: "undefined method `gsub`" or the like, and no file name
                Some(_) => "the build stops: an address is made of text",
            };
            out.push(Hit::new(entry.value_or_key()).fill("key", key).fill("effect", effect));
            return;
        }
    }
}
