//! From a picture as a post names it to the file that the site will show. What
//! Jekyll makes of an address is known to the letter; of others every place is
//! asked that may be meant, and a picture is missing only if all of them lack it.

mod jekyll;
mod moved;

use std::cell::OnceCell;

use chrono::{DateTime, Utc};

use crate::document::{Document, Mention, Picture, Target, language_code};
use crate::image::Image;
use crate::outlook::{Outlook, outlook};
use crate::site::{Lookup, Site, join, normal_parts};
use crate::tree::Node;

/// The pictures of one post, looked up in its site.
#[derive(Clone)]
pub struct Resolver<'a> {
    doc: &'a Document,
    site: &'a Site,
    url: OnceCell<Option<String>>,
    /// What came of each picture of the post, in its order.
    found: OnceCell<Vec<Option<Found>>>,
    /// The numbers of those of which the bytes can be read, and what these say.
    images: OnceCell<Vec<(usize, String, Image)>>,
}

/// What came of one picture.
#[derive(Clone)]
struct Found {
    lookup: Lookup,
    /// Its file, as the disk spells it.
    file: Option<String>,
}

impl<'a> Resolver<'a> {
    /// The pictures of `doc` in `site`.
    pub fn new(doc: &'a Document, site: &'a Site) -> Self {
        Self { doc, site, url: OnceCell::new(), found: OnceCell::new(), images: OnceCell::new() }
    }

    /// Looks for a picture of the post where the generator, or a reader's browser,
    /// would. `None` for one that is elsewhere or computed.
    pub fn look_up(&self, picture: &Picture) -> Option<Lookup> {
        match self.known(picture) {
            Some(found) => found.as_ref().map(|found| found.lookup.clone()),
            None => self.find(picture).map(|found| found.lookup),
        }
    }

    /// The file of a picture, from the site's root, as the disk spells it.
    pub fn file_of(&self, picture: &Picture) -> Option<String> {
        match self.known(picture) {
            Some(found) => found.as_ref()?.file.clone(),
            None => self.find(picture)?.file,
        }
    }

    /// What came of a picture that is one of the post's: several rules ask.
    fn known(&self, picture: &Picture) -> Option<&Option<Found>> {
        let place = self.doc.pictures.element_offset(picture)?;
        let all = || self.doc.pictures.iter().map(|picture| self.find(picture)).collect();
        self.found.get_or_init(all).get(place)
    }

    fn find(&self, picture: &Picture) -> Option<Found> {
        let mut best = Found { lookup: Lookup::Missing, file: None };
        for place in self.places(picture)? {
            match self.site.find(&place) {
                Lookup::Found => {
                    let file = normal_parts(&place).map(|parts| parts.join("/"));
                    return Some(Found { lookup: Lookup::Found, file });
                }
                Lookup::Spelt(path) => {
                    let file = Some(path.clone());
                    best = Found { lookup: Lookup::Spelt(path), file };
                }
                Lookup::Missing => {}
            }
        }
        Some(best)
    }

    /// The pictures that lead to a file whose bytes can be read, with the path of that
    /// file from the site's root.
    pub fn images(&self) -> impl Iterator<Item = (&'a Picture, &str, Image)> {
        let image = |(number, picture): (usize, &Picture)| {
            let path = self.file_of(picture)?;
            let image = self.site.assets.image(&path)?;
            Some((number, path, image))
        };
        let all = || self.doc.pictures.iter().enumerate().filter_map(image).collect();
        let images: &Vec<_> = self.images.get_or_init(all);
        images.iter().map(|(number, path, image)| (&self.doc.pictures[*number], &**path, *image))
    }

    /// The path of a file that may be meant by a picture that is missing: with
    /// another ending, or a letter or two off.
    pub fn near(&self, picture: &Picture) -> Option<String> {
        self.places(picture)?.iter().find_map(|place| {
            let parts = normal_parts(place)?;
            let (name, folders) = parts.split_last()?;
            let folder = folders.join("/");
            let near = self.site.assets.folder(&folder)?.near(name)?.to_owned();
            Some(join(&folder, &near))
        })
    }

