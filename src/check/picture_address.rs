//! Addresses of pictures on other hosts, as kinds look at them.

use std::borrow::Cow;

use super::Context;
use crate::document::{Picture, Target};

/// An address with a host.
pub struct Address<'t> {
    /// `http`, `https`; empty where the page's own is meant (`//host/x.png`).
    pub scheme: &'t str,
    /// In small letters, without a port.
    pub host: String,
    /// What follows the host: path, query and fragment.
    pub rest: Cow<'t, str>,
}

impl<'t> Address<'t> {
    /// Takes an address apart; `None` for a path inside the site.
    pub fn of(written: &'t str) -> Option<Self> {
        let (scheme, rest) = written.trim().split_once("//")?;
        let scheme = match scheme {
            "" => "",
            scheme => scheme.strip_suffix(':')?,
        };
        if !scheme.is_empty() && !["http", "https"].iter().any(|s| scheme.eq_ignore_ascii_case(s)) {
            return None;
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let authority = rest[..end].rsplit('@').next().unwrap_or_default();
        let host = authority.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let rest = match rest[end..].contains("&amp;") {
            true => Cow::Owned(rest[end..].replace("&amp;", "&")),
            false => Cow::Borrowed(&rest[end..]),
        };
        (!host.is_empty()).then_some(Self { scheme, host, rest })
    }

    /// Whether it begins as `entry` says: a host, which stands for those below it
    /// too, and perhaps the beginning of a path.
    pub fn is_at(&self, entry: &str) -> bool {
        let (host, path) = entry.split_once('/').unwrap_or((entry, ""));
        is_below(&self.host, host)
            && self.rest.strip_prefix('/').unwrap_or_default().starts_with(path)
    }

    /// The names of what its query says.
    pub fn query(&self) -> impl Iterator<Item = &str> {
        let query = self.rest.split_once('?').map_or("", |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        query.split('&').map(|pair| pair.split('=').next().unwrap_or_default())
    }
}

fn is_below(host: &str, other: &str) -> bool {
    let above = host.strip_suffix(other.to_ascii_lowercase().as_str());
    above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
}

/// The pictures of a post that are on another host than its site.
pub fn remote<'a>(cx: &Context<'a>) -> impl Iterator<Item = (&'a Picture, Address<'a>)> {
    let own = cx.site.config.host.as_deref().map(|host| host.trim_start_matches("www."));
    let text = cx.doc.text.as_str();
    let elsewhere = cx.doc.pictures.iter().filter(|picture| picture.target == Target::Elsewhere);
    let addresses =
        elsewhere.filter_map(|picture| Some((picture, Address::of(picture.span.of(text))?)));
    addresses.filter(move |(_, address)| own.is_none_or(|own| !is_below(&address.host, own)))
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn addresses_are_taken_apart() {
        let address =
            Address::of("HTTPS://me@CDN.example:80/a/b.png?ex=1&amp;hm=2#x").expect("one");
        assert_eq!((address.host.as_str(), address.scheme), ("cdn.example", "HTTPS"));
        assert_eq!(address.query().collect::<Vec<_>>(), ["ex", "hm"]);
        assert!(address.is_at("cdn.example") && address.is_at("example/a/"));
        assert!(!address.is_at("n.example") && !address.is_at("cdn.example/b"));
        assert!(Address::of("a//b.png").is_none() && Address::of("data:image/png;x").is_none());
        assert_eq!(Address::of("//a.example").map(|a| a.scheme), Some(""));
    }
}
