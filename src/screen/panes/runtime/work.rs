//! What runs: by cluster workloads, their pods and containers, and events.

use super::{RuntimeRoom, amounts, heading, missing, stale, told};
use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::model::cluster::{ClusterPart, Container, Gravity, ObjectEvent, ObjectRef, Pod, Runtime, Workload};
use crate::domain::model::timeline::Known;
use crate::domain::model::{Age, LogPlace, Place};
use crate::domain::text::{Clean, clip};
use crate::platform::store::Remote;
use crate::screen::ctx::Ctx;

/// Events that are shown of a cluster.
pub(super) const EVENTS: usize = 12;
/// Jobs that ended well are shown up to so many: a cron job leaves many behind.
const JOBS: usize = 3;

pub(super) fn lines(room: &RuntimeRoom, remote: &Remote<'_, Runtime>, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let Some(runtime) = remote.answer() else {
        return heading("What runs").into_iter().chain(missing(remote, "what runs", columns)).collect();
    };
    let mut lines = stale(remote, columns);
    for part in &runtime.clusters {
        lines.extend(of_cluster(room, part, ctx, columns));
    }
    lines
}

fn of_cluster(room: &RuntimeRoom, part: &ClusterPart, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let within = if part.namespace.is_empty() { String::new() } else { format!(", namespace {}", part.namespace) };
    let mut lines: Vec<Line> = heading(&format!("What runs in {}{within}", part.cluster)).into();
    lines.extend(unknown(part, columns));
    let mut shown: Vec<&ObjectRef> = Vec::new();
    let quiet = quiet_jobs(part);
    for work in part.workloads.iter().filter(|work| !quiet.iter().any(|it| std::ptr::eq(*it, *work))) {
        lines.push(workload(room, part, work, ctx, columns));
        if !work.trouble.is_empty() {
            lines.extend(indented(&work.trouble, Role::Warn, 4, columns));
        }
        for pod in part.pods.iter().filter(|pod| pod.owner.as_ref() == Some(&work.object)) {
            shown.push(&pod.object);
            lines.extend(of_pod(room, part, pod, ctx, columns));
        }
    }
    if !quiet.is_empty() {
        let words = format!("and {} jobs that are done", quiet.len());
        lines.push(Line::of("    ", Role::Text).and(Clean::line(&words), Role::Dim));
    }
    let of_quiet = |pod: &Pod| quiet.iter().any(|work| pod.owner.as_ref() == Some(&work.object));
    for pod in part.pods.iter().filter(|pod| !shown.contains(&&pod.object) && !of_quiet(pod)) {
        lines.extend(of_pod(room, part, pod, ctx, columns));
    }
    if part.workloads.is_empty()
        && part.pods.is_empty()
        && part.known.iter().all(|(_, it)| *it == Known::Yes || !is_bare(it))
    {
        let words = Clean::line(&format!("nothing that is labelled {}", part.selector));
        lines.extend(told(&words, Role::Dim, columns));
    }
    lines.extend(events(&part.events, ctx, columns));
    lines
}

/// Whether nothing is known at all yet.
fn is_bare(known: &Known) -> bool {
    *known == Known::Asking
}

/// Jobs that ended well, but for the last ones.
fn quiet_jobs(part: &ClusterPart) -> Vec<&Workload> {
    let is_done = |work: &&Workload| {
        &*work.object.kind.name == "Job" && work.owner.is_some() && work.ready >= work.wanted && work.trouble.is_empty()
    };
    let mut done: Vec<&Workload> = part.workloads.iter().filter(is_done).collect();
    done.sort_by_key(|work| std::cmp::Reverse(work.created));
    done.split_off(JOBS.min(done.len()))
}

