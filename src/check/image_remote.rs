//! `image-remote`: a picture on another host.

use schemars::JsonSchema;
use serde::Deserialize;

use super::picture_address::remote;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Hosts that may have pictures of the site, with the hosts below them.
    #[serde(default)]
    allow: Vec<String>,
}

pub struct ImageRemote {
    allow: Vec<String>,
}

impl Kind for ImageRemote {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["host"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { allow: options.allow }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        for (picture, address) in remote(cx) {
            if !self.allow.iter().any(|entry| address.is_at(entry)) {
                out.push(Hit::new(picture.span).fill("host", address.host));
            }
        }
    }
}
