//! Streams of events: `text/event-stream` of the HTML Standard (9.2), one event after the other; and for those
//! who ask for it JSON values one a line, as gateways of gRPC write them.

use super::exchange::{ERROR_BODY, EVENTS, SLOW_CURE};
use super::{Call, Client, Failure, words};
use crate::domain::text::Secret;
use crate::platform::fault::FaultKind;
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use std::time::Duration;
use tokio::time::timeout;

/// A stream that is silent for so long is over: what happens over there takes less.
const SILENCE: Duration = Duration::from_secs(600);
/// What values one a line are called.
const LINES: [&str; 2] = ["application/json", "application/x-ndjson"];
/// Bytes that one event may have.
const LONGEST: usize = 1 << 20;

/// An event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Its name; `message` where it has none.
    pub name: String,
    /// What it says.
    pub data: String,
}

/// A stream of events that is open. Letting it go ends it.
#[derive(Debug)]
pub struct Events<'c> {
    client: &'c Client,
    response: Response,
    tried: String,
    reading: Reading,
}

impl Events<'_> {
    /// The events that are whole with the next piece of the stream, which may be none; nothing at its end.
    /// Whoever stops waiting for it loses nothing.
    ///
    /// # Errors
    /// When the connection breaks, or an event is too large to be one.
    pub async fn next(&mut self) -> Result<Option<Vec<Event>>, Failure> {
        let lost = |kind, happened: &str, cure: &str| Err(Failure::lost(kind, &self.tried, happened, cure));
        let piece = match timeout(SILENCE, self.response.chunk()).await {
            Ok(Ok(Some(piece))) => piece,
            Ok(Ok(None)) => return Ok(None),
            Ok(Err(_)) => return lost(FaultKind::Unreachable, "the connection broke", SLOW_CURE),
            Err(_) => return lost(FaultKind::TimedOut, "nothing was said for ten minutes", SLOW_CURE),
        };
        self.client.costs.answer(piece.len(), piece.len());
        let events = self.reading.take(&piece);
        if self.reading.rest.len() + self.reading.event.data.len() > LONGEST {
            return lost(FaultKind::Malformed, "an event is larger than 1 MB", words::MALFORMED_CURE);
        }
        Ok(Some(events))
    }
}

impl Client {
    /// Opens a stream of events.
    ///
    /// # Errors
    /// Whatever is no success, and what is no stream.
    pub async fn listen(&self, call: &Call, token: Option<&Secret>) -> Result<Events<'_>, Failure> {
        let call = call.clone().accepting(EVENTS);
        let client = self.client(&call)?;
        let response = {
            let _permit = self.gate.acquire().await;
            self.reach(client, &call, token, &super::client::request_id()).await?
        };
        if !response.status().is_success() {
            return Err(self.refusal(response, &call, token).await);
        }
        let by_lines = call.by_lines && is_of(&response, &LINES);
        if !by_lines && !is_of(&response, &[EVENTS]) {
            return Err(self.no_stream(response, &call).await);
        }
        let reading = Reading { by_lines, ..Reading::default() };
        Ok(Events { client: self, response, tried: call.tried, reading })
    }

    /// Reads events until the other side ends the stream, or `each` does not want more.
    ///
    /// # Errors
    /// Whatever is no success, and a stream that breaks off or is none.
    pub async fn events(
        &self,
        call: &Call,
        token: Option<&Secret>,
        mut each: impl FnMut(Event) -> bool + Send,
    ) -> Result<(), Failure> {
        let mut events = self.listen(call, token).await?;
        while let Some(some) = events.next().await? {
            if !some.into_iter().all(&mut each) {
                break;
            }
        }
        Ok(())
    }

    /// What an answer is that should be a stream of events.
    async fn no_stream(&self, response: Response, call: &Call) -> Failure {
        let lost = |happened: &str, cure| Failure::lost(FaultKind::Malformed, &call.tried, happened, cure);
        match self.read(response, call, ERROR_BODY).await {
            Ok(text) if words::is_page(None, &text) => {
                let happened = self.without_headers(words::page(&text, "a stream of events"));
                lost(&happened, words::BACKEND_CURE)
            }
            _ => lost("it answered with something else than a stream of events", words::MALFORMED_CURE),
        }
    }
}

fn is_of(response: &Response, kinds: &[&str]) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kinds.iter().any(|known| kind.eq_ignore_ascii_case(known))
}

/// What was read of a stream.
#[derive(Debug, Default)]
struct Reading {
    /// The beginning of a line.
    rest: Vec<u8>,
    event: Event,
    has_data: bool,
    /// Each line is an event.
    by_lines: bool,
}

impl Reading {
    /// The events that are whole with this piece.
    fn take(&mut self, piece: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        // only the piece is looked through: what is left over of those before has no end of a line
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            self.rest.extend_from_slice(part);
            if part.ends_with(b"\n") {
                let line = std::mem::take(&mut self.rest);
                let line = String::from_utf8_lossy(&line);
                events.extend(self.line(line.trim_end_matches(['\r', '\n'])));
            }
        }
        events
    }

    fn line(&mut self, line: &str) -> Option<Event> {
        if self.by_lines {
            let event = || Event { name: "message".to_owned(), data: line.to_owned() };
            return (!line.trim().is_empty()).then(event);
        }
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            let name = if event.name.is_empty() { "message".to_owned() } else { event.name };
            return std::mem::take(&mut self.has_data).then_some(Event { name, ..event });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event.name),
            "data" => {
                if self.has_data {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
                self.has_data = true;
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_however_they_are_cut() {
        let stream = b": hello\nevent: log\r\ndata: a\ndata: b\n\ndata:x\n\nevent: nothing\n\nevent: finish\ndata: {}\n\ndata: half";
        let whole = Reading::default().take(stream);
        let event = |name: &str, data: &str| Event { name: name.into(), data: data.into() };
        assert_eq!(whole, [event("log", "a\nb"), event("message", "x"), event("finish", "{}")]);
        let mut reading = Reading::default();
        let cut: Vec<Event> = stream.iter().flat_map(|byte| reading.take(&[*byte])).collect();
        assert_eq!(cut, whole);
        let lines = Reading { by_lines: true, ..Reading::default() }.take(b"{\"a\":1}\n\n{\"b\"");
        assert_eq!(lines, [event("message", "{\"a\":1}")]);
    }
}
