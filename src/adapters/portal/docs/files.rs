//! Files of sites: what this run read, what is kept, and what the portal has.

use super::{Docs, blocking, locked};
use crate::adapters::http::Failure;
use crate::domain::docs::{Page, html};
use crate::domain::model::{At, EntityRef};
use crate::platform::clock::now;
use crate::platform::docs::DocsFile;
use crate::platform::fault::{Fault, FaultKind};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// What stands for a site as a whole among its files; TechDocs keeps it under that name.
pub(super) const METADATA: &str = "techdocs_metadata.json";
/// Pages that are held as they were read.
const PAGES: usize = 12;
/// What was asked for so shortly before is not asked again: several questions need one file.
const JUST: Duration = Duration::from_secs(2);
/// Bytes of a file above which it is not worth its place on disk.
const WORTH: usize = 4 << 20;

/// A page that was read, with what it was read from.
#[derive(Clone)]
pub(super) struct Read {
    pub(super) path: String,
    pub(super) page: Arc<Page>,
    pub(super) html: Arc<str>,
    pub(super) tag: Option<String>,
    pub(super) at: At,
}

/// The pages that were read last, the latest at the end.
#[derive(Default)]
pub(super) struct Seen(VecDeque<(EntityRef, Read)>);

impl Seen {
    fn find(&self, of: &EntityRef, path: &str) -> Option<Read> {
        self.0.iter().find(|(it, read)| it == of && read.path == path).map(|(_, read)| read.clone())
    }

    /// The page of a site that was read last.
    pub(super) fn last(&self, of: &EntityRef) -> Option<Read> {
        self.0.iter().rev().find(|(it, _)| it == of).map(|(_, read)| read.clone())
    }

    /// All of a site that are held.
    pub(super) fn all(&self, of: &EntityRef) -> Vec<Read> {
        self.0.iter().filter(|(it, _)| it == of).map(|(_, read)| read.clone()).collect()
    }

    fn note(&mut self, of: &EntityRef, read: Read) {
        self.0.retain(|(it, old)| it != of || old.path != read.path);
        self.0.push_back((of.clone(), read));
        if self.0.len() > PAGES {
            self.0.pop_front();
        }
    }
}

impl Docs {
    /// A file as the portal has it now; `held` where it is still that one.
    pub(super) async fn fetch(&self, of: &EntityRef, path: &str, held: Option<DocsFile>) -> Result<DocsFile, Failure> {
        let tag = held.as_ref().and_then(|held| held.tag.as_deref());
        let asked = match path {
            METADATA => self.portal.backstage().docs_metadata(of, tag).await,
            path => self.portal.backstage().docs_file(of, path, tag).await,
        };
        let at = now();
        let (owner, path) = (of.clone(), path.to_owned());
        let keep = Arc::clone(&self.keep);
        match (asked, held) {
            (Ok(None), Some(held)) => {
                tokio::task::spawn_blocking(move || keep.still(&owner, &path, at));
                Ok(DocsFile { at, ..held })
            }
            (Ok(fresh), _) => {
                let fresh = fresh.unwrap_or_default();
                let file = DocsFile { bytes: fresh.bytes, tag: fresh.tag, at };
                if file.bytes.len() <= WORTH {
                    let kept = file.clone();
                    tokio::task::spawn_blocking(move || keep.keep(&owner, &path, &kept));
                }
                Ok(file)
            }
            (Err(failure), _) => {
                if failure.status == Some(404) {
                    tokio::task::spawn_blocking(move || keep.drop_file(&owner, &path));
                }
                Err(failure)
            }
        }
    }

    pub(super) async fn kept(&self, of: &EntityRef, path: &str) -> Option<DocsFile> {
        let (keep, of, path) = (Arc::clone(&self.keep), of.clone(), path.to_owned());
        blocking("read what is kept", move || keep.load(&of, &path)).await.ok()?
    }

    /// A file as it is now, or as it was kept where the portal is away; whether it is now.
    pub(super) async fn file_or_kept(&self, of: &EntityRef, path: &str) -> Result<(DocsFile, bool), Fault> {
        let kept = self.kept(of, path).await;
        match self.fetch(of, path, kept.clone()).await {
            Ok(file) => Ok((file, true)),
            Err(failure) => match kept.filter(|_| failure.fault.kind.passes()) {
                Some(kept) => Ok((kept, false)),
                None => Err(failure.fault),
            },
        }
    }

    /// A page by its file. What is kept of it goes to `meanwhile` first.
    pub(super) async fn read(&self, of: &EntityRef, path: &str, meanwhile: impl Fn(&Read)) -> Result<Read, Failure> {
        let lock = Arc::clone(locked(&self.reading).entry(of.clone()).or_default());
        let _one_at_a_time = lock.lock().await;
        let seen = locked(&self.seen).find(of, path);
        if let Some(seen) = seen.as_ref().filter(|seen| now().since(seen.at) < JUST) {
            return Ok(seen.clone());
        }
        let is_new = seen.is_none();
        let held = match seen {
            Some(seen) => Some(seen),
            None => self.kept_page(of, path).await.inspect(|held| meanwhile(held)),
        };
        if self.portal.backstage().is_offline()
            && let Some(held) = held
        {
            // what is kept is all that there will be, and its age is shown
            if is_new {
                locked(&self.seen).note(of, held.clone());
            }
            return Ok(held);
        }
        let file = held.as_ref().map(|held| DocsFile { bytes: Vec::new(), tag: held.tag.clone(), at: held.at });
        let file = self.fetch(of, path, file).await?;
        let read = match held {
            // nothing was sent, for it is the same
            Some(held) if file.bytes.is_empty() => Read { at: file.at, ..held },
            _ => parsed(path, file).await.map_err(Failure::unread)?,
        };
        locked(&self.seen).note(of, read.clone());
        Ok(read)
    }

    /// A page with its drawings, which are made once it was read.
    pub(super) async fn drawn(&self, of: &EntityRef, read: Read) -> Result<Read, Fault> {
        let page = (*read.page).clone();
        let draw = move || {
            page.draw();
            page
        };
        let page = Arc::new(blocking("make the drawings of a page of docs", draw).await?);
        let read = Read { page, ..read };
        locked(&self.seen).note(of, read.clone());
        Ok(read)
    }

    async fn kept_page(&self, of: &EntityRef, path: &str) -> Option<Read> {
        let file = self.kept(of, path).await?;
        parsed(path, file).await.ok()
    }
}

/// A page out of the bytes of its file.
pub(super) async fn parsed(path: &str, file: DocsFile) -> Result<Read, Fault> {
    let path = path.to_owned();
    blocking("read a page of docs", move || read_page(path, &file)).await
}

pub(super) fn read_page(path: String, file: &DocsFile) -> Read {
    let html: Arc<str> = String::from_utf8_lossy(&file.bytes).into();
    let page = Arc::new(html::read(&html, &path));
    Read { path, page, html, tag: file.tag.clone(), at: file.at }
}

/// Whether it was said that there is no such thing.
pub(super) fn is_missing(failure: &Failure) -> bool {
    failure.status == Some(404) && failure.fault.kind == FaultKind::NotFound
}
