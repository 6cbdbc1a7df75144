//! What is affected by an entity, grouped: by how far away it is, or by whom to call.

use super::folds::Folds;
use super::row::{Group, GroupOf, OutlineRow, RowOf};
use super::walk::{Graph, Side};

/// Owners of what was reached, those of the most first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// An owner and how much is theirs.
    pub owners: Vec<Group>,
    /// How many have no owner, be it that they name none or are not in the catalog.
    pub ownerless: u32,
}

impl Shares {
    /// The owners of what a side reached, its root not counted.
    pub fn of(graph: &Graph, side: &Side) -> Self {
        let mut owners = Owners::of(graph, side).groups(graph);
        let is_owned = |group: &Group| matches!(group.of, GroupOf::Owner(Some(_)));
        let ownerless = owners.iter().filter(|group| !is_owned(group)).map(|group| group.count).sum();
        owners.retain(is_owned);
        Self { owners, ownerless }
    }
}

/// What an owner has of what was reached.
#[derive(Clone, Copy)]
struct Owned {
    owner: u32,
    count: u32,
    nearest: u32,
}

/// The owners of what was reached, those of the most first, and what has none last.
struct Owners {
    all: Vec<Owned>,
    /// For the number of each owner its place among them.
    places: Vec<u32>,
}

impl Owners {
    fn of(graph: &Graph, side: &Side) -> Self {
        let mut owners = Self { all: Vec::new(), places: Vec::new() };
        for node in side.reach.nodes().iter().skip(1) {
            let owner = owner(graph, node.end);
            match owners.place(owner).and_then(|place| owners.all.get_mut(place)) {
                Some(owned) => owned.count += 1,
                // what is nearer comes first
                None => owners.enter(Owned { owner, count: 1, nearest: node.distance }),
            }
        }
        owners.sort(graph);
        owners
    }

    fn place(&self, owner: u32) -> Option<usize> {
        let place = self.places.get(owner as usize).copied().filter(|place| *place != u32::MAX)?;
        Some(place as usize)
    }

    fn enter(&mut self, owned: Owned) {
        self.set_place(owned.owner, self.all.len());
        self.all.push(owned);
    }

    fn set_place(&mut self, owner: u32, place: usize) {
        let at = owner as usize;
        if self.places.len() <= at {
            self.places.resize(at + 1, u32::MAX);
        }
        if let Some(slot) = self.places.get_mut(at) {
            *slot = u32::try_from(place).unwrap_or(u32::MAX);
        }
    }

    fn sort(&mut self, graph: &Graph) {
        let name = |owned: &Owned| graph.listing.text_at(owned.owner).as_str();
        self.all.sort_by(|a, b| {
            let none = (a.owner == 0).cmp(&(b.owner == 0));
            none.then(b.count.cmp(&a.count)).then(a.nearest.cmp(&b.nearest)).then_with(|| name(a).cmp(name(b)))
        });
        let owners: Vec<u32> = self.all.iter().map(|owned| owned.owner).collect();
        owners.into_iter().enumerate().for_each(|(place, owner)| self.set_place(owner, place));
    }

    fn groups(&self, graph: &Graph) -> Vec<Group> {
        let group = |owned: &Owned| Group {
            of: GroupOf::Owner((owned.owner != 0).then(|| graph.listing.text_at(owned.owner).to_clean())),
            count: owned.count,
            owners: u32::from(owned.owner != 0),
            nearest: owned.nearest,
        };
        self.all.iter().map(group).collect()
    }
}

/// Groups, and the places of each group's members.
pub(super) struct Grouped {
    pub groups: Vec<Group>,
    members: Vec<Vec<u32>>,
}

/// By distance, nearest first.
pub(super) fn distance_groups(graph: &Graph, side: &Side) -> Grouped {
    let mut grouped = Grouped { groups: Vec::new(), members: Vec::new() };
    // for the number of each owner the last group in which it was counted, from 1
    let mut counted: Vec<u32> = Vec::new();
    let reached = side.reach.nodes().get(1..).unwrap_or_default();
    let mut place = 1;
    for nodes in reached.chunk_by(|a, b| a.distance == b.distance) {
        let (count, nearest) =
            (u32::try_from(nodes.len()).unwrap_or(u32::MAX), nodes.first().map_or(0, |n| n.distance));
        let mut owners = 0;
        for owner in nodes.iter().map(|node| owner(graph, node.end) as usize).filter(|owner| *owner != 0) {
            if counted.len() <= owner {
                counted.resize(owner + 1, 0);
            }
            if let Some(last) = counted.get_mut(owner).filter(|last| **last != nearest) {
                *last = nearest;
                owners += 1;
            }
        }
        grouped.groups.push(Group { of: GroupOf::Distance(nearest), count, owners, nearest });
        grouped.members.push((place..place + count).collect());
        place += count;
    }
    grouped
}

/// By owner, those with the most first, and what has none last.
pub(super) fn owner_groups(graph: &Graph, side: &Side) -> Grouped {
    let owners = Owners::of(graph, side);
    let mut members: Vec<Vec<u32>> = owners.all.iter().map(|owned| Vec::with_capacity(owned.count as usize)).collect();
    for (place, node) in (0..).zip(side.reach.nodes()).skip(1) {
        let at = owners.place(owner(graph, node.end));
        if let Some(mine) = at.and_then(|at| members.get_mut(at)) {
            mine.push(place);
        }
    }
    Grouped { groups: owners.groups(graph), members }
}

/// The number of an entity's owner; 0 without one.
fn owner(graph: &Graph, end: u32) -> u32 {
    graph.row(end).map_or(0, |row| row.owner_number())
}

/// The rows of groups: the root, each group, and below it its members by name.
pub(super) fn rows(side: &Side, grouped: &Grouped, folds: &Folds) -> Vec<OutlineRow> {
    let open = folds.of_groups(grouped.groups.iter().map(|group| (&group.of, group.count as usize)));
    let mut rows = vec![OutlineRow::root()];
    let last = grouped.groups.len().saturating_sub(1);
    for (n, ((group, members), is_open)) in grouped.groups.iter().zip(&grouped.members).zip(open).enumerate() {
        let at = u32::try_from(n).unwrap_or(u32::MAX);
        let head = OutlineRow { of: RowOf::Group(at), level: 1, is_last: n == last, ..OutlineRow::root() };
        rows.push(OutlineRow { open: Some(is_open), below: group.count, ..head });
        if is_open {
            rows.extend(members_by_name(side, members, &head));
        }
    }
    rows
}

fn members_by_name(side: &Side, members: &[u32], head: &OutlineRow) -> Vec<OutlineRow> {
    let mut nodes: Vec<_> = members.iter().filter_map(|place| Some((*place, side.reach.node(*place)?))).collect();
    // ends have the order of names; an owner's nearest come first
    nodes.sort_unstable_by_key(|(_, node)| (node.distance, node.end));
    let last = nodes.len().saturating_sub(1);
    let row = |(n, (place, node)): (usize, (u32, super::Reached))| OutlineRow {
        of: RowOf::Node,
        place,
        from: node.by,
        link: node.link,
        level: head.level + 1,
        rails: if head.is_last { 0 } else { 1 << head.level },
        is_last: n == last,
        ..OutlineRow::root()
    };
    nodes.into_iter().enumerate().map(row).collect()
}
