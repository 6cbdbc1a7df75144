//! What is known from before: the version, what things are called, what this Teleport turned out to lack, and what was
//! granted and may be gone some day.

use crate::domain::model::EntityRef;
use crate::domain::model::access::{AccessRequest, AccessWay, Lack, RequestId, Resource, ResourceId};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Things whose names are kept.
const MOST: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<Kept>);

/// Which entities are what in Teleport, and when that was asked.
pub(super) type Names = Arc<Vec<(ResourceId, EntityRef)>>;

#[derive(Debug, Default)]
struct Kept {
    version: Option<Clean>,
    /// Who one is, and in which cluster.
    who: (String, Arc<str>),
    lacks: Vec<Lack>,
    resources: HashMap<ResourceId, Resource>,
    /// The user's own requests that were granted.
    granted: HashMap<RequestId, Arc<AccessRequest>>,
    names: Option<(Instant, Names)>,
    /// When things of a kind were last asked for their names.
    asked: HashMap<String, Instant>,
}

impl Memory {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn version(&self) -> Option<Clean> {
        self.kept().version.clone()
    }

    pub fn keep_version(&self, version: Clean) {
        self.kept().version = Some(version);
    }

    /// Somebody is signed in: what is known of another is forgotten.
    pub fn be(&self, user: &str, cluster: &Arc<str>) {
        let mut kept = self.kept();
        if (kept.who.0.as_str(), &kept.who.1) != (user, cluster) {
            let version = kept.version.take();
            *kept = Kept { who: (user.to_owned(), Arc::clone(cluster)), version, ..Kept::default() };
        }
    }

    pub fn lacks(&self) -> Vec<Lack> {
        let mut lacks = self.kept().lacks.clone();
        // tsh has no command for it at all
        lacks.push(Lack {
            way: AccessWay::Revoke,
            because: "tsh cannot take access back; an administrator's tctl can".into(),
            instead: "tctl lock --access-request=ID".into(),
        });
        lacks
    }

    /// Something turned out not to be there. What somebody may not is none of that.
    pub fn note_lack(&self, way: AccessWay, fault: &Fault) {
        let instead = match way {
            AccessWay::Reviews => "tctl request approve ID",
            AccessWay::Resources => "ask for roles in place of resources",
            _ => "",
        };
        let says_so = match way {
            // Community has no reviews, and says it so
            AccessWay::Reviews => fault.happened.as_str().contains("cannot submit reviews"),
            _ => false,
        };
        let mut kept = self.kept();
        let is_known = kept.lacks.iter().any(|lack| lack.way == way);
        if !is_known && (says_so || fault.kind == FaultKind::Unsupported) {
            kept.lacks.push(Lack { way, because: fault.happened.clone(), instead: instead.into() });
        }
    }

    /// What is called so from here on.
    pub fn keep_resources(&self, resources: &[Resource]) {
        let mut kept = self.kept();
        for resource in resources {
            if kept.resources.len() < MOST || kept.resources.contains_key(&resource.id) {
                kept.resources.insert(resource.id.clone(), resource.clone());
            }
        }
    }

    /// What is known of something.
    pub fn resource(&self, id: &ResourceId) -> Resource {
        self.kept().resources.get(id).cloned().unwrap_or_else(|| Resource::of(id.clone()))
    }

    /// Whether more than its id is known of something.
    pub fn knows(&self, id: &ResourceId) -> bool {
        self.kept().resources.contains_key(id)
    }

    /// Whether things of a kind are to be asked for their names now; they then count as asked.
    pub fn asks(&self, kind: &str, good: Duration) -> bool {
        let mut kept = self.kept();
        let is_due = kept.asked.get(kind).is_none_or(|last| last.elapsed() > good);
        if is_due {
            kept.asked.insert(kind.to_owned(), Instant::now());
        }
        is_due
    }

    /// A request of the user's own was granted.
    pub fn keep_granted(&self, request: &Arc<AccessRequest>) {
        self.kept().granted.insert(request.id.clone(), Arc::clone(request));
    }

    pub fn granted(&self) -> Vec<Arc<AccessRequest>> {
        self.kept().granted.values().cloned().collect()
    }

    pub fn was_granted(&self, id: &RequestId) -> Option<Arc<AccessRequest>> {
        self.kept().granted.get(id).cloned()
    }

    pub fn forget_granted(&self, id: &RequestId) {
        self.kept().granted.remove(id);
    }

    pub fn names(&self) -> Option<(Instant, Names)> {
        self.kept().names.clone()
    }

    pub fn keep_names(&self, names: Names) {
        self.kept().names = Some((Instant::now(), names));
    }
}
