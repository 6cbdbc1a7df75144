//! Provisioning and ready: what the cluster tells.

use super::facts::Facts;
use super::health::{Stand, of_app, of_object, of_resource};
use super::line::{Live, Thing};
use crate::domain::model::cluster::{Object, ObjectId, ObjectRef};
use crate::domain::model::provision::{Progress, Stage, StageName};
use std::collections::HashSet;

/// How deep below an object it is looked for what stopped.
const DEPTH: usize = 4;
/// So many parts are looked at.
const PARTS: usize = 200;

/// Provisioning and ready.
pub(super) fn stages(facts: &Facts<'_, '_>, synced: &Stage) -> (Stage, Stage) {
    let (making, ready) = (StageName::Provisioning, StageName::Ready);
    let stand = match &facts.line.live {
        Live::Sure(Thing::Object(object)) => with_parts(facts, object),
        Live::Sure(Thing::App(rollout)) => of_app(&rollout.app),
        Live::Before(_, why) => {
            let stage = synced.leaves(making, why);
            let after = stage.leaves(ready, why);
            return (stage, after);
        }
        Live::Unknown(why) => match facts.resource().filter(|_| synced.progress == Progress::Done) {
            Some(state) => of_resource(state),
            None => {
                let stage = synced.leaves(making, why);
                let after = stage.leaves(ready, why);
                return (stage, after);
            }
        },
    };
    let began = facts.sure_object().and_then(|(object, _)| object.created);
    told(&stand, began, &cure(facts))
}

/// What can be done where it is: its file is mended; its events are beside it. Of what is made up there is no more.
fn cure(facts: &Facts<'_, '_>) -> String {
    let mend = match facts.line.file {
        Some(file) => format!("mend it in {} and commit that", file.path),
        None => "mend what it says of itself".to_owned(),
    };
    match facts.known.is_simulated(facts.sure_object().map(|(object, _)| object), facts.rollout) {
        true => mend,
        false => format!("{mend}; its events tell more"),
    }
}

fn told(stand: &Stand, began: Option<crate::domain::model::At>, cure: &str) -> (Stage, Stage) {
    let making = |progress| Stage::new(StageName::Provisioning, progress);
    let ready = |progress| Stage::new(StageName::Ready, progress);
    match stand {
        Stand::Ready { since, by } => (
            making(Progress::Done).times(began, *since).known_by(by),
            ready(Progress::Done).times(*since, *since).known_by(by),
        ),
        Stand::Making { why, by } => (
            making(Progress::Active).times(began, None).known_by(by).because(why),
            ready(Progress::Waiting).waits_for(StageName::Provisioning.word()),
        ),
        Stand::Stopped { since, why, by, is_ready } => (
            making(Progress::Failed).times(began, *since).known_by(by).because(why).cured(cure),
            match is_ready {
                true => ready(Progress::Done).known_by("Ready=True"),
                false => ready(Progress::Waiting).waits_for(StageName::Provisioning.word()),
            },
        ),
        Stand::Paused { why } => (
            making(Progress::Waiting).times(began, None).waits_for("somebody who resumes it").because(why),
            ready(Progress::Waiting).waits_for(StageName::Provisioning.word()),
        ),
        Stand::Unknown { why } => (Stage::unknown(StageName::Provisioning, why), Stage::unknown(StageName::Ready, why)),
    }
}

/// How an object does; where it only waits for its parts, the part that stopped is the reason.
fn with_parts(facts: &Facts<'_, '_>, object: &Object) -> Stand {
    let own = of_object(object);
    if !matches!(own, Stand::Making { .. }) {
        return own;
    }
    stopped_part(facts, object).unwrap_or(own)
}

fn stopped_part(facts: &Facts<'_, '_>, object: &Object) -> Option<Stand> {
    let mut level: Vec<&Object> = vec![object];
    let mut seen: HashSet<&ObjectId> = HashSet::from([&object.id]);
    for _ in 0..DEPTH {
        let mut below: Vec<&Object> = level.iter().flat_map(|object| parts(facts, object)).collect();
        below.retain(|part| seen.len() < PARTS && seen.insert(&part.id));
        below.sort_by(|a, b| a.id.cmp(&b.id));
        let stopped = below.iter().find_map(|part| match of_object(part) {
            Stand::Stopped { since, why, by, .. } => {
                let (kind, name) = (&part.id.object.kind.name, &part.id.object.name);
                Some(Stand::Stopped { since, why: format!("{kind} {name}: {why}"), by, is_ready: false })
            }
            _ => None,
        });
        if stopped.is_some() {
            return stopped;
        }
        level = below;
    }
    None
}

/// The parts of an object that are known.
fn parts<'k>(facts: &'k Facts<'_, '_>, object: &'k Object) -> impl Iterator<Item = &'k Object> {
    object.parts.iter().filter_map(|part| {
        let own = ObjectId { cluster: object.id.cluster.clone(), object: part.clone() };
        let within = || {
            let object = ObjectRef { namespace: object.id.object.namespace.clone(), ..part.clone() };
            facts.known.objects.get(&ObjectId { object, ..own.clone() })
        };
        facts.known.objects.get(&own).or_else(within).copied()
    })
}
