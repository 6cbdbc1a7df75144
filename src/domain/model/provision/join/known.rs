//! All the evidence, by the keys that it is joined by.

use super::change::{Changes, pull_id};
use super::rolled::Rollouts;
use crate::domain::model::cluster::{Kind, Object, ObjectId, ObjectRef};
use crate::domain::model::forge::PullId;
use crate::domain::model::provision::leads::{commit_of, pull_of};
use crate::domain::model::provision::{Asked, Cataloged, Evidence, Manifest, Rollout};
use crate::domain::model::timeline::Known as Heard;
use std::collections::{HashMap, HashSet};
use std::ptr;

/// The name of the source that tells of the catalog.
pub(super) const CATALOG: &str = "catalog";

#[derive(Default)]
pub(super) struct Known<'e> {
    pub(super) asked: HashMap<&'e str, &'e Asked>,
    pub(super) files: HashMap<(&'e str, &'e ObjectRef), Vec<&'e Manifest>>,
    pub(super) changes: Changes<'e>,
    pub(super) rollouts: Rollouts<'e>,
    pub(super) objects: HashMap<&'e ObjectId, &'e Object>,
    named: HashMap<&'e Kind, HashMap<&'e str, Vec<&'e Object>>>,
    parts: HashSet<(&'e str, &'e ObjectRef)>,
    of_request: HashMap<&'e str, Vec<&'e Cataloged>>,
    of_object: HashMap<&'e ObjectRef, Vec<&'e Cataloged>>,
    /// Tasks by the commits and pull requests that came of them.
    commits: HashMap<String, Vec<&'e str>>,
    pulls: HashMap<PullId, Vec<&'e str>>,
    pub(super) hears_catalog: bool,
    simulated: HashSet<*const u8>,
}

impl<'e> Known<'e> {
    pub(super) fn of(evidence: &[&'e Evidence]) -> Self {
        let mut known = Self::default();
        let mut rollouts = Vec::new();
        for part in evidence.iter().copied() {
            part.asked.iter().for_each(|asked| known.ask(asked));
            part.manifests.iter().for_each(|manifest| known.describe(manifest));
            part.changes.iter().for_each(|change| known.changes.add(change));
            part.objects.iter().for_each(|object| known.see(object));
            part.cataloged.iter().for_each(|entity| known.list(entity));
            rollouts.extend(part.rollouts.iter().map(|rollout| &**rollout));
            if part.simulated {
                known.simulated.extend(part.objects.iter().map(|object| ptr::from_ref(&**object).cast()));
                known.simulated.extend(part.rollouts.iter().map(|rollout| ptr::from_ref(&**rollout).cast()));
            }
            let is_catalog = |name: &str| name == CATALOG;
            let source = part.source.as_ref();
            known.hears_catalog |= source.is_some_and(|it| is_catalog(it.name.as_str()) && it.known == Heard::Yes);
        }
        known.rollouts = Rollouts::of(rollouts);
        known.relate();
        known
    }

    fn ask(&mut self, asked: &'e Asked) {
        let had = self.asked.entry(asked.task.id.as_str()).or_insert(asked);
        // what is known in full counts before a row of a list
        let key = |asked: &Asked| (asked.steps.is_some(), asked.task.heard, asked.leads.len(), asked.sort.clone());
        if key(asked) > key(had) {
            *had = asked;
        }
    }

    fn describe(&mut self, manifest: &'e Manifest) {
        let versions = self.files.entry((manifest.repository.as_str(), &manifest.object)).or_default();
        if !versions.contains(&manifest) {
            versions.push(manifest);
        }
    }

    fn see(&mut self, object: &'e Object) {
        let had = self.objects.entry(&object.id).or_insert(object);
        let key =
            |object: &Object| (object.conditions.len(), object.is_observed, object.facts.len(), object.parts.len());
        if key(object) > key(had) || (key(object) == key(had) && object != *had && told(object) > told(had)) {
            *had = object;
        }
    }

    fn list(&mut self, entity: &'e Cataloged) {
        let add = |known: &mut Vec<&'e Cataloged>| match known.iter_mut().find(|had| had.entity == entity.entity) {
            Some(had) if entity.objects.len() > had.objects.len() => *had = entity,
            Some(_) => {}
            None => known.push(entity),
        };
        entity.request.iter().for_each(|id| add(self.of_request.entry(id.as_str()).or_default()));
        entity.objects.iter().for_each(|object| add(self.of_object.entry(object).or_default()));
    }

