//! The forms that a text may have to have.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::Context;
use crate::generator::{Reading, read_date};

/// A form that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// A whole address: `https://example.org/page`.
    Url,
    /// A date that the site's generator reads.
    Date,
    /// `ana@example.org`.
    Email,
    /// Small letters, figures and single hyphens: `port-reopens`.
    Slug,
}

impl Format {
    /// Whether `text` has it. What a template computes is taken on trust.
    pub fn fits(self, text: &str, cx: &Context<'_>) -> bool {
        if text.contains("{{") || text.contains("{%") {
            return true;
        }
        match self {
            Format::Url => is_url(text),
            Format::Date => is_date(text, cx),
            Format::Email => is_email(text),
            Format::Slug => is_slug(text),
        }
    }

    /// What a text must be, for a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Format::Url => "an address",
            Format::Date => "a date",
            Format::Email => "an e-mail address",
            Format::Slug => "a slug",
        }
    }

    /// What to write.
    pub fn remedy(self) -> &'static str {
        match self {
            Format::Url => "Write the whole address, such as `https://example.org/page`.",
            Format::Date => "Write it as `2025-03-04`.",
            Format::Email => "Write it as `ana@example.org`.",
            Format::Slug => "Write small letters, figures and single hyphens: `port-reopens`.",
        }
    }
}

/// Whether the site's generator reads `text` as a date, or may.
pub fn is_date(text: &str, cx: &Context<'_>) -> bool {
    match read_date(text, cx.site.generator.dates) {
        Reading::Date(_) => true,
        // months in words; a date without a figure is none
        Reading::Unknown => text.contains(|c: char| c.is_ascii_digit()),
        Reading::Impossible(_) | Reading::Unreadable(_) => false,
    }
}

fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b));
    named && !host.is_empty() && !text.contains(char::is_whitespace)
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let labels = host.split('.');
    let is_label = |label: &str| {
        let hyphens = label.starts_with('-') || label.ends_with('-');
        !label.is_empty() && !hyphens && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let parts = !name.is_empty() && !name.contains('@') && !name.contains(char::is_whitespace);
    parts && labels.clone().count() > 1 && { labels }.all(is_label)
}

fn is_slug(text: &str) -> bool {
    let is_small = |c: char| c.is_alphanumeric() && !c.is_uppercase();
    text.split('-').all(|part| !part.is_empty() && part.chars().all(is_small))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_whole() {
        for text in ["https://example.org", "http://localhost:4000/a?b#c", "ftp://x/é"] {
            assert!(is_url(text), "{text}");
        }
        for text in ["example.org", "/posts/x", "//x.org", "https://", "https://a b", "1x://y", ""]
        {
            assert!(!is_url(text), "{text}");
        }
    }

    #[test]
    fn mail_has_a_name_and_a_host() {
        assert!(is_email("ana@example.org") && is_email("a.weir+desk@müller.co.uk"));
        for text in ["ana", "@x.org", "ana@", "ana@x", "a b@x.org", "a@@x.org", "a@x..org"] {
            assert!(!is_email(text), "{text}");
        }
    }

    #[test]
    fn slugs_are_small_words() {
        assert!(is_slug("port-reopens") && is_slug("2025") && is_slug("café-österreich"));
        for text in ["", "Port", "a--b", "-a", "a-", "a b", "a_b", "a/b"] {
            assert!(!is_slug(text), "{text}");
        }
    }
}
