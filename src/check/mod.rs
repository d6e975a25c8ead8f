//! Kinds of check. A kind is one file here and one line in the table below: a pure
//! function from a document to hits. It never sees the rule that uses it; rules
//! choose a kind by its name and give it options.

mod edit;
mod known;
pub mod pattern;
pub mod phrases;
mod picture_address;
mod post_day;
mod wording;
mod words;
pub mod written;

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;
use std::sync::LazyLock;

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::diagnostic::{Fix, Related};
use crate::dictionary::Vocabulary;
use crate::document::{Document, Layer, Prose, Scopes, language_code};
use crate::facts::Facts;
use crate::resolve::Resolver;
use crate::site::Site;
use crate::text::{Edit, Span};
use pattern::{OutOfSteps, Pattern};
use phrases::Phrase;

/// What a kind may look at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The post.
    pub doc: &'a Document,
    /// The site around it.
    pub site: &'a Site,
    /// The day on which the check runs.
    pub today: NaiveDate,
    /// Whether it is looked at beside other posts.
    pub beside: Beside<'a>,
    /// Its pictures, looked up once for all rules of one look at it.
    pub pictures: Option<&'a Resolver<'a>>,
    /// The text in which the scope of the rule is read.
    pub prose: &'a Prose,
    /// The scope of the rule.
    pub scopes: &'a Scopes,
    /// Whether the words of others count.
    pub includes_quotes: bool,
    /// The words of the site.
    pub vocabulary: &'a Vocabulary,
    /// Set where an expression ran out of steps.
    pub stuck: Option<&'a Cell<bool>>,
}

/// Whether a post is looked at beside the other posts of its site.
#[derive(Clone, Copy)]
pub enum Beside<'a> {
    /// It is looked at alone: checks across posts are silent, or do what they can.
    None,
    /// It will be, when all posts are known.
    Later,
    /// It was: what was found in it, each with the number of the rule.
    Found(&'a [(usize, Hit)]),
}

static ALL_TEXT: Scopes = Scopes::TEXT;
static NO_WORDS: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::default);

impl<'a> Context<'a> {
    /// A post looked at alone.
    pub fn new(doc: &'a Document, site: &'a Site, today: NaiveDate) -> Self {
        Self {
            doc,
            site,
            today,
            beside: Beside::None,
            pictures: None,
            prose: &doc.prose,
            scopes: &ALL_TEXT,
            includes_quotes: false,
            vocabulary: &NO_WORDS,
            stuck: None,
        }
    }

    /// The same, with the pictures of the post looked up by `resolver`.
    pub fn with_pictures(self, resolver: &'a Resolver<'a>) -> Self {
        Self { pictures: Some(resolver), ..self }
    }

    /// The language of the post, in two letters: its own, else the site's, else
    /// English.
    pub fn language(&self) -> Cow<'a, str> {
        if let Some(own) = self.doc.language.as_deref() {
            return Cow::Borrowed(own);
        }
        let site = self.site.config.language.as_deref().and_then(language_code);
        site.map_or(Cow::Borrowed("en"), Cow::Owned)
    }

    /// The stretches of the rule's scope, in order: blocks, sentences or links. Block
    /// quotations are left out unless the words of others count.
    pub fn stretches(&self) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let (prose, scopes, includes_quotes) = (self.prose, self.scopes, self.includes_quotes);
        let blocks = prose.blocks().iter().enumerate();
        let meant = blocks.filter(move |(_, block)| includes_quotes || !block.in_quote);
        meant.flat_map(move |(number, _)| scopes.stretches(prose, number))
    }

    /// Whether the plain bytes are somebody else's words, which do not count.
    pub fn is_of_others(&self, plain: &Range<usize>) -> bool {
        let is_prose = self.scopes.layer() == Layer::Prose;
        is_prose && !self.includes_quotes && self.prose.is_spoken(plain)
    }

    /// What a search found; one that ran out of steps found nothing, and is noted.
    pub fn told(&self, searched: Result<bool, OutOfSteps>) -> bool {
        if let (Err(OutOfSteps), Some(stuck)) = (searched, self.stuck) {
            stuck.set(true);
        }
        searched.unwrap_or_default()
    }

    /// The pictures of the post, looked up.
    pub fn resolver(&self) -> Cow<'a, Resolver<'a>> {
        match self.pictures {
            Some(shared) => Cow::Borrowed(shared),
            None => Cow::Owned(Resolver::new(self.doc, self.site)),
        }
    }
}

/// A place at which one of a kind's phrases or patterns stands, within the scope
/// of the rule and in the words of the author.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Which: the number of the phrase, or of the pattern behind all phrases.
    pub which: usize,
    /// Where, in the plain text.
    pub plain: Range<usize>,
    /// The stretch of plain text in which it was looked for: a block, or the
    /// first sentence.
    pub within: Range<usize>,
}

