//! The ports that a workspace serves.

use super::field::FieldReader;
use super::shared::Shared;
use super::snapshot::Snapshot;
use super::{Workspace, bodies, facts, here, identity, search};
use crate::domain::model::listing::{FieldColumn, FieldPath, Listing};
use crate::domain::model::{Entity, EntityRef, Hits, Identity, Problem, Terms};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{
    Answering, CatalogPort, IdentityPort, SearchPort, Step, Steps, Told, Wanted, unsupported,
};
use crate::platform::query::{Folder, Source};
use std::sync::Arc;

impl CatalogPort for Workspace {
    fn rows<'a>(&'a self, _: Option<Arc<Listing>>, steps: Steps<Listing>) -> Answering<'a, Listing> {
        let shared = Arc::clone(&self.0);
        Box::pin(async move {
            let send = |listing: &Arc<Listing>| steps.send(Step::Whole(told(listing)));
            follow(shared, send, |snapshot| Arc::clone(&snapshot.listing), |a, b| a.version() == b.version()).await
        })
    }

    fn fresh_rows<'a>(&'a self, _: Vec<EntityRef>, _: Arc<Listing>) -> Answering<'a, Option<Arc<Listing>>> {
        // whoever follows the rows has the fresh ones
        Box::pin(async { Ok(Told::now(None)) })
    }

    /// Sends the entity anew when it changes. When it is gone for a while, as in the middle of an
    /// edit, the last one stands until it is back.
    fn by_ref<'a>(&'a self, reference: EntityRef, steps: Steps<Entity>) -> Answering<'a, Entity> {
        let shared = Arc::clone(&self.0);
        Box::pin(async move {
            let mut states = shared.states();
            let wanted = reference.clone();
            let ask = move |shared: &Shared| entity(shared, &wanted);
            let mut last = blocking(&shared, ask.clone()).await??;
            let mut following = None;
            loop {
                steps.send(Step::Whole(told(&last)));
                last = loop {
                    following.get_or_insert_with(|| shared.follow());
                    changed(&mut states).await?;
                    match blocking(&shared, ask.clone()).await? {
                        Ok(now) if now != last => break now,
                        _ => {}
                    }
                };
            }
        })
    }

    fn field<'a>(&'a self, path: FieldPath, steps: Steps<FieldColumn>) -> Answering<'a, FieldColumn> {
        let shared = Arc::clone(&self.0);
        Box::pin(async move {
            let mut states = shared.states();
            let mut reader = FieldReader::new(path);
            let _following = shared.follow();
            let mut last = None;
            loop {
                let column;
                (reader, column) = blocking(&shared, |shared| reader.read(shared)).await??;
                let column = Arc::new(column);
                if last.as_ref() != Some(&column) {
                    steps.send(Step::Whole(told(&column)));
                    last = Some(column);
                }
                changed(&mut states).await?;
            }
        })
    }

    fn entities<'a>(&'a self, wanted: Wanted) -> Answering<'a, Vec<Entity>> {
        self.answer(move |shared, snapshot| Ok(facts::find(shared, snapshot, &wanted)))
    }

    fn problems<'a>(&'a self, steps: Steps<Vec<Problem>>) -> Answering<'a, Vec<Problem>> {
        let shared = Arc::clone(&self.0);
        Box::pin(async move {
            let send = |problems: &Arc<Vec<Problem>>| steps.send(Step::Whole(told(problems)));
            follow(shared, send, |snapshot| Arc::clone(&snapshot.problems), Arc::ptr_eq).await
        })
    }

    fn source_of<'a>(&'a self, reference: EntityRef) -> Answering<'a, Source> {
        self.answer(move |shared, snapshot| {
            let row = snapshot.listing.find(&reference);
            let origin = row.and_then(|row| snapshot.origin(row)).ok_or_else(|| missing(&reference))?;
            let path = bodies::absolute(&shared.root_path(), &origin.member.file.path);
            Ok(Source::File { path, line: origin.document.line as usize })
        })
    }

    fn at_folder<'a>(&'a self, folder: Folder) -> Answering<'a, Option<EntityRef>> {
        self.answer(move |shared, snapshot| Ok(here::entity_at(&shared.root_path(), snapshot, &folder.path)))
    }
}

