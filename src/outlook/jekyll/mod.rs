//! What Jekyll makes of a post (jekyll 4.3.1: document.rb, post_reader.rb,
//! publisher.rb, read and measured).

use chrono::{DateTime, SubsecRound, Utc};

mod address;
mod page;
mod pattern;

use super::{Absence, Moment, Outlook, Page, typed, zone};
use crate::document::{Document, FrontMatter};
use crate::generator::{ScalarReader, TimeReading, Typed, time_parse};
use crate::site::Site;
use crate::tree::{Format, Node, Value};

use pattern::{Hole, Parts, fill};

/// What a post's file name says.
struct Name<'n> {
    date: Option<&'n str>,
    slug: &'n str,
    base: &'n str,
}

pub fn outlook(doc: &Document, site: &Site, now: DateTime<Utc>) -> Outlook {
    let name = Name::of(doc.file_name());
    // collections may be elsewhere
    let is_elsewhere = site.config.at(["collections_dir"]).is_some();
    let is_excluded = site.published().excludes(&doc.path);
    if is_elsewhere || is_excluded || !is_markdown(&doc.path) {
        return Outlook::Unknown;
    }
    let is_post = doc.path.split('/').any(|folder| folder == "_posts");
    let collection = if is_post { Some("posts") } else { collection_of(doc, site) };
    let Some(collection) = collection else {
        return if is_ignored(&doc.path, "") { Outlook::Unknown } else { page::outlook(doc, site) };
    };
    let folder = format!("_{collection}");
    if is_ignored(&doc.path, &folder) {
        return Outlook::Unknown;
    }
    if name.date.is_none() && is_post {
        return Outlook::Absent(Absence::Name);
    }
    let path = doc.path.rsplit_once('.').map_or("", |(path, _)| path).replacen(&folder, "", 1);
    let post = Post { doc, site, name, path, collection };
    if post.pattern().is_none() {
        return Outlook::Unknown;
    }
    if doc.keys().is_some_and(|root| post.is_doubtful(root)) {
        return Outlook::Unknown;
    }
    if !post.is_read() {
        return match truthy(site, "strict_front_matter") {
            true => Outlook::Fails("its front matter cannot be read".to_owned()),
            false => post.bare(now),
        };
    }
    match post.get("published").map(|node| typed(node, doc, site)) {
        Some(Some(Typed::Bool(false) | Typed::Null)) if !truthy(site, "unpublished") => {
            return Outlook::Absent(Absence::Unpublished);
        }
        Some(None) => return Outlook::Unknown,
        _ => {}
    }
    post.page(now).unwrap_or_else(|outlook| outlook)
}

/// Whether the file at `path` is left out of the posts of `_posts`, since its name
/// does not begin with a date.
pub fn lacks_date(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    path.split('/').any(|folder| folder == "_posts") && Name::of(name).date.is_none()
}

/// The collection that a document is in, where the site publishes it. One without
/// front matter is only copied.
fn collection_of<'s>(doc: &Document, site: &'s Site) -> Option<&'s str> {
    let label = doc.path.split('/').next()?.strip_prefix('_')?;
    let collections = site.config.at(["collections"])?;
    let entry = collections.entries().iter().find(|entry| entry.name() == label)?;
    let output = entry.value.get("output").and_then(|entry| entry.value.text());
    let is_read = doc.front_matter.block().is_some();
    (output == Some("true") && is_read).then(|| entry.name())
}

/// What Jekyll never looks at, besides what the site's config excludes. `folder` is
/// that of the collection.
pub fn is_ignored(path: &str, folder: &str) -> bool {
    path.split('/').any(|name| {
        let is_special = name.starts_with(['_', '.', '#']) || name.ends_with('~');
        is_special && name != folder || matches!(name, "vendor" | "node_modules")
    })
}

/// Whether a page with the ending `.html` comes of it.
fn is_markdown(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    matches!(ending, "md" | "markdown" | "mkdown" | "mkdn" | "mkd" | "html")
}

