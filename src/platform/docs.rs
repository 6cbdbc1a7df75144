//! Docs: the port that a context has, and what is asked of it.

use super::fault::{Fault, FaultKind};
use super::steps::{Answering, Steps};
use crate::domain::docs::{Finding, Index, Page, PageName, Picture, Site};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;

/// The docs of entities. A page comes read: whoever serves it reads it off the main thread.
pub trait DocsPort: Send + Sync {
    /// The site of an entity: its nav, when it was built and from what. A port that follows changes sends
    /// [`Step::Whole`](super::steps::Step::Whole) for each and does not end; one that is kept from before
    /// comes as a part.
    fn site<'a>(&'a self, of: EntityRef, steps: Steps<Site>) -> Answering<'a, Site>;

    /// A page. It may come as a part before its code is highlighted, and as the whole with each change
    /// where the port follows those. A page that sends elsewhere within the site is followed.
    fn page<'a>(&'a self, of: EntityRef, page: PageName, steps: Steps<Page>) -> Answering<'a, Page>;

    /// What can be searched of the site.
    fn index<'a>(&'a self, of: EntityRef) -> Answering<'a, Index>;

    /// An image of the site, by its path in it.
    fn picture<'a>(&'a self, of: EntityRef, path: String) -> Answering<'a, Picture>;

    /// Whether a newer build is under way, and what it says while it goes. It ends with the build.
    fn building<'a>(&'a self, of: EntityRef, steps: Steps<Building>) -> Answering<'a, Building>;

    /// What is wrong with the docs: broken links, missing sections. A port that follows changes sends it
    /// anew with each and does not end.
    fn findings<'a>(&'a self, of: EntityRef, steps: Steps<Vec<Finding>>) -> Answering<'a, Vec<Finding>>;
}

/// What is wrong with the docs of one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSite {
    /// Its folder below the one that was looked at, with `/`; empty for that one itself.
    pub folder: String,
    /// What is wrong, each with the file of its page below the folder that was looked at.
    pub findings: Vec<(Finding, Option<String>)>,
}

/// A build of docs, as far as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Building {
    /// What it said, line by line; the oldest are left out when there are too many.
    pub log: Vec<Clean>,
    /// How it stands.
    pub state: BuildState,
}

/// How a build stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum BuildState {
    /// It is asked for, or goes on.
    #[default]
    Running,
    /// What is there is the newest.
    UpToDate,
    /// A newer one was built.
    Updated,
    /// It failed, and why.
    Failed(Clean),
    /// Here nothing is built: the pages are read from their sources.
    FromSource,
}

/// A file of docs as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocsFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The tag that stands for this version of it at the platform.
    pub tag: Option<String>,
    /// When the platform said that it is so.
    pub at: At,
}

/// Where files of docs that were read are kept between two runs, of one context and one subject. Losing
/// them costs requests. All of it may block.
pub trait DocsKeep: Send + Sync {
    /// A file by its path in the site; nothing where that was not kept or cannot be read.
    fn load(&self, of: &EntityRef, path: &str) -> Option<DocsFile>;

    /// The paths of what is kept of a site.
    fn paths(&self, of: &EntityRef) -> Vec<String>;

    /// Keeps a file.
    fn keep(&self, of: &EntityRef, path: &str, file: &DocsFile);

    /// Notes that a file that is kept is still so.
    fn still(&self, of: &EntityRef, path: &str, at: At);

    /// A file is no more.
    fn drop_file(&self, of: &EntityRef, path: &str);
}

/// No docs are kept.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoDocsKept;

impl DocsKeep for NoDocsKept {
    fn load(&self, _: &EntityRef, _: &str) -> Option<DocsFile> {
        None
    }

    fn paths(&self, _: &EntityRef) -> Vec<String> {
        Vec::new()
    }

    fn keep(&self, _: &EntityRef, _: &str, _: &DocsFile) {}

    fn still(&self, _: &EntityRef, _: &str, _: At) {}

    fn drop_file(&self, _: &EntityRef, _: &str) {}
}

/// A platform without docs.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoDocs;

impl DocsPort for NoDocs {
    fn site<'a>(&'a self, _: EntityRef, _: Steps<Site>) -> Answering<'a, Site> {
        Box::pin(async { Err(no_docs()) })
    }

    fn page<'a>(&'a self, _: EntityRef, _: PageName, _: Steps<Page>) -> Answering<'a, Page> {
        Box::pin(async { Err(no_docs()) })
    }

    fn index<'a>(&'a self, _: EntityRef) -> Answering<'a, Index> {
        Box::pin(async { Err(no_docs()) })
    }

    fn picture<'a>(&'a self, _: EntityRef, _: String) -> Answering<'a, Picture> {
        Box::pin(async { Err(no_docs()) })
    }

    fn building<'a>(&'a self, _: EntityRef, _: Steps<Building>) -> Answering<'a, Building> {
        Box::pin(async { Err(no_docs()) })
    }

    fn findings<'a>(&'a self, _: EntityRef, _: Steps<Vec<Finding>>) -> Answering<'a, Vec<Finding>> {
        Box::pin(async { Err(no_docs()) })
    }
}

fn no_docs() -> Fault {
    Fault::new(FaultKind::Unsupported, "read docs", "this platform has none", "")
}
