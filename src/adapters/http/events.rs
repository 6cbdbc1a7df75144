//! Streams of events: `text/event-stream` of the HTML Standard (9.2), one event after the other.

use super::exchange::{EVENTS, SLOW_CURE};
use super::{Call, Client, Failure, words};
use crate::domain::text::Secret;
use crate::platform::fault::FaultKind;
use std::time::Duration;
use tokio::time::timeout;

/// A stream that is silent for so long is over: what happens over there takes less.
const SILENCE: Duration = Duration::from_secs(600);
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

impl Client {
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
        let call = call.clone().accepting(EVENTS);
        let client = self.client(&call)?;
        let mut response = {
            let _permit = self.gate.acquire().await;
            self.reach(client, &call, token, &super::client::request_id()).await?
        };
        if !response.status().is_success() {
            return Err(self.refusal(response, &call, token).await);
        }
        let failed = |kind, happened: &str| Err(Failure::lost(kind, &call.tried, happened, SLOW_CURE));
        let mut reading = Reading::default();
        loop {
            let piece = match timeout(SILENCE, response.chunk()).await {
                Ok(Ok(Some(piece))) => piece,
                Ok(Ok(None)) => return Ok(()),
                Ok(Err(_)) => return failed(FaultKind::Unreachable, "the connection broke"),
                Err(_) => return failed(FaultKind::TimedOut, "nothing was said for ten minutes"),
            };
            self.costs.answer(piece.len(), piece.len());
            if !reading.take(&piece).into_iter().all(&mut each) {
                return Ok(());
            }
            if reading.rest.len() + reading.event.data.len() > LONGEST {
                return failed(FaultKind::Malformed, words::MALFORMED_CURE);
            }
        }
    }
}

/// What was read of a stream.
#[derive(Debug, Default)]
struct Reading {
    /// The beginning of a line.
    rest: Vec<u8>,
    event: Event,
    has_data: bool,
}

impl Reading {
    /// The events that are whole with this piece.
    fn take(&mut self, piece: &[u8]) -> Vec<Event> {
        self.rest.extend_from_slice(piece);
        let mut events = Vec::new();
        while let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            events.extend(self.line(line.trim_end_matches(['\r', '\n'])));
        }
        events
    }

    fn line(&mut self, line: &str) -> Option<Event> {
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
    }
}
