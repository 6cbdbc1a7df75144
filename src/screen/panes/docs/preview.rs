//! The page beside the list: the one that was found, at its heading, or the first of an entity's docs.

use super::state::DocsRoom;
use crate::domain::docs::{Page, PageName};
use crate::domain::document::{Line, Role};
use crate::domain::model::{At, Place};
use crate::platform::query::{Ask, DocsPage};
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::sync::Arc;
use std::time::Duration;

/// How long the cursor has to rest before a portal is asked for the page that it came to.
const REST: Duration = Duration::from_millis(150);

impl DocsRoom {
    fn previewed(&self) -> Option<DocsPage> {
        let place = self.place_here()?;
        Some(DocsPage { of: place.subject.clone()?, page: PageName::of_path(&place.page) })
    }

    /// The page beside the list. While the cursor runs over rows, only one that is known already: a portal
    /// is not asked for each row that is passed.
    pub(super) fn preview_wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let query = self.areas(ctx).preview.and_then(|_| self.previewed());
        let is_wanted = |query: &DocsPage| ctx.store.get(query).answer().is_some() || self.preview_has_rested(ctx);
        query.filter(is_wanted).map(Ask::from).into_iter().collect()
    }

    fn preview_has_rested(&self, ctx: &Ctx<'_>) -> bool {
        self.preview.at.as_ref() == self.place_here() && ctx.now.since(self.preview.since) >= REST
    }

    pub(super) fn preview_rests_at(&self, ctx: &Ctx<'_>) -> Option<At> {
        let is_awaited = self.areas(ctx).preview.is_some() && self.place_here().is_some();
        (is_awaited && !self.preview_has_rested(ctx)).then(|| self.preview.since.after(REST))
    }

    pub(super) fn take_in_preview(&mut self, ctx: &Ctx<'_>) {
        let here = self.place_here().cloned();
        if self.preview.at != here {
            // what is there at the start is asked for at once
            self.preview.since = if self.preview.at.is_none() { At::default() } else { ctx.now };
            self.preview.at = here;
        }
        let (Some(area), Some(query), Some(place)) =
            (self.areas(ctx).preview, self.previewed(), self.place_here().cloned())
        else {
            return;
        };
        let Some(page) = ctx.store.get(&query).answer().cloned() else { return };
        let is_shown = |(shown, known, width): &(Place, Arc<Page>, u16)| {
            *shown == place && Arc::ptr_eq(known, &page) && *width == area.width
        };
        if !self.preview.shown.as_ref().is_some_and(is_shown) {
            self.preview.show(&place, &page, text_of(area), ctx.look.glyphs.is_ascii());
            self.preview.shown = Some((place, page, area.width));
        }
    }

    pub(super) fn paint_preview(&self, ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect) {
        paint::vertical_rule(buf, area, ctx.look);
        let text = text_of(area);
        let is_there = self.preview.shown.as_ref().is_some_and(|(place, ..)| Some(place) == self.place_here());
        if is_there {
            return self.preview.view.view(buf, text, ctx.look);
        }
        let Some(query) = self.previewed() else { return };
        let remote = ctx.store.get(&query);
        let lines = match remote.in_flight || remote.fault.is_some() {
            true => absence(&remote, "the page", usize::from(text.width)),
            false => vec![Line::of("Loading the page", Role::Dim)],
        };
        for (line, y) in lines.iter().zip(text.top()..text.bottom()) {
            paint::line(buf, Rect { y, height: 1, ..text }, ctx.look, line, Style::default());
        }
    }
}

/// Where the page is painted.
fn text_of(area: Rect) -> Rect {
    Rect { x: area.x + 2.min(area.width), width: area.width.saturating_sub(3), ..area }
}
