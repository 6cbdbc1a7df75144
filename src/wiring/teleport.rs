//! The Teleport of a context, and what it serves.

use super::ways::Ways;
use crate::adapters::systems::teleport::{Teleport, TeleportAccess, TeleportDeeds, TeleportSetup};
use crate::domain::model::access::AccessPolicy;
use crate::platform::access::AccessPort;
use crate::platform::ports::{CatalogPort, CommandPort};
use std::sync::Arc;

/// The Teleport of a context, where it names one; nothing is run yet.
pub(super) struct Granting {
    teleport: Option<Teleport>,
    policy: Arc<AccessPolicy>,
}

impl Granting {
    /// The one that the context names.
    pub(super) fn of(ways: &Ways<'_>) -> Self {
        Self { teleport: teleport(ways), policy: Arc::new(ways.chosen.access.clone()) }
    }

    /// The port of commands, with those about access before it.
    pub(super) fn before(
        &self,
        commands: Arc<dyn CommandPort>,
        catalog: &Arc<dyn CatalogPort>,
    ) -> Arc<dyn CommandPort> {
        match &self.teleport {
            Some(teleport) => {
                let deeds = TeleportDeeds::before(commands, teleport.clone(), Arc::clone(catalog));
                Arc::new(deeds.under(Arc::clone(&self.policy)))
            }
            None => commands,
        }
    }

    /// What it tells of access.
    pub(super) fn access(&self, catalog: &Arc<dyn CatalogPort>) -> Option<Arc<dyn AccessPort>> {
        let teleport = self.teleport.clone()?;
        Some(Arc::new(TeleportAccess::new(teleport, Arc::clone(catalog))))
    }
}

/// The Teleport that a context names.
pub(super) fn teleport(ways: &Ways<'_>) -> Option<Teleport> {
    let systems = &ways.chosen.systems;
    let said = systems.teleport.clone()?;
    Some(Teleport::new(TeleportSetup {
        command: said.command,
        proxy: said.proxy,
        cluster: said.cluster,
        user: said.user,
        home: said.home,
        annotation: systems.annotations.teleport.clone(),
        is_offline: ways.how.offline,
        ..TeleportSetup::usual()
    }))
}
