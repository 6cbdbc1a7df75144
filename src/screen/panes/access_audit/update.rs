use super::state::{AuditRoom, Sort, parts};
use crate::domain::model::{At, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, movement};
use crate::screen::widgets::cursor::Pressed;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for AuditRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        let of = self.request.as_ref().map(|request| Clean::line(request.short()));
        ["Access".into(), "Audit".into()].into_iter().chain(of).collect()
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        self.wanted()
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let typing = self.filter.typing();
        match action {
            Action::ListOpen => typing || self.follow().is_some(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::AccessFilter => !typing,
            Action::AccessState => !typing && Self::is_known(ctx),
            Action::AccessClear => self.filter.is_on() || self.sort != Sort::All || self.request.is_some(),
            Action::AccessExport => !typing && !self.shown.is_empty(),
            Action::AccessFrom => !typing && self.follow().is_some(),
            _ => action.room() == "list",
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            self.moved = true;
            self.cursor.go(to, self.shown.len(), usize::from(parts(ctx.body).1.height));
            return Vec::new();
        }
        match action {
            Action::ListOpen if self.filter.typing() => self.filter.done(),
            Action::ListOpen | Action::AccessFrom => return self.follow().into_iter().collect(),
            Action::AccessFilter => self.filter.begin(),
            Action::AccessState => self.sort = self.sort.next(),
            Action::AccessClear if self.filter.is_on() => self.filter.clear(),
            Action::AccessClear => (self.sort, self.request) = (Sort::All, None),
            Action::AccessExport => return self.export(),
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
        let pressed = self.cursor.mouse(mouse, parts(ctx.body).1, self.shown.len());
        self.moved |= pressed != Pressed::Nothing && mouse.did == MouseDid::Click;
        let followed = self.follow().filter(|_| pressed == Pressed::Again);
        followed.into_iter().collect()
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        // what is cleared or chosen is another list
        self.take_in(ctx);
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        None
    }

    fn bookmark(&self) -> (Option<EntityRef>, usize) {
        (None, self.cursor.at)
    }

    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        (!self.shown.is_empty()).then(|| ctx.now.after(std::time::Duration::from_secs(60)))
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl AuditRoom {
    fn follow(&self) -> Option<Intent> {
        Some(Intent::Go(Place::access(self.chosen()?.request.as_ref()?.as_str())))
    }
}
