//! What stands beside the log: how the task stands, its steps, what came of it, and what was filled in.

use super::TaskRoom;
use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::model::task::{Output, StepState, TaskRun, TaskState, TaskStep};
use crate::domain::model::{Age, At, EntityRef, Place};
use crate::domain::text::{Clean, clip};
use crate::screen::ctx::Ctx;
use crate::screen::panes::{absence, outcome};
use serde_json::Value;
use std::sync::Arc;

pub(super) fn of(room: &TaskRoom, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let Some(run) = &room.run else {
        return absence(&ctx.store.get(&room.question()), "the task", columns);
    };
    let mut lines = head(run, ctx, columns);
    lines.extend(room.outcome.lines.iter().cloned());
    lines.push(Line::empty());
    lines.extend(run.steps.iter().enumerate().map(|(n, step)| step_line(room, ctx, (n, step), columns)));
    lines.extend(filled_in(run, columns));
    lines
}

/// What came of a task, as lines that are made once.
#[derive(Clone, Debug, Default)]
pub(super) struct Came {
    of: Option<(Arc<Output>, usize)>,
    lines: Vec<Line>,
}

impl Came {
    /// Makes the lines anew where something else came of it, or where there are other columns for it.
    pub(super) fn take_in(&mut self, output: &Arc<Output>, columns: usize) {
        let is_same = |(known, was): &(Arc<Output>, usize)| Arc::ptr_eq(known, output) && *was == columns;
        if self.of.as_ref().is_some_and(is_same) {
            return;
        }
        self.of = Some((Arc::clone(output), columns));
        self.lines = outcome::lines(output, columns);
        if !self.lines.is_empty() {
            self.lines.splice(0..0, [Line::empty(), Line::of("What came of it", Role::Heading)]);
        }
    }
}

fn wrapped(text: &Clean, role: Role, columns: usize) -> impl Iterator<Item = Line> {
    wrap(text.shown(), columns).into_iter().map(move |line| Line::of(line, role))
}

fn head(run: &TaskRun, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let task = &run.task;
    let mut lines: Vec<Line> = wrapped(&task.title, Role::Title, columns).collect();
    let glyphs = &ctx.look.glyphs;
    let (sign, word, role) = match run.state() {
        TaskState::Completed => (glyphs.chosen, "completed", Role::Good),
        TaskState::Failed => (glyphs.bad, "failed", Role::Bad),
        TaskState::Cancelled => (glyphs.warn, "cancelled", Role::Warn),
        TaskState::Open => (glyphs.dot, "waits to begin", Role::Link),
        TaskState::Processing => (glyphs.dot, "runs", Role::Link),
    };
    let by = task.by.as_ref().map(|by| format!(" by {}", by.short())).unwrap_or_default();
    let ago = format!("  {}{by}", Age(ctx.now.since(task.created)).ago());
    lines.push(Line::of(Clean::line(&format!("{sign} {word}")), role).and(Clean::line(&ago), Role::Dim));
    if let Some(fault) = &run.fault {
        lines.extend(wrapped(fault, Role::Bad, columns));
    }
    if let Some(behind) = &run.behind {
        lines.extend(wrapped(behind, Role::Warn, columns));
    }
    lines
}

/// Hours, minutes and seconds, as short as they can be told.
fn lasted(from: At, to: At) -> String {
    let seconds = to.since(from).as_secs();
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3_600 => format!("{}m{:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h{:02}m", seconds / 3_600, seconds / 60 % 60),
    }
}

fn step_line(room: &TaskRoom, ctx: &Ctx<'_>, (n, step): (usize, &TaskStep), columns: usize) -> Line {
    let glyphs = &ctx.look.glyphs;
    let (sign, role, word) = match step.state {
        StepState::Waiting => (" ", Role::Dim, ""),
        StepState::Processing => (glyphs.dot, Role::Link, "runs"),
        StepState::Completed => (glyphs.chosen, Role::Good, ""),
        StepState::Failed => (glyphs.bad, Role::Bad, "failed"),
        StepState::Skipped => ("-", Role::Dim, "skipped"),
        StepState::Cancelled => (glyphs.warn, Role::Warn, "stopped"),
    };
    let time = match (step.started, step.ended) {
        (Some(from), Some(to)) => lasted(from, to),
        (Some(from), None) if step.state == StepState::Processing => lasted(from, ctx.now),
        _ => String::new(),
    };
    let number = u16::try_from(n).ok();
    let is_shown = number.is_some() && room.log.step() == number;
    let told: Vec<&str> =
        [word, &time, if is_shown { "its log" } else { "" }].into_iter().filter(|it| !it.is_empty()).collect();
    let told = told.join(", ");
    let room_for_name = columns.saturating_sub(told.len() + 4).max(8);
    let name = clip(step.name.shown(), room_for_name).to_clean();
    let line = Line::of(sign, role)
        .and(" ", Role::Text)
        .and(name, if step.state == StepState::Waiting { Role::Dim } else { Role::Text });
    let line = if told.is_empty() { line } else { line.and("  ", Role::Text).and(Clean::line(&told), Role::Dim) };
    let to = if is_shown { None } else { number };
    line.to(Target::Place(room.at_step(to)))
}

fn filled_in(run: &TaskRun, columns: usize) -> Vec<Line> {
    let mut lines = vec![Line::empty(), Line::of("Filled in", Role::Heading)];
    if let Some(template) = &run.task.template {
        let target = Target::Place(Place::entity(template.clone()));
        lines.push(Line::of("template ", Role::Label).and(template.short(), Role::Link).to(target));
    }
    let Value::Object(values) = &*run.task.parameters else { return lines };
    for (name, value) in values {
        let text = match value {
            Value::String(text) => Clean::line(text),
            other => Clean::line(&other.to_string()),
        };
        let name = Clean::line(name);
        let entity: Option<EntityRef> = text.as_str().contains(':').then(|| text.as_str().parse().ok()).flatten();
        let shown = clip(text.shown(), columns.saturating_sub(name.as_str().chars().count() + 1).max(8)).to_clean();
        let line = Line::of(name, Role::Label).and(" ", Role::Text);
        // an entity that was chosen can be gone to
        lines.push(match entity.filter(|entity| !text.as_str().contains("://") && entity.as_str().contains('/')) {
            Some(entity) => line.and(shown, Role::Link).to(Target::Place(Place::entity(entity))),
            None => line.and(shown, Role::Text),
        });
    }
    lines
}
