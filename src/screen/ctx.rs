//! What rooms and overlays may look at, handed to them whenever they are asked something.

mod parts;

pub use parts::{Divider, Part, Parts};

use crate::domain::model::tool::Tool;
use crate::domain::model::{At, EntityRef, Identity, Zone};
use crate::platform::gate::Gate;
use crate::platform::keys::Keymap;
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
    /// What may be done.
    pub gate: &'a Gate,
    /// How things look.
    pub look: &'a Look,
    /// Which keys mean what.
    pub keys: &'a Keymap,
    /// The time.
    pub now: At,
    /// The time zone that clocks and days are shown in.
    pub zone: &'a Zone,
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
    /// Where dividers were moved to.
    pub parts: &'a Parts,
    /// The pixels of a cell, across and down, where images can be shown.
    pub cell: Option<(u16, u16)>,
}

impl Ctx<'_> {
    /// Who the user is, once that is known.
    pub fn who(&self) -> Option<&Identity> {
        self.store.get(&WhoAmI {}).answer().map(AsRef::as_ref)
    }

    /// Two parts side by side, as wide as the user made them. The first column of the right one is
    /// the divider's; the right one has no width where the body is too narrow for two.
    pub fn split(&self, part: Part, body: Rect) -> (Rect, Rect) {
        self.parts.split(part, body)
    }

    /// The divider between two parts that were made by [`Ctx::split`], where there are two.
    pub fn divider(&self, part: Part, body: Rect) -> Option<Divider> {
        let (_, right) = self.split(part, body);
        (right.width > 0).then_some(Divider { part, column: right.x, of: body })
    }

    /// Whether an entity is starred.
    pub fn is_starred(&self, reference: &EntityRef) -> bool {
        self.starred.contains(reference)
    }
}
