//! From a YAML file that somebody wrote for us to a type of ours, with every
//! mistake shown where it stands.

use serde::de::DeserializeOwned;

use super::{Node, Tree, Value, parse_yaml};
use crate::diagnostic::{Problem, nearest};
use crate::text::Span;

/// Bytes that such a file may have: libyaml's reader, behind serde, takes time
/// that grows with the square of hostile nesting.
const SIZE_LIMIT: usize = 1 << 20;

/// Reads `text`, the file at `path`, as a `T`; also gives its span tree, for
/// mistakes that only show later.
pub fn read_typed<T: DeserializeOwned>(path: &str, text: &str) -> Result<(T, Tree), Problem> {
    if text.len() > SIZE_LIMIT {
        return Err(Problem::new("the file is larger than 1 MiB").in_file(path));
    }
    let tree = parse_yaml(text, 0);
    let problem = |span: Span, message: String, help: Option<String>| {
        let problem = Problem::new(message).in_file(path).at(text, span);
        help.into_iter().fold(problem, Problem::help)
    };
    if let Some(error) = tree.errors.first() {
        let message = format!("not YAML: {}", error.message);
        return Err(problem(error.span, message, error.help.clone()));
    }
    if let Some(key) = tree.root.as_ref().and_then(duplicate) {
        return Err(problem(
            key.span,
            format!("`{}` is written twice", key.text().unwrap_or("?")),
            None,
        ));
    }
    match serde_yaml::from_str(text) {
        Ok(value) => Ok((value, tree)),
        Err(error) => {
            let at = error.location().map_or(0, |location| location.index());
            let span = tree.root.as_ref().map_or(Span::at(0), |root| key_or_value(root, at));
            let (message, help) = plain_words(&error.to_string());
            Err(problem(span, message, help))
        }
    }
}

/// The first key that its map has before.
fn duplicate(node: &Node) -> Option<&Node> {
    match &node.value {
        Value::Map(entries) => entries.iter().enumerate().find_map(|(index, entry)| {
            let before = &entries[..index];
            let again = before.iter().any(|other| other.name() == entry.name());
            if again { Some(&entry.key) } else { duplicate(&entry.value) }
        }),
        Value::List(items) => items.iter().find_map(duplicate),
        _ => None,
    }
}

/// What stands at byte `at`: a key or a scalar; the first key of a map that is
/// found fault with as a whole.
fn key_or_value(root: &Node, at: usize) -> Span {
    let node = root.innermost(u32::try_from(at).unwrap_or(u32::MAX));
    node.entries().first().map_or(node.span, |entry| entry.key.span)
}

/// Serde's message in the words of somebody who wrote the file, with the nearest
/// name where one is meant.
pub fn plain_words(message: &str) -> (String, Option<String>) {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    // serde names the way to the place in front; the place is shown anyway
    let message = match message.find(": ") {
        Some(colon) if !message[..colon].contains(' ') => &message[colon + 2..],
        _ => message,
    };
    let named: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (what, rest) = match named.split_first() {
        Some((name, known)) if message.starts_with("unknown field") => (*name, known),
        Some((name, known)) if message.starts_with("unknown variant") => (*name, known),
        _ if message.starts_with("missing field") => {
            return (format!("`{}` is missing", named.first().unwrap_or(&"?")), None);
        }
        _ => return (in_plain_types(message), None),
    };
    let noun = if message.starts_with("unknown field") { "key" } else { "value" };
    let help = match nearest(what, rest.iter().copied()) {
        Some(near) => format!("Did you mean `{near}`?"),
        None if rest.is_empty() => "None is taken here.".to_owned(),
        None => format!("Known are `{}`.", rest.join("`, `")),
    };
    (format!("unknown {noun} `{what}`"), Some(help))
}

/// Serde's message with Rust's types called what they are to others.
fn in_plain_types(message: &str) -> String {
    match message.rsplit_once(" expected ") {
        Some((before, "f32" | "f64")) => format!("{before} expected a number"),
        Some((before, "usize" | "u32" | "u64")) => format!("{before} expected a whole number"),
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    struct Sample {
        #[expect(dead_code, reason = "only read")]
        severity: crate::diagnostic::Severity,
        #[serde(default)]
        #[expect(dead_code, reason = "only read")]
        options: Options,
    }

    #[derive(Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    struct Options {
        #[serde(default)]
        #[expect(dead_code, reason = "only read")]
        phrases: Vec<String>,
    }

    /// What is shown: the words pointed at, the message, the help.
    fn told(text: &str) -> (String, String, Option<String>) {
        let problem = read_typed::<Sample>("x.yml", text).expect_err("a mistake");
        let place = problem.place.expect("a place");
        let excerpt = place.excerpt;
        (excerpt.span.of(&excerpt.text).to_owned(), problem.message, problem.help)
    }

    #[test]
    fn mistakes_are_shown_where_they_stand() {
        let meant = |name: &str| Some(format!("Did you mean `{name}`?"));
        assert_eq!(
            told("severity: error\noptions:\n  phases: [x]\n"),
            ("phases".into(), "unknown key `phases`".into(), meant("phrases"))
        );
        assert_eq!(
            told("severity: eror\n"),
            ("eror".into(), "unknown value `eror`".into(), meant("error"))
        );
        assert_eq!(told("severity: error\nseverity: error\n").1, "`severity` is written twice");
        assert_eq!(told("options: {}\n").1, "`severity` is missing");
        let (span, message, _) = told("severity: error\noptions: {phrases: 3}\n");
        assert_eq!((span.as_str(), message.contains("sequence")), ("3", true), "{message}");
        assert_eq!(told("a: 'b\n").1.split(':').next(), Some("not YAML"));
    }
}
