//! What the stages of a line are told from, and how they are put.

use super::change;
use super::known::Known;
use super::line::{Line, Live, Thing};
use crate::domain::model::cluster::Object;
use crate::domain::model::delivery::ResourceState;
use crate::domain::model::provision::{Asked, Change, ChangeState, Progress, Rollout, Stage, StageName};
use crate::domain::model::timeline::{Lead, LeadsTo};
use crate::domain::model::{At, Place};
use crate::domain::text::Clean;

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
    pub(super) fn of(known: &'k Known<'e>, line: &'k Line<'e>) -> Self {
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
    pub(super) fn bounded(mut self, now: At) -> Self {
        self.ended = self.ended.map(|at| at.min(now));
        self.started = self.started.map(|at| at.min(self.ended.unwrap_or(now)));
        self
    }
}
