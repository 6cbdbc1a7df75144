//! Vaults (HashiCorp Vault, OpenBao) by their HTTP API (`/v1`), directly or through a portal's proxy: credentials that
//! are lent for a while, and the names of secrets. What a secret is never leaves this folder but to be shown.

mod connect;
mod deeds;
mod enter;
mod entered;
mod errors;
mod foresight;
mod ledger;
mod look;
mod paths;
mod place;
mod port;
mod reach;
mod roles;
mod wire;

pub use deeds::VaultDeeds;
pub use port::VaultCredentials;

use crate::adapters::http::Client;
use crate::adapters::session::Session;
use crate::domain::model::At;
use crate::domain::model::credential::LeaseId;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use ledger::Ledger;
use reach::Api;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// What tells the time.
pub type Clock = Arc<dyn Fn() -> At + Send + Sync>;

/// How a vault is reached, and who one is there.
#[derive(Debug)]
pub struct VaultSetup {
    /// Its name here.
    pub name: Arc<str>,
    /// What reaches it; the base is where `/v1` begins, or a portal's proxy before it.
    pub client: Client,
    /// Who one is to the portal, where its proxy leads there.
    pub portal: Option<Arc<Session>>,
    /// The namespace that is worked in (`X-Vault-Namespace`).
    pub namespace: Option<String>,
    /// How one enters it.
    pub login: VaultLogin,
    /// Mounts of secrets engines for databases, or roles of these (`MOUNT/creds/ROLE`); those that the vault shows
    /// where none is named.
    pub databases: Vec<String>,
    /// Where the databases are, by `MOUNT/creds/ROLE` or `MOUNT`: `host:port/name`.
    pub addresses: BTreeMap<String, String>,
    /// Hosts besides those of `addresses` that an entity may name its database at.
    pub hosts: Vec<String>,
    /// The address of its pages.
    pub web: Option<String>,
}

/// How one enters a vault.
#[derive(Debug)]
pub enum VaultLogin {
    /// With a token of its own.
    Token(Arc<Session>),
    /// With a token of the user's that an auth method of the kind `jwt` takes.
    Jwt {
        /// Where that method is mounted: `jwt`.
        mount: String,
        /// The role that is logged in to; the method's own default without one.
        role: Option<String>,
        /// Whose token.
        session: Arc<Session>,
    },
}

/// The vaults of a context, and what they lent. Cheap to clone.
#[derive(Clone)]
pub struct Vaults {
    all: Arc<Vec<Vault>>,
    ledger: Arc<Ledger>,
    clock: Clock,
}

impl fmt::Debug for Vaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all.iter().map(|vault| &vault.name)).finish()
    }
}

/// One vault.
#[derive(Debug)]
struct Vault {
    name: Arc<str>,
    api: Api,
    databases: Vec<String>,
    addresses: BTreeMap<String, String>,
    hosts: Vec<String>,
    web: Option<String>,
}

impl Vaults {
    /// The vaults of a context; nothing is sent yet.
    pub fn new(setups: Vec<VaultSetup>, clock: Clock) -> Self {
        let all = setups.into_iter().map(|setup| Vault::of(setup, &clock)).collect();
        Self { all: Arc::new(all), ledger: Arc::new(Ledger::new()), clock }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What a vault is, and who one is there, for each by its name: it answers and lets the user in.
    ///
    /// # Errors
    /// Whatever keeps it from that.
    pub async fn check(&self, name: &str) -> Result<Clean, Fault> {
        let vault = self.named(name, "reach the vault")?;
        let health = vault.api.health().await?;
        let who = vault.api.who().await?;
        let user = if who.user.is_empty() { "somebody without a name" } else { who.user.as_str() };
        Ok(Clean::line(&format!("{} answers: {}, as {user}", vault.api.place(), health.words())))
    }

    fn named(&self, name: &str, tried: &str) -> Result<&Vault, Fault> {
        self.all.iter().find(|vault| &*vault.name == name).ok_or_else(|| {
            let happened = format!("no vault is called {name} in the configuration");
            Fault::new(FaultKind::NotFound, tried, &happened, "`stagedoor config path` tells where they are named")
        })
    }

    fn now(&self) -> At {
        (self.clock)()
    }
}

impl Vault {
    fn of(setup: VaultSetup, clock: &Clock) -> Self {
        let VaultSetup { name, client, portal, namespace, login, databases, addresses, hosts, web } = setup;
        let api = Api::new(Arc::clone(&name), client, portal, namespace, login, Arc::clone(clock));
        Self { name, api, databases, addresses, hosts, web }
    }
}

/// The fault of a lease that is not here any more.
fn no_lease(id: &LeaseId, tried: &str) -> Fault {
    let happened = format!("there is no lease {id} any more, or another run of the program has it");
    Fault::new(
        FaultKind::NotFound,
        tried,
        &happened,
        "leases live in the program that lent them, and end by themselves",
    )
}
