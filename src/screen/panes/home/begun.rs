//! What the user has begun: templates that run or failed lately, and wizards that were not sent.

use super::part::{SHOWN, heading, names};
use crate::domain::document::{Line, Role, Target};
use crate::domain::model::task::{Task, TaskFilter, TaskState};
use crate::domain::model::{At, Place};
use crate::domain::text::{Clean, clip};
use crate::platform::capability::Capability;
use crate::platform::gate::Decision;
use crate::platform::permissions::Question;
use crate::platform::query::{Ask, Drafts, Tasks};
use crate::platform::templates::Draft;
use crate::screen::ctx::Ctx;
use std::time::Duration;

/// How long a task that failed is of interest.
const LATELY: Duration = Duration::from_secs(7 * 24 * 3600);
const CREATE: &str = "scaffolder.task.create";

/// Whether the platform runs templates at all is known once this is answered.
pub(super) fn question() -> Question {
    Question { capability: Capability::of(CREATE), on: None }
}

pub(super) fn wanted(ctx: &Ctx<'_>) -> Vec<Ask> {
    let mut wants: Vec<Ask> = vec![Drafts {}.into()];
    wants.extend(tasks(ctx).map(Ask::from));
    wants
}

/// The latest tasks of the user. Where nothing runs templates, or nobody is known, none are asked for.
fn tasks(ctx: &Ctx<'_>) -> Option<Tasks> {
    let decision = ctx.gate.rule(&Capability::of(CREATE), None).decision;
    let has_them = !matches!(decision, Decision::Absent | Decision::Unknown) && !ctx.gate.is_restricted();
    let by = ctx.who().and_then(|who| who.user.clone()).filter(|_| !ctx.platform.is_workspace);
    let is_mine = ctx.platform.is_workspace || by.is_some();
    let wanted = TaskFilter { by, state: None, offset: 0, limit: TaskFilter::FEW };
    (has_them && is_mine).then_some(Tasks { wanted })
}

/// What was begun, line by line.
pub(super) fn lines(ctx: &Ctx<'_>) -> Vec<Line> {
    let page = tasks(ctx).and_then(|query| ctx.store.get(&query).answer().cloned());
    let latest = page.iter().flat_map(|page| &page.tasks);
    let of_now: Vec<&Task> = latest.filter(|task| matters(task, ctx.now)).collect();
    let drafts = ctx.store.get(&Drafts {}).answer().cloned().unwrap_or_default();
    let mut lines = Vec::new();
    if !of_now.is_empty() {
        lines.extend(heading("Tasks", of_now.len()));
        lines.extend(of_now.into_iter().take(SHOWN).map(|task| of_task(ctx, task)));
    }
    if !drafts.is_empty() {
        lines.extend(heading("Unfinished", drafts.len()));
        lines.extend(drafts.iter().take(SHOWN).map(|draft| of_draft(ctx, draft)));
    }
    lines
}

fn of_task(ctx: &Ctx<'_>, task: &Task) -> Line {
    let (role, sign) = match task.state.is_running() {
        true => (Role::Warn, ctx.look.glyphs.mark),
        false => (Role::Bad, ctx.look.glyphs.bad),
    };
    let state = (Clean::line(&format!("{sign} {}", task.state.word())), role);
    let name = task.parameters.get("name").and_then(serde_json::Value::as_str).unwrap_or_default();
    row(ctx, &task.title, state, name).to(Target::Place(Place::task(task.id.as_str())))
}

fn of_draft(ctx: &Ctx<'_>, draft: &Draft) -> Line {
    let title = Clean::line(if draft.title.is_empty() { draft.template.name() } else { &draft.title });
    let step = if draft.is_of_access() { "not asked yet".to_owned() } else { format!("step {}", draft.step + 1) };
    let step = (Clean::line(&step), Role::Dim);
    row(ctx, &title, step, draft.called()).to(Target::Place(draft.place()))
}

fn row(ctx: &Ctx<'_>, title: &Clean, (state, role): (Clean, Role), name: &str) -> Line {
    let names = names(usize::from(ctx.body.width));
    let line = Line::of(clip(title.shown(), names - 1).to_clean(), Role::Link).pad_to(names);
    line.and(state, role).pad_to(names + 24).and(Clean::line(name), Role::Text)
}

/// Tasks that run, and those that failed lately.
fn matters(task: &Task, now: At) -> bool {
    let ended = task.heard.unwrap_or(task.created);
    task.state.is_running() || (task.state == TaskState::Failed && now.since(ended) < LATELY)
}