    /// The paths, from the site's root, at which a picture would be found; none for
    /// one that is elsewhere or computed.
    pub fn paths(&self, picture: &Picture) -> Vec<String> {
        let places = self.places(picture).unwrap_or_default();
        places.iter().filter_map(|place| Some(normal_parts(place)?.join("/"))).collect()
    }

    /// The address of the post below the host, `baseurl` not included, where it is
    /// known.
    fn url(&self) -> Option<&str> {
        // also of a post that is still to come
        let read = || match outlook(self.doc, self.site, DateTime::<Utc>::MAX_UTC) {
            Outlook::Published(page) => page.url,
            _ => None,
        };
        self.url.get_or_init(read).as_deref()
    }

    /// The places of a picture, the best first; `None` where it is none of the
    /// site's.
    fn places(&self, picture: &Picture) -> Option<Vec<String>> {
        let Target::Path(path) = &picture.target else { return None };
        // what a browser makes of it
        let path = path.replace('\\', "/");
        let images = &self.site.generator.images;
        // an alias that a build tool knows and we do not
        let alias = images.aliases.iter().find_map(|(alias, folder)| {
            path.strip_prefix(alias.as_str()).map(|rest| format!("{folder}/{rest}"))
        });
        match alias {
            Some(place) => return Some(vec![place]),
            None if path.starts_with(['@', '~', '#']) => return None,
            None => {}
        }
        if self.site.generator.name != "jekyll" {
            let mut places = self.copied_places(&path)?;
            places.extend(self.likely_places(&path, picture.mention));
            return Some(places);
        }
        if self.site.published().keeps(&path) {
            return None;
        }
        Some(self.jekyll_places(&path, picture).unwrap_or_else(|| {
            // of a page whose address is not known, what is published at all
            let mut places = self.likely_places(&path, picture.mention);
            places.retain(|place| {
                normal_parts(place).is_some_and(|parts| self.is_published(&parts.join("/")))
            });
            places
        }))
    }

    /// The sources of what the config has copied to where `path` leads; `None` where
    /// one of them is not known.
    fn copied_places(&self, path: &str) -> Option<Vec<String>> {
        let path = path.trim_start_matches("../").trim_start_matches("./").trim_start_matches('/');
        let below = |to: &str| match to {
            "" => Some(path),
            to => path.strip_prefix(to)?.strip_prefix('/'),
        };
        let mut places = Vec::new();
        for copy in &self.site.config.copies {
            if let Some(rest) = below(&copy.to) {
                places.push(join(copy.from.as_ref()?, rest));
            }
        }
        Some(places)
    }

    /// The places in which the generator would look, and those that lead there by
    /// the address of a page.
    fn likely_places(&self, path: &str, mention: Mention) -> Vec<String> {
        let images = &self.site.generator.images;
        let roots = self.roots();
        let below_roots = |rest: &str| -> Vec<String> {
            roots.iter().map(|root| format!("{root}/{rest}")).collect()
        };
        let mut places = Vec::new();
        let folder = self.doc.folder();
        let stem = self.doc.file_name().rsplit_once('.').map_or("", |(stem, _)| stem);
        if let Some(absolute) = path.strip_prefix('/') {
            let below = self.below_base(absolute);
            places.extend(below.into_iter().flat_map(below_roots));
            places.extend(below_roots(absolute));
            if let (true, Some((_, name))) = (images.folder_of_name, absolute.rsplit_once('/')) {
                places.push(format!("{folder}/{stem}/{name}"));
            }
            return places;
        }
        // the post's own folder first: what it should hold is the best thing to name
        if images.beside || mention != Mention::FrontMatter {
            places.push(format!("{folder}/{path}"));
            // a page is often one level below where its source is
            places.extend(path.strip_prefix("../").map(|rest| format!("{folder}/{rest}")));
            places.extend(self.other_languages(folder).map(|folder| format!("{folder}/{path}")));
        }
        if images.folder_of_name {
            places.push(format!("{folder}/{stem}/{path}"));
        }
        places.extend(below_roots(path.trim_start_matches("../").trim_start_matches("./")));
        places
    }

