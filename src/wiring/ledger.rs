//! The ledger in which access is played, in a folder that no system grants access to. It lies by the folder alone: two
//! contexts of one folder, each with a user of its own, are two sides of one ledger.

use crate::adapters::session::number;
use crate::adapters::simulated::{SimulatedAccess, SimulatedDeeds, SimulatedSetup};
use crate::cli::How;
use crate::config::{Chosen, Portal};
use crate::domain::model::access::Colleagues;
use crate::domain::text::Clean;
use crate::platform::clock;
use crate::platform::ports::{CatalogPort, CommandPort, IdentityPort, Systems};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The ledger of a folder; none where a system grants access.
pub(super) struct Ledger(Option<SimulatedAccess>);

impl Ledger {
    /// That of a folder. Nothing is read or written yet.
    pub(super) fn of(
        chosen: &Chosen,
        how: &How<'_>,
        root: &Path,
        catalog: &Arc<dyn CatalogPort>,
        identity: &Arc<dyn IdentityPort>,
    ) -> Self {
        if !chosen.plays_access() {
            return Self(None);
        }
        let folder = (!how.is_in_memory()).then(|| folder(how, root));
        let is_example = matches!(chosen.portal, Portal::Example { .. });
        let access = SimulatedAccess::new(SimulatedSetup {
            name: if is_example { Clean::from("example") } else { name(root) },
            folder,
            policy: Arc::new(chosen.access.clone()),
            colleagues: is_example.then(Colleagues::default),
            catalog: Arc::clone(catalog),
            identity: Arc::clone(identity),
            clock: Arc::new(clock::now),
        });
        if let Portal::Example { fresh: true } = &chosen.portal {
            // what cannot be written is told when it is read
            let _ = access.forget();
        }
        Self(Some(access))
    }

    /// The port of commands, with those about access before it.
    pub(super) fn before(&self, behind: Arc<dyn CommandPort>) -> Arc<dyn CommandPort> {
        match &self.0 {
            Some(access) => Arc::new(SimulatedDeeds::before(behind, access.clone())),
            None => behind,
        }
    }

    /// The systems of a folder, with it among them.
    pub(super) fn beside(self, systems: Systems) -> Systems {
        match self.0 {
            Some(access) => Systems { access: Arc::new(access), ..systems },
            None => systems,
        }
    }
}

fn folder(how: &How<'_>, root: &Path) -> PathBuf {
    let begins: String = name(root).as_str().chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    how.folders.data.join("ledgers").join(format!("{begins}-{:016x}", number(&root.to_string_lossy())))
}

fn name(root: &Path) -> Clean {
    Clean::line(&root.file_name().unwrap_or(root.as_os_str()).to_string_lossy())
}
