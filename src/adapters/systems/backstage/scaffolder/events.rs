//! What happens to a task: as a stream while it happens, or what happened after some event.

use super::raw::RawEvent;
use super::route;
use crate::adapters::http::{Body, Call, Events, Failure};
use crate::adapters::systems::backstage::Backstage;
use crate::adapters::systems::backstage::loose::List;
use crate::domain::model::task::{TaskEvent, TaskId};
use std::time::Duration;

/// Backstage holds the answer back for 30 s where nothing new happened.
const HELD_BACK: Duration = Duration::from_secs(35);

/// Events after this number are none: the event of the end is told nevertheless.
const LAST: u64 = 2_147_483_647;

/// What a stream or an answer brought: events as they came.
#[derive(Debug, Default)]
pub struct TaskEvents(Vec<String>);

/// A stream of events that is open.
#[derive(Debug)]
pub struct TaskStream<'c>(Events<'c>);

impl TaskEvents {
    /// Hands on each event that can be read. What cannot be is none.
    pub fn each(&self, mut each: impl FnMut(&TaskEvent<'_>)) {
        let one = |text: &str, each: &mut dyn FnMut(&TaskEvent<'_>)| match text.trim_start().starts_with('[') {
            true => {
                let events: List<RawEvent<'_>> = serde_json::from_str(text).unwrap_or_default();
                events.0.into_iter().filter_map(RawEvent::event).for_each(|event| each(&event));
            }
            false => {
                let event = serde_json::from_str::<RawEvent<'_>>(text).ok().and_then(RawEvent::event);
                event.iter().for_each(each);
            }
        };
        self.0.iter().for_each(|text| one(text, &mut each));
    }
}

impl TaskStream<'_> {
    /// What comes next, which may be nothing yet; none at the end of the stream. Whoever stops waiting for it
    /// loses nothing.
    ///
    /// # Errors
    /// When the connection breaks, or an event is too large.
    pub async fn next(&mut self) -> Result<Option<TaskEvents>, Failure> {
        let events = self.0.next().await?;
        Ok(events.map(|events| TaskEvents(events.into_iter().map(|event| event.data).collect())))
    }
}

impl Backstage {
    /// What happened to a task after an event, as soon as there is something; nothing where nothing happens
    /// for a while. The event of a task's end is told whatever comes before it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn task_events(&self, id: &TaskId, after: Option<u64>) -> Result<TaskEvents, Failure> {
        let call = about(id, "events", after).waiting(HELD_BACK);
        let body = self.send(call).await?;
        is_list(&body)?;
        Ok(TaskEvents(vec![body.text]))
    }

    /// The event of a task's end, without those before it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn task_end(&self, id: &TaskId) -> Result<TaskEvents, Failure> {
        let body = self.send(about(id, "events", Some(LAST))).await?;
        is_list(&body)?;
        Ok(TaskEvents(vec![body.text]))
    }

    /// What happens to a task after an event, as it happens.
    ///
    /// # Errors
    /// When there is no such task, it may not be read, or no stream comes.
    pub async fn task_stream(&self, id: &TaskId, after: Option<u64>) -> Result<TaskStream<'_>, Failure> {
        let call = &about(id, "eventstream", after);
        let events = self.signed(move |token| async move { self.client.listen(call, token.as_ref()).await });
        Ok(TaskStream(events.await?))
    }
}

fn about(id: &TaskId, what: &str, after: Option<u64>) -> Call {
    let call = Call::get(&format!("follow the task {id}"), &route(&["tasks", id.as_str(), what]))
        .when_missing("the portal has forgotten it, or never had it; `stagedoor task ls` lists those there are");
    match after {
        Some(after) => call.query("after", after.to_string()),
        None => call,
    }
}

fn is_list(body: &Body) -> Result<(), Failure> {
    body.json::<List<serde::de::IgnoredAny>>().map(|_| ()).map_err(Failure::unsent)
}
