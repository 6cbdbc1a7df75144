use super::sources::{Sources, address_of, no_source};
use super::{Portal, folder, wanted};
use crate::adapters::systems::backstage::Parts;
use crate::domain::model::listing::{FieldColumn, FieldPath, Listing};
use crate::domain::model::{At, Entity, EntityRef, Problem};
use crate::platform::clock::now;
use crate::platform::fault::Fault;
use crate::platform::ports::{Answering, CatalogPort, Step, Steps, Told, Wanted};
use crate::platform::query::{Folder, Source};
use std::collections::HashSet;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

/// A saved catalog that is younger is good enough to start with.
const YOUNG: Duration = Duration::from_secs(3_600);
/// A catalog that is larger is asked for anew only when the user wants that.
const LARGE: usize = 50_000;

/// Listings that were given as answers, and when all rows were last asked for. Whoever brings one of them back
/// wants a newer one; a listing that is not among them comes from disk.
#[derive(Debug, Default)]
pub(super) struct Given {
    versions: HashSet<u64>,
    last: At,
}

impl CatalogPort for Portal {
    fn rows<'a>(&'a self, known: Option<Arc<Listing>>, steps: Steps<Listing>) -> Answering<'a, Listing> {
        Box::pin(async move {
            if let Some(known) = known.as_ref().filter(|known| self.is_good_enough(known)) {
                self.asked_for_all();
                self.gives(known);
                return Ok(Told { as_of: Some(known.as_of), answer: Arc::clone(known) });
            }
            // the first pages of the new state must not push out all of the old one
            let parts = known.is_none_or(|known| known.is_empty()).then(|| parts_to(steps));
            let told = Told::now(self.backstage.rows(parts).await?);
            self.gives(&told.answer);
            self.asked_for_all();
            Ok(told)
        })
    }

    fn fresh_rows<'a>(&'a self, refs: Vec<EntityRef>, known: Arc<Listing>) -> Answering<'a, Option<Arc<Listing>>> {
        Box::pin(async move {
            let fresh = self.backstage.fresh_rows(&refs, known).await?.map(Arc::new);
            fresh.iter().for_each(|listing| self.gives(listing));
            Ok(Told::now(fresh))
        })
    }

    fn by_ref<'a>(&'a self, reference: EntityRef, _steps: Steps<Entity>) -> Answering<'a, Entity> {
        Box::pin(async move { Ok(Told::now(self.entity(&reference).await?)) })
    }

    fn field<'a>(&'a self, path: FieldPath, _steps: Steps<FieldColumn>) -> Answering<'a, FieldColumn> {
        Box::pin(async move { Ok(Told::now(self.backstage.field(path).await?)) })
    }

    fn entities<'a>(&'a self, wanted: Wanted) -> Answering<'a, Vec<Entity>> {
        Box::pin(async move { Ok(Told::now(wanted::entities(&self.backstage, &wanted).await?)) })
    }

    /// Backstage does not tell what went wrong while it read its sources: an entity that is invalid
    /// is simply not there. So there is never anything to list.
    fn problems<'a>(&'a self, _steps: Steps<Vec<Problem>>) -> Answering<'a, Vec<Problem>> {
        Box::pin(async { Ok(Told::now(Vec::new())) })
    }

    fn source_of<'a>(&'a self, reference: EntityRef) -> Answering<'a, Source> {
        Box::pin(async move {
            let known = self.sources().of(&reference);
            let address = match known {
                Some(address) => address,
                None => address_of(&self.entity(&reference).await?),
            };
            address.map(|address| Told::now(Source::Address(address))).ok_or_else(|| no_source(&reference))
        })
    }

    fn at_folder<'a>(&'a self, folder: Folder) -> Answering<'a, Option<EntityRef>> {
        Box::pin(async move { Ok(Told::now(folder::entity_at(&self.backstage, &folder).await?)) })
    }
}

impl Portal {
    /// An entity as it is now. Where it comes from is remembered: that is asked next.
    pub(super) async fn entity(&self, reference: &EntityRef) -> Result<Entity, Fault> {
        let entity = self.backstage.entity(reference).await?;
        self.sources().note(&entity);
        Ok(entity)
    }

    pub(super) fn sources(&self) -> MutexGuard<'_, Sources> {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_good_enough(&self, known: &Listing) -> bool {
        // offline what is known is all that there will be, and its age is shown
        if self.backstage.is_offline() {
            return true;
        }
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if given.versions.contains(&known.version()) {
            // after an hour it was the clock that asked, and not the user
            return known.len() > LARGE && now().since(given.last) >= YOUNG;
        }
        known.complete && (now().since(known.as_of) < YOUNG || known.len() > LARGE)
    }

    fn asked_for_all(&self) {
        self.given.lock().unwrap_or_else(PoisonError::into_inner).last = now();
    }

    fn gives(&self, listing: &Listing) {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.versions.insert(listing.version());
    }
}

fn parts_to(steps: Steps<Listing>) -> Parts {
    Arc::new(move |listing| steps.send(Step::Part(Told::now(listing))))
}
