//! A run of a pipeline: its tasks and their steps, each with how it stands, how long it took, and its log.

mod lines;
mod update;

use crate::domain::document::Line;
use crate::domain::model::delivery::{RunDetail, RunId};
use crate::domain::model::{Age, At, EntityRef, Place};
use crate::platform::fault::Fault;
use crate::platform::query::RunById;
use crate::screen::ctx::Ctx;
use crate::screen::panes::tabs;
use crate::screen::widgets::find::Find;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;
use std::sync::Arc;

/// A run.
#[derive(Clone, Debug)]
pub struct RunRoom {
    entity: EntityRef,
    id: RunId,
    head: Vec<Line>,
    sheet: Sheet,
    find: Find,
    made_of: Option<MadeOf>,
}

/// What the lines were made of; they are made anew only when that changes, or an age in them.
#[derive(Clone, Debug)]
struct MadeOf {
    detail: Option<Arc<RunDetail>>,
    fault: Option<Fault>,
    body: Rect,
    until: Option<At>,
}

impl MadeOf {
    fn holds(&self, other: &Self, now: At) -> bool {
        let is_same = match (&self.detail, &other.detail) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        is_same && self.fault == other.fault && self.body == other.body && self.until.is_none_or(|until| now < until)
    }
}

impl RunRoom {
    /// The room of the run that a place names; `None` for a place without one.
    pub fn open(place: &Place) -> Option<Self> {
        let (entity, id) = (place.subject.clone()?, place.run_id()?);
        let (head, sheet, find) = (Vec::new(), Sheet::default(), Find::default());
        Some(Self { entity, id, head, sheet, find, made_of: None })
    }

    /// The room as it was left, at the place that [`Sheet::place`] told.
    pub fn left_at(mut self, place: usize) -> Self {
        self.sheet = Sheet::opened_at(place);
        self
    }

    fn question(&self) -> RunById {
        RunById { id: self.id.clone() }
    }

    fn areas(&self, ctx: &Ctx<'_>) -> (Rect, Rect) {
        let page = tabs::page(ctx.body);
        let page = Rect { x: page.x + 1.min(page.width), width: page.width.saturating_sub(1), ..page };
        let lines = u16::try_from(self.head.len()).unwrap_or(u16::MAX);
        let head = Rect { height: lines.min(page.height / 2), ..page };
        let rest = Rect { y: head.bottom(), height: page.height - head.height, ..page };
        (head, self.find.above(rest))
    }

    fn take_in(&mut self, ctx: &Ctx<'_>) {
        let remote = ctx.store.get(&self.question());
        let made =
            MadeOf { detail: remote.answer().cloned(), fault: remote.fault.cloned(), body: ctx.body, until: None };
        if self.made_of.as_ref().is_some_and(|before| before.holds(&made, ctx.now)) {
            let height = usize::from(self.areas(ctx).1.height);
            return self.sheet.fit(height);
        }
        let columns = usize::from(ctx.body.width.saturating_sub(4));
        self.head = lines::head(self, ctx, columns);
        let height = usize::from(self.areas(ctx).1.height);
        let tasks = made.detail.as_deref().map(|detail| lines::tasks(self, detail, ctx, columns));
        self.sheet.set(tasks.unwrap_or_default(), height);
        let until = made.detail.as_deref().and_then(|detail| next_age(detail, ctx.now));
        self.made_of = Some(MadeOf { until, ..made });
    }
}

/// When one of the ages that are shown changes.
fn next_age(detail: &RunDetail, now: At) -> Option<At> {
    let going = detail.tasks.iter().filter(|task| task.finished.is_none()).filter_map(|task| task.started);
    let run = [detail.run.started, detail.run.finished].into_iter().flatten();
    going.chain(run).map(|at| at.after(Age(now.since(at)).changes_after())).filter(|at| *at > now).min()
}