/// Whether a key of the config is there and neither false nor nothing.
fn truthy(site: &Site, key: &str) -> bool {
    let scalar = site.config.at([key]).and_then(Node::scalar);
    scalar.is_some_and(|scalar| {
        let typed = site.generator.typed(scalar, Format::Yaml);
        !matches!(typed, Some(Typed::Bool(false) | Typed::Null))
    })
}

impl<'n> Name<'n> {
    /// Parts `2025-09-25-slug.md`; a year may have two to four figures.
    fn of(file: &'n str) -> Self {
        let base = file.rsplit_once('.').map_or(file, |(base, _)| base);
        let mut rest = base;
        let mut figures = |longest: usize| -> Option<usize> {
            let count = rest.bytes().take_while(u8::is_ascii_digit).count();
            rest = rest.get(count..)?.strip_prefix('-')?;
            (1..=longest).contains(&count).then_some(count)
        };
        let (year, month, day) = (figures(4), figures(2), figures(2));
        let is_dated = year.is_some_and(|digits| digits >= 2) && month.is_some() && day.is_some();
        if !is_dated {
            return Self { date: None, slug: base, base };
        }
        let date = &base[..base.len() - rest.len() - 1];
        Self { date: Some(date), slug: rest.trim_end_matches('.'), base }
    }
}

struct Post<'p> {
    doc: &'p Document,
    site: &'p Site,
    name: Name<'p>,
    /// The path without the folder of the collection and without its ending.
    path: String,
    /// The name of the collection: `posts`.
    collection: &'p str,
}

impl<'p> Post<'p> {
    /// What front matter says, or else the site's config for it, which nothing
    /// written does not replace.
    fn get(&self, key: &str) -> Option<&Node> {
        let own = self.doc.keys().and_then(|root| root.get(key)).map(|entry| &entry.value);
        let says = own.filter(|node| self.typed(node) != Some(Typed::Null));
        says.or_else(|| self.default(key)).or(own)
    }

    fn default(&self, key: &str) -> Option<&Node> {
        let kinds =
            if self.collection == "posts" { ["posts", "post"] } else { [self.collection; 2] };
        self.site.config.default_for(key, &self.doc.path, &kinds)
    }

    fn typed(&self, node: &Node) -> Option<Typed> {
        typed(node, self.doc, self.site)
    }

    /// Whether Jekyll gets to the end of the front matter. What stops it is told in
    /// a line among others, and the post published without what it says.
    fn is_read(&self) -> bool {
        let FrontMatter::Found(block) = &self.doc.front_matter else { return true };
        if !block.tree.errors.is_empty() {
            return false;
        }
        let Some(root) = &block.tree.root else { return true };
        let is_map = matches!(root.value, Value::Map(_));
        let says_nothing = matches!(self.typed(root), Some(Typed::Null | Typed::Bool(false)));
        let joins_folders = |node: &Node| match (&node.value, self.typed(node)) {
            (Value::List(_), _) | (_, Some(Typed::Text | Typed::Null)) => true,
            (Value::Map(_) | Value::Alias, _) => false,
            (Value::Scalar(_), typed) => typed.is_none(),
        };
        let categories = root.get("categories").is_none_or(|entry| {
            joins_folders(&entry.value) && !matches!(entry.value.value, Value::Map(_))
        });
        (is_map && categories || says_nothing) && !self.is_refused(root)
    }

    /// Whether something is refused by one reader and taken by another.
    fn is_doubtful(&self, node: &Node) -> bool {
        match &node.value {
            Value::Alias => false,
            Value::Scalar(scalar) => {
                let readers = self.site.generator.readers(self.doc.format());
                let refuses = |reader: &&ScalarReader| reader.read(scalar) == Typed::Refused;
                let refusals = readers.iter().filter(refuses).count();
                refusals > 0 && refusals < readers.len()
            }
            Value::List(items) => items.iter().any(|item| self.is_doubtful(item)),
            Value::Map(entries) => entries
                .iter()
                .any(|entry| self.is_doubtful(&entry.key) || self.is_doubtful(&entry.value)),
        }
    }

