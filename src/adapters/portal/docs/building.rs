//! Whether something newer is built, and what is said while it is.

use super::{Docs, locked};
use crate::adapters::systems::backstage::SyncEvent;
use crate::domain::model::EntityRef;
use crate::platform::docs::{BuildState, Building};
use crate::platform::fault::Fault;
use crate::platform::steps::{Step, Steps, Told};
use std::sync::{Arc, Mutex};

/// Lines of the log that are held: a build says some thousands.
const LINES: usize = 1_000;

impl Docs {
    pub(super) async fn building(&self, of: EntityRef, steps: Steps<Building>) -> Result<Told<Building>, Fault> {
        let owner = self.owner(&of);
        let building = Arc::new(Mutex::new(Building::default()));
        let told = Arc::clone(&building);
        let each = move |event| {
            let mut building = locked(&told);
            note(&mut building, event);
            steps.send(Step::Part(Told::now(building.clone())));
        };
        self.portal.backstage().docs_sync(&owner, each).await?;
        let mut building = locked(&building).clone();
        if building.state == BuildState::Running {
            building.state = BuildState::Failed("it ended without a word".into());
        }
        if building.state == BuildState::Updated {
            // other files may serve its pages now
            locked(&self.facts).remove(&owner);
        }
        Ok(Told::now(building))
    }
}

fn note(building: &mut Building, event: SyncEvent) {
    match event {
        SyncEvent::Log(lines) => {
            building.log.extend(lines);
            let over = building.log.len().saturating_sub(LINES);
            building.log.drain(..over);
        }
        SyncEvent::Finish { updated } => {
            building.state = if updated { BuildState::Updated } else { BuildState::UpToDate };
        }
        SyncEvent::Error(why) => building.state = BuildState::Failed(why),
    }
}
