use super::state::IdentityRoom;
use crate::domain::document::Target;
use crate::domain::model::{At, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::permissions::Question;
use crate::platform::query::{Ask, Rows, WhoAmI};
use crate::screen::ctx::Ctx;
use crate::screen::input::Mouse;
use crate::screen::panes::{Intent, Pane, follow, mouse_on_sheet, movement};
use crate::screen::widgets::countdown;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for IdentityRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Who you are".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        vec![WhoAmI {}.into(), Rows {}.into()]
    }

    fn questions(&self, _ctx: &Ctx<'_>) -> Vec<Question> {
        self.asked()
    }

    fn offers(&self, action: Action, _ctx: &Ctx<'_>) -> bool {
        match action {
            Action::ListOpen => self.filter.typing() || self.sheet.target().is_some(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::IdentityFilter => !self.filter.typing(),
            Action::IdentityClear => self.filter.is_on(),
            _ => action.room() == "list",
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            self.sheet.go(to, usize::from(self.parts(ctx).1.height));
            return Vec::new();
        }
        match action {
            Action::ListOpen if self.filter.typing() => self.filter.done(),
            Action::ListOpen => return self.sheet.target().map(follow).into_iter().collect(),
            Action::IdentityFilter => self.filter.begin(),
            Action::IdentityClear => self.filter.clear(),
            _ => {}
        }
        Vec::new()
    }

    fn typing(&self) -> bool {
        self.filter.typing()
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        self.filter.key(key);
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        self.filter.paste(text);
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let (_, page) = self.parts(ctx);
        mouse_on_sheet(&mut self.sheet, mouse, page)
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        let (_, page) = self.parts(ctx);
        let lines = self.lines(ctx, usize::from(page.width.saturating_sub(3)));
        self.sheet.set(lines, usize::from(page.height));
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        match self.sheet.target() {
            Some(Target::Place(place)) => place.subject.clone(),
            _ => None,
        }
    }

    /// When the words for the time that is left change.
    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        countdown::coarse_changes(ctx.who()?.ends?, ctx.now)
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}
