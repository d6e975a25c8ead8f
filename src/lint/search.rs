//! Looks for what all rules ask for, in one pass over each layer of a post.

use std::cell::OnceCell;
use std::ops::Range;

use super::Active;
use crate::check::Candidate;
use crate::check::pattern::{Begun, Pattern, Signs};
use crate::check::phrases::{PhraseIndex, Phrases};
use crate::document::{Block, Document, Layer, OBJECT, Prose, Scopes, Unit};
use crate::text::Pairs;
use crate::word::SOFT_HYPHEN;

/// What all rules look for.
pub(super) struct Search {
    /// Of rules for nothing but front matter: most of what headlines are told for stands
    /// often in a body.
    keys: Index,
    prose: Index,
    raw: Index,
    code: Index,
}

/// What rules look for in one layer.
struct Index {
    phrases: PhraseIndex,
    /// Who asks for the phrases.
    owners: Vec<Owner>,
    /// Patterns without a gate.
    ungated: Vec<Ungated>,
}

/// Patterns without a gate that are looked for in one scope.
struct Ungated {
    scopes: Scopes,
    patterns: Vec<BySigns>,
}

/// A pattern that is looked for by its signs.
struct BySigns {
    rule: usize,
    /// Which of the rule's patterns it is.
    pattern: usize,
    /// Signs of which one must stand there, where not just the pattern's own.
    signs: Option<Signs>,
}

/// Who asks for phrases: a rule, or one of a rule's patterns, of which they are gates.
#[derive(Clone, Copy)]
enum Owner {
    Rule(usize),
    Pattern(usize, usize),
}

impl Search {
    /// What `rules` look for; `phrases` are those of each, in the same order.
    pub fn new(rules: &[Active], phrases: Vec<Phrases>) -> Self {
        let (mut keys, mut prose, mut raw, mut code) = Default::default();
        for (number, (active, phrases)) in rules.iter().zip(phrases).enumerate() {
            let wanted: &mut Wanted = match active.rule.scopes.layer() {
                Layer::Prose if active.rule.scopes.are_keys() => &mut keys,
                Layer::Prose => &mut prose,
                Layer::Raw => &mut raw,
                Layer::Code => &mut code,
            };
            wanted.add(number, active, phrases);
        }
        let (keys, prose) = (keys.index(), prose.index());
        Self { keys, prose, raw: raw.index(), code: code.index() }
    }

    /// For each rule that `speaks`, the places in `doc` of what it asked for. `stuck`
    /// is told of rules with an expression that ran out of steps.
    pub fn find(
        &self,
        doc: &Document,
        rules: &[Active],
        speaks: &[bool],
        mut stuck: impl FnMut(usize),
    ) -> Vec<Vec<Candidate>> {
        let mut found: Vec<Vec<Candidate>> = vec![Vec::new(); rules.len()];
        let prose = &doc.prose;
        let mut find = |index: &Index, prose: &Prose, text: &str| {
            index.find(&Place { prose, text }, rules, speaks, &mut found, &mut stuck);
        };
        find(&self.keys, prose, prose.front_matter());
        find(&self.prose, prose, prose.text());
        for (layer, index) in [(Layer::Raw, &self.raw), (Layer::Code, &self.code)] {
            if !index.is_empty() {
                let prose = doc.layer(layer);
                find(index, prose, prose.text());
            }
        }
        found.iter_mut().for_each(keep_longest);
        found
    }
}

/// What is to be put in an [`Index`].
#[derive(Default)]
struct Wanted {
    phrases: Vec<Phrases>,
    owners: Vec<Owner>,
    ungated: Vec<Ungated>,
}

impl Wanted {
    fn add(&mut self, rule: usize, active: &Active, phrases: Phrases) {
        self.phrases.push(phrases);
        self.owners.push(Owner::Rule(rule));
        for (number, pattern) in active.patterns.iter().enumerate() {
            // what is written is not cut into words for the sake of one expression
            let is_prose = active.rule.scopes.layer() == Layer::Prose;
            let signs = (!is_prose).then(|| pattern.signs_alone());
            let is_told_by_signs = signs.as_ref().is_some_and(|signs| !signs.are_none());
            let Some(gates) = pattern.gates().filter(|_| !is_told_by_signs) else {
                let scopes = &active.rule.scopes;
                let pattern = BySigns { rule, pattern: number, signs };
                match self.ungated.iter_mut().find(|group| group.scopes == *scopes) {
                    Some(group) => group.patterns.push(pattern),
                    None => self
                        .ungated
                        .push(Ungated { scopes: scopes.clone(), patterns: vec![pattern] }),
                }
                continue;
            };
            self.phrases.push(gates.clone());
            self.owners.push(Owner::Pattern(rule, number));
        }
    }

