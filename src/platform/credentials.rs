//! Credentials that vaults lend for a while. Lending, renewing and giving back are commands; the secrets are an answer
//! of their own, which the store lets go of as soon as nobody looks.

use super::fault::{Fault, FaultKind};
use super::steps::{Answering, Steps};
use crate::domain::model::EntityRef;
use crate::domain::model::access::CommandLine;
use crate::domain::model::credential::{CredentialRole, Credentials, Lease, LeaseId, SecretPath};
use crate::domain::text::{Clean, Secret};
use futures_util::FutureExt as _;
use std::sync::Arc;

/// What lends credentials.
pub trait CredentialPort: Send + Sync {
    /// What may be lent for an entity, or at all, and what was; followed while it is wanted, as leases end.
    fn credentials<'a>(&'a self, of: Option<EntityRef>, steps: Steps<Credentials>) -> Answering<'a, Credentials>;

    /// The secrets of a lease that is live. They are in memory alone, and were so all the time.
    fn shown<'a>(&'a self, lease: LeaseId) -> Answering<'a, Shown>;

    /// What was lent and is live, as far as it is known here without asking anybody.
    fn live(&self) -> Vec<Arc<Lease>> {
        Vec::new()
    }

    /// How one will connect with what a role lends, before anything is lent.
    fn connects<'a>(&'a self, role: CredentialRole, of: Option<EntityRef>) -> Answering<'a, Connects> {
        let _ = (role, of);
        async { Err(no_vault("say where the database is")) }.boxed()
    }

    /// What is in a folder of secrets: names, never values.
    fn paths<'a>(&'a self, folder: SecretFolder) -> Answering<'a, Vec<SecretPath>>;
}

/// The secrets of a lease, by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Of which.
    pub lease: LeaseId,
    /// Names and secrets, in the order they are read.
    pub fields: Vec<(Clean, Secret)>,
}

/// How one will connect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connects {
    /// The line, with `USER` where the name will be that nobody knows yet; `None` where there is none.
    pub line: Option<CommandLine>,
    /// Where it leads and who says so, or why there is none.
    pub told: Clean,
}

/// A folder of secrets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SecretFolder {
    /// The vault's name here.
    pub vault: Arc<str>,
    /// The mount, without slashes around it.
    pub mount: String,
    /// The path below the mount, ending with a slash; empty for the mount itself.
    pub path: String,
}

/// A platform without a vault.
#[derive(Clone, Copy, Debug)]
pub struct NoCredentials;

/// The fault of asking for credentials where nothing lends them.
pub fn no_vault(tried: &str) -> Fault {
    let cure = "name a Vault in the configuration (`stagedoor config path`)";
    Fault::new(FaultKind::Unsupported, tried, "nothing that lends credentials is connected", cure)
}

impl CredentialPort for NoCredentials {
    fn credentials<'a>(&'a self, _: Option<EntityRef>, _: Steps<Credentials>) -> Answering<'a, Credentials> {
        async { Err(no_vault("list credentials")) }.boxed()
    }

    fn shown<'a>(&'a self, _: LeaseId) -> Answering<'a, Shown> {
        async { Err(no_vault("show credentials")) }.boxed()
    }

    fn paths<'a>(&'a self, _: SecretFolder) -> Answering<'a, Vec<SecretPath>> {
        async { Err(no_vault("list secrets")) }.boxed()
    }
}