    /// Psych refuses a block with a symbol in it, or with a reference to nothing.
    fn is_refused(&self, node: &Node) -> bool {
        match &node.value {
            Value::Alias => true,
            Value::Scalar(_) => self.typed(node) == Some(Typed::Refused),
            Value::List(items) => items.iter().any(|item| self.is_refused(item)),
            Value::Map(entries) => entries
                .iter()
                .any(|entry| self.is_refused(&entry.key) || self.is_refused(&entry.value)),
        }
    }

    /// The post as it is when its front matter cannot be read: dated when the site
    /// is built, named like its file.
    fn bare(&self, now: DateTime<Utc>) -> Outlook {
        let local = Moment::at(now.fixed_offset(), zone(self.site)).local;
        let parts = Parts { slug: self.name.base, local, ..self.parts(&[]) };
        let folders = self.folders();
        let url = self
            .pattern()
            .and_then(|pattern| fill(pattern, &Parts { categories: &folders, ..parts }).ok());
        Outlook::Published(Page { url, ..Page::default() })
    }

    /// The page, or what becomes of the post instead.
    fn page(&self, now: DateTime<Utc>) -> Result<Outlook, Outlook> {
        let mut moment = self.moment()?;
        // a post of just now is taken for one without a date
        if moment.at.is_some_and(|at| at.timestamp() == now.timestamp()) {
            moment = self.named_moment()?;
        }
        let shows_future = truthy(self.site, "future");
        // a document without any date is dated when the site is built
        let is_dated = self.name.date.is_some() || self.get("date").is_some();
        if moment.at.is_none() && moment.local.is_none() && !shows_future && is_dated {
            return Err(Outlook::Unknown);
        }
        if moment.is_after(now) && !shows_future {
            return Ok(Outlook::Absent(Absence::Future));
        }
        let url = match self.url(moment) {
            Ok(url) => Some(url),
            Err(Hole::Unknown) => None,
            Err(Hole::Wrong) => return Err(Outlook::Fails("no address can be made".to_owned())),
        };
        let title = self.title();
        Ok(Outlook::Published(Page { title, date: moment.at, local: moment.local, url }))
    }

    fn title(&self) -> Option<String> {
        let words = || -> String {
            // Ruby drops what is empty at the end
            let words = self.name.slug.trim_end_matches('-').split('-').map(capitalized);
            words.collect::<Vec<_>>().join(" ")
        };
        let Some(node) = self.get("title") else { return Some(words()) };
        match (&node.value, self.typed(node)?) {
            (Value::Scalar(_), Typed::Null | Typed::Bool(false)) => Some(words()),
            (Value::Scalar(scalar), typed) => typed.printed_by_ruby(&scalar.text),
            _ => None,
        }
    }

    /// The moment of the post; one of which nothing is known where it is written in
    /// a way that is not known here.
    fn moment(&self) -> Result<Moment, Outlook> {
        let Some(node) = self.get("date") else { return self.named_moment() };
        if self.doc.keys().and_then(|root| root.get("date")).is_none() {
            return Ok(Moment::UNKNOWN);
        }
        let text = node.text().unwrap_or_default();
        let Some(typed) = self.typed(node) else {
            // readers differ: a day, or a text that is then read as one
            return if text.len() < 11 { self.parse(text) } else { Ok(Moment::UNKNOWN) };
        };
        match typed {
            // it is printed and read again, without its fraction
            Typed::Time(at) => Ok(Moment::at(at.trunc_subsecs(0), zone(self.site))),
            Typed::Null => Err(refused("")),
            Typed::Integer(number) => self.parse(&number.to_string()),
            Typed::Bool(value) => Err(refused(if value { "true" } else { "false" })),
            Typed::Text if node.scalar().is_none() => Ok(Moment::UNKNOWN),
            _ => self.parse(text),
        }
    }

