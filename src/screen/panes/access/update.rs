use super::narrow::Wanted;
use super::state::AccessRoom;
use crate::domain::model::{At, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::command::Command;
use crate::platform::keys::Key;
use crate::platform::plan::Target;
use crate::platform::programs::Errand;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::input::Mouse;
use crate::screen::panes::{Intent, Pane, granted, movement};
use crate::screen::widgets::cursor::Pressed;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for AccessRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Access".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        Self::wants()
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let typing = self.filter.typing();
        let is_known = !typing && self.answer.is_some();
        match action {
            Action::ListOpen => typing || self.chosen().is_some(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::AccessFilter => !typing,
            Action::AccessScope | Action::AccessState => is_known,
            Action::AccessClear => self.filter.is_on() || self.wanted != Wanted::default(),
            Action::AccessAsk => is_known && !granted::is_absent(ctx),
            Action::AccessSessions | Action::AccessAudit => is_known,
            Action::AccessLogin => {
                is_known && self.sign_in(ctx.now).is_some_and(|errand| ctx.gate.runs(&errand.commands))
            }
            Action::AccessApprove
            | Action::AccessDeny
            | Action::AccessAssume
            | Action::AccessDrop
            | Action::AccessRevoke => !typing && self.allows(action, ctx),
            _ => action.room() == "list",
        }
    }

    fn why_not(&self, action: Action, ctx: &Ctx<'_>) -> Option<Clean> {
        if action == Action::AccessExport {
            return Some("what is exported is the audit, as JSON and CSV: it is opened from here".into());
        }
        granted::why_not(action, self.chosen()?, &self.answer.as_ref()?.ways, ctx.now)
    }

    fn title_of(&self, action: Action, ctx: &Ctx<'_>) -> Option<&'static str> {
        let is_open = || self.chosen().is_some_and(|request| granted::is_open_of_mine(request, ctx.now));
        (action == Action::AccessRevoke && is_open()).then_some("Withdraw")
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            let height = self.height(ctx);
            self.cursor.go(to, self.shown.rows.len(), height);
            self.remember();
            return Vec::new();
        }
        match action {
            Action::ListOpen if self.filter.typing() => self.filter.done(),
            Action::ListOpen => return self.follow(),
            Action::AccessFilter => self.filter.begin(),
            Action::AccessScope => self.wanted.whose = self.wanted.whose.next(),
            Action::AccessState => self.wanted.stage = self.wanted.stage.next(),
            Action::AccessClear if self.filter.is_on() => self.filter.clear(),
            Action::AccessClear => self.wanted = Wanted::default(),
            Action::AccessAsk => return vec![Intent::Go(Place::access("new"))],
            Action::AccessSessions => return vec![Intent::Go(Place::access("sessions"))],
            Action::AccessAudit => return vec![Intent::Go(Place::access("audit"))],
            Action::AccessLogin => return self.sign_in(ctx.now).map(Intent::Program).into_iter().collect(),
            _ => return self.deed(action),
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
        let list = self.parts(ctx.body).list;
        let pressed = self.cursor.mouse(mouse, list, self.shown.rows.len());
        self.remember();
        if pressed == Pressed::Again { self.follow() } else { Vec::new() }
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    /// The entity that access is asked to, where the system names one.
    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.chosen()?.resources.iter().find_map(|resource| resource.entity.clone())
    }

    /// Requests are no entities that would be changed here.
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

impl AccessRoom {
    fn follow(&self) -> Vec<Intent> {
        self.chosen().map(|one| Intent::Go(Place::access(one.id.as_str()))).into_iter().collect()
    }

    fn sign_in(&self, now: At) -> Option<Errand> {
        granted::sign_in(Some(&self.answer.as_ref()?.ways).filter(|ways| granted::wants_sign_in(ways, now))?)
    }

    fn allows(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let (Some(all), Some(request)) = (&self.answer, self.chosen()) else { return false };
        granted::allows(action, request, &all.ways, ctx.now)
    }

    fn deed(&self, action: Action) -> Vec<Intent> {
        let Some(id) = self.chosen().map(|request| request.id.clone()) else { return Vec::new() };
        match action {
            Action::AccessAssume => vec![Intent::Confirm(Command::AssumeAccess(id))],
            Action::AccessDrop => vec![Intent::Confirm(Command::DropAccess(id))],
            Action::AccessApprove | Action::AccessDeny | Action::AccessRevoke => {
                vec![Intent::ReviewOf(action, Target::Request(id))]
            }
            _ => Vec::new(),
        }
    }
}
