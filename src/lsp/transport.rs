//! Messages as bytes. What is no message is told and passed over: a client's mistake
//! ends nothing.

use std::io::{self, BufRead, Read, Write};
use std::sync::mpsc::{Receiver, Sender};

use lsp_server::Message;

use super::Event;

/// Bytes of a message beyond which it is not read: a post of the largest size, with
/// every byte escaped.
const LARGEST: u64 = 6 * crate::text::Span::MAX_TEXT;

/// Reads messages until there are no more, or nobody takes them.
pub(super) fn read(input: &mut dyn BufRead, events: &Sender<Event>) {
    while let Ok(Some(bytes)) = frame(input) {
        let event = match bytes {
            Ok(bytes) => match serde_json::from_slice::<Message>(&bytes) {
                Ok(message) => Event::Message(message),
                Err(error) => Event::Garbled(format!("a message could not be read: {error}")),
            },
            Err(why) => Event::Garbled(why),
        };
        if events.send(event).is_err() {
            return;
        }
    }
    let _ = events.send(Event::Closed);
}

/// The bytes of the next message, or why it cannot be read; `None` at the end.
fn frame(input: &mut dyn BufRead) -> io::Result<Option<Result<Vec<u8>, String>>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if input.take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        match (line.trim_end_matches(['\r', '\n']).split_once(':'), length) {
            (Some((name, value)), _) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse::<u64>().ok();
            }
            (None, Some(_)) if line.trim().is_empty() => break,
            // other headers, and lines that are none
            _ => {}
        }
    }
    let length = length.unwrap_or_default();
    if length > LARGEST {
        io::copy(&mut input.take(length), &mut io::sink())?;
        return Ok(Some(Err(format!("a message of {length} bytes is too long"))));
    }
    let mut bytes = Vec::new();
    let read = input.take(length).read_to_end(&mut bytes)?;
    Ok((read as u64 == length).then_some(Ok(bytes)))
}

/// Bytes of a header line.
const LONGEST_LINE: u64 = 4096;

/// Writes messages until there are no more, or nobody reads them.
pub(super) fn write(output: &mut dyn Write, messages: Receiver<Message>) {
    for message in messages {
        if message.write(&mut &mut *output).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(bytes: &[u8]) -> Vec<String> {
        let (sender, receiver) = std::sync::mpsc::channel();
        read(&mut &bytes[..], &sender);
        drop(sender);
        let said = |event| match event {
            Event::Message(Message::Notification(told)) => told.method,
            Event::Garbled(_) => "garbled".to_owned(),
            Event::Closed => "closed".to_owned(),
            _ => "other".to_owned(),
        };
        receiver.into_iter().map(said).collect()
    }

    #[test]
    fn what_is_no_message_is_passed_over() {
        let told = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
        let good = told(r#"{"jsonrpc":"2.0","method":"a"}"#);
        for (bad, expected) in [
            (told("{"), vec!["a", "garbled", "a", "closed"]),
            (told("[]"), vec!["a", "garbled", "a", "closed"]),
            (told(r#"{"method":"\ud83d"}"#), vec!["a", "garbled", "a", "closed"]),
            ("\u{0}\u{1}garbage\r\n".to_owned(), vec!["a", "a", "closed"]),
            ("Content-Type: x\r\n".to_owned(), vec!["a", "a", "closed"]),
            ("content-length:2\n\n[]".to_owned(), vec!["a", "garbled", "a", "closed"]),
            ("Content-Length: -1\r\n\r\n".to_owned(), vec!["a", "a", "closed"]),
            ("Content-Length: 99999999999999\r\n\r\n".to_owned(), vec!["a", "garbled", "closed"]),
            ("Content-Length: 300000000\r\n\r\n".to_owned(), vec!["a", "closed"]),
        ] {
            assert_eq!(events(format!("{good}{bad}{good}").as_bytes()), expected, "{bad}");
        }
    }
}
