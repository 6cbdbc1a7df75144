//! Runs of templates: mine or everybody's, newest first, with what was filled in beside.

mod update;
mod view;

use crate::domain::model::task::{Task, TaskFilter, TaskPage, TaskState};
use crate::domain::model::{EntityRef, Place, Room};
use crate::platform::query::{Ask, TaskById, Tasks as Query, WhoAmI};
use crate::screen::ctx::Ctx;
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::filter::Filter;
use ratatui::layout::Rect;
use std::collections::HashSet;
use std::sync::Arc;

/// Tasks that are asked for at once: at first, and then at the end of those.
const PAGE: usize = TaskFilter::PAGE;
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
    /// Only runs of this template.
    template: Option<EntityRef>,
    /// Pages beyond the first that were asked for.
    more: usize,
    /// The pages as far as they came, and the tasks of all of them.
    pages: Vec<Arc<TaskPage>>,
    tasks: Vec<Task>,
    /// Those that pass the filter, by their place among these.
    shown: Vec<usize>,
    made_of: Option<(String, Option<EntityRef>)>,
}

impl Tasks {
    /// The room as a link says: `q` is the filter, `state` one of the words for it, `template` the one that was run,
    /// `of=all` everybody's.
    pub fn open(place: &Place) -> Self {
        Self {
            filter: Filter::holding(place.param("q").unwrap_or_default()),
            all: place.param("of") == Some("all"),
            state: place.param("state").and_then(TaskState::of_word),
            template: place.param("template").and_then(|text| EntityRef::parse(text, Some("template"), None).ok()),
            ..Self::default()
        }
    }

    fn here(&self) -> Place {
        let text = self.filter.text();
        let parts = [
            (!text.is_empty()).then_some(("q", text)),
            self.state.map(|state| ("state", state.word())),
            self.template.as_ref().map(|template| ("template", template.as_str())),
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

    /// What a page of the list is asked by.
    fn question(&self, ctx: &Ctx<'_>, page: usize) -> Query {
        let wanted =
            TaskFilter { by: self.mine(ctx), state: self.state, offset: page.saturating_mul(PAGE), limit: PAGE };
        Query { wanted }
    }

    /// Mine are asked for once it is known who one is.
    fn wanted(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let who = ctx.store.get(&WhoAmI {});
        let awaits = !self.all && !ctx.platform.is_workspace && who.answer().is_none() && who.fault.is_none();
        let mut wants: Vec<Ask> = vec![WhoAmI {}.into()];
        // of those between, what came is kept
        let pages = if self.more == 0 { vec![0] } else { vec![0, self.more] };
        wants.extend(pages.into_iter().filter(|_| !awaits).map(|page| self.question(ctx, page).into()));
        wants
    }

    fn take_in(&mut self, ctx: &Ctx<'_>) {
        let is_other = self.take_pages(ctx);
        let made_of = (self.filter.text().to_owned(), self.template.clone());
        if is_other || self.made_of.as_ref() != Some(&made_of) {
            let chosen = self.chosen().map(|task| task.id.clone());
            if is_other {
                let mut seen = HashSet::new();
                // a task that began meanwhile has moved the others on to the next page
                let all = self.pages.iter().flat_map(|page| &page.tasks);
                self.tasks = all.filter(|task| seen.insert(&task.id)).cloned().collect();
            }
            let of_template = |task: &Task| self.template.is_none() || task.template == self.template;
            let fits = |(_, task): &(usize, &Task)| of_template(task) && matches(task, &made_of.0);
            self.shown = self.tasks.iter().enumerate().filter(fits).map(|(n, _)| n).collect();
            self.made_of = Some(made_of);
            let at = self.shown.iter().position(|n| self.tasks.get(*n).map(|task| &task.id) == chosen.as_ref());
            self.cursor.at = at.unwrap_or(self.cursor.at);
        }
        let height = usize::from(self.parts(ctx.body).1.height);
        self.cursor.settle(self.shown.len(), height);
        let is_at_end = self.cursor.at + 1 >= self.shown.len();
        if is_at_end && self.pages.len() > self.more && !self.is_whole() {
            self.more += 1;
        }
    }

    /// Takes in the pages that came; whether one of them is another than before.
    fn take_pages(&mut self, ctx: &Ctx<'_>) -> bool {
        let mut is_other = false;
        for page in 0..=self.more {
            let Some(answer) = ctx.store.get(&self.question(ctx, page)).answer() else { continue };
            let count = self.pages.len();
            match self.pages.get_mut(page) {
                Some(known) if Arc::ptr_eq(known, answer) => continue,
                Some(known) => *known = Arc::clone(answer),
                None if count == page => self.pages.push(Arc::clone(answer)),
                None => continue,
            }
            is_other = true;
        }
        is_other
    }

    /// Whether all tasks are there that the platform has.
    fn is_whole(&self) -> bool {
        let total = self.pages.first().map_or(0, |page| page.total);
        total <= self.pages.len().saturating_mul(PAGE)
    }

    /// How a task stands: the portal calls one that was stopped failed, where nobody has followed it.
    fn state_of(ctx: &Ctx<'_>, task: &Task) -> TaskState {
        let run = ctx.store.get(&TaskById { id: task.id.clone() }).answer();
        let run = run.filter(|run| run.task.heard == task.heard && task.state == TaskState::Failed);
        run.map_or(task.state, |run| run.state())
    }

    fn chosen(&self) -> Option<&Task> {
        self.tasks.get(*self.shown.get(self.cursor.at)?)
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
