//! What happens around a post: configs, pictures, other posts, other folders.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::client::{Client, uri};
use crate::support::{BAD, pulls, site, spans, write};

/// Tells a server that files have changed.
fn changed_on_disk(client: &mut Client, files: &[PathBuf]) {
    let changes: Vec<Value> =
        files.iter().map(|file| json!({"uri": uri(file), "type": 2})).collect();
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
}

#[test]
fn what_is_wrong_with_a_config_is_told_in_it() {
    let config = "# é\nrules:\n  image/missing: of\n";
    let rule = "extends: existence\nmessage: no\nscope: everywhere\n";
    let folder = site(&[("_config.yml", ""), ("copydesk.yml", config), ("style/mine/a.yml", rule)]);
    let post = uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let file = folder.path().join("copydesk.yml");
    let mut client = Client::start(&[folder.path()], json!({}));
    client.open(&post, BAD);
    let problem = |client: &Client, file: &Path| -> Option<Value> {
        Some(client.diagnostics.get(&uri(file))?[0].clone()).filter(|it| !it.is_null())
    };
    client.wait("a problem", |client| problem(client, &file).is_some());
    let told = problem(&client, &file).expect("one");
    assert_eq!(told["range"]["start"], json!({"line": 2, "character": 17}), "{told}");
    assert!(told["message"].as_str().expect("words").contains("off"), "{told}");
    assert_eq!(client.rules(&post), [""; 0]);

    write(folder.path(), "copydesk.yml", "rules:\n  image/missing: off\n");
    changed_on_disk(&mut client, std::slice::from_ref(&file));
    client.wait("no problem", |client| problem(client, &file).is_none());
    client.wait("findings", |client| client.rules(&post) == ["headline/urgency-prefix"]);

    write(folder.path(), "copydesk.yml", "packs: [./style/mine]\n");
    changed_on_disk(&mut client, std::slice::from_ref(&file));
    let own = folder.path().join("style/mine/a.yml");
    client.wait("a problem of the rule", |client| problem(client, &own).is_some());
    client.wait("no old findings", |client| client.rules(&post).is_empty());

    let rule = "extends: existence\nmessage: \"No '{found}'.\"\nseverity: warning\nwhy: so\n\
        options: {phrases: [Update]}\nexamples:\n  bad: [{text: \"‹Update›\"}]\n  good: [{text: a}]\n";
    write(folder.path(), "style/mine/a.yml", rule);
    changed_on_disk(&mut client, std::slice::from_ref(&own));
    client.wait("no problem", |client| problem(client, &own).is_none());
    client.replace(&post, 2, "---\ntitle: a\n---\n\nUpdate.\n");
    client.wait("its findings", |client| client.rules(&post) == ["mine/a"]);
    assert!(client.end());
}

#[test]
fn a_picture_that_comes_or_goes_is_noticed() {
    let folder = site(&[("_config.yml", "")]);
    let post = uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let picture = folder.path().join("a.png");
    // an editor that watches says so; one that does not saves the post
    for watches in [true, false] {
        let can = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": watches}}});
        let mut client = Client::start(&[folder.path()], can);
        client.open(&post, "---\ntitle: a\n---\n\n![](/a.png)\n");
        client.wait("a missing picture", |client| client.rules(&post) == ["image/missing"]);
        let registered = |told: &Value| told["method"] == "client/registerCapability";
        assert_eq!(client.told.iter().any(registered), watches);
        let told = |client: &mut Client| match watches {
            true => changed_on_disk(client, std::slice::from_ref(&picture)),
            false => client.notify("textDocument/didSave", json!({"textDocument": {"uri": post}})),
        };
        fs::write(&picture, b"GIF89a\x01\0\x01\0\0\0\0;").expect("a file");
        told(&mut client);
        client.wait("none", |client| client.rules(&post) != ["image/missing"]);
        fs::remove_file(&picture).expect("gone");
        told(&mut client);
        client.wait("a missing picture", |client| client.rules(&post) == ["image/missing"]);
        assert!(client.end());
    }
}

