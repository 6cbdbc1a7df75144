//! The copy on disk of one context and one subject: what the catalog said last, so that a start
//! shows it at once and a portal that is away hides nothing that was known.
//!
//! [`Kept`] stands before another catalog port, answers from the copy meanwhile, and saves what the
//! other one says. It holds what the catalog holds and no credentials. Everything in its folder can
//! be thrown away: what is damaged, foreign or of another version is ignored and written anew.
//!
//! The folder is that of one context and one subject (`wiring::keep` names it before anything is
//! asked), so another identity on the same account finds nothing of the first one's. Where the
//! subject is not known yet, nothing is kept. Signing out purges the folder; the journal, which is
//! a record, stays in it.

mod bodies;
mod database;
mod disk;
mod docs;
mod drafts;
mod files;
mod identity;
mod merge;
mod published;
mod rows;
mod sessions;
mod theirs;

pub use docs::KeptDocs;
pub use drafts::KeptDrafts;
pub use files::purge;
pub use identity::KeptIdentity;
pub use published::KeptPublished;
pub use sessions::Sessions;
pub use theirs::Theirs;

use crate::domain::model::listing::{FieldColumn, FieldPath, Listing};
use crate::domain::model::{Entity, EntityRef, Problem};
use crate::platform::fault::FaultKind;
use crate::platform::ports::{Answering, CatalogPort, Step, Steps, Told, Wanted};
use crate::platform::query::{Folder, Source};
use bodies::Change;
use disk::Disk;
use futures_util::future::{Either, select};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// A catalog with its copy on disk. Dropping it waits for what is being written.
pub struct Kept {
    inner: Arc<dyn CatalogPort>,
    disk: Arc<Disk>,
}

impl Kept {
    /// Keeps what `inner` says in `folder`, which belongs to one context and one subject. Nothing is
    /// read or made before it is needed.
    pub fn new(inner: Arc<dyn CatalogPort>, folder: PathBuf) -> Self {
        Self { inner, disk: Arc::new(Disk::new(folder)) }
    }

    /// The same, written only as long as it is its subject's.
    #[must_use]
    pub fn while_theirs(mut self, theirs: Theirs) -> Self {
        if let Some(disk) = Arc::get_mut(&mut self.disk) {
            disk.theirs = theirs;
        }
        self
    }

    async fn saved_rows(&self, steps: &Steps<Listing>) -> Option<Arc<Listing>> {
        let disk = Arc::clone(&self.disk);
        let listing = tokio::task::spawn_blocking(move || disk.rows()).await.ok()??;
        let answer = Arc::new(listing);
        steps.send(Step::Part(Told { answer: Arc::clone(&answer), as_of: Some(answer.as_of) }));
        Some(answer)
    }

    /// Hands on the saved body, unless a newer answer was quicker.
    async fn saved_body(&self, reference: EntityRef, newest: &Newest) {
        let disk = Arc::clone(&self.disk);
        let found = tokio::task::spawn_blocking(move || disk.body(&reference)).await;
        if let Ok(Some((entity, at))) = found {
            newest.send_saved(Told { answer: Arc::new(entity), as_of: Some(at) });
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.disk.settle();
    }
}

impl CatalogPort for Kept {
    fn rows<'a>(&'a self, known: Option<Arc<Listing>>, steps: Steps<Listing>) -> Answering<'a, Listing> {
        Box::pin(async move {
            let known = match known {
                Some(known) => Some(known),
                None => self.saved_rows(&steps).await,
            };
            let told = self.inner.rows(known, saving(&self.disk, steps, Disk::save_rows)).await?;
            self.disk.save_rows(&told);
            Ok(told)
        })
    }

    fn fresh_rows<'a>(&'a self, refs: Vec<EntityRef>, known: Arc<Listing>) -> Answering<'a, Option<Arc<Listing>>> {
        Box::pin(async move {
            let told = self.inner.fresh_rows(refs, known).await?;
            if let Some(listing) = told.answer.as_ref() {
                // the others are as old as before
                self.disk.save_rows(&Told { answer: Arc::clone(listing), as_of: Some(listing.as_of) });
            }
            Ok(told)
        })
    }

    fn by_ref<'a>(&'a self, reference: EntityRef, steps: Steps<Entity>) -> Answering<'a, Entity> {
        Box::pin(async move {
            let newest = Newest::of(steps);
            let asked = self.inner.by_ref(reference.clone(), saving(&self.disk, newest.steps(), Disk::save_body));
            let saved = Box::pin(self.saved_body(reference.clone(), &newest));
            let result = match select(asked, saved).await {
                Either::Left((Ok(told), _)) => Ok(told),
                // nothing newer comes: the saved one is all there is
                Either::Left((Err(fault), saved)) => {
                    saved.await;
                    Err(fault)
                }
                Either::Right(((), asked)) => asked.await,
            };
            match &result {
                Ok(told) => self.disk.save_body(told),
                Err(fault) if fault.kind == FaultKind::NotFound => self.disk.save(Change::Gone(reference)),
                Err(_) => {}
            }
            result
        })
    }

    fn field<'a>(&'a self, path: FieldPath, steps: Steps<FieldColumn>) -> Answering<'a, FieldColumn> {
        self.inner.field(path, steps)
    }

    fn entities<'a>(&'a self, wanted: Wanted) -> Answering<'a, Vec<Entity>> {
        self.inner.entities(wanted)
    }

    fn problems<'a>(&'a self, steps: Steps<Vec<Problem>>) -> Answering<'a, Vec<Problem>> {
        self.inner.problems(steps)
    }

    fn source_of<'a>(&'a self, reference: EntityRef) -> Answering<'a, Source> {
        self.inner.source_of(reference)
    }

    fn at_folder<'a>(&'a self, folder: Folder) -> Answering<'a, Option<EntityRef>> {
        self.inner.at_folder(folder)
    }
}

/// Steps that save each whole answer and hand all of them on.
fn saving<T: 'static>(disk: &Arc<Disk>, steps: Steps<T>, save: fn(&Arc<Disk>, &Told<T>)) -> Steps<T> {
    let disk = Arc::clone(disk);
    Steps::to(move |step| {
        if let Step::Whole(told) = &step {
            save(&disk, told);
        }
        steps.send(step);
    })
}

/// Steps to which a saved entity may be added only as long as nothing newer went there.
#[derive(Clone)]
struct Newest {
    steps: Steps<Entity>,
    answered: Arc<Mutex<bool>>,
}

impl Newest {
    fn of(steps: Steps<Entity>) -> Self {
        Self { steps, answered: Arc::default() }
    }

    fn steps(&self) -> Steps<Entity> {
        let newest = self.clone();
        Steps::to(move |step| {
            *newest.answered.lock().unwrap_or_else(PoisonError::into_inner) = true;
            newest.steps.send(step);
        })
    }

    fn send_saved(&self, told: Told<Entity>) {
        // held while sending: what comes meanwhile is newer, and has to come later
        let answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        if !*answered {
            self.steps.send(Step::Part(told));
        }
    }
}
