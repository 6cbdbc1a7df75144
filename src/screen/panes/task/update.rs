use super::{TaskRoom, step_of};
use crate::domain::document::Target;
use crate::domain::model::task::{OutputTarget, StepState};
use crate::domain::model::{At, EntityRef, Place, Room, WebAddress};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::capability::Capability;
use crate::platform::command::{Command, TaskSecrets};
use crate::platform::keys::Key;
use crate::platform::permissions::{Question, Thing};
use crate::platform::query::{Ask, FormOf};
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, follow, mouse_on_sheet, movement};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use std::time::Duration;

impl Pane for TaskRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        let title = self.run.as_ref().map(|run| run.task.title.clone());
        vec!["Tasks".into(), title.unwrap_or_else(|| Clean::line(self.id.as_str()))]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        let mut wants = vec![self.question().into()];
        wants.extend(self.form_to_retry().map(Ask::from));
        wants
    }

    fn offers(&self, action: Action, _ctx: &Ctx<'_>) -> bool {
        let is_running = self.run.as_ref().is_some_and(|run| run.task.state.is_running());
        match action {
            Action::ListOpen => self.find.typing() || (!self.in_log && self.sheet.target().is_some()),
            Action::ListNextPart => false,
            Action::TaskPart | Action::ListPreviousPart => !self.find.typing(),
            Action::TaskFind => !self.find.typing() && !self.log.is_empty(),
            Action::TaskClear => self.find.is_on() || self.log.step().is_some(),
            Action::TaskFollow => !self.find.typing() && is_running,
            Action::TaskResult => self.result().is_some(),
            Action::TaskAddress => self.address().is_some(),
            Action::TaskCancel => is_running,
            Action::TaskRetry => self.can_retry(),
            _ => action.room() == "list",
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            if self.in_log {
                self.log.go(to);
            } else {
                self.sheet.go(to, usize::from(self.parts(ctx.body).0.height));
            }
            return Vec::new();
        }
        match action {
            Action::ListOpen if self.find.typing() => self.find.done(),
            Action::ListOpen => return self.open_target(),
            Action::TaskPart | Action::ListPreviousPart => self.in_log = !self.in_log,
            Action::ListNextMatch => drop(self.log.find_next(true)),
            Action::ListPreviousMatch => drop(self.log.find_next(false)),
            Action::TaskFind => self.find.begin(),
            Action::TaskClear if self.find.is_on() => {
                self.find = Default::default();
                self.log.find("");
            }
            Action::TaskClear => self.log.of_step(None),
            Action::TaskFollow => self.log.follow(!self.log.follows()),
            Action::TaskResult => return self.result().into_iter().collect(),
            Action::TaskAddress => return self.address().into_iter().collect(),
            Action::TaskCancel => return vec![Intent::Confirm(Command::CancelTask(self.id.clone()))],
            Action::TaskRetry => return vec![self.retry(ctx)],
            _ => {}
        }
        Vec::new()
    }

    fn typing(&self) -> bool {
        self.find.typing()
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        if self.find.key(key) {
            let text = self.find.text().to_owned();
            self.log.find(&text);
        }
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        if self.find.paste(text) {
            let text = self.find.text().to_owned();
            self.log.find(&text);
        }
    }

    fn has_matches(&self, _ctx: &Ctx<'_>) -> bool {
        self.log.has_found()
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let (left, log) = self.parts(ctx.body);
        let at = (mouse.column, mouse.row).into();
        match mouse.did {
            MouseDid::WheelDown if log.contains(at) => self.log.scroll(3),
            MouseDid::WheelUp if log.contains(at) => self.log.scroll(-3),
            MouseDid::Click if log.contains(at) => self.in_log = true,
            _ if left.contains(at) => {
                self.in_log = false;
                return match mouse_on_sheet(&mut self.sheet, mouse, left).is_empty() {
                    true => Vec::new(),
                    false => self.open_target(),
                };
            }
            _ => {}
        }
        Vec::new()
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.template()
    }

    /// Its template is no thing that would be changed here.
    fn things(&self, _ctx: &Ctx<'_>) -> Vec<EntityRef> {
        Vec::new()
    }

    fn questions(&self, _ctx: &Ctx<'_>) -> Vec<Question> {
        let on = Some(Thing::Run(self.id.as_str().into()));
        let create = Question { capability: Capability::of("scaffolder.task.create"), on: None };
        vec![Question { capability: Capability::of("scaffolder.task.cancel"), on }, create]
    }

    /// While a step runs, its seconds are counted.
    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        let run = self.run.as_ref()?;
        let runs = run.steps.iter().any(|step| step.state == StepState::Processing) && run.task.state.is_running();
        let age = crate::domain::model::Age(ctx.now.since(run.task.created));
        let age_changes = run.task.created.after(age.changes_after()).max(ctx.now.after(Duration::from_secs(60)));
        Some(if runs { ctx.now.after(Duration::from_secs(1)) } else { age_changes })
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl TaskRoom {
    /// Follows what is under the cursor; a step shows its lines of the log alone.
    fn open_target(&mut self) -> Vec<Intent> {
        match self.sheet.target().cloned() {
            Some(Target::Place(place)) if place.room == Room::Tasks => {
                self.log.of_step(step_of(&place));
                Vec::new()
            }
            // what no browser opens is of use elsewhere: in a folder where the repository lies
            Some(Target::Address(address)) if !opens(&address) => vec![Intent::Copy(path_of(&address))],
            Some(target) => vec![follow(&target)],
            None => Vec::new(),
        }
    }

    fn can_retry(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.can_retry && !run.task.state.is_running())
    }

    /// What is asked before it is run again: whether its form has secrets, which are kept nowhere.
    fn form_to_retry(&self) -> Option<FormOf> {
        let template = self.template().filter(|_| self.can_retry())?;
        Some(FormOf { template })
    }

    fn retry(&self, ctx: &Ctx<'_>) -> Intent {
        let form = self.form_to_retry().map(|query| ctx.store.get(&query));
        let secrets = form.as_ref().and_then(|form| Some(form.answer()?.secrets())).unwrap_or_default();
        let is_read = form.is_none_or(|form| form.answer().is_some() || form.fault.is_some());
        if !is_read {
            return Intent::Tell("not yet: what the template asks for is being read".into());
        }
        if secrets.is_empty() {
            return Intent::Confirm(Command::RetryTask { id: self.id.clone(), secrets: TaskSecrets::default() });
        }
        let given: String = secrets.iter().map(|name| format!(" --secret {name}=@FILE")).collect();
        let words = format!("its secrets are kept nowhere; with them: stagedoor task retry {}{given}", self.id);
        Intent::Tell(Clean::line(&words))
    }

    /// The first entity that came of it.
    fn result(&self) -> Option<Intent> {
        let links = &self.run.as_ref()?.output.links;
        links.iter().find_map(|link| link.to.place()).map(Intent::Go)
    }

    /// The first address that came of it and a browser opens: a repository, a commit, a pull request.
    fn address(&self) -> Option<Intent> {
        let links = &self.run.as_ref()?.output.links;
        let address = links.iter().find_map(|link| match &link.to {
            OutputTarget::Address(address) => Some(address.clone()).filter(opens),
            OutputTarget::Entity(_) => None,
        });
        address.map(Intent::Open)
    }
}

/// Whether a browser is given it.
fn opens(address: &Clean) -> bool {
    WebAddress::parse(address.as_str()).is_ok()
}

/// Of a file or a folder its path, and else the address.
fn path_of(address: &Clean) -> String {
    let path = address.as_str().strip_prefix("file://").filter(|path| path.starts_with('/'));
    path.unwrap_or(address.as_str()).to_owned()
}
