//! Looking for a task whose beginning was asked for, when the answer to that was lost.

use crate::adapters::portal::Portal;
use crate::adapters::systems::backstage::Listed;
use crate::domain::model::At;
use crate::domain::model::task::{Task, TaskFilter, TaskId};
use crate::platform::clock;
use crate::platform::ports::{IdentityPort as _, Steps};
use crate::platform::templates::Order;
use serde_json::Value;
use std::time::{Duration, Instant};

/// So often it is looked for: the portal may still be at it.
const LOOKS: u32 = 3;
/// The latest tasks that are looked at.
const LATEST: usize = 20;
/// Clocks of portals, and the moments of their tasks, are of whole seconds.
const SECOND: Duration = Duration::from_secs(2);

impl Portal {
    /// The one task that can have come of an order that was sent at a moment; none where there is none, or more
    /// than one.
    pub(super) async fn task_of(&self, order: &Order, sent: Instant) -> Option<TaskId> {
        let user = self.who_am_i(Steps::ignored()).await.ok().and_then(|told| told.answer.user.clone());
        let wanted = TaskFilter { by: user, limit: LATEST, ..TaskFilter::default() };
        for look in 1..=LOOKS {
            if let Ok(listed) = self.backstage.tasks(&wanted).await {
                let mut found = made_of(&listed, order, sent);
                if let Some(task) = found.next() {
                    return found.next().is_none().then(|| task.id.clone());
                }
            }
            tokio::time::sleep(self.backstage.pause() * look).await;
        }
        None
    }
}

/// The tasks that an order can have become: of its template, with its values, and no older than it.
fn made_of<'l>(listed: &'l Listed, order: &Order, sent: Instant) -> impl Iterator<Item = &'l Task> {
    let now: At = listed.at.unwrap_or_else(clock::now);
    let age = sent.elapsed() + SECOND;
    let (template, values) = (order.template.clone(), order.values.clone());
    listed.page.tasks.iter().filter(move |task| {
        let is_young = now.since(task.created) <= age;
        is_young && task.template.as_ref() == Some(&template) && are_of(&task.parameters, &values)
    })
}

/// Whether these are the values that were sent, without those that the portal leaves out as their step of the form
/// is not shown.
fn are_of(parameters: &Value, sent: &Value) -> bool {
    match (parameters.as_object(), sent.as_object()) {
        (Some(parameters), Some(sent)) => parameters.iter().all(|(name, value)| sent.get(name) == Some(value)),
        _ => parameters == sent,
    }
}
