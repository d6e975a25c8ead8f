//! Text in XML 1.0, which forbids most control characters even when escaped.

use std::fmt::{self, Write as _};

use super::snippet::shown;

/// What an XML report begins with.
pub(super) const HEADER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Text as it may stand in an element or an attribute. Characters that XML forbids
/// or that a terminal would obey are replaced by visible ones.
pub(super) struct Xml<'t>(pub &'t str);

impl fmt::Display for Xml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.chars();
        while let Some(c) = rest.next() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                // `]]>` may not stand in text
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&apos;")?,
                // an attribute would make blanks of them
                '\n' => f.write_str("&#10;")?,
                '\t' => f.write_str("&#9;")?,
                // GitHub's runner obeys `##[…]` wherever it stands in a log
                '#' if rest.as_str().starts_with("#[") => f.write_str("&#35;")?,
                '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}')?,
                c => f.write_char(shown(c))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_forbids_is_shown() {
        let hostile = "]]>\u{0}\u{b}\u{1b}\r\u{7f}\u{9b}\u{ffff}<script>&\"'\t\n";
        assert_eq!(
            Xml(hostile).to_string(),
            "]]&gt;␀␋␛␍␡\u{fffd}\u{fffd}&lt;script&gt;&amp;&quot;&apos;&#9;&#10;"
        );
        assert_eq!(Xml("a ##[add-mask]b #").to_string(), "a &#35;#[add-mask]b #");
    }
}
