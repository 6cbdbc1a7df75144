use super::state::JournalRoom;
use crate::domain::model::{EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::input::Mouse;
use crate::screen::panes::{Intent, Pane, movement};
use crate::screen::widgets::cursor::Pressed;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for JournalRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Journal".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        Self::wanted()
    }

    fn offers(&self, action: Action, _ctx: &Ctx<'_>) -> bool {
        match action {
            Action::ListOpen => self.filter.typing() || self.entity().is_some(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::JournalFilter => !self.filter.typing(),
            Action::JournalClear => self.filter.is_on(),
            _ => action.room() == "list",
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            let height = usize::from(self.parts(ctx.body).1.height);
            self.cursor.go(to, self.shown.len(), height);
            return Vec::new();
        }
        match action {
            Action::ListOpen if self.filter.typing() => self.filter.done(),
            Action::ListOpen => return self.follow(),
            Action::JournalFilter => self.filter.begin(),
            Action::JournalClear => *self = Self { cursor: self.cursor, ..Self::default() },
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
        let list = self.parts(ctx.body).1;
        match self.cursor.mouse(mouse, list, self.shown.len()) {
            Pressed::Again => self.follow(),
            Pressed::Moved | Pressed::Nothing => Vec::new(),
        }
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.entity()
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl JournalRoom {
    fn follow(&self) -> Vec<Intent> {
        self.entity().map(|entity| Intent::Go(Place::entity(entity))).into_iter().collect()
    }
}
