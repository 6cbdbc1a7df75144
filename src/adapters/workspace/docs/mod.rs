//! Docs out of the sources in a folder: what MkDocs would build, read from its Markdown. A saved file shows
//! at once. Nothing is read that lies outside the workspace, whatever a configuration or a page names.

mod folder;
mod follow;
mod ground;
mod lines;
mod plan;
mod review;
mod said;
pub(super) mod search;
mod source;

use super::Workspace;
use super::entry::Refusal;
use super::ports::blocking;
use super::root::Root;
use super::shared::Shared;
use crate::domain::docs::{
    Finding, Index, Page, PageName, Picture, Site, decode, highlight, index_of, is_to_be_highlighted,
};
use crate::domain::model::EntityRef;
use crate::domain::text::Piece;
use crate::platform::decoding;
use crate::platform::docs::{BuildState, Building, DocsPort};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::steps::{Answering, Steps, Told};
pub use folder::check_folder;
pub(super) use said::Said;

use follow::{Finish, followed};
use ground::Ground;
use plan::Plan;
use review::Review;
use std::sync::{Arc, Mutex};

/// Bytes that an image may have.
const PICTURE: u64 = 10 << 20;

impl DocsPort for Workspace {
    fn site<'a>(&'a self, of: EntityRef, steps: Steps<Site>) -> Answering<'a, Site> {
        let read = move |shared: &Shared| {
            let ground = Ground::of(shared, &of)?;
            Ok((Plan::titled(&shared.root(), &ground).site, None))
        };
        Box::pin(followed(&self.0, steps, read, Finish::nothing()))
    }

    /// The page as soon as it is read, and again once its code is in colours and its drawings are made,
    /// which takes longer.
    fn page<'a>(&'a self, of: EntityRef, page: PageName, steps: Steps<Page>) -> Answering<'a, Page> {
        let read = move |shared: &Shared| {
            let ground = Ground::of(shared, &of)?;
            let root = shared.root();
            let plan = Plan::of(&root, &ground);
            let page = if page.is_home() { &ground.first } else { &page };
            let path = plan.path_of(page).ok_or_else(|| no_page(&of, page))?;
            source::read(&root, &ground, &plan, path).map_err(|refusal| unread(&of, path, &refusal))
        };
        Box::pin(followed(&self.0, steps, read, Finish { is_due: is_unfinished, make: finished }))
    }

    fn index<'a>(&'a self, of: EntityRef) -> Answering<'a, Index> {
        self.of_docs(of, |root, ground| {
            let pages = all(root, ground, &Plan::of(root, ground));
            Ok(index_of(pages.iter().map(|page| &**page)))
        })
    }

    fn picture<'a>(&'a self, of: EntityRef, path: String) -> Answering<'a, Picture> {
        Box::pin(async move {
            let turn = decoding::turn().await;
            self.of_docs(of, move |root, ground| {
                let _turn = turn;
                let fail = |kind, why: &str| Err(Fault::new(kind, &format!("show {path}"), why, ""));
                let read = Plan::of(root, ground).below(&path).and_then(|path| root.read(&path, PICTURE));
                match read {
                    Ok(content) => decode(&content.bytes).or_else(|why| fail(FaultKind::Unsupported, why.as_str())),
                    Err(refusal) => fail(kind_of(&refusal), &refusal.to_string()),
                }
            })
            .await
        })
    }

    fn building<'a>(&'a self, of: EntityRef, _: Steps<Building>) -> Answering<'a, Building> {
        self.of_docs(of, |_, _| Ok(Building { log: Vec::new(), state: BuildState::FromSource }))
    }

    fn findings<'a>(&'a self, of: EntityRef, steps: Steps<Vec<Finding>>) -> Answering<'a, Vec<Finding>> {
        let last = Mutex::default();
        let read = move |shared: &Shared| {
            let ground = Ground::of(shared, &of)?;
            Ok((Review::again(&shared.root(), &ground, &last), None))
        };
        Box::pin(followed(&self.0, steps, read, Finish::nothing()))
    }
}

impl Workspace {
    fn of_docs<'a, T: Send + Sync + 'static>(
        &'a self,
        of: EntityRef,
        ask: impl FnOnce(&Root, &Ground) -> Result<T, Fault> + Send + 'static,
    ) -> Answering<'a, T> {
        let shared: Arc<Shared> = Arc::clone(&self.0);
        Box::pin(async move {
            let answer = blocking(&shared, move |shared| ask(&shared.root(), &Ground::of(shared, &of)?)).await??;
            Ok(Told::now(answer))
        })
    }
}

fn is_unfinished(page: &Page) -> bool {
    page.is_to_be_drawn() || is_to_be_highlighted(page, whole(page))
}

fn finished(page: &Page) -> Page {
    let mut page = page.clone();
    let whole = whole(&page);
    highlight(&mut page, whole);
    page.draw();
    page
}

fn whole(page: &Page) -> Piece {
    Piece { from: 0, to: page.pool.end() }
}

/// All pages, as they are now.
fn all(root: &Root, ground: &Ground, plan: &Plan) -> Vec<Arc<Page>> {
    plan.paths().filter_map(|path| Some(Arc::new(source::plain(root, ground, plan, path).ok()?.0))).collect()
}

fn no_page(of: &EntityRef, page: &PageName) -> Fault {
    let tried = format!("read `{page}` of the docs of {of}");
    let cure = "look through their pages; it may have been moved or renamed";
    Fault::new(FaultKind::NotFound, &tried, "there is no such page", cure)
}

fn unread(of: &EntityRef, path: &str, refusal: &Refusal) -> Fault {
    Fault::new(kind_of(refusal), &format!("read {path} of the docs of {of}"), &refusal.to_string(), "")
}

fn kind_of(refusal: &Refusal) -> FaultKind {
    if *refusal == Refusal::Missing { FaultKind::NotFound } else { FaultKind::Local }
}
