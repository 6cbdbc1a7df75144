use super::state::RequestRoom;
use crate::domain::document::Target as Leads;
use crate::domain::model::access::CommandLine;
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
use crate::screen::panes::{Intent, Pane, follow, granted, mouse_on_sheet, movement};
use crate::screen::widgets::find::Find;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for RequestRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        let what = self.request.as_ref().map(|request| request.what()).filter(|what| !what.is_empty());
        vec!["Access".into(), what.unwrap_or_else(|| Clean::line(&self.page))]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        self.wants(ctx)
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        if self.find.typing() {
            return matches!(action, Action::ListOpen | Action::AccessClear) || movement(action).is_some();
        }
        match action {
            Action::ListOpen => self.sheet.target().is_some(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::AccessFilter => self.request.is_some(),
            Action::AccessClear => self.find.is_on(),
            Action::AccessSessions | Action::AccessAudit => self.request.is_some(),
            Action::AccessConnect => {
                self.may_assume(ctx) && self.errand(ctx).is_some_and(|errand| ctx.gate.runs(&errand.commands))
            }
            Action::AccessLogin => sign_in(ctx).is_some_and(|errand| ctx.gate.runs(&errand.commands)),
            Action::AccessCopyCommand => self.line(ctx).is_some(),
            Action::AccessApprove
            | Action::AccessDeny
            | Action::AccessAssume
            | Action::AccessDrop
            | Action::AccessRevoke => self.allows(action, ctx),
            _ => action.room() == "list",
        }
    }

    fn title_of(&self, action: Action, ctx: &Ctx<'_>) -> Option<&'static str> {
        match action {
            Action::AccessFilter => Some("Find"),
            Action::AccessRevoke if granted::is_open_of_mine(self.request.as_ref()?, ctx.now) => Some("Withdraw"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, ctx: &Ctx<'_>) -> Option<Clean> {
        if action == Action::AccessConnect && self.connection(ctx).is_some_and(|connection| connection.simulated) {
            return Some("there is nothing to connect to: it is only played".into());
        }
        if action == Action::AccessConnect && !self.may_assume(ctx) {
            return Some("it would first be taken into use, which is not allowed here".into());
        }
        granted::why_not(action, self.request.as_ref()?, Self::ways(ctx)?, ctx.now)
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            self.sheet.go(to, usize::from(self.page(ctx).height));
            return Vec::new();
        }
        match action {
            Action::ListOpen if self.find.typing() => self.find.done(),
            Action::ListOpen => return self.open_line(),
            Action::ListNextMatch | Action::ListPreviousMatch => {
                self.sheet.next_match(action == Action::ListPreviousMatch);
            }
            Action::AccessFilter => self.find.begin(),
            Action::AccessClear => {
                self.find = Find::default();
                self.look_for();
            }
            Action::AccessSessions => return vec![Intent::Go(Place::access("sessions"))],
            Action::AccessAudit => return vec![Intent::Go(self.audit())],
            Action::AccessConnect => return self.errand(ctx).map(Intent::Program).into_iter().collect(),
            Action::AccessLogin => return sign_in(ctx).map(Intent::Program).into_iter().collect(),
            Action::AccessCopyCommand => {
                return self.line(ctx).map(|line| Intent::Copy(line.to_string())).into_iter().collect();
            }
            _ => return self.deed(action),
        }
        Vec::new()
    }

    fn typing(&self) -> bool {
        self.find.typing()
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        if self.find.key(key) {
            self.look_for();
        }
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        if self.find.paste(text) {
            self.look_for();
        }
    }

    fn has_matches(&self, _ctx: &Ctx<'_>) -> bool {
        self.sheet.matches().1 > 0
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let page = self.page(ctx);
        let intents = mouse_on_sheet(&mut self.sheet, mouse, page);
        if intents.is_empty() { intents } else { self.open_line() }
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.request.as_ref()?.resources.iter().find_map(|resource| resource.entity.clone())
    }

    /// A request is no entity that would be changed here.
    fn things(&self, _ctx: &Ctx<'_>) -> Vec<EntityRef> {
        Vec::new()
    }

    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        self.changes(ctx)
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let page = self.page(ctx);
        self.sheet.view(buf, page, ctx.look, true);
        let whole = ratatui::layout::Rect { height: ctx.body.height, ..page };
        self.find.view(buf, whole, ctx.look, self.sheet.matches())
    }
}

fn sign_in(ctx: &Ctx<'_>) -> Option<Errand> {
    granted::sign_in(granted::ways(ctx).filter(|ways| granted::is_out(ways))?)
}

impl RequestRoom {
    fn allows(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let (Some(ways), Some(request)) = (Self::ways(ctx), &self.request) else { return false };
        granted::allows(action, request, ways, ctx.now)
    }

    /// What connects, in one line for a shell: each command where the one before it went well. Nothing where a command
    /// of it cannot be written safely.
    fn line(&self, ctx: &Ctx<'_>) -> Option<Clean> {
        let commands = self.errand(ctx)?.commands;
        let lines: Vec<Clean> = commands.iter().map(CommandLine::quoted).collect::<Option<_>>()?;
        let lines: Vec<&str> = lines.iter().map(Clean::as_str).collect();
        Some(Clean::line(&lines.join(" && ")))
    }

    fn audit(&self) -> Place {
        Place { query: vec![("request".into(), self.page.clone())], ..Place::access("audit") }
    }

    /// A line that chooses a name to sign in with does that here; all others lead where they lead.
    fn open_line(&mut self) -> Vec<Intent> {
        let Some(target) = self.sheet.target().cloned() else { return Vec::new() };
        if let Leads::Place(place) = &target
            && let Some(login) = self.login_of(place)
        {
            self.login = Some(login.to_owned());
            return Vec::new();
        }
        vec![follow(&target)]
    }

    fn deed(&self, action: Action) -> Vec<Intent> {
        let Some(id) = self.id.clone() else { return Vec::new() };
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
