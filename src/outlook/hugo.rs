//! What Hugo makes of a post (0.155, measured).

use std::collections::HashSet;

use chrono::{DateTime, NaiveTime, TimeZone, Utc};

use super::{Absence, Moment, Outlook, Page, typed, zone};
use crate::document::{Document, FrontMatter, Reason};
use crate::generator::{ScalarReader, TimeReading, Typed, go_time};
use crate::site::Site;
use crate::tree::{Entry, Format, Node, Value};

/// The keys that each moment is looked for in, in this order, besides those of other
/// moments that it falls back on.
const PUBLISHED: [&str; 3] = ["publishdate", "pubdate", "published"];
const MODIFIED: [&str; 2] = ["lastmod", "modified"];
const EXPIRED: [&str; 2] = ["expirydate", "unpublishdate"];

pub fn outlook(doc: &Document, site: &Site, now: DateTime<Utc>) -> Outlook {
    let post = Post { doc, site };
    if !doc.path.starts_with("content/") || post.is_configured_apart() {
        return Outlook::Unknown;
    }
    match &doc.front_matter {
        FrontMatter::Missing(missing)
            if missing.reason != Reason::None || doc.text.starts_with("---") =>
        {
            return Outlook::Fails("its front matter does not end".to_owned());
        }
        FrontMatter::Found(block) if !block.tree.errors.is_empty() => {
            return Outlook::Fails("its front matter cannot be read".to_owned());
        }
        _ => {}
    }
    if let Some(root) = doc.keys()
        && !post.is_map(root)
    {
        return Outlook::Fails("its front matter cannot be read".to_owned());
    }
    post.page(now).unwrap_or_else(|outlook| outlook)
}

struct Post<'p> {
    doc: &'p Document,
    site: &'p Site,
}

