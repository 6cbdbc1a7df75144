//! Docs out of the sources in a folder: what MkDocs would build, read from its Markdown. A saved file shows
//! at once. Nothing is read that lies outside the workspace, whatever a configuration or a page names.

mod follow;
mod ground;
mod lines;
mod nav;
mod source;

use super::Workspace;
use super::entry::{Refusal, join, resolve};
use super::ports::blocking;
use super::root::Root;
use super::shared::Shared;
use crate::domain::docs::{
    Finding, Href, Index, Page, PageName, Picture, Review, Section, Site, check, decode, index_of,
};
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use crate::platform::docs::{BuildState, Building, DocsPort};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::steps::{Answering, Steps, Told};
use follow::followed;
use ground::Ground;
use source::{Sources, read};
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes that an image may have.
const PICTURE: u64 = 10 << 20;

impl DocsPort for Workspace {
    fn site<'a>(&'a self, of: EntityRef, steps: Steps<Site>) -> Answering<'a, Site> {
        Box::pin(followed(&self.0, steps, move |shared| {
            let ground = Ground::of(shared, &of)?;
            let root = shared.root();
            let sources = Sources::of(&root, &ground);
            Ok((site(&root, &ground, &sources), None))
        }))
    }

    fn page<'a>(&'a self, of: EntityRef, page: PageName, steps: Steps<Page>) -> Answering<'a, Page> {
        Box::pin(followed(&self.0, steps, move |shared| {
            let ground = Ground::of(shared, &of)?;
            let root = shared.root();
            let sources = Sources::of(&root, &ground);
            let moved = || match nav::Said::of(&root, &ground).moved.remove(&page) {
                Some(Href::Page(to, _)) => sources.path_of(&to),
                _ => None,
            };
            let path = sources.path_of(&page).or_else(moved).ok_or_else(|| no_page(&of, &page))?;
            read(&root, &ground, path).map_err(|refusal| unread(&of, path, &refusal))
        }))
    }

    fn index<'a>(&'a self, of: EntityRef) -> Answering<'a, Index> {
        self.of_docs(of, |root, ground| {
            let pages = all(root, ground);
            Ok(index_of(pages.iter().map(|page| &**page)))
        })
    }

    fn picture<'a>(&'a self, of: EntityRef, path: String) -> Answering<'a, Picture> {
        self.of_docs(of, move |root, ground| {
            let fail = |kind, why: &str| Err(Fault::new(kind, &format!("show {path}"), why, ""));
            let read = resolve(&ground.docs, &path).and_then(|path| root.read(&path, PICTURE));
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
        self.of_docs(of, |root, ground| Ok(findings(root, ground)))
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

fn site(root: &Root, ground: &Ground, sources: &Sources) -> Site {
    let mut pages: Vec<PageName> = sources.paths().map(PageName::of_path).collect();
    pages.sort();
    pages.dedup();
    let said = nav::Said::of(root, ground);
    Site {
        title: said.title.unwrap_or_else(|| ground.title.clone()),
        description: said.description.unwrap_or_default(),
        nav: said.nav.unwrap_or_else(|| nav::of_files(root, ground, sources)),
        pages,
        built: None,
        source: Clean::line(if ground.docs.is_empty() { "." } else { &ground.docs }),
    }
}

/// All pages, as they are now.
fn all(root: &Root, ground: &Ground) -> Vec<Arc<Page>> {
    let sources = Sources::of(root, ground);
    sources.paths().filter_map(|path| Some(Arc::new(read(root, ground, path).ok()?.0))).collect()
}

fn findings(root: &Root, ground: &Ground) -> Vec<Finding> {
    let sources = Sources::of(root, ground);
    let pages = all(root, ground);
    let texts: HashMap<PageName, (String, &str)> = sources
        .paths()
        .filter_map(|path| Some((PageName::of_path(path), (source::text(root, ground, path).ok()?, path))))
        .collect();
    let moved = nav::Said::of(root, ground).moved;
    check(&Review {
        site: &site(root, ground, &sources),
        pages: &pages,
        is_whole: true,
        has_file: &|path| {
            let is_there = || resolve(&ground.docs, path).is_ok_and(|path| root.stamp(&path).is_ok());
            moved.contains_key(&PageName::of_path(path)) || is_there()
        },
        line_of: &|page: &PageName, href: &Href| {
            let (text, path) = texts.get(page)?;
            lines::line_of(text, super::entry::folder_of(path), page, href)
        },
        // a single page is no site that has to have all of them
        sections: if ground.config.is_some() { &Section::ALL } else { &[] },
    })
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

/// The path below the root of a file of the docs.
fn below(ground: &Ground, path: &str) -> String {
    join(&ground.docs, path)
}
