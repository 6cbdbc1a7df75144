//! Which systems feed the lines of what was asked for. A system that comes to it is one more line here.

use crate::adapters::provisioning::{CatalogFeed, JoinedProvisions, Simulated, TaskFeed};
use crate::adapters::systems::git::GitOpsFeed;
use crate::cli::How;
use crate::config::{self, Chosen};
use crate::platform::ports::{CatalogPort, Systems};
use crate::platform::provisioning::ProvisionFeed;
use crate::platform::templates::TemplatePort;
use std::path::{Path, PathBuf};
use std::sync::Arc;

type Catalog = Arc<dyn CatalogPort>;
type Templates = Arc<dyn TemplatePort>;

/// Where a workspace's files are committed.
pub(super) struct Committed {
    root: PathBuf,
    /// Where bare repositories of its templates are kept.
    repositories: PathBuf,
    /// It is the bundled example: what is committed is carried on by a cluster that is made up.
    simulated: bool,
}

/// Where the files of the chosen workspace are committed; nowhere in restricted mode, where no git is started.
pub(super) fn committed(chosen: &Chosen, how: &How<'_>, root: &Path) -> Option<Committed> {
    how.restricted.is_none().then(|| Committed {
        root: root.to_owned(),
        repositories: how.folders.data.join("repositories"),
        simulated: matches!(chosen.portal, config::Portal::Example { .. }),
    })
}

/// A portal: its tasks and its catalog.
pub(super) fn of_portal(catalog: &Catalog, templates: &Templates) -> Systems {
    let feeds: Vec<Arc<dyn ProvisionFeed>> =
        vec![tasks(catalog, templates), Arc::new(CatalogFeed::new(Arc::clone(catalog)))];
    joined(feeds)
}

/// A workspace: its tasks, its folder, and what is committed; in restricted mode no git is started.
pub(super) fn of_workspace(catalog: &Catalog, templates: &Templates, committed: Option<Committed>) -> Systems {
    let mut feeds: Vec<Arc<dyn ProvisionFeed>> =
        vec![tasks(catalog, templates), Arc::new(CatalogFeed::following(Arc::clone(catalog)))];
    if let Some(committed) = committed {
        let git: Arc<dyn ProvisionFeed> = Arc::new(GitOpsFeed::new(committed.root, committed.repositories));
        match committed.simulated {
            true => feeds.extend(Simulated::beside(git)),
            false => feeds.push(git),
        }
    }
    joined(feeds)
}

fn tasks(catalog: &Catalog, templates: &Templates) -> Arc<dyn ProvisionFeed> {
    Arc::new(TaskFeed::new(Arc::clone(templates), Arc::clone(catalog)))
}

fn joined(feeds: Vec<Arc<dyn ProvisionFeed>>) -> Systems {
    Systems { provisioning: Arc::new(JoinedProvisions::new(feeds)), ..Systems::default() }
}
