//! `image-hot-link`: a picture at an address that will not last.

use schemars::JsonSchema;
use serde::Deserialize;

use super::picture_address::{Address, remote};
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::document::Target;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Hosts whose addresses change or die, and perhaps the beginning of a path.
    hosts: Vec<String>,
}

pub struct ImageHotLink {
    hosts: Vec<String>,
}

/// What queries of signed addresses say, all of a line: they hold for hours or days.
const SIGNED: [&[&str]; 7] = [
    &["X-Amz-Signature"],
    &["X-Amz-Expires"],
    &["X-Goog-Signature"],
    &["Expires", "Signature"],
    // Azure
    &["se", "sig"],
    // Discord
    &["ex", "is", "hm"],
    // Notion
    &["expirationTimestamp", "signature"],
];

impl Kind for ImageHotLink {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["reason"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { hosts: options.hosts }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        for (picture, address) in remote(cx) {
            let reason = self.reason(&address);
            out.extend(reason.map(|reason| Hit::new(picture.span).fill("reason", reason)));
        }
        for picture in &cx.doc.pictures {
            let is_elsewhere = picture.target == Target::Elsewhere;
            if is_elsewhere && picture.span.of(&cx.doc.text).starts_with("blob:") {
                let reason = "a `blob:` is known only to the browser that made it";
                out.push(Hit::new(picture.span).fill("reason", reason));
            }
        }
    }
}

impl ImageHotLink {
    fn reason(&self, address: &Address<'_>) -> Option<String> {
        let says = |name: &&str| address.query().any(|said| said == *name);
        if SIGNED.iter().any(|names| names.iter().all(says)) {
            return Some("it is signed, and expires".to_owned());
        }
        if address.rest.contains("RackMultipart") {
            return Some("it is that of an upload that was not finished".to_owned());
        }
        let is_listed = self.hosts.iter().any(|entry| address.is_at(entry));
        is_listed.then(|| format!("`{}` changes or withdraws its addresses", address.host))
    }
}