    fn index(self) -> Index {
        let Self { phrases, owners, ungated } = self;
        Index { phrases: PhraseIndex::new(phrases), owners, ungated }
    }
}

impl Index {
    fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.ungated.is_empty()
    }

    /// Which bytes stand beside which in `prose`, where one look at all of it saves many at
    /// its parts.
    fn pairs<'p>(&self, prose: &'p Prose) -> Option<&'p Pairs> {
        let looks: usize = self.ungated.iter().map(|group| group.patterns.len()).sum();
        (looks >= FEW_LOOKS).then(|| prose.pairs())
    }

    fn find(
        &self,
        place: &Place<'_>,
        rules: &[Active],
        speaks: &[bool],
        found: &mut [Vec<Candidate>],
        stuck: &mut impl FnMut(usize),
    ) {
        let &Place { prose, text } = place;
        // soft hyphens may stand in whatever an expression finds
        let has_none = |pairs: &Pairs| !pairs.may_hold("\u{ad}");
        let is_plain = self.pairs(prose).is_some_and(has_none) || !text.contains(SOFT_HYPHEN);
        // in which blocks gated patterns are to be looked for: rule, pattern, block
        let mut gates: Vec<(usize, usize, usize)> = Vec::new();
        let words = if self.phrases.is_empty() { &[] } else { prose.words_in(&(0..text.len())) };
        self.phrases.find_in(text, words, |phrase, plain| match self.owners[phrase.of()] {
            Owner::Rule(rule) if speaks[rule] => {
                found[rule].extend(place.candidate(&rules[rule], phrase.number(), plain));
            }
            Owner::Pattern(rule, pattern) if speaks[rule] => {
                let Some(block) = prose.block_number(plain.start) else { return };
                match place.begin(&rules[rule], pattern, block, plain.start, is_plain) {
                    Begun::Nothing => {}
                    Begun::Found(plain) => {
                        let which = rules[rule].phrases + pattern;
                        found[rule].extend(place.candidate(&rules[rule], which, plain));
                    }
                    Begun::Perhaps => gates.push((rule, pattern, block)),
                }
            }
            _ => {}
        });
        gates.sort_unstable();
        gates.dedup();
        let mut run = |rule: usize, pattern: usize, stretch: &Range<usize>| {
            let active: &Active = &rules[rule];
            let (text, wanted) = (prose.slice(stretch.clone()), &active.patterns[pattern]);
            let before = found[rule].len();
            let add = |at: Range<usize>| {
                let plain = at.start + stretch.start..at.end + stretch.start;
                let which = active.phrases + pattern;
                found[rule].extend(place.candidate(active, which, plain));
            };
            let searched = match is_plain {
                true => wanted.find_plain(text, add),
                false => wanted.find(text, add),
            };
            if searched.is_err() {
                stuck(rule);
            }
            found[rule].len() > before
        };
        for (rule, pattern, block) in gates {
            for stretch in rules[rule].rule.scopes.stretches(prose, block) {
                run(rule, pattern, &stretch);
            }
        }
        self.find_by_signs(place, rules, speaks, is_plain, run);
    }

    /// Calls `run` with each of the rules that speak, the number of each of its patterns
    /// without a gate, and each stretch in which that may be found; it says if it was.
    fn find_by_signs(
        &self,
        &Place { prose, text }: &Place<'_>,
        rules: &[Active],
        speaks: &[bool],
        is_plain: bool,
        mut run: impl FnMut(usize, usize, &Range<usize>) -> bool,
    ) {
        let pairs = self.pairs(prose);
        let may_have = |pattern: &Pattern, signs: &Signs| match pairs {
            None => signs.are_in(text),
            Some(pairs) => signs.may_be_of(pairs) && pattern.may_be_of(pairs),
        };
        for Ungated { scopes, patterns } in &self.ungated {
            let all = OnceCell::new();
            let stretches = || -> &[Range<usize>] {
                let is_in = |block: &&Block| block.plain.end <= text.len();
                let blocks = 0..prose.blocks().iter().take_while(is_in).count();
                all.get_or_init(|| {
                    blocks.flat_map(|block| scopes.stretches(prose, block)).collect::<Vec<_>>()
                })
            };
            // the last pattern that was found nowhere
            let mut missing = None;
            for wanted in patterns.iter().filter(|wanted| speaks[wanted.rule]) {
                let &BySigns { rule, pattern, .. } = wanted;
                let is_second = rules[rule].in_pairs && pattern % 2 == 1;
                if is_second && missing == Some((rule, pattern - 1)) {
                    continue;
                }
                missing = Some((rule, pattern));
                let mut run = |stretch: &Range<usize>| {
                    if run(rule, pattern, stretch) {
                        missing = None;
                    }
                };
                let expression = &rules[rule].patterns[pattern];
                let signs = wanted.signs.as_ref().unwrap_or_else(|| expression.signs());
                if !is_plain || signs.are_none() {
                    stretches().iter().for_each(run);
                    continue;
                }
                if !may_have(expression, signs) {
                    continue;
                }
                let within = stretches().last().map_or(0, |last| last.end);
                let mut places = expression.places(signs, &text[..within]);
                let (mut from, mut rest) = (0, stretches());
                while let Some(at) = places.next(from) {
                    rest = &rest[rest.partition_point(|stretch| stretch.end <= at)..];
                    let Some((stretch, behind)) = rest.split_first() else { break };
                    if stretch.start <= at {
                        run(stretch);
                        (from, rest) = (stretch.end, behind);
                    } else {
                        from = stretch.start;
                    }
                }
            }
        }
    }
}

