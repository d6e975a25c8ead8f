//! What each static-site generator does with a post: a file of data for each
//! (`src/generator/*.yml`), and the little code that reads values as it would.

mod config;
mod date;
mod go;
mod number;
mod printed;
mod ruby;
mod scalar;
mod timestamp;

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::tree::{Format, Node, Scalar, Style};

pub use config::SiteConfig;
pub use date::{DateReader, Moment, Reading, read_date};
pub use go::go_time;
pub use ruby::time_parse;
pub use scalar::{ScalarReader, Typed};

/// The presets, as the build wrote them: name and JSON.
static PRESETS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/generators.rs"));

/// The order in which sites are recognised: a generator whose sign is a special
/// case of another's comes first.
const DETECTION_ORDER: [&str; 7] =
    ["hexo", "jekyll", "zola", "hugo", "eleventy", "docusaurus", "astro"];

/// What a reader makes of a text that should be a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeReading {
    /// A time in the zone of the site.
    Local(NaiveDateTime),
    /// A time in a zone that is written.
    At(DateTime<FixedOffset>),
    /// An error.
    Refused,
    /// It is not known here.
    Unknown,
}

/// The signs of each generator, in that order: they are looked for in many folders.
static SIGNS: LazyLock<Vec<(&str, Vec<Sign>)>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Head {
        detect: Vec<Sign>,
    }
    let read = |name: &'static str| {
        let (_, json) = PRESETS.iter().find(|(preset, _)| *preset == name)?;
        let head: Head = serde_json::from_str(json).ok()?;
        Some((name, head.detect))
    };
    DETECTION_ORDER.into_iter().filter_map(read).collect()
});

/// One generator's ways.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Generator {
    /// Its name in configs: `jekyll`.
    #[serde(skip)]
    pub name: String,
    /// Its name in sentences: `Jekyll`.
    pub title: String,
    /// The files by which its sites are known: see [`SIGNS`].
    #[serde(rename = "detect")]
    _detect: serde::de::IgnoredAny,
    /// Folders in which every file is a post.
    posts: Vec<String>,
    /// Folders of drafts among them.
    #[serde(default)]
    drafts: Vec<String>,
    /// The key and the value by which a post says that it is a draft.
    #[serde(default)]
    draft_if: Option<(String, String)>,
    /// Files among them that head a section and are no posts.
    #[serde(default)]
    sections: Vec<String>,
    /// What it does not publish.
    ignore: Vec<String>,
    /// Whether the file name of a post must begin with its date.
    #[serde(default)]
    pub dated_names: bool,
    /// Which fences it takes for front matter.
    pub fences: Fences,
    /// What reads its YAML; of several, it depends on how it was installed.
    pub scalars: Vec<ScalarReader>,
    /// How it reads dates.
    pub dates: DateReader,
    /// Keys that hold dates.
    pub date_keys: Vec<String>,
    /// Words that stand for a date, in lower case.
    #[serde(default)]
    pub date_words: Vec<String>,
    /// Whether its own dates have no zone, and one with a zone is read as another
    /// moment.
    #[serde(default)]
    pub zoneless_dates: bool,
    /// The zone that it gives to times without one.
    #[serde(default)]
    pub assumes: Assumptions,
    /// Whether it leaves out what is dated in the future, unless a config says so.
    #[serde(default)]
    pub hides_future: bool,
    /// The site's own lists of the names that keys may hold.
    #[serde(default)]
    pub references: Vec<ReferenceSource>,
    /// The template language that runs in a post.
    pub template: TemplateLanguage,
    /// What reads its Markdown, where that is known.
    #[serde(default)]
    pub markdown: Option<MarkdownReader>,
    /// Whether `Title` and `title` are one key.
    #[serde(default)]
    pub ignores_case: bool,
    /// Keys that decide whether a post is published, and the value that keeps it back.
    #[serde(default)]
    pub flags: BTreeMap<String, bool>,
    /// Keys of that kind in other generators, which this one does not know.
    #[serde(default)]
    pub foreign_flags: BTreeMap<String, bool>,
    /// Whether a post without any front matter is not published as one.
    #[serde(default)]
    pub needs_block: bool,
    /// The keys without which a post is published with something that nobody
    /// chose, such as its file name for a title.
    #[serde(default)]
    pub required: Vec<String>,
    /// The keys that it, or nearly every theme for it, knows.
    pub keys: Vec<String>,
    /// Keys that it has given up, and what took their place; empty for nothing.
    #[serde(default)]
    pub deprecated: BTreeMap<String, String>,
    /// Keys that hold lists.
    #[serde(default)]
    pub lists: Vec<String>,
    /// Where its pictures are.
    pub images: Images,
    /// The keys in small letters.
    #[serde(skip)]
    folded_keys: OnceLock<FxHashSet<String>>,
    #[serde(skip)]
    globs: OnceLock<Globs>,
}

