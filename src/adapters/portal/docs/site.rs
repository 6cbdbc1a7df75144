//! The site as a whole: what the backend tells of it, and the nav that stands on each of its pages.

use super::files::{METADATA, is_missing};
use super::seen::Read;
use super::{Docs, blocking, locked};
use crate::adapters::systems::backstage::DocsFacts;
use crate::domain::docs::{NavItem, PageName, Site, html};
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use crate::platform::docs::DocsFile;
use crate::platform::fault::Fault;
use crate::platform::steps::{Step, Steps, Told};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Docs {
    pub(super) async fn site(&self, of: EntityRef, steps: Steps<Site>) -> Result<Told<Site>, Fault> {
        let kept = self.kept_site(&of).await;
        if let Some(kept) = &kept {
            if self.portal.backstage().is_offline() {
                return Ok(kept.clone());
            }
            steps.send(Step::Part(kept.clone()));
        }
        Ok(Told::now(self.whole_site(&of).await?.0))
    }

    /// The site as it is now, and what the backend tells of it.
    pub(super) async fn whole_site(&self, of: &EntityRef) -> Result<(Site, Arc<DocsFacts>), Fault> {
        let (owner, facts) = self.facts(of).await?;
        let (nav, source) = futures_util::join!(self.nav(&owner), self.source(&owner));
        let site = Site { owner: (owner != *of).then_some(owner), ..site(&facts, nav?, source) };
        Ok((site, facts))
    }

    /// What the backend tells of the site, and whose it is.
    async fn facts(&self, of: &EntityRef) -> Result<(EntityRef, Arc<DocsFacts>), Fault> {
        let owner = self.owner(of);
        let (owner, file) = match self.metadata(&owner).await {
            Ok(file) => (owner, file),
            Err(failure) if is_missing(&failure) => {
                // either it is another one's, or this ends with why there is nothing
                self.turned(of, &owner, failure.is_bare).await?;
                let owner = self.owner(of);
                match self.metadata(&owner).await {
                    Ok(file) => (owner, file),
                    Err(failure) if is_missing(&failure) => {
                        self.turned(of, &owner, failure.is_bare).await?;
                        return Err(failure.fault);
                    }
                    Err(failure) => return Err(failure.fault),
                }
            }
            Err(failure) => return Err(failure.fault),
        };
        let facts = Arc::new(DocsFacts::read(&file.bytes).unwrap_or_default());
        locked(&self.facts).insert(owner.clone(), Arc::clone(&facts));
        Ok((owner, facts))
    }

    async fn metadata(&self, owner: &EntityRef) -> Result<DocsFile, crate::adapters::http::Failure> {
        let kept = self.kept(owner, METADATA).await;
        self.file(owner, METADATA, kept).await
    }

    /// The nav: of the page that was read last, as it is the same on all, else of the first one.
    async fn nav(&self, owner: &EntityRef) -> Result<Vec<NavItem>, Fault> {
        let under_way = locked(&self.reading).get(owner).cloned();
        if let Some(reading) = under_way {
            drop(reading.lock().await);
        }
        let last = locked(&self.seen).last(owner);
        let read = match last {
            Some(last) => last,
            None => match self.read(owner, "index.html", |_| ()).await {
                Ok(read) => read,
                // a site without a first page has its pages all the same
                Err(failure) if is_missing(&failure) => return Ok(Vec::new()),
                Err(failure) => return Err(failure.fault),
            },
        };
        nav_of(read).await
    }

    /// What the docs are built from; nothing where nobody says.
    async fn source(&self, owner: &EntityRef) -> Clean {
        self.whence(owner).await.map(|whence| whence.source).unwrap_or_default()
    }

    async fn kept_site(&self, of: &EntityRef) -> Option<Told<Site>> {
        let owner = self.owner(of);
        // what this run has asked is in the store already
        if locked(&self.facts).contains_key(&owner) {
            return None;
        }
        let file = self.kept(&owner, METADATA).await?;
        let facts = DocsFacts::read(&file.bytes)?;
        let nav = match self.kept_nav(&owner).await {
            Some(read) => nav_of(read).await.unwrap_or_default(),
            None => Vec::new(),
        };
        // offline this is all that tells which file serves a page
        locked(&self.facts).insert(owner.clone(), Arc::new(facts.clone()));
        let site = Site { owner: (owner != *of).then_some(owner), ..site(&facts, nav, Clean::default()) };
        Some(Told { answer: Arc::new(site), as_of: Some(file.at) })
    }

    /// Any page that is kept: the nav is on each.
    async fn kept_nav(&self, owner: &EntityRef) -> Option<Read> {
        let (keep, of) = (Arc::clone(&self.keep), owner.clone());
        let found = blocking("read what is kept", move || {
            let paths = keep.paths(&of);
            let first = paths.iter().find(|path| *path == "index.html");
            let path = first.or_else(|| paths.iter().find(|path| path.ends_with(".html")))?.clone();
            let file = keep.load(&of, &path)?;
            Some(super::files::read_page(path, &file))
        });
        found.await.ok()?
    }
}

async fn nav_of(read: Read) -> Result<Vec<NavItem>, Fault> {
    blocking("read the nav of the docs", move || html::nav(&read.html, &read.path)).await
}

fn site(facts: &DocsFacts, nav: Vec<NavItem>, source: Clean) -> Site {
    let files = facts.files.iter().filter(|file| is_page(file)).map(|file| PageName::of_path(file));
    let mut pages: BTreeSet<PageName> = files.collect();
    if pages.is_empty() {
        pages.extend(nav.iter().filter_map(|item| item.page().cloned()));
    }
    Site {
        title: facts.title.clone(),
        description: facts.description.clone(),
        pages: pages.into_iter().collect(),
        nav,
        built: facts.built,
        source,
        owner: None,
    }
}

/// Whether a file of a site is a page that somebody wrote.
fn is_page(file: &str) -> bool {
    file.ends_with(".html") && file != "404.html" && !file.starts_with("assets/") && !file.starts_with("search/")
}
