//! Addresses as Jekyll puts them together (jekyll 4.3.1: url.rb, url_drop.rb,
//! utils.rb, read and measured).

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What an address can be made of.
pub struct Parts<'p> {
    /// The slug that the post has, or its file name gives.
    pub slug: &'p str,
    /// The file name without its ending.
    pub base: &'p str,
    /// The name of the collection.
    pub collection: &'p str,
    /// The path below the collection, without its ending.
    pub path: &'p str,
    /// Its categories.
    pub categories: &'p [String],
    /// Its moment by the clocks of the site.
    pub local: Option<NaiveDateTime>,
}

/// The pattern that a `permalink` of the site's config stands for.
pub fn style(permalink: &str) -> &str {
    match permalink {
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
        "none" => "/:categories/:title:output_ext",
        pattern => pattern,
    }
}

/// Why a pattern cannot be filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hole {
    /// It asks for something that there is not, which stops Jekyll.
    Wrong,
    /// What it asks for is not known here.
    Unknown,
}

/// Fills a pattern in.
pub fn fill(pattern: &str, parts: &Parts<'_>) -> Result<String, Hole> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(rest.len());
        let name = &rest[..end];
        if name.is_empty() {
            out.push(':');
            continue;
        }
        rest = &rest[end..];
        match parts.value(name) {
            Err(Hole::Wrong) => {
                let shorter = name.strip_suffix('_').ok_or(Hole::Wrong)?;
                out.push_str(&escape_path(&parts.value(shorter)?));
                out.push('_');
            }
            value => out.push_str(&escape_path(&value?)),
        }
    }
    out.push_str(rest);
    Ok(sanitize(&out))
}

impl Parts<'_> {
    fn value(&self, name: &str) -> Result<String, Hole> {
        let format = match name {
            "title" => return Ok(slugify_cased(self.slug)),
            "slug" => return Ok(slugify(self.slug)),
            "name" => return Ok(slugify(self.base)),
            "path" => return Ok(self.path.to_owned()),
            "collection" => return Ok(self.collection.to_owned()),
            "output_ext" => return Ok(".html".to_owned()),
            "categories" => return Ok(self.joined(|category| category.to_lowercase())),
            "slugified_categories" => return Ok(self.joined(slugify)),
            "year" => "%Y",
            "month" => "%m",
            "day" => "%d",
            "hour" => "%H",
            "minute" => "%M",
            "second" => "%S",
            "i_day" => "%-d",
            "i_month" => "%-m",
            "short_month" => "%b",
            "long_month" => "%B",
            "short_year" => "%y",
            "w_year" => "%G",
            "week" => "%V",
            "w_day" => "%u",
            "short_day" => "%a",
            "long_day" => "%A",
            "y_day" => "%j",
            _ => return Err(Hole::Wrong),
        };
        let local = self.local.ok_or(Hole::Unknown)?;
        Ok(local.format(format).to_string())
    }

    fn joined(&self, form: impl Fn(&str) -> String) -> String {
        let mut seen = BTreeSet::new();
        let names = self.categories.iter().map(|category| form(category));
        let once: Vec<String> = names.filter(|name| seen.insert(name.clone())).collect();
        once.join("/")
    }
}

/// A name as it stands in an address: words of letters and figures, with hyphens
/// between them, in lower case.
fn slugify(name: &str) -> String {
    hyphenated(name, |c| c.is_alphanumeric() || is_mark(c)).to_lowercase()
}

/// The same with its capitals, and with the signs that an address may have.
fn slugify_cased(name: &str) -> String {
    hyphenated(name, |c| c.is_alphanumeric() || is_mark(c) || "._~!$&'()+,;=@".contains(c))
}

/// Combining marks, which belong to the letter before them.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn hyphenated(name: &str, keeps: impl Fn(char) -> bool) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if keeps(c) {
            out.push(c);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    let out = out.strip_prefix('-').unwrap_or(&out);
    out.strip_suffix('-').unwrap_or(out).to_owned()
}

/// What Addressable leaves as it is in a whole address.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'|')
    .add(b'\\')
    .add(b'^')
    .add(b'%')
    .add(b'[')
    .add(b']')
    .add(b'#');

/// A part of an address with its unusual letters escaped.
pub fn escape_path(value: &str) -> String {
    let safe = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/' | b'-');
    if value.bytes().all(safe) {
        return value.to_owned();
    }
    utf8_percent_encode(value, ESCAPED).to_string()
}

/// One slash at the beginning, none doubled, and no way up.
fn sanitize(address: &str) -> String {
    let address = format!("/{address}").replace("..", "/").replace("./", "");
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        if c != '/' || !out.ends_with('/') {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(pattern: &str) -> Result<String, Hole> {
        let day = chrono::NaiveDate::from_ymd_opt(2025, 1, 4);
        let local = day.and_then(|day| day.and_hms_opt(9, 5, 0));
        let categories = ["News".to_owned(), "C#".to_owned()];
        let parts = Parts {
            slug: "Port re-opens! às 6",
            base: "2025-01-04-port",
            collection: "posts",
            path: "/2025-01-04-port",
            categories: &categories,
            local,
        };
        fill(pattern, &parts)
    }

    #[test]
    fn patterns_are_filled_in() {
        assert_eq!(
            url(style("date")).as_deref(),
            Ok("/news/c%23/2025/01/04/Port-re-opens!-%C3%A0s-6.html")
        );
        assert_eq!(url("/:slug/").as_deref(), Ok("/port-re-opens-%C3%A0s-6/"));
        assert_eq!(url("a/../:i_day//:year").as_deref(), Ok("/a/4/2025"));
        assert_eq!(url("/:year_:month/").as_deref(), Ok("/2025_01/"));
        assert_eq!(url("/:nothing/"), Err(Hole::Wrong));
    }
}
