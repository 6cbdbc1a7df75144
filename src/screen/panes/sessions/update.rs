use super::state::{SessionsRoom, Stage};
use crate::domain::model::{At, EntityRef, Place};
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

impl Pane for SessionsRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        let of = self.entity.as_ref().map(EntityRef::short);
        ["Access".into(), "Sessions".into()].into_iter().chain(of).collect()
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        self.wanted()
    }

    fn offers(&self, action: Action, _ctx: &Ctx<'_>) -> bool {
        let typing = self.filter.typing();
        let is_known = !typing && self.answer.is_some();
        match action {
            Action::ListOpen => typing || self.follow().is_some(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::AccessFilter => !typing,
            Action::AccessScope => is_known && self.entity.is_none(),
            Action::AccessState => is_known,
            Action::AccessClear => self.filter.is_on() || self.stage != Stage::Any,
            Action::AccessFrom => is_known && self.request().is_some(),
            Action::AccessPlay => is_known && self.plays(),
            Action::AccessAddress => is_known && self.address().is_some(),
            _ => action.room() == "list",
        }
    }

    fn why_not(&self, action: Action, _ctx: &Ctx<'_>) -> Option<Clean> {
        let words = "what is exported is the audit, as JSON and CSV, with the sessions in it";
        (action == Action::AccessExport).then(|| words.into())
    }

    fn title_of(&self, action: Action, _ctx: &Ctx<'_>) -> Option<&'static str> {
        (action == Action::AccessScope).then_some(if self.mine { "All sessions" } else { "Only mine" })
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            let height = self.height(ctx);
            self.cursor.go(to, self.shown.len(), height);
            self.remember();
            return Vec::new();
        }
        match action {
            Action::ListOpen if self.filter.typing() => self.filter.done(),
            Action::ListOpen => return self.follow().into_iter().collect(),
            Action::AccessFilter => self.filter.begin(),
            Action::AccessScope => self.mine = !self.mine,
            Action::AccessState => self.stage = self.stage.next(),
            Action::AccessClear if self.filter.is_on() => self.filter.clear(),
            Action::AccessClear => self.stage = Stage::Any,
            Action::AccessFrom => return self.request().into_iter().collect(),
            Action::AccessAddress => return self.address().map(Intent::Open).into_iter().collect(),
            Action::AccessPlay => self.playing = self.chosen().map(|one| one.id.clone()),
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
        let list = self.parts(ctx).1;
        let pressed = self.cursor.mouse(mouse, list, self.shown.len());
        self.remember();
        let followed = self.follow().filter(|_| pressed == Pressed::Again);
        followed.into_iter().collect()
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    fn due(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        self.play(ctx).into_iter().collect()
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.chosen().and_then(|one| one.entity.clone()).or_else(|| self.entity.clone())
    }

    /// Sessions are no entities that would be changed here.
    fn things(&self, _ctx: &Ctx<'_>) -> Vec<EntityRef> {
        Vec::new()
    }

    fn bookmark(&self) -> (Option<EntityRef>, usize) {
        (None, self.cursor.at)
    }

    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        self.changes(ctx)
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl SessionsRoom {
    /// To the request that it came from, else to the entity.
    fn follow(&self) -> Option<Intent> {
        let entity = || Some(Intent::Go(Place::entity(self.chosen()?.entity.clone()?)));
        self.request().or_else(entity)
    }

    fn request(&self) -> Option<Intent> {
        let request = self.chosen()?.request.as_ref()?;
        Some(Intent::Go(Place::access(request.as_str())))
    }

    fn plays(&self) -> bool {
        self.playing.is_none()
            && self.chosen().and_then(|one| one.recording.as_ref()).is_some_and(|recording| recording.plays)
    }

    fn address(&self) -> Option<Clean> {
        let recording = self.chosen()?.recording.as_ref()?;
        Some(recording.address.clone()).filter(|address| !address.is_empty())
    }
}
