use super::Portal;
use crate::adapters::http::Failure;
use crate::adapters::systems::backstage::Registered;
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use crate::platform::query::{Ask, ByRef, Command, Outcome, Rows};

/// Entities that are named when a dry run found more.
const NAMED: usize = 5;

impl Portal {
    pub(super) async fn carry_out(&self, command: Command) -> Outcome {
        match command {
            Command::Refresh(reference) => self.refresh(reference).await,
            Command::Register { target, dry_run } => self.register(&target, dry_run).await,
            Command::Unregister { id } => self.unregister(&id).await,
        }
    }

    async fn refresh(&self, reference: EntityRef) -> Outcome {
        let probe = Ask::from(ByRef { reference: reference.clone() });
        match self.backstage.refresh(&reference).await {
            Ok(()) => done(&format!("the source of {reference} is read again; that takes some seconds"), vec![probe]),
            Err(failure) => undone(failure, probe),
        }
    }

    async fn register(&self, target: &str, dry_run: bool) -> Outcome {
        match self.backstage.register(target, dry_run).await {
            Ok(registered) if dry_run => done(&forecast(target, &registered), Vec::new()),
            Ok(registered) => {
                let id = &registered.location.id;
                done(&format!("registered {target} as location {id}; its entities come soon"), vec![Rows {}.into()])
            }
            Err(failure) => undone(failure, Rows {}.into()),
        }
    }

    async fn unregister(&self, id: &str) -> Outcome {
        match self.backstage.unregister(id).await {
            Ok(()) => done(&format!("unregistered the location {id}"), vec![Rows {}.into()]),
            Err(failure) => undone(failure, Rows {}.into()),
        }
    }
}

fn done(told: &str, stale: Vec<Ask>) -> Outcome {
    Outcome::Done { told: Clean::line(told), stale }
}

/// A command whose answer was lost may have been done: that is looked up, never sent again.
fn undone(failure: Failure, probe: Ask) -> Outcome {
    if failure.lost { Outcome::InDoubt { probe, fault: failure.fault } } else { Outcome::Refused(failure.fault) }
}

fn forecast(target: &str, registered: &Registered) -> String {
    if registered.exists {
        return format!("{target} is registered already");
    }
    // the location is an entity too, but not what one registers it for
    let entities: Vec<_> = registered.entities.iter().filter(|entity| entity.kind() != "location").collect();
    let named: Vec<_> = entities.iter().take(NAMED).map(ToString::to_string).collect();
    let more = entities.len().saturating_sub(NAMED);
    match (entities.len(), more) {
        (0, _) => format!("{target} can be registered, and gives no entity"),
        (_, 0) => format!("{target} would give {}", named.join(", ")),
        _ => format!("{target} would give {} and {more} more", named.join(", ")),
    }
}
