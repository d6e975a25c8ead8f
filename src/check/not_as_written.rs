//! `not-as-written`: a value that becomes another one when it is read.

use std::borrow::Cow;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::facts::Shape;
use crate::generator::{ScalarReader, Typed};
use crate::text::{Edit, Span};
use crate::tree::{Entry, Format, Node, Scalar, Style, Value, in_quotes};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The keys whose values are texts, or lists of texts.
    fields: Vec<String>,
}

pub struct NotAsWritten {
    fields: FxHashSet<String>,
}

/// Letters of a key that is no sentence.
const LONGEST_KEY: usize = 40;

impl Kind for NotAsWritten {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["key", "effect", "remedy"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self { fields: options.fields.into_iter().collect() }, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let Some(root) = cx.doc.keys() else { return };
        let look = Look { cx, is_yaml: cx.doc.format() == Format::Yaml };
        for entry in root.entries() {
            let folds = cx.site.generator.ignores_case;
            let holds_text = self.fields.contains(entry.name())
                || folds && self.fields.contains(&entry.name().to_ascii_lowercase());
            let is_version = entry.name().ends_with("ersion");
            out.extend(look.flag(entry));
            if !look.is_yaml {
                continue;
            }
            let written = out.len();
            out.extend(look.key(entry));
            out.extend(look.braces(entry));
            if holds_text {
                out.extend(look.dropped(entry));
            }
            out.extend(look.cut(entry, holds_text));
            out.extend(look.categories(entry));
            for node in std::iter::once(&entry.value).chain(entry.value.items()) {
                let Some(scalar) = node.scalar().filter(|s| s.style == Style::Plain) else {
                    continue;
                };
                if out.len() == written {
                    out.extend(look.scalar(entry, node, scalar, holds_text || is_version));
                }
            }
        }
    }
}

struct Look<'c> {
    cx: &'c Context<'c>,
    is_yaml: bool,
}