impl SearchPort for Workspace {
    fn search<'a>(&'a self, terms: Terms) -> Answering<'a, Hits> {
        self.answer(move |shared, snapshot| Ok(search::search(shared, snapshot, &terms)))
    }
}

impl IdentityPort for Workspace {
    fn who_am_i<'a>(&'a self, _steps: Steps<Identity>) -> Answering<'a, Identity> {
        self.answer(|shared, snapshot| Ok(identity::who(shared, snapshot)))
    }
}

impl Workspace {
    /// Answers from the present state, off the threads that drive everything else.
    fn answer<'a, T: Send + Sync + 'static>(
        &'a self,
        ask: impl FnOnce(&Shared, &Snapshot) -> Result<T, Fault> + Send + 'static,
    ) -> Answering<'a, T> {
        let shared = Arc::clone(&self.0);
        Box::pin(async move {
            let answer = blocking(&shared, move |shared| ask(shared, &*shared.current()?)).await??;
            Ok(Told::now(answer))
        })
    }
}

/// Sends a part of the state now, and again whenever it is another one.
async fn follow<T>(
    shared: Arc<Shared>,
    send: impl Fn(&Arc<T>),
    part: impl Fn(&Snapshot) -> Arc<T>,
    is_same: impl Fn(&Arc<T>, &Arc<T>) -> bool,
) -> Result<Told<T>, Fault> {
    let mut states = shared.states();
    let mut last = part(&*blocking(&shared, Shared::current).await??);
    send(&last);
    let _following = shared.follow();
    loop {
        changed(&mut states).await?;
        let now = states.borrow_and_update().as_deref().map(&part);
        if let Some(now) = now.filter(|now| !is_same(now, &last)) {
            send(&now);
            last = now;
        }
    }
}

pub(super) async fn changed(states: &mut tokio::sync::watch::Receiver<super::shared::State>) -> Result<(), Fault> {
    states.changed().await.map_err(|_| stopped())
}

pub(super) async fn blocking<T: Send + 'static>(
    shared: &Arc<Shared>,
    work: impl FnOnce(&Shared) -> T + Send + 'static,
) -> Result<T, Fault> {
    let shared = Arc::clone(shared);
    tokio::task::spawn_blocking(move || work(&shared)).await.map_err(|_| stopped())
}

fn stopped() -> Fault {
    Fault::new(FaultKind::Local, "read the workspace", "the work was stopped", "")
}

fn told<T: Clone + IntoShared>(answer: &T) -> Told<T::Inner> {
    Told { answer: answer.clone().into_shared(), as_of: None }
}

/// What can be handed out without a copy.
trait IntoShared {
    type Inner;
    fn into_shared(self) -> Arc<Self::Inner>;
}

impl<T> IntoShared for Arc<T> {
    type Inner = T;
    fn into_shared(self) -> Arc<T> {
        self
    }
}

impl IntoShared for Entity {
    type Inner = Entity;
    fn into_shared(self) -> Arc<Entity> {
        Arc::new(self)
    }
}

fn entity(shared: &Shared, reference: &EntityRef) -> Result<Entity, Fault> {
    let snapshot = shared.current()?;
    let row = snapshot.listing.find(reference);
    row.and_then(|row| bodies::Bodies::new(shared, &snapshot).whole(row)).ok_or_else(|| missing(reference))
}

pub(super) fn missing(reference: &EntityRef) -> Fault {
    let happened = "it is not in this workspace";
    let cure = "see the problems: its file may not be readable";
    Fault::new(FaultKind::NotFound, &format!("read {reference}"), happened, cure)
}

pub(super) fn not_here(tried: &str) -> Fault {
    unsupported(tried, "a workspace, whose catalog is its files,")
}
