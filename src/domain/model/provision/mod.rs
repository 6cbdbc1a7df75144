//! The one line: what was asked for, from the request to its entry in the catalog, joined from what
//! several systems tell.

mod evidence;
mod find;
mod join;
mod leads;
mod manifest;
pub mod marks;
mod past;
mod shared;
mod simulate;
mod sort;
mod stage;
mod standing;
mod tier;

pub use evidence::{Asked, Cataloged, Change, ChangeState, Evidence, Manifest, Rollout};
pub use find::not_known_yet;
pub use join::join;
pub use leads::{Leads, landed_at, leads, repository_of};
pub use manifest::manifests_in;
pub use past::past;
pub use simulate::{CLUSTER as SIMULATED_CLUSTER, Simulated, simulate};
pub use sort::{is_asked_for, kind_of};
pub use stage::{Progress, Stage, StageName};
pub use standing::Pressing;
pub use tier::Tier;

use super::cluster::ObjectId;
use super::task::TaskId;
use super::timeline::SourceState;
use super::{Entity, EntityRef};
use crate::domain::text::Clean;
use std::fmt;
use std::sync::Arc;

/// What names a provision: `KIND.GROUP/NAMESPACE/NAME` of the object that was asked for. Where there are several
/// of that name, `CLUSTER:` stands before it, or the path of its file where its cluster is not known. `task/ID` as
/// long as no object is known. While more becomes known an id can become another one; the earlier one still finds
/// it ([`Provisions::find`]).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProvisionId(pub Arc<str>);

impl fmt::Display for ProvisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What sort of thing was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProvisionKind {
    /// A database, with its engine: `postgresql`, `mongodb`, `clickhouse`.
    Database(Clean),
    /// A cache: `redis`.
    Cache(Clean),
    /// A topic.
    Topic,
    /// A bucket.
    Bucket,
    /// A service that runs.
    Service,
    /// Anything else, by the kind of its object or the type of its template.
    Other(Clean),
}

/// Something that was asked for, as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provision {
    /// Names it.
    pub id: ProvisionId,
    /// Its name for people: that of its object.
    pub name: Clean,
    /// What sort of thing it is.
    pub kind: ProvisionKind,
    /// Its environment; empty where nothing tells.
    pub environment: Clean,
    /// Its owner.
    pub owner: Option<EntityRef>,
    /// Who asked for it.
    pub requested_by: Option<EntityRef>,
    /// The entity of the catalog that it is.
    pub entity: Option<EntityRef>,
    /// The object that was asked for: the claim, the composite, the operator's resource, the application.
    pub object: Option<ObjectId>,
    /// The file that describes it, by its repository ([`Manifest::repository`]) and its path.
    pub file: Option<(Clean, Clean)>,
    /// The template that made it, as its file or its object says, or the file that described it before.
    pub made_by: Option<EntityRef>,
    /// What its file says of its size, version and the like ([`Manifest::facts`]); else what its object says.
    pub facts: Vec<(Clean, Clean)>,
    /// The tasks that asked for it, newest first: the first one is the one that the line tells of.
    pub tasks: Vec<TaskId>,
    /// Its stages, all of them, in their order.
    pub stages: Vec<Stage>,
    /// It goes: its object is being deleted, or its files were taken away on purpose.
    pub is_ending: bool,
    /// What was committed is carried on by stagedoor's own reconciler; nothing of it is real.
    pub simulated: bool,
}

/// Whether an entity may be something that was asked for: a resource, or what says so.
#[must_use]
pub fn was_asked_for(entity: &Entity) -> bool {
    let says = |name: &&str| entity.annotation(name).is_some();
    entity.reference().kind() == "resource" || [marks::REQUEST, marks::OBJECTS].iter().any(says)
}

/// All that was asked for, and what is known of the systems that tell of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provisions {
    /// They, newest request first.
    pub list: Vec<Arc<Provision>>,
    /// Where what is known comes from.
    pub sources: Vec<SourceState>,
}
