//! The message of a rule, with placeholders: `'{found}' shouts.`

/// A text with named gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Gap(String),
}

impl Template {
    /// Reads a text. A gap whose name is not in `names` comes back as the error;
    /// braces around anything but a name are text.
    pub fn parse(text: &str, names: &[&str]) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text.trim();
        while let Some(open) = rest.find('{') {
            let name = rest[open + 1..].split('}').next().unwrap_or_default();
            let closed = rest[open + 1 + name.len()..].starts_with('}');
            let is_name =
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            let doubled = rest[..open].ends_with('{');
            if !(closed && is_name) || doubled {
                pieces.push(Piece::Text(rest[..=open].to_owned()));
                rest = &rest[open + 1..];
                continue;
            }
            if !names.contains(&name) {
                return Err(name.to_owned());
            }
            pieces.push(Piece::Text(rest[..open].to_owned()));
            pieces.push(Piece::Gap(name.to_owned()));
            rest = &rest[open + name.len() + 2..];
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }

    /// The text with its gaps filled. What a gap leaves empty takes no blank with it.
    pub fn fill(&self, value: impl Fn(&str) -> String) -> String {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Gap(name) => out.push_str(&value(name)),
            }
        }
        out.trim().to_owned()
    }
}

/// The text with its gaps named, as it was written.
impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(text),
            Piece::Gap(name) => write!(f, "{{{name}}}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_and_other_braces_kept() {
        let template = Template::parse("'{found}' in {{ page }} of {n} {", &["found", "n"]);
        let filled = template.expect("parses").fill(|name| name.to_uppercase());
        assert_eq!(filled, "'FOUND' in {{ page }} of N {");
        let again = Template::parse("a {n}", &["n"]).expect("parses").to_string();
        assert_eq!(again, "a {n}");
        assert_eq!(Template::parse("{fund}", &["found"]), Err("fund".to_owned()));
    }
}
