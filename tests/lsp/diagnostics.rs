//! Diagnostics are those of `check`, however a text came to be.

use std::fs;

use serde_json::{Value, json};

use crate::client::{Client, uri};
use crate::support::{checked, encodings, fixtures, place, pulls, site, spans};

#[test]
fn every_fixture_is_told_as_check_tells_it() {
    let encodings = [("utf-8", &["utf-16", "utf-8"][..]), ("utf-16", &[]), ("utf-32", &["utf-32"])];
    let sites = fs::read_dir(fixtures()).expect("fixtures").flatten().map(|entry| entry.path());
    let mut told = 0;
    for (number, site) in sites.filter(|site| site.is_dir()).enumerate() {
        let (encoding, offered) = encodings[number % 3];
        let mut client = Client::start(&[&site], crate::support::encodings(offered));
        assert_eq!(client.server_capabilities["positionEncoding"], encoding);
        let expected: Vec<_> = checked(&site)
            .into_iter()
            .filter_map(|(file, found)| {
                let text = fs::read_to_string(&file).ok()?;
                let at = |offset| place(&text, offset, encoding);
                let found: Vec<_> = found
                    .into_iter()
                    .map(|(rule, start, end)| (rule, at(start), at(end)))
                    .collect();
                client.open(&uri(&file), &text);
                Some((uri(&file), found))
            })
            .collect();
        for (uri, found) in expected {
            told += found.len();
            client.wait(&format!("{found:?} in {uri}"), |client| {
                client.diagnostics.get(&uri).is_some_and(|shown| spans(shown) == found)
            });
        }
        assert!(client.end());
    }
    assert!(told > 40, "{told} findings");
}

#[test]
fn what_is_typed_is_told_and_what_is_closed_is_not() {
    let folder =
        site(&[("_config.yml", ""), ("_posts/2025-01-02-x.md", "---\ntitle: a\n---\nHi.\n")]);
    let post = uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let mut client = Client::start(&[folder.path()], json!({}));
    client.open(&post, "---\ntitle: a\n---\n\n![](/a.png)\n");
    client.wait("a missing picture", |client| client.rules(&post) == ["image/missing"]);
    let shown = &client.diagnostics[&post][0];
    assert_eq!((&shown["source"], &shown["severity"]), (&json!("copydesk"), &json!(1)));
    assert!(shown["codeDescription"]["href"].as_str().is_some_and(|it| it.contains("missing")));
    client.replace(&post, 2, "---\ntitle: a\n---\n\nNone.\n");
    client.wait("nothing", |client| client.rules(&post).is_empty());
    client.replace(&post, 3, "---\ntitle: a\n---\n\n![](/a.png)\n");
    client.wait("a missing picture", |client| client.rules(&post) == ["image/missing"]);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": post}}));
    client.wait("nothing", |client| client.rules(&post).is_empty());
    assert!(client.end());
}

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

const PIECES: &[&str] = &[
    "---\n",
    "title: ",
    "\"Update: ",
    "date: 2025-02-30\n",
    "tags: []\n",
    "image: a.png\n",
    "\n",
    "\r\n",
    "\r",
    "![](/b.png)",
    "<img src='c.png'>",
    "In a recent development, ",
    "😀",
    "é",
    "e\u{301}",
    "\u{feff}",
    "\u{200b}",
    "Ã©",
    "<!-- copydesk-disable-line image -->",
    "{{ x }}",
    "word ",
    "\t",
    "`",
];

#[test]
fn ten_thousand_edits_are_told_as_their_text_is() {
    let folder = site(&[("_config.yml", ""), ("assets/a.png", "")]);
    let post = uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let mut chance = Chance(0x5eed);
    let (mut edits, mut found) = (0, 0);
    for (number, encoding) in ["utf-8", "utf-16", "utf-32"].into_iter().enumerate() {
        let mut capabilities = pulls();
        capabilities["general"] = encodings(&[encoding])["general"].clone();
        let mut client = Client::start(&[], capabilities.clone());
        let mut fresh = Client::start(&[], capabilities);
        let mut text = "---\ntitle: One\n---\n\nText 😀.\n".to_owned();
        client.open(&post, &text);
        let mut version = 1;
        while edits < 3400 * (number + 1) {
            let changes: Vec<Value> = (0..1 + chance.below(20))
                .map(|_| {
                    edits += 1;
                    change(&mut text, &mut chance, encoding)
                })
                .collect();
            version += 1;
            client.notify(
                "textDocument/didChange",
                json!({"textDocument": {"uri": post, "version": version}, "contentChanges": changes}),
            );
            let incremental = client.pull(&post);
            fresh.open(&post, &text);
            let whole = fresh.pull(&post);
            fresh.notify("textDocument/didClose", json!({"textDocument": {"uri": post}}));
            assert_eq!(incremental, whole, "after {edits} edits: {text:?}");
            found += whole.as_array().map_or(0, Vec::len);
        }
        assert!(client.end() && fresh.end());
    }
    assert!(edits >= 10_000 && found > 1000, "{edits} edits, {found} findings");
}

/// Changes a text somewhere, and says it as an editor would.
fn change(text: &mut String, chance: &mut Chance, encoding: &str) -> Value {
    let boundary = |text: &str, at: usize| {
        let mut at = at;
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        // no editor has a place between CR and LF
        if text[..at].ends_with('\r') && text[at..].starts_with('\n') { at - 1 } else { at }
    };
    let start = boundary(text, chance.below(text.len() + 1));
    // a text does not grow for ever
    let longest = if text.len() > 600 { 80 } else { 12 };
    let length = if chance.below(3) == 0 { 0 } else { chance.below(longest) };
    let end = boundary(text, (start + length).min(text.len())).max(start);
    let piece = if chance.below(4) == 0 { "" } else { PIECES[chance.below(PIECES.len())] };
    let at = |offset| {
        let (line, character) = place(text, offset, encoding);
        json!({"line": line, "character": character})
    };
    let change = json!({"range": {"start": at(start), "end": at(end)}, "text": piece});
    text.replace_range(start..end, piece);
    change
}
