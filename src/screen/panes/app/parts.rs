//! The parts below the head: tree, diff, history, events.

use super::head::{health_sign, short, sync_sign};
use super::{AppRoom, Part};
use crate::domain::document::{Line, Role, Target, diff, wrap};
use crate::domain::model::cluster::{Gravity, ObjectEvent, ObjectRef};
use crate::domain::model::delivery::{App, AppDetail, AppNode, Deployment, ResourceDiff, ResourceState};
use crate::domain::model::timeline::Forge;
use crate::domain::model::{Age, At, Place, Tab};
use crate::domain::text::{Clean, clip, width};
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;

/// Lines of the diff of one object, and objects that are told of.
const MOST_LINES: usize = 200;
const MOST_OBJECTS: usize = 100;

pub(super) fn lines(room: &AppRoom, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let Some(detail) = room.detail(ctx) else { return Vec::new() };
    match room.part {
        Part::Tree => tree(room, detail, ctx, columns),
        Part::Diff => differences(room, ctx, columns),
        Part::History => history(&detail.app, ctx),
        Part::Events => events(&detail.events, ctx, columns),
    }
}

fn nothing(words: &'static str) -> Vec<Line> {
    vec![Line::of(words, Role::Dim)]
}

/// The tree; what the application manages where there is no tree.
fn tree(room: &AppRoom, detail: &AppDetail, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    if detail.tree.is_empty() {
        let managed = detail.app.resources.iter().map(|state| managed_line(state, ctx, columns));
        let lines: Vec<Line> = managed.collect();
        return if lines.is_empty() { nothing("It has brought nothing to life") } else { lines };
    }
    let mut depths: Vec<usize> = Vec::with_capacity(detail.tree.len());
    let mut lines = Vec::with_capacity(detail.tree.len());
    for node in &detail.tree {
        let parent = node.parents.first().and_then(|parent| depths.get(*parent));
        let depth = parent.map_or(0, |depth| depth + 1);
        depths.push(depth);
        lines.push(node_line(room, node, depth, ctx, columns));
    }
    lines
}

fn node_line(room: &AppRoom, node: &AppNode, depth: usize, ctx: &Ctx<'_>, columns: usize) -> Line {
    let glyphs = &ctx.look.glyphs;
    let (sign, role) = node.health.map_or((" ", Role::Dim), |health| health_sign(health, glyphs));
    let indent = Clean::line(&" ".repeat(depth.min(12) * 2));
    let line = Line::of(sign, role).and(" ", Role::Text).and(indent, Role::Text);
    let line = named(line, &node.object);
    let sync = node.sync.map(|sync| (sync, sync_sign(sync, glyphs)));
    let line = match sync {
        Some((sync, (_, role))) if role != Role::Good => line.and("  ", Role::Text).and(sync.word(), role),
        _ => line,
    };
    let mut info: Vec<String> = node.info.iter().map(ToString::to_string).collect();
    info.extend(node.created.map(|at| Age(ctx.now.since(at)).to_string()));
    let line = with_rest(line, &info.join(", "), columns);
    match is_pod(&node.object) {
        true => line.to(Target::Place(log_of(room, &node.object))),
        false => line,
    }
}

fn is_pod(object: &ObjectRef) -> bool {
    object.kind.group.is_empty() && &*object.kind.name == "Pod" && !object.namespace.is_empty()
}

/// What the containers of a pod say.
fn log_of(room: &AppRoom, pod: &ObjectRef) -> Place {
    let page = format!("logs/{}/{}", pod.namespace, pod.name);
    Place { tab: Tab::Runtime, page, ..Place::entity(room.entity.clone()) }
}

fn managed_line(state: &ResourceState, ctx: &Ctx<'_>, columns: usize) -> Line {
    let glyphs = &ctx.look.glyphs;
    let (sign, role) = state.health.map_or((" ", Role::Dim), |health| health_sign(health, glyphs));
    let line = named(Line::of(sign, role).and(" ", Role::Text), &state.object);
    let (_, role) = sync_sign(state.sync, glyphs);
    let word = if state.requires_pruning { "to be removed" } else { state.sync.word() };
    with_rest(line.and("  ", Role::Text).and(word, role), state.message.as_str(), columns)
}

/// Its kind, and its name.
fn named(line: Line, object: &ObjectRef) -> Line {
    line.and(Clean::line(&object.kind.name), Role::Dim).and(" ", Role::Text).and(Clean::line(&object.name), Role::Text)
}

