//! Credentials that a vault lends for a while. The secrets themselves are no part of this: they are shown by
//! [`crate::platform::credentials::Shown`] alone.

use super::access::CommandLine;
use super::timeline::SourceState;
use super::{At, EntityRef};
use crate::domain::text::Clean;
use std::fmt;
use std::sync::Arc;

/// A role by which a vault makes credentials: `MOUNT/creds/NAME` of a secrets engine for databases.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CredentialRole {
    /// The vault's name here; its configuration's.
    pub vault: Arc<str>,
    /// The mount of the engine, without slashes around it: `database`.
    pub mount: Arc<str>,
    /// The role's name.
    pub name: Arc<str>,
}

impl fmt::Display for CredentialRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}/creds/{}", self.vault, self.mount, self.name)
    }
}

/// What names a lease here. The vault's own id is as long as a password and never shown whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LeaseId(pub Arc<str>);

impl fmt::Display for LeaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Credentials that were lent to the user by this program, without their secrets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lease {
    /// Its id.
    pub id: LeaseId,
    /// By which role.
    pub role: CredentialRole,
    /// The user's name in the database.
    pub username: Clean,
    /// When it was lent.
    pub issued_at: At,
    /// When it ends.
    pub expires_at: At,
    /// Whether it can be made longer.
    pub renewable: bool,
    /// How it ended, once that is known: whatever the clock says afterwards, it is over.
    pub ended: Option<LeaseEnd>,
    /// The line that connects, without the password; `None` where nobody says where the database is.
    pub connect: Option<CommandLine>,
    /// The entity that it is for.
    pub entity: Option<EntityRef>,
}

impl Lease {
    /// Whether it can be used at a moment.
    pub fn is_live(&self, now: At) -> bool {
        self.ended.is_none() && now < self.expires_at
    }
}

/// How a lease ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LeaseEnd {
    /// It was given back here.
    GivenBack,
    /// The vault has it no longer: others took it back, or it ended there.
    Gone,
    /// Its time was over.
    Over,
}

/// A path in a vault, never what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SecretPath {
    /// The vault's name here.
    pub vault: Arc<str>,
    /// The mount, without slashes around it.
    pub mount: Clean,
    /// The path below the mount; a folder ends with a slash.
    pub path: Clean,
    /// Where a browser shows it; empty where that is not known.
    pub address: Clean,
}

/// What a vault lends for an entity, or at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// Who one is to each vault, and until when.
    pub vaults: Vec<VaultSession>,
    /// Roles by which credentials are made, those that the entity names first.
    pub roles: Vec<CredentialRole>,
    /// What was lent, newest first.
    pub leases: Vec<Arc<Lease>>,
    /// Paths of secrets that the user may list.
    pub paths: Vec<SecretPath>,
    /// Where it comes from, and what is missing.
    pub sources: Vec<SourceState>,
}

/// Who one is to a vault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VaultSession {
    /// The vault's name here.
    pub vault: Clean,
    /// Its state and version: `OpenBao 2.7.2`.
    pub system: Clean,
    /// Who one is there.
    pub user: Clean,
    /// What one may do there, by the names of policies.
    pub policies: Vec<Clean>,
    /// Until when.
    pub until: Option<At>,
}
