//! The labels and annotations by which people tell stagedoor what belongs together. Each may be a label or an
//! annotation; where both are there the label counts.

use std::collections::BTreeMap;
use std::sync::Arc;

/// What all of them begin with.
pub const PREFIX: &str = "stagedoor.dev/";
/// The request that something was made for: the id of a task.
pub const REQUEST: &str = crate::domain::model::cluster::REQUEST_LABEL;
/// Who has to approve it: references of users and groups, with commas between them.
pub const APPROVAL: &str = "stagedoor.dev/approval";
/// What sort of thing it is: `database/postgresql`, `cache`, `topic`, `bucket`, `service`, any other word; `no` for
/// what only goes along with something that was asked for.
pub const PROVISION: &str = "stagedoor.dev/provision";
/// The cluster that a file is rolled out to, by the name that stagedoor has for it.
pub const CLUSTER: &str = "stagedoor.dev/cluster";
/// The application that rolls a file out: `NAME`, or `NAMESPACE/NAME`.
pub const APPLICATION: &str = "stagedoor.dev/application";
/// The environment.
pub const ENVIRONMENT: &str = "stagedoor.dev/environment";
/// The owner: a reference of the catalog.
pub const OWNER: &str = "stagedoor.dev/owner";
/// Of an entity: the objects that it stands for, `KIND.GROUP/NAMESPACE/NAME`, with commas between them.
pub const OBJECTS: &str = "stagedoor.dev/objects";
/// Of a live object: what Argo CD writes on what it manages, `APP:GROUP/KIND:NAMESPACE/NAME`.
pub const TRACKING: &str = "argocd.argoproj.io/tracking-id";

/// The template that made it, for when the task is not known any more: a reference of the catalog.
pub const TEMPLATE: &str = "stagedoor.dev/template";

/// Labels or annotations.
pub type Marks = BTreeMap<Arc<str>, Arc<str>>;

/// The parts of a list with commas, without what is empty.
pub fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}
