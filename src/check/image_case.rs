//! `image-case`: a picture whose name is spelt another way on disk.

use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::site::Lookup;
use crate::text::Edit;

pub struct ImageCase;

impl Kind for ImageCase {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["path", "spelling"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let resolver = cx.resolver();
        for picture in &cx.doc.pictures {
            let Some(Lookup::Spelt(spelling)) = resolver.look_up(picture) else { continue };
            let written = picture.span.of(&cx.doc.text);
            let respelt = respell(written, &spelling);
            let fix = respelt.map(|text| Fix {
                title: format!("Write `{text}`"),
                edits: vec![Edit::replace(picture.span, text)],
                safety: Safety::Safe,
            });
            let files = vec![spelling.clone()];
            let hit = Hit { files, ..Hit::new(picture.span).fill("path", written) };
            out.push(hit.fill("spelling", spelling).fix(fix));
        }
    }
}

/// `written` with the letters of `spelling`, the same path from the site's root:
/// they share their end, and differ in case only. `None` where escapes or dots
/// make the two no letter-by-letter match.
fn respell(written: &str, spelling: &str) -> Option<String> {
    let mut out: Vec<char> = written.chars().collect();
    let mut spelt = spelling.chars().rev();
    for (letter, right) in out.iter_mut().rev().zip(&mut spelt) {
        if *letter != right {
            let same = letter.to_lowercase().eq(right.to_lowercase());
            if !same {
                return None;
            }
            *letter = right;
        }
    }
    let out: String = out.into_iter().collect();
    (out != written).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::respell;

    #[test]
    fn only_the_case_changes() {
        assert_eq!(respell("/Assets/X.JPG", "assets/x.jpg").as_deref(), Some("/assets/x.jpg"));
        assert_eq!(respell("X.png", "static/img/x.png").as_deref(), Some("x.png"));
        assert_eq!(respell("a%20B.png", "a b.png"), None);
        assert_eq!(respell("X.png?v=1", "x.png"), None);
    }
}
