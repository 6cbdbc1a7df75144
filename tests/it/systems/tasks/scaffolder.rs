//! A scaffolder whose every answer a test chooses.

use super::super::{Act, Asked, Server, answer, head, json};
use serde_json::{Value, json as value};
use std::sync::Mutex;

/// What it answers, one after the other, the last one again and again.
pub struct Scaffolder {
    states: Vec<String>,
    streams: Vec<Act>,
    answers: Vec<Act>,
}

impl Scaffolder {
    /// With one task in that state.
    pub fn of(state: &str) -> Self {
        Self { states: vec![state.into()], streams: Vec::new(), answers: Vec::new() }
    }

    /// The state that it is in when it is looked at again.
    pub fn then(mut self, state: &str) -> Self {
        self.states.push(state.into());
        self
    }

    pub fn streaming(self, streams: Vec<Act>) -> Self {
        Self { streams, ..self }
    }

    /// What it says to the question what is new.
    pub fn answering(self, answers: Vec<Act>) -> Self {
        Self { answers, ..self }
    }

    pub fn start(self) -> Server {
        let counts = Mutex::new([0_usize; 3]);
        Server::start(move |asked| {
            let next = |n: usize, of: usize| {
                let mut counts = counts.lock().unwrap();
                counts[n] += 1;
                (counts[n] - 1).min(of.saturating_sub(1))
            };
            match asked.path().rsplit('/').next().unwrap() {
                "eventstream" => self.streams[next(0, self.streams.len())].clone(),
                "events" if self.answers.is_empty() => events(&[]),
                "events" => self.answers[next(1, self.answers.len())].clone(),
                _ => json(200, &task(&self.states[next(2, self.states.len())]).to_string()),
            }
        })
    }
}

/// A task as a portal has it.
pub fn task(state: &str) -> Value {
    value!({
        "id": "t-1",
        "spec": {
            "apiVersion": "scaffolder.backstage.io/v1beta3",
            "steps": [
                {"id": "begin", "name": "Begin", "action": "debug:log", "input": {"message": "${{ secrets.x }}"}},
                {"id": "end", "action": "debug:log"},
            ],
            "parameters": {"channel": "north"},
            "templateInfo": {
                "entityRef": "template:default/dredge-channel",
                "entity": {"metadata": {"name": "dredge-channel", "title": "Dredge a channel"}},
            },
        },
        "status": state,
        "createdAt": "2026-11-25T02:52:45.000Z",
        "lastHeartbeatAt": "2026-11-25T02:52:46.000Z",
        "createdBy": "user:default/alice",
    })
}

pub fn log(id: u64, step: &str, state: &str, message: &str) -> String {
    let mut body = value!({"message": message});
    for (name, text) in [("stepId", step), ("status", state)] {
        if !text.is_empty() {
            body[name] = value!(text);
        }
    }
    event(id, "log", body)
}

pub fn completion(id: u64, error: Option<&str>) -> String {
    let body = match error {
        Some(error) => {
            value!({"message": "Run completed with status: failed", "error": {"name": "Error", "message": error}})
        }
        None => value!({"message": "Run completed with status: completed", "output": {
            "links": [{"title": "In the catalog", "entityRef": "component:default/x"}],
            "text": [{"title": "Depth", "content": "**deep**"}],
        }}),
    };
    event(id, "completion", body)
}

pub fn recovered(id: u64) -> String {
    event(id, "recovered", value!({"recoverStrategy": "startOver"}))
}

fn event(id: u64, kind: &str, body: Value) -> String {
    let at = "2026-11-25T02:52:45.000Z";
    value!({"id": id, "isTaskRecoverable": false, "taskId": "t-1", "body": body, "type": kind, "createdAt": at})
        .to_string()
}

pub fn stream_head() -> Vec<u8> {
    head(200, &[("Content-Type", "text/event-stream"), ("Cache-Control", "no-cache")], None)
}

/// Events as they stand in a stream.
pub fn stream_of(events: &[String]) -> String {
    events.iter().map(|event| format!("event: log\ndata: {event}\n\n")).collect()
}

/// A stream that ends after these.
pub fn stream(events: &[String]) -> Act {
    Act::SendAndClose([stream_head(), stream_of(events).into_bytes()].concat())
}

/// The answer to the question what is new.
pub fn events(events: &[String]) -> Act {
    answer(200, &[("Content-Type", "application/json")], format!("[{}]", events.join(",")).as_bytes())
}

/// Whether a request begins or changes something.
pub fn changes(asked: &Asked) -> bool {
    asked.method != "GET"
}
