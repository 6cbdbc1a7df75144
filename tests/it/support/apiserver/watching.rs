//! Watches.

use super::listing::{selects, told};
use super::routes::{Target, status_object};
use super::state::{Change, Shared, State};
use super::wire::{self, Request};
use serde_json::{Value, json};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often a watch looks whether its other side is still there.
const LOOK: Duration = Duration::from_millis(50);

/// Streams changes until the other side or the test ends it. The connection is not used any more after a cut.
pub fn watch(request: &Request, target: &Target, shared: &Arc<Shared>, stream: &mut TcpStream) -> bool {
    let from = request.query("resourceVersion").parse::<u64>().unwrap_or(0);
    let (cuts, mut first) = shared.look(|state| (state.faults.cuts, begin(state, request, target, from)));
    if !wire::begin(stream, "application/json") {
        return false;
    }
    let is_expired = first.is_err();
    let (mut lines, mut seen) = match &mut first {
        Ok((lines, seen)) => (std::mem::take(lines), *seen),
        Err(error) => (vec![error.clone()], 0),
    };
    shared.change(|state| state.watches += 1);
    let limit = request.query("timeoutSeconds").parse().map_or(Duration::from_secs(1_800), Duration::from_secs);
    let until = Instant::now() + limit;
    let is_ended = loop {
        let text: String = lines.drain(..).map(|line| format!("{line}\n")).collect();
        if !wire::piece(stream, text.as_bytes()) || wire::is_gone(stream) {
            break false;
        }
        if is_expired || Instant::now() >= until {
            break true;
        }
        let news = shared.wait(LOOK.min(until.saturating_duration_since(Instant::now())), |state| {
            let is_over = state.is_over || state.faults.cuts != cuts;
            (is_over || state.version > seen).then(|| (is_over, since(state, request, target, seen), state.version))
        });
        match news {
            Some((true, _, _)) => break false,
            Some((false, news, version)) => (lines, seen) = (news, version),
            None => {}
        }
    };
    shared.change(|state| state.watches -= 1);
    is_ended && wire::end(stream)
}

/// What a watch begins with, and the state it goes on from; the error of one that is too old.
fn begin(state: &State, request: &Request, target: &Target, from: u64) -> Result<(Vec<Value>, u64), Value> {
    if from == 0 {
        let mine = state.objects.iter().filter(|(key, _)| is_mine(target, key));
        let selected = mine.filter(|(_, object)| selects(request, &target.kind, object).is_ok_and(|selects| selects));
        let added = selected.map(|(_, object)| line("ADDED", target, object)).collect();
        return Ok((added, state.version));
    }
    if from < state.floor {
        let words = format!("too old resource version: {from} ({})", state.floor);
        return Err(json!({"type": "ERROR", "object": status_object(410, "Expired", &words)}));
    }
    Ok((since(state, request, target, from), state.version))
}

fn is_mine(target: &Target, key: &(String, String, String, String)) -> bool {
    key.0 == target.kind.group
        && key.1 == target.kind.plural
        && (target.namespace.is_empty() || key.2 == target.namespace)
        && target.name.as_ref().is_none_or(|name| key.3 == *name)
}

/// The lines since a state: what comes into the selection is added, what leaves it deleted.
fn since(state: &State, request: &Request, target: &Target, from: u64) -> Vec<Value> {
    let new = state.changes.iter().filter(|change| change.version > from && is_mine(target, &change.key));
    let mut lines: Vec<Value> = new.filter_map(|change| told_of(request, target, change)).collect();
    let is_asked = request.is("allowWatchBookmarks") && !state.faults.is_without_bookmarks;
    if lines.is_empty() && is_asked && state.version > from {
        let mark = json!({"metadata": {"resourceVersion": state.version.to_string(), "creationTimestamp": null}});
        lines.push(line("BOOKMARK", target, &mark));
    }
    lines
}

fn told_of(request: &Request, target: &Target, change: &Change) -> Option<Value> {
    let is = |object: &Option<Value>| {
        object.as_ref().is_some_and(|object| selects(request, &target.kind, object).is_ok_and(|selects| selects))
    };
    let gone = || {
        let mut gone = change.after.clone().or_else(|| change.before.clone())?;
        gone["metadata"]["resourceVersion"] = json!(change.version.to_string());
        Some(gone)
    };
    match (is(&change.before), is(&change.after)) {
        (false, true) => Some(line("ADDED", target, change.after.as_ref()?)),
        (true, true) => Some(line("MODIFIED", target, change.after.as_ref()?)),
        (true, false) => Some(line("DELETED", target, &gone()?)),
        (false, false) => None,
    }
}

fn line(kind: &str, target: &Target, object: &Value) -> Value {
    json!({"type": kind, "object": told(&target.kind, &target.version, object)})
}
