//! Files and the addresses by which editors name them (RFC 8089).

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// What is written in percent signs: all but letters, figures and what RFC 3986 lets
/// stand in a path.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The file that an address names; `None` where it names none of this machine.
pub(super) fn to_file(uri: &str) -> Option<PathBuf> {
    path_of(uri, cfg!(windows)).map(PathBuf::from)
}

/// The address of a file.
pub(super) fn of_file(file: &Path) -> String {
    address_of(&file.to_string_lossy(), cfg!(windows))
}

fn path_of(uri: &str, windows: bool) -> Option<String> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/')?),
        None => ("", rest),
    };
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let is_here = host.is_empty() || host.eq_ignore_ascii_case("localhost");
    if path.contains('\0') || !path.starts_with('/') {
        return None;
    }
    match (windows, is_here) {
        (false, true) => Some(path.into_owned()),
        (false, false) => None,
        (true, false) => Some(format!("\\\\{host}{}", path.replace('/', "\\"))),
        (true, true) => {
            // /c:/a is C:\a: drives are one whatever their case
            let drive = path.get(1..3).filter(|drive| drive.ends_with(':'))?;
            Some(format!("{}{}", drive.to_ascii_uppercase(), path[3..].replace('/', "\\")))
        }
    }
}

fn address_of(path: &str, windows: bool) -> String {
    let slashed = if windows { path.replace('\\', "/") } else { path.to_owned() };
    let encoded = utf8_percent_encode(&slashed, ENCODED).to_string();
    match encoded.strip_prefix("//").filter(|_| windows) {
        Some(share) => format!("file://{share}"),
        None if encoded.starts_with('/') => format!("file://{encoded}"),
        None => format!("file:///{encoded}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_editors_write_them() {
        for (uri, unix, windows) in [
            ("file:///a/b%20c/%C3%A9.md", Some("/a/b c/é.md"), None),
            ("file:///a/b c/é.md", Some("/a/b c/é.md"), None),
            ("file://localhost/a.md", Some("/a.md"), None),
            ("FILE:/a.md", Some("/a.md"), None),
            ("file:///c%3A/a/b.md", Some("/c:/a/b.md"), Some("C:\\a\\b.md")),
            ("file:///C:/a/b.md", Some("/C:/a/b.md"), Some("C:\\a\\b.md")),
            ("file://server/share/b.md", None, Some("\\\\server\\share\\b.md")),
            ("file:///a/100%25.md?x#y", Some("/a/100%.md"), None),
            ("untitled:Untitled-1", None, None),
            ("git:/a.md", None, None),
            ("file:///%ff.md", None, None),
            ("file:///a%00.md", None, None),
            ("file://", None, None),
            ("", None, None),
        ] {
            assert_eq!(path_of(uri, false).as_deref(), unix, "{uri}");
            assert_eq!(path_of(uri, true).as_deref(), windows, "{uri}");
        }
    }

    #[test]
    fn an_address_leads_back_to_its_file() {
        for path in ["/a/b c/é #1?.md", "/100%.md", "/[a]{b}|^`.md", "/a+b&c=d;e,f.md"] {
            assert_eq!(path_of(&address_of(path, false), false).as_deref(), Some(path));
        }
        for path in ["C:\\a\\b c.md", "\\\\server\\share\\b.md"] {
            assert_eq!(path_of(&address_of(path, true), true).as_deref(), Some(path));
        }
        assert_eq!(address_of("/a b/é.md", false), "file:///a%20b/%C3%A9.md");
    }
}
