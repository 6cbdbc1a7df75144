//! Pull requests of entities.

use super::Forges;
use super::address::{Remotes, Sites};
use crate::domain::model::EntityRef;
use crate::domain::model::forge::{PullId, PullRequest, PullState, Pulls};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::forge::ForgePort;
use crate::platform::ports::CatalogPort;
use crate::platform::steps::{Answering, Told};
use futures_util::future::join_all;
use std::sync::Arc;

/// Pull requests that are listed.
const MOST: usize = 50;
/// Open ones of these that are read in full.
const IN_FULL: usize = 12;

/// The pull requests that forges have of entities.
#[derive(Clone)]
pub struct ForgePulls {
    forges: Forges,
    sites: Sites,
}

impl ForgePulls {
    /// The port of these forges. The catalog tells which repository is an entity's.
    pub fn new(forges: Forges, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { forges, sites: Sites { catalog, remotes: None } }
    }

    /// The same; what the catalog does not tell the checkout does.
    #[must_use]
    pub fn with_remotes(mut self, remotes: Remotes) -> Self {
        self.sites.remotes = Some(remotes);
        self
    }

    async fn list(&self, reference: EntityRef) -> Result<Pulls, Fault> {
        let tried = format!("list pull requests of {reference}");
        let Some(site) = self.sites.of(&reference).await? else {
            let cure = "give it the annotation backstage.io/source-location, or github.com/project-slug";
            return Err(Fault::new(FaultKind::NotFound, &tried, "it names no repository", cure));
        };
        let (forge, path) = self.forges.of(&site.repository, &tried)?;
        let mut pulls = forge.dialect.pulls(path, MOST).await?;
        pulls.list.iter_mut().for_each(|pull| pull.id.repository.clone_from(&site.repository));
        let open = pulls.list.iter().filter(|pull| matches!(pull.state, PullState::Open | PullState::Draft));
        let open: Vec<PullId> = open.take(IN_FULL).map(|pull| pull.id.clone()).collect();
        for whole in join_all(open.iter().map(|id| self.forges.whole(id))).await {
            // without reviews and checks it is still true
            let Ok(whole) = whole else { continue };
            if let Some(pull) = pulls.list.iter_mut().find(|pull| pull.id == whole.pull.id) {
                *pull = whole.pull;
            }
        }
        Ok(pulls)
    }
}

impl ForgePort for ForgePulls {
    fn pulls<'a>(&'a self, reference: EntityRef) -> Answering<'a, Pulls> {
        Box::pin(async move { Ok(Told::now(self.list(reference).await?)) })
    }

    fn pull<'a>(&'a self, id: PullId) -> Answering<'a, PullRequest> {
        Box::pin(async move { Ok(Told::now(self.forges.whole(&id).await?.pull)) })
    }
}