#[test]
fn rules_across_posts_see_what_is_not_saved() {
    let text = |link: &str| format!("---\ntitle: a\npermalink: {link}\n---\nHi.\n");
    let folder = site(&[
        ("_config.yml", ""),
        ("_posts/2025-01-02-a.md", &text("/a/")),
        ("_posts/2025-01-03-b.md", &text("/b/")),
        ("_posts/2025-01-04-c.md", &text("/c/")),
    ]);
    let post = |name: &str| folder.path().join("_posts").join(name);
    let (a, b) = (uri(&post("2025-01-02-a.md")), uri(&post("2025-01-03-b.md")));
    let mut client = Client::start(&[folder.path()], json!({}));
    client.open(&a, &text("/a/"));
    client.open(&b, &text("/b/"));
    client.wait("nothing", |client| client.diagnostics.len() == 2);
    // beside another that is open
    client.replace(&a, 2, &text("/b/"));
    let collide = |client: &Client, uri: &str| client.rules(uri) == ["output/collision"];
    client.wait("a collision", |client| collide(client, &a) || collide(client, &b));
    // what was found stays with its words while others are typed
    client.replace(&a, 3, &text("/b/").replace("title: a", "title: another"));
    client.replace(&a, 4, &text("/a/"));
    client.wait("none", |client| client.rules(&a).is_empty() && client.rules(&b).is_empty());
    // beside one that is not
    client.replace(&b, 2, &text("/c/"));
    client.wait("a collision", |client| collide(client, &b));
    fs::remove_file(post("2025-01-04-c.md")).expect("gone");
    changed_on_disk(&mut client, &[post("2025-01-04-c.md")]);
    client.wait("none", |client| client.rules(&b).is_empty());
    // and when one is closed, what is on the disk counts
    client.replace(&b, 3, &text("/a/"));
    client.wait("a collision", |client| collide(client, &a) || collide(client, &b));
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": b}}));
    client.wait("none", |client| client.rules(&a).is_empty());
    assert!(client.end());
}

#[test]
fn every_folder_has_its_own_config() {
    let one = site(&[("_config.yml", ""), ("copydesk.yml", "rules: {image/missing: off}")]);
    let two =
        site(&[("_config.yml", ""), ("copydesk.yml", "rules: {headline/urgency-prefix: off}")]);
    let post = |folder: &tempfile::TempDir| uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let mut client = Client::start(&[one.path(), two.path()], json!({}));
    client.open(&post(&one), BAD);
    client.open(&post(&two), BAD);
    client.wait("both", |client| {
        client.rules(&post(&one)) == ["headline/urgency-prefix"]
            && client.rules(&post(&two)) == ["image/missing"]
    });
    let folder = json!({"uri": uri(two.path()), "name": "two"});
    let event = json!({"added": [], "removed": [folder]});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": event}));
    // without its folder it is still a post, looked at alone
    client.replace(&post(&two), 2, "---\ntitle: a\n---\n\n![](/b.png) ![](/c.png)\n");
    client.wait("two", |client| client.rules(&post(&two)).len() == 2);
    assert!(client.end());
}

#[test]
fn an_editor_that_asks_is_told_when_to_ask_again() {
    let folder = site(&[("_config.yml", "")]);
    let post = uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let mut can = pulls();
    can["workspace"] = json!({"diagnostics": {"refreshSupport": true}});
    let mut client = Client::start(&[folder.path()], can);
    client.open(&post, BAD);
    let asked = json!({"textDocument": {"uri": post}});
    let report = client.result("textDocument/diagnostic", asked);
    assert_eq!(report["kind"], "full");
    assert_eq!(spans(&report["items"]).len(), 2);
    client.wait("a refresh", |client| {
        client.told.iter().any(|told| told["method"] == "workspace/diagnostic/refresh")
    });
    let asked = json!({"textDocument": {"uri": post}});
    let report = client.result("textDocument/diagnostic", asked);
    let asked =
        json!({"textDocument": {"uri": post}, "previousResultId": report["resultId"].clone()});
    let again = client.result("textDocument/diagnostic", asked.clone());
    assert_eq!(again, json!({"kind": "unchanged", "resultId": report["resultId"]}));
    client.replace(&post, 2, "---\ntitle: a\n---\n");
    let after = client.result("textDocument/diagnostic", asked);
    assert_eq!((&after["kind"], spans(&after["items"]).len()), (&json!("full"), 0));
    assert!(client.diagnostics.is_empty(), "nothing is sent to one that asks");
    // what was known of a text that was closed says nothing of one that is opened
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": post}}));
    client.open(&post, "---\ntitle: b\n---\n");
    let number = report["resultId"].as_str().and_then(|id| id.parse::<u32>().ok()).expect("one");
    for known in 0..=number + 1 {
        let asked = json!({"textDocument": {"uri": post}, "previousResultId": known.to_string()});
        assert_eq!(client.result("textDocument/diagnostic", asked)["kind"], "full");
    }
    assert!(client.end());
}
