//! The vaults of a context, and what they serve: credentials that are lent.

use super::ways::Ways;
use crate::adapters::http::Client;
use crate::adapters::session::{Session, TokenSource};
use crate::adapters::systems::vault::{VaultCredentials, VaultDeeds, VaultLogin, VaultSetup, Vaults};
use crate::config::VaultSettings;
use crate::platform::clock::now;
use crate::platform::credentials::{CredentialPort, NoCredentials};
use crate::platform::fault::Fault;
use crate::platform::ports::{CatalogPort, CommandPort};
use std::sync::Arc;

/// The vaults of a context; nothing is connected to yet.
#[derive(Clone)]
pub(super) struct Connected {
    vaults: Vaults,
}

impl Connected {
    /// Those that the context names.
    ///
    /// # Errors
    /// When an address cannot be used.
    pub(super) fn of(ways: &Ways<'_>) -> Result<Self, Fault> {
        let mut setups = Vec::new();
        for said in &ways.chosen.systems.vaults {
            setups.extend(setup(ways, said)?);
        }
        Ok(Self { vaults: Vaults::new(setups, Arc::new(now)) })
    }

    /// The port of commands, with those of the vaults before it.
    pub(super) fn before(
        &self,
        commands: Arc<dyn CommandPort>,
        catalog: &Arc<dyn CatalogPort>,
    ) -> Arc<dyn CommandPort> {
        match self.vaults.is_empty() {
            true => commands,
            false => Arc::new(VaultDeeds::before(commands, self.vaults.clone(), Arc::clone(catalog))),
        }
    }

    /// What they lend.
    pub(super) fn credentials(&self, catalog: &Arc<dyn CatalogPort>) -> Arc<dyn CredentialPort> {
        match self.vaults.is_empty() {
            true => Arc::new(NoCredentials),
            false => Arc::new(VaultCredentials::new(self.vaults.clone(), Arc::clone(catalog))),
        }
    }
}

/// A vault as it is configured; none where there is no portal to reach it through, or nobody who signs in there.
pub(super) fn setup(ways: &Ways<'_>, said: &VaultSettings) -> Result<Option<VaultSetup>, Fault> {
    let Some(way) = ways.address(&said.reached.address) else { return Ok(None) };
    // of the user's own there is none where nobody signs in: what it says then is that it lacks one
    let session = ways.session(&said.reached.token).unwrap_or_else(|| Session::new(TokenSource::None));
    let session = Arc::new(session);
    let login = match &said.login {
        Some(login) => VaultLogin::Jwt { mount: login.mount.clone(), role: login.role.clone(), session },
        None => VaultLogin::Token(session),
    };
    let client = Client::new(&way.base, Default::default())?.with_headers(way.headers).offline(ways.how.offline);
    Ok(Some(VaultSetup {
        name: said.name.as_str().into(),
        client,
        portal: way.portal.map(Arc::new),
        namespace: said.namespace.clone(),
        login,
        databases: said.databases.clone(),
        addresses: said.addresses.clone(),
        hosts: said.hosts.clone(),
        web: said.web.clone(),
    }))
}
