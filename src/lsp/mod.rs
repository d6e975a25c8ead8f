//! The language server: one thread answers the editor, message by message; another
//! reads the workspace. What is found, and how it is fixed, is what `check` finds and
//! `--fix` writes: here it is only put into the words of the protocol.

mod actions;
mod background;
mod client;
mod completion;
mod diagnostics;
mod documents;
mod hover;
mod lifecycle;
mod places;
mod positions;
mod requests;
mod slot;
mod sync;
mod transport;
mod uri;
mod workspace;

use std::collections::VecDeque;
use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

use chrono::NaiveDate;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::project::ConfigChoice;
use background::News;
use client::Client;
use workspace::Workspace;

/// How the server is set up.
pub struct Options {
    /// Where configs come from.
    pub config: ConfigChoice,
    /// The folder that counts where the editor opens none.
    pub cwd: PathBuf,
    /// The day, asked for again when posts are opened and saved.
    pub today: fn() -> NaiveDate,
}

/// Something that happens.
enum Event {
    /// The editor says something.
    Message(Message),
    /// It says something that is no message.
    Garbled(String),
    /// It is gone.
    Closed,
    /// Work in the background came to something.
    News(News),
}

/// Serves the editor that writes to `input` and reads from `output`, until it is done
/// or gone. Whether it said goodbye.
pub fn serve(
    options: Options,
    mut input: impl BufRead + Send + 'static,
    mut output: impl Write + Send + 'static,
) -> bool {
    let (outbox, messages) = channel();
    let (sender, events) = channel();
    let writer = std::thread::spawn(move || transport::write(&mut output, messages));
    let reader = sender.clone();
    // it ends when the editor closes its end, which may be after us: nobody waits for it
    std::thread::spawn(move || transport::read(&mut input, &reader));
    let ended = Server::new(options, outbox, sender).run(&events);
    let _ = writer.join();
    ended
}

/// How far a conversation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Silent,
    Open,
    ShutDown,
}

/// The server.
struct Server {
    client: Client,
    workspace: Workspace,
    stage: Stage,
}

type Answer = Result<Value, ResponseError>;

impl Server {
    fn new(options: Options, outbox: Sender<Message>, events: Sender<Event>) -> Self {
        let client = Client::new(outbox);
        Self { client, workspace: Workspace::new(options, events), stage: Stage::Silent }
    }

    /// Handles events in their order. Diagnostics wait until no message does: what is
    /// typed while they would be made makes them worthless.
    fn run(mut self, events: &Receiver<Event>) -> bool {
        let mut queue = VecDeque::new();
        loop {
            while let Ok(event) = events.try_recv() {
                self.enqueue(event, &mut queue);
            }
            let event = match queue.pop_front() {
                Some(event) => event,
                None => {
                    if self.publish_next() {
                        continue;
                    }
                    match events.recv() {
                        Ok(event) => event,
                        Err(_) => return false,
                    }
                }
            };
            match event {
                Event::Message(Message::Notification(told)) if told.method == "exit" => {
                    return self.stage == Stage::ShutDown;
                }
                Event::Closed => return false,
                Event::Message(Message::Request(asked)) if is_overtaken(&asked, &queue) => {
                    let mut error = failure(ErrorCode::ServerCancelled, "the post has changed");
                    error.data = Some(json!({"retriggerRequest": true}));
                    self.client.answer(Response { id: asked.id, response_result: Err(error) });
                }
                event => self.handle(event),
            }
        }
    }

    /// Puts an event behind those that wait; a request that is cancelled before its
    /// turn is answered at once.
    fn enqueue(&self, event: Event, queue: &mut VecDeque<Event>) {
        let cancelled = match &event {
            Event::Message(Message::Notification(told)) if told.method == "$/cancelRequest" => {
                let id = told.params.get("id").cloned().unwrap_or_default();
                serde_json::from_value::<RequestId>(id).ok()
            }
            _ => return queue.push_back(event),
        };
        let is_meant = |event: &Event| match event {
            Event::Message(Message::Request(asked)) => Some(&asked.id) == cancelled.as_ref(),
            _ => false,
        };
        if let Some(at) = queue.iter().position(is_meant)
            && let Some(Event::Message(Message::Request(asked))) = queue.remove(at)
        {
            let error = failure(ErrorCode::RequestCanceled, "cancelled");
            self.client.answer(Response { id: asked.id, response_result: Err(error) });
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Message(Message::Request(request)) => self.request(request),
            Event::Message(Message::Notification(told)) => {
                self.notification(told);
            }
            // nothing is asked whose answer matters
            Event::Message(Message::Response(_)) | Event::Closed => {}
            Event::Garbled(why) => self.client.log(&why),
            Event::News(news) => {
                if let Err(why) = guarded(|| self.workspace.hear(news, &self.client)) {
                    self.client.show(&why);
                }
            }
        }
    }

