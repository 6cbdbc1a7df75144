//! What changes the graph that is shown: folding, depth, direction.

use super::state::GraphRoom;
use crate::domain::model::graph::{OutlineRow, RowOf};
use crate::screen::widgets::cursor::Cursor;

impl GraphRoom {
    /// Opens what is below; on what is open goes there, and on an entity that is shown elsewhere to
    /// that.
    pub(super) fn unfold(&mut self) {
        match self.here().copied() {
            Some(row) if row.open == Some(false) => self.set_fold(&row, true),
            Some(row) if row.open == Some(true) => self.cursor.at += 1,
            Some(row) if !row.is_first => self.go_to(row.side, row.place),
            _ => {}
        }
    }

    /// Folds what is below; where nothing is, goes to what this is below.
    pub(super) fn fold(&mut self) {
        match self.here().copied() {
            Some(row) if row.open == Some(true) => self.set_fold(&row, false),
            Some(_) => {
                let above = self.shown.as_ref().and_then(|shown| shown.outline.above(self.cursor.at));
                self.cursor.at = above.unwrap_or(self.cursor.at);
            }
            None => {}
        }
    }

    /// Whether folding does anything here.
    pub(super) fn can_fold(&self) -> bool {
        self.here().is_some_and(|row| row.open == Some(true) || row.level > 0)
    }

    /// Opens what is folded, and folds what is open.
    pub(super) fn toggle(&mut self, row: &OutlineRow) {
        if let Some(open) = row.open {
            self.set_fold(row, !open);
        }
    }

    fn set_fold(&mut self, row: &OutlineRow, open: bool) {
        let Some(shown) = &self.shown else { return };
        let group = shown.outline.group(row).map(|group| group.of.clone());
        let way = shown.graph.side(row.side).map(|side| side.reach.way);
        let name = self.end_of(row).map(|end| shown.graph.name(end));
        match (group, way, name) {
            (Some(group), ..) => self.folds_mut().set_group(&group, open),
            (None, Some(way), Some(name)) => self.folds_mut().set(way, name.as_str(), open),
            _ => return,
        }
        // who folds a row has chosen it
        self.missed = None;
        self.refold();
    }

    pub(super) fn fold_all(&mut self) {
        self.folds_mut().fold_all();
        self.refold();
    }

    pub(super) fn unfold_all(&mut self) {
        self.folds_mut().open_all();
        self.refold();
    }

    pub(super) fn can_go_deeper(&self) -> bool {
        self.walk().depth.is_some()
    }

    /// A step further, and from where there is nothing beyond without any limit.
    pub(super) fn deeper(&mut self) {
        let more = self.shown.as_ref().is_some_and(|shown| shown.graph.has_more());
        let walk = self.walk_mut();
        walk.depth = walk.depth.filter(|_| more).map(|depth| depth.saturating_add(1));
    }

    pub(super) fn can_go_shallower(&self) -> bool {
        self.depth_shown() > 1
    }

    fn depth_shown(&self) -> u32 {
        self.shown.as_ref().map_or(0, |shown| shown.graph.farthest())
    }

    pub(super) fn shallower(&mut self) {
        let depth = self.depth_shown().saturating_sub(1).max(1);
        self.walk_mut().depth = Some(depth);
    }

    pub(super) fn next_direction(&mut self) {
        self.graph_walk.direction = self.graph_walk.direction.next();
    }

    /// Whether the row under the cursor is an entity that is shown in full at another row.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.here().is_some_and(|row| row.of == RowOf::Node && !row.is_first)
    }

    pub(super) fn go_to_first(&mut self) {
        if let Some(row) = self.here().copied().filter(|row| !row.is_first) {
            self.go_to(row.side, row.place);
        }
    }

    /// The impact instead of the graph, or the graph instead of the impact.
    pub(super) fn turn_impact(&mut self) {
        self.impact = !self.impact;
        self.turned = self.impact;
        self.cursor = Cursor { top: 0, ..self.cursor };
    }
}
