//! What came is laid out.

use super::state::ProvisionRoom;
use super::{line, parts};
use crate::screen::ctx::Ctx;
use ratatui::layout::Rect;
use std::sync::Arc;

impl ProvisionRoom {
    pub(super) fn take_in(&mut self, ctx: &Ctx<'_>) {
        if let Some(answer) = ctx.store.get(&self.question()).answer() {
            self.detail = Some(Arc::clone(answer));
        }
        let (left, right) = self.areas(ctx.body);
        let is_short = left.width < 56 || ctx.body.height < 28;
        let lines = line::of(self, ctx, usize::from(left.width.saturating_sub(3)), is_short);
        self.line.set(lines, usize::from(left.height));
        let lines = parts::of(self, ctx, usize::from(right.width.saturating_sub(3)));
        self.parts.set(lines, usize::from(right.height));
        // how high each is depends on how many lines there are
        let (left, right) = self.areas(ctx.body);
        let within = |area: Rect, focused: bool| if focused { self.find.above(area) } else { area };
        let (left, right) = (within(left, !self.in_parts), within(right, self.in_parts));
        self.line.fit(usize::from(left.height));
        self.parts.fit(usize::from(right.height));
    }
}
