use super::Condition;
use crate::domain::model::At;
use crate::domain::text::Clean;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The label that says which request something was made for: the id of a task.
pub const REQUEST_LABEL: &str = "stagedoor.dev/request";

/// A kind of objects, whichever version of it is served.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind {
    /// The group of its API; empty for the core's.
    pub group: Arc<str>,
    /// Its name: `PostgresDatabase`.
    pub name: Arc<str>,
}

impl Kind {
    /// A kind of a group.
    pub fn new(group: &str, name: &str) -> Self {
        Self { group: group.into(), name: name.into() }
    }

    /// The kind of what says `apiVersion` and `kind`.
    pub fn of_api_version(api_version: &str, name: &str) -> Self {
        Self::new(api_version.split_once('/').map_or("", |(group, _)| group), name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.group {
            "" => write!(f, "{}", self.name),
            group => write!(f, "{}.{group}", self.name),
        }
    }
}

/// An object within a cluster that is known from elsewhere: what a reference says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectRef {
    /// Its kind.
    pub kind: Kind,
    /// Its namespace; empty for what has none.
    pub namespace: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
}

impl ObjectRef {
    /// An object of a kind.
    pub fn new(kind: Kind, namespace: &str, name: &str) -> Self {
        Self { kind, namespace: namespace.into(), name: name.into() }
    }

    /// What is written as `KIND.GROUP/NAMESPACE/NAME`, or as `KIND.GROUP/NAME`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let kind = parts.next().filter(|kind| !kind.is_empty())?;
        let (name, group) = kind.split_once('.').unwrap_or((kind, ""));
        match (parts.next(), parts.next(), parts.next()) {
            (Some(namespace), Some(object), None) => Some(Self::new(Kind::new(group, name), namespace, object)),
            (Some(object), None, None) => Some(Self::new(Kind::new(group, name), "", object)),
            _ => None,
        }
    }
}

impl fmt::Display for ObjectRef {
    /// `PostgresDatabase.databases.example/NAMESPACE/NAME`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.namespace {
            "" => write!(f, "{}/{}", self.kind, self.name),
            namespace => write!(f, "{}/{namespace}/{}", self.kind, self.name),
        }
    }
}

/// An object of one of several clusters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId {
    /// The cluster, by the name that the configuration or the portal has for it.
    pub cluster: Arc<str>,
    /// The object in it.
    pub object: ObjectRef,
}

/// An object of a cluster, with what stagedoor looks at. Everything in it was said by others; what is
/// shown passes the one door.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object {
    /// Which it is.
    pub id: ObjectId,
    /// The version of its API that it was read in: `v1alpha1`.
    pub version: Arc<str>,
    /// Its uid; another one of the same name has another.
    pub uid: Arc<str>,
    /// When it was created.
    pub created: Option<At>,
    /// Since when it is being deleted.
    pub deleting: Option<At>,
    /// Its labels.
    pub labels: BTreeMap<Arc<str>, Arc<str>>,
    /// Its annotations, without those that hold whole manifests.
    pub annotations: BTreeMap<Arc<str>, Arc<str>>,
    /// How it stands, in conditions.
    pub conditions: Vec<Condition>,
    /// How it stands, in one word of its own where it has one (`status.phase`); empty without.
    pub phase: Clean,
    /// The state of `spec` that `status` is about is the newest (`observedGeneration`).
    pub is_observed: bool,
    /// What it is made of: Crossplane's `spec.resourceRef`, `spec.resourceRefs`, `spec.crossplane.resourceRefs`.
    pub parts: Vec<ObjectRef>,
    /// What it belongs to: `spec.claimRef` and owners.
    pub owners: Vec<ObjectRef>,
    /// What else there is to say of it, in the order it is read: size, version, storage.
    pub facts: Vec<(Clean, Clean)>,
}

impl Object {
    /// The condition of that name.
    pub fn condition(&self, name: &str) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.name.as_str() == name)
    }

    /// The request that it was made for.
    pub fn request(&self) -> Option<&str> {
        self.labels.get(REQUEST_LABEL).or_else(|| self.annotations.get(REQUEST_LABEL)).map(|id| &**id)
    }
}
