//! The words of a post as a reader sees them, with a way back to the bytes that
//! they were written as.
//!
//! All text is kept in one string, block behind block with a line end between, so
//! that a phrase is looked for in one pass and never found across two blocks.
//! Within a block, line ends are blanks and markup is gone. What is not prose but
//! stands in a sentence (code, a picture, an address, a template tag) is one
//! [`OBJECT`], which no phrase contains.

use std::cell::{Cell, OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use super::{sentence, speech};
use crate::text::{Pairs, Span};
use crate::word::{Word, cut};

/// Stands for something in a sentence that is not prose.
pub const OBJECT: char = '\u{fffc}';

/// Stretches of each block by its number, found when they are asked for.
type OfBlocks = RefCell<Vec<Option<Rc<[Range<usize>]>>>>;

/// The stretches of the block of that number, which `find` finds the first time.
fn once(
    known: &OfBlocks,
    number: usize,
    find: impl FnOnce() -> Rc<[Range<usize>]>,
) -> Rc<[Range<usize>]> {
    if let Some(Some(stretches)) = known.borrow().get(number) {
        return Rc::clone(stretches);
    }
    let stretches = find();
    let mut known = known.borrow_mut();
    if known.len() <= number {
        known.resize(number + 1, None);
    }
    known[number] = Some(Rc::clone(&stretches));
    stretches
}

/// Paragraphs over which speech may go on without a mark.
const LONGEST_SPEECH: usize = 5;

/// The prose of a post.
#[derive(Debug, Default)]
pub struct Prose {
    text: String,
    segments: Vec<Segment>,
    blocks: Vec<Block>,
    /// The words of links, in order, and bare addresses.
    links: Vec<Range<usize>>,
    /// The direct speech of blocks, and their sentences: every rule asks for them.
    speech: OfBlocks,
    sentences: OfBlocks,
    opening: OnceCell<Option<Range<usize>>>,
    words: OnceCell<Vec<Word>>,
    /// The word behind the stretch whose words were last asked for.
    next_word: Cell<usize>,
    pairs: OnceCell<Pairs>,
}

/// Plain bytes and the source bytes that say them.
#[derive(Clone, Copy, Debug)]
struct Segment {
    plain: u32,
    plain_len: u32,
    source: Span,
    /// Whether each plain byte is one source byte; else the whole stands for the
    /// whole.
    verbatim: bool,
}

impl Segment {
    fn is_verbatim(&self) -> bool {
        self.verbatim
    }

    fn plain_end(&self) -> u32 {
        self.plain + self.plain_len
    }
}

/// A stretch of prose that a reader sees as one: a paragraph, a heading, an item,
/// a cell, the description of a picture, or the value of a front-matter key.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its bytes in the plain text.
    pub plain: Range<usize>,
    /// Whether it stands in a list.
    pub in_list: bool,
    /// Whether it stands in a block quotation.
    pub in_quote: bool,
    /// What it was written as, with its markup, where Markdown says so: a paragraph
    /// or a heading.
    pub element: Option<Span>,
}

/// What a [`Block`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A heading.
    Heading,
    /// A cell of a table.
    Cell,
    /// The description of a picture.
    Alt,
    /// The value of a front-matter key.
    Key(Box<str>),
    /// What is written, rather than what it says.
    Source,
}

impl Prose {
    /// The plain text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The plain text of a stretch of it.
    pub fn slice(&self, plain: Range<usize>) -> &str {
        self.text.get(plain).unwrap_or_default()
    }

    /// The words of the plain text, in order.
    pub fn words(&self) -> &[Word] {
        self.words.get_or_init(|| cut(&self.text))
    }

    /// Which bytes stand beside which in the plain text.
    pub fn pairs(&self) -> &Pairs {
        self.pairs.get_or_init(|| Pairs::of(&self.text))
    }

