//! How it comes to run: applications of Argo CD, pipelines of Kargo, runs of Tekton, pull requests.

use super::{RuntimeRoom, heading, missing, stale, told};
use crate::domain::document::{Line, Role, Target};
use crate::domain::model::delivery::{App, Delivery, Health, Pipeline, PipelineRun, RunState, Sync};
use crate::domain::model::forge::{CheckState, Opinion, PullRequest, PullState, Pulls};
use crate::domain::model::timeline::Known;
use crate::domain::model::{Age, Place, Tab};
use crate::domain::text::{Clean, clip};
use crate::platform::fault::FaultKind;
use crate::platform::store::Remote;
use crate::screen::ctx::Ctx;

/// Runs and pull requests that are listed.
const RUNS: usize = 5;
const PULLS: usize = 5;
/// Letters of a commit's id that people read.
const SHORT: usize = 7;

/// Applications and pipelines.
pub(super) fn roll_out(room: &RuntimeRoom, remote: &Remote<'_, Delivery>, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let Some(delivery) = remote.answer() else {
        // a platform without any such system is no news here
        let is_none = remote.fault.is_some_and(|fault| fault.kind == FaultKind::Unsupported);
        let lines = if is_none { Vec::new() } else { missing(remote, "how it comes to run", columns) };
        return if lines.is_empty() { lines } else { heading("Rolled out by").into_iter().chain(lines).collect() };
    };
    let mut lines = stale(remote, columns);
    lines.extend(unknown(delivery, columns));
    lines.extend(delivery.apps.iter().map(|app| of_app(room, app, ctx, columns)));
    lines.extend(delivery.pipelines.iter().map(|pipeline| of_pipeline(room, pipeline, ctx, columns)));
    match lines.is_empty() {
        true => lines,
        false => heading("Rolled out by").into_iter().chain(lines).collect(),
    }
}

fn unknown(delivery: &Delivery, columns: usize) -> Vec<Line> {
    let told = |(name, known): &(Clean, Known)| match known {
        Known::Unknown(why) => told(&Clean::line(&format!("{name}: {why}")), Role::Dim, columns),
        Known::Failed(why) => told(&Clean::line(&format!("{name}: {why}")), Role::Warn, columns),
        Known::Asking => vec![Line::of(Clean::line(&format!("Loading {name}")), Role::Dim)],
        Known::Yes => Vec::new(),
    };
    delivery.known.iter().flat_map(told).collect()
}

fn health(health: Health, ctx: &Ctx<'_>) -> (&'static str, Role) {
    let glyphs = &ctx.look.glyphs;
    match health {
        Health::Healthy => (glyphs.chosen, Role::Good),
        Health::Progressing => (glyphs.dot, Role::Link),
        Health::Degraded => (glyphs.bad, Role::Bad),
        Health::Suspended | Health::Missing => (glyphs.warn, Role::Warn),
        Health::Unknown => ("?", Role::Dim),
    }
}

fn of_app(room: &RuntimeRoom, app: &App, ctx: &Ctx<'_>, columns: usize) -> Line {
    let (sign, role) = health(app.health, ctx);
    let sync = if app.sync == Sync::Synced { Role::Good } else { Role::Warn };
    let at = app.revisions.first().map(|revision| format!("at {}", short(revision))).unwrap_or_default();
    let to = match (app.cluster.is_empty(), app.namespace.is_empty()) {
        (false, false) => format!("to {}/{}", app.cluster, app.namespace),
        (_, false) => format!("to {}", app.namespace),
        _ => String::new(),
    };
    let operation = app.operation.as_ref().filter(|it| it.phase.is_on() || it.phase.is_bad());
    let operation = operation.map(|it| format!("sync {}", it.phase.word())).unwrap_or_default();
    let line = Line::of(sign, role)
        .and(" Argo CD ", Role::Dim)
        .and(Clean::line(&app.id.name), Role::Title)
        .and(Clean::line(&format!("  {}", app.health.word())), role)
        .and(Clean::line(&format!("  {}", app.sync.word())), sync);
    rest_of(line, &[operation, at, to], columns).to(Target::Place(Place::app(room.entity.clone(), &app.id)))
}