    /// What refers to something else, once all is there.
    fn relate(&mut self) {
        for object in self.objects.values() {
            let of_kind = self.named.entry(&object.id.object.kind).or_default();
            of_kind.entry(&*object.id.object.name).or_default().push(object);
            self.parts.extend(object.parts.iter().map(|part| (&*object.id.cluster, part)));
        }
        for (id, asked) in &self.asked {
            let commit = asked.commit.as_ref().map(|commit| commit.as_str().to_owned());
            let led = asked.leads.iter().filter_map(|lead| commit_of(lead.as_str()).map(|(_, commit)| commit));
            commit.into_iter().chain(led).for_each(|commit| self.commits.entry(commit).or_default().push(id));
            let pulls = asked.leads.iter().filter_map(|lead| pull_of(lead.as_str()));
            pulls.for_each(|pull| self.pulls.entry(pull).or_default().push(id));
        }
    }

    /// The tasks that a commit came of: by what they say themselves, then by the pull request, then by what its files
    /// name. Each once.
    pub(super) fn tasks_of_commit(&self, commit: &str) -> Vec<&str> {
        let mut tasks: Vec<&str> = self.commits.get(commit).into_iter().flatten().copied().collect();
        if let Some(change) = self.changes.of_commit(commit) {
            let whole = change.commit.as_ref().and_then(|commit| self.commits.get(commit.as_str()));
            tasks.extend(whole.into_iter().flatten());
            tasks.extend(pull_id(change).and_then(|id| self.pulls.get(id)).into_iter().flatten());
            if tasks.is_empty() {
                tasks.extend(change.requests.iter().map(|id| id.as_str()));
            }
        }
        tasks.sort_unstable();
        tasks.dedup();
        tasks
    }

    /// Objects of that kind and name, wherever they are.
    pub(super) fn named(&self, object: &ObjectRef) -> &[&'e Object] {
        self.named.get(&object.kind).and_then(|of_kind| of_kind.get(&*object.name)).map_or(&[], Vec::as_slice)
    }

    /// Whether an object is part of another one.
    pub(super) fn is_part(&self, object: &Object) -> bool {
        let id = &object.id;
        let without = ObjectRef { namespace: "".into(), ..id.object.clone() };
        // references of namespaced composites have no namespace
        !object.owners.is_empty() || [&id.object, &without].iter().any(|it| self.parts.contains(&(&*id.cluster, *it)))
    }

    /// Entities made for a request.
    pub(super) fn entities_of(&self, request: &str) -> &[&'e Cataloged] {
        self.of_request.get(request).map_or(&[], Vec::as_slice)
    }

    /// Entities that stand for an object.
    pub(super) fn entities_for(&self, object: &ObjectRef) -> &[&'e Cataloged] {
        self.of_object.get(object).map_or(&[], Vec::as_slice)
    }

    /// Whether an object or an application is made up.
    pub(super) fn is_simulated(&self, object: Option<&Object>, rollout: Option<&Rollout>) -> bool {
        let is = |place: *const u8| self.simulated.contains(&place);
        object.is_some_and(|it| is(ptr::from_ref(it).cast())) || rollout.is_some_and(|it| is(ptr::from_ref(it).cast()))
    }
}

/// Something that decides between two that say different things, whichever came first.
fn told(object: &Object) -> String {
    format!("{object:?}")
}
