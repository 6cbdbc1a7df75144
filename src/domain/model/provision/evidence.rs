use crate::domain::model::cluster::{Object, ObjectRef};
use crate::domain::model::delivery::App;
use crate::domain::model::forge::PullRequest;
use crate::domain::model::task::{Task, TaskStep};
use crate::domain::model::timeline::SourceState;
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one system tells towards the line. Each part comes from whoever knows it; the join says what it means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Which system this is, and what is known of it.
    pub source: Option<SourceState>,
    /// Runs of templates.
    pub asked: Vec<Arc<Asked>>,
    /// Objects that files describe: rendered, committed.
    pub manifests: Vec<Arc<Manifest>>,
    /// Commits and pull requests.
    pub changes: Vec<Arc<Change>>,
    /// What rolls files out to clusters.
    pub rollouts: Vec<Arc<Rollout>>,
    /// Objects as they are in clusters.
    pub objects: Vec<Arc<Object>>,
    /// Entities that say what they were made for.
    pub cataloged: Vec<Arc<Cataloged>>,
    /// All of it is made up by stagedoor's own reconciler.
    pub simulated: bool,
}

/// A run of a template, as far as the line asks about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The task.
    pub task: Task,
    /// Its steps, where they are known.
    pub steps: Option<Arc<[TaskStep]>>,
    /// Why it failed.
    pub fault: Option<Clean>,
    /// The type of its template (`spec.type`): `infrastructure`.
    pub sort: Clean,
    /// Addresses of pull requests and commits that came of it.
    pub leads: Vec<Clean>,
    /// The commit that it made, by its whole id, where it made one here.
    pub commit: Option<Clean>,
    /// Entities that it says it made.
    pub entities: Vec<EntityRef>,
    /// Who has to approve it before it is rolled out; empty where nobody has.
    pub approvers: Vec<EntityRef>,
}

/// An object that a file describes ([`manifests_in`](super::manifests_in) reads them).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Which; its namespace is empty where the file names none.
    pub object: ObjectRef,
    /// The repository of the file: its address without scheme, user and `.git`, in lower case; empty for the folder
    /// that is looked at.
    pub repository: Clean,
    /// The file's path in it.
    pub path: Clean,
    /// The request that the object's label names.
    pub request: Option<Clean>,
    /// The commit that brought it, by its whole id.
    pub commit: Option<Clean>,
    /// Whether it is in the newest state of the branch that is rolled out; `None` where that is not known.
    pub is_present: Option<bool>,
    /// What the file says of its environment, size, owner, and the like, by the names of the fields.
    pub facts: Vec<(Clean, Clean)>,
    /// Its labels and annotations that are stagedoor's own ([`marks`](super::marks)), by their whole names.
    pub marks: BTreeMap<Arc<str>, Arc<str>>,
}

/// How a change stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeState {
    /// It is on the branch that is rolled out, since then.
    Landed(At),
    /// It is proposed.
    Proposed(Arc<PullRequest>),
    /// It was not taken.
    Rejected(Arc<PullRequest>),
    /// It was on the branch and was taken back, by a commit of that id.
    Reverted {
        /// When it was taken back.
        at: At,
        /// The commit that did it.
        by_commit: Clean,
        /// Who did it.
        by: Clean,
    },
}

/// A commit, or a pull request that is to become one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The repository, as [`Manifest::repository`] has it.
    pub repository: Clean,
    /// The commit on the branch that is rolled out, by its whole id: of a squash merge the one that it became.
    pub commit: Option<Clean>,
    /// Commits that went into it, by their whole ids: those of the branch that was merged.
    pub parts: Vec<Clean>,
    /// Who wrote it, as people call them.
    pub author: Clean,
    /// Who merged it.
    pub merged_by: Clean,
    /// When it was written.
    pub at: At,
    /// How it stands.
    pub state: ChangeState,
    /// The pull request that brought it.
    pub pull: Option<Arc<PullRequest>>,
    /// The address for a browser.
    pub address: Clean,
    /// The requests that its files name; empty where they were not read.
    pub requests: Vec<Clean>,
    /// Later commits of the branch that are known to contain it, by their whole ids.
    pub contained_in: Vec<Clean>,
}

/// What rolls the files of a folder out to a cluster: an Argo CD application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rollout {
    /// The application.
    pub app: Arc<App>,
    /// The cluster that it rolls out to, by the name that objects have ([`ObjectId::cluster`](crate::domain::model::cluster::ObjectId));
    /// empty where that is not known.
    pub cluster: Arc<str>,
    /// The request that the application's own label names: what was asked for is the application itself.
    pub request: Option<Clean>,
}

/// An entity of the catalog that says what it was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cataloged {
    /// The entity.
    pub entity: EntityRef,
    /// The request that its annotation names.
    pub request: Option<Clean>,
    /// The objects that its annotations name.
    pub objects: Vec<ObjectRef>,
    /// Its owner.
    pub owner: Option<EntityRef>,
    /// Its environment.
    pub environment: Clean,
}
