//! Code actions make what `--fix` and `--add-suppressions` write.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::client::{Client, uri};
use crate::support::{checked, copy, edited, fixtures, site, spans};

/// What editors of today can do with code actions.
fn acts(resolves: bool) -> Value {
    let mut action = json!({"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}});
    if resolves {
        action["resolveSupport"] = json!({"properties": ["edit"]});
    }
    json!({
        "textDocument": {"codeAction": action},
        "window": {"showDocument": {"support": true}},
        "workspace": {"workspaceEdit": {"documentChanges": true}},
    })
}

/// The actions that are offered for a whole text.
fn actions(client: &mut Client, uri: &str, only: Option<&str>) -> Vec<Value> {
    let end = json!({"line": 1_000_000, "character": 0});
    let mut context = json!({"diagnostics": []});
    if let Some(only) = only {
        context["only"] = json!([only]);
    }
    let range = json!({"start": {"line": 0, "character": 0}, "end": end});
    let asked = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
    let offered = client.result("textDocument/codeAction", asked);
    let mut offered = offered.as_array().expect("a list").clone();
    for action in &mut offered {
        if action.get("edit").is_none() && action.get("command").is_none() {
            *action = client.result("codeAction/resolve", action.clone());
        }
    }
    offered
}

#[test]
fn fixing_all_is_what_fix_writes() {
    let mut changed = 0;
    for site in fs::read_dir(fixtures()).expect("fixtures").flatten().map(|entry| entry.path()) {
        if !site.is_dir() {
            continue;
        }
        let folder = tempfile::tempdir().expect("a folder");
        copy(&site, folder.path());
        let posts = checked(folder.path());
        let texts: Vec<String> =
            posts.iter().map(|(file, _)| fs::read_to_string(file).unwrap_or_default()).collect();
        let mut client = Client::start(&[folder.path()], acts(true));
        let mut fixed = Vec::new();
        for ((file, found), text) in posts.iter().zip(&texts) {
            let uri = uri(file);
            client.open(&uri, text);
            client.wait("what check finds", |client| {
                client.diagnostics.get(&uri).is_some_and(|shown| spans(shown).len() == found.len())
            });
            let offered = actions(&mut client, &uri, Some("source.fixAll"));
            assert!(offered.len() <= 1, "{offered:?}");
            let new = offered.first().map(|action| edited(text, &action["edit"], "utf-16"));
            fixed.push(new.unwrap_or_else(|| text.clone()));
        }
        assert!(client.end());
        Command::new(env!("CARGO_BIN_EXE_copydesk"))
            .args(["check", "--fix", "--exit-zero", "--today", "2025-10-01", "."])
            .current_dir(folder.path())
            .output()
            .expect("it runs");
        for (((file, _), old), new) in posts.iter().zip(texts).zip(fixed) {
            assert_eq!(new, fs::read_to_string(file).unwrap_or_default(), "{file:?}");
            changed += usize::from(old != new);
        }
    }
    assert!(changed > 5, "{changed} posts fixed");
}

#[test]
fn findings_are_fixed_and_excused_one_by_one() {
    let folder = site(&[("_config.yml", ""), ("assets/Port.png", "")]);
    let post = uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let text = "---\ntitle: \"Update: 😀\"\n---\n\n😀 ![](/assets/port.png)\n\n![](/b.png)\n";
    for resolves in [true, false] {
        let mut client = Client::start(&[folder.path()], acts(resolves));
        client.open(&post, text);
        let offered = actions(&mut client, &post, None);
        let titles: Vec<&str> = offered.iter().filter_map(|it| it["title"].as_str()).collect();
        let after = |title: &str| {
            let action = offered.iter().find(|action| action["title"] == title);
            let action = action.unwrap_or_else(|| panic!("{title}: {titles:#?}"));
            edited(text, &action["edit"], "utf-16")
        };
        let fix = titles.iter().find(|title| title.contains("Port.png")).expect("a fix");
        assert_eq!(after(fix), text.replace("port", "Port"));
        assert_eq!(
            after("Excuse `image/case` here"),
            text.replace("port.png)", "port.png) <!-- copydesk-disable-line image/case -->")
        );
        assert_eq!(
            after("Excuse `image/missing` by a line above"),
            text.replace("![](/b", "<!-- copydesk-disable-next-line image/missing -->\n![](/b")
        );
        assert_eq!(
            after("Excuse `headline/urgency-prefix` here"),
            text.replace("title", "# copydesk-disable-next-line headline/urgency-prefix\ntitle")
        );
        assert_eq!(
            after("Excuse `image/case` in the whole post"),
            format!("{text}\n<!-- copydesk-disable-file image/case -->\n")
        );
        let page = offered.iter().find(|it| it["title"] == "Open the page of `image/case`");
        let command = page.expect("a page")["command"].clone();
        client.result("workspace/executeCommand", command);
        let told = client.told.iter().find(|told| told["method"] == "window/showDocument");
        let url = told.expect("a page")["params"]["uri"].as_str().expect("one");
        assert!(url.contains("image/case"));
        assert!(actions(&mut client, &post, Some("refactor")).is_empty());
        assert!(client.end());
    }
}

#[test]
fn an_action_for_a_text_that_has_changed_is_refused() {
    let folder = site(&[("_config.yml", "")]);
    let post = uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let mut client = Client::start(&[folder.path()], acts(true));
    client.open(&post, "---\ntitle: a\n---\n\n![](/b.png)\n");
    let range = json!({"start": {"line": 4, "character": 0}, "end": {"line": 4, "character": 9}});
    let context = json!({"diagnostics": []});
    let asked = json!({"textDocument": {"uri": post}, "range": range, "context": context});
    let offered = client.result("textDocument/codeAction", asked);
    assert!(offered[0]["data"].is_object(), "{offered}");
    client.replace(&post, 2, "---\ntitle: a\n---\n\nNew ![](/b.png)\n");
    let answer = client.request("codeAction/resolve", offered[0].clone());
    assert_eq!(answer["error"]["code"], -32801, "{answer}");
    assert!(client.end());
}

#[test]
fn a_missing_key_is_begun_and_a_word_is_accepted() {
    let folder = site(&[
        ("_config.yml", ""),
        ("copydesk.yml", "packs: [recommended, spelling]\nvocab: vocab\n"),
        ("vocab/accept.txt", "# ours\nPellmouth"),
    ]);
    let post = uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let text = "---\nlayout: post\n---\n\nThe harbour has a xyzzling.\n";
    let mut client = Client::start(&[folder.path()], acts(true));
    client.open(&post, text);
    let offered = actions(&mut client, &post, None);
    let titled = |title: &str| {
        let titles: Vec<&Value> = offered.iter().map(|action| &action["title"]).collect();
        let action = offered.iter().find(|action| action["title"] == title);
        action.unwrap_or_else(|| panic!("{title}: {titles:?}"))["edit"].clone()
    };
    let begun = text.replace("post\n", "post\ntitle: \n");
    assert_eq!(edited(text, &titled("Add `title`"), "utf-16"), begun);
    let added = titled("Add `xyzzling` to the vocabulary");
    let accepted = folder.path().join("vocab/accept.txt");
    assert_eq!(added["documentChanges"][0]["textDocument"]["uri"], uri(&accepted));
    let new = edited("# ours\nPellmouth", &added, "utf-16");
    assert_eq!(new, "# ours\nPellmouth\nxyzzling\n");
    fs::write(&accepted, new).expect("a file");
    let changes = json!({"changes": [{"uri": uri(&accepted), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    client.wait("only the key", |client| client.rules(&post) == ["front-matter/required"]);
    assert!(client.end());
}