    /// What of a path without its first slash stands below the site's base path,
    /// where it has one and the path begins with it.
    fn below_base<'p>(&self, absolute: &'p str) -> Option<&'p str> {
        let base = &self.site.config.base_path;
        let rest = absolute.strip_prefix(base.as_str()).filter(|_| !base.is_empty())?;
        rest.strip_prefix('/')
    }

    /// The folders that end up at the root of the site.
    fn roots(&self) -> Vec<String> {
        let mut roots = Vec::new();
        for root in &self.site.generator.images.roots {
            match root.split_once("/*/") {
                Some((above, below)) => {
                    let names = self.site.assets.folder(above);
                    let folders = names.iter().flat_map(|names| names.folders());
                    roots.extend(folders.map(|name| format!("{above}/{name}/{below}")));
                }
                None => roots.push(root.clone()),
            }
        }
        roots
    }

    /// The same folder in the site's other languages, whose pictures a translation
    /// shares: `content/en/p` for `content/de/p`.
    fn other_languages<'f>(&self, folder: &'f str) -> impl Iterator<Item = String> + use<'f> {
        let mut parts = folder.splitn(3, '/');
        let (above, language, rest) = (parts.next(), parts.next(), parts.next().unwrap_or(""));
        let above = above.filter(|_| language.is_some_and(|l| language_code(l).is_some()));
        let names = above.and_then(|above| self.site.assets.folder(above));
        let others: Vec<String> =
            names.iter().flat_map(|names| names.folders()).map(str::to_owned).collect();
        others.into_iter().map(move |other| format!("{}/{other}/{rest}", above.unwrap_or_default()))
    }
}

/// The layout of a post, as it says or its site's config for it.
pub fn layout_of<'d>(doc: &'d Document, site: &'d Site) -> Option<&'d str> {
    let own = doc.keys().and_then(|root| root.get("layout")).map(|entry| &entry.value);
    own.or_else(|| site.config.default_for("layout", &doc.path, &["posts", "post"]))?.text()
}