impl Look<'_> {
    /// The generator's name in a sentence.
    fn title(&self) -> &str {
        &self.cx.site.generator.title
    }

    fn hit(&self, span: Span, entry: &Entry, effect: impl Into<String>) -> Hit {
        Hit::new(span).fill("key", entry.name()).fill("effect", effect)
    }

    /// A scalar that its reader prints otherwise than it is written.
    fn scalar(&self, entry: &Entry, node: &Node, scalar: &Scalar, is_text: bool) -> Option<Hit> {
        let readers = &self.cx.site.generator.scalars;
        // nearly everything is a text to everybody
        let is_text_to_all = readers.iter().all(|reader| reader.read(scalar) == Typed::Text);
        if is_text_to_all && !scalar.text.contains('\t') {
            return None;
        }
        if readers.iter().all(|reader| matches!(reader.read(scalar), Typed::Null)) {
            return None;
        }
        let refusals = readers.iter().filter(|r| r.read(scalar) == Typed::Refused).count();
        if refusals > 0 {
            return Some(self.refusal(entry, node, scalar, refusals == readers.len()));
        }
        let effects: Vec<Option<String>> =
            readers.iter().map(|reader| effect(*reader, scalar, is_text)).collect();
        let found: Vec<&String> = effects.iter().flatten().collect();
        let title = self.title();
        let effect = match found.as_slice() {
            [] => return None,
            // where readers differ by how the generator was installed, it is said
            [one] if readers.len() > 1 => format!("{title} may make {one} of it"),
            [one] => format!("{title} makes {one} of it"),
            [one, rest @ ..] if rest.iter().all(|other| other == one) => {
                format!("{title} makes {one} of it")
            }
            [one, another, ..] => format!("{title} makes {one} or {another} of it"),
        };
        // where no generator is known, only what nearly all agree on is told
        if self.cx.site.generator.name == "plain" && found.len() < readers.len() {
            return None;
        }
        let hit = self.hit(node.span, entry, effect);
        Some(quote(hit, node.span, &scalar.text, "", self.safety(entry)))
    }

    /// A scalar for which a reader drops the whole block.
    fn refusal(&self, entry: &Entry, node: &Node, scalar: &Scalar, by_all: bool) -> Hit {
        let title = self.title();
        let drops = if by_all { "drops" } else { "may drop" };
        let cause = match scalar.text.contains(['\u{85}', '\u{2028}', '\u{2029}']) {
            true => "a line separator in it, which is not seen, ends the line",
            false if scalar.text.starts_with(':') => "it is a Ruby symbol",
            false => "Ruby takes it for a number without figures",
        };
        let effect = format!("{cause}, and {title} {drops} the whole front matter for it");
        let hit = self.hit(node.span, entry, effect);
        quote(hit, node.span, &scalar.text, "", self.safety(entry))
    }

    /// A word that YAML takes for the name or the type of a value, and drops.
    fn dropped(&self, entry: &Entry) -> Option<Hit> {
        let text = &self.cx.doc.text;
        let from = (entry.key.span.end as usize).min(entry.value.span.start as usize);
        let between = text.get(from..entry.value.span.start as usize)?;
        let word = between.trim_start_matches([':', ' ', '\t', '"', '\'']).trim_end();
        let is_name = word.starts_with('&') && !text.contains(&format!("*{}", &word[1..]));
        let is_type = word.starts_with('!') && !word.starts_with("!!");
        let is_one_line = !word.contains(['\n', '\r']) && word.len() > 1;
        if !(is_name || is_type) || !is_one_line || entry.value.scalar().is_none() {
            return None;
        }
        let start = entry.value.span.start as usize - between.len()
            + between.find(word).unwrap_or_default();
        let whole = Span { start: u32::try_from(start).ok()?, end: entry.value.span.end };
        let effect = format!("`{word}` is a sign for YAML, and is dropped");
        let hit = self.hit(whole, entry, effect);
        Some(quote(hit, whole, whole.of(text).trim_end(), "", Safety::Unsafe))
    }

    /// Addresses are made of tags, categories and slugs; titles only stand in pages.
    fn safety(&self, entry: &Entry) -> Safety {
        let shown = ["title", "description", "excerpt", "summary", "subtitle"];
        if shown.contains(&entry.name()) { Safety::Safe } else { Safety::Unsafe }
    }

    /// A text that is cut off at ` #`, where what is cut off is no comment.
    fn cut(&self, entry: &Entry, holds_text: bool) -> Option<Hit> {
        let text = &self.cx.doc.text;
        let block = self.cx.doc.front_matter.block()?;
        let scalar = entry.value.scalar().filter(|scalar| scalar.style == Style::Plain)?;
        let after = entry.value.span.end.max(entry.key.span.end);
        let comment = block.tree.comments.iter().find(|comment| comment.start >= after)?;
        let between = text.get(after as usize..comment.start as usize)?;
        if between.contains(['\n', '\r']) {
            return None;
        }
        // "# TODO" is a comment, "#hiring", "# 1" and "Issue # 4 of the paper" are not
        let words = comment.of(text).trim_start_matches('#');
        let figures = words.trim();
        let begins_with_number = figures.starts_with(|c: char| c.is_ascii_digit());
        let counts = ["issue", "no", "no.", "number", "nr", "part", "episode", "chapter", "volume",
            "version", "vol", "vol.", "day", "week", "season", "round"];
        let last = scalar.text.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let is_number = begins_with_number
            && (figures.bytes().all(|b| b.is_ascii_digit()) || counts.contains(&last.as_str()));
        let is_tag = words.starts_with(char::is_alphanumeric);
        // a colour is none without its sign, under any key
        let is_color = scalar.text.is_empty()
            && matches!(words.len(), 3 | 4 | 6 | 8)
            && words.bytes().all(|b| b.is_ascii_hexdigit());
        if !(is_color || holds_text && (is_number || is_tag)) {
            return None;
        }
        // an empty value is replaced from the colon on, so that the value is what changes
        let (from, before) =
            if scalar.text.is_empty() { (after, " ") } else { (entry.value.span.start, "") };
        let whole = Span { start: from, end: comment.end };
        let effect = "everything from `#` on is a comment and is dropped";
        let hit = self.hit(*comment, entry, effect);
        Some(quote(hit, whole, whole.of(text).trim(), before, Safety::Unsafe))
    }

    /// `{{ … }}` without quotes, which is a map in a map.
    fn braces(&self, entry: &Entry) -> Option<Hit> {
        let written = entry.value.span.of(&self.cx.doc.text);
        let is_map = matches!(entry.value.value, Value::Map(_)) && written.starts_with("{{");
        let effect = "without quotes, braces are a map of keys, and no template runs here";
        let remedy = "Put it in quotes, if a layout reads it as a template.";
        is_map.then(|| self.hit(entry.value.span, entry, effect).fill("remedy", remedy))
    }

    /// Jekyll joins categories to those of the folder, and stops reading the block at
    /// any that are neither a text nor a list (measured with 4.3.1).
    fn categories(&self, entry: &Entry) -> Option<Hit> {
        if self.cx.site.generator.name != "jekyll" || entry.name() != "categories" {
            return None;
        }
        let shape = Shape::of(&entry.value, self.cx.doc, self.cx.site);
        let breaks = matches!(shape, Shape::Number | Shape::Boolean | Shape::Date | Shape::Map);
        let effect = "Jekyll stops there, and publishes the post without title and date";
        let remedy = "Write a list of texts.";
        breaks.then(|| self.hit(entry.value.span, entry, effect).fill("remedy", remedy))
    }

    /// A sentence that has become a key, since a colon stands in it.
    fn key(&self, entry: &Entry) -> Option<Hit> {
        let scalar = entry.key.scalar().filter(|scalar| scalar.style == Style::Plain)?;
        let is_long = scalar.text.chars().count() > LONGEST_KEY && scalar.text.contains(' ');
        if !(is_long || scalar.text.contains('<')) {
            return None;
        }
        let effect = "a colon in a line makes a key of what stands before it";
        let remedy = "Indent the line or put the text in quotes, if it belongs to a text.";
        Some(self.hit(entry.key.span, entry, effect).fill("remedy", remedy))
    }

    /// A key that is to keep the post back, and does not.
    fn flag(&self, entry: &Entry) -> Option<Hit> {
        let generator = &self.cx.site.generator;
        let [own, foreign] = [&generator.flags, &generator.foreign_flags];
        let name = match generator.ignores_case {
            true => Cow::Owned(entry.name().to_ascii_lowercase()),
            false => Cow::Borrowed(entry.name()),
        };
        let name = name.as_ref();
        if ![own, foreign].iter().any(|flags| flags.contains_key(name)) {
            return None;
        }
        let scalar = entry.value.scalar()?;
        let title = self.title();
        let word = scalar.text.to_ascii_lowercase();
        let means = match word.as_str() {
            "true" | "yes" | "on" | "y" => true,
            "false" | "no" | "off" | "n" => false,
            _ => return None,
        };
        if foreign.get(name) == Some(&means) && self.cx.doc.is_post {
            let remedy = own.iter().next().map(|(key, value)| format!("`{key}: {value}` keeps it back."));
            let effect = format!("{title} does not know this key and publishes the post");
            let hit = self.hit(entry.key.span.to(entry.value.span), entry, effect);
            return Some(hit.fill("remedy", remedy.unwrap_or_default()));
        }
        let keeps_back = own.get(name) == Some(&means);
        let typed = generator.typed(scalar, self.cx.doc.format());
        // Go casts the words of its own for truth, in quotes too
        let is_cast = generator.name == "hugo" && matches!(word.as_str(), "true" | "false");
        if !keeps_back || typed != Some(Typed::Text) || is_cast {
            return None;
        }
        let effect = format!("{title} reads a text, not {means}, and publishes the post");
        let fix = Fix {
            title: format!("Write `{means}`"),
            edits: vec![Edit::replace(entry.value.span, means.to_string())],
            safety: Safety::Unsafe,
        };
        let hit = self.hit(entry.value.span, entry, effect);
        Some(hit.fill("remedy", format!("Write `{means}`.")).fix(Some(fix)))
    }
}

