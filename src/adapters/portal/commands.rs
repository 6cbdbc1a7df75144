//! What a portal is told to do.

use super::Portal;
use crate::adapters::http::Failure;
use crate::domain::model::{Entity, EntityRef, Problem};
use crate::domain::text::Clean;
use crate::platform::access::no_access;
use crate::platform::command::{Command, Forecast, Removal, Seen};
use crate::platform::credentials::no_vault;
use crate::platform::delivery::not_connected;
use crate::platform::forge::no_forge;
use crate::platform::outcome::Outcome;
use crate::platform::ports::{Answering, CommandPort, Told};
use crate::platform::query::{Ask, ByRef, Rows};
use futures_util::future::BoxFuture;

impl CommandPort for Portal {
    fn foresee<'a>(&'a self, command: Command) -> Answering<'a, Forecast> {
        Box::pin(async move { Ok(Told::now(self.forecast(command).await?)) })
    }

    fn command<'a>(&'a self, command: Command) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let outcome = self.carry_out(command).await;
            self.origins.forget().await;
            outcome
        })
    }

    fn verdict<'a>(&'a self, reference: EntityRef, text: String) -> Answering<'a, Vec<Problem>> {
        Box::pin(async move { Ok(Told::now(self.judge(&reference, &text).await?)) })
    }
}

impl Portal {
    async fn carry_out(&self, command: Command) -> Outcome {
        match command {
            Command::Refresh(reference) => self.refresh(reference).await,
            Command::Register { target } => self.register(&target).await,
            Command::Unregister { entity, removal: Some(removal), seen } => self.removing(&entity, removal, seen).await,
            Command::Unregister { entity, removal: None, seen } => match self.removal(&entity).await {
                Ok((removal, _)) => self.removing(&entity, removal, seen).await,
                Err(fault) => Outcome::Refused(fault),
            },
            Command::Transfer { entity, owner, .. } => Outcome::Refused(self.owner_elsewhere(&entity, &owner).await),
            Command::Commit { entity, .. } => Outcome::Refused(self.kept_elsewhere(&entity).await),
            Command::CreateTask(order) => self.create_task(&order).await,
            Command::CancelTask(id) => self.cancel_task(&id).await,
            Command::RetryTask { id, secrets } => self.retry_task(&id, &secrets).await,
            // a system behind the portal does that, where one is connected
            Command::SyncApp { .. } | Command::RefreshApp { .. } | Command::Promote(_) => {
                Outcome::Refused(not_connected(command.words().as_str()))
            }
            Command::Revert { .. } => Outcome::Refused(no_forge(command.words().as_str())),
            Command::AskAccess(_)
            | Command::ReviewAccess { .. }
            | Command::AssumeAccess(_)
            | Command::DropAccess(_)
            | Command::RevokeAccess { .. } => Outcome::Refused(no_access(command.words().as_str())),
            Command::LendCredential { .. } | Command::RenewLease(_) | Command::RevokeLease(_) => {
                Outcome::Refused(no_vault(command.words().as_str()))
            }
        }
    }

    async fn refresh(&self, reference: EntityRef) -> Outcome {
        let probe = Ask::from(ByRef { reference: reference.clone() });
        match self.backstage.refresh(&reference).await {
            Ok(id) => {
                done(&format!("the source of {reference} is read again; that takes some seconds"), vec![probe], id)
            }
            Err(failure) => undone(failure, probe),
        }
    }

    async fn register(&self, target: &str) -> Outcome {
        let words = |id: &Clean| format!("registered {target} as location {id}; its entities come soon");
        match self.backstage.register(target, false).await {
            Ok(registered) => done(&words(&registered.location.id), vec![Rows {}.into()], registered.request_id),
            Err(failure) if failure.lost => {
                let is_there = self.backstage.register(target, true).await.is_ok_and(|found| found.exists);
                let words = format!("registered {target}: the answer was lost, and the location was found");
                looked_up(is_there, &words, failure, Rows {}.into())
            }
            Err(failure) => undone(failure, Rows {}.into()),
        }
    }

    async fn removing(&self, entity: &EntityRef, removal: Removal, seen: Option<Seen>) -> Outcome {
        match (removal, seen) {
            (Removal::Orphan(uid), _) => self.remove(entity, &uid).await,
            (Removal::Location(id), None) => self.unregister(entity, &id).await,
            (Removal::Location(id), Some(seen)) => match self.gives_still(entity, &id, seen).await {
                Ok(()) => self.unregister(entity, &id).await,
                Err(fault) => Outcome::Refused(fault),
            },
        }
    }

    async fn unregister(&self, entity: &EntityRef, id: &str) -> Outcome {
        let stale = || gone(entity);
        match self.backstage.unregister(id).await {
            Ok(request) => done(&format!("unregistered the location {id} of {entity}"), stale(), request),
            Err(failure) if failure.lost => {
                let is_gone = self.backstage.has_location(id).await.is_ok_and(|there| !there);
                let words =
                    format!("unregistered the location {id}: the answer was lost, and it is not there any more");
                looked_up(is_gone, &words, failure, Rows {}.into())
            }
            Err(failure) => undone(failure, Rows {}.into()),
        }
    }

    async fn remove(&self, entity: &EntityRef, uid: &str) -> Outcome {
        match self.backstage.remove_entity(entity, uid).await {
            Ok(request) => done(&format!("removed {entity}, which no location gave any more"), gone(entity), request),
            Err(failure) if failure.lost => {
                let is_gone = self.backstage.has_entity(entity).await.is_ok_and(|there| !there);
                let words = format!("removed {entity}: the answer was lost, and it is not there any more");
                looked_up(is_gone, &words, failure, Rows {}.into())
            }
            Err(failure) => undone(failure, Rows {}.into()),
        }
    }
}

/// What is no longer true when an entity is removed.
fn gone(entity: &EntityRef) -> Vec<Ask> {
    vec![Rows {}.into(), ByRef { reference: entity.clone() }.into()]
}

pub(super) fn done(told: &str, stale: Vec<Ask>, request_id: Clean) -> Outcome {
    Outcome::Done {
        told: Clean::line(told),
        stale,
        request_id: Some(request_id).filter(|id| !id.is_empty()),
        made: None,
    }
}

/// A command whose answer was lost may have been done: that is looked up, never sent again.
pub(super) fn undone(failure: Failure, probe: Ask) -> Outcome {
    if failure.lost { Outcome::InDoubt { probe, fault: failure.fault } } else { Outcome::Refused(failure.fault) }
}

/// After the answer was lost. That it was not done yet when looked for proves nothing: the other
/// side may still be at it.
fn looked_up(is_done: bool, words: &str, failure: Failure, probe: Ask) -> Outcome {
    match is_done {
        true => done(words, vec![probe], failure.fault.request_id.unwrap_or_default()),
        false => Outcome::InDoubt { probe, fault: failure.fault },
    }
}

/// The uid of an entity, by which alone one entity can be removed.
pub(super) fn uid(entity: &Entity) -> Option<String> {
    Some(entity.value().pointer("/metadata/uid")?.as_str()?.to_owned()).filter(|uid| !uid.is_empty())
}
