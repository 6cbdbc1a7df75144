//! The line as one reads it: each stage with who, when, how long, what is known it by, and what to do.

use super::state::ProvisionRoom;
use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::model::provision::{Progress, Provision, Stage};
use crate::domain::model::timeline::{Lead, LeadsTo, SourceState};
use crate::domain::model::{Age, EntityRef, Place};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::panes::{absence, stages};
use std::time::Duration;

/// Columns of a stage's sign and name.
const NAME: usize = 15;

pub(super) fn of(room: &ProvisionRoom, ctx: &Ctx<'_>, columns: usize, is_short: bool) -> Vec<Line> {
    let Some(detail) = &room.detail else {
        return absence(&ctx.store.get(&room.question()), "what was asked for", columns);
    };
    let one = &detail.provision;
    let mut lines = head(ctx, one, columns);
    // where there is little room what stopped is told before what went well
    let stopped = one.here().filter(|stage| is_short && stage.progress == Progress::Failed);
    lines.extend(stopped.into_iter().flat_map(|stage| below(ctx, stage, (columns, is_short))));
    lines.push(Line::empty());
    for stage in &one.stages {
        let is_told = stopped.is_some_and(|stopped| stopped.name == stage.name);
        let told = stage_lines(ctx, one, stage, (columns, is_short)).into_iter();
        lines.extend(told.take(if is_told { 1 } else { usize::MAX }));
    }
    lines.extend(also(one, columns));
    lines.extend(sources(&detail.sources, columns));
    lines
}

fn wrapped(text: &Clean, role: Role, columns: usize) -> Vec<Line> {
    wrap(text.shown(), columns.max(8)).into_iter().map(|line| Line::of(line, role)).collect()
}

fn head(ctx: &Ctx<'_>, one: &Provision, columns: usize) -> Vec<Line> {
    let mut lines = wrapped(&one.name, Role::Title, columns);
    let (stands, role) = stages::stands(one, &ctx.look.glyphs);
    let age = one.since().map(|since| format!("  for {}", Age(ctx.now.since(since)))).unwrap_or_default();
    let words = [one.kind.words(), one.environment.clone()];
    let words: Vec<&str> = words.iter().map(Clean::as_str).filter(|word| !word.is_empty()).collect();
    lines.push(Line::of(stands, role).and(Clean::line(&format!("{age}  {}", words.join(", "))), Role::Dim));
    let people = [("owner ", &one.owner), ("asked by ", &one.requested_by)];
    for (label, who) in people.into_iter().filter_map(|(label, who)| Some((label, who.as_ref()?))) {
        lines.push(Line::of(label, Role::Label).and(who.short(), Role::Link).to(to_entity(who)));
    }
    if one.is_ending {
        lines.extend(wrapped(
            &"It goes away: it is being deleted, or its files were removed.".into(),
            Role::Warn,
            columns,
        ));
    }
    if one.simulated {
        let words = "simulated: stagedoor itself carries on what was committed; nothing of it is real.";
        lines.extend(wrapped(&words.into(), Role::Badge, columns));
    }
    lines
}

fn to_entity(entity: &EntityRef) -> Target {
    Target::Place(Place::entity(entity.clone()))
}

/// Where a stage leads.
pub(super) fn target(lead: &Lead) -> Option<Target> {
    match &lead.to {
        LeadsTo::Address(address) => Some(Target::Address(address.clone())),
        LeadsTo::Entity(entity) => Some(to_entity(entity)),
        LeadsTo::Place(place) => Some(Target::Place((**place).clone())),
        LeadsTo::Descriptor(_) => None,
    }
}

fn stage_lines(ctx: &Ctx<'_>, one: &Provision, stage: &Stage, (columns, is_short): (usize, bool)) -> Vec<Line> {
    let (sign, role) = stages::sign(&ctx.look.glyphs, stage);
    let is_quiet = matches!(stage.progress, Progress::Waiting | Progress::Unknown) && stage.waiting_for.is_empty();
    let name = if is_quiet { Role::Dim } else { Role::Text };
    let mut line = Line::of(sign, role).and(" ", Role::Text).and(stage.name.word(), name).pad_to(NAME);
    if stage.progress != Progress::Done {
        line = line.and(stage.progress.word(), role).and("  ", Role::Text);
    }
    line = line.and(Clean::line(&told(ctx, stage)), Role::Dim);
    // where there is little room a stage that is behind is one line, and says by what it is known
    if is_short && stage.progress == Progress::Done && !stage.evidence.is_empty() {
        line = line.and("  ", Role::Text).and(stage.evidence.clone(), Role::Dim);
    }
    let stages_are_simulated = one.simulated && stage.name > crate::domain::model::provision::StageName::Committed;
    if stages_are_simulated && !matches!(stage.progress, Progress::Waiting | Progress::Unknown) {
        line = line.and("  simulated", Role::Badge);
    }
    let target = stage.lead.as_ref().and_then(target);
    if let Some(target) = &target {
        line = line.and("  ", Role::Text).and(ctx.look.glyphs.crumb, Role::Link).to(target.clone());
    }
    let mut lines = vec![line];
    lines.extend(below(ctx, stage, (columns, is_short)));
    lines
}

