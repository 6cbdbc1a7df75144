//! Applications that roll files out: found by the folder of a file, by the object, by name.

use crate::domain::model::cluster::{Kind, ObjectRef};
use crate::domain::model::delivery::ResourceState;
use crate::domain::model::provision::{Rollout, repository_of};
use std::collections::HashMap;

/// Applications that list an object, by their places, with what they say of it.
type Listed<'e> = Vec<(usize, &'e ResourceState)>;

/// The applications, by what they are looked up by.
#[derive(Default)]
pub(super) struct Rollouts<'e> {
    pub(super) all: Vec<&'e Rollout>,
    /// By repository, then by folder without slashes around it.
    folders: HashMap<String, HashMap<&'e str, Vec<usize>>>,
    objects: HashMap<&'e Kind, HashMap<&'e str, Listed<'e>>>,
    names: HashMap<&'e str, Vec<usize>>,
}

impl<'e> Rollouts<'e> {
    /// The applications, each once: sorted.
    pub(super) fn of(mut all: Vec<&'e Rollout>) -> Self {
        all.sort_by(|a, b| a.app.id.cmp(&b.app.id).then_with(|| newer(b).cmp(&newer(a))));
        all.dedup_by(|later, first| later.app.id == first.app.id);
        let mut found = Self::default();
        for (place, rollout) in all.iter().enumerate() {
            found.index(place, rollout);
        }
        found.all = all;
        found
    }

    fn index(&mut self, place: usize, rollout: &'e Rollout) {
        for source in &rollout.app.sources {
            let repository = self.folders.entry(repository_of(source.repository.as_str())).or_default();
            let folder = source.path.as_str().trim_matches('/');
            let places = repository.entry(if folder == "." { "" } else { folder }).or_default();
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
        for state in &rollout.app.resources {
            let of_kind = self.objects.entry(&state.object.kind).or_default();
            of_kind.entry(&*state.object.name).or_default().push((place, state));
        }
        self.names.entry(&*rollout.app.id.name).or_default().push(place);
    }

    /// Those that take their files from the nearest folder around a file.
    pub(super) fn around(&self, repository: &str, path: &str) -> &[usize] {
        let Some(folders) = self.folders.get(repository) else { return &[] };
        let mut folder = path;
        while !folder.is_empty() {
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            if let Some(places) = folders.get(folder) {
                return places;
            }
        }
        &[]
    }

    /// Those that list an object of that kind and name, with what they say of it.
    pub(super) fn listing(&self, kind: &Kind, name: &str) -> &[(usize, &'e ResourceState)] {
        self.objects.get(kind).and_then(|of_kind| of_kind.get(name)).map_or(&[], Vec::as_slice)
    }

    /// What one says of an object; its namespace may be left out where it lists but one of that name.
    pub(super) fn says(&self, place: usize, object: &ObjectRef) -> Option<&'e ResourceState> {
        let of_it = |(of, _): &&(usize, &'e ResourceState)| *of == place;
        let mut listed = self.listing(&object.kind, &object.name).iter().filter(of_it);
        if object.namespace.is_empty() {
            let (first, more) = (listed.next(), listed.next());
            return first.filter(|_| more.is_none()).map(|(_, state)| *state);
        }
        listed.find(|(_, state)| state.object.namespace == object.namespace).map(|(_, state)| *state)
    }

    /// Those of a name; with a namespace, `NAMESPACE/NAME`, those in it.
    pub(super) fn named(&self, name: &str) -> Vec<usize> {
        let (namespace, name) = name.split_once('/').map_or((None, name), |(space, name)| (Some(space), name));
        let places = self.names.get(name).into_iter().flatten().copied();
        let fits = |place: &usize| {
            let own = self.get(*place).map_or("", |rollout| &*rollout.app.id.namespace);
            namespace.is_none_or(|wanted| own.is_empty() || own == wanted)
        };
        places.filter(fits).collect()
    }

    /// Those that an object says it is managed by: `APP:GROUP/KIND:NAMESPACE/NAME`, where an application outside of
    /// Argo CD's own namespace is `NAMESPACE_NAME`. A mark that was copied along with an object names another one,
    /// and counts for nothing.
    pub(super) fn tracking(&self, mark: &str, object: &ObjectRef) -> Vec<usize> {
        let mut parts = mark.splitn(3, ':');
        let (Some(app), Some(kind), Some(at)) = (parts.next(), parts.next(), parts.next()) else { return Vec::new() };
        let is_it = kind.split_once('/') == Some((&*object.kind.group, &*object.kind.name))
            && at.split_once('/') == Some((&*object.namespace, &*object.name));
        if !is_it {
            return Vec::new();
        }
        match self.names.get(app) {
            Some(places) => places.clone(),
            None => self.named(&app.replacen('_', "/", 1)),
        }
    }

    pub(super) fn get(&self, place: usize) -> Option<&'e Rollout> {
        self.all.get(place).copied()
    }
}

/// What is known later, where two systems tell of one application.
fn newer(rollout: &Rollout) -> impl Ord + use<> {
    let app = &rollout.app;
    (app.reconciled, app.read_only.is_empty(), app.resources.len(), app.history.len(), format!("{:?}", app.sync))
}
