//! A line, told: its stages, and what is known of it besides.

use super::catalog::{self, Entry};
use super::facts::Facts;
use super::known::Known;
use super::line::{Line, Thing};
use super::{change, cluster, commit, lines, request, sync};
use crate::domain::model::cluster::ObjectId;
use crate::domain::model::provision::sort::by_name;
use crate::domain::model::provision::{Provision, ProvisionId, ProvisionKind, Stage, kind_of, marks};
use crate::domain::model::task::TaskId;
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;
use serde_json::Value;

/// The line, and when it was asked for.
pub(super) fn tell(known: &Known<'_>, line: &Line<'_>, now: At) -> (At, Provision) {
    let facts = Facts::of(known, line);
    let is_alone = line.object.as_ref().is_none_or(|object| known.named(object).len() < 2);
    let entry = catalog::entry(known, line, is_alone);
    let stages = stages(&facts, &entry, now);
    let at = facts.task.map(|asked| asked.task.created).or_else(|| facts.change.map(change::since));
    let at = at.or_else(|| facts.sure_object().and_then(|(object, _)| object.created)).unwrap_or_default();
    let object = line.object.clone().map(|object| ObjectId { cluster: lines::cluster_of(line), object });
    let id = match &object {
        Some(id) => id.object.to_string(),
        None => format!("task/{}", line.requests.first().map_or("", String::as_str)),
    };
    let deleting =
        line.thing().is_some_and(|thing| matches!(thing, Thing::Object(object) if object.deleting.is_some()));
    let provision = Provision {
        id: ProvisionId(id.into()),
        name: name(&facts),
        kind: kind(&facts),
        environment: environment(&facts, &entry),
        owner: owner(&facts, &entry),
        requested_by: facts.task.and_then(|asked| asked.task.by.clone()),
        entity: match &entry {
            Entry::One(entity) => Some(entity.entity.clone()),
            Entry::Several(_) | Entry::None(_) => None,
        },
        object,
        file: line.file.map(|file| (file.repository.clone(), file.path.clone())),
        made_by: made_by(&facts),
        facts: line.file.map(|file| file.facts.clone()).or_else(|| of_object(&facts)).unwrap_or_default(),
        tasks: line.requests.iter().filter_map(|id| TaskId::parse(id)).collect(),
        stages,
        is_ending: deleting || facts.is_removed(),
        simulated: known.is_simulated(facts.sure_object().map(|(object, _)| object), facts.rollout),
    };
    (at, provision)
}

fn stages(facts: &Facts<'_, '_>, entry: &Entry<'_>, now: At) -> Vec<Stage> {
    let rendered = request::rendered(facts);
    let committed = commit::committed(facts, &rendered);
    let synced = sync::synced(facts, &committed);
    let (provisioning, ready) = cluster::stages(facts, &synced);
    let cataloged = catalog::cataloged(facts.known, entry, &committed);
    let all = [
        request::requested(facts),
        request::validated(facts),
        rendered,
        committed,
        synced,
        provisioning,
        ready,
        cataloged,
    ];
    all.into_iter().map(|stage| stage.bounded(now)).collect()
}

fn name(facts: &Facts<'_, '_>) -> Clean {
    let object = facts.line.object.as_ref().or_else(|| facts.line.file.map(|file| &file.object));
    if let Some(object) = object {
        return Clean::line(&object.name);
    }
    let Some(asked) = facts.task else { return Clean::default() };
    const FIELDS: [&str; 7] =
        ["name", "component_id", "componentId", "componentName", "serviceName", "appName", "topic"];
    let filled = FIELDS.iter().find_map(|field| asked.task.parameters.get(field).and_then(Value::as_str));
    filled.map_or_else(|| asked.task.title.clone(), Clean::line)
}

fn kind(facts: &Facts<'_, '_>) -> ProvisionKind {
    let of_file = facts.line.file.map(|file| (&file.object.kind, file.marks.get(marks::PROVISION)));
    let of_object = facts.sure_object().map(|(object, _)| {
        let says = [&object.labels, &object.annotations].into_iter().find_map(|marks| marks.get(marks::PROVISION));
        (&object.id.object.kind, says)
    });
    if let Some((kind, says)) = of_file.or(of_object) {
        return kind_of(kind, says.map(|said| &**said));
    }
    let Some(asked) = facts.task else { return ProvisionKind::Other(Clean::default()) };
    let template = asked.task.template.as_ref().and_then(|template| by_name(template.name()));
    template.unwrap_or_else(|| ProvisionKind::Other(asked.sort.clone()))
}

/// What a file, an object or a task says under a name.
fn said(facts: &Facts<'_, '_>, mark: &str, field: &str) -> Option<Clean> {
    let among =
        |facts: &[(Clean, Clean)]| facts.iter().find(|(name, _)| name.as_str() == field).map(|(_, it)| it.clone());
    let marked = |marks: &marks::Marks| marks.get(mark).map(|said| Clean::line(said));
    let file = facts.line.file;
    let object = facts.sure_object().map(|(object, _)| object);
    let parameter = || facts.task?.task.parameters.get(field)?.as_str().map(Clean::line);
    file.and_then(|file| marked(&file.marks).or_else(|| among(&file.facts)))
        .or_else(|| {
            object.and_then(|it| marked(&it.annotations).or_else(|| marked(&it.labels)).or_else(|| among(&it.facts)))
        })
        .or_else(parameter)
        .filter(|said| !said.is_empty())
}

/// The template that made it, as its own file says, its object, or a file that described it before.
fn made_by(facts: &Facts<'_, '_>) -> Option<EntityRef> {
    let files = facts.line.before.iter().filter_map(|file| file.marks.get(marks::TEMPLATE));
    let own = facts.line.file.and_then(|file| file.marks.get(marks::TEMPLATE));
    let of_thing = match facts.line.thing() {
        Some(Thing::Object(object)) => {
            [&object.labels, &object.annotations].into_iter().find_map(|marks| marks.get(marks::TEMPLATE))
        }
        Some(Thing::App(_)) | None => None,
    };
    let named = own.or(of_thing).into_iter().chain(files);
    let mut named = named.filter_map(|named| EntityRef::parse(named, Some("template"), None).ok());
    named.find(|template| template.kind() == "template")
}

fn of_object(facts: &Facts<'_, '_>) -> Option<Vec<(Clean, Clean)>> {
    facts.sure_object().map(|(object, _)| object.facts.clone())
}

fn environment(facts: &Facts<'_, '_>, entry: &Entry<'_>) -> Clean {
    said(facts, marks::ENVIRONMENT, "environment").unwrap_or_else(|| catalog::environment(entry))
}

fn owner(facts: &Facts<'_, '_>, entry: &Entry<'_>) -> Option<EntityRef> {
    let of_entity = match entry {
        Entry::One(entity) => entity.owner.clone(),
        Entry::Several(_) | Entry::None(_) => None,
    };
    let said = || EntityRef::parse(said(facts, marks::OWNER, "owner")?.as_str(), Some("group"), None).ok();
    of_entity.or_else(said)
}