#[derive(Debug)]
struct Globs {
    posts: GlobSet,
    drafts: GlobSet,
    sections: GlobSet,
    ignore: GlobSet,
}

/// A file that gives a generator away.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Sign {
    /// A file or folder in the site's root.
    file: Option<String>,
    /// That must stand in the root too.
    beside: Option<String>,
    /// A key that the file must have at the start of a line.
    says: Option<String>,
    /// A dependency in the site's `package.json`.
    package: Option<String>,
}

/// Where a site lists the names that some keys may hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReferenceSource {
    /// The keys.
    pub keys: Vec<String>,
    /// A key of the site's config, whose keys or items are the names.
    #[serde(default)]
    pub config: Option<String>,
    /// A file of data, whose keys or items are the names.
    #[serde(default)]
    pub file: Option<String>,
    /// A folder, whose files without their endings are the names.
    #[serde(default)]
    pub folder: Option<String>,
    /// Keys of the site's config that bring names from elsewhere.
    #[serde(default)]
    pub unless: Vec<String>,
}

/// Which blocks are front matter.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Fences {
    /// `---`.
    pub yaml: bool,
    /// `+++`.
    pub toml: bool,
    /// `{`, or `;;;`.
    pub json: bool,
    /// `...` closes.
    pub dots_close: bool,
    /// Blanks may follow a fence.
    pub blanks_after: bool,
    /// A comment may follow the opening fence.
    pub comment_after: bool,
    /// Blank lines or blanks may stand before the opening fence.
    pub blanks_before: bool,
    /// The name of a format may follow the opening fence: `--- yaml`.
    pub language: bool,
    /// A line that only begins with the fence closes too: `-----`.
    pub longer_close: bool,
    /// A lone carriage return ends a line.
    pub cr: bool,
}

/// What a time without a zone is taken for.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Assumptions {
    /// Unquoted, with seconds.
    pub with_seconds: Option<AssumedZone>,
    /// Without seconds, or quoted.
    pub without_seconds: Option<AssumedZone>,
}

/// A zone that a generator assumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssumedZone {
    /// Coordinated universal time.
    Utc,
    /// The zone of the site's config, or of the machine that builds it.
    Site,
}

/// What runs between braces in a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TemplateLanguage {
    /// `{{ x }}`, `{% x %}`; also inside code fences.
    Liquid,
    /// `{{< x >}}`, `{{% x %}}`; also inside code fences.
    Hugo,
    /// `{{ x }}`, `{% x %}`, `{# x #}`.
    Nunjucks,
    /// `{{ x() }}`, `{% x() %}`.
    Zola,
    /// JSX tags, `{x}`, `import` and `export` lines.
    Mdx,
}

/// What reads Markdown. They differ in what they make of HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkdownReader {
    /// Blocks of HTML go on to the closing tag.
    Kramdown,
    /// They go on to a blank line.
    CommonMark,
}

/// Where a generator finds pictures.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Images {
    /// Front-matter keys that name one; a dot leads into a map, or each of a list.
    pub keys: Vec<String>,
    /// Folders that end up at the root of the site.
    pub roots: Vec<String>,
    /// Beginnings of a path that stand for a folder.
    #[serde(default)]
    pub aliases: BTreeMap<String, String>,
    /// Whether pictures may lie beside the post.
    #[serde(default)]
    pub beside: bool,
    /// Whether they may lie in a folder named like the post.
    #[serde(default)]
    pub folder_of_name: bool,
}

