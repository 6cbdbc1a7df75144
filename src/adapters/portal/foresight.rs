//! What a portal would do.

use super::Portal;
use super::commands::uid;
use crate::adapters::systems::backstage::{Location, Query};
use crate::domain::document::{Line, Role, Target};
use crate::domain::model::{Entity, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::access::no_access;
use crate::platform::command::{Command, Forecast, Removal, Seen};
use crate::platform::credentials::no_vault;
use crate::platform::delivery::not_connected;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::forge::no_forge;
use crate::platform::query::Source;
use std::sync::Arc;

/// Fields that name an entity.
const NAMES: &str = "kind,metadata.name,metadata.namespace";
const ORIGIN: &str = "backstage.io/managed-by-origin-location";
const ORPHAN: &str = "backstage.io/orphan";
/// Entities of a location that are named; a bulk shows them for each.
const SHOWN: usize = 100;

impl Portal {
    pub(super) async fn forecast(&self, command: Command) -> Result<Forecast, Fault> {
        match command {
            Command::Refresh(ref reference) => {
                self.entity(reference).await?;
                Ok(Forecast::new(command.clone(), command.words().as_str()))
            }
            Command::Register { target } => self.registering(target).await,
            Command::Unregister { entity, .. } => self.unregistering(entity).await,
            Command::Transfer { entity, owner, .. } => Err(self.owner_elsewhere(&entity, &owner).await),
            Command::Commit { entity, .. } => Err(self.kept_elsewhere(&entity).await),
            Command::CreateTask(order) => self.foresee_run(order).await,
            Command::CancelTask(id) => self.foresee_cancel(id).await,
            Command::RetryTask { id, secrets } => self.foresee_retry(id, secrets).await,
            Command::SyncApp { .. } | Command::RefreshApp { .. } | Command::Promote(_) => {
                Err(not_connected(command.words().as_str()))
            }
            Command::Revert { .. } => Err(no_forge(command.words().as_str())),
            Command::AskAccess(_)
            | Command::ReviewAccess { .. }
            | Command::AssumeAccess(_)
            | Command::DropAccess(_)
            | Command::RevokeAccess { .. } => Err(no_access(command.words().as_str())),
            Command::LendCredential { .. } | Command::RenewLease(_) | Command::RevokeLease(_) => {
                Err(no_vault(command.words().as_str()))
            }
        }
    }

    async fn registering(&self, target: String) -> Result<Forecast, Fault> {
        let registered = self.backstage.register(&target, true).await?;
        if registered.exists {
            let cure = "refresh one of its entities to have it read again";
            return Err(Fault::new(
                FaultKind::Conflict,
                &format!("register {target}"),
                "it is registered already",
                cure,
            ));
        }
        // the location is an entity too, but not what one registers it for
        let mut entities: Vec<EntityRef> =
            registered.entities.into_iter().filter(|entity| entity.kind() != "location").collect();
        entities.sort();
        let known = self.backstage.entities_of(&entities).await?;
        let mut lines = Vec::new();
        let mut taken = 0;
        for (entity, known) in entities.iter().zip(known) {
            taken += usize::from(known.is_some());
            lines.push(coming(entity, known.as_ref()));
        }
        let told = match (entities.len(), taken) {
            (0, _) => "it can be registered, and gives no entity".to_owned(),
            (count, 0) => format!("it would give {}", counted(count)),
            (count, taken) => format!("it would give {}, {taken} of them known from elsewhere", counted(count)),
        };
        Ok(Forecast { exactly: Command::Register { target }, told: Clean::line(&told), lines })
    }

    async fn unregistering(&self, entity: EntityRef) -> Result<Forecast, Fault> {
        let (removal, found) = self.removal(&entity).await?;
        let exactly = |seen| Command::Unregister { entity: entity.clone(), removal: Some(removal.clone()), seen };
        if let Removal::Orphan(_) = removal {
            let told = "no location gives it any more: it alone goes";
            return Ok(Forecast { lines: vec![going(&entity)], ..Forecast::new(exactly(None), told) });
        }
        let origin = found.annotation(ORIGIN).unwrap_or_default();
        let all = self.given_by(origin).await?;
        let told = match &all {
            Some(all) => format!("the location {} goes, and with it {}", bare(origin), counted(all.len())),
            None => format!("the location {} goes, and with it all that came from it", bare(origin)),
        };
        let exactly = exactly(all.as_ref().map(|all| Seen::of_entities(all)));
        let lines = all.map(|all| all_going(&all)).unwrap_or_default();
        Ok(Forecast { exactly, told: Clean::line(&told), lines })
    }

    /// Makes sure that a location gives exactly what was shown of it. It is read anew for that: what was
    /// read a moment ago is what was shown.
    pub(super) async fn gives_still(&self, entity: &EntityRef, id: &str, seen: Seen) -> Result<(), Fault> {
        // one that is gone gives nothing; that it is gone is said where it is to be removed
        let Some(location) = self.backstage.location(id).await? else { return Ok(()) };
        match Seen::of_entities(&self.read_given(&origin_of(&location)).await?) == seen {
            true => Ok(()),
            false => Err(Fault::new(
                FaultKind::Conflict,
                &format!("unregister {entity}"),
                "by now its location gives other entities than were shown, and they would go with it",
                "look again at what goes, then decide",
            )),
        }
    }

    /// What has to be removed for an entity to be gone, and the entity.
    pub(super) async fn removal(&self, reference: &EntityRef) -> Result<(Removal, Entity), Fault> {
        let entity = self.entity(reference).await?;
        if entity.annotation(ORPHAN) == Some("true")
            && let Some(uid) = uid(&entity)
        {
            return Ok((Removal::Orphan(uid), entity));
        }
        let origin = entity.annotation(ORIGIN).unwrap_or_default();
        let locations = self.origins.locations(self.backstage.locations()).await?;
        let given = locations.iter().find(|location| origin_of(location) == origin);
        match given {
            Some(location) => Ok((Removal::Location(location.id.to_string()), entity)),
            None => Err(not_registered(reference, origin)),
        }
    }

    /// What came from a location; nothing where a filter cannot say which.
    async fn given_by(&self, origin: &str) -> Result<Option<Arc<Vec<EntityRef>>>, Fault> {
        // a comma would end the condition
        if origin.contains(',') {
            return Ok(None);
        }
        self.origins.given(origin, self.read_given(origin)).await.map(Some)
    }

    async fn read_given(&self, origin: &str) -> Result<Vec<EntityRef>, Fault> {
        let condition = (format!("metadata.annotations.{ORIGIN}"), Some(origin.to_owned()));
        let query = Query { any_of: vec![vec![condition]], fields: Some(NAMES.to_owned()), ..Query::default() };
        let entities = self.backstage.entities(&query).await?;
        let mut refs: Vec<EntityRef> = entities.iter().map(|entity| entity.reference().clone()).collect();
        refs.retain(|reference| reference.kind() != "location");
        refs.sort();
        Ok(refs)
    }

    /// A portal's descriptors are changed where they are kept.
    pub(super) async fn kept_elsewhere(&self, entity: &EntityRef) -> Fault {
        let tried = format!("change the descriptor of {entity}");
        match self.edit_address(entity).await {
            Ok(address) => elsewhere(&tried, &format!("it is edited at {address}")),
            Err(fault) => fault,
        }
    }

    pub(super) async fn owner_elsewhere(&self, entity: &EntityRef, owner: &EntityRef) -> Fault {
        let tried = format!("give {entity} to {owner}");
        match self.edit_address(entity).await {
            Ok(address) => elsewhere(&tried, &format!("at {address} set spec.owner to {owner}")),
            Err(fault) => Fault { tried: Clean::line(&tried), ..fault },
        }
    }

    async fn edit_address(&self, entity: &EntityRef) -> Result<String, Fault> {
        use crate::platform::ports::CatalogPort as _;
        match self.source_of(entity.clone()).await?.answer.as_ref() {
            Source::Address(address) => Ok(address.clone()),
            Source::File { path, .. } => Ok(path.display().to_string()),
        }
    }
}

fn elsewhere(tried: &str, cure: &str) -> Fault {
    Fault::new(FaultKind::Unsupported, tried, "a portal's descriptors are changed where they are kept", cure)
}

fn not_registered(reference: &EntityRef, origin: &str) -> Fault {
    let happened = match origin {
        "" => "it does not say what it came from".to_owned(),
        origin => format!("it came from {origin}, which is no registered location"),
    };
    let cure = "it is in the portal's own configuration or comes from a provider; ask the administrators";
    Fault::new(FaultKind::Unsupported, &format!("unregister {reference}"), &happened, cure)
}

/// As entities name the location that they came from.
fn origin_of(location: &Location) -> String {
    format!("{}:{}", location.kind, location.target)
}

fn bare(origin: &str) -> &str {
    origin.split_once(':').map_or(origin, |(_, target)| target)
}

fn counted(count: usize) -> String {
    if count == 1 { "1 entity".into() } else { format!("{count} entities") }
}

fn coming(entity: &EntityRef, known: Option<&Entity>) -> Line {
    let line = Line::of("+ ", Role::Good).and(Clean::line(entity.as_str()), Role::Text);
    match known {
        None => line,
        Some(known) => {
            let from = known.annotation("backstage.io/managed-by-location").map(bare).unwrap_or("elsewhere");
            let note = Clean::line(&format!("  is there already, from {from}"));
            line.and(note, Role::Warn).to(Target::Place(Place::entity(entity.clone())))
        }
    }
}

fn all_going(all: &[EntityRef]) -> Vec<Line> {
    let more = all.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| Line::of(Clean::line(&format!("  and {more} more")), Role::Dim));
    all.iter().take(SHOWN).map(going).chain(more).collect()
}

fn going(entity: &EntityRef) -> Line {
    let line = Line::of("- ", Role::Bad).and(Clean::line(entity.as_str()), Role::Text);
    line.to(Target::Place(Place::entity(entity.clone())))
}
