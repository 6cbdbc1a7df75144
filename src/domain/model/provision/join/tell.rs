//! A line, told: its stages, and what is known of it besides.

use super::catalog::{self, Entry};
use super::known::Known;
use super::line::{Line, Live, Thing};
use super::{change, cluster, commit, lines, request, sync};
use crate::domain::model::cluster::{Object, ObjectId};
use crate::domain::model::delivery::ResourceState;
use crate::domain::model::provision::sort::by_name;
use crate::domain::model::provision::{
    Asked, Change, ChangeState, Progress, Provision, ProvisionId, ProvisionKind, Rollout, Stage, StageName, kind_of,
    marks,
};
use crate::domain::model::task::TaskId;
use crate::domain::model::timeline::{Lead, LeadsTo};
use crate::domain::model::{At, EntityRef, Place};
use crate::domain::text::Clean;
use serde_json::Value;

/// What stages are told from.
pub(super) struct Facts<'k, 'e> {
    pub(super) known: &'k Known<'e>,
    pub(super) line: &'k Line<'e>,
    /// The task of the request.
    pub(super) task: Option<&'k Asked>,
    /// The change that brought the file as it stands, or that the task made.
    pub(super) change: Option<&'k Change>,
    /// What rolls it out.
    pub(super) rollout: Option<&'e Rollout>,
}

impl<'k, 'e> Facts<'k, 'e> {
    fn of(known: &'k Known<'e>, line: &'k Line<'e>) -> Self {
        Self { known, line, task: line.task(known), change: of_line(known, line), rollout: line.rollout(known) }
    }

    /// The object as it is there, where it is known to be the one in the state that was asked for.
    pub(super) fn sure_object(&self) -> Option<(&'e Object, &'k Line<'e>)> {
        match &self.line.live {
            Live::Sure(Thing::Object(object)) => Some((object, self.line)),
            _ => None,
        }
    }

    /// Whether what is there names the request that the line tells of.
    pub(super) fn names_request(&self) -> bool {
        match &self.line.live {
            Live::Sure(thing) => thing.request().is_some() && thing.request() == self.line.request(),
            _ => false,
        }
    }

    /// What the application says of the object.
    pub(super) fn resource(&self) -> Option<&'e ResourceState> {
        let super::place::Rolling::By(place) = self.line.rolling else { return None };
        self.known.rollouts.says(place, self.line.object.as_ref()?)
    }

    /// Whether the file was on the branch and is not any more.
    pub(super) fn is_removed(&self) -> bool {
        let landed = self.change.is_some_and(|change| matches!(change.state, ChangeState::Landed(_)));
        landed && self.line.file.is_some_and(|file| file.is_present == Some(false))
    }
}

/// The change of a line: that of its file; else the one that came last of those that its task made.
fn of_line<'k>(known: &'k Known<'_>, line: &'k Line<'_>) -> Option<&'k Change> {
    let of_file = line.file.and_then(|file| file.commit.as_ref()).and_then(|id| known.changes.of_commit(id.as_str()));
    let is_there = line.file.is_some_and(|file| file.is_present == Some(true));
    let is_back = |change: &Change| matches!(change.state, ChangeState::Landed(_));
    // what was taken back may have been brought again by another commit
    if of_file.is_some_and(is_back) || (of_file.is_some() && is_there) {
        return of_file.filter(|change| is_back(change));
    }
    let request = line.request();
    let task = line.task(known);
    let commit = task.and_then(|asked| asked.commit.as_ref()).and_then(|id| known.changes.of_commit(id.as_str()));
    let leads = task.into_iter().flat_map(|asked| &asked.leads).filter_map(|lead| of_lead(known, lead.as_str()));
    let named = request.into_iter().flat_map(|id| known.changes.of_request(id));
    // of a file's own change the others are newer versions only where they stand on the branch
    let others = leads.chain(commit).chain(named).filter(|change| of_file.is_none() || is_back(change));
    of_file.into_iter().chain(others).max_by(|a, b| (change::since(a), &a.commit).cmp(&(change::since(b), &b.commit)))
}

fn of_lead<'k>(known: &'k Known<'_>, lead: &str) -> Option<&'k Change> {
    use crate::domain::model::provision::leads::{commit_of, pull_of};
    if let Some(pull) = pull_of(lead) {
        return known.changes.of_pull(&pull);
    }
    commit_of(lead).and_then(|(_, id)| known.changes.of_commit(&id))
}

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

/// An id as it is shown: of a commit its beginning.
pub(super) fn short(id: &str) -> &str {
    let is_commit = matches!(id.len(), 40 | 64) && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let end = if is_commit { 7 } else { id.len() };
    id.get(..end).unwrap_or(id)
}

/// Where a task is shown.
pub(super) fn place_of_task(asked: &Asked) -> Lead {
    Lead { title: "Task".into(), to: LeadsTo::Place(Box::new(Place::task(asked.task.id.as_str()))) }
}

impl Stage {
    pub(super) fn by(self, by: Clean) -> Self {
        Self { by, ..self }
    }

    pub(super) fn times(self, started: Option<At>, ended: Option<At>) -> Self {
        Self { started, ended, ..self }
    }

    pub(super) fn known_by(self, evidence: &str) -> Self {
        Self { evidence: Clean::line(evidence), ..self }
    }

    pub(super) fn because(self, reason: &str) -> Self {
        Self { reason: Clean::line(reason), ..self }
    }

    pub(super) fn cured(self, cure: &str) -> Self {
        Self { cure: Clean::line(cure), ..self }
    }

    pub(super) fn waits_for(self, whom: &str) -> Self {
        Self { waiting_for: vec![Clean::line(whom)], ..self }
    }

    pub(super) fn leads(self, lead: Lead) -> Self {
        Self { lead: Some(lead), ..self }
    }

    /// Leads to an address, where there is one.
    pub(super) fn address(self, title: &'static str, address: &Clean) -> Self {
        match address.is_empty() {
            true => self,
            false => Self { lead: Some(Lead { title: title.into(), to: LeadsTo::Address(address.clone()) }), ..self },
        }
    }

    /// The stage after this one, where nothing was heard of it: it waits as long as this one is known not to be
    /// behind, else it is unknown.
    pub(super) fn leaves(&self, name: StageName, why: &str) -> Self {
        match self.progress {
            Progress::Done | Progress::Unknown => Self::unknown(name, why),
            Progress::Active | Progress::Waiting | Progress::Failed => {
                Self::new(name, Progress::Waiting).waits_for(self.name.word())
            }
        }
    }

    /// Nothing happened later than now, and nothing ended before it began, whatever the clocks of others say.
    fn bounded(mut self, now: At) -> Self {
        self.ended = self.ended.map(|at| at.min(now));
        self.started = self.started.map(|at| at.min(self.ended.unwrap_or(now)));
        self
    }
}