/// The way to the key of front matter that holds a picture: `image`, `image.path`.
pub fn key_of(doc: &Document, picture: &Picture) -> Option<String> {
    let holds = |node: &Node| node.span.contains(picture.span);
    let entry = doc.keys()?.entries().iter().find(|entry| holds(&entry.value))?;
    let inner = entry.value.entries().iter().find(|inner| holds(&inner.value));
    Some(match inner {
        Some(inner) => format!("{}.{}", entry.name(), inner.name()),
        None => entry.name().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::{Generator, SiteConfig};
    use crate::site::NamedAssets;

    fn site(generator: &str, files: &[&str]) -> Site {
        Site::new(
            Generator::named(generator).expect("a preset"),
            SiteConfig::parse("_config.yml", "baseurl: /blog"),
            Box::new(NamedAssets::new(files.iter().copied())),
        )
    }

    fn look_up(generator: &str, post: &str, text: &str, files: &[&str]) -> Vec<Lookup> {
        let site = site(generator, files);
        let doc = Document::parse(post, text, &site.generator, &site.config);
        let resolver = Resolver::new(&doc, &site);
        doc.pictures.iter().filter_map(|picture| resolver.look_up(picture)).collect()
    }

    #[test]
    fn pictures_are_looked_for_where_the_generator_would() {
        let bare = "---\nimage: assets/x.jpg\n---\n![](/assets/x.jpg) ![](/blog/assets/x.jpg)";
        let found = look_up("jekyll", "_posts/p.md", bare, &["assets/x.jpg"]);
        assert_eq!(found, [Lookup::Found, Lookup::Found, Lookup::Found]);
        let hugo = look_up(
            "hugo",
            "content/p/index.md",
            "![](x.jpg) ![](/y.jpg)",
            &["content/p/x.jpg", "static/y.jpg"],
        );
        assert_eq!(hugo, [Lookup::Found, Lookup::Found]);
        let hexo = look_up("hexo", "source/_posts/p.md", "![](x.jpg)", &["source/_posts/p/x.jpg"]);
        assert_eq!(hexo, [Lookup::Found]);
    }

    #[test]
    fn another_spelling_is_told() {
        let found = look_up("jekyll", "p.md", "![](/Assets/X.JPG)", &["assets/x.jpg"]);
        assert_eq!(found, [Lookup::Spelt("assets/x.jpg".into())]);
        let decomposed = look_up("jekyll", "p.md", "![](/caf\u{e9}.jpg)", &["cafe\u{301}.jpg"]);
        assert_eq!(decomposed, [Lookup::Spelt("cafe\u{301}.jpg".into())]);
    }

    #[test]
    fn a_near_name_is_offered() {
        let near = |text: &str| {
            let site = site("jekyll", &["a/harbour.jpg", "a/b.png", "a/story-7.jpg"]);
            let doc = Document::parse("p.md", text, &site.generator, &site.config);
            let resolver = Resolver::new(&doc, &site);
            doc.pictures.iter().find_map(|picture| resolver.near(picture))
        };
        assert_eq!(near("![](/a/harbour.png)").as_deref(), Some("a/harbour.jpg"));
        assert_eq!(near("![](/a/harbuor.jpg)").as_deref(), Some("a/harbour.jpg"));
        assert_eq!(near("![](/a/story-8.jpg)"), None);
        assert_eq!(near("![](/a/else.jpg)"), None);
    }

    #[test]
    fn nothing_outside_is_found() {
        let text = "![](../../etc/passwd.png)";
        assert_eq!(look_up("jekyll", "_posts/p.md", text, &["passwd.png"]), [Lookup::Missing]);
    }

    #[test]
    fn a_picture_is_missing_only_if_every_way_to_it_lacks_it() {
        let found = |generator: &str, post: &str, path: &str, file: &str| {
            let text = format!("![]({path})");
            assert_eq!(look_up(generator, post, &text, &[file]), [Lookup::Found], "{path} {file}");
        };
        // the address of a page is a level below its source
        found("hugo", "content/posts/p.md", "../img/x.png", "content/posts/img/x.png");
        found("eleventy", "content/posts/p.md", "../../img/x.png", "img/x.png");
        found("hugo", "content/de/p/index.md", "x.png", "content/en/p/x.png");
        found("hugo", "content/p.md", "/x.png", "themes/plain/static/x.png");
        found("docusaurus", "blog/p.md", "@site/static/x.png", "static/x.png");
        found("hexo", "source/_posts/p.md", "/2025/01/01/p/x.png", "source/_posts/p/x.png");
        assert_eq!(look_up("astro", "src/content/p.md", "![](@assets/x.png)", &[]), []);
    }

    #[test]
    fn what_a_config_copies_elsewhere_is_found_there() {
        let program = "addPassthroughCopy({'static/k': 'media/k', '*.png': 'pics'})";
        let site = Site::new(
            Generator::named("eleventy").expect("a preset"),
            SiteConfig::parse("eleventy.config.js", program),
            Box::new(NamedAssets::new(["static/k/s.png"])),
        );
        let text = "![](/media/k/s.png) ![](/media/k/t.png) ![](/pics/u.png)";
        let doc = Document::parse("posts/p.md", text, &site.generator, &site.config);
        let resolver = Resolver::new(&doc, &site);
        let found: Vec<_> = doc.pictures.iter().map(|picture| resolver.look_up(picture)).collect();
        assert_eq!(found, [Some(Lookup::Found), Some(Lookup::Missing), None]);
    }
}
