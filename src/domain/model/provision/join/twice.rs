//! Objects that two files describe.

use super::change;
use super::known::Known;
use super::line::{Line, Live};
use super::place::Rolling;
use crate::domain::model::cluster::ObjectRef;
use crate::domain::model::provision::{ChangeState, Manifest};

/// Lines of one object in one known cluster that two files describe: one of them counts, or it is not known which.
pub(super) fn described_twice<'e>(known: &Known<'e>, mut lines: Vec<Line<'e>>) -> Vec<Line<'e>> {
    lines.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut told: Vec<Line<'e>> = Vec::new();
    for line in lines {
        let same =
            |last: &Line<'e>| last.cluster.is_some() && last.cluster == line.cluster && last.object == line.object;
        let line = match told.pop() {
            Some(last) if same(&last) => twice(known, last, line),
            last => {
                told.extend(last);
                line
            }
        };
        told.push(line);
    }
    told
}

/// Takes out what is only proposed of an object that another place describes already: it tells of its task, not of
/// the object. Given are the files with their requests.
pub(super) fn take_proposed<'e>(known: &Known<'e>, lines: &mut Vec<Line<'e>>) -> Vec<(&'e Manifest, Vec<String>)> {
    let is_proposed = |line: &Line<'e>| {
        let commit = line.file.and_then(|file| file.commit.as_ref());
        let change = commit.and_then(|id| known.changes.of_commit(id.as_str()));
        change.is_some_and(|change| matches!(change.state, ChangeState::Proposed(_)))
    };
    let standing: Vec<ObjectRef> =
        lines.iter().filter(|line| !is_proposed(line)).filter_map(|line| line.object.clone()).collect();
    let is_beside = |line: &Line<'e>| {
        let is_there = line.object.as_ref().is_some_and(|object| standing.contains(object));
        is_there && line.thing().is_none() && !line.requests.is_empty() && is_proposed(line)
    };
    let (beside, others) = std::mem::take(lines).into_iter().partition(is_beside);
    *lines = others;
    let beside: Vec<Line<'e>> = beside;
    beside.into_iter().filter_map(|line| Some((line.file?, line.requests))).collect()
}

/// The one that counts, with the other one as what was before; else neither does.
fn twice<'e>(known: &Known<'e>, last: Line<'e>, other: Line<'e>) -> Line<'e> {
    match counts(known, &last, &other) {
        Some(Counts::First) => last.follows(&other),
        Some(Counts::Second) => other.follows(&last),
        None => in_doubt(last, &other),
    }
}

fn in_doubt<'e>(last: Line<'e>, other: &Line<'e>) -> Line<'e> {
    let path = |line: &Line<'e>| line.file.map(|file| file.path.to_string()).unwrap_or_default();
    let why = format!("two files describe it, {} and {}", path(&last), path(other));
    Line { doubt: Some(why.clone()), live: Live::Unknown(why.clone()), rolling: Rolling::Unknown(why), ..last }
}

/// Which of two lines tells how the object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counts {
    First,
    Second,
}

/// The one whose file names the request that the object there names; else the only one that knows the object for one
/// that was asked for; else the one whose file a request brought after the other, which no request brought.
fn counts(known: &Known<'_>, last: &Line<'_>, other: &Line<'_>) -> Option<Counts> {
    let of = |line: &Line<'_>| match &line.live {
        Live::Sure(thing) => thing.request().map(str::to_owned),
        Live::Before(..) | Live::Unknown(_) => None,
    };
    let is_named = |line: &Line<'_>| {
        let own = line.file.and_then(|file| file.request.as_ref()).map(|id| id.as_str());
        own.is_some() && own == of(line).as_deref()
    };
    only(is_named(last), is_named(other))
        .or_else(|| only(of(last).is_some(), of(other).is_some()))
        .or_else(|| of(last).map(|_| Counts::First))
        .or_else(|| only(is_change(known, last, other), is_change(known, other, last)))
}

fn only(first: bool, second: bool) -> Option<Counts> {
    match (first, second) {
        (true, false) => Some(Counts::First),
        (false, true) => Some(Counts::Second),
        _ => None,
    }
}

/// Whether a line's file was brought by a request, after a file that no request brought.
fn is_change(known: &Known<'_>, line: &Line<'_>, other: &Line<'_>) -> bool {
    let landed = |line: &Line<'_>| {
        let file = line.file.filter(|file| file.is_present == Some(true))?;
        let change = known.changes.of_commit(file.commit.as_ref()?.as_str())?;
        matches!(change.state, ChangeState::Landed(_)).then(|| change::since(change))
    };
    let is_asked_for = line.file.is_some_and(|file| file.request.is_some());
    let is_later = landed(other).zip(landed(line)).is_some_and(|(before, after)| after > before);
    is_asked_for && other.requests.is_empty() && is_later
}

type Order<'l> = (Option<&'l ObjectRef>, Option<&'l str>, Option<(&'l str, &'l str)>);

fn order<'l>(line: &'l Line<'_>) -> Order<'l> {
    let file = line.file.map(|file| (file.repository.as_str(), file.path.as_str()));
    (line.object.as_ref(), line.cluster.as_deref(), file)
}