/// Of which sorts of things nothing, or nothing new, is known.
fn unknown(part: &ClusterPart, columns: usize) -> Vec<Line> {
    let mut same: Vec<(String, &Clean, Role)> = Vec::new();
    for (what, known) in &part.known {
        let (why, role) = match known {
            Known::Unknown(why) => (why, Role::Dim),
            Known::Failed(why) => (why, Role::Warn),
            Known::Yes | Known::Asking => continue,
        };
        match same.iter_mut().find(|(_, known, _)| *known == why) {
            Some((names, ..)) => *names = format!("{names}, {what}"),
            None => same.push((what.to_string(), why, role)),
        }
    }
    let asking = !part.known.is_empty() && part.known.iter().all(|(_, known)| is_bare(known));
    let mut lines: Vec<Line> = same
        .iter()
        .flat_map(|(names, why, role)| told(&Clean::line(&format!("{names}: {why}")), *role, columns))
        .collect();
    lines.extend(asking.then(|| Line::of("Loading what runs", Role::Dim)));
    lines
}

fn indented(words: &Clean, role: Role, by: usize, columns: usize) -> Vec<Line> {
    let before = Clean::line(&" ".repeat(by));
    let lines = wrap(words.shown(), columns.saturating_sub(by).max(8));
    lines.into_iter().map(|line| Line::of(before.clone(), Role::Text).and(line, role)).collect()
}

fn workload(room: &RuntimeRoom, part: &ClusterPart, work: &Workload, ctx: &Ctx<'_>, columns: usize) -> Line {
    let glyphs = &ctx.look.glyphs;
    let is_job = &*work.object.kind.name == "Job";
    let (sign, role) = match () {
        () if &*work.object.kind.name == "CronJob" => (glyphs.open, Role::Dim),
        () if !work.trouble.is_empty() => (glyphs.bad, Role::Bad),
        () if work.ready >= work.wanted => (glyphs.chosen, Role::Good),
        () => (glyphs.dot, Role::Link),
    };
    let count = match &*work.object.kind.name {
        "CronJob" => String::new(),
        _ if is_job => format!("{}/{} done", work.ready, work.wanted),
        _ => format!("{}/{} ready", work.ready, work.wanted),
    };
    let is_rolling = !is_job && !count.is_empty() && work.updated < work.wanted;
    let updated = if is_rolling { format!("{} of the newest", work.updated) } else { String::new() };
    let images: Vec<&str> = work.images.iter().map(|image| short_image(image.as_str())).collect();
    let rest = [updated, work.note.to_string(), images.join(" "), age(work.created, ctx)];
    let line = Line::of(sign, role)
        .and(" ", Role::Text)
        .and(Clean::line(&format!("{} ", work.object.kind.name)), Role::Dim)
        .and(Clean::line(&work.object.name), Role::Title);
    let line = if count.is_empty() { line } else { line.and(Clean::line(&format!("  {count}")), role) };
    let line = rest_of(line, &rest, columns);
    match work.selector.is_empty() {
        true => line,
        false => line.to(log(room, part, &work.object.namespace, "", &work.selector, "")),
    }
}

/// An image without the registry and the folders before it.
fn short_image(image: &str) -> &str {
    let image = image.rsplit('/').next().unwrap_or(image);
    image.split('@').next().unwrap_or(image)
}

