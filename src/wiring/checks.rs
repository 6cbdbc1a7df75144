//! Whether the systems beside a platform are reached, for `stagedoor doctor`: one small question to each.

use super::teleport::teleport;
use super::vaults;
use super::ways::{Connected, Ways};
use crate::adapters::cluster::Cluster;
use crate::adapters::http::Call;
use crate::adapters::systems::teleport::Teleport;
use crate::adapters::systems::vault::Vaults;
use crate::cli::SystemCheck;
use crate::config::{ForgeKind, Reached, SystemAddress, VaultSettings};
use crate::domain::text::Clean;
use crate::platform::clock::now;
use crate::platform::fault::Fault;
use std::sync::Arc;

/// A check of each system that the context names, in the order of the configuration.
pub(super) fn of(ways: &Ways<'_>) -> Vec<SystemCheck> {
    let clusters = ways.clusters();
    let mut checks: Vec<SystemCheck> = clusters.all().iter().map(cluster).collect();
    let systems = &ways.chosen.systems;
    for argocd in &systems.argocd {
        // the proxy's path leads to the API itself, an address to what is around it
        let path: &[&str] = match argocd.reached.address {
            SystemAddress::Direct(_) => &["api", "version"],
            SystemAddress::Proxy(_) => &["version"],
        };
        checks.extend(http(ways, &format!("Argo CD {}", argocd.name), &argocd.reached, path));
    }
    for forge in &systems.forges {
        let path: &[&str] = match forge.kind {
            ForgeKind::Github => &["rate_limit"],
            ForgeKind::Gitlab | ForgeKind::Gitea => &["version"],
        };
        checks.extend(http(ways, &format!("forge {}", forge.host), &forge.reached, path));
    }
    checks.extend(teleport(ways).map(granting));
    checks.extend(systems.vaults.iter().filter_map(|vault| self::vault(ways, vault)));
    checks
}

fn granting(teleport: Teleport) -> SystemCheck {
    let ask = move || {
        let teleport = teleport.clone();
        Box::pin(async move { teleport.doctor().await }) as _
    };
    SystemCheck { name: "Teleport".into(), ask: Arc::new(ask) }
}

/// A vault has to let the user in as well.
fn vault(ways: &Ways<'_>, said: &VaultSettings) -> Option<SystemCheck> {
    let vaults = match vaults::setup(ways, said) {
        Ok(setup) => Ok(Vaults::new(vec![setup?], Arc::new(now))),
        Err(fault) => Err(fault),
    };
    let name = said.name.clone();
    let ask = move || {
        let (vaults, name) = (vaults.clone(), name.clone());
        Box::pin(async move { vaults?.check(&name).await }) as _
    };
    Some(SystemCheck { name: Clean::line(&format!("vault {}", said.name)), ask: Arc::new(ask) })
}

fn cluster(cluster: &Arc<Cluster>) -> SystemCheck {
    let name = Clean::line(&format!("cluster {}", cluster.name()));
    let cluster = Arc::clone(cluster);
    let ask = move || {
        let cluster = Arc::clone(&cluster);
        Box::pin(async move {
            let version = cluster.version().await?;
            Ok(Clean::line(&format!("{} answers: Kubernetes {version}", cluster.place().await?)))
        }) as _
    };
    SystemCheck { name, ask: Arc::new(ask) }
}

fn http(ways: &Ways<'_>, name: &str, reached: &Reached, path: &'static [&'static str]) -> Option<SystemCheck> {
    let connected = match ways.reach(reached) {
        Ok(connected) => Ok(Arc::new(connected?)),
        Err(fault) => Err(fault),
    };
    let tried = format!("reach {name}");
    let ask = move || {
        let (connected, tried) = (connected.clone(), tried.clone());
        Box::pin(async move { asked(&*connected?, &tried, path).await }) as _
    };
    Some(SystemCheck { name: Clean::line(name), ask: Arc::new(ask) })
}

async fn asked(connected: &Connected, tried: &str, path: &[&str]) -> Result<Clean, Fault> {
    let token = connected.session.token().await?;
    connected.client.send(&Call::get(tried, path), token.as_ref()).await?;
    Ok(Clean::line(&format!("{} answers", connected.client.place())))
}
