//! What was asked for and how far it has come: the port that a context has, and the feeds that systems bring
//! to it.
//!
//! A system that knows something of a line implements [`ProvisionFeed`] in a file of its own; the wiring gives
//! it to the adapter that joins them ([`crate::domain::model::provision`]).

use super::fault::{Fault, FaultKind};
use super::steps::{Answering, Steps};
use crate::domain::model::cluster::{Object, ObjectEvent, ObjectId};
pub use crate::domain::model::provision::Leads;
use crate::domain::model::provision::{Evidence, Provision, ProvisionId, Provisions, StageName};
use crate::domain::model::timeline::SourceState;
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;
use futures_util::FutureExt as _;
use std::sync::Arc;
use tokio::sync::watch;

/// What was asked for.
pub trait ProvisioningPort: Send + Sync {
    /// All of it that the user may see. Parts come while systems are still being asked; afterwards each change
    /// comes as a whole, and the answer does not end.
    fn provisions<'a>(&'a self, steps: Steps<Provisions>) -> Answering<'a, Provisions>;

    /// One in full, followed as well.
    fn provision<'a>(&'a self, id: ProvisionId, steps: Steps<ProvisionDetail>) -> Answering<'a, ProvisionDetail>;
}

/// A provision in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvisionDetail {
    /// It.
    pub provision: Arc<Provision>,
    /// The tree below its object: claim or composite, then what it is made of. Parents come before children.
    pub tree: Vec<TreeNode>,
    /// Events of all of these, newest first.
    pub events: Vec<ObjectEvent>,
    /// The database that it is, where it is one and its operator tells.
    pub database: Option<Database>,
    /// Where what is known comes from.
    pub sources: Vec<SourceState>,
}

/// A node of the tree below an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeNode {
    /// How deep it stands; 0 for the object that was asked for.
    pub depth: usize,
    /// Which object.
    pub id: ObjectId,
    /// It, as the cluster has it; or why it is not known: it may not be read, it is not there (yet).
    pub object: Result<Arc<Object>, Clean>,
}

/// How a database stands, as its operator tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Database {
    /// Its engine: `postgresql`.
    pub engine: Clean,
    /// Who runs it: `CloudNativePG`.
    pub operator: Clean,
    /// The version of the engine.
    pub version: Clean,
    /// How it stands, in the operator's words.
    pub phase: Clean,
    /// Members that are ready, and that are wanted.
    pub instances: Option<(u32, u32)>,
    /// The member that takes writes.
    pub primary: Clean,
    /// What it may store, as the operator writes it: `20Gi`.
    pub storage: Clean,
    /// When backups are made, as the operator writes it; empty where none are.
    pub schedule: Clean,
    /// Backups, newest first.
    pub backups: Vec<Backup>,
    /// Numbers that are measured, with their units: connections, replication lag.
    pub metrics: Vec<(Clean, Clean)>,
    /// Where its credentials are: a path of Vault, the name of an ExternalSecret.
    pub credentials: Vec<(Clean, Clean)>,
    /// What else there is to say, in the order it is read.
    pub facts: Vec<(Clean, Clean)>,
}

/// A backup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backup {
    /// Its name.
    pub name: Clean,
    /// When it began.
    pub started: Option<At>,
    /// When it ended.
    pub ended: Option<At>,
    /// Whether it went well; `None` while it goes on.
    pub went_well: Option<bool>,
    /// The operator's word for how it stands, and what it says of it.
    pub said: Clean,
    /// How large it is, as the operator writes it.
    pub size: Clean,
}

/// The newest leads; a feed waits on it for changes.
pub type Leading = watch::Receiver<Arc<Leads>>;

/// One system's part of the lines.
pub trait ProvisionFeed: Send + Sync {
    /// What it is called: `Argo CD`.
    fn name(&self) -> &str;

    /// What it tells. A [`super::steps::Step::Whole`] comes with each change, at most some five a second; a feed
    /// that follows changes does not end. What it cannot know it says in the source's state; a fault is for what
    /// went wrong.
    fn evidence<'a>(&'a self, leads: Leading, steps: Steps<Evidence>) -> Answering<'a, Evidence>;

    /// The tree below an object with its events and what its operator tells of it, followed; `None` where the
    /// feed knows nothing of objects.
    fn below<'a>(&'a self, _object: ObjectId, _steps: Steps<Below>) -> Option<Answering<'a, Below>> {
        None
    }
}

/// What lies below an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Below {
    /// As [`ProvisionDetail::tree`].
    pub tree: Vec<TreeNode>,
    /// As [`ProvisionDetail::events`].
    pub events: Vec<ObjectEvent>,
    /// As [`ProvisionDetail::database`].
    pub database: Option<Database>,
}

/// A platform that provisions nothing.
#[derive(Clone, Copy, Debug)]
pub struct NoProvisioning;

fn none(tried: &str) -> Fault {
    Fault::new(FaultKind::Unsupported, tried, "this platform tells of nothing that is provisioned", "")
}

impl ProvisioningPort for NoProvisioning {
    fn provisions<'a>(&'a self, _: Steps<Provisions>) -> Answering<'a, Provisions> {
        async { Err(none("list what was asked for")) }.boxed()
    }

    fn provision<'a>(&'a self, _: ProvisionId, _: Steps<ProvisionDetail>) -> Answering<'a, ProvisionDetail> {
        async { Err(none("show what was asked for")) }.boxed()
    }
}

/// Whose provisions are looked for on the command line and in lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ProvisionFilter {
    /// Only of this owner or asked for by them.
    pub of: Vec<EntityRef>,
    /// Only in this environment.
    pub environment: Option<String>,
    /// Only of this sort: `database`, `topic`.
    pub sort: Option<String>,
    /// Only where it stands so: `ready`; a state of any stage, `failed`; the stage at which it is, `committed`.
    pub state: Option<String>,
}

impl ProvisionFilter {
    /// Whether it is one of those that are looked for.
    pub fn passes(&self, one: &Provision) -> bool {
        let is_of = |who: &Option<EntityRef>| who.as_ref().is_some_and(|who| self.of.contains(who));
        let of = self.of.is_empty() || is_of(&one.owner) || is_of(&one.requested_by);
        let environment = self.environment.as_ref().is_none_or(|wanted| one.environment.as_str() == wanted);
        let sort = self.sort.as_ref().is_none_or(|sort| one.kind.word() == sort || one.kind.words().as_str() == sort);
        of && environment && sort && self.state.as_ref().is_none_or(|state| stands(one, state))
    }
}

fn stands(one: &Provision, state: &str) -> bool {
    match (state, StageName::of_word(state)) {
        ("ready", _) => one.is_ready(),
        (_, Some(name)) => one.here().is_some_and(|stage| stage.name == name),
        (word, None) => one.stages.iter().any(|stage| stage.progress.word() == word),
    }
}