impl Generator {
    /// What reads the Markdown of a site set up by `config`; `None` where it is not
    /// known, or told to read Markdown in HTML, too.
    pub fn markdown_reader(&self, config: &SiteConfig) -> Option<MarkdownReader> {
        let reader = self.markdown?;
        let says = config.text("markdown").filter(|_| reader == MarkdownReader::Kramdown);
        match says.map(str::to_ascii_lowercase).as_deref() {
            Some("kramdown") | None => {}
            Some("commonmark" | "commonmarkghpages") => return Some(MarkdownReader::CommonMark),
            Some(_) => return None,
        }
        let reads_all = config.at(["kramdown", "parse_block_html"]).and_then(|node| node.text());
        (reads_all.is_none_or(|said| said == "false")).then_some(reader)
    }

    /// The preset of that name.
    pub fn named(name: &str) -> Option<Self> {
        let (_, json) = PRESETS.iter().find(|(preset, _)| *preset == name)?;
        let mut generator: Self = serde_json::from_str(json).ok()?;
        generator.name = name.to_owned();
        Some(generator)
    }

    /// What is done for a site whose generator is not known.
    pub fn plain() -> Self {
        #[expect(clippy::expect_used, reason = "a preset of ours, read by the tests")]
        Self::named("plain").expect("the plain preset is embedded")
    }

    /// The names of all presets.
    pub fn names() -> impl Iterator<Item = &'static str> {
        PRESETS.iter().map(|(name, _)| *name)
    }

    /// What a file may write where it names one, or nothing.
    pub fn name_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names = Self::names().map(Json::from).chain([Json::Null]);
        schemars::json_schema!({"enum": names.collect::<Vec<_>>()})
    }

    /// Whether it, or nearly every theme for it, knows a key, whatever its case.
    pub fn knows(&self, key: &str) -> bool {
        let keys = || self.keys.iter().map(|key| key.to_ascii_lowercase()).collect();
        let keys = self.folded_keys.get_or_init(keys);
        keys.contains(key) || keys.contains(&key.to_ascii_lowercase())
    }

    /// What reads a block of that format.
    pub fn readers(&self, format: Format) -> &[ScalarReader] {
        match format {
            Format::Yaml => &self.scalars,
            Format::Toml => &[ScalarReader::Toml],
            Format::Json => &[ScalarReader::Json],
        }
    }

    /// What a scalar is to it; `None` where that depends on how it was installed.
    pub fn typed(&self, scalar: &Scalar, format: Format) -> Option<Typed> {
        if scalar.style == Style::Tagged {
            return None;
        }
        let mut readings = self.readers(format).iter().map(|reader| reader.read(scalar));
        let first = readings.next()?;
        readings.all(|other| other == first).then_some(first)
    }

    /// The generator whose sign stands in a folder, and that sign. `read` gives
    /// the text of a file in it: empty for a folder, `None` where nothing has
    /// that name.
    pub fn detect(read: &dyn Fn(&str) -> Option<String>) -> Option<(Self, String)> {
        SIGNS.iter().find_map(|(name, signs)| {
            let sign = signs.iter().find_map(|sign| sign.seen(read))?;
            Some((Self::named(name)?, sign))
        })
    }

    /// Whether the file at `path` (from the site's root) is a post for certain: in
    /// a folder of posts, and not the head of a section.
    pub fn is_post(&self, path: &str) -> bool {
        let globs = self.globs();
        globs.posts.is_match(path) && !globs.sections.is_match(path) && !is_partial(path)
    }

    /// Whether the file at `path`, with these keys, is not meant to be read yet.
    pub fn is_draft(&self, path: &str, keys: Option<&Node>) -> bool {
        let says = self.draft_if.as_ref().is_some_and(|(key, value)| {
            let said = keys.and_then(|keys| keys.get(key)).and_then(|entry| entry.value.text());
            said.is_some_and(|said| said.eq_ignore_ascii_case(value))
        });
        says || self.globs().drafts.is_match(path)
    }

    /// Whether the generator leaves the file at `path` alone.
    pub fn ignores(&self, path: &str) -> bool {
        self.globs().ignore.is_match(path)
    }

    fn globs(&self) -> &Globs {
        self.globs.get_or_init(|| Globs {
            posts: glob_set(&self.posts),
            drafts: glob_set(&self.drafts),
            sections: glob_set(&self.sections),
            ignore: glob_set(&self.ignore),
        })
    }
}

