//! `front-matter-block`: a post without a block that its generator recognises.

use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::document::{FrontMatter, Reason};
use crate::text::{Edit, Span};

pub struct FrontMatterBlock;

impl Kind for FrontMatterBlock {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["reason", "generator"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let FrontMatter::Missing(missing) = &cx.doc.front_matter else { return };
        let generator = &cx.site.generator;
        let is_post = generator.needs_block && cx.doc.is_post;
        // outside the folders of posts a text may do without, but a broken block
        // is broken everywhere
        if !is_post && missing.reason == Reason::None {
            return;
        }
        // partials and templates are no posts, whatever they begin with
        if cx.doc.file_name().starts_with('_') {
            return;
        }
        let generator = generator.title.as_str();
        let reason = match missing.reason {
            Reason::None => "the post begins with its text".to_owned(),
            Reason::Fence => "it does not know this fence".to_owned(),
            Reason::NotFirst => "the block does not begin in the first line".to_owned(),
            Reason::Unclosed => "the closing fence is missing".to_owned(),
            Reason::IndentedClose => "the closing fence is indented".to_owned(),
            Reason::LineEnds => "its lines end in lone carriage returns".to_owned(),
        };
        let text = &cx.doc.text;
        let fix = (missing.reason == Reason::Fence).then(|| fence_fix(text, missing.span));
        let span = if missing.span.is_empty() { first_line(text, missing.span) } else { missing.span };
        // any line of the head can have broken it
        let head = Span { start: 0, end: cx.doc.body.start.max(span.end) };
        let hit = Hit::new(span).within(head).fill("reason", reason).fill("generator", generator);
        out.push(hit.fix(fix.flatten()));
    }
}

/// `----` and `--- yaml` become `---`. It is unsafe, since the whole block then
/// begins to count.
fn fence_fix(text: &str, fence: Span) -> Option<Fix> {
    let sign = if fence.of(text).starts_with('+') { "+++" } else { "---" };
    let closes = text.get(fence.end as usize..)?.lines().any(|line| line.trim_end() == sign);
    let title = format!("Write `{sign}`");
    let edits = vec![Edit::replace(fence, sign)];
    closes.then_some(Fix { title, edits, safety: Safety::Unsafe })
}

/// The first line that says something, so that there is something to point at.
fn first_line(text: &str, from: Span) -> Span {
    let rest = &text[from.start as usize..];
    let blank = rest.len() - rest.trim_start().len();
    let line = rest[blank..].lines().next().unwrap_or_default().trim_end();
    let start = from.start as usize + blank;
    Span::new(start, start + line.len())
}
