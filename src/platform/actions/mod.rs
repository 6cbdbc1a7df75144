//! The one table of actions. Key maps, palette, help, hint bar and the generated reference all
//! come from it; a new action is one row.

mod leaves;
mod table;
mod takes;

use super::capability::Capability;
pub use leaves::Leaves;
pub use table::Action;
pub use takes::{Parameter, Takes};

/// What an action may do to the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Danger {
    /// Nothing; it shows or copies.
    Reads,
    /// It changes something.
    Writes,
    /// It takes something away.
    Destroys,
}

/// What there is to know about an action.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// `room.verb`; the name in key maps and commands.
    pub id: &'static str,
    /// What it does, as a heading.
    pub title: &'static str,
    /// One line of why one would.
    pub why: &'static str,
    /// The capability it needs whatever comes of it; more of them in [`Action::needs`].
    pub capability: Option<&'static str>,
    /// What it may do.
    pub danger: Danger,
    /// How soon the hint bar names it: 0 never, 1 first.
    pub hint: u8,
}

impl Action {
    /// The room, or `app` or `list`, that the action belongs to.
    pub fn room(self) -> &'static str {
        self.spec().id.split_once('.').map_or("", |(room, _)| room)
    }

    /// All that has to be allowed for it to be offered, before it is known what exactly it does. What
    /// exactly a command needs it says itself ([`super::command::Command::needs`]).
    pub fn needs(self) -> Vec<Capability> {
        // mostly a location is removed, and the portal asks about that alone
        let also = (self == Self::EntityUnregister).then_some(Capability::LOCATION_DELETE);
        self.spec().capability.map(Capability::of).into_iter().chain(also).collect()
    }

    /// The action of that id.
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.spec().id == id)
    }
}
