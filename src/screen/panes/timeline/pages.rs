//! One event in full, and the descriptor as it was.

use super::state::{Showing, TimelineRoom};
use crate::domain::document::{Line, Role, wrap, yaml_lines};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;

impl TimelineRoom {
    pub(super) fn take_in_page(&mut self, ctx: &Ctx<'_>) {
        let page = self.page_area(ctx);
        let columns = usize::from(page.width.saturating_sub(3));
        let lines = match &self.showing {
            Showing::Descriptor(state) => self.descriptor_lines(state, ctx, columns),
            _ => self.event_page(ctx, columns),
        };
        if self.event().is_none() && matches!(self.showing, Showing::Event(_)) {
            // a link may lead to one that is further back than was asked for
            self.ask_for_more(ctx);
        }
        self.page.set(lines, usize::from(page.height));
    }

    pub(super) fn look_for(&mut self) {
        let text = self.find.text().to_owned();
        self.page.find(&text);
    }

    fn event_page(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        if let Some(event) = self.event() {
            return self.lines_of(event, ctx, columns);
        }
        let remote = ctx.store.get(&self.query());
        match remote.answer() {
            Some(timeline) if !timeline.has_more && !timeline.is_asking() => {
                let words = "This event is not in the timeline: no source that can be asked here tells it any more.";
                wrap(words.into(), columns).into_iter().map(|line| Line::of(line, Role::Text)).collect()
            }
            _ => absence(&remote, "the event", columns),
        }
    }

    fn descriptor_lines(&self, state: &str, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let remote = ctx.store.get(&self.descriptor());
        let Some(text) = remote.answer() else { return absence(&remote, "the descriptor of then", columns) };
        let words = format!("The descriptor as it was at {}", state.get(..10).unwrap_or(state));
        let head = vec![Line::of(Clean::line(&words), Role::Dim), Line::empty()];
        head.into_iter().chain(yaml_lines(text, columns)).collect()
    }
}
