use super::{STATES, Tasks};
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
use std::time::Duration;

impl Pane for Tasks {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Tasks".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        self.wanted(ctx)
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        match action {
            Action::ListOpen => self.filter.typing() || self.chosen().is_some(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::TasksFilter => !self.filter.typing(),
            Action::TasksClear => self.filter.is_on() || self.state.is_some() || self.template.is_some(),
            Action::TasksTemplate => {
                !self.filter.typing()
                    && (self.template.is_some() || self.chosen().is_some_and(|it| it.template.is_some()))
            }
            Action::TasksState => !self.filter.typing(),
            // in a folder there is nobody else
            Action::TasksMine => !self.filter.typing() && !ctx.platform.is_workspace,
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
            Action::TasksFilter => self.filter.begin(),
            Action::TasksClear => *self = Self { all: self.all, ..Self::default() },
            Action::TasksMine => {
                let all = !self.all;
                *self = Self { all, ..self.asked_anew() };
            }
            Action::TasksState => self.next_state(),
            Action::TasksTemplate => {
                self.template = match self.template {
                    None => self.chosen().and_then(|task| task.template.clone()),
                    Some(_) => None,
                }
            }
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

    /// The template of the task: what can be starred, copied and gone to.
    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.chosen()?.template.clone()
    }

    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        let ages = self.shown.iter().skip(self.cursor.top).take(usize::from(ctx.body.height));
        let next = |n: &usize| {
            let created = self.tasks.get(*n)?.created;
            let age = crate::domain::model::Age(ctx.now.since(created));
            Some(created.after(age.changes_after().max(Duration::from_secs(60))))
        };
        Some(ages.filter_map(next).min()?.max(ctx.now.after(Duration::from_secs(60))))
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl Tasks {
    fn follow(&self) -> Vec<Intent> {
        self.chosen().map(|task| Intent::Go(Place::task(task.id.as_str()))).into_iter().collect()
    }

    /// The next state, and after the last one all of them.
    fn next_state(&mut self) {
        let at = self.state.and_then(|state| STATES.iter().position(|it| *it == state));
        let next = match at {
            None => STATES.first(),
            Some(at) => STATES.get(at + 1),
        };
        *self = Self { state: next.copied(), ..self.asked_anew() };
    }

    /// What narrows the list, without anything that came for it.
    fn asked_anew(&self) -> Self {
        let (filter, template) = (self.filter.clone(), self.template.clone());
        Self { filter, template, all: self.all, state: self.state, ..Self::default() }
    }
}