fn short(revision: &Clean) -> &str {
    let revision = revision.as_str();
    let is_commit = revision.len() == 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    revision.get(..SHORT).filter(|_| is_commit).unwrap_or(revision)
}

fn of_pipeline(room: &RuntimeRoom, pipeline: &Pipeline, ctx: &Ctx<'_>, columns: usize) -> Line {
    let worst = pipeline.stages.iter().map(|stage| stage.health).max_by_key(|health| match health {
        Health::Degraded => 4,
        Health::Missing | Health::Suspended => 3,
        Health::Progressing => 2,
        Health::Unknown => 1,
        Health::Healthy => 0,
    });
    let (sign, role) = health(worst.unwrap_or_default(), ctx);
    let stages = pipeline.stages.iter().map(|stage| {
        let held: Vec<String> = stage.holds.iter().map(|held| pipeline.words_of(&held.freight).to_string()).collect();
        format!("{} {}", stage.name, if held.is_empty() { "empty".into() } else { held.join(" + ") })
    });
    let going = pipeline.stages.iter().filter(|stage| stage.current.is_some()).count();
    let going = if going == 0 { String::new() } else { format!("{going} promoted now") };
    let line = Line::of(sign, role).and(" Kargo ", Role::Dim).and(Clean::line(&pipeline.project), Role::Title);
    let page = format!("pipeline/{}/{}", pipeline.cluster, pipeline.project);
    let rest: Vec<String> = std::iter::once(going).chain(stages).collect();
    rest_of(line, &rest, columns).to(page_of(room, page))
}

fn page_of(room: &RuntimeRoom, page: String) -> Target {
    Target::Place(Place { tab: Tab::Runtime, page, ..Place::entity(room.entity.clone()) })
}

fn rest_of(line: Line, rest: &[String], columns: usize) -> Line {
    let words: Vec<&str> = rest.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
    let room = columns.saturating_sub(line.width() + 2);
    if words.is_empty() || room < 4 {
        return line;
    }
    let words = Clean::line(&words.join(", "));
    line.and("  ", Role::Text).and(clip(words.shown(), room).to_clean(), Role::Dim)
}

/// Recent runs.
pub(super) fn runs(room: &RuntimeRoom, remote: &Remote<'_, Delivery>, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let runs = remote.answer().map_or(&[][..], |delivery| &delivery.runs);
    if runs.is_empty() {
        return Vec::new();
    }
    let shown = runs.iter().take(RUNS).map(|run| of_run(room, run, ctx, columns));
    let more = runs.len().saturating_sub(RUNS);
    let more = (more > 0).then(|| Line::of(Clean::line(&format!("and {more} before")), Role::Dim));
    heading("Recent runs").into_iter().chain(shown).chain(more).collect()
}

fn of_run(room: &RuntimeRoom, run: &PipelineRun, ctx: &Ctx<'_>, columns: usize) -> Line {
    let glyphs = &ctx.look.glyphs;
    let (sign, role, word) = match run.state {
        RunState::Waiting => (glyphs.open, Role::Dim, "waits"),
        RunState::Running => (glyphs.dot, Role::Link, "runs"),
        RunState::Succeeded => (glyphs.chosen, Role::Good, "succeeded"),
        RunState::Failed => (glyphs.bad, Role::Bad, "failed"),
        RunState::Cancelled => (glyphs.warn, Role::Warn, "cancelled"),
        RunState::Skipped => ("-", Role::Dim, "left out"),
    };
    let took = run.started.zip(run.finished).map(|(from, to)| format!("took {}s", to.since(from).as_secs()));
    let ago = run.finished.or(run.started).map(|at| Age(ctx.now.since(at)).ago());
    let why = if run.state == RunState::Failed { run.reason.to_string() } else { String::new() };
    let line = Line::of(sign, role)
        .and(" Tekton ", Role::Dim)
        .and(Clean::line(&run.id.name), Role::Text)
        .and(Clean::line(&format!("  {word}")), role);
    let page = format!("run/{}/{}/{}", run.id.cluster, run.id.namespace, run.id.name);
    rest_of(line, &[why, ago.unwrap_or_default(), took.unwrap_or_default()], columns).to(page_of(room, page))
}