fn with_rest(line: Line, rest: &str, columns: usize) -> Line {
    let room = columns.saturating_sub(line.width() + 2);
    if rest.is_empty() || room < 4 {
        return line;
    }
    let rest = Clean::line(rest);
    let cut = clip(rest.shown(), room).to_clean();
    line.and("  ", Role::Text).and(cut, Role::Dim)
}

fn differences(room: &AppRoom, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let Some(question) = room.diff_question() else { return Vec::new() };
    let remote = ctx.store.get(&question);
    let Some(diffs) = remote.answer() else { return absence(&remote, "what differs", columns) };
    if diffs.is_empty() {
        return nothing("What runs is as it is committed");
    }
    let mut lines: Vec<Line> = diffs.iter().take(MOST_OBJECTS).flat_map(difference).collect();
    let more = diffs.len().saturating_sub(MOST_OBJECTS);
    lines.extend((more > 0).then(|| Line::of(Clean::line(&format!("and {more} more objects")), Role::Dim)));
    lines
}

/// What a sync would change of an object: what runs with `-`, what is committed with `+`.
fn difference(one: &ResourceDiff) -> Vec<Line> {
    let words = match (one.live.is_empty(), one.wanted.is_empty()) {
        (true, _) => ("  is not there yet", Role::Good),
        (_, true) => ("  is not committed any more", Role::Bad),
        _ => ("", Role::Dim),
    };
    let head = Line::of(Clean::line(&one.object.to_string()), Role::Heading).and(words.0, words.1);
    let mut lines = vec![head];
    lines.extend(diff(&one.live, &one.wanted, MOST_LINES));
    lines.push(Line::empty());
    lines
}

fn history(app: &App, ctx: &Ctx<'_>) -> Vec<Line> {
    if app.history.is_empty() {
        return nothing("Nothing was rolled out before");
    }
    let most = app.history.iter().map(|it| width(&revision_of(it))).max().unwrap_or(0).min(40);
    app.history.iter().enumerate().map(|(n, it)| deployment(app, it, n == 0, most, ctx)).collect()
}

fn revision_of(it: &Deployment) -> String {
    it.revisions.first().map(short).unwrap_or_default()
}

fn deployment(app: &App, it: &Deployment, is_last: bool, most: usize, ctx: &Ctx<'_>) -> Line {
    let glyphs = &ctx.look.glyphs;
    let sign = if is_last { glyphs.dot } else { " " };
    let ago = it.at.map(|at| Age(ctx.now.since(at)).ago()).unwrap_or_default();
    let by = match it.by.as_str() {
        "" => String::new(),
        "automated" => "by itself".to_owned(),
        name => format!("by {name}"),
    };
    let line = Line::of(sign, Role::Good)
        .and(" ", Role::Text)
        .and(Clean::line(&revision_of(it)), Role::Link)
        .pad_to(most + 4)
        .and(Clean::line(&ago), Role::Text)
        .pad_to(most + 18)
        .and(Clean::line(&by), Role::Dim)
        .and(Clean::line(&format!("  #{}", it.id)), Role::Dim);
    match commit(app, it) {
        Some(address) => line.to(Target::Address(address)),
        None => line,
    }
}

/// Where the forge shows the commit.
fn commit(app: &App, it: &Deployment) -> Option<Clean> {
    let (source, revision) = (app.sources.first()?, it.revisions.first()?);
    let forge = Forge::of_remote(source.repository.as_str()).filter(|_| source.chart.is_empty())?;
    Some(Clean::line(&forge.commit(revision.as_str())))
}

fn events(events: &[ObjectEvent], ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    if events.is_empty() {
        return nothing("Nothing is told of it");
    }
    events.iter().flat_map(|event| event_lines(event, ctx.now, columns)).collect()
}

fn event_lines(event: &ObjectEvent, now: At, columns: usize) -> Vec<Line> {
    let role = if event.gravity == Gravity::Warning { Role::Warn } else { Role::Good };
    let times = if event.count > 1 { format!(", {} times", event.count) } else { String::new() };
    let about = format!("  {} {}", event.about.kind.name, event.about.name);
    let head = Line::of(Clean::line(&format!("{:>4}", Age(now.since(event.at)).to_string())), Role::Dim)
        .and("  ", Role::Text)
        .and(event.reason.clone(), role)
        .and(Clean::line(&about), Role::Text)
        .and(Clean::line(&times), Role::Dim);
    let message = wrap(event.message.shown(), columns.saturating_sub(6).max(8));
    let message = message.into_iter().map(|line| Line::of("      ", Role::Text).and(line, Role::Dim));
    std::iter::once(head).chain(message).collect()
}
