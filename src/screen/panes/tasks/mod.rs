//! Runs of templates: mine or everybody's, newest first, with what was filled in beside.

mod update;
mod view;

use crate::domain::model::task::{Task, TaskFilter, TaskPage, TaskState};
use crate::domain::model::{EntityRef, Place, Room};
use crate::platform::query::{Ask, Tasks as Query, WhoAmI};
use crate::screen::ctx::Ctx;
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::filter::Filter;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Tasks that are asked for at first, and how many more at the end of those.
const FIRST: usize = 100;
/// From so many columns on what was filled in stands beside the list.
const WIDE: u16 = 100;
/// The filter, and the heads of the columns.
const HEAD: u16 = 2;
/// The states in the order that one key goes through.
const STATES: [TaskState; 5] =
    [TaskState::Processing, TaskState::Completed, TaskState::Failed, TaskState::Cancelled, TaskState::Open];

/// Runs of templates.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    filter: Filter,
    cursor: Cursor,
    /// Whether those of others are shown too.
    all: bool,
    state: Option<TaskState>,
    /// Tasks beyond the first that were asked for.
    more: usize,
    /// Those that pass the filter, by their place in the page.
    shown: Vec<usize>,
    page: Arc<TaskPage>,
    made_of: Option<String>,
}

impl Tasks {
    /// The room as a link says: `q` is the filter, `state` one of the words for it, `of=all` everybody's.
    pub fn open(place: &Place) -> Self {
        Self {
            filter: Filter::holding(place.param("q").unwrap_or_default()),
            all: place.param("of") == Some("all"),
            state: place.param("state").and_then(TaskState::of_word),
            ..Self::default()
        }
    }

    fn here(&self) -> Place {
        let text = self.filter.text();
        let parts = [
            (!text.is_empty()).then_some(("q", text)),
            self.state.map(|state| ("state", state.word())),
            self.all.then_some(("of", "all")),
        ];
        let query = parts.into_iter().flatten().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Place { query, ..Place::room(Room::Tasks) }
    }

    /// Who is meant by mine; nobody in a folder, where all is done by the user.
    fn mine(&self, ctx: &Ctx<'_>) -> Option<EntityRef> {
        let who = ctx.who().filter(|_| !self.all && !ctx.platform.is_workspace)?;
        who.user.clone()
    }

    fn question(&self, ctx: &Ctx<'_>) -> Query {
        let wanted =
            TaskFilter { by: self.mine(ctx), state: self.state, offset: 0, limit: FIRST.saturating_add(self.more) };
        Query { wanted }
    }

    /// Mine are asked for once it is known who one is.
    fn wanted(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let who = ctx.store.get(&WhoAmI {});
        let awaits = !self.all && !ctx.platform.is_workspace && who.answer().is_none() && who.fault.is_none();
        let mut wants: Vec<Ask> = vec![WhoAmI {}.into()];
        wants.extend((!awaits).then(|| self.question(ctx).into()));
        wants
    }

    fn take_in(&mut self, ctx: &Ctx<'_>) {
        let answer = ctx.store.get(&self.question(ctx)).answer().cloned();
        // while more are on their way, those that are there stay
        let page = answer.unwrap_or_else(|| if self.more > 0 { Arc::clone(&self.page) } else { Arc::default() });
        let text = self.filter.text().to_owned();
        if !Arc::ptr_eq(&page, &self.page) || self.made_of.as_ref() != Some(&text) {
            let chosen = self.chosen().map(|task| task.id.clone());
            let tasks = page.tasks.iter().enumerate();
            self.shown = tasks.filter(|(_, task)| matches(task, &text)).map(|(n, _)| n).collect();
            self.page = page;
            self.made_of = Some(text);
            let at = self.shown.iter().position(|n| self.page.tasks.get(*n).map(|task| &task.id) == chosen.as_ref());
            self.cursor.at = at.unwrap_or(self.cursor.at);
        }
        let height = usize::from(self.parts(ctx.body).1.height);
        self.cursor.settle(self.shown.len(), height);
        let is_at_end = self.cursor.at + 1 >= self.shown.len();
        if is_at_end && self.page.tasks.len() < self.page.total && self.page.tasks.len() >= FIRST + self.more {
            self.more += FIRST;
        }
    }

    fn chosen(&self) -> Option<&Task> {
        self.page.tasks.get(*self.shown.get(self.cursor.at)?)
    }

    /// The filter and heads, the list, and the details; these are nowhere when there is no room.
    fn parts(&self, body: Rect) -> (Rect, Rect, Rect) {
        let head = Rect { height: HEAD.min(body.height), ..body };
        let rest = Rect { y: body.y + head.height, height: body.height - head.height, ..body };
        if body.width < WIDE {
            return (head, rest, Rect { y: rest.bottom(), height: 0, ..rest });
        }
        let list = Rect { width: body.width / 5 * 3, ..rest };
        (head, list, Rect { x: list.right(), width: rest.width - list.width, ..rest })
    }
}

/// Whether a task is meant by words, all of which have to be found in it, whatever their case.
fn matches(task: &Task, words: &str) -> bool {
    let template = task.template.as_ref().map(EntityRef::as_str).unwrap_or_default();
    let by = task.by.as_ref().map(EntityRef::as_str).unwrap_or_default();
    let all = format!("{} {template} {by} {} {} {}", task.title, task.state.word(), task.id, task.parameters);
    let all = all.to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| all.contains(word))
}
