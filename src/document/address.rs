//! Web addresses in running text.

use std::sync::LazyLock;

use memchr::memmem::{FindIter, Finder};

use crate::text::Span;

static SCHEME: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("://"));
static WWW: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("www."));

/// The addresses of a text, from one to the next: most words are none, so what they hold is
/// looked for in all of the text at once.
pub(super) struct Addresses<'t> {
    text: &'t str,
    schemes: Ahead<'t>,
    www: Ahead<'t>,
}

/// The places of something in a text.
struct Ahead<'t> {
    places: FindIter<'t, 'static>,
    next: Option<usize>,
    /// How many bytes it has.
    len: usize,
}

impl<'t> Ahead<'t> {
    fn new(what: &'static Finder<'static>, text: &'t str) -> Self {
        let mut places = what.find_iter(text.as_bytes());
        Self { next: places.next(), places, len: what.needle().len() }
    }

    /// The first place between two bytes, of which the first must not go back.
    fn next(&mut self, at: usize, end: usize) -> Option<usize> {
        while self.next.is_some_and(|next| next < at) {
            self.next = self.places.next();
        }
        self.next.filter(|next| next + self.len <= end)
    }
}

impl<'t> Addresses<'t> {
    /// Those of `text`.
    pub fn of(text: &'t str) -> Self {
        Self { text, schemes: Ahead::new(&SCHEME, text), www: Ahead::new(&WWW, text) }
    }

    /// The first one in the running text between two bytes, of which the first must not go
    /// back from one look to the next.
    pub fn next(&mut self, at: usize, end: usize) -> Option<Span> {
        let scheme = self.schemes.next(at, end).map(|place| {
            let letters = self.text[at..place].bytes().rev().take_while(u8::is_ascii_alphabetic);
            place - letters.count()
        });
        let start = scheme.into_iter().chain(self.www.next(at, end)).min()?;
        let rest = &self.text[start..end];
        let len = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '”'));
        let address = rest[..len.unwrap_or(rest.len())]
            .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
        Some(Span::new(start, start + address.len().max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_in_their_order() {
        let text = "See https://a.org/b, www.c.org (or x://y). No :// or ww.d.org";
        let mut addresses = Addresses::of(text);
        let mut next = |from: &str, to: &str| {
            let (at, end) = (text.find(from).expect("there"), text.find(to).expect("there"));
            addresses.next(at, end).map(|span| span.of(text))
        };
        assert_eq!(next("See", "a.org"), Some("https://"));
        assert_eq!(next("See", " (or"), Some("https://a.org/b"));
        assert_eq!(next(", www", "w.c"), None);
        assert_eq!(next(", www", "). No"), Some("www.c.org"));
        assert_eq!(next(" (or", "). No"), Some("x://y"));
        assert_eq!(next("). No", "d.org"), Some("://"));
        assert_eq!(next("or ww", "d.org"), None);
    }
}
