//! Vaults: who one is there, what is lent and given back, and that nothing of a secret is told or kept.

mod entering;
mod lending;
mod program;
mod room;

use crate::argocd::{Followed, block_on};
use crate::support::scripted::Scripted;
use crate::support::vault::{FakeVault, catalog};
use serde_json::{Value, json};
use stagedoor::adapters::systems::vault::{VaultCredentials, VaultDeeds, Vaults};
use stagedoor::domain::model::EntityRef;
use stagedoor::domain::model::credential::{CredentialRole, Credentials, Lease};
use stagedoor::platform::command::Command;
use stagedoor::platform::credentials::CredentialPort as _;
use stagedoor::platform::fault::Fault;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::CommandPort as _;
use std::sync::Arc;

fn payments() -> EntityRef {
    "component:default/payments".parse().unwrap()
}

fn role(name: &str) -> CredentialRole {
    CredentialRole { vault: "main".into(), mount: "database".into(), name: name.into() }
}

fn lending(entity: Option<EntityRef>) -> Command {
    Command::LendCredential { role: role("app-ro"), entity }
}

/// The vaults of a context with its ports.
struct Bench {
    vaults: Vaults,
    catalog: Arc<Scripted>,
}

impl Bench {
    fn of(vault: &FakeVault) -> Self {
        Self::with(vault.vaults(), json!({}))
    }

    fn with(vaults: Vaults, annotations: Value) -> Self {
        Self { vaults, catalog: catalog(annotations) }
    }

    fn port(&self) -> VaultCredentials {
        VaultCredentials::new(self.vaults.clone(), self.catalog.clone())
    }

    fn deeds(&self) -> VaultDeeds {
        VaultDeeds::before(self.catalog.clone(), self.vaults.clone(), self.catalog.clone())
    }

    /// Carries out a command.
    fn run(&self, command: Command) -> Outcome {
        block_on(self.deeds().command(command))
    }

    fn foresee(&self, command: Command) -> Result<String, Fault> {
        let deeds = self.deeds();
        let forecast = block_on(deeds.foresee(command))?;
        let lines: Vec<String> = forecast.answer.lines.iter().map(|line| line.text()).collect();
        Ok(format!("{}\n{}", forecast.answer.told, lines.join("\n")))
    }

    /// What is lent, followed.
    fn follow(&self, of: Option<EntityRef>) -> Followed<Credentials> {
        let port = self.port();
        Followed::of(move |steps| Box::pin(async move { port.credentials(of, steps).await }))
    }

    /// What is lent now.
    fn look(&self, of: Option<EntityRef>) -> Arc<Credentials> {
        self.follow(of).until("what is lent", |_| true)
    }

    /// Lends once; the lease.
    fn lend(&self) -> Arc<Lease> {
        let outcome = self.run(lending(None));
        assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
        Arc::clone(self.look(None).leases.first().unwrap())
    }

    /// The password of a lease.
    fn password(&self, lease: &Lease) -> Result<String, Fault> {
        let port = self.port();
        let shown = block_on(port.shown(lease.id.clone()))?;
        Ok(shown.answer.fields[0].1.reveal().to_owned())
    }
}
