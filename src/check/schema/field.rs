//! What one field asks of its value.

use regex::Regex;
use serde_json::Value as Json;

use super::format::Format;
use super::options::one_of;
use super::types::{Type, described, is, is_nothing, numbers};
use crate::check::written::written_like;
use crate::check::{Context, Hit};
use crate::diagnostic::{Fix, Safety};
use crate::text::Edit;
use crate::tree::{Node, Scalar, Value};

/// Values that a sentence names before it stops.
const NAMED: usize = 12;

/// What a field asks of its value. What is said of texts, numbers or lists says
/// nothing of other values.
#[derive(Debug)]
pub struct Field {
    pub types: Vec<Type>,
    pub format: Option<Format>,
    pub allowed: Vec<Json>,
    pub pattern: Option<Regex>,
    pub length: Bounds<usize>,
    pub count: Bounds<usize>,
    pub size: Bounds<f64>,
    pub items: Option<Box<Field>>,
    pub unique: bool,
}

/// The least and the most that something may be.
#[derive(Clone, Copy, Debug)]
pub struct Bounds<T> {
    pub least: Option<T>,
    pub most: Option<T>,
}

impl<T: PartialOrd + Copy> Bounds<T> {
    /// Whether nothing lies between them.
    pub fn are_crossed(&self) -> bool {
        self.least.zip(self.most).is_some_and(|(least, most)| least > most)
    }

    /// The bound that `value` is beyond, and how a sentence says that.
    fn beyond(&self, value: T) -> Option<(T, &'static str)> {
        let least = self.least.filter(|least| value < *least).map(|least| (least, "at least"));
        least.or(self.most.filter(|most| value > *most).map(|most| (most, "at most")))
    }
}

/// A place found fault with: what is wrong, and what would be right.
pub fn fault(node: &Node, problem: String, remedy: impl Into<String>) -> Hit {
    Hit::new(node.span).fill("problem", problem).fill("remedy", remedy)
}

impl Field {
    /// Looks at a value. `name` begins a sentence about it: "`title`".
    pub fn check(&self, name: &str, node: &Node, cx: &Context<'_>, out: &mut Vec<Hit>) {
        let fits = |kind: &Type| kind.fits(node, cx);
        if !self.types.is_empty() && !self.types.iter().any(fits) {
            let wanted = one_of(self.types.iter().map(|kind| kind.name().to_owned()));
            let is = described(node, cx);
            let problem = format!("{name} is {is}; it must be {wanted}");
            out.push(fault(node, problem, self.quotes(node, cx)));
            return;
        }
        match &node.value {
            Value::Scalar(scalar) => self.check_scalar(name, node, scalar, cx, out),
            Value::List(items) => self.check_list(name, node, items, cx, out),
            Value::Map(_) | Value::Alias => {}
        }
    }

    /// The help for what is meant as text and written as something else.
    fn quotes(&self, node: &Node, cx: &Context<'_>) -> String {
        let written = node.span.of(&cx.doc.text);
        match node.scalar() {
            Some(_) if self.types.contains(&Type::Text) && !written.contains('"') => {
                format!("Put it in quotes: `\"{written}\"`.")
            }
            None if self.types == [Type::Text] => "Write one text.".to_owned(),
            Some(scalar) if self.types == [Type::List] => format!("Write `[{}]`.", scalar.text),
            _ => String::new(),
        }
    }

