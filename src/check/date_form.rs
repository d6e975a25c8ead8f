//! `date-form`: a date that is not written in the form of the house.

use chrono::{DateTime, TimeZone, Utc};
use chrono::format::{Item, StrftimeItems};
use schemars::JsonSchema;
use serde::Deserialize;

use super::date_invalid::date_entries;
use super::date_zone::assumed_offset;
use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::document::Document;
use crate::generator::{Moment, Reading, read_date};
use crate::outlook::{Outlook, outlook};
use crate::text::{Edit, apply};
use crate::tree::{Entry, Format, Style};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The form, in the letters of `strftime`: `%Y-%m-%d %H:%M:%S %z`. Left out: what
    /// the generator takes best.
    form: Option<String>,
    /// The keys looked at; those that the generator reads as dates where none is
    /// named.
    #[serde(default)]
    fields: Vec<String>,
}

pub struct DateForm {
    options: Options,
}

/// The form of Jekyll's own posts, and that of ISO 8601, which all others take.
const JEKYLL: &str = "%Y-%m-%d %H:%M:%S %z";
const ISO: &str = "%Y-%m-%dT%H:%M:%S%:z";

impl Kind for DateForm {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "wanted"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        if let Some(form) = &options.form {
            let is_wrong = StrftimeItems::new(form).any(|item| item == Item::Error);
            if is_wrong || !form.contains('%') {
                let message = format!("`{form}` is no form of a date");
                let help = "Write it in the letters of strftime, such as `%Y-%m-%d %H:%M:%S %z`.";
                let error = OptionError::new("form", message);
                return Err(OptionError { help: Some(help.to_owned()), ..error });
            }
        }
        Ok((Self { options }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        for entry in date_entries(cx, &self.options.fields) {
            let text = entry.value.text().unwrap_or_default();
            let Reading::Date(moment) = read_date(text, cx.site.generator.dates) else { continue };
            // a day alone has no zone to write
            let Some(wanted) = self.rendered(cx, entry, &moment) else { continue };
            if wanted == text {
                continue;
            }
            let shown = wanted.clone();
            let fix = self.fix(cx, entry, wanted, &moment);
            let hit = Hit::new(entry.value.span).fill("key", entry.name());
            out.push(hit.fill("wanted", shown).fix(fix));
        }
    }
}

impl DateForm {
    fn form(&self, cx: &Context<'_>) -> &str {
        let usual = if cx.site.generator.name == "jekyll" { JEKYLL } else { ISO };
        self.options.form.as_deref().unwrap_or(usual)
    }

    /// The moment in the form of the house; `None` where a part of it is not known.
    fn rendered(&self, cx: &Context<'_>, entry: &Entry, moment: &Moment) -> Option<String> {
        let local = moment.local();
        let form = self.form(cx);
        let has_zone = form.contains("%z") || form.contains("%:z");
        if !has_zone {
            return Some(local.format(form).to_string());
        }
        let offset = moment.offset.or_else(|| assumed_offset(cx, entry, moment))?;
        let at = offset.from_local_datetime(&local).single()?;
        Some(at.format(form).to_string())
    }

    /// The value in the form of the house: safe where the generator is known to make
    /// the same of both.
    fn fix(&self, cx: &Context<'_>, entry: &Entry, wanted: String, moment: &Moment) -> Option<Fix> {
        let scalar = entry.value.scalar().filter(|scalar| scalar.style != Style::Block)?;
        let written = entry.value.span.of(&cx.doc.text);
        // TOML has dates of its own forms
        if cx.doc.format() == Format::Toml && scalar.style == Style::Plain {
            return None;
        }
        let times = ["%H", "%T", "%R", "%I", "%X"];
        let has_time = times.iter().any(|letter| self.form(cx).contains(letter));
        // a fraction of a second, or a zone by name, would be lost
        let text = scalar.text.as_str();
        let loses = text.contains(['.', ',']) || moment.time.is_some() && !has_time;
        let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = match quote {
            Some(quote) => format!("{quote}{wanted}{quote}"),
            None => wanted.clone(),
        };
        let edits = vec![Edit::replace(entry.value.span, value)];
        let same = !loses && same_page(cx, &edits);
        let safety = if same { Safety::Safe } else { Safety::Unsafe };
        Some(Fix { title: format!("Write `{wanted}`"), edits, safety })
    }
}

/// Whether the post is published at the same moment and address after `edits`, as
/// far as both are known.
fn same_page(cx: &Context<'_>, edits: &[Edit]) -> bool {
    let Some(text) = apply(&cx.doc.text, edits) else { return false };
    let after = Document::parse_head(&*cx.doc.path, text, &cx.site.generator);
    // also of a post that is still to come
    let now = DateTime::<Utc>::MAX_UTC;
    match (outlook(cx.doc, cx.site, now), outlook(&after, cx.site, now)) {
        (Outlook::Published(before), Outlook::Published(after)) => {
            let is_known = before.date.is_some() || before.local.is_some() && after.local.is_some();
            is_known && before == after
        }
        _ => false,
    }
}
