//! A provision in JSON, as scripts may rely on it.

use crate::domain::model::provision::{Provision, Stage};
use crate::domain::model::timeline::{Lead, LeadsTo};
use crate::domain::model::{EntityRef, Place};
use crate::domain::text::Clean;
use serde_json::{Value, json};

/// `{ref, name, kind, environment, owner, requested_by, entity, object, file, tasks, stages, simulated, ending}`.
pub(in crate::cli) fn value_of(one: &Provision) -> Value {
    let reference = |who: &Option<EntityRef>| who.as_ref().map(|who| who.as_str().to_owned());
    json!({
        "ref": format!("provision/{}", one.id),
        "name": one.name.as_str(),
        "kind": one.kind.words().as_str(),
        "environment": text(&one.environment),
        "owner": reference(&one.owner),
        "requested_by": reference(&one.requested_by),
        "entity": reference(&one.entity),
        "cluster": one.object.as_ref().map(|id| id.cluster.to_string()).filter(|cluster| !cluster.is_empty()),
        "object": one.object.as_ref().map(|id| id.object.to_string()),
        "file": one.file.as_ref().map(|(repository, path)| json!({"repository": text(repository), "path": path.as_str()})),
        "tasks": one.tasks.iter().map(|task| task.as_str()).collect::<Vec<_>>(),
        "stages": one.stages.iter().map(stage).collect::<Vec<_>>(),
        "simulated": one.simulated,
        "ending": one.is_ending,
    })
}

fn stage(stage: &Stage) -> Value {
    json!({
        "name": stage.name.word(),
        "state": stage.progress.word(),
        "by": text(&stage.by),
        "started_at": stage.started.map(|at| at.rfc3339()),
        "ended_at": stage.ended.map(|at| at.rfc3339()),
        "waiting_for": stage.waiting_for.iter().map(Clean::as_str).collect::<Vec<_>>(),
        "link": stage.lead.as_ref().map(link),
        "evidence": text(&stage.evidence),
        "reason": text(&stage.reason),
        "cure": text(&stage.cure),
    })
}

/// What is empty is null: nothing is known.
fn text(text: &Clean) -> Option<&str> {
    Some(text.as_str()).filter(|text| !text.is_empty())
}

fn link(lead: &Lead) -> String {
    match &lead.to {
        LeadsTo::Address(address) | LeadsTo::Descriptor(address) => address.to_string(),
        LeadsTo::Entity(entity) => Place::entity(entity.clone()).to_string(),
        LeadsTo::Place(place) => place.to_string(),
    }
}
