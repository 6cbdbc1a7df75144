//! Where what is: the rooms of the windows that are seen, and what each may look at there.

use super::state::App;
use crate::screen::ctx::{Ctx, Part};
use crate::screen::panes::Pane;
use ratatui::layout::Rect;

/// What a room may look at that is painted there. Not a function: the rooms are not borrowed with the
/// rest, so that one of them can be changed meanwhile.
macro_rules! ctx {
    ($app:ident, $body:ident) => {
        Ctx {
            store: &$app.store,
            gate: &$app.gate,
            look: &$app.look,
            keys: &$app.keymap,
            now: $app.now,
            zone: &$app.zone,
            body: $body,
            platform: &$app.platform,
            tools: &$app.tools,
            starred: &$app.starred,
            recent: &$app.recent,
            filters: &$app.filters,
            columns: &$app.columns,
            preview: $app.preview,
            parts: &$app.parts,
            cell: $app.cell,
        }
    };
}

impl App {
    /// What the room that has the keys may look at.
    pub(super) fn ctx(&self) -> Ctx<'_> {
        self.ctx_in(self.body())
    }

    /// What a room may look at that is painted there.
    pub(super) fn ctx_in(&self, body: Rect) -> Ctx<'_> {
        ctx!(self, body)
    }

    /// Lets the room that has the keys do something with what it may look at.
    pub(super) fn with_room<T: Default>(&mut self, does: impl FnOnce(&mut dyn Pane, &Ctx<'_>) -> T) -> T {
        self.with_window(self.windows.at(), self.body(), does)
    }

    /// Lets the room of a window do something with what it may look at.
    pub(super) fn with_window<T: Default>(
        &mut self,
        window: usize,
        body: Rect,
        does: impl FnOnce(&mut dyn Pane, &Ctx<'_>) -> T,
    ) -> T {
        let ctx = ctx!(self, body);
        match self.windows.room_of_mut(window) {
            Some(room) => does(room.as_mut(), &ctx),
            None => T::default(),
        }
    }

    /// Where the room that has the keys is.
    pub(super) fn body(&self) -> Rect {
        let seen = self.seen();
        let here = seen.iter().find(|(window, _)| *window == self.windows.at());
        here.map_or_else(|| self.middle(), |(_, body)| *body)
    }

    /// The windows that are seen, each with where its room is.
    pub(super) fn seen(&self) -> Vec<(usize, Rect)> {
        let middle = self.middle();
        let alone = || vec![(self.windows.at(), middle)];
        let [left, right] = self.windows.seen()[..] else { return alone() };
        match self.parts.split(Part::Windows, middle) {
            (_, second) if second.width == 0 => alone(),
            (first, second) => {
                vec![(left, first), (right, Rect { x: second.x + 1, width: second.width - 1, ..second })]
            }
        }
    }

    /// What lies between the header and the lines at the foot.
    pub(super) fn middle(&self) -> Rect {
        let (width, height) = self.size;
        let head = 2.min(height);
        let foot = 1 + u16::try_from(self.foot().len()).unwrap_or(0);
        Rect { x: 0, y: head, width, height: height.saturating_sub(head + foot) }
    }
}
