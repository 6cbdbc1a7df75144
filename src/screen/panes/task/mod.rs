//! One run of a template: its steps, its log as it grows, and what came of it.

mod lines;
mod update;
mod view;

use crate::domain::model::task::{TaskId, TaskRun};
use crate::domain::model::{EntityRef, Place};
use crate::platform::query::TaskById;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::find::Find;
use crate::screen::widgets::log::LogView;
use crate::screen::widgets::sheet::Sheet;
use lines::Came;
use ratatui::layout::Rect;
use std::sync::Arc;

/// From so many columns on the steps stand beside the log.
const WIDE: u16 = 100;
/// Columns of the steps there.
const BESIDE: u16 = 46;

/// One run of a template.
#[derive(Clone, Debug)]
pub struct TaskRoom {
    id: TaskId,
    /// Steps, and what came of it.
    sheet: Sheet,
    log: LogView,
    find: Find,
    /// Whether keys are for the log.
    in_log: bool,
    run: Option<Arc<TaskRun>>,
    /// What came of it, laid out.
    outcome: Came,
}

impl TaskRoom {
    /// The room as a link says: `step` is the one whose lines alone are shown.
    pub fn open(place: &Place, id: TaskId) -> Self {
        let mut log = LogView::default();
        log.of_step(step_of(place));
        Self {
            id,
            sheet: Sheet::default(),
            log,
            find: Find::default(),
            in_log: false,
            run: None,
            outcome: Came::default(),
        }
    }

    fn here(&self) -> Place {
        self.at_step(self.log.step())
    }

    fn at_step(&self, step: Option<u16>) -> Place {
        let query = step.map(|step| ("step".to_owned(), (step + 1).to_string())).into_iter().collect();
        Place { query, ..Place::task(self.id.as_str()) }
    }

    fn question(&self) -> TaskById {
        TaskById { id: self.id.clone() }
    }

    fn take_in(&mut self, ctx: &Ctx<'_>) {
        let remote = ctx.store.get(&self.question());
        if let Some(run) = remote.answer() {
            let is_same = self.run.as_ref().is_some_and(|known| Arc::ptr_eq(known, run));
            if !is_same {
                self.log.set(run.log.clone());
                self.run = Some(Arc::clone(run));
            }
        }
        let columns = usize::from(self.parts(ctx.body).0.width.saturating_sub(3));
        if let Some(run) = &self.run {
            self.outcome.take_in(&run.output, columns);
        }
        let lines = lines::of(self, ctx, columns);
        // how high it is depends on how many lines there are
        self.sheet.set(lines, usize::from(self.parts(ctx.body).0.height));
        let (left, log) = self.parts(ctx.body);
        self.sheet.fit(usize::from(left.height));
        let log = self.find.above(log);
        self.log.fit(usize::from(log.height), usize::from(log.width));
    }

    /// The template, which can be gone to.
    fn template(&self) -> Option<EntityRef> {
        self.run.as_ref()?.task.template.clone()
    }

    /// The steps with what came of it, and the log.
    fn parts(&self, body: Rect) -> (Rect, Rect) {
        let body = Rect { x: body.x + 1.min(body.width), width: body.width.saturating_sub(1), ..body };
        if body.width >= WIDE {
            let left = Rect { width: BESIDE, ..body };
            return (left, Rect { x: left.right() + 2, width: body.width - BESIDE - 2, ..body });
        }
        // what has the keys is what one reads: it has the most of the rows
        let is_over = self.run.as_ref().is_some_and(|run| !run.task.state.is_running());
        let most = match (self.in_log, is_over) {
            (true, _) => body.height / 4,
            (false, true) => body.height * 2 / 3,
            (false, false) => body.height * 2 / 5,
        };
        let wanted = u16::try_from(self.sheet.lines().len()).unwrap_or(u16::MAX);
        let height = wanted.min(most).min(body.height);
        let left = Rect { height, ..body };
        let rest = body.height - height;
        (left, Rect { y: left.bottom() + 1.min(rest), height: rest.saturating_sub(1), ..body })
    }
}

/// The step that a place names, from 0.
fn step_of(place: &Place) -> Option<u16> {
    place.param("step")?.parse::<u16>().ok()?.checked_sub(1)
}
