//! A cluster that is made up: what it would make of commits, and when. For the bundled example, so that the whole
//! line can be seen without a cluster; everything it tells is marked as simulated.
//!
//! Pure: of the same commits and the same moment it tells the same.

use super::ProvisionKind;
use super::{Change, ChangeState, Evidence, Manifest, Rollout, kind_of, marks};
use crate::domain::model::At;
use crate::domain::model::cluster::{Condition, Kind, Object, ObjectId, ObjectRef, REQUEST_LABEL, Truth};
use crate::domain::model::delivery::{App, AppId, Deployment, Health, ResourceState, Source, Sync};
use crate::domain::text::Clean;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What the made up cluster is called.
pub const CLUSTER: &str = "simulated";
/// Storage that one database may have there, in GB: more is refused, so that a failure can be seen.
const QUOTA: u64 = 1_000;
/// A pull request is merged after so many seconds; with somebody who has to approve it later.
const REVIEW: (i64, i64) = (15, 45);
/// The sync begins so many seconds after the commit, and takes so many.
const SYNC: i64 = 6;

/// What is made up, and when something of it changes next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Simulated {
    /// It, marked as such.
    pub evidence: Evidence,
    /// The next moment at which it is another; `None` where nothing goes on.
    pub next: Option<At>,
}

/// What a cluster would have made by now of what is committed.
pub fn simulate(committed: &Evidence, now: At) -> Simulated {
    let mut made = Making {
        now,
        next: None,
        evidence: Evidence { simulated: true, ..Evidence::default() },
        apps: BTreeMap::new(),
    };
    let changes: HashMap<&str, &Arc<Change>> = committed
        .changes
        .iter()
        .flat_map(|change| {
            let ids = change.commit.iter().chain(&change.parts);
            ids.map(move |id| (id.as_str(), change))
        })
        .collect();
    let mut applied: Vec<(At, &Arc<Manifest>)> = Vec::new();
    for file in &committed.manifests {
        let change = file.commit.as_ref().and_then(|id| changes.get(id.as_str()));
        applied.extend(change.and_then(|change| made.landed(file, change)).map(|landed| (landed, file)));
    }
    // of several files that describe one object the one that was applied last stands
    applied.sort_by(|(a, file), (b, other)| {
        a.cmp(b).then_with(|| (&file.repository, &file.path).cmp(&(&other.repository, &other.path)))
    });
    let synced = applied.iter().enumerate().filter(|(_, (landed, file))| synced_at(file, *landed) <= now);
    let last: HashMap<&ObjectRef, usize> = synced.map(|(n, (_, file))| (&file.object, n)).collect();
    for (n, (landed, file)) in applied.iter().enumerate() {
        made.roll_out(file, *landed, last.get(&file.object) == Some(&n));
    }
    made.finish()
}

struct Making {
    now: At,
    next: Option<At>,
    evidence: Evidence,
    /// By repository and folder: what is rolled out, and the commits with their moments.
    apps: BTreeMap<(Clean, String), Rolled>,
}

#[derive(Default)]
struct Rolled {
    objects: Vec<ResourceState>,
    commits: BTreeMap<(At, Clean), ()>,
}

fn seconds(at: At, seconds: i64) -> At {
    At(at.0.saturating_add(seconds.saturating_mul(1_000)))
}

/// A number that is the same for the same name: not everything takes as long.
fn jitter(name: &str, most: i64) -> i64 {
    let sum = name.bytes().fold(7i64, |sum, byte| (sum * 31 + i64::from(byte)) % 10_007);
    sum % most.max(1)
}

/// When what landed is applied.
fn synced_at(file: &Manifest, landed: At) -> At {
    seconds(landed, SYNC + jitter(&file.object.name, 9))
}

impl Making {
    /// Whether a moment has come; one that has not is looked at again.
    fn has_come(&mut self, at: At) -> bool {
        let has_come = at <= self.now;
        if !has_come {
            self.next = Some(self.next.map_or(at, |next| next.min(at)));
        }
        has_come
    }

    /// When the file was on the branch; what is only proposed is merged by somebody who is made up.
    fn landed(&mut self, file: &Arc<Manifest>, change: &Arc<Change>) -> Option<At> {
        match &change.state {
            ChangeState::Landed(at) => (file.is_present == Some(true)).then_some(*at),
            ChangeState::Proposed(pull) => {
                let needs_approval = file.marks.contains_key(marks::APPROVAL);
                let merged = seconds(pull.created, if needs_approval { REVIEW.1 } else { REVIEW.0 });
                if !self.has_come(merged) {
                    return None;
                }
                let by = if needs_approval { "a simulated approver" } else { "a simulated reviewer" };
                let landed = Change {
                    commit: file.commit.clone(),
                    merged_by: by.into(),
                    state: ChangeState::Landed(merged),
                    pull: Some(Arc::clone(pull)),
                    ..change.as_ref().clone()
                };
                self.evidence.changes.push(Arc::new(landed));
                let present = Manifest { is_present: Some(true), ..file.as_ref().clone() };
                self.evidence.manifests.push(Arc::new(present));
                Some(merged)
            }
            ChangeState::Rejected(_) | ChangeState::Reverted { .. } => None,
        }
    }