    /// The words that begin in a stretch of it.
    pub fn words_in(&self, plain: &Range<usize>) -> &[Word] {
        let words = self.words();
        // stretches are asked for one behind another
        let next = self.next_word.get().min(words.len());
        let is_next = words[next..].first().is_none_or(|word| word.start() >= plain.start)
            && words[..next].last().is_none_or(|word| word.start() < plain.start);
        let first = match is_next {
            true => next,
            false => words.partition_point(|word| word.start() < plain.start),
        };
        // a word has one byte at least, and there is another between two
        let most = (first + plain.len().div_ceil(2)).min(words.len());
        let len = words[first..most].partition_point(|word| word.start() < plain.end);
        self.next_word.set(first + len);
        &words[first..first + len]
    }

    /// Its blocks, in order: front matter first, then the body.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The text of the blocks of front matter, with which the plain text begins.
    pub fn front_matter(&self) -> &str {
        let is_key = |block: &&Block| matches!(block.kind, BlockKind::Key(_));
        let last = self.blocks.iter().take_while(is_key).last();
        self.slice(0..last.map_or(0, |block| block.plain.end))
    }

    /// The words of links, in order; an address in running text is one, too.
    pub fn links(&self) -> &[Range<usize>] {
        &self.links
    }

    /// The words of the links in `plain`, which holds each of them whole.
    pub fn links_in(&self, plain: &Range<usize>) -> &[Range<usize>] {
        let first = self.links.partition_point(|link| link.end <= plain.start);
        let behind = self.links.partition_point(|link| link.start < plain.end);
        self.links.get(first..behind).unwrap_or_default()
    }

    /// Whether a link stands in `plain`, or part of one.
    pub fn has_link(&self, plain: &Range<usize>) -> bool {
        let next = self.links.partition_point(|link| link.end <= plain.start);
        self.links.get(next).is_some_and(|link| link.start < plain.end)
    }

    /// The block that holds the plain byte at `at`.
    pub fn block_at(&self, at: usize) -> Option<&Block> {
        self.block_number(at).map(|number| &self.blocks[number])
    }

    /// The number of the block that holds the plain byte at `at`.
    pub fn block_number(&self, at: usize) -> Option<usize> {
        let next = self.blocks.partition_point(|block| block.plain.end <= at);
        self.blocks.get(next).filter(|block| block.plain.start <= at).map(|_| next)
    }

    /// The first sentence of the body: what its first paragraph begins with.
    pub fn opening(&self) -> Option<Range<usize>> {
        self.opening.get_or_init(|| self.find_opening()).clone()
    }

    fn find_opening(&self) -> Option<Range<usize>> {
        let block = self.blocks.iter().find(|block| {
            block.kind == BlockKind::Paragraph
                && !block.in_list
                && !self.slice(block.plain.clone()).trim_matches([OBJECT, ' ']).is_empty()
        })?;
        let start = block.plain.start;
        let first = sentence::all(self.slice(block.plain.clone())).next()?;
        Some(start..start + first.end)
    }

    /// The sentences of the block of that number, each with the blanks behind it.
    pub fn sentences(&self, number: usize) -> Rc<[Range<usize>]> {
        let sentences = || {
            let block = self.blocks.get(number).map_or(0..0, |block| block.plain.clone());
            let found = sentence::all(self.slice(block.clone()));
            found.map(|found| found.start + block.start..found.end + block.start).collect()
        };
        once(&self.sentences, number, sentences)
    }

    /// The sentence around the plain byte at `at`.
    pub fn sentence_at(&self, at: usize) -> Range<usize> {
        let Some(number) = self.block_number(at) else { return at..at };
        let sentences = self.sentences(number);
        let next = sentences.partition_point(|sentence| sentence.end <= at);
        sentences.get(next).cloned().unwrap_or(at..at)
    }

