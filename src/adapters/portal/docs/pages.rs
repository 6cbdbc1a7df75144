//! Pages: which file serves one, and where it sends on to.

use super::files::is_missing;
use super::{Docs, locked};
use crate::domain::docs::{Href, Page, PageName};
use crate::domain::model::EntityRef;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::steps::{Step, Steps, Told};
use std::sync::Arc;

/// Pages that send on to one another are followed so often.
const MOVES: usize = 5;

impl Docs {
    pub(super) async fn page(&self, of: EntityRef, page: PageName, steps: Steps<Page>) -> Result<Told<Page>, Fault> {
        match self.followed(&of, page.clone(), &steps).await {
            // the docs of the entity may be those of another one, which was not known yet
            Err(fault) if fault.kind == FaultKind::NotFound && self.is_elsewhere(&of, &page).await? => {
                self.followed(&of, page, &steps).await
            }
            answer => answer,
        }
    }

    /// A page, or the one that it sends on to.
    async fn followed(&self, of: &EntityRef, page: PageName, steps: &Steps<Page>) -> Result<Told<Page>, Fault> {
        let (owner, first) = (self.owner(of), self.first_page(of));
        let mut name = match first {
            Some(first) if page.is_home() => first,
            _ => page,
        };
        for _ in 0..MOVES {
            let told = self.one(&owner, &name, steps).await?;
            match &told.answer.moved {
                Some(Href::Page(next, _)) if *next != name => name = next.clone(),
                _ => return Ok(told),
            }
        }
        let tried = format!("read `{name}` of the docs of {owner}");
        let happened = "its pages send on to one another without an end";
        Err(Fault::new(FaultKind::Malformed, &tried, happened, "correct the redirects in its mkdocs.yml"))
    }

    async fn one(&self, of: &EntityRef, name: &PageName, steps: &Steps<Page>) -> Result<Told<Page>, Fault> {
        let mut missing = None;
        for path in self.paths(of, name) {
            let meanwhile = |read: &super::seen::Read| {
                if read.page.moved.is_none() {
                    steps.send(Step::Part(Told { answer: Arc::clone(&read.page), as_of: Some(read.at) }));
                }
            };
            match self.read(of, &path, meanwhile).await {
                Ok(read) => {
                    let read = if read.page.is_to_be_drawn() && read.page.moved.is_none() {
                        meanwhile(&read);
                        self.drawn(of, read).await?
                    } else {
                        read
                    };
                    let as_of = self.portal.backstage().is_offline().then_some(read.at);
                    return Ok(Told { answer: read.page, as_of });
                }
                Err(failure) if is_missing(&failure) => missing = Some(failure.fault),
                Err(failure) => return Err(failure.fault),
            }
        }
        Err(missing.unwrap_or_else(|| no_page(of, name)))
    }

    /// The files that may serve a page: the one that does where all files are known, else those that
    /// MkDocs makes of it in its two ways.
    fn paths(&self, of: &EntityRef, name: &PageName) -> Vec<String> {
        let known = locked(&self.facts).get(of).cloned();
        let files = known.iter().flat_map(|facts| &facts.files);
        let mut serving: Vec<String> =
            files.filter(|file| file.ends_with(".html") && PageName::of_path(file) == *name).cloned().collect();
        if !serving.is_empty() {
            serving.sort_by_key(|file| std::cmp::Reverse(file.len()));
            return serving;
        }
        match name.as_str() {
            "" => vec!["index.html".into()],
            // no address can be made of it, and it is on no portal
            odd if odd.split('/').any(|part| matches!(part, "" | "." | "..")) => Vec::new(),
            name => vec![format!("{name}/index.html"), format!("{name}.html")],
        }
    }
}

pub(super) fn no_page(of: &EntityRef, name: &PageName) -> Fault {
    let tried = format!("read `{name}` of the docs of {of}");
    let cure = "look through their pages; it may have been moved or renamed";
    Fault::new(FaultKind::NotFound, &tried, "there is no such page", cure)
}
