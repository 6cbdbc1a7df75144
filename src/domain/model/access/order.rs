use super::{AccessKind, AccessLevel, ResourceId};
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use std::time::Duration;

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccessOrder {
    /// What access is asked to; empty where roles are asked for.
    pub resources: Vec<ResourceId>,
    /// Roles that are asked for.
    pub roles: Vec<String>,
    /// The entity that it is about, where one led here.
    pub entity: Option<EntityRef>,
    /// What sort of access.
    pub kind: AccessKind,
    /// What one wants to do.
    pub level: AccessLevel,
    /// Where: `production`; empty where nothing says.
    pub environment: String,
    /// For how long.
    pub lasts: Duration,
    /// Why.
    pub reason: String,
    /// Who is to be asked; the system decides where nobody is named.
    pub reviewers: Vec<String>,
    /// A mark of this very order, by which it is found again when its answer is lost: eight letters and digits.
    pub mark: String,
}

impl AccessOrder {
    /// What is asked for, in one line.
    pub fn what(&self) -> Clean {
        let resources = self.resources.iter().map(|id| id.name.to_string());
        let names: Vec<String> = match (&self.entity, self.resources.is_empty()) {
            (Some(entity), true) if self.roles.is_empty() => vec![entity.to_string()],
            (_, true) => self.roles.clone(),
            (_, false) => resources.collect(),
        };
        Clean::line(&names.join(", "))
    }
}
