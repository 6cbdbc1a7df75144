//! The link to a graph, and the graph of a link.

use super::finding::Finding;
use super::state::GraphRoom;
use crate::domain::model::graph::{Direction, Folds, Links, Walk};
use crate::domain::model::{EntityRef, Place, Tab};
use crate::screen::widgets::cursor::Cursor;

impl GraphRoom {
    /// The graph that a place names, the cursor on the entity where it was left; `None` for a place
    /// without an entity. Parameters: `direction` (`out`, `in`, `both`), `depth`, `relations` (names
    /// with commas between them), `impact`, `by=owner`.
    pub fn open(place: &Place, cursor: Option<EntityRef>) -> Option<Self> {
        let root = place.subject.clone()?;
        let mut room = Self {
            graph_walk: Walk::usual(root.clone()),
            impact_walk: Walk::impact(root),
            impact: place.param("impact").is_some(),
            by_owner: place.param("by") == Some("owner"),
            turned: false,
            tree_folds: Folds::default(),
            impact_folds: Folds::default(),
            cursor: Cursor::default(),
            begin: cursor,
            shown: None,
            left: None,
            missed: None,
            unknown_in: None,
            choice: None,
            finding: Finding::default(),
        };
        let direction = place.param("direction").and_then(Direction::of_word);
        room.graph_walk.direction = direction.unwrap_or_default();
        let walk = room.walk_mut();
        walk.depth = place.param("depth").and_then(|depth| depth.parse().ok()).filter(|depth| *depth > 0);
        if let Some(links) = place.param("relations") {
            walk.links = Links::parse(links);
        }
        Some(room)
    }

    /// The link to the same view of another entity's graph.
    pub(super) fn link_to(&self, root: EntityRef) -> Place {
        let walk = self.walk();
        let usual_of = if self.impact { Links::carrying } else { Links::usual };
        let usual = usual_of(root.kind());
        // what was usual for this root is what is usual for the other one
        let was_usual = walk.links == usual_of(self.root().kind());
        let mut place = Place { tab: Tab::Graph, ..Place::entity(root) };
        let mut add = |key: &str, value: String| place.query.push((key.into(), value));
        if self.impact {
            add("impact", "1".into());
            if self.by_owner {
                add("by", "owner".into());
            }
        } else if walk.direction != Direction::default() {
            add("direction", walk.direction.word().into());
        }
        if let Some(depth) = walk.depth {
            add("depth", depth.to_string());
        }
        if walk.links != usual && !was_usual {
            add("relations", walk.links.to_string());
        }
        place
    }
}
