//! What is read in a frame over the page: what a search of the site found, what the build says, what is
//! wrong with the docs.

mod building;
mod findings;
mod site_search;

use super::framed::{Over, Reads};
use super::state::Reader;
use crate::domain::document::Target;
use crate::platform::actions::Action;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, follow, movement};
use crate::screen::widgets::find::Find;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

impl Reader {
    pub(super) fn over_wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        match &self.over {
            None => Vec::new(),
            Some(over) => match over.reads {
                Reads::Search => self.search_wants(over, ctx),
                Reads::Building => self.building_wants(ctx).into_iter().collect(),
                Reads::Findings => self.findings_wants(over),
            },
        }
    }

    /// Whether an action means something while a frame is open.
    pub(super) fn over_offers(over: &Over, action: Action) -> bool {
        match action {
            Action::PickerChoose => over.typing() || over.sheet.target().is_some(),
            Action::PickerLeave => true,
            Action::ReaderEdit => over.reads == Reads::Findings,
            _ => movement(action).is_some(),
        }
    }

    pub(super) fn act_over(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if action == Action::ReaderEdit {
            return self.edit_finding(ctx).into_iter().collect();
        }
        let is_behind = self.is_behind(ctx);
        let Some(over) = &mut self.over else { return Vec::new() };
        over.waiting = false;
        if let Some(to) = movement(action) {
            over.sheet.go(to, over.height);
        } else if action == Action::PickerLeave {
            self.over = None;
        } else if is_behind {
            // keys can come faster than answers: what is listed now is not what was typed for
            over.waiting = true;
        } else {
            return self.open_over();
        }
        Vec::new()
    }

    /// Goes to what is under the cursor.
    fn open_over(&mut self) -> Vec<Intent> {
        let target = self.over.as_ref().and_then(|over| over.sheet.target()).cloned();
        let over = self.over.take_if(|_| target.is_some());
        if over.is_some_and(|over| over.reads == Reads::Search) {
            // what was looked for before is over, also when one comes back
            self.find = Find::default();
            self.look_for();
        }
        match target {
            Some(Target::Place(mut place)) => {
                // the line of a source tells findings apart, and is no part of a link
                place.query.retain(|(name, _)| name != "line");
                self.go_to(place)
            }
            other => other.as_ref().map(follow).into_iter().collect(),
        }
    }

    /// What was asked for before it was known, once it is.
    pub(super) fn over_due(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        if !self.over.as_ref().is_some_and(|over| over.waiting) || self.is_behind(ctx) {
            return Vec::new();
        }
        self.open_over()
    }

    pub(super) fn settle_over(&mut self, ctx: &Ctx<'_>) {
        let Some(mut over) = self.over.take() else { return };
        match over.reads {
            Reads::Search => self.settle_search(&mut over, ctx),
            Reads::Building => self.settle_building(&mut over, ctx),
            Reads::Findings => self.settle_findings(&mut over, ctx),
        }
        self.over = Some(over);
    }

    pub(super) fn paint_over(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let over = self.over.as_ref()?;
        let inner = paint::frame(buf, Over::frame(ctx.body), ctx.look, over.title().into());
        over.sheet.view(buf, over.page(ctx.body), ctx.look, true);
        let prompt = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), height: 1, ..inner };
        let has_room = inner.height > 0 && inner.width > 2;
        (over.typing() && has_room).then(|| over.prompt.view(buf, prompt, ctx.look))
    }

    pub(super) fn mouse_over(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let Some(over) = &mut self.over else { return Vec::new() };
        let page = over.page(ctx.body);
        match mouse.did {
            MouseDid::WheelDown => over.sheet.scroll(3, over.height),
            MouseDid::WheelUp => over.sheet.scroll(-3, over.height),
            MouseDid::Click if page.contains((mouse.column, mouse.row).into()) => {
                if over.sheet.click(usize::from(mouse.row - page.y)) {
                    return self.open_over();
                }
            }
            MouseDid::Click if !Over::frame(ctx.body).contains((mouse.column, mouse.row).into()) => self.over = None,
            MouseDid::Click => {}
        }
        Vec::new()
    }
}