/// Expressions that are looked for by their signs from which on it is worth while to see first
/// which bytes there are.
const FEW_LOOKS: usize = 8;

/// What is searched.
struct Place<'p> {
    prose: &'p Prose,
    /// Its text, or that with which it begins.
    text: &'p str,
}

impl Place<'_> {
    /// What the pattern of that number finds where one of its gates stands at the byte `at`
    /// of a block.
    fn begin(
        &self,
        active: &Active,
        pattern: usize,
        block: usize,
        at: usize,
        is_plain: bool,
    ) -> Begun {
        let pattern = &active.patterns[pattern];
        if !is_plain || pattern.before_gates().is_none() {
            return Begun::Perhaps;
        }
        let Some(stretch) = active.rule.scopes.stretch_at(self.prose, block, at) else {
            return Begun::Nothing;
        };
        let text = self.prose.slice(stretch.clone());
        match pattern.begin_at_gate(text, at - stretch.start) {
            Begun::Found(at) => Begun::Found(at.start + stretch.start..at.end + stretch.start),
            begun => begun,
        }
    }

    /// What was found at `plain` as a candidate of a rule, if that looks there.
    fn candidate(&self, active: &Active, which: usize, plain: Range<usize>) -> Option<Candidate> {
        let prose = self.prose;
        let number = prose.block_number(plain.start)?;
        let block = &prose.blocks()[number];
        let holds =
            |stretch: &&Range<usize>| stretch.start <= plain.start && plain.end <= stretch.end;
        let scopes = &active.rule.scopes;
        let in_opening =
            scopes.names_opening() && prose.opening().is_some_and(|opening| holds(&&opening));
        if plain.end > block.plain.end || !scopes.include(block, in_opening) {
            return None;
        }
        let is_source = scopes.layer() != Layer::Prose;
        let is_prose = || {
            (active.rule.includes_quotes || !is_of_others(prose, block, &plain))
                && !prose.slice(plain.clone()).contains(OBJECT)
        };
        if !is_source && !is_prose() {
            return None;
        }
        let within = match scopes.unit() {
            Unit::Block => block.plain.clone(),
            _ => scopes.stretches(prose, number).find(|stretch| holds(&stretch))?,
        };
        Some(Candidate { which, plain, within })
    }
}

fn is_of_others(prose: &Prose, block: &Block, plain: &Range<usize>) -> bool {
    block.in_quote || prose.is_spoken(plain)
}

/// Of places that overlap, keeps the first, and of those that begin together the
/// longest.
fn keep_longest(found: &mut Vec<Candidate>) {
    found.sort_by_key(|c| (c.plain.start, std::cmp::Reverse(c.plain.end)));
    let mut end = 0;
    found.retain(|candidate| {
        let keep = candidate.plain.start >= end;
        if keep {
            end = candidate.plain.end;
        }
        keep
    });
}