/// A name that begins with `_` marks what other pages include, or a template,
/// among posts.
fn is_partial(path: &str) -> bool {
    path.split('/').any(|name| name.starts_with('_') && !matches!(name, "_posts" | "_drafts"))
}

/// Globs of ours, in which `*` stops at a slash.
fn glob_set(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        if let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build() {
            set.add(glob);
        }
    }
    set.build().unwrap_or_default()
}

impl Sign {
    fn seen(&self, read: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        if let Some(package) = &self.package {
            let manifest: serde_json::Value = serde_json::from_str(&read("package.json")?).ok()?;
            let depends = |kind: &str| manifest.get(kind).and_then(|d| d.get(package)).is_some();
            return (depends("dependencies") || depends("devDependencies"))
                .then(|| format!("{package} in package.json"));
        }
        let file = self.file.as_ref()?;
        let text = read(file)?;
        let beside = self.beside.as_ref().is_none_or(|other| read(other).is_some());
        let says = self.says.as_ref().is_none_or(|key| {
            text.lines().any(|line| {
                line.strip_prefix(key.as_str()).is_some_and(|rest| rest.trim().starts_with('='))
            })
        });
        (beside && says).then(|| file.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_read() {
        for name in Generator::names() {
            assert!(Generator::named(name).is_some(), "{name}");
        }
        assert!(DETECTION_ORDER.iter().all(|name| Generator::named(name).is_some()));
    }

    fn detected(files: &[(&str, &str)]) -> Option<String> {
        let read = |name: &str| {
            files.iter().find(|(file, _)| *file == name).map(|(_, text)| (*text).to_owned())
        };
        Generator::detect(&read).map(|(generator, _)| generator.name)
    }

    #[test]
    fn sites_are_known_by_their_files() {
        assert_eq!(detected(&[("_config.yml", "")]).as_deref(), Some("jekyll"));
        let hexo = [("_config.yml", ""), ("source/_posts", "")];
        assert_eq!(detected(&hexo).as_deref(), Some("hexo"));
        assert_eq!(detected(&[("config.toml", "base_url = 'x'")]).as_deref(), Some("zola"));
        assert_eq!(detected(&[("config.toml", "baseURL = 'x'")]).as_deref(), Some("hugo"));
        let package = r#"{"devDependencies": {"astro": "^5"}}"#;
        assert_eq!(detected(&[("package.json", package)]).as_deref(), Some("astro"));
        assert_eq!(detected(&[("package.json", "not json")]), None);
    }

    #[test]
    fn posts_are_known_by_their_folder() {
        let jekyll = Generator::named("jekyll").expect("a preset");
        assert!(jekyll.is_post("_posts/2025-01-02-x.md"));
        assert!(jekyll.is_post("blog/_posts/deep/2025-01-02-x.md"));
        assert!(!jekyll.is_post("_posts/_templates/x.md"));
        assert!(!jekyll.is_post("_posts/_template.md") && !jekyll.is_post("about.md"));
        assert!(jekyll.is_draft("_drafts/x.md", None) && !jekyll.is_draft("_posts/x.md", None));
        let hugo = Generator::named("hugo").expect("a preset");
        let keys = crate::tree::parse_toml("draft = true", 0).root;
        assert!(
            hugo.is_draft("content/x.md", keys.as_ref()) && !hugo.is_draft("content/x.md", None)
        );
        assert!(hugo.is_post("content/posts/x.md") && !hugo.is_post("content/posts/_index.md"));
    }
}
