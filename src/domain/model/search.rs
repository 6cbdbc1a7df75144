use super::EntityRef;
use crate::domain::text::Clean;

/// One answer to a search over catalog and docs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What kind of thing was found: `software-catalog`, `techdocs`, or another type of the portal.
    pub kind: Clean,
    /// Its title.
    pub title: Clean,
    /// The entity that it is, or that the page belongs to.
    pub entity: Option<EntityRef>,
    /// The page within the entity's docs, with its anchor.
    pub path: Option<Clean>,
    /// The text around the first match.
    pub snippet: Clean,
}
