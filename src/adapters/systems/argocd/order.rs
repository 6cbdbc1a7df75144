//! What has to hold for a sync to be ordered, when it is foreseen and once more when it is sent.

use super::app::Found;
use crate::domain::model::delivery::{App, Sync};
use crate::platform::command::Seen;
use crate::platform::fault::{Fault, FaultKind};

/// Makes sure that no other operation goes on: Argo CD would refuse a second one.
pub(super) fn is_free(app: &App, tried: &str) -> Result<(), Fault> {
    match app.operation.as_ref().filter(|operation| operation.phase.is_on()) {
        None => Ok(()),
        Some(operation) => {
            let by = if operation.by.is_empty() { String::new() } else { format!(" by {}", operation.by) };
            let happened = format!("an operation goes on{by}: {}", operation.message);
            Err(Fault::new(FaultKind::Conflict, tried, &happened, "wait until it has ended"))
        }
    }
}

/// A number that stands for what was shown: revisions, and what is out of sync.
pub(super) fn seen(found: &Found) -> Seen {
    let app = &found.app;
    let revisions = app.revisions.iter().map(|revision| revision.as_str().to_owned());
    let states = app.resources.iter().filter(|it| it.sync != Sync::Synced || it.requires_pruning);
    let states = states.map(|it| format!("{} {} {}", it.object, it.sync.word(), it.requires_pruning));
    Seen::of(revisions.chain(states).collect::<Vec<_>>().join("\n").as_bytes())
}
