//! The language server says what `check` says, in the places that the editor counts,
//! however a text came to be.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test needs is there, or it fails"
)]

#[path = "lsp/client.rs"]
mod client;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use client::{Client, uri};
use serde_json::{Value, json};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn encodings(kinds: &[&str]) -> Value {
    json!({"general": {"positionEncodings": kinds}})
}

fn pulls() -> Value {
    json!({"textDocument": {"diagnostic": {}}})
}

/// A folder with these files.
fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    fs::write(file, text).expect("a file");
}

/// A rule that found something, and the bytes between which.
type Found = (String, usize, usize);
/// The same in lines and columns.
type Shown = (String, (usize, usize), (usize, usize));

/// What `check` finds in each post of a folder.
fn checked(folder: &Path) -> Vec<(PathBuf, Vec<Found>)> {
    let out = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["check", "--format", "json", "--exit-zero", "--today", "2025-10-01", "."])
        .current_dir(folder)
        .output()
        .expect("it runs");
    let report: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let listed = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["check", "--show-files", "."])
        .current_dir(folder)
        .output()
        .expect("it runs");
    let files = String::from_utf8(listed.stdout).expect("text");
    let of = |path: &str| {
        let all = report["diagnostics"].as_array().expect("a list").iter();
        let own = all.filter(|found| found["path"] == path);
        own.map(|found| {
            let offset = |end: &str| found[end]["offset"].as_u64().expect("a number") as usize;
            let rule = found["rule"].as_str().expect("a rule").to_owned();
            (rule, offset("start"), offset("end"))
        })
        .collect()
    };
    files.lines().map(|path| (folder.join(path), of(path))).collect()
}

/// The line and column of a byte, counted the slow way.
fn place(text: &str, offset: usize, encoding: &str) -> (usize, usize) {
    let before = &text[..offset];
    let mut line = before.matches('\n').count();
    let mut start = before.rfind('\n').map_or(0, |end| end + 1);
    for (at, _) in before.match_indices('\r') {
        if text.as_bytes().get(at + 1) != Some(&b'\n') {
            line += 1;
            start = start.max(at + 1);
        }
    }
    let column = &text[start..offset];
    let units = match encoding {
        "utf-8" => column.len(),
        "utf-16" => column.encode_utf16().count(),
        _ => column.chars().count(),
    };
    (line, units)
}

fn spans(shown: &Value) -> Vec<Shown> {
    let number = |place: &Value, of: &str| place[of].as_u64().expect("a number") as usize;
    let at = |place: &Value| (number(place, "line"), number(place, "character"));
    let all = shown.as_array().expect("a list").iter();
    all.map(|found| {
        let rule = found["code"].as_str().expect("a rule").to_owned();
        (rule, at(&found["range"]["start"]), at(&found["range"]["end"]))
    })
    .collect()
}

#[test]
fn every_fixture_is_told_as_check_tells_it() {
    let encodings = [("utf-8", &["utf-16", "utf-8"][..]), ("utf-16", &[]), ("utf-32", &["utf-32"])];
    let sites = fs::read_dir(fixtures()).expect("fixtures").flatten().map(|entry| entry.path());
    let mut told = 0;
    for (number, site) in sites.filter(|site| site.is_dir()).enumerate() {
        let (encoding, offered) = encodings[number % 3];
        let mut client = Client::start(&[&site], self::encodings(offered));
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

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).expect("a copy")),
        }
    }
}

/// A text after the edits of a workspace edit; `encoding` as it was agreed.
fn edited(text: &str, edit: &Value, encoding: &str) -> String {
    let edits = match edit["documentChanges"].as_array() {
        Some(changes) => changes[0]["edits"].as_array(),
        None => edit["changes"].as_object().and_then(|all| all.values().next()?.as_array()),
    };
    let offset = |at: &Value| {
        let number = |of: &str| at[of].as_u64().expect("a number") as usize;
        let wanted = (number("line"), number("character"));
        let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        ends.find(|at| place(text, *at, encoding) == wanted).expect("a place in the text")
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .expect("edits")
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            let new = edit["newText"].as_str().expect("text");
            (offset(&range["start"]), offset(&range["end"]), new)
        })
        .collect();
    edits.sort_by(|a, b| b.cmp(a));
    let mut out = text.to_owned();
    edits.iter().for_each(|&(start, end, new)| out.replace_range(start..end, new));
    out
}

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

/// Tells a server that files have changed.
fn changed_on_disk(client: &mut Client, files: &[PathBuf]) {
    let changes: Vec<Value> =
        files.iter().map(|file| json!({"uri": uri(file), "type": 2})).collect();
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
}

const BAD: &str = "---\ntitle: \"Update: a\"\n---\n\n![](/a.png)\n";

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
