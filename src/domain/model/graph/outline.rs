//! A graph as rows to walk over, and where one is among them.

use super::folds::Folds;
use super::impact;
use super::links::{Link, Way};
use super::row::{Group, GroupOf, OutlineRow, RowOf};
use super::tree;
use super::walk::{Graph, Side};
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;

/// How a graph is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Shape {
    /// Each entity below what led to it.
    #[default]
    Tree,
    /// What is equally far away together. Of the first side alone.
    ByDistance,
    /// What one owner has together. Of the first side alone.
    ByOwner,
}

/// A graph as rows.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    rows: Vec<OutlineRow>,
    groups: Vec<Group>,
    /// For each side and each place on it one more than the row where it is shown in full; 0 is
    /// nowhere.
    shown: Vec<Vec<u32>>,
}

/// A row, known by names: it is found again in other outlines, of newer listings too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    way: Option<Way>,
    of: RowOf,
    group: Option<GroupOf>,
    link: Option<Link>,
    /// From the root to the entity, over the row that it was shown under.
    trail: Vec<Clean>,
}

impl Outline {
    /// Lays a graph out.
    pub fn of(graph: &Graph, folds: &Folds, shape: Shape) -> Self {
        let grouped = match (shape, graph.side(0)) {
            (Shape::ByDistance, Some(side)) => Some((side, impact::distance_groups(graph, side))),
            (Shape::ByOwner, Some(side)) => Some((side, impact::owner_groups(graph, side))),
            _ => None,
        };
        let (rows, groups) = match grouped {
            Some((side, grouped)) => (impact::rows(side, &grouped, folds), grouped.groups),
            None => (tree::rows(graph, &folds.of(graph)), Vec::new()),
        };
        let shown = shown(graph, &rows);
        Self { rows, groups, shown }
    }

    /// The rows from top to bottom.
    pub fn rows(&self) -> &[OutlineRow] {
        &self.rows
    }

    /// The row at that place.
    pub fn row(&self, at: usize) -> Option<&OutlineRow> {
        self.rows.get(at)
    }

    /// The groups that rows name.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The group that a row heads.
    pub fn group(&self, row: &OutlineRow) -> Option<&Group> {
        match row.of {
            RowOf::Group(at) => self.groups.get(at as usize),
            _ => None,
        }
    }

    /// The row above that one stands below.
    pub fn above(&self, at: usize) -> Option<usize> {
        let level = self.row(at)?.level;
        (0..at).rev().find(|above| self.row(*above).is_some_and(|row| row.level < level))
    }

    /// The row where an entity of a side is shown in full, while that is in sight.
    pub fn first_of(&self, side: u8, place: u32) -> Option<usize> {
        let shown = self.shown.get(usize::from(side))?.get(place as usize)?;
        shown.checked_sub(1).map(|row| row as usize)
    }

    /// The row in words that hold for other outlines.
    pub fn spot(&self, graph: &Graph, at: usize) -> Option<Spot> {
        let row = self.row(at)?;
        let side = graph.side(row.side)?;
        let mut places = match row.of {
            RowOf::Node => side.reach.way_back(row.from),
            _ => Vec::new(),
        };
        places.reverse();
        places.push(row.place);
        let name = |place: u32| side.reach.node(place).map(|node| graph.name(node.end));
        Some(Spot {
            way: (row.of != RowOf::Root).then_some(side.reach.way),
            of: row.of,
            group: self.group(row).map(|group| group.of.clone()),
            link: graph.walk.links.get(row.link).cloned(),
            trail: places.into_iter().filter_map(name).collect(),
        })
    }

    /// Where a spot is now: at the same row; else where its entity is shown; else at the nearest on
    /// the way to it that is.
    pub fn find(&self, graph: &Graph, spot: &Spot) -> usize {
        let sides = sides_of(graph, spot);
        let exact = sides.iter().find_map(|(n, side)| self.same_row(graph, spot, *n, side));
        let nearest = || {
            sides.iter().find_map(|(n, side)| {
                let mut places = spot.trail.iter().rev().filter_map(|name| place_of(graph, side, name));
                places.find_map(|place| self.first_of(*n, place))
            })
        };
        exact.or_else(nearest).unwrap_or(0)
    }

