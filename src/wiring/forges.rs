//! The forges that a context names, and what they serve: pull requests, lines, timelines, reverts.

use super::ways::Ways;
use crate::adapters::http::Limits;
use crate::adapters::systems::forge::{
    Forge, ForgeChanges, ForgeDeeds, ForgePast, ForgePulls, ForgeSetup, ForgeSort, Forges, Remotes,
};
use crate::adapters::systems::git::GitPulls;
use crate::adapters::workspace::Workspace;
use crate::config::{ForgeKind, ForgeSettings};
use crate::platform::fault::Fault;
use crate::platform::forge::{ForgePort, NoForge};
use crate::platform::ports::{CatalogPort, CommandPort};
use crate::platform::provisioning::ProvisionFeed;
use crate::platform::timeline::TimelineFeed;
use std::path::PathBuf;
use std::sync::Arc;

/// The forges of a context; nothing is connected to yet.
#[derive(Clone, Default)]
pub(super) struct Connected {
    forges: Forges,
    /// What tells where an entity of a folder comes from.
    remotes: Option<Remotes>,
    /// What a checkout alone knows, where no forge is named.
    checkout: Option<GitPulls>,
}

/// The forges that the context names. One that is reached through a portal is left out where there is none.
///
/// # Errors
/// When an address cannot be used.
pub(super) fn connected(ways: &Ways<'_>) -> Result<Connected, Fault> {
    let settings = ways.chosen.systems.forges.iter();
    let all = settings.filter_map(|settings| forge(ways, settings)).collect::<Result<_, _>>()?;
    Ok(Connected { forges: Forges::new(all), ..Connected::default() })
}

fn forge(ways: &Ways<'_>, settings: &ForgeSettings) -> Option<Result<Forge, Fault>> {
    let way = ways.system(&settings.reached)?;
    let sort = match settings.kind {
        ForgeKind::Github => ForgeSort::GitHub,
        ForgeKind::Gitlab => ForgeSort::GitLab,
        ForgeKind::Gitea => ForgeSort::Gitea,
    };
    let setup = ForgeSetup {
        host: settings.host.clone(),
        sort,
        base: way.base,
        token: way.token,
        whose: way.whose,
        headers: way.headers,
        offline: ways.how.offline,
    };
    Some(Forge::new(setup, Limits::default()))
}

impl Connected {
    /// The same beside a folder, whose checkouts tell where entities come from.
    pub fn beside(self, workspace: Workspace, root: PathBuf) -> Self {
        let grounds = workspace.clone();
        let checkout = GitPulls::new(Arc::new(move |reference| grounds.ground(reference)), root);
        let remotes = move |reference: &_| workspace.ground(reference).ok().flatten()?.remote;
        Self { remotes: Some(Arc::new(remotes)), checkout: Some(checkout), ..self }
    }

    /// The port of pull requests.
    pub fn pulls(&self, catalog: &Arc<dyn CatalogPort>) -> Arc<dyn ForgePort> {
        if self.forges.is_empty() {
            return match &self.checkout {
                Some(checkout) => Arc::new(checkout.clone()),
                None => Arc::new(NoForge),
            };
        }
        let pulls = ForgePulls::new(self.forges.clone(), Arc::clone(catalog));
        Arc::new(match &self.remotes {
            Some(remotes) => pulls.with_remotes(Arc::clone(remotes)),
            None => pulls,
        })
    }

    /// Whether the context names any.
    pub fn has_any(&self) -> bool {
        !self.forges.is_empty()
    }

    /// Their part of the lines.
    pub fn changes(&self) -> Option<Arc<dyn ProvisionFeed>> {
        (!self.forges.is_empty()).then(|| Arc::new(ForgeChanges::new(self.forges.clone())) as Arc<_>)
    }

    /// Their part of timelines.
    pub fn past(&self, catalog: &Arc<dyn CatalogPort>) -> Option<Arc<dyn TimelineFeed>> {
        let past = || ForgePast::new(self.forges.clone(), Arc::clone(catalog));
        (!self.forges.is_empty()).then(|| {
            Arc::new(match &self.remotes {
                Some(remotes) => past().beside_checkout(Arc::clone(remotes)),
                None => past(),
            }) as Arc<_>
        })
    }

    /// The port of commands with theirs before it.
    pub fn before(&self, behind: Arc<dyn CommandPort>) -> Arc<dyn CommandPort> {
        if self.forges.is_empty() { behind } else { Arc::new(ForgeDeeds::before(behind, self.forges.clone())) }
    }
}
