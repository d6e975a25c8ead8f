//! `image-alt-text`: a description that tells nothing, or too much.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::document::{Description, Picture, has_picture_ending, language_code};
use crate::text::Span;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// How many characters a description may have.
    #[serde(default = "long")]
    max_length: usize,
}

fn long() -> usize {
    250
}

/// Words that say of a picture no more than that it is one.
const NOTHING: &str = "alt, alt text, graphic, image, image description, img, photo, photograph, \
    pic, picture, placeholder, screen shot, screenshot, untitled";
/// What cameras and phones put before a number.
const CAMERAS: &str = "DSC DSCF DSCN IMG MVIMG PXL Screenshot";

pub struct ImageAltText {
    options: Options,
}

impl Kind for ImageAltText {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["reason"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { options }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let site = || cx.site.config.language.as_deref().and_then(language_code);
        let is_english =
            cx.doc.language.clone().or_else(site).is_none_or(|language| language == "en");
        for picture in &cx.doc.pictures {
            let Description::Text(span) = picture.description else { continue };
            let written = span.of(&cx.doc.text);
            let said = written.trim();
            let start = span.start as usize + written.len() - written.trim_start().len();
            let length = said.chars().count();
            let reason = if is_file_name(said, picture, &cx.doc.text) {
                "is the name of a file".to_owned()
            } else if length > self.options.max_length {
                format!("has {length} characters, and is read out without a pause")
            } else if !is_english {
                continue;
            } else if says_nothing(said) {
                "says no more than that there is a picture".to_owned()
            } else if let Some(opening) = opening(said) {
                format!("begins with `{opening}`, which is said of every picture anyway")
            } else {
                continue;
            };
            let hit = Hit::new(Span::new(start, start + said.len())).fill("reason", reason);
            out.push(hit.within(picture.whole));
        }
    }
}

/// Whether `said` is the name of a file, or what a camera calls one. A compound such
/// as `Saint-Malo` is none, even where the file is called so.
fn is_file_name(said: &str, picture: &Picture, text: &str) -> bool {
    if said.contains(char::is_whitespace) {
        return false;
    }
    if has_picture_ending(said) {
        return true;
    }
    let digits = said.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.'));
    let is_camera = CAMERAS.split(' ').any(|name| name == digits)
        && said[digits.len()..].chars().filter(char::is_ascii_digit).count() >= 3;
    let path = picture.span.of(text);
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_joined = said.contains('_')
        || said.matches('-').count() > 1 && !said.contains(char::is_uppercase);
    is_camera || is_joined && said == stem
}

/// Whether `said` only says that there is a picture: "Image 2".
fn says_nothing(said: &str) -> bool {
    let number = |c: char| c.is_ascii_digit() || c.is_ascii_punctuation() || c == ' ';
    let words = said.trim_matches(number).to_ascii_lowercase();
    NOTHING.split(", ").any(|nothing| nothing == words)
}

/// The words at the start of `said` that say that there is a picture.
fn opening(said: &str) -> Option<&str> {
    const WORDS: [&str; 5] = ["image of", "picture of", "photo of", "photograph of", "photos of"];
    let lower = said.to_ascii_lowercase();
    let bare = ["an ", "a "].iter().find_map(|article| lower.strip_prefix(article));
    let bare = bare.unwrap_or(&lower);
    let words = WORDS.iter().find(|words| {
        bare.strip_prefix(**words).is_some_and(|rest| rest.starts_with(' '))
    })?;
    said.get(..lower.len() - bare.len() + words.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_that_say_nothing() {
        assert!(says_nothing("Image") && says_nothing("image 2.") && says_nothing("Alt text"));
        assert!(!says_nothing("Image editor") && !says_nothing("2024") && !says_nothing("é"));
        assert_eq!(opening("A photo of boats"), Some("A photo of"));
        assert_eq!(opening("Picture offering"), None);
        assert_eq!(opening("İmage of"), None);
    }
}