    fn request(&mut self, Request { id, method, params }: Request) {
        let result = guarded(|| self.answer(&method, params)).unwrap_or_else(|why| {
            self.client.show(&why);
            Err(failure(ErrorCode::InternalError, why))
        });
        self.client.answer(Response { id, response_result: result });
    }

    fn notification(&mut self, Notification { method, params }: Notification) {
        if self.stage != Stage::Open {
            return;
        }
        match guarded(|| self.take_in(&method, params)) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.client.log(&format!("{method}: {}", error.message)),
            Err(why) => self.client.show(&why),
        }
    }

    /// Sends the diagnostics of one post whose turn it is; whether there was one.
    fn publish_next(&mut self) -> bool {
        guarded(|| self.workspace.publish_next(&mut self.client)).unwrap_or_else(|why| {
            self.client.show(&why);
            true
        })
    }
}

/// Whether diagnostics are asked for of a text that what waits will change.
fn is_overtaken(asked: &Request, queue: &VecDeque<Event>) -> bool {
    let uri = |params: &Value| params.pointer("/textDocument/uri").cloned();
    let changes = |event: &Event| match event {
        Event::Message(Message::Notification(told)) => {
            told.method == "textDocument/didChange" && uri(&told.params) == uri(&asked.params)
        }
        _ => false,
    };
    asked.method == "textDocument/diagnostic" && queue.iter().any(changes)
}

/// The parameters of a method.
fn read<T: DeserializeOwned>(params: Value) -> Result<T, ResponseError> {
    serde_json::from_value(params)
        .map_err(|error| failure(ErrorCode::InvalidParams, error.to_string()))
}

fn failure(code: ErrorCode, message: impl Into<String>) -> ResponseError {
    ResponseError { code: code as i32, message: message.into(), data: None }
}

/// Runs something that may fail in a way that nobody foresaw, which ends it and nothing
/// else.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|panic| {
        let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
        let said = said.or_else(|| panic.downcast_ref::<String>().cloned());
        format!("copydesk failed, which is a bug in it: {}", said.unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::default()
    }

    #[test]
    fn a_panic_is_told_and_survived() {
        let (outbox, told) = channel();
        let (sender, events) = channel();
        let cwd = Path::new("/").to_owned();
        let options = Options { config: ConfigChoice::Isolated, cwd, today };
        let server = Server::new(options, outbox, sender.clone());
        let ask = |id: i32, method: &str, params: Value| {
            let request = Request { id: id.into(), method: method.to_owned(), params };
            sender.send(Event::Message(request.into())).expect("sent");
        };
        let tell = |method: &str| {
            let told = Notification { method: method.to_owned(), params: Value::Null };
            sender.send(Event::Message(told.into())).expect("sent");
        };
        ask(1, "initialize", json!({"capabilities": {}}));
        ask(2, "test/panic", Value::Null);
        tell("test/panic");
        ask(3, "shutdown", Value::Null);
        tell("exit");
        assert!(server.run(&events), "it went on to the end");
        let told: Vec<Message> = told.into_iter().collect();
        let answers = told.iter().filter_map(|message| match message {
            Message::Response(response) => {
                Some(response.response_result.as_ref().map_err(|e| e.code))
            }
            _ => None,
        });
        let answers: Vec<bool> = answers.map(|answer| answer.is_ok()).collect();
        assert_eq!(answers, [true, false, true]);
        let shown = |message: &&Message| match message {
            Message::Notification(told) => told.params["message"]
                .as_str()
                .is_some_and(|words| words.contains("a bug in it: on purpose")),
            _ => false,
        };
        assert_eq!(told.iter().filter(shown).count(), 2, "{told:?}");
    }
}
