//! Files of sites: what this run read, what is kept, and what the portal has.

use super::seen::Read;
use super::{Docs, blocking, foreign, locked};
use crate::adapters::http::Failure;
use crate::domain::docs::html;
use crate::domain::model::EntityRef;
use crate::platform::clock::now;
use crate::platform::docs::DocsFile;
use crate::platform::fault::{Fault, FaultKind};
use std::sync::Arc;
use std::time::Duration;

/// What stands for a site as a whole among its files; TechDocs keeps it under that name.
pub(super) const METADATA: &str = "techdocs_metadata.json";
/// What was asked for so shortly before is not asked again: several questions need one file.
const JUST: Duration = Duration::from_secs(2);
/// Bytes of a file above which it is not worth its place on disk.
const WORTH: usize = 4 << 20;

/// A file as the portal has it now.
pub(super) struct Fetched {
    file: DocsFile,
    /// It is the one that was held.
    is_same: bool,
}

impl Docs {
    /// A file as the portal has it now; `held` where it is still that one. It is not kept by that.
    async fn fetch(&self, of: &EntityRef, path: &str, held: Option<DocsFile>) -> Result<Fetched, Failure> {
        let tag = held.as_ref().and_then(|held| held.tag.as_deref());
        let asked = match path {
            METADATA => self.portal.backstage().docs_metadata(of, tag).await,
            path => self.portal.backstage().docs_file(of, path, tag).await,
        };
        let at = now();
        match (asked, held) {
            (Ok(None), Some(held)) => Ok(Fetched { file: DocsFile { at, ..held }, is_same: true }),
            (Ok(fresh), _) => {
                let fresh = fresh.unwrap_or_default();
                if !path.ends_with(".html") && foreign::is_web_page(&fresh.bytes) {
                    return Err(foreign::in_its_place(of, path));
                }
                let file = DocsFile { bytes: fresh.bytes, tag: fresh.tag, at };
                Ok(Fetched { file, is_same: false })
            }
            (Err(failure), _) => {
                self.forget(of, path, &failure).await;
                Err(failure)
            }
        }
    }

    /// The same, kept.
    pub(super) async fn file(&self, of: &EntityRef, path: &str, held: Option<DocsFile>) -> Result<DocsFile, Failure> {
        let fetched = self.fetch(of, path, held).await?;
        self.keep(of, path, &fetched).await;
        Ok(fetched.file)
    }

    /// Keeps a file. Ends when that is done: a command ends with its answer, and would take it along.
    async fn keep(&self, of: &EntityRef, path: &str, fetched: &Fetched) {
        let (keep, of, path) = (Arc::clone(&self.keep), of.clone(), path.to_owned());
        let at = fetched.file.at;
        let _ = match fetched.is_same {
            true => blocking("keep it", move || keep.still(&of, &path, at)).await,
            false if fetched.file.bytes.len() > WORTH => Ok(()),
            false => {
                let file = fetched.file.clone();
                blocking("keep it", move || keep.keep(&of, &path, &file)).await
            }
        };
    }

    /// After a refusal: what is no more, or may no longer be read, is not kept either; with what stands
    /// for a site goes all of it.
    async fn forget(&self, of: &EntityRef, path: &str, failure: &Failure) {
        let is_denied = failure.status == Some(403);
        if !is_denied && failure.status != Some(404) {
            return;
        }
        // a status of 404 alone may be a gateway's, which knows nothing of the docs
        let is_whole = path == METADATA && (is_denied || failure.is_missing);
        locked(&self.seen).forget(of, (!is_whole).then_some(path));
        if is_whole {
            locked(&self.facts).remove(of);
        }
        let (keep, of, path) = (Arc::clone(&self.keep), of.clone(), path.to_owned());
        let drop_them = move || {
            let paths = if is_whole { keep.paths(&of) } else { vec![path] };
            paths.iter().for_each(|path| keep.drop_file(&of, path));
        };
        let _ = blocking("forget it", drop_them).await;
    }

    pub(super) async fn kept(&self, of: &EntityRef, path: &str) -> Option<DocsFile> {
        let (keep, of, path) = (Arc::clone(&self.keep), of.clone(), path.to_owned());
        blocking("read what is kept", move || keep.load(&of, &path)).await.ok()?
    }

    /// A file as it is now, or as it was kept where the portal is away; whether it is now.
    pub(super) async fn file_or_kept(&self, of: &EntityRef, path: &str) -> Result<(DocsFile, bool), Fault> {
        let kept = self.kept(of, path).await;
        match self.file(of, path, kept.clone()).await {
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
        let fetched = self.fetch(of, path, file).await?;
        let read = match held {
            Some(held) if fetched.is_same => Read { at: fetched.file.at, ..held },
            held => {
                let read = parsed(path, fetched.file.clone()).await.map_err(Failure::unread)?;
                foreign::refuse(of, &read, held.as_ref())?;
                read
            }
        };
        if foreign::is_of_docs(&read) {
            self.keep(of, path, &fetched).await;
        }
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
