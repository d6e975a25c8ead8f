//! What Jekyll makes of a post (jekyll 4.3.1: document.rb, post_reader.rb,
//! publisher.rb, read and measured).

use chrono::{NaiveDate, NaiveTime};

use super::address::{Parts, fill, style};
use super::{Absence, Moment, Outlook, Page, typed, zone};
use crate::document::{Document, FrontMatter};
use crate::generator::{RubyTime, Typed, time_parse};
use crate::site::Site;
use crate::tree::{Node, Value};

/// What a post's file name says.
struct Name<'n> {
    date: Option<&'n str>,
    slug: &'n str,
    base: &'n str,
}

pub fn outlook(doc: &Document, site: &Site, today: NaiveDate) -> Outlook {
    let name = Name::of(doc.file_name());
    let is_draft = doc.path.split('/').any(|folder| folder == "_drafts");
    if !doc.path.split('/').any(|folder| folder == "_posts") && !is_draft {
        return Outlook::Unknown;
    }
    if name.date.is_none() && !is_draft {
        return Outlook::Absent(Absence::Name);
    }
    if is_draft {
        // drafts are dated when their file was written
        return Outlook::Absent(Absence::Unpublished);
    }
    let post = Post { doc, site, name };
    // what cannot be read is published all the same, without anything it says
    let is_read = match &doc.front_matter {
        FrontMatter::Found(block) => {
            let is_map = block
                .tree
                .root
                .as_ref()
                .is_none_or(|root| matches!(root.value, Value::Map(_)) || root.is_blank());
            block.tree.errors.is_empty() && is_map && !post.has_symbol()
        }
        FrontMatter::Missing(_) => true,
    };
    if !is_read {
        return match site.config.flag("strict_front_matter") {
            Some(true) => Outlook::Fails("its front matter cannot be read".to_owned()),
            _ => post.bare(today),
        };
    }
    match post.get("published").map(|node| typed(node, doc, site)) {
        Some(Some(Typed::Bool(false) | Typed::Null))
            if site.config.flag("unpublished") != Some(true) =>
        {
            return Outlook::Absent(Absence::Unpublished);
        }
        Some(None) => return Outlook::Unknown,
        _ => {}
    }
    let moment = match post.moment() {
        Ok(moment) => moment,
        Err(outlook) => return outlook,
    };
    if moment.is_some_and(|moment| moment.is_after(today))
        && site.config.flag("future") != Some(true)
    {
        return Outlook::Absent(Absence::Future);
    }
    Outlook::Published(Page {
        title: post.title(),
        date: moment.and_then(|moment| moment.at),
        local: moment.and_then(|moment| moment.local),
        url: post.url(moment),
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
}

impl Post<'_> {
    /// What front matter says, or else the site's config for it.
    fn get(&self, key: &str) -> Option<&Node> {
        let own = self.doc.keys().and_then(|root| root.get(key)).map(|entry| &entry.value);
        own.or_else(|| self.site.config.default_for(key, &self.doc.path, "posts"))
    }

    /// Psych refuses a block that has a symbol in it.
    fn has_symbol(&self) -> bool {
        let mut scalars = Vec::new();
        self.doc.keys().into_iter().for_each(|root| root.scalars(&mut scalars));
        let readings = scalars.iter().filter_map(|node| typed(node, self.doc, self.site));
        readings.into_iter().any(|typed| typed == Typed::Symbol)
    }

    /// The post as it is when its front matter cannot be read: dated when the site
    /// is built, named like its file.
    fn bare(&self, today: NaiveDate) -> Outlook {
        let moment = Moment { at: None, local: Some(today.and_time(NaiveTime::MIN)) };
        let pattern = style(self.site.config.text("permalink").unwrap_or("date"));
        let parts = Parts {
            slug: self.name.base,
            base: self.name.base,
            collection: "posts",
            path: self.name.base,
            categories: &self.folders(),
            local: moment.local,
        };
        Outlook::Published(Page { url: fill(pattern, &parts), ..Page::default() })
    }

    fn title(&self) -> Option<String> {
        let words = || -> String {
            let words = self.name.slug.split('-').map(capitalized);
            words.collect::<Vec<_>>().join(" ")
        };
        let Some(node) = self.get("title") else { return Some(words()) };
        match (&node.value, typed(node, self.doc, self.site)?) {
            (Value::Scalar(_), Typed::Null | Typed::Bool(false)) => Some(words()),
            (Value::Scalar(scalar), typed) => typed.printed_by_ruby(&scalar.text),
            _ => None,
        }
    }

    fn moment(&self) -> Result<Option<Moment>, Outlook> {
        let zone = zone(self.site);
        let refused = |text: &str| Outlook::Fails(format!("Invalid date '{text}'"));
        let parse = |text: &str| match time_parse(text) {
            RubyTime::Local(local) => Ok(Some(Moment::local(local, zone))),
            RubyTime::At(at) => Ok(Some(Moment::at(at, zone))),
            RubyTime::Refused => Err(refused(text)),
            RubyTime::Unknown => Ok(None),
        };
        let named = || self.name.date.map_or(Ok(None), parse);
        let Some(node) = self.get("date") else { return named() };
        let text = node.text().unwrap_or_default();
        let Some(typed) = typed(node, self.doc, self.site) else {
            // readers differ: a day, or a text that is then read as one
            return if text.len() < 11 { parse(text) } else { Ok(None) };
        };
        match typed {
            Typed::Time(at) => Ok(Some(Moment::at(at, zone))),
            Typed::Null => Err(refused("")),
            Typed::Integer(number) => parse(&number.to_string()),
            Typed::Bool(value) => Err(refused(if value { "true" } else { "false" })),
            Typed::Text if node.scalar().is_none() => Ok(None),
            _ => parse(text),
        }
    }

    fn url(&self, moment: Option<Moment>) -> Option<String> {
        let slug =
            match self.get("slug").map(|node| (node.text(), typed(node, self.doc, self.site))) {
                None | Some((_, Some(Typed::Null | Typed::Bool(false)))) => self.name.slug,
                Some((Some(text), Some(Typed::Text))) => text,
                Some(_) => return None,
            };
        let categories = self.categories()?;
        let parts = Parts {
            slug,
            base: self.name.base,
            collection: "posts",
            path: self.name.base,
            categories: &categories,
            local: moment.and_then(|moment| moment.local),
        };
        match self.get("permalink").map(|node| (node.text(), typed(node, self.doc, self.site))) {
            None | Some((_, Some(Typed::Null | Typed::Bool(false)))) => {
                fill(style(self.site.config.text("permalink").unwrap_or("date")), &parts)
            }
            Some((Some(text), Some(Typed::Text))) => fill(text, &parts),
            Some(_) => None,
        }
    }

    /// The folders above `_posts`, which Jekyll takes for categories.
    fn folders(&self) -> Vec<String> {
        let above = self.doc.path.split("_posts").next().unwrap_or_default();
        above.split('/').filter(|folder| !folder.is_empty()).map(str::to_owned).collect()
    }

    /// The categories, in the order in which they stand in an address.
    fn categories(&self) -> Option<Vec<String>> {
        let mut out = self.folders();
        let mut add = |name: String| {
            if !out.contains(&name) {
                out.push(name);
            }
        };
        let texts = |node: &Node| -> Option<Vec<String>> {
            let items = node.items().iter().chain(node.scalar().map(|_| node));
            let read = |item: &Node| {
                let scalar = item.scalar()?;
                match typed(item, self.doc, self.site)? {
                    Typed::Null => Some(None),
                    typed => typed.printed_by_ruby(&scalar.text).map(Some),
                }
            };
            let read: Option<Vec<Option<String>>> = items.map(read).collect();
            Some(read?.into_iter().flatten().collect())
        };
        if let Some(plural) = self.get("categories") {
            let names = texts(plural)?;
            let is_text = plural.scalar().is_some();
            for name in names {
                match is_text {
                    true => name.split_whitespace().for_each(|word| add(word.to_owned())),
                    false => add(name),
                }
            }
        }
        if let Some(singular) = self.get("category") {
            texts(singular)?.into_iter().for_each(add);
        }
        Some(out)
    }
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
        let site = Site {
            generator: Generator::named("jekyll").expect("a preset"),
            config: SiteConfig::parse("_config.yml", config),
            assets: Box::new(NamedAssets::default()),
        };
        let doc = Document::parse(path, text, &site.generator, &site.config);
        outlook(&doc, &site, NaiveDate::from_ymd_opt(2026, 11, 25).expect("a day"))
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