/// What a kind wants looked for.
#[derive(Debug, Default)]
pub struct Needs {
    /// Literal words.
    pub phrases: Vec<Phrase>,
    /// Regular expressions.
    pub patterns: Vec<Pattern>,
    /// Whether the second of two patterns counts only where the first was found.
    pub in_pairs: bool,
    /// Regular expressions that the kind runs itself, here to be verified.
    pub own_patterns: Vec<Pattern>,
}

/// Something found. The rule that asked makes a diagnostic of it.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Where.
    pub span: Span,
    /// What the placeholders of the message stand for, besides `found`.
    pub fill: Vec<(&'static str, String)>,
    /// Other places to look at.
    pub related: Vec<Related>,
    /// What a change must touch to have caused it, where that is more than the span.
    pub extent: Option<Span>,
    /// Files that it is about, from the site's root.
    pub files: Vec<String>,
    /// What would settle it, the best first.
    pub fixes: Vec<Fix>,
}

impl Hit {
    /// A hit at `span`.
    pub fn new(span: Span) -> Self {
        Self {
            span,
            fill: Vec::new(),
            related: Vec::new(),
            extent: None,
            files: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// The same, with `name` filled with `value`.
    pub fn fill(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.fill.push((name, value.into()));
        self
    }

    /// The same, caused by anything in `extent`.
    pub fn within(mut self, extent: Span) -> Self {
        self.extent = Some(extent);
        self
    }

    /// The same, with a fix.
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fixes.extend(fix);
        self
    }

    /// The same after an edit elsewhere in the post; `None` where the edit is made in
    /// what it is about.
    pub fn after(mut self, edit: &Edit) -> Option<Self> {
        self.span = edit.moves(self.span)?;
        self.extent = self.extent.and_then(|extent| edit.moves(extent));
        let moved = |mut related: Related| {
            related.span = edit.moves(related.span)?;
            Some(related)
        };
        self.related = self.related.into_iter().filter_map(moved).collect();
        self.fixes.retain_mut(|fix| {
            fix.edits.iter_mut().all(|own| match edit.moves(own.span) {
                Some(span) => {
                    own.span = span;
                    true
                }
                None => false,
            })
        });
        Some(self)
    }
}

/// The options of a kind that has none.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoOptions {}

/// An option that a kind does not take: which, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionError {
    /// The way to it below `options`: `["patterns", "1"]`.
    pub path: Vec<String>,
    /// What is wrong with it.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

impl OptionError {
    /// An error in the option `name`.
    pub fn new(name: &str, message: impl Into<String>) -> Self {
        Self { path: vec![name.to_owned()], message: message.into(), help: None }
    }

    /// The same, with what would be right.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The options name neither phrases nor patterns.
    fn nothing_to_look_for() -> Self {
        let error = Self { path: Vec::new(), message: "nothing to look for".into(), help: None };
        error.help("Give `phrases` (literal words) or `patterns` (expressions).")
    }
}

/// A file that an option names. A config says its path; whoever compiles the rule
/// puts its text beside, since a kind reads no files.
#[derive(Clone, Debug)]
pub struct NamedFile {
    /// The path, as it is written.
    pub path: String,
    /// What is in it.
    pub text: Option<String>,
}

impl NamedFile {
    /// The file as an option of a rule that can be compiled.
    pub fn read(path: &str, text: String) -> Value {
        serde_json::json!({"path": path, "text": text})
    }
}

impl<'de> Deserialize<'de> for NamedFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let said = Value::deserialize(deserializer)?;
        let part = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
        let path = said.as_str().map(str::to_owned).or_else(|| part("path"));
        let path = path.ok_or_else(|| D::Error::custom("write the path of a file"))?;
        Ok(Self { path, text: part("text") })
    }
}

impl JsonSchema for NamedFile {
    fn schema_name() -> Cow<'static, str> {
        "NamedFile".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }
}

/// A kind of check.
pub trait Kind: Send + Sync + Sized + 'static {
    /// What a rule may set. Unknown keys are refused. The comments of its fields are
    /// what an editor says of them.
    type Options: DeserializeOwned + JsonSchema;
    /// The placeholders that it fills, besides `found`.
    const FILLS: &'static [&'static str] = &[];
    /// The options that name a file, each a [`NamedFile`].
    const FILES: &'static [&'static str] = &[];

    /// Makes the check that `options` describe, and says what it wants looked for.
    fn compile(options: Self::Options) -> Result<(Self, Needs), OptionError>;

    /// Whether it looks at the posts of a site together.
    const ACROSS: bool = false;

    /// Whether it finds nothing where nothing stands of what it asks for, which is just
    /// what its options name as `phrases` or `swap`, and `patterns` or `swap-patterns`.
    const ONLY_FOUND: bool = false;

    /// Looks at a post. `found` are the places of what was asked for.
    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>);

    /// Looks at all posts of a site, by what is kept of them. A hit belongs to the
    /// post of that number.
    fn across(&self, _facts: &Facts<'_>, _out: &mut Vec<(usize, Hit)>) {}
}

