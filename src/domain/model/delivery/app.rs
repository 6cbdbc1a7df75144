use crate::domain::model::At;
use crate::domain::model::cluster::{ObjectEvent, ObjectRef};
use crate::domain::text::Clean;
use std::fmt;
use std::sync::Arc;

/// An application of one of several Argo CDs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AppId {
    /// Which Argo CD, by the name that the configuration has for it.
    pub instance: Arc<str>,
    /// The namespace of the application; empty for that of Argo CD itself.
    pub namespace: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
}

impl fmt::Display for AppId {
    /// `INSTANCE/NAMESPACE/NAME`, without a namespace where none is named.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.namespace {
            "" => write!(f, "{}/{}", self.instance, self.name),
            namespace => write!(f, "{}/{namespace}/{}", self.instance, self.name),
        }
    }
}

/// Whether what runs is what was committed (`status.sync.status`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sync {
    /// It is.
    Synced,
    /// It is not.
    OutOfSync,
    /// Argo CD does not know, or the word is a new one.
    #[default]
    Unknown,
}

impl Sync {
    /// What a word of Argo CD stands for.
    pub fn of_word(word: &str) -> Self {
        match word {
            "Synced" => Self::Synced,
            "OutOfSync" => Self::OutOfSync,
            _ => Self::Unknown,
        }
    }

    /// The word for it, as Argo CD has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Synced => "Synced",
            Self::OutOfSync => "OutOfSync",
            Self::Unknown => "Unknown",
        }
    }
}

/// How something does (`status.health.status`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Health {
    /// Well.
    Healthy,
    /// On its way.
    Progressing,
    /// Not well.
    Degraded,
    /// It was paused.
    Suspended,
    /// It is not there.
    Missing,
    /// Argo CD does not know, or the word is a new one.
    #[default]
    Unknown,
}

impl Health {
    /// What a word of Argo CD stands for.
    pub fn of_word(word: &str) -> Self {
        match word {
            "Healthy" => Self::Healthy,
            "Progressing" => Self::Progressing,
            "Degraded" => Self::Degraded,
            "Suspended" => Self::Suspended,
            "Missing" => Self::Missing,
            _ => Self::Unknown,
        }
    }

    /// The word for it, as Argo CD has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Healthy => "Healthy",
            Self::Progressing => "Progressing",
            Self::Degraded => "Degraded",
            Self::Suspended => "Suspended",
            Self::Missing => "Missing",
            Self::Unknown => "Unknown",
        }
    }
}

/// How an operation stands (`status.operationState.phase`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// It runs.
    #[default]
    Running,
    /// It went well.
    Succeeded,
    /// It failed.
    Failed,
    /// It could not be carried out.
    Error,
    /// It is being stopped.
    Terminating,
}

impl Phase {
    /// What a word of Argo CD stands for; a new one is taken for one that runs.
    pub fn of_word(word: &str) -> Self {
        match word {
            "Succeeded" => Self::Succeeded,
            "Failed" => Self::Failed,
            "Error" => Self::Error,
            "Terminating" => Self::Terminating,
            _ => Self::Running,
        }
    }

    /// The word for it, as Argo CD has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "Running",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Error => "Error",
            Self::Terminating => "Terminating",
        }
    }

    /// Whether it has not ended yet.
    pub fn is_on(self) -> bool {
        matches!(self, Self::Running | Self::Terminating)
    }

    /// Whether it ended badly.
    pub fn is_bad(self) -> bool {
        matches!(self, Self::Failed | Self::Error)
    }
}

/// The last operation of an application: mostly a sync.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operation {
    /// How it stands.
    pub phase: Phase,
    /// What Argo CD says of it.
    pub message: Clean,
    /// When it began.
    pub started: Option<At>,
    /// When it ended.
    pub finished: Option<At>,
    /// Who began it; `automated` where nobody did.
    pub by: Clean,
    /// The revisions that it applies.
    pub revisions: Vec<Clean>,
}

/// A revision that was rolled out before (`status.history[]`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deployment {
    /// Its number.
    pub id: i64,
    /// The revisions, one a source.
    pub revisions: Vec<Clean>,
    /// When it was rolled out.
    pub at: Option<At>,
    /// Who began it.
    pub by: Clean,
}

/// An object that an application manages (`status.resources[]`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceState {
    /// Which.
    pub object: ObjectRef,
    /// Whether it is as committed.
    pub sync: Sync,
    /// How it does; `None` where Argo CD does not judge its kind.
    pub health: Option<Health>,
    /// What Argo CD says of its health.
    pub message: Clean,
    /// It is not committed any more, and is to be removed.
    pub requires_pruning: bool,
}

/// Where an application takes its files from (`spec.source`, `spec.sources[]`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The repository's address.
    pub repository: Clean,
    /// The folder in it; empty for a chart.
    pub path: Clean,
    /// The branch, tag or commit that is wanted.
    pub target: Clean,
    /// The chart; empty without one.
    pub chart: Clean,
}

/// An application of Argo CD.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct App {
    /// Which.
    pub id: AppId,
    /// Its project.
    pub project: Clean,
    /// Where its files come from.
    pub sources: Vec<Source>,
    /// The cluster that it rolls out to, as Argo CD names it: a name, or an address.
    pub cluster: Clean,
    /// The namespace that it rolls out to.
    pub namespace: Clean,
    /// Whether what runs is what was committed.
    pub sync: Sync,
    /// The revisions that it was compared with last, one a source.
    pub revisions: Vec<Clean>,
    /// How it does.
    pub health: Health,
    /// What Argo CD says of its health, and its conditions.
    pub messages: Vec<Clean>,
    /// The last operation.
    pub operation: Option<Operation>,
    /// What was rolled out before, newest first.
    pub history: Vec<Deployment>,
    /// What it manages.
    pub resources: Vec<ResourceState>,
    /// The images that run.
    pub images: Vec<Clean>,
    /// It syncs by itself.
    pub is_automated: bool,
    /// When it was looked at last (`status.reconciledAt`).
    pub reconciled: Option<At>,
    /// Why nothing can be done to it from here; empty where something can. It is so where Argo CD itself is not
    /// reached and its resources are read from the cluster.
    pub read_only: Clean,
    /// Its address for a browser; empty where that is not known.
    pub address: Clean,
}

/// A node of the tree of what an application brought to life.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppNode {
    /// Which object.
    pub object: ObjectRef,
    /// Its parents' places in the list of nodes; none at the top.
    pub parents: Vec<usize>,
    /// Whether it is as committed, where it is committed itself.
    pub sync: Option<Sync>,
    /// How it does.
    pub health: Option<Health>,
    /// What is said of it: images, `1/1 ready`.
    pub info: Vec<Clean>,
    /// When it was created.
    pub created: Option<At>,
}

/// An application in full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppDetail {
    /// The application.
    pub app: App,
    /// What it brought to life, parents before children.
    pub tree: Vec<AppNode>,
    /// Events, newest first.
    pub events: Vec<ObjectEvent>,
}

/// What differs between what is committed and what runs, of one object, as text of YAML. Values of secrets are
/// not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceDiff {
    /// Which object.
    pub object: ObjectRef,
    /// As committed; empty where it is not.
    pub wanted: String,
    /// As it runs; empty where it does not.
    pub live: String,
}

/// How an application is to be synced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct WantedSync {
    /// The revision; the one that the application wants without it.
    pub revision: Option<String>,
    /// Remove what is not committed any more.
    pub prune: bool,
    /// Only say what would be done.
    pub dry_run: bool,
}
