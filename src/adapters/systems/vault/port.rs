//! What vaults lend, of all of them together, and as it changes.

use super::look::Part;
use super::{Vaults, no_lease};
use crate::domain::model::credential::{CredentialRole, Credentials, Lease, LeaseId, SecretPath};
use crate::domain::model::{Entity, EntityRef};
use crate::platform::credentials::{Connects, CredentialPort, SecretFolder, Shown};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::CatalogPort;
use crate::platform::steps::{Answering, Step, Steps, Told};
use futures_util::future::join_all;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// How often a vault is asked, while somebody looks, whether leases are still there: they may be taken back by others.
const AGAIN: Duration = Duration::from_secs(30);

/// Stands where the user's name will be, before there is one.
const NOBODY: &str = "USER";

/// The port of the vaults of a context.
#[derive(Clone)]
pub struct VaultCredentials {
    vaults: Vaults,
    catalog: Arc<dyn CatalogPort>,
}

impl VaultCredentials {
    /// The port of these vaults. The catalog tells what an entity names in them.
    pub fn new(vaults: Vaults, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { vaults, catalog }
    }

    async fn follow(&self, of: Option<EntityRef>, steps: Steps<Credentials>) -> Result<Told<Credentials>, Fault> {
        let entity = match &of {
            Some(reference) => Some(self.catalog.by_ref(reference.clone(), Steps::ignored()).await?.answer),
            None => None,
        };
        let mut changes = self.vaults.ledger.changes();
        let parts = self.vaults.look(entity.as_deref()).await;
        loop {
            let now = self.vaults.now();
            steps.send(Step::Whole(Told::now(self.vaults.joined(&parts, of.as_ref()))));
            let left = self.vaults.ledger.next_end(now);
            let is_any = left.is_some();
            let ending = left.map_or(Duration::MAX, |left| left + Duration::from_millis(1));
            tokio::select! {
                change = changes.changed() => if change.is_err() { break },
                () = sleep(ending), if is_any => self.vaults.ledger.expire(self.vaults.now()),
                () = sleep(AGAIN), if is_any => self.vaults.look_after_leases().await,
            }
        }
        Ok(Told::now(self.vaults.joined(&parts, of.as_ref())))
    }
}

impl Vaults {
    async fn look(&self, entity: Option<&Entity>) -> Vec<Part> {
        join_all(self.all.iter().map(|vault| vault.look(entity))).await
    }

    /// What all of them told, with the leases as they stand now.
    fn joined(&self, parts: &[Part], of: Option<&EntityRef>) -> Credentials {
        let leases = self.ledger.leases(self.now()).into_iter();
        let roles: Vec<_> = parts.iter().flat_map(|part| part.roles.iter().cloned()).collect();
        let is_meant = |lease: &Arc<Lease>| of.is_none() || lease.entity.as_ref() == of;
        Credentials {
            vaults: parts.iter().map(|part| part.session.clone()).collect(),
            leases: leases.filter(is_meant).collect(),
            roles,
            paths: parts.iter().flat_map(|part| part.paths.iter().cloned()).collect(),
            sources: parts.iter().map(|part| part.source.clone()).collect(),
        }
    }

    /// Asks after each lease that is live whether it still is.
    async fn look_after_leases(&self) {
        for lease in self.ledger.leases(self.now()).iter().filter(|lease| lease.is_live(self.now())) {
            // what is not told is not known to be otherwise
            drop(self.look_up(lease).await);
        }
    }
}

impl CredentialPort for VaultCredentials {
    fn credentials<'a>(&'a self, of: Option<EntityRef>, steps: Steps<Credentials>) -> Answering<'a, Credentials> {
        Box::pin(self.follow(of, steps))
    }

    fn shown<'a>(&'a self, lease: LeaseId) -> Answering<'a, Shown> {
        Box::pin(async move {
            let shown = self.vaults.ledger.shown(&lease, self.vaults.now());
            shown.map(Told::now).ok_or_else(|| no_lease(&lease, "show the password"))
        })
    }

    fn live(&self) -> Vec<Arc<Lease>> {
        let now = self.vaults.now();
        self.vaults.ledger.leases(now).into_iter().filter(|lease| lease.is_live(now)).collect()
    }

    fn connects<'a>(&'a self, role: CredentialRole, of: Option<EntityRef>) -> Answering<'a, Connects> {
        Box::pin(async move {
            let tried = "say where the database is";
            let vault = self.vaults.named(&role.vault, tried)?;
            vault.sound(&role, tried)?;
            let place = vault.reached(&*self.catalog, &role, of.as_ref()).await;
            Ok(Told::now(Connects { line: place.line(NOBODY), told: place.words() }))
        })
    }

    fn paths<'a>(&'a self, folder: SecretFolder) -> Answering<'a, Vec<SecretPath>> {
        Box::pin(async move {
            let tried = format!("list {}/{}", folder.mount, folder.path);
            let vault = self.vaults.named(&folder.vault, &tried)?;
            if folder.mount.is_empty() {
                let cure = "the credentials of a context list the mounts that you may see";
                return Err(Fault::new(FaultKind::Invalid, &tried, "no mount is named", cure));
            }
            let seen = vault.mounts().await?;
            Ok(Told::now(vault.list(&seen, &folder).await?))
        })
    }
}