/// Pull requests of the repository.
pub(super) fn pulls(remote: &Remote<'_, Pulls>, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let Some(pulls) = remote.answer() else {
        let is_none = remote.fault.is_none_or(|fault| fault.kind == FaultKind::Unsupported);
        let lines = if is_none { Vec::new() } else { missing(remote, "pull requests", columns) };
        return if lines.is_empty() { lines } else { heading("Pull requests").into_iter().chain(lines).collect() };
    };
    let mut lines: Vec<Line> = heading("Pull requests").into();
    lines.extend(stale(remote, columns));
    lines.extend(pulls.list.iter().take(PULLS).map(|pull| of_pull(pull, ctx, columns)));
    let more = pulls.list.len().saturating_sub(PULLS);
    match (pulls.list.is_empty(), more, pulls.has_more) {
        (true, ..) => lines.push(Line::of("there is none", Role::Dim)),
        (_, 0, false) => {}
        (_, more, has_more) => {
            let at_least = if has_more { "at least " } else { "" };
            lines.push(Line::of(Clean::line(&format!("and {at_least}{more} more")), Role::Dim));
        }
    }
    lines
}

fn of_pull(pull: &PullRequest, ctx: &Ctx<'_>, columns: usize) -> Line {
    let glyphs = &ctx.look.glyphs;
    let (sign, role, word) = match pull.state {
        PullState::Open => (glyphs.dot, Role::Link, "open"),
        PullState::Draft => (glyphs.open, Role::Dim, "draft"),
        PullState::Merged => (glyphs.chosen, Role::Good, "merged"),
        PullState::Closed => (glyphs.bad, Role::Dim, "closed"),
    };
    let ago = Age(ctx.now.since(pull.updated.unwrap_or(pull.created))).ago();
    let rest = [checks(pull), reviews(pull), pull.author.to_string(), ago];
    let rest: Vec<String> = rest.into_iter().filter(|it| !it.is_empty()).collect();
    let rest = Clean::line(&rest.join(", "));
    let before = Line::of(sign, role).and(Clean::line(&format!(" #{} ", pull.id.number)), Role::Dim);
    let room = columns.saturating_sub(before.width() + word.len() + rest.as_str().len() + 4).max(20);
    let line =
        before.and(clip(pull.title.shown(), room).to_clean(), Role::Text).and(Clean::line(&format!("  {word}")), role);
    let line = rest_of(line, &[rest.to_string()], columns);
    match pull.address.is_empty() {
        true => line,
        false => line.to(Target::Address(pull.address.clone())),
    }
}

fn checks(pull: &PullRequest) -> String {
    let Some(checks) = pull.checks.as_ref().filter(|checks| !checks.is_empty()) else { return String::new() };
    let count = |state: CheckState| checks.iter().filter(|check| check.state == state).count();
    match (count(CheckState::Failed), count(CheckState::Running)) {
        (0, 0) => "checks passed".to_owned(),
        (0, running) => format!("{running} checks run"),
        (failed, _) => format!("{failed} checks failed"),
    }
}

fn reviews(pull: &PullRequest) -> String {
    let has = |opinion: Opinion| pull.reviewers.iter().any(|reviewer| reviewer.opinion == opinion);
    match () {
        () if has(Opinion::ChangesWanted) => "changes wanted".to_owned(),
        () if has(Opinion::Approved) => "approved".to_owned(),
        () if has(Opinion::Asked) => "waits for review".to_owned(),
        () => String::new(),
    }
}
