//! The rows of an outline.

use crate::domain::text::Clean;

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowOf {
    /// Where the walk began.
    Root,
    /// A side of it, where there are two.
    Side,
    /// Entities that belong together, by their place among the groups.
    Group(u32),
    /// An entity that was reached.
    Node,
}

/// A row of an outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutlineRow {
    /// What it stands for.
    pub of: RowOf,
    /// The side that it is on, by its place among the graph's.
    pub side: u8,
    /// The entity, by its place among those reached on that side.
    pub place: u32,
    /// The entity that it is shown under, likewise.
    pub from: u32,
    /// The link between them.
    pub link: u16,
    /// How deep it stands; 0 is the root.
    pub level: u32,
    /// Whether what follows is shown here, and not at another row of the same entity.
    pub is_first: bool,
    /// Whether its relation to the one it is shown under is on a cycle.
    pub is_cycle: bool,
    /// Whether it is open; `None` when nothing is below it.
    pub open: Option<bool>,
    /// How many rows are right below it when it is open.
    pub below: u32,
    /// A bit for each level above: whether more rows of that level follow.
    pub rails: u64,
    /// Whether no other row follows at its level.
    pub is_last: bool,
}

impl OutlineRow {
    /// The row of a root.
    pub(super) fn root() -> Self {
        Self {
            of: RowOf::Root,
            side: 0,
            place: 0,
            from: 0,
            link: 0,
            level: 0,
            is_first: true,
            is_cycle: false,
            open: None,
            below: 0,
            rails: 0,
            is_last: true,
        }
    }
}

/// What the entities of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupOf {
    /// The distance from the root.
    Distance(u32),
    /// The owner's reference; `None` has no owner.
    Owner(Option<Clean>),
}

/// Entities that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub of: GroupOf,
    /// How many there are.
    pub count: u32,
    /// Among how many owners, those without one not counted.
    pub owners: u32,
    /// The distance of the nearest.
    pub nearest: u32,
}
