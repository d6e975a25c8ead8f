//! `image-size`: a picture with more bytes or pixels than a site wants, or fewer.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::image::{Form, Image};

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// Bytes that the file may have.
    #[serde(default)]
    max_bytes: Option<u64>,
    /// Pixels that it may be wide.
    #[serde(default)]
    max_width: Option<u32>,
    /// Pixels that it may be high.
    #[serde(default)]
    max_height: Option<u32>,
    /// Pixels that it must be wide.
    #[serde(default)]
    min_width: Option<u32>,
    /// Pixels that it must be high.
    #[serde(default)]
    min_height: Option<u32>,
}

pub struct ImageSize {
    options: Options,
}

impl Kind for ImageSize {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["path", "problem"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        let crossed = |least: Option<u32>, most: Option<u32>| {
            least.zip(most).is_some_and(|(least, most)| least > most)
        };
        if crossed(options.min_width, options.max_width) {
            return Err(OptionError::new("min-width", "it is more than `max-width`"));
        }
        if crossed(options.min_height, options.max_height) {
            return Err(OptionError::new("min-height", "it is more than `max-height`"));
        }
        Ok((Self { options }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        for (picture, path, image) in cx.resolver().images() {
            if let Some(problem) = self.problem(&image) {
                let hit = Hit::new(picture.span).fill("path", path);
                out.push(Hit { files: vec![path.to_owned()], ..hit.fill("problem", problem) });
            }
        }
    }
}

impl ImageSize {
    /// What is wrong with the size, the first thing of several.
    fn problem(&self, image: &Image) -> Option<String> {
        let wanted = &self.options;
        if let Some(most) = wanted.max_bytes.filter(|most| image.len > *most) {
            return Some(format!("has {}, more than {}", bytes(image.len), bytes(most)));
        }
        // an SVG is drawn in any size
        let (width, height) = image.size.filter(|_| image.form != Form::Svg)?;
        for (side, number, least, most) in [
            ("wide", width, wanted.min_width, wanted.max_width),
            ("high", height, wanted.min_height, wanted.max_height),
        ] {
            if let Some(most) = most.filter(|most| number > *most) {
                return Some(format!("is {number} pixels {side}, more than {most}"));
            }
            if let Some(least) = least.filter(|least| number < *least) {
                return Some(format!("is {number} pixels {side}, less than {least}"));
            }
        }
        None
    }
}

/// A number of bytes for people: `1,048,576 bytes`.
fn bytes(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + " bytes"
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn large_numbers_can_be_read() {
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(1_048_576), "1,048,576 bytes");
    }
}