    fn named_moment(&self) -> Result<Moment, Outlook> {
        self.name.date.map_or(Ok(Moment::UNKNOWN), |date| self.parse(date))
    }

    fn parse(&self, text: &str) -> Result<Moment, Outlook> {
        match time_parse(text) {
            TimeReading::Local(local) => Ok(Moment::local(local, zone(self.site))),
            TimeReading::At(at) => Ok(Moment::at(at, zone(self.site))),
            TimeReading::Refused => Err(refused(text)),
            TimeReading::Unknown => Ok(Moment::UNKNOWN),
        }
    }
}

fn refused(text: &str) -> Outlook {
    Outlook::Fails(format!("Invalid date '{text}'"))
}

/// A word with a capital first letter and small ones behind it.
fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::{Generator, SiteConfig};
    use crate::site::NamedAssets;

    fn page(config: &str, path: &str, text: &str) -> Outlook {
        let site = Site::new(
            Generator::named("jekyll").expect("a preset"),
            SiteConfig::parse("_config.yml", config),
            Box::new(NamedAssets::default()),
        );
        let doc = Document::parse(path, text, &site.generator, &site.config);
        outlook(&doc, &site, DateTime::from_timestamp(1_795_600_000, 0).expect("a moment"))
    }

    fn url(config: &str, path: &str, text: &str) -> Option<String> {
        match page(config, path, text) {
            Outlook::Published(page) => page.url,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_address_is_made_of_categories_date_and_name() {
        let post = "_posts/2025-01-04-port.md";
        assert_eq!(url("", post, "---\n---\n").as_deref(), Some("/2025/01/04/port.html"));
        // GENERATORS.md, 3.2: verified by building
        let york = "timezone: America/New_York";
        let late = "---\ndate: 2025-01-04 01:30:00\n---\n";
        assert_eq!(url(york, post, late).as_deref(), Some("/2025/01/03/port.html"));
        // where the zone is not known, the day is not
        assert_eq!(url("", post, late), None);
        assert_eq!(url("permalink: /:title/", post, late).as_deref(), Some("/port/"));
        let category = "---\ncategories: a,b\n---\n";
        assert_eq!(url("permalink: none", post, category).as_deref(), Some("/a,b/port.html"));
        assert_eq!(url("", post, "---\npermalink: \"\"\n---\n").as_deref(), Some("/"));
        assert_eq!(
            url("", "de/_posts/2025-1-4-x.md", "---\n---\n").as_deref(),
            Some("/de/2025/01/04/x.html")
        );
    }

    #[test]
    fn some_posts_are_not_published() {
        let at = |path: &str, text: &str| page("", path, text);
        assert_eq!(at("_posts/port.md", "---\n---\n"), Outlook::Absent(Absence::Name));
        let post = "_posts/2025-01-04-port.md";
        for text in ["published: no", "published: false"] {
            let text = format!("---\n{text}\n---\n");
            assert_eq!(at(post, &text), Outlook::Absent(Absence::Unpublished));
        }
        assert_eq!(at("_posts/2030-01-04-port.md", "---\n---\n"), Outlook::Absent(Absence::Future));
        assert!(matches!(at(post, "---\ndate:\n---\n"), Outlook::Fails(_)));
        assert!(matches!(at(post, "---\npublished: 'false'\n---\n"), Outlook::Published(_)));
    }

    #[test]
    fn titles_are_printed_as_ruby_prints_them() {
        for (title, printed) in [
            ("007", Some("7")),
            ("1.10", Some("1.1")),
            ("no", Some("Port Of Call")),
            ("yes", Some("true")),
            ("12:30", None),
            ("C# tips # 1", Some("C# tips")),
            ("2025-09-25", Some("2025-09-25")),
        ] {
            let text = format!("---\ntitle: {title}\n---\n");
            match page("", "_posts/2025-01-04-port-of-call.md", &text) {
                Outlook::Published(page) => assert_eq!(page.title.as_deref(), printed, "{title}"),
                other => panic!("{other:?}"),
            }
        }
    }
}
