//! An editor for tests and figures: it speaks to a server that runs in the same
//! process, through pipes as through a real one's.

#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::expect_used, clippy::panic, reason = "what a test needs is there, or it fails")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use copydesk::lsp::{Options, serve};
use copydesk::project::ConfigChoice;
use serde_json::{Value, json};

/// How long an answer may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// The day on which tests run.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 10, 1).expect("a day")
}

/// The editor.
pub struct Client {
    to: Option<Box<dyn Write + Send>>,
    from: Receiver<Value>,
    server: Option<JoinHandle<bool>>,
    asked: i64,
    /// The diagnostics that were sent last, by address.
    pub diagnostics: HashMap<String, Value>,
    /// What else was sent, in order.
    pub told: Vec<Value>,
    /// What the server said of itself.
    pub server_capabilities: Value,
}

impl Client {
    /// Starts a server in `folders`, of which none need be.
    pub fn start(folders: &[&Path], capabilities: Value) -> Self {
        let mut client = Self::connect(folders.first().copied().unwrap_or(Path::new("/")));
        client.begin(folders, capabilities);
        client
    }

    /// Introduces itself.
    pub fn begin(&mut self, folders: &[&Path], capabilities: Value) {
        let folders: Vec<Value> =
            folders.iter().map(|folder| json!({"uri": uri(folder), "name": "x"})).collect();
        let answer = self.request(
            "initialize",
            json!({"processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders}),
        );
        self.server_capabilities = answer["result"]["capabilities"].clone();
        self.notify("initialized", json!({}));
    }

    /// Starts a server and says nothing yet.
    pub fn connect(cwd: &Path) -> Self {
        let (server_in, to) = std::io::pipe().expect("a pipe");
        let (from, server_out) = std::io::pipe().expect("a pipe");
        let options = Options { config: ConfigChoice::Nearest, cwd: cwd.to_owned(), today };
        let server =
            std::thread::spawn(move || serve(options, BufReader::new(server_in), server_out));
        Self { server: Some(server), ..Self::over(Box::new(to), Box::new(from)) }
    }

    /// Speaks to a server that was started elsewhere.
    pub fn over(to: Box<dyn Write + Send>, from: Box<dyn Read + Send>) -> Self {
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut from = BufReader::new(from);
            while let Some(message) = read(&mut from) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            to: Some(to),
            from: messages,
            server: None,
            asked: 0,
            diagnostics: HashMap::new(),
            told: Vec::new(),
            server_capabilities: Value::Null,
        }
    }

    /// Sends bytes that need not be a message.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        self.to.as_mut().expect("open").write_all(bytes).expect("sent");
    }

    /// Sends a message.
    pub fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    /// Tells the server something.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Asks the server for something, without waiting.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// The answer to a request, whole.
    pub fn answer(&mut self, id: i64) -> Value {
        loop {
            let message = self.next(PATIENCE).expect("an answer in time");
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
        }
    }

    /// Asks, and waits for the answer.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// The result of a request that succeeds.
    pub fn result(&mut self, method: &str, params: Value) -> Value {
        let answer = self.request(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The next message, where one comes in time; diagnostics are kept, requests of
    /// the server answered with nothing.
    pub fn next(&mut self, within: Duration) -> Option<Value> {
        let message = self.from.recv_timeout(within).ok()?;
        match message["method"].as_str() {
            Some("textDocument/publishDiagnostics") => {
                let params = &message["params"];
                let uri = params["uri"].as_str().expect("an address").to_owned();
                self.diagnostics.insert(uri, params["diagnostics"].clone());
            }
            Some(_) => {
                if let Some(id) = message.get("id") {
                    self.send(&json!({"jsonrpc": "2.0", "id": id, "result": null}));
                }
                self.told.push(message.clone());
            }
            None => {}
        }
        Some(message)
    }

    /// Takes messages in until `done` says so.
    pub fn wait(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !done(self) {
            assert!(start.elapsed() < PATIENCE, "{what} did not come");
            self.next(Duration::from_millis(50));
        }
    }

    /// Opens a text.
    pub fn open(&mut self, uri: &str, text: &str) {
        let item = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": item}));
    }

    /// Changes a text as a whole.
    pub fn replace(&mut self, uri: &str, version: i32, text: &str) {
        let document = json!({"uri": uri, "version": version});
        let changes = json!([{"text": text}]);
        self.notify(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": changes}),
        );
    }

    /// The diagnostics that the server has for a text now.
    pub fn pull(&mut self, uri: &str) -> Value {
        let report = self.result("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
        report["items"].clone()
    }

    /// The rules that have found something in a text, as it was sent last.
    pub fn rules(&self, uri: &str) -> Vec<String> {
        let found = self.diagnostics.get(uri).and_then(Value::as_array);
        let code = |found: &Value| found["code"].as_str().unwrap_or("none").to_owned();
        found.into_iter().flatten().map(code).collect()
    }

    /// Says goodbye; whether the server left in peace.
    pub fn end(mut self) -> bool {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.server.take().expect("running").join().expect("no panic")
    }

    /// Says goodbye in the wrong way; whether the server takes it for one.
    pub fn die_with(mut self, method: &str) -> bool {
        self.notify(method, Value::Null);
        self.server.take().expect("running").join().expect("no panic")
    }

    /// Goes without a word; whether the server took that for a goodbye.
    pub fn die(mut self) -> bool {
        self.to = None;
        self.server.take().expect("running").join().expect("no panic")
    }
}

/// The address of a file.
pub fn uri(file: &Path) -> String {
    let path = file.to_string_lossy().replace('%', "%25").replace(' ', "%20");
    format!("file://{path}")
}

fn read(from: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some(said) = line.strip_prefix("Content-Length: ") {
            length = said.trim().parse().expect("a length");
        }
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}
