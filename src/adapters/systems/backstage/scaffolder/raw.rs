//! Tasks and their events as they come, read as far as they make sense.

use crate::adapters::systems::backstage::loose::{List, Number, Text, loose};
use crate::domain::model::task::{StepState, Task, TaskEvent, TaskId, TaskState, TaskStep, What};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;
use serde_json::Value;
use std::sync::Arc;

loose! {
    RawTask {
        "id" => id: Text<'de>,
        "spec" => spec: RawSpec<'de>,
        "status" => status: Text<'de>,
        "createdAt" => created: Text<'de>,
        "lastHeartbeatAt" => heard: Text<'de>,
        "createdBy" => by: Text<'de>,
    }
    RawSpec {
        "steps" => steps: List<RawStep<'de>>,
        "parameters" => parameters: Value,
        "templateInfo" => template: RawTemplate<'de>,
    }
    RawStep {
        "id" => id: Text<'de>,
        "name" => name: Text<'de>,
        "action" => action: Text<'de>,
    }
    RawTemplate {
        "entityRef" => reference: Text<'de>,
        "entity" => entity: RawEntity<'de>,
    }
    RawEntity {
        "metadata" => metadata: RawMetadata<'de>,
    }
    RawMetadata {
        "name" => name: Text<'de>,
        "title" => title: Text<'de>,
    }
    RawEvent {
        "id" => id: Number,
        "type" => kind: Text<'de>,
        "createdAt" => at: Text<'de>,
        "body" => body: RawBody<'de>,
    }
    RawBody {
        "message" => message: Text<'de>,
        "stepId" => step: Text<'de>,
        "status" => status: Text<'de>,
        "error" => error: RawError<'de>,
        "output" => output: Value,
    }
    RawError {
        "name" => name: Text<'de>,
        "message" => message: Text<'de>,
    }
}

impl RawTask<'_> {
    /// The task; none without an id that can stand in an address.
    pub(super) fn task(&self) -> Option<Task> {
        let spec = &self.spec;
        let reference = EntityRef::parse(&spec.template.reference.0, Some("template"), None).ok();
        let metadata = &spec.template.entity.metadata;
        let named = reference.as_ref().map_or(&*metadata.name.0, EntityRef::name);
        let title = if metadata.title.0.is_empty() { named } else { &metadata.title.0 };
        Some(Task {
            id: TaskId::parse(&self.id.0)?,
            title: Clean::line(title),
            by: EntityRef::parse(&self.by.0, Some("user"), None).ok(),
            created: At::of_rfc3339(&self.created.0).unwrap_or_default(),
            heard: At::of_rfc3339(&self.heard.0),
            // a word that nobody knows is none of a task that goes on
            state: TaskState::of_word(&self.status.0).unwrap_or(TaskState::Failed),
            parameters: Arc::new(spec.parameters.clone()),
            template: reference,
        })
    }

    /// Its steps.
    pub(super) fn steps(&self) -> Vec<TaskStep> {
        self.spec.steps.0.iter().map(RawStep::step).collect()
    }
}

impl RawStep<'_> {
    pub(super) fn step(&self) -> TaskStep {
        TaskStep {
            id: Clean::line(&self.id.0),
            name: Clean::line(if self.name.0.is_empty() { &self.action.0 } else { &self.name.0 }),
            action: Clean::line(&self.action.0),
            ..TaskStep::default()
        }
    }
}

impl<'a> RawEvent<'a> {
    /// The event; none of something that has no number.
    pub(super) fn event(self) -> Option<TaskEvent<'a>> {
        let (id, at) = (self.id.0, At::of_rfc3339(&self.at.0).unwrap_or_default());
        let body = self.body;
        let what = match &*self.kind.0 {
            "completion" => What::Completed { message: body.message.0, error: body.error.told(), output: body.output },
            "cancelled" => What::Cancelled { message: body.message.0, step: body.step.0 },
            "recovered" => What::Recovered,
            _ => body.said(),
        };
        (id > 0).then_some(TaskEvent { id, at, what })
    }
}

impl<'a> RawBody<'a> {
    pub(super) fn said(self) -> What<'a> {
        What::Said { message: self.message.0, step: self.step.0, state: StepState::of_word(&self.status.0) }
    }
}

impl<'a> RawError<'a> {
    /// Why something failed; the kind of error where it has no words.
    fn told(self) -> Option<std::borrow::Cow<'a, str>> {
        [self.message.0, self.name.0].into_iter().find(|text| !text.trim().is_empty())
    }
}
