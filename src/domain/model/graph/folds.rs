//! Which rows of an outline are open.

use super::links::Way;
use super::row::GroupOf;
use super::walk::{Graph, Side};
use std::collections::{BTreeMap, HashMap};

/// As many rows are opened by themselves.
const OPENED: usize = 60;

/// Which rows of an outline are open: those up to some level, and those that were opened or folded
/// one by one. Entities are remembered by name, so that it holds for other walks and newer listings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folds {
    levels: Levels,
    touched: BTreeMap<(Way, Box<str>), bool>,
    groups: BTreeMap<String, bool>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Levels {
    /// As many as give no long list.
    #[default]
    Few,
    /// Only what is right below the root.
    One,
    /// All.
    All,
}

impl Folds {
    /// Folds everything but the first level.
    pub fn fold_all(&mut self) {
        *self = Self { levels: Levels::One, ..Self::default() };
    }

    /// Opens everything.
    pub fn open_all(&mut self) {
        *self = Self { levels: Levels::All, ..Self::default() };
    }

    /// Opens or folds what is below an entity.
    pub fn set(&mut self, way: Way, name: &str, open: bool) {
        self.touched.insert((way, name.into()), open);
    }

    /// Opens or folds a group.
    pub fn set_group(&mut self, of: &GroupOf, open: bool) {
        self.groups.insert(group_key(of), open);
    }

    /// The folds of a graph, looked up once for all rows.
    pub(super) fn of(&self, graph: &Graph) -> OpenAt {
        let ends = self.touched.iter().filter_map(|((way, name), open)| {
            let side = graph.sides().iter().position(|side| side.reach.way == *way)?;
            let end = graph.listing.end_named(name)?;
            Some(((u8::try_from(side).ok()?, end), *open))
        });
        let levels = match self.levels {
            Levels::Few => graph.sides().iter().map(few).collect(),
            Levels::One => vec![1; graph.sides().len()],
            Levels::All => vec![u32::MAX; graph.sides().len()],
        };
        OpenAt { levels, touched: ends.collect() }
    }

    /// Which of the groups are open.
    pub(super) fn of_groups<'a>(&self, groups: impl Iterator<Item = (&'a GroupOf, usize)>) -> Vec<bool> {
        let mut rows = 0;
        let open = |(of, count): (&GroupOf, usize)| {
            let first = rows == 0;
            rows += count + 1;
            let by_itself = match self.levels {
                Levels::Few => first || rows <= OPENED,
                Levels::One => false,
                Levels::All => true,
            };
            self.groups.get(&group_key(of)).copied().unwrap_or(by_itself)
        };
        groups.map(open).collect()
    }
}

fn group_key(of: &GroupOf) -> String {
    match of {
        GroupOf::Distance(distance) => distance.to_string(),
        GroupOf::Owner(owner) => owner.as_ref().map(ToString::to_string).unwrap_or_default(),
    }
}

/// Levels of a side that can be open without giving a long list; one at least.
fn few(side: &Side) -> u32 {
    let mut rows = 0;
    let long = (0..).zip(side.reach.nodes()).find(|(place, _)| {
        rows += side.reach.steps(*place).len();
        rows > OPENED
    });
    long.map_or(u32::MAX, |(_, node)| node.distance.max(1))
}

/// Which entities of a graph are open.
pub(super) struct OpenAt {
    /// How many levels of each side.
    levels: Vec<u32>,
    touched: HashMap<(u8, u32), bool>,
}

impl OpenAt {
    /// Whether what is below an end is shown.
    pub(super) fn is_open(&self, side: u8, end: u32, distance: u32) -> bool {
        let by_itself = || self.levels.get(usize::from(side)).is_some_and(|levels| distance < *levels);
        self.touched.get(&(side, end)).copied().unwrap_or_else(by_itself)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::At;
    use crate::domain::model::graph::{Outline, Shape, Walk};
    use crate::domain::model::listing::{ListingBuilder, RowInput};
    use std::sync::Arc;

    #[test]
    fn a_long_side_does_not_fold_the_other_one() {
        let mut builder = ListingBuilder::default();
        let mut push = |name: &str, relations: Vec<(String, String)>| {
            let relations = relations.into_iter().map(|(kind, end)| (kind.into(), end.into())).collect();
            let name = name.to_owned();
            builder.push(&RowInput { kind: "Component".into(), name: name.into(), relations, ..RowInput::default() });
        };
        let to = |kind: &str, name: &str| (kind.to_owned(), format!("component:default/{name}"));
        let mut of_root: Vec<_> = (0..OPENED + 1).map(|n| to("dependsOn", &format!("need-{n}"))).collect();
        of_root.push(to("dependencyOf", "near"));
        push("root", of_root);
        push("near", vec![to("dependsOn", "root"), to("dependencyOf", "far")]);
        push("far", vec![to("dependsOn", "near")]);
        let listing = Arc::new(builder.finish(At(0), true));
        let graph = Graph::of(&listing, &Walk::usual("component:default/root".parse().unwrap())).unwrap();
        let outline = Outline::of(&graph, &Folds::default(), Shape::Tree);
        assert!(outline.rows().iter().any(|row| row.side == 1 && row.level == 3), "{:?}", outline.rows().last());
    }
}
