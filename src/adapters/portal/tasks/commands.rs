//! Tasks begun, stopped and begun again.

use crate::adapters::http::Failure;
use crate::adapters::portal::Portal;
use crate::adapters::portal::commands::{done, undone};
use crate::adapters::systems::backstage::Began;
use crate::domain::model::Place;
use crate::domain::model::task::{Task, TaskFilter, TaskId};
use crate::domain::text::{Clean, Secret};
use crate::platform::command::TaskSecrets;
use crate::platform::fault::{Fault, FaultKind, FieldFault};
use crate::platform::outcome::Outcome;
use crate::platform::query::{Ask, TaskById, Tasks};
use crate::platform::templates::Order;
use std::collections::BTreeMap;
use std::time::Instant;

impl Portal {
    pub(in crate::adapters::portal) async fn create_task(&self, order: &Order) -> Outcome {
        let sent = Instant::now();
        match self.backstage.create_task(order).await {
            Ok(began) => begun(&format!("{} runs as task/{}", order.template, began.id), began),
            Err(failure) if failure.lost => self.look_for(order, sent, failure).await,
            Err(failure) => refused(failure, &order.secrets),
        }
    }

    /// After the answer was lost. An order is never sent twice.
    async fn look_for(&self, order: &Order, sent: Instant, failure: Failure) -> Outcome {
        match self.task_of(order, sent).await {
            Some(id) => {
                let told = format!("{} runs as task/{id}: the answer was lost, and the task was found", order.template);
                begun(&told, Began { id, request_id: failure.fault.request_id.unwrap_or_default() })
            }
            None => {
                let cure = "look whether it is among your tasks before you send it again";
                let fault = Fault { cure: cure.into(), ..without(failure.fault, &order.secrets) };
                Outcome::InDoubt { probe: all_tasks(), fault }
            }
        }
    }

    pub(in crate::adapters::portal) async fn cancel_task(&self, id: &TaskId) -> Outcome {
        if let Err(fault) = self.running(id).await {
            return Outcome::Refused(fault);
        }
        match self.backstage.cancel_task(id).await {
            Ok(request) => {
                let told = format!("asked task/{id} to stop; the step that runs may take a while to end");
                done(&told, vec![all_tasks()], request)
            }
            Err(failure) if failure.lost => match self.backstage.task(id).await {
                Ok((task, _)) if !task.state.is_running() => {
                    let told = format!("task/{id} has ended ({}): the answer was lost", task.state.word());
                    done(&told, vec![all_tasks()], failure.fault.request_id.unwrap_or_default())
                }
                _ => Outcome::InDoubt { probe: one_task(id), fault: failure.fault },
            },
            Err(failure) => undone(failure, one_task(id)),
        }
    }

    /// The task, where it runs.
    pub(super) async fn running(&self, id: &TaskId) -> Result<Task, Fault> {
        let (task, _) = self.backstage.task(id).await?;
        if task.state.is_running() {
            return Ok(task);
        }
        // Backstage would take it, and write down that a task that is over was stopped
        let happened = format!("it has ended ({})", task.state.word());
        Err(Fault::new(FaultKind::Conflict, &format!("stop the task {id}"), &happened, "there is nothing to stop"))
    }

    pub(in crate::adapters::portal) async fn retry_task(&self, id: &TaskId, secrets: &TaskSecrets) -> Outcome {
        match self.backstage.retry_task(id, &secrets.0).await {
            Ok(began) => begun(&format!("task/{id} runs again"), began),
            Err(failure) if failure.lost => match self.backstage.task(id).await {
                Ok((task, _)) if task.state.is_running() => {
                    let request_id = failure.fault.request_id.unwrap_or_default();
                    let told = format!("task/{id} runs again: the answer was lost, and it was found to run");
                    begun(&told, Began { id: id.clone(), request_id })
                }
                _ => Outcome::InDoubt { probe: one_task(id), fault: without(failure.fault, &secrets.0) },
            },
            Err(failure) => refused(failure, &secrets.0),
        }
    }
}

fn all_tasks() -> Ask {
    Tasks { wanted: TaskFilter::default() }.into()
}

fn one_task(id: &TaskId) -> Ask {
    TaskById { id: id.clone() }.into()
}

fn begun(told: &str, began: Began) -> Outcome {
    let Began { id, request_id } = began;
    Outcome::Done {
        told: Clean::line(told),
        stale: vec![all_tasks(), one_task(&id)],
        request_id: Some(request_id).filter(|id| !id.is_empty()),
        made: Some(Place::task(id.as_str())),
    }
}

fn refused(failure: Failure, secrets: &BTreeMap<String, Secret>) -> Outcome {
    Outcome::Refused(without(failure.fault, secrets))
}

/// What went wrong, without a word of the secrets: a portal may say back what it was sent.
pub(super) fn without(fault: Fault, secrets: &BTreeMap<String, Secret>) -> Fault {
    let clean = |text: &Clean| {
        let longest = secrets.values().filter(|secret| secret.reveal().len() > 2);
        Clean::line(&longest.fold(text.as_str().to_owned(), |text, secret| secret.redact(&text)))
    };
    let field = |field: &FieldFault| FieldFault { message: clean(&field.message), ..field.clone() };
    Fault { happened: clean(&fault.happened), fields: fault.fields.iter().map(field).collect(), ..fault }
}
