//! `encoding`: characters that nobody typed. Text read in the wrong encoding,
//! control characters, and signs that are not seen. They are looked for in the raw
//! text of the whole post, of which most is passed over by the block.

mod bidi;
mod hidden;
mod mojibake;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Candidate, Context, Hit, Kind, Needs, OptionError};
use crate::diagnostic::{Fix, Safety};
use crate::document::Document;
use crate::text::{Edit, Span};
use crate::tree::Node;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// What to look for.
    find: Find,
}

/// What to look for.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// Text that was read in the wrong encoding: `cafÃ©`.
    Mojibake,
    /// Control characters.
    Control,
    /// Signs that turn the direction of text.
    Bidi,
    /// Characters without a width.
    ZeroWidth,
}

pub struct Encoding(Find);

impl Kind for Encoding {
    type Options = Options;
    const FILLS: &'static [&'static str] = &["reason", "name", "remedy"];

    fn compile(options: Options) -> Result<(Self, Needs), OptionError> {
        Ok((Self(options.find), Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        match self.0 {
            Find::Mojibake => mojibake(cx.doc, out),
            Find::Control => control(cx.doc, out),
            Find::Bidi => bidi::look(cx.doc, out),
            Find::ZeroWidth => hidden::look(cx.doc, out),
        }
    }
}

fn mojibake(doc: &Document, out: &mut Vec<Hit>) {
    for garbled in mojibake::find(&doc.text) {
        if doc.is_code(garbled.span) {
            continue;
        }
        let written = garbled.span.of(&doc.text);
        if garbled.meant.as_ref().is_some_and(|meant| is_mentioned(doc, garbled.span, meant)) {
            continue;
        }
        let reason = match &garbled.meant {
            Some(meant) if meant.trim().is_empty() => {
                format!("`{}` is a blank that was read in the wrong encoding", written.trim())
            }
            Some(meant) => format!("`{written}` is `{meant}`, read in the wrong encoding"),
            None => "a character was lost here when the text was read in the wrong encoding".into(),
        };
        let remedy = match &garbled.meant {
            Some(_) => "",
            None => "Look the word up in its source and write it again.",
        };
        let fix = garbled.meant.map(|meant| {
            let title = format!("Write `{meant}`");
            replace(doc, garbled.span, meant, title)
        });
        let hit = Hit::new(garbled.span).fill("reason", reason).fill("remedy", remedy);
        out.push(hit.fill("name", "").fix(fix));
    }
}

/// Whether a line speaks of garbled letters: it has the right one beside the wrong,
/// or the wrong one between quotation marks.
fn is_mentioned(doc: &Document, span: Span, meant: &str) -> bool {
    let (before, after) = doc.text.split_at(span.start as usize);
    let after = &after[span.len()..];
    let line_before = before.rsplit('\n').next().unwrap_or_default();
    let line_after = after.split('\n').next().unwrap_or_default();
    let is_quoted = before.ends_with(['"', '“', '‘', '«', '\'', '„'])
        && after.starts_with(['"', '”', '’', '»', '\'', '“']);
    let has_letter = meant.chars().all(char::is_alphabetic);
    is_quoted || has_letter && (line_before.contains(meant) || line_after.contains(meant))
}

/// Control characters but tabs and line ends. Those from 0x80 on are what Windows
/// writes for quotes and dashes, and those that part lines part words.
fn control(doc: &Document, out: &mut Vec<Hit>) {
    let text = doc.text.as_str();
    let mut garbled: Option<Vec<mojibake::Garbled>> = None;
    for start in suspects(text.as_bytes()) {
        let Some(sign) = text.get(start..).and_then(|rest| rest.chars().next()) else { continue };
        if !sign.is_control() {
            continue;
        }
        let span = Span::new(start, start + sign.len_utf8());
        // a part of a garbled letter is told with the whole
        let garbled = garbled.get_or_insert_with(|| mojibake::find(text));
        if garbled.iter().any(|garbled| garbled.span.contains(span)) {
            continue;
        }
        let between = text[..start].ends_with(char::is_alphanumeric)
            && text[span.end as usize..].starts_with(char::is_alphanumeric);
        let meant = match mojibake::windows(sign) {
            Some(meant) => meant.to_string(),
            None if matches!(sign, '\u{b}' | '\u{c}') && between => " ".to_owned(),
            None => String::new(),
        };
        let title = match meant.trim() {
            "" => "Take it out".to_owned(),
            meant => format!("Write `{meant}`"),
        };
        let fix = replace(doc, span, meant, title);
        let hit = Hit::new(span).fill("name", code(sign)).fill("reason", "").fill("remedy", "");
        out.push(hit.fix(Some(fix)));
    }
}

/// The places of bytes that may begin a control character; most blocks have none
/// and are passed over at once.
fn suspects(bytes: &[u8]) -> impl Iterator<Item = usize> {
    const BLOCK: usize = 256;
    // DEL, the controls below the blank, and what those from 0x80 on begin with
    let ascii = |byte: u8| (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0x7f;
    let blocks = bytes.chunks(BLOCK).enumerate();
    let suspicious = blocks.filter(move |(_, block)| {
        block.iter().fold(false, |any, &byte| any | ascii(byte) | (byte == 0xc2))
    });
    suspicious.flat_map(move |(number, block)| {
        let places = block.iter().enumerate();
        let found = places.filter(move |(_, byte)| ascii(**byte) || **byte == 0xc2);
        found.map(move |(at, _)| number * BLOCK + at)
    })
}

/// Bytes of the longest address that is recognised as one.
const LONGEST_ADDRESS: usize = 500;

/// Front-matter keys from which addresses are made.
const ADDRESSES: [&str; 9] =
    ["slug", "permalink", "url", "aliases", "redirect_from", "id", "path", "category", "categories"];

/// The values, in front matter, of the keys in `names`.
fn values<'d>(doc: &'d Document, names: &'d [&str]) -> impl Iterator<Item = &'d Node> {
    let entries = doc.keys().map(Node::entries).unwrap_or_default();
    let named = entries.iter().filter(move |entry| names.contains(&entry.name()));
    named.flat_map(|entry| std::iter::once(&entry.value).chain(entry.value.items()))
        .filter(|node| node.scalar().is_some())
}

/// The fix that writes `meant` at `span`; unsafe where it changes an address.
fn replace(doc: &Document, span: Span, meant: String, title: String) -> Fix {
    let safety = if in_address(doc, span) { Safety::Unsafe } else { Safety::Safe };
    Fix { title, edits: vec![Edit::replace(span, meant)], safety }
}

/// Whether `span` is part of an address: a file or page may well be named so.
fn in_address(doc: &Document, span: Span) -> bool {
    if values(doc, &ADDRESSES).any(|node| node.span.contains(span))
        || doc.pictures.iter().any(|picture| picture.span.overlaps(span))
    {
        return true;
    }
    // an address is shorter than this, and what stands before is not looked at
    let from = crate::text::floor(&doc.text, (span.start as usize).saturating_sub(LONGEST_ADDRESS));
    let before = &doc.text[from..span.start as usize];
    let word = before.rsplit(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
    ["](", "://", "href=", "src="].iter().any(|sign| {
        word.rfind(sign).is_some_and(|at| !word[at..].contains(['>', ')']))
    })
}

/// The name of a character that is not seen.
fn code(sign: char) -> String {
    format!("U+{:04X}", u32::from(sign))
}
