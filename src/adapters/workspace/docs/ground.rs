//! Where an entity's docs lie: the folder that `backstage.io/techdocs-ref` names, with its `mkdocs.yml`;
//! without one a folder `docs` beside the descriptor, or the README there.

use super::plan::ENDINGS;
use super::said::Said;
use crate::adapters::workspace::entry::{Refusal, join, resolve};
use crate::adapters::workspace::pages::files;
use crate::adapters::workspace::ports::missing;
use crate::adapters::workspace::root::Root;
use crate::adapters::workspace::shared::Shared;
use crate::adapters::workspace::snapshot::Snapshot;
use crate::domain::docs::PageName;
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};

/// Entities that name one another's docs are followed so often.
const DEEPEST: usize = 4;
const READMES: [&str; 3] = ["README.md", "readme.md", "Readme.md"];

/// Where docs lie, by paths below the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ground {
    /// What they are called where they do not say it themselves.
    pub(super) title: Clean,
    /// The folder of `mkdocs.yml`; of the descriptor where there is none.
    pub(super) site: String,
    /// `mkdocs.yml`.
    pub(super) config: Option<String>,
    /// The folder of the pages.
    pub(super) docs: String,
    /// The one page there is, by its name in that folder.
    pub(super) alone: Option<String>,
    /// The page that one begins with, where that is not the site's own first.
    pub(super) first: PageName,
}

impl Ground {
    /// Where the docs of an entity lie.
    ///
    /// # Errors
    /// When there is no such entity, or it has no docs here; then with what to do.
    pub(super) fn of(shared: &Shared, of: &EntityRef) -> Result<Self, Fault> {
        Self::at(shared, &*shared.current()?, of)
    }

    /// The same in a state that is at hand.
    pub(super) fn at(shared: &Shared, snapshot: &Snapshot, of: &EntityRef) -> Result<Self, Fault> {
        let (mut of, mut first) = (of.clone(), PageName::default());
        for _ in 0..DEEPEST {
            let row = snapshot.listing.find(&of).ok_or_else(|| missing(&of))?;
            let (said, folder) = Said::of_row(snapshot, row).ok_or_else(|| missing(&of))?;
            let Some((other, page)) = said.and_then(|said| said.elsewhere(&of)) else {
                let source = said.and_then(|said| said.source.as_deref());
                let beside = Self::beside(shared, (&of, row.label().to_clean()), source, folder)?;
                return Ok(Self { first, ..beside });
            };
            of = other;
            first = if first.is_home() { page } else { first };
        }
        Err(none(&of, "entities name one another's docs without an end", "correct backstage.io/techdocs-entity"))
    }

    fn beside(
        shared: &Shared,
        (of, title): (&EntityRef, Clean),
        said: Option<&str>,
        folder: &str,
    ) -> Result<Self, Fault> {
        let root = shared.root();
        let site = match said {
            None => folder.to_owned(),
            Some(said) => match said.strip_prefix("dir:") {
                Some(below) => resolve(folder, below).map_err(|refusal| refused(of, said, &refusal))?,
                None => within(shared, said).ok_or_else(|| elsewhere(of, said))?,
            },
        };
        let config = ["mkdocs.yml", "mkdocs.yaml"].iter().map(|name| join(&site, name));
        let config = config.into_iter().find(|path| root.stamp(path).is_ok());
        let docs = match &config {
            Some(config) => {
                let named = super::plan::docs_dir(&root, config).unwrap_or_else(|| "docs".into());
                resolve(&site, &named).map_err(|refusal| refused(of, &format!("docs_dir: {named}"), &refusal))?
            }
            None => join(&site, "docs"),
        };
        let ground = Self { title, site, config, docs, alone: None, first: PageName::default() };
        if ground.config.is_some() || !files(&root, &ground.docs, &ENDINGS, &mut 1).is_empty() {
            return Ok(ground);
        }
        ground.alone_in(&root).ok_or_else(|| {
            let cure = "write some: a mkdocs.yml, pages in docs/, and the annotation `backstage.io/techdocs-ref: dir:.` in its descriptor";
            none(of, "it has no docs", cure)
        })
    }

    /// The README as the docs.
    fn alone_in(self, root: &Root) -> Option<Self> {
        let name = READMES.iter().find(|name| root.stamp(&join(&self.site, name)).is_ok())?;
        Some(Self { docs: self.site.clone(), alone: Some((*name).to_owned()), ..self })
    }
}

/// The folder of an address, where that is one of this checkout.
fn within(shared: &Shared, said: &str) -> Option<String> {
    let target = said.strip_prefix("url:")?.trim_end_matches('/');
    let rest = target.strip_prefix(shared.checkout().address.as_deref()?.trim_end_matches('/'))?;
    resolve("", rest.trim_start_matches('/')).ok().filter(|folder| shared.root().folder(folder).is_ok())
}

fn none(of: &EntityRef, happened: &str, cure: &str) -> Fault {
    Fault::new(FaultKind::NotFound, &format!("read the docs of {of}"), happened, cure)
}

fn refused(of: &EntityRef, said: &str, refusal: &Refusal) -> Fault {
    let happened = format!("`{said}`: {refusal}");
    Fault::new(FaultKind::Invalid, &format!("read the docs of {of}"), &happened, "name a folder of this workspace")
}

fn elsewhere(of: &EntityRef, said: &str) -> Fault {
    let happened = format!("they are built from `{said}`, which is not in this folder");
    none(of, &happened, "open that checkout, or read them on the portal")
}
