//! How an application stands: sync, health, where its files come from and go to, and its last operation.

use super::AppRoom;
use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::delivery::{App, Health, Operation, Phase, Source, Sync};
use crate::domain::model::{Age, At};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::look::Glyphs;
use crate::screen::panes::absence;

/// Letters of a commit's id that people read.
const SHORT: usize = 7;
/// Lines that one message gets.
const MESSAGE: usize = 3;

pub(super) fn lines(room: &AppRoom, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let remote = ctx.store.get(&room.question());
    let Some(detail) = remote.answer() else { return absence(&remote, "the application", columns) };
    let (app, glyphs) = (&detail.app, &ctx.look.glyphs);
    let mut lines = vec![title(app, glyphs)];
    lines.push(whereto(app));
    lines.extend(app.sources.iter().enumerate().map(|(n, source)| from(source, app.revisions.get(n))));
    lines.extend(app.operation.iter().flat_map(|operation| last(operation, ctx, columns)));
    let role = if app.health == Health::Degraded { Role::Bad } else { Role::Warn };
    lines.extend(app.messages.iter().flat_map(|message| told(message, role, columns)));
    if !app.read_only.is_empty() {
        lines.extend(told(&Clean::line(&format!("read-only: {}", app.read_only)), Role::Dim, columns));
    }
    if let Some(fault) = remote.fault {
        let words = format!("this may be behind: {}", fault.happened);
        lines.extend(told(&Clean::line(&words), Role::Warn, columns));
    }
    lines
}

/// A message in as many lines as it needs, up to a few.
fn told(message: &Clean, role: Role, columns: usize) -> impl Iterator<Item = Line> {
    wrap(message.shown(), columns).into_iter().take(MESSAGE).map(move |line| Line::of(line, role))
}

fn title(app: &App, glyphs: &Glyphs) -> Line {
    let (sync, role) = sync_sign(app.sync, glyphs);
    let (health, health_role) = health_sign(app.health, glyphs);
    let line = Line::of(Clean::line(&app.id.name), Role::Title)
        .and("  ", Role::Text)
        .and(Clean::line(&format!("{sync} {}", app.sync.word())), role)
        .and("  ", Role::Text)
        .and(Clean::line(&format!("{health} {}", app.health.word())), health_role);
    let by_itself = if app.is_automated { "syncs by itself" } else { "is synced by hand" };
    line.and("  ", Role::Text).and(by_itself, Role::Dim)
}

fn whereto(app: &App) -> Line {
    let project = if app.project.is_empty() { String::new() } else { format!(", project {}", app.project) };
    let cluster = if app.cluster.is_empty() { "a cluster that is not named" } else { app.cluster.as_str() };
    let namespace = if app.namespace.is_empty() { String::new() } else { format!(", namespace {}", app.namespace) };
    let words = format!("{cluster}{namespace}{project}, Argo CD {}", app.id.instance);
    Line::of("to ", Role::Label).and(Clean::line(&words), Role::Text)
}

fn from(source: &Source, revision: Option<&Clean>) -> Line {
    let what = if source.chart.is_empty() { source.path.as_str() } else { source.chart.as_str() };
    let what = if what.is_empty() || what == "." { String::new() } else { format!(" {what}") };
    let line = Line::of("from ", Role::Label).and(Clean::line(&format!("{}{what}", source.repository)), Role::Text);
    let target = if source.target.is_empty() { "HEAD" } else { source.target.as_str() };
    let at = revision.map(|revision| format!(" at {}", short(revision))).unwrap_or_default();
    line.and(Clean::line(&format!("  {}{at}", short_text(target))), Role::Dim)
}

fn last(operation: &Operation, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let (sign, role) = match operation.phase {
        Phase::Succeeded => (ctx.look.glyphs.chosen, Role::Good),
        Phase::Failed | Phase::Error => (ctx.look.glyphs.bad, Role::Bad),
        Phase::Running => (ctx.look.glyphs.dot, Role::Link),
        Phase::Terminating => (ctx.look.glyphs.warn, Role::Warn),
    };
    let ago = |at: At| Age(ctx.now.since(at)).ago();
    let when = match (operation.phase.is_on(), operation.started, operation.finished) {
        (true, Some(started), _) => format!("  since {}", Age(ctx.now.since(started))),
        (_, Some(started), Some(finished)) => {
            format!("  {}, took {}s", ago(finished), finished.since(started).as_secs())
        }
        (_, _, Some(finished)) => format!("  {}", ago(finished)),
        _ => String::new(),
    };
    let by = match operation.by.as_str() {
        "" => String::new(),
        "automated" => ", by itself".to_owned(),
        name => format!(", by {name}"),
    };
    let at = operation.revisions.first().map(|revision| format!(", {}", short(revision))).unwrap_or_default();
    let words = Clean::line(&format!("{sign} {}", operation.phase.word()));
    let head = Line::of("last operation ", Role::Label)
        .and(words, role)
        .and(Clean::line(&format!("{when}{by}{at}")), Role::Dim);
    let is_plain = operation.message.is_empty() || operation.phase == Phase::Succeeded;
    let role = if operation.phase.is_bad() { Role::Bad } else { Role::Text };
    let message = (!is_plain).then(|| told(&operation.message, role, columns)).into_iter().flatten();
    std::iter::once(head).chain(message).collect()
}

/// A revision as people read it.
pub(super) fn short(revision: &Clean) -> String {
    short_text(revision.as_str())
}

fn short_text(revision: &str) -> String {
    let is_commit = revision.len() == 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    revision.get(..SHORT).filter(|_| is_commit).unwrap_or(revision).to_owned()
}

pub(super) fn sync_sign(sync: Sync, glyphs: &Glyphs) -> (&'static str, Role) {
    match sync {
        Sync::Synced => (glyphs.chosen, Role::Good),
        Sync::OutOfSync => (glyphs.warn, Role::Warn),
        Sync::Unknown => ("?", Role::Dim),
    }
}

pub(super) fn health_sign(health: Health, glyphs: &Glyphs) -> (&'static str, Role) {
    match health {
        Health::Healthy => (glyphs.chosen, Role::Good),
        Health::Progressing => (glyphs.dot, Role::Link),
        Health::Degraded => (glyphs.bad, Role::Bad),
        Health::Suspended | Health::Missing => (glyphs.warn, Role::Warn),
        Health::Unknown => ("?", Role::Dim),
    }
}
