//! What goes wrong ends nothing but itself.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Client, uri};
use crate::support::{BAD, pulls, site};

#[test]
fn bad_messages_are_passed_over() {
    let folder = site(&[("_config.yml", "")]);
    let post = uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let mut client = Client::start(&[folder.path()], json!({}));
    client.send_bytes(b"Content-Length: 5\r\n\r\n{\"a\":");
    client.send_bytes(b"what is this\r\n");
    client.notify("textDocument/didOpen", json!({"textDocument": 7}));
    client.notify("textDocument/didChange", json!([]));
    client.notify("no/such/thing", json!({}));
    client.notify("$/cancelRequest", json!({"id": 99}));
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": "file:///none.md"}}));
    let code = |answer: Value| answer["error"]["code"].clone();
    assert_eq!(code(client.request("no/such/request", json!({}))), -32601);
    assert_eq!(code(client.request("textDocument/hover", json!({"x": 1}))), -32602);
    assert_eq!(code(client.request("initialize", json!({"capabilities": {}}))), -32600);
    assert_eq!(code(client.request("workspace/executeCommand", json!({"command": "rm"}))), -32602);
    let file = json!({"command": "copydesk.openPage", "arguments": ["file:///etc/passwd"]});
    assert_eq!(code(client.request("workspace/executeCommand", file)), -32602);
    let at = json!({"line": 4_000_000_000_u32, "character": 7});
    let asked = json!({"textDocument": {"uri": "file:///none.md"}, "position": at});
    for method in ["hover", "completion", "definition"] {
        let answer = client.result(&format!("textDocument/{method}"), asked.clone());
        assert_eq!(answer, Value::Null, "{method}");
    }
    // an unknown range changes nothing, and the text is still the one that was opened
    client.open(&post, BAD);
    let bad = json!({"range": "all of it", "text": "---\n---\n"});
    client.notify(
        "textDocument/didChange",
        json!({"textDocument": {"uri": post, "version": 2}, "contentChanges": [bad]}),
    );
    client.wait("findings", |client| client.rules(&post).len() == 2);
    assert!(client.told.iter().any(|told| told["method"] == "window/logMessage"));
    assert!(client.end());
}

#[test]
fn nothing_is_answered_before_the_beginning_and_after_the_end() {
    let mut client = Client::connect(Path::new("/"));
    let answer = client.request("textDocument/hover", json!({}));
    assert_eq!(answer["error"]["code"], -32002);
    assert!(!client.die_with("exit"), "that was no goodbye");

    // an editor that says odd things of itself is served as far as it goes
    let odd = json!({"textDocument": 7, "general": {"positionEncodings": ["utf-9", 8]}});
    let mut client = Client::start(&[], odd);
    assert_eq!(client.server_capabilities["positionEncoding"], "utf-16");
    client.request("shutdown", Value::Null);
    let answer = client.request("textDocument/hover", json!({}));
    assert_eq!(answer["error"]["code"], -32600);
    client.notify("exit", Value::Null);
}

#[test]
fn an_editor_that_dies_takes_the_server_with_it() {
    let client = Client::start(&[], json!({}));
    assert!(!client.die());
    let mut server = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs");
    drop(server.stdin.take());
    let start = Instant::now();
    let status = loop {
        match server.try_wait().expect("asked") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(10)),
        }
        assert!(start.elapsed() < Duration::from_secs(20), "it goes on");
    };
    assert_eq!(status.code(), Some(1));
}