    fn same_row(&self, graph: &Graph, spot: &Spot, n: u8, side: &Side) -> Option<usize> {
        if spot.of != RowOf::Node {
            let same = |row: &OutlineRow| match (row.of, spot.of) {
                (RowOf::Group(_), RowOf::Group(_)) => self.group(row).map(|group| &group.of) == spot.group.as_ref(),
                (RowOf::Side, RowOf::Side) => row.side == n,
                (of, wanted) => of == wanted,
            };
            return self.rows.iter().position(same);
        }
        let mut trail = spot.trail.iter().rev().map(|name| place_of(graph, side, name));
        let (place, from) = (trail.next()??, trail.next()??);
        let link = |row: &OutlineRow| graph.walk.links.get(row.link) == spot.link.as_ref();
        self.rows.iter().position(|row| {
            row.of == RowOf::Node && row.side == n && row.place == place && row.from == from && link(row)
        })
    }
}

fn shown(graph: &Graph, rows: &[OutlineRow]) -> Vec<Vec<u32>> {
    let mut shown: Vec<Vec<u32>> = graph.sides().iter().map(|side| vec![0; side.reach.nodes().len()]).collect();
    for (at, row) in (1..).zip(rows).filter(|(_, row)| row.is_first && !matches!(row.of, RowOf::Group(_))) {
        let slot = shown.get_mut(usize::from(row.side)).and_then(|side| side.get_mut(row.place as usize));
        if let Some(slot) = slot.filter(|slot| **slot == 0 || row.of == RowOf::Side) {
            *slot = at;
        }
    }
    shown
}

impl Spot {
    /// Where an entity is shown in full, wherever that is.
    pub fn of_entity(entity: &EntityRef) -> Self {
        Self { way: None, of: RowOf::Node, group: None, link: None, trail: vec![entity.shown().to_clean()] }
    }
}

/// The sides on which to look for a spot: its own first.
fn sides_of<'a>(graph: &'a Graph, spot: &Spot) -> Vec<(u8, &'a Side)> {
    let mut sides: Vec<(u8, &Side)> = (0..).zip(graph.sides()).collect();
    sides.sort_by_key(|(_, side)| spot.way.is_some_and(|way| way != side.reach.way));
    sides
}

fn place_of(graph: &Graph, side: &Side, name: &Clean) -> Option<u32> {
    side.reach.place(graph.listing.end_named(name.as_str())?)
}

/// Opens what a spot stands below, so that it, or the nearest to it that is still reached, is in
/// sight.
pub fn reveal(graph: &Graph, spot: &Spot, folds: &mut Folds) {
    for (n, side) in sides_of(graph, spot) {
        let found = spot.trail.iter().rev().find_map(|name| place_of(graph, side, name).filter(|place| *place > 0));
        if let Some(place) = found {
            return open_to(graph, n, place, folds);
        }
    }
}

/// Opens everything above a place of a side.
pub fn open_to(graph: &Graph, side: u8, place: u32, folds: &mut Folds) {
    let Some(side) = graph.side(side) else { return };
    if let Some(node) = side.reach.node(place).filter(|_| place > 0) {
        folds.set_group(&GroupOf::Distance(node.distance), true);
        folds.set_group(&GroupOf::Owner(graph.owner(node.end)), true);
    }
    for place in side.reach.way_back(place).into_iter().skip(1) {
        if let Some(node) = side.reach.node(place) {
            folds.set(side.reach.way, graph.name(node.end).as_str(), true);
        }
    }
}

/// The names and titles of a graph in lower case, to look for texts in: made once, as a graph may be
/// large and a text is looked for with each of its letters.
#[derive(Clone, Debug, Default)]
pub struct Names(Vec<((u8, u32), String)>);

impl Names {
    /// Those of a graph: on each side from top to bottom.
    pub fn of(graph: &Graph) -> Self {
        let name = |end: u32| match graph.row(end) {
            // no text that is looked for has a line break
            Some(row) => format!("{}\n{}", row.name(), row.title()).to_lowercase(),
            None => graph.name(end).as_str().to_lowercase(),
        };
        let side = |(n, side): (u8, &Side)| -> Vec<((u8, u32), String)> {
            let places = tree::preorder(side).into_iter().skip(usize::from(n > 0));
            places.filter_map(|place| Some(((n, place), name(side.reach.node(place)?.end)))).collect()
        };
        Self((0..).zip(graph.sides()).flat_map(side).collect())
    }

    /// The sides and places whose name or title holds a text, whatever the case, in their order.
    pub fn holding(&self, text: &str) -> Vec<(u8, u32)> {
        let text = text.to_lowercase();
        self.0.iter().filter(|(_, name)| name.contains(&text)).map(|(place, _)| *place).collect()
    }
}