    /// Whether the plain bytes stand in direct speech.
    pub fn is_spoken(&self, plain: &Range<usize>) -> bool {
        let Some(number) = self.block_number(plain.start) else { return false };
        let speech = once(&self.speech, number, || self.speech_in(number));
        let next = speech.partition_point(|said| said.end <= plain.start);
        speech.get(next).is_some_and(|said| said.start < plain.end)
    }

    /// The direct speech of the block of that number.
    fn speech_in(&self, number: usize) -> Rc<[Range<usize>]> {
        let block = &self.blocks[number].plain;
        let speech = speech::find(self.slice(block.clone()));
        let mut said = speech.said;
        if let Some(end) = speech.closes.filter(|_| self.speech_goes_on_into(number)) {
            said.insert(0, 0..end);
        }
        said.into_iter().map(|said| said.start + block.start..said.end + block.start).collect()
    }

    /// Whether a paragraph not far before the block of that number leaves speech open.
    fn speech_goes_on_into(&self, number: usize) -> bool {
        let before = self.blocks[..number].iter().rev().take(LONGEST_SPEECH);
        let paragraphs = before.take_while(|block| block.kind == BlockKind::Paragraph);
        let mut speech = paragraphs.map(|block| speech::find(self.slice(block.plain.clone())));
        speech.find(|speech| !speech.said.is_empty()).is_some_and(|speech| speech.goes_on)
    }

    /// The source of plain bytes, from the first character's to the last's.
    pub fn source(&self, plain: &Range<usize>) -> Span {
        if plain.is_empty() {
            return Span::at(self.source_at(plain.start).start as usize);
        }
        let first = self.source_at(plain.start);
        let last = self.source_at(plain.end - 1);
        Span { start: first.start, end: last.end.max(first.start) }
    }

    /// The source of the character that holds one plain byte.
    fn source_at(&self, at: usize) -> Span {
        let next = self.segments.partition_point(|segment| segment.plain_end() as usize <= at);
        let Some(segment) = self.segments.get(next) else {
            return self.segments.last().map_or(Span::default(), |segment| Span {
                start: segment.source.end,
                end: segment.source.end,
            });
        };
        if !segment.is_verbatim() || at < segment.plain as usize {
            return segment.source;
        }
        let mut from = at;
        while !self.text.is_char_boundary(from) {
            from -= 1;
        }
        let len = self.text[from..].chars().next().map_or(1, char::len_utf8);
        let start = segment.source.start as usize + from - segment.plain as usize;
        Span::new(start, (start + len).min(segment.source.end as usize))
    }

    /// Whether the plain bytes are written in one piece, so that others can take their
    /// place.
    pub fn is_one_piece(&self, plain: &Range<usize>) -> bool {
        let first = self.segments.partition_point(|s| s.plain_end() as usize <= plain.start);
        let held = self.segments[first..].iter().take_while(|s| (s.plain as usize) < plain.end);
        // nothing is written between one and the next
        let mut end = None;
        held.map(|segment| segment.source).all(|source| {
            let follows = end.is_none_or(|end| source.start <= end && end <= source.end);
            end = Some(source.end);
            follows
        })
    }

    /// Whether the plain bytes can be cut out without breaking markup: they are
    /// written in one piece, and are not all that some markup holds.
    pub fn can_be_cut(&self, plain: &Range<usize>) -> bool {
        let Some(block) = self.block_at(plain.start) else { return false };
        let span = self.source(plain);
        let starts =
            plain.start == block.plain.start || self.source_at(plain.start - 1).end == span.start;
        let ends = plain.end >= block.plain.end || self.source_at(plain.end).start == span.end;
        (starts || ends) && self.is_one_piece(plain)
    }
}

impl Prose {
    /// Parts of `text` as they are written, each a block of its own.
    pub(super) fn of_source(text: &str, parts: impl IntoIterator<Item = Span>) -> Self {
        let mut builder = Builder::default();
        for part in parts {
            // with the line end behind it
            builder.prose.text.reserve(part.len() + 1);
            builder.begin(BlockKind::Source, false, false);
            builder.push(part.of(text), part);
        }
        builder.finish()
    }
}