    fn check_scalar(
        &self,
        name: &str,
        node: &Node,
        scalar: &Scalar,
        cx: &Context<'_>,
        out: &mut Vec<Hit>,
    ) {
        let text = scalar.text.as_str();
        let shown = shortened(text);
        if !self.allowed.is_empty() && !self.allowed.iter().any(|value| is(scalar, value, cx)) {
            out.push(self.not_allowed(name, node, text, cx));
            return;
        }
        let characters = text.chars().count();
        if let Some((bound, how)) = self.length.beyond(characters) {
            let have = counted(characters, "character");
            out.push(fault(node, format!("{name} has {have}; it must have {how} {bound}"), ""));
        }
        if let Some(pattern) = self.pattern.as_ref().filter(|pattern| !pattern.is_match(text)) {
            let problem = format!("{name} is `{shown}`, which does not match `{pattern}`");
            out.push(fault(node, problem, ""));
        }
        if let Some(format) = self.format.filter(|format| !format.fits(text, cx)) {
            let problem = format!("{name} is `{shown}`, which is not {}", format.name());
            out.push(fault(node, problem, format.remedy()));
        }
        // where readers differ, one of them is enough
        let beyond = |number: &f64| self.size.beyond(*number);
        let numbers = numbers(scalar, cx);
        if let Some(all) = numbers.iter().map(beyond).collect::<Option<Vec<_>>>()
            && let Some((bound, how)) = all.first()
        {
            out.push(fault(node, format!("{name} is {text}; it must be {how} {bound}"), ""));
        }
    }

    fn check_list(
        &self,
        name: &str,
        node: &Node,
        items: &[Node],
        cx: &Context<'_>,
        out: &mut Vec<Hit>,
    ) {
        if let Some((bound, how)) = self.count.beyond(items.len()) {
            let have = counted(items.len(), "item");
            out.push(fault(node, format!("{name} has {have}; it must have {how} {bound}"), ""));
        }
        for (index, item) in items.iter().enumerate() {
            if self.unique && items[..index].iter().any(|before| before.means(item)) {
                let shown = shortened(item.span.of(&cx.doc.text));
                let problem = format!("{name} has `{shown}` twice");
                out.push(fault(item, problem, "Take one of the two out."));
            }
            if let Some(field) = &self.items {
                field.check(&format!("Item {} of {name}", index + 1), item, cx, out);
            }
        }
    }

    fn not_allowed(&self, name: &str, node: &Node, text: &str, cx: &Context<'_>) -> Hit {
        let shown = shortened(text);
        let problem = format!("{name} is `{shown}`, which is none of the values it may have");
        let names = self.allowed.iter().filter_map(Json::as_str);
        match near(text, names) {
            Some(meant) => {
                let written = node.span.of(&cx.doc.text);
                let value = written_like(written, meant, true, cx);
                let fix = Fix {
                    title: format!("Write `{meant}`"),
                    edits: vec![Edit::replace(node.span, value)],
                    safety: Safety::Unsafe,
                };
                let lines = written.contains(['\n', '\r']);
                let fix = Some(fix).filter(|_| !lines && !written.is_empty());
                fault(node, problem, format!("Did you mean `{meant}`?")).fix(fix)
            }
            None => fault(node, problem, format!("It may be {}.", listed(&self.allowed))),
        }
    }
}

/// The one of `names` that `text` is nearly, if it is nearly just one. Another case
/// of the same letters is nearer than another letter.
pub fn near<'n>(text: &str, names: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    let only = |mut names: Vec<&'n str>| names.pop().filter(|_| names.is_empty());
    let folded = text.to_lowercase();
    let same = names.clone().filter(|name| name.to_lowercase() == folded);
    let reach = if text.chars().count() >= 7 { 2 } else { 1 };
    let close = names.filter(|name| strsim::osa_distance(name, text) <= reach);
    only(same.collect()).or_else(|| only(close.collect()))
}

/// "`a`, `b` or `c`", and how many more.
pub fn listed(values: &[Json]) -> String {
    let name = |value: &Json| match value {
        Json::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    };
    let more = values.len().saturating_sub(NAMED);
    let more = Some(format!("{more} others")).filter(|_| more > 0);
    one_of(values.iter().take(NAMED).map(name).chain(more))
}

/// "1 item", "2 items".
pub fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// A value in a sentence.
pub fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Whether a value says something, for a field that need not be there.
pub fn says(node: &Node, cx: &Context<'_>) -> bool {
    !is_nothing(node, cx)
}