fn age(created: Option<crate::domain::model::At>, ctx: &Ctx<'_>) -> String {
    created.map(|at| Age(ctx.now.since(at)).to_string()).unwrap_or_default()
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

fn of_pod(room: &RuntimeRoom, part: &ClusterPart, pod: &Pod, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let ready = pod.containers.iter().filter(|container| !container.is_init && container.is_ready).count();
    let all = pod.containers.iter().filter(|container| !container.is_init).count();
    let restarts: u32 = pod.containers.iter().map(|container| container.restarts).sum();
    let times = if restarts == 0 { String::new() } else { format!("started anew {restarts} times") };
    let (sign, role) = sign(pod, ctx);
    let line = Line::of("  ", Role::Text)
        .and(sign, role)
        .and(" ", Role::Text)
        .and(Clean::line(&pod.object.name), Role::Text)
        .and("  ", Role::Text)
        .and(pod.state.clone(), role)
        .and(Clean::line(&format!("  {ready}/{all}")), Role::Text);
    let rest = [times, pod.node.to_string(), age(pod.created, ctx)];
    let target = log(room, part, &pod.object.namespace, &pod.object.name, "", "");
    let mut lines = vec![rest_of(line, &rest, columns).to(target)];
    let is_told = |container: &&Container| !container.is_init || !is_done(container);
    lines.extend(pod.containers.iter().filter(is_told).flat_map(|it| of_container(room, part, pod, it, ctx)));
    lines
}

fn is_done(container: &Container) -> bool {
    container.is_ready || container.state.as_str() == "Completed"
}

fn sign(pod: &Pod, ctx: &Ctx<'_>) -> (&'static str, Role) {
    let glyphs = &ctx.look.glyphs;
    match pod.state.as_str() {
        "Running" if pod.is_ready => (glyphs.chosen, Role::Good),
        "Completed" | "Succeeded" => (glyphs.chosen, Role::Dim),
        "Running" | "Pending" | "ContainerCreating" | "PodInitializing" | "Terminating" | "NotReady" => {
            (glyphs.dot, Role::Link)
        }
        state if state.starts_with("Init:") && state.contains('/') => (glyphs.dot, Role::Link),
        _ => (glyphs.bad, Role::Bad),
    }
}

fn of_container(room: &RuntimeRoom, part: &ClusterPart, pod: &Pod, container: &Container, ctx: &Ctx<'_>) -> Vec<Line> {
    let role = match container.state.as_str() {
        "running" if container.is_ready => Role::Dim,
        "running" | "Completed" | "waiting" | "ContainerCreating" | "PodInitializing" => Role::Text,
        _ => Role::Bad,
    };
    let line = Line::of("      ", Role::Text).and(container.name.clone(), Role::Text);
    let line = if container.is_init { line.and(" first", Role::Dim) } else { line };
    let line = line.and("  ", Role::Text).and(container.state.clone(), role);
    let line = amounts::line(line, container, &ctx.look.glyphs);
    let object = &pod.object;
    let line = line.to(log(room, part, &object.namespace, &object.name, "", container.name.as_str()));
    std::iter::once(line).chain(last_end(container, ctx)).collect()
}

/// Why it was started anew the last time.
fn last_end(container: &Container, ctx: &Ctx<'_>) -> Option<Line> {
    let (why, at) = container.last_end.as_ref().filter(|_| container.restarts > 0)?;
    let ago = at.map(|at| format!(", {}", Age(ctx.now.since(at)).ago())).unwrap_or_default();
    let line = Line::of("        ended ", Role::Label);
    Some(line.and(Clean::line(&format!("{why}{ago}")), Role::Warn))
}

fn log(room: &RuntimeRoom, part: &ClusterPart, namespace: &str, pod: &str, selector: &str, container: &str) -> Target {
    let of = LogPlace {
        cluster: part.cluster.to_string(),
        namespace: namespace.to_owned(),
        pod: pod.to_owned(),
        selector: selector.to_owned(),
        container: container.to_owned(),
    };
    Target::Place(Place::logs(room.entity.clone(), &of))
}

fn events(events: &[ObjectEvent], ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    if events.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::empty(), Line::of("Events", Role::Subheading)];
    lines.extend(events.iter().take(EVENTS).flat_map(|event| event_lines(event, ctx, columns)));
    let more = events.len().saturating_sub(EVENTS);
    lines.extend((more > 0).then(|| Line::of(Clean::line(&format!("and {more} before")), Role::Dim)));
    lines
}

fn event_lines(event: &ObjectEvent, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let role = if event.gravity == Gravity::Warning { Role::Warn } else { Role::Text };
    let times = if event.count > 1 { format!(", {} times", event.count) } else { String::new() };
    let about = format!("  {} {}{times}", event.about.kind.name, event.about.name);
    let head = Line::of(Clean::line(&format!("{:>4}", Age(ctx.now.since(event.at)).to_string())), Role::Dim)
        .and("  ", Role::Text)
        .and(event.reason.clone(), role)
        .and(Clean::line(&about), Role::Dim);
    let message = indented(&event.message, Role::Dim, 6, columns);
    std::iter::once(head).chain(message.into_iter().take(2)).collect()
}
