//! What is affected by an entity, grouped: by how far away it is, or by whom to call.

use super::folds::Folds;
use super::row::{Group, GroupOf, OutlineRow, RowOf};
use super::walk::{Graph, Side};
use std::collections::HashMap;

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
        let mut owners = owner_groups(graph, side).groups;
        let is_owned = |group: &Group| matches!(group.of, GroupOf::Owner(Some(_)));
        let ownerless = owners.iter().filter(|group| !is_owned(group)).map(|group| group.count).sum();
        owners.retain(is_owned);
        Self { owners, ownerless }
    }
}

/// Groups, and the places of each group's members.
pub(super) struct Grouped {
    pub groups: Vec<Group>,
    members: Vec<Vec<u32>>,
}

/// By distance, nearest first.
pub(super) fn distance_groups(graph: &Graph, side: &Side) -> Grouped {
    let places: Vec<u32> = (1..).take(side.reach.nodes().len().saturating_sub(1)).collect();
    let distance = |place: &u32| side.reach.node(*place).map_or(0, |node| node.distance);
    let mut grouped = Grouped { groups: Vec::new(), members: Vec::new() };
    for members in places.chunk_by(|a, b| distance(a) == distance(b)) {
        let nearest = members.first().map_or(0, distance);
        let mut owners: Vec<u32> = members.iter().map(|place| owner(graph, side, *place)).collect();
        owners.sort_unstable();
        owners.dedup();
        grouped.groups.push(Group {
            of: GroupOf::Distance(nearest),
            count: u32::try_from(members.len()).unwrap_or(u32::MAX),
            owners: u32::try_from(owners.iter().filter(|owner| **owner != 0).count()).unwrap_or(u32::MAX),
            nearest,
        });
        grouped.members.push(members.to_vec());
    }
    grouped
}

/// By owner, those with the most first, and what has none last.
pub(super) fn owner_groups(graph: &Graph, side: &Side) -> Grouped {
    let mut found: HashMap<u32, usize> = HashMap::new();
    let mut all: Vec<(u32, u32, Vec<u32>)> = Vec::new();
    for (place, node) in (0..).zip(side.reach.nodes()).skip(1) {
        let owner = owner(graph, side, place);
        let at = *found.entry(owner).or_insert_with(|| {
            all.push((owner, node.distance, Vec::new()));
            all.len() - 1
        });
        if let Some((.., members)) = all.get_mut(at) {
            members.push(place);
        }
    }
    all.sort_by(|(a, near, mine), (b, far, theirs)| {
        let name = |owner: &u32| graph.listing.text_at(*owner).as_str();
        let none = (*a == 0).cmp(&(*b == 0));
        none.then(theirs.len().cmp(&mine.len())).then(near.cmp(far)).then_with(|| name(a).cmp(name(b)))
    });
    let mut grouped = Grouped { groups: Vec::new(), members: Vec::new() };
    for (owner, nearest, members) in all {
        let name = (owner != 0).then(|| graph.listing.text_at(owner).to_clean());
        let owners = u32::from(owner != 0);
        let count = u32::try_from(members.len()).unwrap_or(u32::MAX);
        grouped.groups.push(Group { of: GroupOf::Owner(name), count, owners, nearest });
        grouped.members.push(members);
    }
    grouped
}

/// The number of an entity's owner; 0 without one.
fn owner(graph: &Graph, side: &Side, place: u32) -> u32 {
    let row = side.reach.node(place).and_then(|node| graph.row(node.end));
    row.map_or(0, |row| row.owner_number())
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
