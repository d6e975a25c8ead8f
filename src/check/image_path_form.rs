//! `image-path-form`: a path to a picture that is there, written in a form in which
//! it is not found.

use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::document::{Mention, Picture, Target};
use crate::resolve::{Resolver, key_of, layout_of};
use crate::site::{Form, Lookup};
use crate::text::Edit;

pub struct ImagePathForm;

impl Kind for ImagePathForm {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["path", "reason", "wanted"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let resolver = cx.resolver();
        for picture in &cx.doc.pictures {
            let written = picture.span.of(&cx.doc.text);
            let Some(wrong) = on_a_machine(written)
                .or_else(|| other_host(cx, written))
                .or_else(|| backslashes(written, picture, &resolver))
                .or_else(|| without_base(cx, written, picture, &resolver))
                .or_else(|| unlike_layout(cx, written, picture, &resolver))
            else {
                continue;
            };
            let fix = wrong.text.as_ref().map(|text| Fix {
                title: format!("Write `{text}`"),
                edits: vec![Edit::replace(picture.span, text.as_str())],
                safety: wrong.safety,
            });
            let wanted = wrong.text.map(|text| format!("Write `{text}`.")).unwrap_or_default();
            let hit = Hit::new(picture.span).fill("path", written).fill("reason", wrong.reason);
            let hit = hit.fill("wanted", wanted).fix(fix);
            out.push(Hit { files: resolver.paths(picture), ..hit });
        }
    }
}

/// What is wrong with a path, and how it would be written.
struct Wrong {
    reason: String,
    text: Option<String>,
    safety: Safety,
}

impl Wrong {
    fn new(reason: impl Into<String>, text: Option<String>) -> Option<Self> {
        Some(Self { reason: reason.into(), text, safety: Safety::Safe })
    }
}

/// A path on the disk of somebody's machine.
fn on_a_machine(written: &str) -> Option<Wrong> {
    let lower = written.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    let drive = bytes.len() > 3
        && bytes[0].is_ascii_alphabetic()
        && bytes[1] == b':'
        && matches!(bytes[2], b'\\' | b'/');
    let home = ["file:", "/users/", "/home/", "~/library/", "\\\\"];
    let is_home = home.iter().any(|start| lower.starts_with(start));
    (drive || is_home).then(|| Wrong::new("it is a path on one machine", None)).flatten()
}

/// Backslashes, which only browsers take for slashes.
fn backslashes(written: &str, picture: &Picture, resolver: &Resolver<'_>) -> Option<Wrong> {
    let is_path = matches!(&picture.target, Target::Path(path) if path.contains('\\'));
    let is_there = resolver.look_up(picture)? != Lookup::Missing;
    if !(is_path && is_there && written.contains('\\')) {
        return None;
    }
    Wrong::new("addresses have slashes, not backslashes", Some(written.replace('\\', "/")))
}

/// Two slashes, behind which a browser looks for another host.
fn other_host(cx: &Context<'_>, written: &str) -> Option<Wrong> {
    let path = written.strip_prefix("//")?;
    let host = path.split('/').next()?;
    if host.contains(['.', ':']) || !cx.site.has(path) {
        return None;
    }
    let reason = format!("behind two slashes `{host}` is the name of a host");
    Wrong::new(reason, Some(format!("/{path}")))
}

/// An absolute path on a site that does not stand at the root of its host.
fn without_base(
    cx: &Context<'_>,
    written: &str,
    picture: &Picture,
    resolver: &Resolver<'_>,
) -> Option<Wrong> {
    let base = &cx.site.config.base_path;
    // `{{ site.url }}/x`: the address of the host, and not of the site on it
    let (tag, written_path) = match written.rsplit_once("}}") {
        Some((tag, path)) if tag.contains("site.url") && !tag.contains("baseurl") => (tag, path),
        _ => ("", written),
    };
    let by_page = matches!(picture.mention, Mention::Markdown | Mention::Html);
    let absolute = written_path.strip_prefix('/').filter(|rest| !rest.starts_with('/'))?;
    let is_below = absolute.strip_prefix(base.as_str()).is_some_and(|rest| rest.starts_with('/'));
    // measured with Jekyll, which writes the path as it is
    // inside a tag a filter writes the base path
    let before = cx.doc.text[..picture.span.start as usize].trim_end_matches(['"', '\'']);
    let in_tag = before.trim_end().ends_with("{{") || before.trim_end().ends_with("link");
    let applies = cx.site.generator.name == "jekyll" && by_page && !in_tag && !base.is_empty() && !is_below;
    if !applies || resolver.look_up(picture)? == Lookup::Missing {
        return None;
    }
    let reason = format!("the site stands at `/{base}/`, and this leads beside it");
    let tag = if tag.is_empty() { String::new() } else { format!("{tag}}}}}") };
    let text = format!("{tag}{{{{ site.baseurl }}}}{written_path}");
    Some(Wrong { safety: Safety::Unsafe, ..Wrong::new(reason, Some(text))? })
}

/// A path of front matter that the site's layouts put behind a slash, or not.
fn unlike_layout(
    cx: &Context<'_>,
    written: &str,
    picture: &Picture,
    resolver: &Resolver<'_>,
) -> Option<Wrong> {
    if picture.mention != Mention::FrontMatter || cx.site.generator.name != "jekyll" {
        return None;
    }
    let key = key_of(cx.doc, picture)?;
    let (form, layout) = cx.site.forms().expected(&key, layout_of(cx.doc, cx.site))?;
    let is_address = written.contains("://") && form != Form::Filtered;
    if is_address && !cx.site.forms().know_addresses() {
        let reason = format!("`{layout}` writes the root of the site before whatever stands here");
        return Wrong::new(reason, None);
    }
    if resolver.look_up(picture)? == Lookup::Missing {
        return None;
    }
    let has_slash = written.starts_with('/');
    match form {
        Form::Bare if has_slash => {
            let reason = format!("`{layout}` puts a slash before it, and two lead to another host");
            Wrong::new(reason, Some(written.trim_start_matches('/').to_owned()))
        }
        Form::Slash if !has_slash && !written.contains(':') => {
            let reason = format!("`{layout}` puts the base path right before it, without a slash");
            Wrong::new(reason, Some(format!("/{written}")))
        }
        _ => None,
    }
}
