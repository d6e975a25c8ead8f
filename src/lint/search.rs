//! Looks for what all rules ask for, in one pass over each layer of a post.

use std::ops::Range;

use super::Active;
use crate::check::Candidate;
use crate::check::phrases::{Phrase, PhraseIndex};
use crate::document::{Block, Document, Layer, OBJECT, Prose, Scopes, Unit};
use crate::word::SOFT_HYPHEN;

/// What all rules look for.
#[derive(Default)]
pub(super) struct Search {
    prose: Index,
    raw: Index,
    code: Index,
}

/// What rules look for in one layer.
#[derive(Default)]
struct Index {
    phrases: PhraseIndex,
    /// For each phrase: who asks for it.
    owners: Vec<Owner>,
    /// Patterns without a gate.
    ungated: Vec<Ungated>,
}

/// Patterns without a gate that are looked for in one scope: for each the rule, and
/// which of its patterns it is.
struct Ungated {
    scopes: Scopes,
    patterns: Vec<(usize, usize)>,
}

/// Who asks for a phrase: a rule, and which of the rule's phrases it is, or of
/// which of its patterns it is a gate.
#[derive(Clone, Copy)]
enum Owner {
    Phrase(usize, usize),
    Gate(usize, usize),
}

/// A gate of a pattern that was found: it is to be looked for in that block.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Open {
    rule: usize,
    pattern: usize,
    block: usize,
    /// Where the gate stands in the plain text.
    at: usize,
}

impl Open {
    /// Whether the same pattern is to be looked for in the same block.
    fn is_beside(&self, other: &Self) -> bool {
        (self.rule, self.pattern, self.block) == (other.rule, other.pattern, other.block)
    }
}

impl Search {
    /// What `rules` look for; `phrases` are those of each, in the same order.
    pub fn new(rules: &[Active], phrases: Vec<Vec<Phrase>>) -> Self {
        let (mut prose, mut raw, mut code) = Default::default();
        for (number, (active, phrases)) in rules.iter().zip(phrases).enumerate() {
            let wanted: &mut Wanted = match active.rule.scopes.layer() {
                Layer::Prose => &mut prose,
                Layer::Raw => &mut raw,
                Layer::Code => &mut code,
            };
            wanted.add(number, active, phrases);
        }
        Self { prose: prose.index(), raw: raw.index(), code: code.index() }
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
        let layers =
            [(Layer::Prose, &self.prose), (Layer::Raw, &self.raw), (Layer::Code, &self.code)];
        for (layer, index) in layers {
            if index.phrases.is_empty() && index.ungated.is_empty() {
                continue;
            }
            let prose = doc.layer(layer);
            let place = Place { prose };
            index.find(&place, rules, speaks, &mut found, &mut stuck);
        }
        found.iter_mut().for_each(keep_longest);
        found
    }
}

/// What is to be put in an [`Index`].
#[derive(Default)]
struct Wanted {
    phrases: Vec<Phrase>,
    owners: Vec<Owner>,
    ungated: Vec<Ungated>,
}

impl Wanted {
    fn add(&mut self, rule: usize, active: &Active, phrases: Vec<Phrase>) {
        for (number, phrase) in phrases.into_iter().enumerate() {
            self.phrases.push(phrase);
            self.owners.push(Owner::Phrase(rule, number));
        }
        for (number, pattern) in active.patterns.iter().enumerate() {
            let Some(gates) = pattern.gates() else {
                let scopes = &active.rule.scopes;
                match self.ungated.iter_mut().find(|group| group.scopes == *scopes) {
                    Some(group) => group.patterns.push((rule, number)),
                    None => self
                        .ungated
                        .push(Ungated { scopes: scopes.clone(), patterns: vec![(rule, number)] }),
                }
                continue;
            };
            for gate in gates {
                self.phrases.push(gate);
                self.owners.push(Owner::Gate(rule, number));
            }
        }
    }

    fn index(self) -> Index {
        let Self { phrases, owners, ungated } = self;
        Index { phrases: PhraseIndex::new(phrases), owners, ungated }
    }
}

impl Index {
    fn find(
        &self,
        place: &Place<'_>,
        rules: &[Active],
        speaks: &[bool],
        found: &mut [Vec<Candidate>],
        stuck: &mut impl FnMut(usize),
    ) {
        let prose = place.prose;
        let mut gates: Vec<Open> = Vec::new();
        if !self.phrases.is_empty() {
            self.phrases.find_in(prose.text(), prose.words(), |phrase, plain| {
                match self.owners[phrase] {
                    Owner::Phrase(rule, which) if speaks[rule] => {
                        found[rule].extend(place.candidate(&rules[rule], which, plain));
                    }
                    Owner::Gate(rule, pattern) if speaks[rule] => {
                        let block = prose.block_number(plain.start);
                        gates.extend(block.map(|block| Open {
                            rule,
                            pattern,
                            block,
                            at: plain.start,
                        }));
                    }
                    _ => {}
                }
            });
        }
        gates.sort_unstable();
        gates.dedup();
        let mut run = |rule: usize, number: usize, stretch: &Range<usize>, gates: &[Open]| {
            let active: &Active = &rules[rule];
            let (pattern, text) = (&active.patterns[number], prose.slice(stretch.clone()));
            let found = |at: Range<usize>| {
                let plain = at.start + stretch.start..at.end + stretch.start;
                let which = active.phrases + number;
                found[rule].extend(place.candidate(active, which, plain));
            };
            let searched = match pattern.begins_with_gates() {
                true => {
                    let inside = gates.iter().filter(|gate| stretch.contains(&gate.at));
                    let starts: Vec<usize> = inside.map(|gate| gate.at - stretch.start).collect();
                    pattern.find_at(text, &starts, found)
                }
                false => pattern.find(text, found),
            };
            if searched.is_err() {
                stuck(rule);
            }
        };
        for gates in gates.chunk_by(Open::is_beside) {
            let Open { rule, pattern, block, .. } = gates[0];
            let stretches = rules[rule].rule.scopes.stretches(prose, block);
            stretches.iter().for_each(|stretch| run(rule, pattern, stretch, gates));
        }
        // soft hyphens may stand in a sign
        let is_plain = self.ungated.is_empty() || !prose.text().contains(SOFT_HYPHEN);
        for Ungated { scopes, patterns } in &self.ungated {
            let blocks = 0..prose.blocks().len();
            let stretches: Vec<_> =
                blocks.flat_map(|block| scopes.stretches(prose, block)).collect();
            for &(rule, pattern) in patterns.iter().filter(|(rule, _)| speaks[*rule]) {
                let wanted = &rules[rule].patterns[pattern];
                // one look at all of the text saves many at its parts
                let few = stretches.len() <= FEW || !is_plain;
                if few || wanted.has_sign(prose.text()) {
                    stretches.iter().for_each(|stretch| run(rule, pattern, stretch, &[]));
                }
            }
        }
    }
}

/// Stretches that are looked at one by one as quickly as all of the text.
const FEW: usize = 4;

/// What is searched.
struct Place<'p> {
    prose: &'p Prose,
}

impl Place<'_> {
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
            _ => scopes.stretches(prose, number).iter().find(holds)?.clone(),
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
