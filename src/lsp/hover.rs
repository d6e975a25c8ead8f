//! What is said of a place in a post: which rules found something and why, what the
//! generator makes of a date, what a picture is.

use lsp_types::{Contents, Hover, MarkupContent, MarkupKind};

use super::uri;
use super::workspace::Look;
use crate::diagnostic::Diagnostic;
use crate::document::Picture;
use crate::image::Image;
use crate::outlook::{Absence, Outlook, late_on, outlook};
use crate::resolve::Resolver;
use crate::rule::Manual;
use crate::text::Span;

/// What is to be said of the byte at `at`.
pub(super) fn hover(look: &Look<'_>, at: u32) -> Option<Hover> {
    let mut said: Vec<(Span, String)> = Vec::new();
    let here = |span: Span| span.start <= at && at <= span.end;
    for found in look.seen.found.iter().filter(|found| here(found.span)) {
        said.push((found.span, rule(look, found)));
    }
    if let Some(picture) = look.picture_at(at) {
        said.extend(self::picture(look, picture).map(|words| (picture.span, words)));
    }
    if let Some(entry) = look.entry_at(at)
        && look.site().generator.date_keys.iter().any(|key| key == entry.name())
    {
        said.extend(published(look).map(|words| (entry.key.span.to(entry.value.span), words)));
    }
    let span = said.iter().map(|(span, _)| *span).min_by_key(|span| span.len())?;
    let words: Vec<String> = said.into_iter().map(|(_, words)| words).collect();
    Some(Hover {
        contents: Contents::MarkupContent(MarkupContent {
            kind: MarkupKind::Markdown,
            value: words.join("\n\n---\n\n"),
        }),
        range: Some(look.positions.range(span)),
    })
}

/// What a rule says, and why it is there.
fn rule(look: &Look<'_>, found: &Diagnostic) -> String {
    let mut words = format!("**`{}`** ({})\n\n{}", found.rule, found.severity, found.message);
    if let Some(help) = &found.help {
        words.push_str(&format!("\n\n{help}"));
    }
    let source = look.post.config.rules.source(&found.rule);
    if let Some(Ok(manual)) = source.map(Manual::load) {
        words.push_str(&format!("\n\n{}", manual.why.trim()));
    }
    if let Some(url) = &found.url {
        words.push_str(&format!("\n\n[The page of the rule]({url})"));
    }
    words
}

/// What will become of the post, as far as it is known.
fn published(look: &Look<'_>) -> Option<String> {
    let site = look.site();
    let title = &site.generator.title;
    match outlook(&look.seen.doc, site, late_on(look.project.today())) {
        Outlook::Published(page) => {
            let at = match (page.date, page.local) {
                (Some(date), _) => date.format("%Y-%m-%d %H:%M:%S %:z").to_string(),
                (None, Some(local)) => {
                    format!("{}, by the clocks of the site", local.format("%Y-%m-%d %H:%M:%S"))
                }
                (None, None) => return None,
            };
            let mut words = format!("{title} will date this post {at}.");
            if let Some(url) = page.url {
                words.push_str(&format!("\n\nIt will be at `{url}`."));
            }
            Some(words)
        }
        Outlook::Absent(absence) => {
            let why = match absence {
                Absence::Name => "the name of its file does not begin with a date",
                Absence::Unpublished => "it says so, or is a draft",
                Absence::Future => "its date is still to come",
                Absence::Expired => "its time is over",
            };
            Some(format!("{title} will not publish this post: {why}."))
        }
        Outlook::Fails(why) => Some(format!("{title} will stop here: {why}")),
        Outlook::Unknown => None,
    }
}

/// What a picture is, with the picture.
fn picture(look: &Look<'_>, picture: &Picture) -> Option<String> {
    let path = Resolver::new(&look.seen.doc, look.site()).file_of(picture)?;
    let mut words = format!("`{path}`");
    if let Some(image) = look.site().assets.image(&path) {
        words.push_str(&format!("\n\n{}", facts(&image)));
    }
    let uri = uri::of_file(&look.file(&path));
    words.push_str(&format!("\n\n![]({uri})\n\n[Open the picture]({uri})"));
    Some(words)
}

fn facts(image: &Image) -> String {
    let size = image.size.map(|(width, height)| format!("{width} × {height} pixels, "));
    let bytes = match image.len {
        len if len < 1000 => format!("{len} bytes"),
        len if len < 1_000_000 => format!("{:.1} kB", len as f64 / 1e3),
        len => format!("{:.1} MB", len as f64 / 1e6),
    };
    let rest = if image.breaks_off { "; the file breaks off" } else { "" };
    format!("{}, {}{bytes}{rest}", image.form.name(), size.unwrap_or_default())
}