/// When, how long and by whom.
fn told(ctx: &Ctx<'_>, stage: &Stage) -> String {
    let at = stage.ended.or(stage.started).filter(|_| stage.progress != Progress::Waiting);
    let ago = at.map(|at| Age(ctx.now.since(at)).ago());
    let took = stage.took(ctx.now).filter(|took| !took.is_zero()).map(|took| match stage.progress {
        Progress::Active | Progress::Waiting => format!("for {}", span(took)),
        _ => format!("took {}", span(took)),
    });
    let by = (!stage.by.is_empty()).then(|| format!("by {}", stage.by));
    [ago, took, by].into_iter().flatten().collect::<Vec<_>>().join("  ")
}

/// Days, hours, minutes and seconds, as short as they can be told.
fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3_600 => format!("{}m{:02}s", seconds / 60, seconds % 60),
        3_600..86_400 => format!("{}h{:02}m", seconds / 3_600, seconds / 60 % 60),
        _ => format!("{}d{:02}h", seconds / 86_400, seconds / 3_600 % 24),
    }
}

/// What stands below a stage: what is known it by, why, whom it waits for, what to do.
fn below(ctx: &Ctx<'_>, stage: &Stage, (columns, is_short): (usize, bool)) -> Vec<Line> {
    let room = columns.saturating_sub(2);
    let indented = |text: &Clean, role: Role| -> Vec<Line> {
        let lines = wrap(text.shown(), room.max(8)).into_iter();
        lines.map(|line| Line::of("  ", Role::Text).and(line, role)).collect()
    };
    let mut lines = Vec::new();
    let is_told_above = is_short && stage.progress == Progress::Done;
    if !stage.evidence.is_empty() && !is_told_above {
        lines.extend(indented(&stage.evidence, Role::Dim));
    }
    let waits = stage.waiting_for.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ");
    if !waits.is_empty() {
        lines.extend(indented(&Clean::line(&format!("waits for {waits}")), Role::Warn));
    }
    // the same reason at stage after stage says nothing new where there is little room
    let says_nothing = stage.reason.is_empty() || is_short && stage.progress == Progress::Unknown;
    if !says_nothing {
        lines.extend(indented(&stage.reason, if stage.progress == Progress::Failed { Role::Bad } else { Role::Dim }));
    }
    if !stage.cure.is_empty() {
        let words = Clean::line(&format!("{} {}", ctx.look.glyphs.crumb, stage.cure));
        lines.extend(indented(&words, Role::Text));
    }
    lines
}

/// What else there is to go to.
fn also(one: &Provision, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(entity) = &one.entity {
        lines.push(Line::of("entity", Role::Label).pad_to(NAME).and(entity.short(), Role::Link).to(to_entity(entity)));
    }
    let tasks = one.tasks.iter().enumerate().map(|(n, task)| {
        let label = if n == 0 { "task" } else { "earlier task" };
        let line = Line::of(label, Role::Label).pad_to(NAME).and(Clean::line(task.as_str()), Role::Link);
        line.to(Target::Place(Place::task(task.as_str())))
    });
    lines.extend(tasks);
    if let Some(id) = &one.object {
        let words = match &*id.cluster {
            "" => id.object.to_string(),
            cluster => format!("{} in {cluster}", id.object),
        };
        lines.extend(labelled("object", &Clean::line(&words), columns));
    }
    if let Some((repository, path)) = &one.file {
        let words = if repository.is_empty() { path.to_string() } else { format!("{repository} {path}") };
        lines.extend(labelled("file", &Clean::line(&words), columns));
    }
    if !lines.is_empty() {
        lines.insert(0, Line::empty());
    }
    lines
}

/// A value with its label, and what does not fit below.
pub(super) fn labelled(label: &'static str, value: &Clean, columns: usize) -> Vec<Line> {
    let mut label = Some(label);
    let lines = wrap(value.shown(), columns.saturating_sub(NAME).max(8)).into_iter();
    lines
        .map(|line| Line::of(label.take().unwrap_or_default(), Role::Label).pad_to(NAME).and(line, Role::Text))
        .collect()
}

/// Systems that were not heard.
fn sources(all: &[SourceState], columns: usize) -> Vec<Line> {
    let told = all.iter().filter(|source| stages::is_to_tell(source)).map(stages::source);
    let lines: Vec<Line> = told.flat_map(|(words, role)| wrapped(&words, role, columns)).collect();
    (!lines.is_empty()).then(Line::empty).into_iter().chain(lines).collect()
}
