//! Files that are text: which of them are SVGs, and what the others are.

use super::Form;

/// Elements with which a web page, or a piece of one, begins.
const PAGE: [&str; 16] = [
    "html", "head", "body", "title", "meta", "link", "script", "div", "p", "h1", "h2", "center",
    "table", "span", "a", "pre",
];
/// Elements of SVG: a file that begins with one is a piece that some template puts
/// together.
const PIECES: [&str; 12] = [
    "g", "path", "symbol", "defs", "circle", "rect", "ellipse", "line", "polygon", "polyline",
    "use", "style",
];

/// The form of a file that begins with `head` and is in no format of bytes.
pub fn form(head: &[u8]) -> Form {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if head.starts_with(b"version https://git-lfs.github.com/spec/") {
        return Form::Pointer;
    }
    // pages are written in many encodings, but all of them have ASCII in common
    let text = String::from_utf8_lossy(head);
    let start = text.trim_start();
    if start.starts_with('<') {
        return root(start);
    }
    if !is_text(head) {
        return Form::Other;
    }
    if text.contains("<svg") {
        // below front matter, or in a template
        return Form::Svg;
    }
    if start.starts_with("---") || text.contains("{{") || text.contains("{%") {
        return Form::Other;
    }
    let mut signs = start.chars().filter(|c| !c.is_whitespace());
    match (signs.next(), signs.next()) {
        (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | '[' | '"' | ']' | '0'..='9')) => {
            Form::Json
        }
        _ => Form::Text,
    }
}

/// Whether bytes are text: UTF-8, which may break off in a character, without
/// control characters.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_some() => return false,
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
    };
    !text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c'))
}

/// The form of markup, by its outermost element.
fn root(mut text: &str) -> Form {
    loop {
        text = text.trim_start();
        let Some(inner) = text.strip_prefix('<') else { return Form::Other };
        let end = if inner.starts_with("!--") {
            "-->"
        } else if inner.starts_with('?') {
            "?>"
        } else if let Some(declared) = inner.strip_prefix('!') {
            let mut words = declared.split_ascii_whitespace();
            let is_type = words.next().is_some_and(|word| word.eq_ignore_ascii_case("doctype"));
            let name = words.next().unwrap_or_default().split('>').next().unwrap_or_default();
            return match name.to_ascii_lowercase().as_str() {
                "svg" | "svg:svg" if is_type => Form::Svg,
                "html" if is_type => Form::Html,
                _ => Form::Other,
            };
        } else {
            return element(inner);
        };
        match text.find(end) {
            Some(at) => text = &text[at + end.len()..],
            // it goes on behind what is at hand
            None => return Form::Other,
        }
    }
}

fn element(inner: &str) -> Form {
    let Some(end) = inner.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')) else {
        return Form::Other;
    };
    let name = inner[..end].rsplit(':').next().unwrap_or_default();
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "svg" => Form::Svg,
        name if PAGE.contains(&name) => Form::Html,
        name if PIECES.contains(&name) || !is_name => Form::Other,
        _ => Form::Xml,
    }
}

/// The size of an SVG in pixels: what it says of its width and height, or else the
/// box that it draws in.
pub fn svg_size(head: &[u8]) -> Option<(u32, u32)> {
    let text = String::from_utf8_lossy(head);
    let tag = &text[text.find("<svg")?..];
    let tag = &tag[..tag.find('>')?];
    let pixels = |name: &str| {
        let said = attribute(tag, name)?;
        let number: f64 = said.trim_end_matches("px").trim().parse().ok()?;
        (number >= 0.0).then_some(number.round() as u32)
    };
    if let (Some(width), Some(height)) = (pixels("width"), pixels("height")) {
        return Some((width, height));
    }
    // a share of the page has no size of its own
    if attribute(tag, "width").is_some() || attribute(tag, "height").is_some() {
        return None;
    }
    let drawn = attribute(tag, "viewBox")?;
    let numbers = drawn.split([' ', ',']).filter(|part| !part.is_empty());
    let numbers: Vec<f64> = numbers.map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [_, _, width, height] = numbers[..] else { return None };
    Some((width.round() as u32, height.round() as u32))
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut found = tag.match_indices(name).filter_map(|(at, _)| {
        let stands_alone = tag[..at].ends_with(|c: char| c.is_ascii_whitespace());
        let value = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| stands_alone && matches!(c, '"' | '\''))?;
        value[1..].split(quote).next()
    });
    found.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_apart() {
        for (text, expected) in [
            ("<svg xmlns='http://www.w3.org/2000/svg'/>", Form::Svg),
            ("\u{feff}<?xml version='1.0'?>\n<!-- by -- hand -->\n<svg:svg>", Form::Svg),
            ("<?xml version='1.0'?><!DOCTYPE svg PUBLIC 'x' [ <!ENTITY a 'b'> ]><svg>", Form::Svg),
            ("---\n---\n<svg>", Form::Svg),
            ("<!-- a comment that goes on", Form::Other),
            ("<g><path d=''/></g>", Form::Other),
            ("{% include icon.svg %}", Form::Other),
            ("\n<!DOCTYPE html>\n<title>Not found</title>", Form::Html),
            ("<!DOCTYPE html><html><body>404</body></html>", Form::Html),
            ("<html lang=en>", Form::Html),
            ("<?xml version='1.0'?>\n<Error><Code>AccessDenied</Code></Error>", Form::Xml),
            ("{\"error\": \"no such picture\"}", Form::Json),
            ("[{\"a\": 1}]", Form::Json),
            ("404: Not Found", Form::Text),
            ("data:image/png;base64,iVBORw0KGgo=", Form::Text),
            ("caf\u{e9} \u{1}", Form::Other),
            (
                "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n",
                Form::Pointer,
            ),
        ] {
            assert_eq!(form(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(form(b"caf\xe9 x"), Form::Other);
        assert_eq!(form(b"caf\xc3"), Form::Text);
    }

    #[test]
    fn an_svg_has_the_size_that_it_says() {
        let size = |tag: &str| svg_size(tag.as_bytes());
        assert_eq!(size("<svg stroke-width='3' width='20' height=\"10px\">"), Some((20, 10)));
        assert_eq!(size("<svg viewBox='0 0 24, 12.4'>"), Some((24, 12)));
        assert_eq!(size("<svg width='100%' viewBox='0 0 24 12'>"), None);
    }
}
