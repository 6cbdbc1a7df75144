//! Docs out of the sources in a folder: what MkDocs would build, read from its Markdown. A saved file shows
//! at once. Nothing is read that lies outside the workspace, whatever a configuration or a page names.

mod folder;
mod follow;
mod ground;
mod lines;
mod plan;
mod source;

use super::Workspace;
use super::entry::{Refusal, folder_of};
use super::ports::blocking;
use super::root::Root;
use super::shared::Shared;
use crate::domain::docs::{
    Finding, Href, Index, Page, PageName, Picture, Review, Section, Site, check, decode, highlight, index_of,
    is_to_be_highlighted,
};
use crate::domain::model::EntityRef;
use crate::domain::text::Piece;
use crate::platform::docs::{BuildState, Building, DocsPort};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::steps::{Answering, Steps, Told};
pub use folder::check_folder;

use follow::{Finish, followed};
use ground::Ground;
use plan::Plan;
use std::collections::HashMap;
use std::sync::Arc;

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
            let path = plan.path_of(&page).ok_or_else(|| no_page(&of, &page))?;
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
        self.of_docs(of, move |root, ground| {
            let fail = |kind, why: &str| Err(Fault::new(kind, &format!("show {path}"), why, ""));
            let read = Plan::of(root, ground).below(&path).and_then(|path| root.read(&path, PICTURE));
            match read {
                Ok(content) => decode(&content.bytes).or_else(|why| fail(FaultKind::Unsupported, why.as_str())),
                Err(refusal) => fail(kind_of(&refusal), &refusal.to_string()),
            }
        })
    }

    fn building<'a>(&'a self, of: EntityRef, _: Steps<Building>) -> Answering<'a, Building> {
        self.of_docs(of, |_, _| Ok(Building { log: Vec::new(), state: BuildState::FromSource }))
    }

    fn findings<'a>(&'a self, of: EntityRef) -> Answering<'a, Vec<Finding>> {
        self.of_docs(of, |root, ground| Ok(findings(root, ground, &Section::ALL)))
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
    plan.paths().filter_map(|path| Some(Arc::new(source::read(root, ground, plan, path).ok()?.0))).collect()
}

fn findings(root: &Root, ground: &Ground, sections: &[Section]) -> Vec<Finding> {
    let plan = Plan::titled(root, ground);
    let texts: HashMap<PageName, (String, &str)> = plan
        .paths()
        .filter_map(|path| Some((PageName::of_path(path), (source::text(root, &plan, path).ok()?, path))))
        .collect();
    let found = check(&Review {
        site: &plan.site,
        pages: &all(root, ground, &plan),
        is_whole: true,
        has_file: &|path| plan.has(root, path),
        line_of: &|page: &PageName, href: &Href| {
            let (text, path) = texts.get(page)?;
            lines::line_of(text, folder_of(path), page, href)
        },
        // a single page is no site that has to have all of them
        sections: if ground.config.is_some() { sections } else { &[] },
    });
    plan.wrong.iter().cloned().chain(found).collect()
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
