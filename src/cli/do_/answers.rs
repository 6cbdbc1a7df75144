//! Actions that tell something about an entity: without a form asked for, the answer alone.

use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, Ending};
use crate::cli::whole::whole;
use crate::domain::model::{Entity, EntityRef, Place, to_yaml};
use crate::platform::plan::{Does, Step, Target, Tells};
use crate::platform::ports::Ports;
use std::sync::Arc;

pub(super) fn print(desk: &mut Desk<'_>, ports: &Ports, steps: &[Step]) -> Ended {
    for step in steps {
        let (Does::Tell(what), Target::Entity(entity)) = (&step.does, &step.target) else { continue };
        let answer = wait(answer(ports, *what, entity))?;
        desk.out.text(&answer)?;
        if !answer.ends_with('\n') {
            desk.out.text("\n")?;
        }
    }
    Ok(0)
}

/// The answer as text.
///
/// # Errors
/// When the entity has to be asked for, and cannot be had.
pub(super) async fn answer(ports: &Ports, what: Tells, entity: &EntityRef) -> Result<String, Ending> {
    Ok(match what {
        Tells::Reference => entity.to_string(),
        Tells::Link => Place::entity(entity.clone()).to_string(),
        Tells::Yaml => to_yaml(read(ports, entity).await?.value()),
        Tells::Owner => {
            let owners = read(ports, entity).await?.owners();
            owners.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        }
    })
}

pub(super) async fn read(ports: &Ports, entity: &EntityRef) -> Result<Arc<Entity>, Ending> {
    whole(|steps| ports.catalog.by_ref(entity.clone(), steps)).await
}
