//! What the portal itself permits: questions to its permission framework.

use super::capability::Capability;
use super::fault::Fault;
use super::steps::{Answering, Told};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A question to the portal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Question {
    /// What one would do.
    pub capability: Capability,
    /// To what; none where the capability is about no single thing.
    pub on: Option<Thing>,
}

/// What something is done to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Thing {
    /// An entity; a template is one.
    Entity(EntityRef),
    /// A run of a template, by the id that the portal gave it.
    Run(Arc<str>),
}

impl Thing {
    /// How a portal's framework refers to it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Entity(entity) => entity.as_str(),
            Self::Run(id) => id,
        }
    }

    /// Whether it is of a type of resources, as plugins name them.
    pub fn is_of(&self, resource: &str) -> bool {
        match self {
            Self::Entity(entity) if resource == "scaffolder-template" => entity.kind() == "template",
            Self::Entity(_) => resource == "catalog-entity",
            Self::Run(_) => resource == "scaffolder-task",
        }
    }
}

/// What is judged, for the gate: a thing, lent, or nothing in particular.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum On<'a> {
    /// Nothing in particular.
    #[default]
    Nothing,
    /// An entity.
    Entity(&'a EntityRef),
    /// A run of a template, by its id.
    Run(&'a str),
}

impl<'a> On<'a> {
    /// The entity, where it is one.
    pub fn entity(self) -> Option<&'a EntityRef> {
        match self {
            Self::Entity(entity) => Some(entity),
            Self::Nothing | Self::Run(_) => None,
        }
    }

    /// The thing, on its own.
    pub fn thing(self) -> Option<Thing> {
        match self {
            Self::Nothing => None,
            Self::Entity(entity) => Some(Thing::Entity(entity.clone())),
            Self::Run(id) => Some(Thing::Run(id.into())),
        }
    }
}

impl<'a> From<Option<&'a EntityRef>> for On<'a> {
    fn from(entity: Option<&'a EntityRef>) -> Self {
        entity.map_or(Self::Nothing, Self::Entity)
    }
}

impl<'a> From<&'a Thing> for On<'a> {
    fn from(thing: &'a Thing) -> Self {
        match thing {
            Thing::Entity(entity) => Self::Entity(entity),
            Thing::Run(id) => Self::Run(id),
        }
    }
}

impl From<EntityRef> for Thing {
    fn from(entity: EntityRef) -> Self {
        Self::Entity(entity)
    }
}

/// What the portal says to some questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permits {
    /// Each question with its answer. One that is in none of these lists was not answered: unknown.
    pub said: Vec<(Question, bool)>,
    /// Why this portal judges none of it, where it does not: it has no permission framework, its
    /// plugins publish no such permission, or the token is a service's, for which it asks none.
    pub unjudged: Vec<(Question, Clean)>,
    /// Plugins that were asked about and that this portal does not have, each with the moment until
    /// when that may be relied on.
    pub absent: Vec<(String, At)>,
    /// Until when it may be relied on: the end of the token, or sooner where the configuration says so.
    pub until: Option<At>,
    /// Until when that it is not judged may be relied on, where that is sooner: it is taken from what
    /// the platform does not have, and that may be another thing in a moment.
    pub unjudged_until: Option<At>,
}

/// A permission as a plugin of the portal publishes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Permission {
    /// Its name, which is the capability's.
    pub name: String,
    /// The type of the resources that it is asked for; none where it is about no single thing.
    pub resource: Option<String>,
    /// Its attribute `action`.
    pub action: Option<String>,
}

/// Which permissions plugins publish, each with the moment when it was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Published(pub BTreeMap<String, (At, Vec<Permission>)>);

/// Where what plugins publish is kept between two runs. Losing it costs a request.
pub trait PublishedKeep: Send + Sync {
    /// What was kept last; nothing where that cannot be read.
    fn load(&self) -> Published;

    /// Keeps it.
    fn keep(&self, published: &Published);
}

/// Nothing is kept.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unkept;

impl PublishedKeep for Unkept {
    fn load(&self) -> Published {
        Published::default()
    }

    fn keep(&self, _: &Published) {}
}

/// The permission framework of a portal.
pub trait PermissionPort: Send + Sync {
    /// Asks about one plugin's permissions, in one request. What failed is unknown, not denied.
    fn permits<'a>(&'a self, questions: Vec<Question>) -> Answering<'a, Permits>;
}

/// A platform without a permission framework.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPermissions;

impl PermissionPort for NoPermissions {
    fn permits<'a>(&'a self, questions: Vec<Question>) -> Answering<'a, Permits> {
        let why = Clean::line("this platform judges nothing itself");
        let unjudged = questions.into_iter().map(|question| (question, why.clone())).collect();
        let permits = Permits { unjudged, ..Permits::default() };
        Box::pin(async move { Ok::<_, Fault>(Told::now(permits)) })
    }
}
