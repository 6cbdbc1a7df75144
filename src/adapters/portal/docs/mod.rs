//! Docs as a portal serves them: what TechDocs built, read here.
//!
//! A page is one request, a site another one. Each file comes with a tag, and is asked for anew by it; what
//! was read is kept ([`DocsKeep`]), so that it is there before the portal answers, and when it is away.

mod building;
mod files;
mod findings;
mod foreign;
mod missing;
mod pages;
mod seen;
mod site;
mod whence;

pub(super) use whence::Whence;

use super::Portal;
use crate::adapters::systems::backstage::DocsFacts;
use crate::domain::docs::{Finding, Index, Page, PageName, Picture, Site, decode, read_index};
use crate::domain::model::EntityRef;
use crate::platform::decoding;
use crate::platform::docs::{Building, DocsKeep, DocsPort};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::fell_over;
use crate::platform::steps::{Answering, Steps, Told};
use seen::Seen;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Where the text that the site's search is made of lies in it.
const INDEX: &str = "search/search_index.json";

/// The docs of a portal. Cheap to clone; clones share what was read.
#[derive(Clone)]
pub struct PortalDocs(Arc<Docs>);

struct Docs {
    portal: Arc<Portal>,
    keep: Arc<dyn DocsKeep>,
    seen: Mutex<Seen>,
    facts: Mutex<HashMap<EntityRef, Arc<DocsFacts>>>,
    /// One file of a site at a time: whoever asks for the same meanwhile waits for the one answer.
    reading: Mutex<HashMap<EntityRef, Arc<tokio::sync::Mutex<()>>>>,
}

impl PortalDocs {
    /// Those of a portal; what is read is kept there.
    pub fn new(portal: Arc<Portal>, keep: Arc<dyn DocsKeep>) -> Self {
        Self(Arc::new(Docs {
            portal,
            keep,
            seen: Mutex::default(),
            facts: Mutex::default(),
            reading: Mutex::default(),
        }))
    }
}

impl DocsPort for PortalDocs {
    fn site<'a>(&'a self, of: EntityRef, steps: Steps<Site>) -> Answering<'a, Site> {
        Box::pin(self.0.site(of, steps))
    }

    fn page<'a>(&'a self, of: EntityRef, page: PageName, steps: Steps<Page>) -> Answering<'a, Page> {
        Box::pin(self.0.page(of, page, steps))
    }

    fn index<'a>(&'a self, of: EntityRef) -> Answering<'a, Index> {
        Box::pin(async move {
            let of = self.0.owner(&of);
            let (file, is_now) = self.0.file_or_kept(&of, INDEX).await?;
            let (at, bytes) = (file.at, file.bytes);
            let read = blocking("read the index of the docs", move || read_index(&String::from_utf8_lossy(&bytes)));
            let index = read.await?.ok_or_else(|| no_index(&of))?;
            Ok(Told { answer: Arc::new(index), as_of: (!is_now).then_some(at) })
        })
    }

    fn picture<'a>(&'a self, of: EntityRef, path: String) -> Answering<'a, Picture> {
        Box::pin(async move {
            let of = self.0.owner(&of);
            let (file, is_now) = self.0.file_or_kept(&of, &path).await?;
            let (at, bytes) = (file.at, file.bytes);
            let turn = decoding::turn().await;
            let work = move || {
                let _turn = turn;
                decode(&bytes)
            };
            let picture = blocking("read an image", work).await?.map_err(|why| {
                Fault::new(FaultKind::Unsupported, &format!("show {path}"), why.as_str(), "open it in a browser")
            })?;
            Ok(Told { answer: Arc::new(picture), as_of: (!is_now).then_some(at) })
        })
    }

    fn building<'a>(&'a self, of: EntityRef, steps: Steps<Building>) -> Answering<'a, Building> {
        Box::pin(self.0.building(of, steps))
    }

    fn findings<'a>(&'a self, of: EntityRef, _: Steps<Vec<Finding>>) -> Answering<'a, Vec<Finding>> {
        Box::pin(self.0.findings(of))
    }
}

fn no_index(of: &EntityRef) -> Fault {
    let happened = "its index is none that MkDocs makes";
    Fault::new(FaultKind::Malformed, &format!("search the docs of {of}"), happened, "have the docs built anew")
}

/// Work that takes longer than a thread that drives others may.
async fn blocking<T: Send + 'static>(tried: &str, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|_| fell_over(tried))
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
