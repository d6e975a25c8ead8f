//! Hovers, completions, definitions and links.

use std::fs;

use serde_json::{Value, json};

use crate::client::{Client, uri};
use crate::support::{edited, place, site};

/// The answer to a question about a place, which `|` marks in the text.
fn asked_at(client: &mut Client, uri: &str, method: &str, marked: &str) -> Value {
    let text = marked.replacen('|', "", 1);
    let (line, character) = place(&text, marked.find('|').expect("a mark"), "utf-16");
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    client.open(uri, &text);
    let position = json!({"line": line, "character": character});
    client.result(method, json!({"textDocument": {"uri": uri}, "position": position}))
}

const LAYOUT: &str = "<html>{{ content }}</html>\n";

/// A site with authors, layouts, pictures and other posts, and the address of a new one.
fn newsroom() -> (tempfile::TempDir, String) {
    let post = |author: &str, tag: &str| {
        format!(
            "---\nlayout: post\ntitle: t\nauthor: {author}\ntags: [{tag}]\nkicker: k\n---\nHi.\n"
        )
    };
    let folder = site(&[
        ("_config.yml", "timezone: Europe/London\n"),
        ("_data/authors.yml", "# the desk\nana:\n  name: Ana Weir\n"),
        ("_layouts/post.html", LAYOUT),
        ("_posts/2025-01-02-a.md", &post("Ana Weir", "ports")),
        ("_posts/2025-01-03-b.md", &post("Ana Weir", "\"yes\"")),
        ("_posts/2025-01-04-c.md", &post("Desk", "ports")),
    ]);
    fs::create_dir_all(folder.path().join("assets/old port")).expect("a folder");
    let gif = b"GIF89a\x03\0\x02\0\0\0\0;";
    fs::write(folder.path().join("assets/port.gif"), gif).expect("a picture");
    fs::write(folder.path().join("assets/old port/a.gif"), gif).expect("a picture");
    let uri = uri(&folder.path().join("_posts/2025-03-04-new.md"));
    (folder, uri)
}

#[test]
fn a_hover_says_why_and_what_will_come_of_it() {
    let (folder, post) = newsroom();
    let mut client = Client::start(&[folder.path()], json!({}));
    let mut said = |marked: &str| {
        let hover = asked_at(&mut client, &post, "textDocument/hover", marked);
        let words = hover["contents"]["value"].as_str().unwrap_or_default().to_owned();
        (words, hover["range"]["start"]["line"].as_u64())
    };
    let (rule, line) = said("---\ntitle: \"Upd|ate: a\"\n---\nHi.\n");
    assert!(rule.contains("headline/urgency-prefix") && rule.contains("screen readers"), "{rule}");
    assert_eq!(line, Some(1));
    let (date, _) = said("---\ntitle: a\ndate: 2025-03-|04 09:15:00 +0000\n---\nHi.\n");
    assert!(date.contains("Jekyll will date this post 2025-03-04 09:15:00 +00:00"), "{date}");
    assert!(date.contains("`/2025/03/04/new.html`"), "{date}");
    let (draft, _) = said("---\ntitle: a\npublished: false\ndate: 2025-|03-04\n---\nHi.\n");
    assert!(draft.contains("will not publish this post: it says so"), "{draft}");
    let (picture, _) = said("---\ntitle: a\n---\n\n![x](/assets/p|ort.gif)\n");
    assert!(picture.contains("a GIF, 3 × 2 pixels, 14 bytes"), "{picture}");
    assert!(picture.contains("](file:///"), "{picture}");
    assert_eq!(said("---\ntitle: a\n---\n\nNothing| here.\n"), (String::new(), None));
    assert!(client.end());
}

