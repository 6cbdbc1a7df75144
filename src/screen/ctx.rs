//! What rooms and overlays may look at, handed to them whenever they are asked something.

use crate::domain::model::tool::Tool;
use crate::domain::model::{At, EntityRef, Identity};
use crate::platform::ports::{Platform, SavedFilter};
use crate::platform::query::WhoAmI;
use crate::platform::store::Store;
use crate::screen::look::Look;
use ratatui::layout::Rect;

/// What a room may look at.
#[derive(Clone, Copy)]
pub struct Ctx<'a> {
    /// What is known.
    pub store: &'a Store,
    /// How things look.
    pub look: &'a Look,
    /// The time.
    pub now: At,
    /// Where the room is painted.
    pub body: Rect,
    /// The platform.
    pub platform: &'a Platform,
    /// The tools that entities lead to.
    pub tools: &'a [Tool],
    /// Starred entities.
    pub starred: &'a [EntityRef],
    /// Entities looked at, latest first.
    pub recent: &'a [EntityRef],
    /// Filters that were saved under a name.
    pub filters: &'a [SavedFilter],
    /// The columns of lists, by their words; none where nobody chose any.
    pub columns: &'a [String],
    /// Whether the list has its preview beside it.
    pub preview: bool,
}

impl Ctx<'_> {
    /// Who the user is, once that is known.
    pub fn who(&self) -> Option<&Identity> {
        self.store.get(&WhoAmI {}).answer().map(AsRef::as_ref)
    }

    /// Whether an entity is starred.
    pub fn is_starred(&self, reference: &EntityRef) -> bool {
        self.starred.contains(reference)
    }
}
