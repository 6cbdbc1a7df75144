//! Looking for a task whose beginning was asked for, when the answer to that was lost.

use crate::adapters::portal::Portal;
use crate::adapters::systems::backstage::Listed;
use crate::domain::model::task::{Task, TaskFilter, TaskId};
use crate::domain::model::{At, Principal};
use crate::platform::clock;
use crate::platform::ports::{IdentityPort as _, Steps};
use crate::platform::templates::Order;
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
        let identity = self.who_am_i(Steps::ignored()).await.ok().map(|told| told.answer);
        // what a service begins is nobody's
        let user = identity.filter(|who| who.principal == Principal::User).and_then(|who| who.user.clone());
        // among everybody's tasks, one that looks like it may be another's
        let wanted = TaskFilter { by: Some(user?), limit: LATEST, ..TaskFilter::default() };
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

/// The tasks that an order can have become: of its template, with its values and no others, and no older than it.
fn made_of<'l>(listed: &'l Listed, order: &Order, sent: Instant) -> impl Iterator<Item = &'l Task> {
    let now: At = listed.at.unwrap_or_else(clock::now);
    let age = sent.elapsed() + SECOND;
    let (template, values) = (order.template.clone(), order.values.clone());
    listed.page.tasks.iter().filter(move |task| {
        let is_young = now.since(task.created) <= age;
        is_young && task.template.as_ref() == Some(&template) && task.parameters == values
    })
}
