//! Tasks: those there are, and beginning, stopping and repeating one.

use super::raw::RawTask;
use super::{Revealed, route};
use crate::adapters::http::{Body, Call, Failure};
use crate::adapters::systems::backstage::Backstage;
use crate::adapters::systems::backstage::loose::{List, Number, Text, loose};
use crate::domain::model::At;
use crate::domain::model::task::{Task, TaskFilter, TaskId, TaskPage, TaskState, TaskStep};
use crate::domain::text::{Clean, Secret};
use crate::platform::templates::Order;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What to do where a task is not there.
const GONE: &str = "`stagedoor task ls` lists those there are";

loose! {
    RawList {
        "tasks" => tasks: List<RawTask<'de>>,
        "totalTasks" => total: Number,
    }
    RawBegan {
        "id" => id: Text<'de>,
    }
}

/// A task that began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Began {
    /// Its id.
    pub id: TaskId,
    /// The id that the request carried.
    pub request_id: Clean,
}

/// A page of tasks, and what the clock of the portal said when it was given.
#[derive(Clone, Debug)]
pub struct Listed {
    /// They.
    pub page: TaskPage,
    /// The moment by the portal's clock; of whole seconds.
    pub at: Option<At>,
}

#[derive(Serialize)]
struct Create<'a> {
    #[serde(rename = "templateRef")]
    template: &'a str,
    values: &'a Value,
    secrets: Revealed<'a>,
}

#[derive(Serialize)]
struct Retry<'a> {
    secrets: Revealed<'a>,
}

impl Backstage {
    /// Tasks that may be read, newest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn tasks(&self, wanted: &TaskFilter) -> Result<Listed, Failure> {
        let mut call = Call::get(&format!("list the tasks of {}", self.name()), &route(&["tasks"]))
            .query("limit", wanted.limit.to_string())
            .query("offset", wanted.offset.to_string())
            .query("order", "desc:created_at")
            .when_missing("this portal may have no templates");
        if let Some(by) = &wanted.by {
            call = call.query("createdBy", by.as_str());
        }
        for word in words(wanted.state) {
            call = call.query("status", word);
        }
        let body = self.send(call).await?;
        let raw: RawList<'_> = body.json().map_err(Failure::unsent)?;
        let tasks: Vec<Task> = raw.tasks.0.iter().filter_map(RawTask::task).collect();
        let total = usize::try_from(raw.total.0).unwrap_or_default();
        Ok(Listed { page: paged(tasks, total, wanted), at: body.date() })
    }

    /// A task, and the steps that it has.
    ///
    /// # Errors
    /// When there is none, or it may not be read.
    pub async fn task(&self, id: &TaskId) -> Result<(Task, Vec<TaskStep>), Failure> {
        let path = route(&["tasks", id.as_str()]);
        let body = self.send(Call::get(&format!("read the task {id}"), &path).when_missing(GONE)).await?;
        let raw: RawTask<'_> = body.json().map_err(Failure::unsent)?;
        let task = raw.task().ok_or_else(|| Failure::unsent(no_task(&body)))?;
        Ok((task, raw.steps()))
    }

    /// Runs a template.
    ///
    /// # Errors
    /// When the platform refuses, or its answer is lost.
    pub async fn create_task(&self, order: &Order) -> Result<Began, Failure> {
        let Order { template, values, secrets, .. } = order;
        let create = Create { template: template.as_str(), values, secrets: Revealed(secrets) };
        let call = Call::post(&format!("run {template}"), &route(&["tasks"]), &create);
        self.began(call).await
    }

    /// Runs a task that ended once more.
    ///
    /// # Errors
    /// When the platform refuses, or its answer is lost.
    pub async fn retry_task(&self, id: &TaskId, secrets: &BTreeMap<String, Secret>) -> Result<Began, Failure> {
        let path = route(&["tasks", id.as_str(), "retry"]);
        let call = Call::post(&format!("run the task {id} again"), &path, &Retry { secrets: Revealed(secrets) });
        self.began(call.when_missing(GONE)).await
    }

    /// Has a task stopped; the step that runs may go on for a while. Gives the id that the request carried.
    ///
    /// # Errors
    /// When the platform refuses, or its answer is lost.
    pub async fn cancel_task(&self, id: &TaskId) -> Result<Clean, Failure> {
        let path = route(&["tasks", id.as_str(), "cancel"]);
        let call = Call::post(&format!("stop the task {id}"), &path, &Value::Object(serde_json::Map::new()));
        self.send(call.when_missing(GONE)).await.map(|body| body.request_id())
    }

    async fn began(&self, call: Call) -> Result<Began, Failure> {
        let body = self.send(call).await?;
        let raw: RawBegan<'_> = body.json().map_err(Failure::unread)?;
        let id = TaskId::parse(&raw.id.0).ok_or_else(|| Failure::unread(no_task(&body)))?;
        Ok(Began { id, request_id: body.request_id() })
    }
}

/// The words of the portal for a state. It calls most of what was stopped failed.
fn words(state: Option<TaskState>) -> Vec<&'static str> {
    match state {
        None => Vec::new(),
        Some(TaskState::Cancelled) => vec![TaskState::Failed.word(), TaskState::Cancelled.word()],
        Some(state) => vec![state.word()],
    }
}

fn no_task(body: &Body) -> crate::platform::fault::Fault {
    body.malformed("the answer names no task", "tell the administrators")
}

/// A page of what a portal gave: older ones give all, in their own order, whatever is wanted.
fn paged(mut tasks: Vec<Task>, total: usize, wanted: &TaskFilter) -> TaskPage {
    let is_all = tasks.len() > wanted.limit;
    if is_all {
        let words = words(wanted.state);
        tasks.retain(|task| words.is_empty() || words.contains(&task.state.word()));
        tasks.retain(|task| wanted.by.is_none() || task.by == wanted.by);
    }
    let total = if is_all { tasks.len() } else { total.max(wanted.offset + tasks.len()) };
    tasks.sort_by_key(|task| std::cmp::Reverse(task.created));
    if is_all {
        tasks = tasks.into_iter().skip(wanted.offset).take(wanted.limit).collect();
    }
    TaskPage { tasks, total }
}
