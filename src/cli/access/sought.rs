//! From the words that name something to what is asked for.

use crate::cli::ending::Ending;
use crate::cli::named::Named;
use crate::cli::whole::whole;
use crate::domain::model::access::{
    AccessKind, AccessLevel, AccessOrder, Resource, ResourceId, environment_of, kind_of,
};
use crate::domain::model::{Entity, EntityRef};
use crate::platform::access::{ResourceSearch, new_mark};
use crate::platform::ports::Ports;
use std::sync::Arc;
use std::time::Duration;

/// Before the name of a role.
const ROLE: &str = "role:";

/// An order for what a word names: an entity, `/CLUSTER/KIND/NAME`, or `role:NAME`. How, for how long and why is not
/// in it yet.
///
/// # Errors
/// When it names nothing, or an entity that has several resources.
pub(in crate::cli) async fn sought(ports: &Ports, word: &str) -> Result<AccessOrder, Ending> {
    if let Some(role) = word.strip_prefix(ROLE) {
        return Ok(AccessOrder { roles: vec![role_named(role)?], ..nothing() });
    }
    if word.starts_with('/') {
        let id = ResourceId::parse(word)
            .ok_or_else(|| Ending::usage(&format!("`{word}` names no resource; write /CLUSTER/KIND/NAME")))?;
        return Ok(of_resource(described(ports, id).await));
    }
    let entity = Named::parse(word)?.resolve(ports).await?;
    of_entity(ports, entity).await
}

/// An order for nothing yet.
fn nothing() -> AccessOrder {
    AccessOrder {
        resources: Vec::new(),
        roles: Vec::new(),
        entity: None,
        kind: AccessKind::Other,
        level: AccessLevel::Read,
        environment: String::new(),
        lasts: Duration::ZERO,
        reason: String::new(),
        reviewers: Vec::new(),
        mark: new_mark(),
    }
}

/// A role's name is given to other programs, where it must be able to be no option.
fn role_named(role: &str) -> Result<String, Ending> {
    let is_plain = !role.is_empty() && !role.chars().any(|c| c.is_control() || c.is_whitespace() || c == ',');
    match is_plain && !role.starts_with('-') {
        true => Ok(role.to_owned()),
        false => Err(Ending::usage(&format!("`{role}` is no name of a role; write role:NAME"))),
    }
}

/// What the system knows of a resource besides its id, where it tells.
async fn described(ports: &Ports, id: ResourceId) -> Resource {
    let wanted = ResourceSearch { text: id.name.to_string(), ..ResourceSearch::default() };
    let told = ports.systems.access.resources(wanted).await;
    let found = told.ok().and_then(|told| told.answer.iter().find(|known| known.id == id).cloned());
    found.unwrap_or_else(|| Resource::of(id))
}

fn of_resource(resource: Resource) -> AccessOrder {
    AccessOrder {
        kind: resource.kind(),
        environment: resource.environment.to_string(),
        entity: resource.entity,
        resources: vec![resource.id],
        ..nothing()
    }
}

async fn of_entity(ports: &Ports, entity: EntityRef) -> Result<AccessOrder, Ending> {
    let read: Arc<Entity> = whole(|steps| ports.catalog.by_ref(entity.clone(), steps)).await?;
    let wanted = ResourceSearch { entity: Some(entity.clone()), ..ResourceSearch::default() };
    let resources = ports.systems.access.resources(wanted).await?.answer;
    let order = match resources.as_slice() {
        // the system may know it by the entity, or give roles for it
        [] => AccessOrder { kind: kind_of(&read).unwrap_or_default(), ..nothing() },
        [one] => of_resource(one.clone()),
        several => return Err(which(&entity, several)),
    };
    let environment = match order.environment.is_empty() {
        true => environment_of(&read).to_string(),
        false => order.environment.clone(),
    };
    Ok(AccessOrder { entity: Some(entity), environment, ..order })
}

fn which(entity: &EntityRef, several: &[Resource]) -> Ending {
    let ids: Vec<String> = several.iter().map(|resource| resource.id.to_string()).collect();
    Ending::usage(&format!("{entity} has several resources; name one of: {}", ids.join(", ")))
}
