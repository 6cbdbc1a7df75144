//! The ports of a folder.

use super::Opening;
use super::beside::Beside;
use super::checks;
use super::files;
use super::keep::{self, Owner};
use super::ledger::Ledger;
use super::records;
use super::runs;
use super::systems;
use super::timeline;
use super::ways::Ways;
use crate::adapters::systems::git::History;
use crate::adapters::workspace::{Workspace, WorkspaceSetup};
use crate::cli::How;
use crate::config::{self, Chosen};
use crate::domain::template::golden::GoldenPath;
use crate::platform::account::NoAccount;
use crate::platform::fault::Fault;
use crate::platform::permissions::NoPermissions;
use crate::platform::ports::{CatalogPort, IdentityPort, Platform, Ports};
use crate::platform::templates::{NoTemplates, TemplatePort};
use std::path::PathBuf;
use std::sync::Arc;

pub(super) fn workspace(
    chosen: &Chosen,
    root: PathBuf,
    how: &How<'_>,
    open: impl FnOnce(WorkspaceSetup) -> Result<Workspace, Fault>,
) -> Result<Opening, Fault> {
    // a folder that is no context may say itself what it is called
    let name = chosen.context.is_some().then(|| chosen.name.clone());
    let workspace = open(WorkspaceSetup { name, root: root.clone(), user: chosen.user.clone() })?;
    let workspace = match how.restricted {
        Some(_) => workspace,
        None => runs::with_runs(workspace.with_history(Arc::new(History::of(root.clone()))), chosen, how, &root),
    };
    let platform = workspace.platform();
    let golden = GoldenPath { of_folder: platform.golden.of_folder.clone(), ..chosen.golden.clone() };
    let access = Arc::new(chosen.access.clone());
    let quotas = chosen.systems.quotas.clone();
    let platform = Platform { context: chosen.context.clone(), golden, access, quotas, ..platform };
    let committed = how.restricted.is_none().then(|| systems::Committed {
        root: root.clone(),
        repositories: how.folders.data.join("repositories"),
        simulated: matches!(chosen.portal, config::Portal::Example { .. }),
    });
    let ways = Ways { chosen, how, who: None };
    let (beside, checks) = (Beside::of(&ways)?, checks::of(&ways));
    let beside = match how.restricted {
        Some(_) => beside,
        None => beside.with_folder(workspace.clone(), root.clone()),
    };
    let one = Arc::new(workspace.clone());
    let catalog: Arc<dyn CatalogPort> = Arc::clone(&one) as Arc<_>;
    let identity: Arc<dyn IdentityPort> = Arc::clone(&one) as Arc<_>;
    let ledger = Ledger::of(chosen, how, &root, &catalog, &identity);
    let nobody = Owner::Known(String::new());
    let deeds = beside.before(ledger.before(Arc::clone(&one) as Arc<_>), &catalog);
    let (commands, journal) = records::recorded(chosen, how, nobody, deeds, &identity, &platform);
    let (account, permissions) = (Arc::new(NoAccount), Arc::new(NoPermissions));
    let docs = Arc::clone(&one) as Arc<_>;
    let templates: Arc<dyn TemplatePort> = match how.restricted {
        Some(_) => Arc::new(NoTemplates),
        None => Arc::clone(&one) as Arc<_>,
    };
    let common =
        systems::Common { catalog: &catalog, templates: &templates, prefix: &chosen.systems.annotations.crossplane };
    let systems = ledger.beside(beside.systems(&catalog, systems::of_workspace(&common, committed)));
    let mut past = beside.past(&catalog);
    past.push(systems::past(&systems, &catalog));
    let timeline = Arc::new(match how.restricted {
        Some(_) => timeline::restricted(past),
        None => timeline::of_workspace(workspace, root, past),
    });
    let ports = Ports {
        catalog,
        search: one,
        identity,
        commands,
        journal,
        docs,
        templates,
        drafts: keep::drafts(&Owner::Known(String::new()), chosen, how),
        files: files::of(how),
        timeline,
        account,
        permissions,
        systems,
    };
    Ok((ports, platform, checks))
}
