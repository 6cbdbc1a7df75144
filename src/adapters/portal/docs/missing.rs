//! Whose docs an entity's are, and what to do where there are none.

use super::files::{METADATA, is_missing};
use super::{Docs, Whence, locked};
use crate::domain::docs::PageName;
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};

impl Docs {
    /// Whose docs an entity's are, as far as that is known.
    pub(super) fn owner(&self, of: &EntityRef) -> EntityRef {
        self.known(of).and_then(|it| it.elsewhere).map_or_else(|| of.clone(), |(owner, _)| owner)
    }

    /// The page that an entity's docs begin with, where they are a part of another one's.
    pub(super) fn first_page(&self, of: &EntityRef) -> Option<PageName> {
        self.known(of)?.elsewhere.map(|(_, page)| page)
    }

    fn known(&self, of: &EntityRef) -> Option<Whence> {
        self.portal.sources().docs_of(of)
    }

    /// What an entity says of its docs; asked where it is not known.
    pub(super) async fn whence(&self, of: &EntityRef) -> Result<Whence, Fault> {
        if let Some(known) = self.known(of) {
            return Ok(known);
        }
        // TechDocs itself tells nothing of an entity whose docs are another one's
        Ok(Whence::of(&self.portal.entity(of).await?))
    }

    /// After something was not there: whether the docs are another entity's, which was not known before.
    ///
    /// # Errors
    /// Why there are no docs at all, or not that page.
    pub(super) async fn is_elsewhere(&self, of: &EntityRef, page: &PageName) -> Result<bool, Fault> {
        let owner = self.owner(of);
        if locked(&self.facts).contains_key(&owner) {
            return Err(super::pages::no_page(&owner, page));
        }
        match self.file(&owner, METADATA, None).await {
            Ok(_) => Err(super::pages::no_page(&owner, page)),
            Err(failure) if is_missing(&failure) => self.turned(of, &owner, failure.is_bare).await,
            Err(failure) => Err(failure.fault),
        }
    }

    /// After a site was not there: as [`Docs::is_elsewhere`].
    pub(super) async fn turned(&self, of: &EntityRef, owner: &EntityRef, is_bare: bool) -> Result<bool, Fault> {
        let whence = self.whence(of).await?;
        match whence.elsewhere {
            // a portal without TechDocs has nothing to say about any of it
            _ if is_bare => Err(no_techdocs(of)),
            Some((elsewhere, _)) if elsewhere != *owner => Ok(true),
            Some(_) => Err(self.unbuilt(owner).await),
            None if whence.has_docs => Err(not_built(of)),
            None => Err(no_docs(of)),
        }
    }

    async fn unbuilt(&self, owner: &EntityRef) -> Fault {
        match self.whence(owner).await {
            Ok(whence) if whence.has_docs => not_built(owner),
            Ok(_) => no_docs(owner),
            Err(fault) => fault,
        }
    }
}

fn none(of: &EntityRef, happened: &str, cure: &str) -> Fault {
    Fault::new(FaultKind::NotFound, &format!("read the docs of {of}"), happened, cure)
}

fn no_docs(of: &EntityRef) -> Fault {
    let cure = "write some: a mkdocs.yml, pages in docs/, and the annotation `backstage.io/techdocs-ref: dir:.` in its descriptor";
    none(of, "it has no docs", cure)
}

fn not_built(of: &EntityRef) -> Fault {
    let cure = "have them built, or see to the pipeline that builds them where the portal does not build itself";
    none(of, "its docs were not built yet", cure)
}

fn no_techdocs(of: &EntityRef) -> Fault {
    let fault = none(of, "this portal serves no docs", "");
    Fault { kind: FaultKind::Unsupported, cure: Clean::default(), ..fault }
}