/// A compiled check of any kind.
pub trait Check: Send + Sync {
    /// See [`Kind::run`].
    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>);
    /// See [`Kind::ACROSS`].
    fn looks_across(&self) -> bool;
    /// See [`Kind::across`].
    fn across(&self, facts: &Facts<'_>, out: &mut Vec<(usize, Hit)>);
}

impl<K: Kind> Check for K {
    fn looks_across(&self) -> bool {
        K::ACROSS
    }

    fn across(&self, facts: &Facts<'_>, out: &mut Vec<(usize, Hit)>) {
        Kind::across(self, facts, out);
    }

    fn run(&self, cx: &Context<'_>, found: &[Candidate], out: &mut Vec<Hit>) {
        Kind::run(self, cx, found, out);
    }
}

/// What [`with_kind`] does with the kind that has a name.
pub trait Visitor {
    /// What comes of it.
    type Out;
    /// Called with the kind.
    fn visit<K: Kind>(self) -> Self::Out;
}

macro_rules! kinds {
    ($($name:literal => $module:ident::$kind:ident),+ $(,)?) => {
        $(mod $module;)+

        /// The names of all kinds.
        pub const KINDS: &[&str] = &[$($name),+];

        /// Gives the kind called `name` to `visitor`; `None` where there is none.
        pub fn with_kind<V: Visitor>(name: &str, visitor: V) -> Option<V::Out> {
            match name {
                $($name => Some(visitor.visit::<$module::$kind>()),)+
                _ => None,
            }
        }
    };
}

/// Kinds that leave words of the site's vocabulary alone.
pub const HEED_VOCABULARY: [&str; 2] = ["replaced-words", "spelling"];

// every kind, one line each
kinds! {
    "capitalization" => capitalization::Capitalization,
    "conditional" => conditional::Conditional,
    "consistency" => consistency::Consistency,
    "date-expired" => date_expired::DateExpired,
    "date-file-name" => date_file_name::DateFileName,
    "date-form" => date_form::DateForm,
    "date-future" => date_future::DateFuture,
    "date-invalid" => date_invalid::DateInvalid,
    "date-mixed-forms" => date_mixed_forms::DateMixedForms,
    "date-order" => date_order::DateOrder,
    "date-zone" => date_zone::DateZone,
    "density" => density::Density,
    "deprecated-keys" => deprecated_keys::DeprecatedKeys,
    "duplicate-keys" => duplicate_keys::DuplicateKeys,
    "embargo" => embargo::Embargo,
    "empty-keys" => empty_keys::EmptyKeys,
    "encoding" => encoding::Encoding,
    "engine" => engine::Engine,
    "existence" => existence::Existence,
    "front-matter-block" => front_matter_block::FrontMatterBlock,
    "front-matter-syntax" => front_matter_syntax::FrontMatterSyntax,
    "image-alt" => image_alt::ImageAlt,
    "image-alt-text" => image_alt_text::ImageAltText,
    "image-case" => image_case::ImageCase,
    "image-extension" => image_extension::ImageExtension,
    "image-hot-link" => image_hot_link::ImageHotLink,
    "image-in-html-block" => image_in_html_block::ImageInHtmlBlock,
    "image-insecure" => image_insecure::ImageInsecure,
    "image-missing" => image_missing::ImageMissing,
    "image-path-form" => image_path_form::ImagePathForm,
    "image-placeholder" => image_placeholder::ImagePlaceholder,
    "image-remote" => image_remote::ImageRemote,
    "image-size" => image_size::ImageSize,
    "image-truncated" => image_truncated::ImageTruncated,
    "image-type" => image_type::ImageType,
    "key-order" => key_order::KeyOrder,
    "later-year" => later_year::LaterYear,
    "misspelt-keys" => misspelt_keys::MisspeltKeys,
    "not-as-written" => not_as_written::NotAsWritten,
    "occurrence" => occurrence::Occurrence,
    "output-collision" => output_collision::OutputCollision,
    "output-dropped" => output_dropped::OutputDropped,
    "output-permalink" => output_permalink::OutputPermalink,
    "quotes-balance" => quotes_balance::QuotesBalance,
    "reference" => reference::Reference,
    "relative-date" => relative_date::RelativeDate,
    "repetition" => repetition::Repetition,
    "replaced-words" => replaced_words::ReplacedWords,
    "required-keys" => required_keys::RequiredKeys,
    "same-value" => same_value::SameValue,
    "schema" => schema::Schema,
    "sentence-length" => sentence_length::SentenceLength,
    "slug" => slug::Slug,
    "spaces" => spaces::Spaces,
    "spelling" => spelling::Spelling,
    "string-list" => string_lists::StringLists,
    "stub" => stub::Stub,
    "substitution" => substitution::Substitution,
    "weekday" => weekday::Weekday,
    "words-without-key" => words_without_key::WordsWithoutKey,
    "wrong-type" => wrong_type::WrongType,
    "zone-season" => zone_season::ZoneSeason,
}