/// What a reader makes of a scalar that nobody means; `is_text`: whether what is
/// written should be printed as it is.
fn effect(reader: ScalarReader, scalar: &Scalar, is_text: bool) -> Option<String> {
    let text = scalar.text.as_str();
    let typed = reader.read(scalar);
    let figures = text.trim_start_matches(['+', '-']);
    let counts_otherwise = matches!(typed, Typed::Integer(_) | Typed::Float(_))
        && (text.contains(':')
            || figures.len() > 1
                && figures.starts_with('0')
                && figures.bytes().all(|b| b.is_ascii_digit()));
    if !is_text && !counts_otherwise {
        return None;
    }
    match reader.printed(scalar) {
        Some(printed) if printed == text => None,
        Some(printed) => Some(format!("`{printed}`")),
        None => Some(typed.kind().to_owned()),
    }
}

/// `hit`, with the fix that writes `text` in quotes over `span`, after `before`.
fn quote(hit: Hit, span: Span, text: &str, before: &str, safety: Safety) -> Hit {
    // between quotes, one break of the line would be a space
    if text.contains('\n') {
        return hit.fill("remedy", "Put it in quotes.");
    }
    let quoted = in_quotes(text);
    let fix = Fix {
        title: "Put the value in quotes".to_owned(),
        edits: vec![Edit::replace(span, format!("{before}{quoted}"))],
        safety,
    };
    hit.fill("remedy", format!("Put it in quotes: `{quoted}`.")).fix(Some(fix))
}
