use super::RunRoom;
use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::model::delivery::{RunDetail, RunState, RunStep, RunTask};
use crate::domain::model::{Age, At, Place, Tab};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::look::Glyphs;
use crate::screen::panes::absence;

/// Lines that a message gets.
const MESSAGE: usize = 3;
/// Where the times stand, at least.
const NAMES: usize = 30;

/// How the run stands.
pub(super) fn head(room: &RunRoom, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let remote = ctx.store.get(&room.question());
    let Some(detail) = remote.answer() else { return absence(&remote, "the run", columns) };
    let run = &detail.run;
    let (sign, role) = sign(run.state, &ctx.look.glyphs);
    let word = if run.reason.is_empty() { Clean::from(word(run.state)) } else { run.reason.clone() };
    let title = Line::of(Clean::line(&run.id.name), Role::Title)
        .and("  ", Role::Text)
        .and(Clean::line(&format!("{sign} {word}")), role)
        .and(times(run.started, run.finished, ctx.now), Role::Dim);
    let pipeline = if run.pipeline.is_empty() { String::new() } else { format!("{}, ", run.pipeline) };
    let place = Clean::line(&format!("{pipeline}namespace {} of {}", run.id.namespace, run.id.cluster));
    let mut lines = vec![title, Line::of("pipeline ", Role::Label).and(place, Role::Text)];
    let is_bad = run.state == RunState::Failed;
    lines.extend(told(&run.message, if is_bad { Role::Bad } else { Role::Dim }, columns));
    if let Some(fault) = remote.fault {
        let words = Clean::line(&format!("this may be behind: {}", fault.happened));
        lines.extend(told(&words, Role::Warn, columns));
    }
    lines.push(Line::empty());
    lines
}

fn told(message: &Clean, role: Role, columns: usize) -> Vec<Line> {
    match message.is_empty() {
        true => Vec::new(),
        false => wrap(message.shown(), columns).into_iter().take(MESSAGE).map(|line| Line::of(line, role)).collect(),
    }
}

/// Its tasks, their steps, and what came of it.
pub(super) fn tasks(room: &RunRoom, detail: &RunDetail, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = detail.tasks.iter().flat_map(|task| self::task(room, task, ctx, columns)).collect();
    if detail.tasks.is_empty() {
        lines.push(Line::of("No task has begun", Role::Dim));
    }
    if !detail.results.is_empty() {
        lines.extend([Line::empty(), Line::of("Results", Role::Heading)]);
    }
    lines.extend(
        detail.results.iter().map(|(name, value)| {
            Line::of(name.clone(), Role::Label).and("  ", Role::Text).and(value.clone(), Role::Text)
        }),
    );
    lines
}

fn task(room: &RunRoom, task: &RunTask, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let (sign, role) = sign(task.state, &ctx.look.glyphs);
    let name = if task.name.is_empty() { Clean::line(&task.run) } else { task.name.clone() };
    let line = Line::of(sign, role).and(" ", Role::Text).and(name, Role::Heading).pad_to(NAMES);
    let line = line.and(times(task.started, task.finished, ctx.now), Role::Dim);
    let is_plain = task.state == RunState::Succeeded || task.reason.as_str() == "Running";
    let line = if is_plain { line } else { line.and("  ", Role::Text).and(task.reason.clone(), role) };
    let mut lines = vec![line];
    if task.state == RunState::Failed {
        let message = told(&task.message, Role::Bad, columns.saturating_sub(4));
        lines.extend(message.into_iter().map(|line| indented(line, 4)));
    }
    lines.extend(task.steps.iter().map(|step| self::step(room, task, step, ctx)));
    lines
}

fn indented(line: Line, by: usize) -> Line {
    line.runs.into_iter().fold(Line::empty().pad_to(by), |line, run| line.and(run.text, run.role))
}

fn step(room: &RunRoom, task: &RunTask, step: &RunStep, ctx: &Ctx<'_>) -> Line {
    let (sign, role) = sign(step.state, &ctx.look.glyphs);
    let line = Line::of("    ", Role::Text).and(sign, role).and(" ", Role::Text).and(step.name.clone(), Role::Text);
    let words = match (step.exit_code, step.state) {
        (Some(code), RunState::Failed) => format!("exit code {code}, {}", step.reason),
        (_, RunState::Succeeded) => String::new(),
        _ => step.reason.to_string(),
    };
    let line = line.pad_to(NAMES + 2).and(Clean::line(&words), if role == Role::Bad { role } else { Role::Dim });
    // a task without a pod said nothing yet
    match task.pod.is_empty() || step.state == RunState::Waiting {
        true => line,
        false => line.to(Target::Place(log_of(room, task, step))),
    }
}

/// What a step says.
fn log_of(room: &RunRoom, task: &RunTask, step: &RunStep) -> Place {
    let page = format!("logs/{}/{}", room.id.namespace, task.pod);
    let query = [("cluster", &room.id.cluster), ("container", &step.container)];
    let query = query.into_iter().map(|(name, value)| (name.to_owned(), value.to_string())).collect();
    Place { tab: Tab::Runtime, page, query, ..Place::entity(room.entity.clone()) }
}

/// `  took 3m, 2h ago`, or how long it goes on.
fn times(started: Option<At>, finished: Option<At>, now: At) -> Clean {
    Clean::line(&match (started, finished) {
        (Some(started), Some(finished)) => {
            format!("  took {}, {}", Age(finished.since(started)), Age(now.since(finished)).ago())
        }
        (Some(started), None) => format!("  for {}", Age(now.since(started))),
        _ => String::new(),
    })
}

fn sign(state: RunState, glyphs: &Glyphs) -> (&'static str, Role) {
    match state {
        RunState::Waiting => (glyphs.open, Role::Dim),
        RunState::Running => (glyphs.dot, Role::Link),
        RunState::Succeeded => (glyphs.chosen, Role::Good),
        RunState::Failed => (glyphs.bad, Role::Bad),
        RunState::Cancelled => (glyphs.warn, Role::Warn),
        RunState::Skipped => (glyphs.open, Role::Dim),
    }
}

fn word(state: RunState) -> &'static str {
    match state {
        RunState::Waiting => "waiting",
        RunState::Running => "running",
        RunState::Succeeded => "succeeded",
        RunState::Failed => "failed",
        RunState::Cancelled => "cancelled",
        RunState::Skipped => "skipped",
    }
}
