//! Where an entity's docs lie: the folder that `backstage.io/techdocs-ref` names, with its `mkdocs.yml`;
//! without one a folder `docs` beside the descriptor, or the README there.

use crate::adapters::workspace::bodies::Bodies;
use crate::adapters::workspace::entry::{Refusal, folder_of, join, resolve};
use crate::adapters::workspace::pages::pages;
use crate::adapters::workspace::ports::missing;
use crate::adapters::workspace::root::Root;
use crate::adapters::workspace::shared::Shared;
use crate::adapters::workspace::snapshot::Snapshot;
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};

const SOURCE: &str = "backstage.io/techdocs-ref";
const ELSEWHERE: &str = "backstage.io/techdocs-entity";
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
}

impl Ground {
    /// Where the docs of an entity lie.
    ///
    /// # Errors
    /// When there is no such entity, or it has no docs here; then with what to do.
    pub(super) fn of(shared: &Shared, of: &EntityRef) -> Result<Self, Fault> {
        let snapshot = shared.current()?;
        let mut of = of.clone();
        for _ in 0..DEEPEST {
            let (entity, folder) = entity(shared, &snapshot, &of)?;
            let elsewhere = entity.annotation(ELSEWHERE).filter(|_| entity.annotation(SOURCE).is_none());
            match elsewhere.and_then(|text| EntityRef::parse(text, Some(of.kind()), Some(of.namespace())).ok()) {
                Some(other) => of = other,
                None => return Self::beside(shared, &entity, &folder),
            }
        }
        Err(none(&of, "entities name one another's docs without an end", "correct backstage.io/techdocs-entity"))
    }

    fn beside(shared: &Shared, entity: &Entity, folder: &str) -> Result<Self, Fault> {
        let (of, root) = (entity.reference(), shared.root());
        let said = entity.annotation(SOURCE).map(str::trim);
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
                let named = super::nav::docs_dir(&root, config).unwrap_or_else(|| "docs".into());
                resolve(&site, &named).map_err(|refusal| refused(of, &format!("docs_dir: {named}"), &refusal))?
            }
            None => join(&site, "docs"),
        };
        let ground = Self { title: entity.title(), site, config, docs, alone: None };
        if ground.config.is_some() || !pages(&root, &ground.docs, &mut 1).is_empty() {
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

/// An entity as it is written, and the folder of its descriptor.
fn entity(shared: &Shared, snapshot: &Snapshot, of: &EntityRef) -> Result<(Entity, String), Fault> {
    let found = snapshot.listing.find(of).and_then(|row| {
        let folder = folder_of(&snapshot.origin(row)?.member.file.path).to_owned();
        Some((Bodies::new(shared, snapshot).bare(row)?, folder))
    });
    found.ok_or_else(|| missing(of))
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