#[test]
fn what_is_not_a_file_of_this_machine_is_left_alone() {
    let folder = site(&[("_config.yml", ""), ("ä %x/_posts/2025-01-02-x.md", BAD)]);
    let mut client = Client::start(&[folder.path()], pulls());
    for uri in ["untitled:Untitled-1", "git:/a.md?x", "file:///c%3A/a.md", "", "file://host/a.md"] {
        client.open(uri, BAD);
        client.replace(uri, 2, BAD);
        let report =
            client.result("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
        let is_here = uri.starts_with("file:///");
        assert_eq!(report["items"].as_array().map_or(0, Vec::len) > 0, is_here, "{uri}");
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }
    // the same file, however its address is written
    let plain = uri(&folder.path().join("ä %x/_posts/2025-01-02-x.md"));
    for uri in [plain.replace('ä', "%C3%A4"), plain] {
        client.open(&uri, BAD);
        assert_eq!(client.pull(&uri).as_array().map(Vec::len), Some(2), "{uri}");
    }
    assert!(client.end());
}

#[test]
fn versions_out_of_order_do_not_bring_old_texts_back() {
    let folder = site(&[("_config.yml", "")]);
    let post = uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let mut client = Client::start(&[folder.path()], pulls());
    client.open(&post, BAD);
    client.replace(&post, 5, "---\ntitle: a\n---\nHi.\n");
    client.replace(&post, 3, BAD);
    assert_eq!(client.pull(&post), json!([]));
    // one that is opened twice is the newer one
    client.open(&post, BAD);
    assert_eq!(client.pull(&post).as_array().map(Vec::len), Some(2));
    assert!(client.end());
}

#[test]
fn what_is_cancelled_or_overtaken_is_not_worked_out() {
    let folder = site(&[("_config.yml", "")]);
    let post = uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let mut client = Client::start(&[folder.path()], pulls());
    // long enough that what follows waits in the queue
    let long = format!("{BAD}{}", "In a recent development, ![](/b.png) he came.\n\n".repeat(3000));
    client.open(&post, &long);
    let document = json!({"textDocument": {"uri": post}});
    let first = client.ask("textDocument/diagnostic", document.clone());
    let cancelled = client.ask("textDocument/diagnostic", document.clone());
    client.notify("$/cancelRequest", json!({"id": cancelled}));
    let overtaken = client.ask("textDocument/diagnostic", document);
    client.replace(&post, 2, BAD);
    let mut answers = std::collections::HashMap::new();
    while answers.len() < 3 {
        let message = client.next(Duration::from_secs(60)).expect("an answer");
        if let (Some(id), None) = (message["id"].as_i64(), message.get("method")) {
            answers.insert(id, message);
        }
    }
    // the first may be worked out before the others are read
    let first = &answers[&first];
    assert!(first.get("result").is_some() || first["error"]["code"] == -32802, "{first}");
    assert_eq!(answers[&cancelled]["error"]["code"], -32800);
    assert_eq!(answers[&overtaken]["error"]["code"], -32802);
    assert_eq!(answers[&overtaken]["error"]["data"]["retriggerRequest"], true);
    assert_eq!(client.pull(&post).as_array().map(Vec::len), Some(2));
    assert!(client.end());
}

#[test]
fn keys_pressed_while_a_large_post_is_read_cost_one_look() {
    let folder = site(&[("_config.yml", "")]);
    let post = uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let mut client = Client::start(&[], json!({}));
    let large = format!("{BAD}{}", "Nothing to be said of this. ".repeat(40_000));
    client.open(&post, &large);
    let mut text = large;
    for version in 2..=30 {
        text.push('x');
        let end = json!({"line": 5, "character": text.lines().last().map_or(0, |l| l.len() - 1)});
        let change = json!({"range": {"start": end, "end": end}, "text": "x"});
        client.notify(
            "textDocument/didChange",
            json!({"textDocument": {"uri": post, "version": version}, "contentChanges": [change]}),
        );
    }
    let mut told = 0;
    loop {
        let message = client.next(Duration::from_secs(60)).expect("diagnostics");
        told += usize::from(message["method"] == "textDocument/publishDiagnostics");
        if message["params"]["version"] == 30 {
            break;
        }
    }
    assert!(told < 15, "{told} times");
    assert!(client.end());
}

#[test]
fn of_very_many_findings_the_first_are_told() {
    let folder = site(&[("_config.yml", "")]);
    let post = uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let mut client = Client::start(&[folder.path()], json!({}));
    client.open(&post, &format!("---\ntitle: a\n---\n\n{}\n", "![](/no.png) é ".repeat(20_000)));
    client.wait("findings", |client| client.rules(&post).len() == 1_000);
    assert!(client.end());
}

#[test]
fn a_file_larger_than_a_post_can_be_is_left_alone() {
    let folder = site(&[("_config.yml", "")]);
    let post = uri(&folder.path().join("_posts/2025-01-02-x.md"));
    let mut client = Client::start(&[], pulls());
    client.open(&post, &"a".repeat(65 << 20));
    assert_eq!(client.pull(&post), json!([]));
    client.replace(&post, 2, BAD);
    assert_eq!(client.pull(&post).as_array().map(Vec::len), Some(2));
    assert!(client.end());
}