impl Post<'_> {
    /// Whether the config or the post asks for what is not followed here.
    fn is_configured_apart(&self) -> bool {
        let config = &self.site.config;
        let asks = ["frontmatter", "cascade", "contentdir", "contentDir", "module", "ignoreFiles"];
        let own = ["outputs", "markup", "params"];
        // beside the text of a bundle a page is a part of it
        let in_bundle = !self.doc.file_name().starts_with("index.")
            && self.site.has(&format!("{}/index.md", self.doc.folder()));
        // of two keys that are one but for case the choice is Go's
        let entries = self.doc.keys().map(Node::entries).unwrap_or_default();
        let folded: HashSet<String> =
            entries.iter().map(|entry| entry.name().to_lowercase()).collect();
        let names: HashSet<&str> = entries.iter().map(Entry::name).collect();
        let says_published =
            self.get("published").and_then(|node| typed(node, self.doc, self.site));
        let is_zoned = config.timezone.is_none() || zone(self.site).is_some();
        asks.iter().any(|key| config.at([*key]).is_some())
            || own.iter().any(|key| self.get(key).is_some())
            || in_bundle
            || folded.len() < names.len()
            || !is_zoned
            || matches!(says_published, Some(Typed::Bool(_))) && self.get("publishdate").is_some()
            || self.doc.path.split('/').any(|name| name.starts_with('.'))
            || !(self.doc.path.ends_with(".md") || self.doc.path.ends_with(".markdown"))
    }

    /// The last value of a key, whatever its case.
    fn get(&self, key: &str) -> Option<&Node> {
        let entries = self.doc.keys().map(Node::entries).unwrap_or_default();
        let named = |entry: &&Entry| entry.name().eq_ignore_ascii_case(key);
        let own = entries.iter().rev().find(named);
        // else a merge key may bring it
        own.or_else(|| self.doc.keys()?.get(key)).map(|entry| &entry.value)
    }

    /// Hugo takes a map in which no key stands twice, and no reference to nothing.
    fn is_map(&self, node: &Node) -> bool {
        fn is_sound(node: &Node, is_yaml: bool) -> bool {
            match &node.value {
                Value::Alias => false,
                Value::Scalar(_) => true,
                Value::List(items) => items.iter().all(|item| is_sound(item, is_yaml)),
                Value::Map(entries) => entries.iter().enumerate().all(|(at, entry)| {
                    let twice = entries[..at].iter().any(|other| other.name() == entry.name());
                    let is_map = matches!(entry.value.value, Value::Map(_));
                    let merges = entry.name() == "<<" && is_yaml;
                    !(twice && is_yaml)
                        && (!merges || is_map)
                        && entry.key.scalar().is_some_and(|key| !key.text.is_empty())
                        && is_sound(&entry.value, is_yaml)
                }),
            }
        }
        let is_map = matches!(node.value, Value::Map(_));
        is_map && is_sound(node, self.doc.format() == Format::Yaml)
    }

    fn page(&self, now: DateTime<Utc>) -> Result<Outlook, Outlook> {
        let config = &self.site.config;
        let flag = |key: &str| config.flag(key) == Some(true);
        let date = self.moment(&["date"])?;
        let published = self.moment(&PUBLISHED)?;
        let modified = self.moment(&MODIFIED)?;
        let expired = self.moment(&EXPIRED)?;
        let (Some(date), Some(published), Some(expired), Some(modified)) =
            (date, published, expired, modified)
        else {
            return Err(Outlook::Unknown);
        };
        let date_or = date.or(published).or(modified);
        if self.is_true("draft")? && !flag("buildDrafts") {
            return Ok(Outlook::Absent(Absence::Unpublished));
        }
        let renders = self.get("build").or(self.get("_build")).is_none();
        if !renders || self.get("headless").is_some() {
            return Err(Outlook::Unknown);
        }
        let starts = published.or(date);
        if starts.is_some_and(|moment| moment.is_after(now)) && !flag("buildFuture") {
            return Ok(Outlook::Absent(Absence::Future));
        }
        let is_over = |moment: Moment| moment.is_over(now);
        if expired.is_some_and(is_over) && !flag("buildExpired") {
            return Ok(Outlook::Absent(Absence::Expired));
        }
        Ok(Outlook::Published(Page {
            title: self.printed("title"),
            date: date_or.and_then(|moment| moment.at),
            local: date_or.and_then(|moment| moment.local),
            url: self.url()?,
        }))
    }

    /// The moment under the first of `keys` that is there: `Some(None)` where none
    /// is, `None` where it is not known.
    fn moment(&self, keys: &[&str]) -> Result<Option<Option<Moment>>, Outlook> {
        let zone = zone(self.site);
        for key in keys {
            let Some(node) = self.get(key) else { continue };
            let text = node.text().unwrap_or_default();
            let refused = || Err(Outlook::Fails(format!("`{key}` is not a parsable date")));
            let Some(typed) = typed(node, self.doc, self.site) else { return Ok(None) };
            let reading = match typed {
                Typed::Null => continue,
                Typed::Text if node.scalar().is_none() => return refused(),
                Typed::Text if text.is_empty() => continue,
                Typed::Text => go_time(text),
                // numbers are seconds since 1970, except in JSON
                Typed::Integer(_) if self.doc.format() == Format::Json => return refused(),
                Typed::Integer(seconds) => {
                    let seconds = i64::try_from(seconds).ok();
                    match seconds.and_then(|s| DateTime::from_timestamp(s, 0)) {
                        Some(at) => TimeReading::At(at.fixed_offset()),
                        None => TimeReading::Unknown,
                    }
                }
                // TOML has dates of its own, with and without a zone
                Typed::Day(day) => TimeReading::Local(day.and_time(NaiveTime::MIN)),
                Typed::Time(at) => {
                    let is_local = !text.contains(['Z', 'z', '+']) && text.matches('-').count() < 3;
                    if is_local {
                        TimeReading::Local(at.naive_local())
                    } else {
                        TimeReading::At(at)
                    }
                }
                _ => return refused(),
            };
            return match reading {
                TimeReading::Local(local) => {
                    // Go does not say which time is meant that clocks have twice, or never
                    let is_one =
                        zone.is_none_or(|zone| zone.from_local_datetime(&local).single().is_some());
                    Ok(is_one.then(|| Some(Moment::local(local, zone))))
                }
                TimeReading::At(at) => Ok(Some(Some(Moment::at(at, zone)))),
                TimeReading::Refused => refused(),
                TimeReading::Unknown => Ok(None),
            };
        }
        Ok(Some(None))
    }

    /// A truth value as Go casts it: only these words are true.
    fn is_true(&self, key: &str) -> Result<bool, Outlook> {
        let Some(node) = self.get(key) else { return Ok(false) };
        match typed(node, self.doc, self.site) {
            Some(Typed::Bool(value)) => Ok(value),
            Some(Typed::Integer(number)) => Ok(number != 0),
            Some(Typed::Float(number)) => Ok(number != 0.0),
            Some(Typed::Text) => {
                let words = ["1", "t", "T", "true", "TRUE", "True"];
                Ok(node.text().is_some_and(|text| words.contains(&text)))
            }
            Some(_) => Ok(false),
            None => Err(Outlook::Unknown),
        }
    }

    /// A value as Go prints it; empty where there is none.
    fn printed(&self, key: &str) -> Option<String> {
        let Some(node) = self.get(key) else { return Some(String::new()) };
        let typed = typed(node, self.doc, self.site)?;
        match node.scalar() {
            Some(scalar) if self.doc.format() == Format::Yaml => {
                ScalarReader::Goccy.printed(scalar)
            }
            Some(scalar) => typed.printed_by_go(&scalar.text),
            None => Some(String::new()),
        }
    }

    /// The address; `None` where the config or an unusual sign make it unknown.
    fn url(&self) -> Result<Option<String>, Outlook> {
        let config = &self.site.config;
        let apart = [
            "permalinks",
            "uglyURLs",
            "uglyurls",
            "languages",
            "disablePathToLower",
            "removePathAccents",
            "defaultContentLanguageInSubdir",
        ];
        if let Some(own) = self.printed("url").filter(|own| !own.is_empty()) {
            if own.contains("://") {
                return Err(Outlook::Fails("an address with a host".to_owned()));
            }
            let is_plain = own.bytes().all(|b| b.is_ascii_alphanumeric() || b"/_.-".contains(&b));
            let is_plain = is_plain && !own.contains("..") && config.at(["languages"]).is_none();
            let last = own.rsplit('/').next().unwrap_or_default();
            let slash = if last.is_empty() || last.contains('.') { "" } else { "/" };
            return Ok(is_plain.then(|| format!("/{}{slash}", own.trim_start_matches('/'))));
        }
        if apart.iter().any(|key| config.at([*key]).is_some()) {
            return Ok(None);
        }
        let path = self.doc.path.strip_prefix("content/").unwrap_or(&self.doc.path);
        let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let (folder, name) = match name {
            "_index" => return Ok(joined(folder, "")),
            "index" => folder.rsplit_once('/').unwrap_or(("", folder)),
            name => (folder, name),
        };
        let Some(slug) = self.printed("slug") else { return Ok(None) };
        Ok(joined(folder, if slug.is_empty() { name } else { &slug }))
    }
}

/// The address of a page in a folder; `None` where it has signs that are not known
/// here.
fn joined(folder: &str, name: &str) -> Option<String> {
    let path = format!("{folder}/{name}");
    let known = |c: char| c.is_ascii_alphanumeric() || " /_.-".contains(c);
    if !path.chars().all(known) || path.contains("..") {
        return None;
    }
    let path = path.trim_matches('/').to_lowercase();
    let path = path.split_whitespace().collect::<Vec<_>>().join("-");
    Some(if path.is_empty() { "/".to_owned() } else { format!("/{path}/") })
}
