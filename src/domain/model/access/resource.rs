use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use std::fmt;
use std::sync::Arc;

/// What sort of access it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccessKind {
    /// To a database.
    Database,
    /// To a machine, by SSH.
    Ssh,
    /// Into containers of a Kubernetes cluster.
    Kubernetes,
    /// A port that is led to something.
    PortForward,
    /// Anything else that the system has: an application, a desktop.
    #[default]
    Other,
}

impl AccessKind {
    /// All of them, in the order they are listed.
    pub const ALL: [Self; 5] = [Self::Database, Self::Ssh, Self::Kubernetes, Self::PortForward, Self::Other];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Ssh => "ssh",
            Self::Kubernetes => "kubernetes",
            Self::PortForward => "port-forward",
            Self::Other => "other",
        }
    }

    /// What a word stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What one may do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccessLevel {
    /// Look.
    Read,
    /// Change.
    Write,
    /// Everything.
    Admin,
}

impl AccessLevel {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Admin];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }

    /// What a word stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }
}

/// What names something that access is had to: `/CLUSTER/KIND/NAME[/SUB]`, as Teleport writes it
/// (`api/types/resource_ids.go`). The kind is the system's own word: `db`, `node`, `kube_cluster`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceId {
    /// The cluster of the access system.
    pub cluster: Arc<str>,
    /// Its kind.
    pub kind: Arc<str>,
    /// Its name; of a machine its number.
    pub name: Arc<str>,
    /// What of it: `NAMESPACE/POD`. Empty for all of it.
    pub sub: Arc<str>,
}

impl ResourceId {
    /// The id that a text is.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('/')?.splitn(4, '/');
        let [cluster, kind, name] = [parts.next()?, parts.next()?, parts.next()?];
        let sub = parts.next().unwrap_or_default();
        let fits = [cluster, kind, name].iter().all(|part| !part.is_empty());
        let is_plain = !text.chars().any(|c| c.is_control() || c.is_whitespace());
        (fits && is_plain).then(|| Self {
            cluster: cluster.into(),
            kind: kind.into(),
            name: name.into(),
            sub: sub.into(),
        })
    }

    /// What sort of access it takes.
    pub fn access(&self) -> AccessKind {
        match &*self.kind {
            "db" => AccessKind::Database,
            "node" => AccessKind::Ssh,
            "kube_cluster" | "pod" | "namespace" => AccessKind::Kubernetes,
            kind if kind.starts_with("kube:") => AccessKind::Kubernetes,
            _ => AccessKind::Other,
        }
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/{}/{}", self.cluster, self.kind, self.name)?;
        if self.sub.is_empty() { Ok(()) } else { write!(f, "/{}", self.sub) }
    }
}

/// Something that access is had to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Resource {
    /// What names it.
    pub id: ResourceId,
    /// What people call it.
    pub title: Clean,
    /// What it is, in the system's words: `postgres`, `Ubuntu 24.04`.
    pub about: Clean,
    /// Its environment: `production`; empty where nothing says.
    pub environment: Clean,
    /// The entity of the catalog that it is, where one names it.
    pub entity: Option<EntityRef>,
    /// The names that one may sign in to it with: users of a database, logins of a machine. Empty where the system
    /// does not tell.
    pub logins: Vec<Clean>,
}

impl Resource {
    /// A resource of which no more than its id is known.
    pub fn of(id: ResourceId) -> Self {
        let title = Clean::line(&id.name);
        Self { id, title, about: Clean::default(), environment: Clean::default(), entity: None, logins: Vec::new() }
    }

    /// What sort of access it takes.
    pub fn kind(&self) -> AccessKind {
        self.id.access()
    }
}
