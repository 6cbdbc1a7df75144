use super::begun;
use super::granted;
use super::state::Home;
use crate::domain::document::Target;
use crate::domain::model::{At, EntityRef, Place, Room};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::permissions::Question;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::input::Mouse;
use crate::screen::panes::{Intent, Pane, follow, mouse_on_sheet, movement};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

impl Pane for Home {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Home".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        Place::room(Room::Home)
    }

    fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        Self::wanted(ctx)
    }

    fn questions(&self, _ctx: &Ctx<'_>) -> Vec<Question> {
        vec![begun::question()]
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        match action {
            Action::ListOpen => self.sheet.target().is_some(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::HomeTidy => !ctx.recent.is_empty(),
            _ => action.room() == "list",
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            self.sheet.go(to, usize::from(ctx.body.height));
            return Vec::new();
        }
        match action {
            Action::ListOpen => self.sheet.target().map(follow).into_iter().collect(),
            Action::HomeTidy => vec![Intent::ClearRecent],
            _ => Vec::new(),
        }
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        mouse_on_sheet(&mut self.sheet, mouse, ctx.body)
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.sheet.set(Self::lines(ctx), usize::from(ctx.body.height));
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        match self.sheet.target() {
            Some(Target::Place(place)) => place.subject.clone(),
            _ => None,
        }
    }

    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        granted::changes(ctx)
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let area = Rect { x: ctx.body.x + 1.min(ctx.body.width), width: ctx.body.width.saturating_sub(1), ..ctx.body };
        self.sheet.view(buf, area, ctx.look, true);
        None
    }
}
