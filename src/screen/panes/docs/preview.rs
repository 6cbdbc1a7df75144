//! The page beside the list.

use super::state::DocsRoom;
use crate::domain::model::At;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What is shown beside the list.
#[derive(Clone, Debug, Default)]
pub(super) struct Preview {}

impl DocsRoom {
    pub(super) fn preview_wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        Vec::new()
    }

    pub(super) fn take_in_preview(&mut self, _ctx: &Ctx<'_>) {}

    pub(super) fn preview_rests_at(&self, _ctx: &Ctx<'_>) -> Option<At> {
        None
    }

    pub(super) fn paint_preview(&self, ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect) {
        paint::vertical_rule(buf, area, ctx.look);
    }
}