/// Puts prose together, block by block.
#[derive(Debug, Default)]
pub(super) struct Builder {
    prose: Prose,
    open: Option<Block>,
    /// Where the words of an open link begin.
    link: Option<usize>,
}

impl Builder {
    /// One for a text of so many bytes.
    pub fn for_text(len: usize) -> Self {
        let mut builder = Self::default();
        builder.prose.text.reserve(len);
        builder
    }

    /// Begins a block; one that is open ends.
    pub fn begin(&mut self, kind: BlockKind, in_list: bool, in_quote: bool) {
        self.end();
        let at = self.prose.text.len();
        self.open = Some(Block { kind, plain: at..at, in_list, in_quote, element: None });
    }

    /// Says what the block just begun is written as.
    pub fn written_as(&mut self, element: Span) {
        if let Some(block) = &mut self.open {
            block.element = Some(element);
        }
    }

    /// Begins a link: its words come next.
    pub fn begin_link(&mut self) {
        self.link = Some(self.prose.text.len());
    }

    /// Ends the link that was begun.
    pub fn end_link(&mut self) {
        let Some(start) = self.link.take() else { return };
        if start < self.prose.text.len() {
            self.prose.links.push(start..self.prose.text.len());
        }
    }

    /// Whether a block is open.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Ends the open block; one without text is forgotten.
    pub fn end(&mut self) {
        let Some(mut block) = self.open.take() else { return };
        // a link that is not closed ends with its block
        self.end_link();
        block.plain.end = self.prose.text.len();
        if block.plain.is_empty() {
            return;
        }
        self.prose.text.push('\n');
        self.prose.blocks.push(block);
    }

    /// Adds `text`, written as it is at `at`.
    pub fn verbatim(&mut self, text: &str, at: usize) {
        self.push(text, Span::new(at, at + text.len()));
    }

    /// Adds `plain` for the source at `span`, byte for byte where they are equally
    /// long.
    pub fn push(&mut self, plain: &str, source: Span) {
        self.add(plain, source, plain.len() == source.len());
    }

    /// Adds `plain` for the source at `span`, the whole for the whole.
    pub fn atom(&mut self, plain: &str, source: Span) {
        self.add(plain, source, false);
    }

    fn add(&mut self, plain: &str, source: Span, verbatim: bool) {
        if plain.is_empty() || self.open.is_none() {
            return;
        }
        let at = self.prose.text.len() as u32;
        let len = plain.len() as u32;
        self.prose.text.push_str(plain);
        let segment = Segment { plain: at, plain_len: len, source, verbatim };
        match self.prose.segments.last_mut() {
            Some(last)
                if last.is_verbatim()
                    && segment.is_verbatim()
                    && last.source.end == source.start
                    && last.plain_end() == at =>
            {
                last.plain_len += len;
                last.source.end = source.end;
            }
            _ => self.prose.segments.push(segment),
        }
    }

    /// Adds something that is not prose.
    pub fn object(&mut self, source: Span) {
        let mut utf8 = [0; 4];
        self.push(OBJECT.encode_utf8(&mut utf8), source);
    }

    /// Adds an address in running text: no prose, and a link.
    pub fn address(&mut self, source: Span) {
        let start = self.prose.text.len();
        self.object(source);
        // in a link it is one with that
        if self.link.is_none() && start < self.prose.text.len() {
            self.prose.links.push(start..self.prose.text.len());
        }
    }

    /// Adds a blank, unless one is there or the block is still empty.
    pub fn blank(&mut self, source: Span) {
        let empty = self.open.as_ref().is_none_or(|b| b.plain.start == self.prose.text.len());
        if !empty && !self.prose.text.ends_with(' ') {
            self.push(" ", source);
        }
    }

    /// The finished prose.
    pub fn finish(mut self) -> Prose {
        self.end();
        self.prose
    }
}