#[test]
fn completions_come_from_the_preset_the_posts_and_the_pictures() {
    let (folder, post) = newsroom();
    let mut client = Client::start(&[folder.path()], json!({}));
    let edited = |text: &str, item: &Value| {
        let text = text.replacen('|', "", 1);
        with_edit(&text, &item["textEdit"])
    };
    let complete = |client: &mut Client, marked: &str| {
        let list = asked_at(client, &post, "textDocument/completion", marked);
        list["items"].as_array().cloned().unwrap_or_default()
    };
    let labels = |items: &[Value]| -> Vec<String> {
        items.iter().filter_map(|item| item["label"].as_str()).map(str::to_owned).collect()
    };
    // the other posts are read in the background
    let keys = "---\ntitle: a\n|\n---\nHi.\n";
    let mut items = complete(&mut client, keys);
    for _ in 0..200 {
        if labels(&items).contains(&"kicker".to_owned()) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
        items = complete(&mut client, keys);
    }
    let offered = labels(&items);
    assert_eq!(offered[..4], ["author", "kicker", "layout", "tags"], "{offered:?}");
    assert!(offered.contains(&"permalink".to_owned()) && !offered.contains(&"title".to_owned()));
    assert_eq!(edited(keys, &items[0]), "---\ntitle: a\nauthor: \n---\nHi.\n");
    assert_eq!(items[0]["detail"], "in 3 posts");

    let authors = complete(&mut client, "---\ntitle: a\nauthor: |\n---\nHi.\n");
    assert_eq!(labels(&authors), ["Ana Weir", "Desk", "ana"]);
    let begun = "---\ntitle: a\nauthor: \"de|\"\n---\nHi.\n";
    let authors = complete(&mut client, begun);
    assert_eq!(labels(&authors), ["Desk"]);
    assert_eq!(edited(begun, &authors[0]), "---\ntitle: a\nauthor: \"Desk\"\n---\nHi.\n");
    let tags = "---\ntitle: a\ntags: [y|]\n---\nHi.\n";
    let items = complete(&mut client, tags);
    assert_eq!(edited(tags, &items[0]), "---\ntitle: a\ntags: [\"yes\"]\n---\nHi.\n");
    let layouts = complete(&mut client, "---\ntitle: a\nlayout:|\n---\nHi.\n");
    assert_eq!(labels(&layouts)[0], "post");

    let pictures = "---\ntitle: a\n---\n\n😀 ![](/assets/|)\n";
    let items = complete(&mut client, pictures);
    assert_eq!(labels(&items), ["old port", "port.gif"]);
    let old = "---\ntitle: a\n---\n\n😀 ![](/assets/old%20port/)\n";
    assert_eq!(edited(pictures, &items[0]), old);
    let image = complete(&mut client, "---\ntitle: a\nimage: /assets/p|\n---\nHi.\n");
    assert_eq!(labels(&image), ["old port", "port.gif"]);
    assert!(complete(&mut client, "---\ntitle: a\n---\n\nSome words |\n").is_empty());
    assert!(client.end());
}

/// A text after one edit.
fn with_edit(text: &str, edit: &Value) -> String {
    edited(text, &json!({"changes": {"x": [edit]}}), "utf-16")
}

#[test]
fn what_is_named_leads_to_where_it_is() {
    let (folder, post) = newsroom();
    let mut client = Client::start(&[folder.path()], json!({}));
    let mut defined = |marked: &str| {
        let found = asked_at(&mut client, &post, "textDocument/definition", marked);
        let uri = found["uri"].as_str().unwrap_or_default().to_owned();
        (uri, found["range"]["start"].clone())
    };
    let file = |path: &str| uri(&folder.path().join(path));
    let at = |line: u32, character: u32| json!({"line": line, "character": character});
    let front = |line: &str| format!("---\ntitle: a\n{line}\n---\n\n![](/assets/port.gif)\n");
    assert_eq!(defined(&front("layout: po|st")), (file("_layouts/post.html"), at(0, 0)));
    assert_eq!(defined(&front("author: a|na")), (file("_data/authors.yml"), at(1, 0)));
    assert_eq!(defined(&front("author: Ana We|ir")), (file("_data/authors.yml"), at(2, 8)));
    let picture = "---\ntitle: a\n---\n\n![](/assets/old%20port/a|.gif)\n";
    assert_eq!(defined(picture), (file("assets/old port/a.gif"), at(0, 0)));
    assert_eq!(defined(&front("author: no|body")), (String::new(), Value::Null));

    client.replace(&post, 2, &front("image: /assets/none.gif"));
    let asked = json!({"textDocument": {"uri": post}});
    let links = client.result("textDocument/documentLink", asked);
    assert_eq!(links.as_array().expect("a list").len(), 1, "{links}");
    assert_eq!(links[0]["target"], file("assets/port.gif"));
    assert_eq!(links[0]["range"]["start"], at(5, 4));
    assert!(client.end());
}