    fn roll_out(&mut self, file: &Manifest, landed: At, stands: bool) {
        let synced = synced_at(file, landed);
        let state = if self.has_come(synced) { Sync::Synced } else { Sync::OutOfSync };
        let folder = file.path.as_str().split_once('/').map_or("", |(folder, _)| folder).to_owned();
        let rolled = self.apps.entry((file.repository.clone(), folder)).or_default();
        let health = if state == Sync::Synced { Health::Progressing } else { Health::Missing };
        rolled.objects.push(ResourceState {
            object: file.object.clone(),
            sync: state,
            health: Some(health),
            ..Default::default()
        });
        if state == Sync::Synced {
            rolled.commits.extend(file.commit.clone().map(|id| ((synced, id), ())));
            if stands {
                let object = self.object(file, synced);
                self.evidence.objects.push(Arc::new(object));
            }
        }
    }

    fn object(&mut self, file: &Manifest, created: At) -> Object {
        let takes = match kind_of(&file.object.kind, file.marks.get(marks::PROVISION).map(|said| &**said)) {
            ProvisionKind::Topic => 8,
            ProvisionKind::Bucket => 15,
            ProvisionKind::Cache(_) => 40,
            _ => 75,
        };
        let looked_at = seconds(created, 2);
        let ready = seconds(created, takes + jitter(&file.object.name, takes / 2));
        let is_looked_at = self.has_come(looked_at);
        let conditions = match (is_looked_at, refused(file)) {
            (false, _) => Vec::new(),
            (true, Some(why)) => vec![
                condition("Synced", Truth::No, "ReconcileError", &why, looked_at),
                condition("Ready", Truth::No, "Creating", "", looked_at),
            ],
            (true, None) => {
                let (holds, reason, since) = match self.has_come(ready) {
                    true => (Truth::Yes, "Available", ready),
                    false => (Truth::No, "Creating", looked_at),
                };
                vec![
                    condition("Synced", Truth::Yes, "ReconcileSuccess", "", looked_at),
                    condition("Ready", holds, reason, "", since),
                ]
            }
        };
        Object {
            id: ObjectId { cluster: CLUSTER.into(), object: file.object.clone() },
            uid: format!("{CLUSTER}/{}", file.object).into(),
            created: Some(created),
            labels: file.request.iter().map(|id| (Arc::from(REQUEST_LABEL), Arc::from(id.as_str()))).collect(),
            annotations: file.marks.clone(),
            conditions,
            is_observed: true,
            parts: vec![composite(&file.object)],
            facts: file.facts.clone(),
            ..Object::default()
        }
    }

    fn finish(mut self) -> Simulated {
        for ((repository, folder), rolled) in std::mem::take(&mut self.apps) {
            self.evidence.rollouts.push(Arc::new(rollout(&repository, &folder, rolled)));
        }
        Simulated { evidence: self.evidence, next: self.next }
    }
}

/// What Crossplane would make of a claim.
fn composite(object: &ObjectRef) -> ObjectRef {
    let kind = Kind::new(&object.kind.group, &format!("X{}", object.kind.name));
    ObjectRef::new(kind, "", &format!("{}-{:05}", object.name, jitter(&object.name, 99_991)))
}

fn condition(name: &'static str, holds: Truth, reason: &'static str, message: &str, since: At) -> Condition {
    Condition { name: name.into(), holds, reason: reason.into(), message: Clean::line(message), since: Some(since) }
}

/// Why the made up cluster does not make it.
fn refused(file: &Manifest) -> Option<String> {
    let storage = file.facts.iter().find(|(name, _)| name.as_str() == "storage (GB)")?;
    let wanted: u64 = storage.1.as_str().parse().ok()?;
    (wanted > QUOTA).then(|| format!("cannot create the volume: {wanted} GB are wanted, and the quota is {QUOTA} GB"))
}

fn rollout(repository: &Clean, folder: &str, rolled: Rolled) -> Rollout {
    // folders of several repositories may be called alike
    let within = repository.as_str().rsplit('/').next().unwrap_or_default();
    let name: Vec<&str> = [within, folder].into_iter().filter(|part| !part.is_empty()).collect();
    let name = if name.is_empty() { "everything".to_owned() } else { name.join("-") };
    let last = rolled.commits.keys().map(|(at, _)| *at).max();
    let history = rolled.commits.keys().rev().zip(1..).map(|((at, id), n)| Deployment {
        id: n,
        revisions: vec![id.clone()],
        at: Some(*at),
        by: "automated".into(),
    });
    let is_behind = rolled.objects.iter().any(|state| state.sync != Sync::Synced);
    let app = App {
        id: AppId { instance: CLUSTER.into(), namespace: "".into(), name: name.as_str().into() },
        project: "default".into(),
        sources: vec![Source {
            repository: repository.clone(),
            path: Clean::line(folder),
            target: "HEAD".into(),
            ..Source::default()
        }],
        cluster: CLUSTER.into(),
        sync: if is_behind { Sync::OutOfSync } else { Sync::Synced },
        health: Health::Healthy,
        history: history.collect(),
        revisions: rolled.commits.into_keys().map(|(_, id)| id).collect(),
        resources: rolled.objects,
        is_automated: true,
        reconciled: last,
        read_only: "it is simulated".into(),
        ..App::default()
    };
    Rollout { app: Arc::new(app), cluster: CLUSTER.into(), request: None }
}

#[cfg(test)]
mod tests;
