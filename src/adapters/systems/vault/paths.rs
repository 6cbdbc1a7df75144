//! Names of secrets that the user may list, in engines for keys and values of both versions. Values are never read.

use super::Vault;
use super::errors::is_empty;
use super::look::Seen;
use super::reach::read;
use super::wire::Keys;
use crate::domain::model::credential::SecretPath;
use crate::domain::model::{Entity, WebAddress};
use crate::domain::text::{Clean, is_unreserved, percent_encoded};
use crate::platform::credentials::SecretFolder;
use crate::platform::fault::{Fault, FaultKind};

/// The annotations of Backstage's plugin.
const PATH: &str = "vault.io/secrets-path";
const ENGINE: &str = "vault.io/secrets-engine";
/// Names that are taken of one folder.
const MOST: usize = 2_000;

impl Vault {
    /// Where an entity's secrets are, or the mounts that one may see; names alone.
    ///
    /// # Errors
    /// When the vault does not answer.
    pub(super) async fn first_paths(&self, seen: &Seen, entity: Option<&Entity>) -> Result<Vec<SecretPath>, Fault> {
        let Some(entity) = entity else {
            return Ok(seen.kv.iter().map(|(mount, _)| self.path(seen, mount, "")).collect());
        };
        let Some(path) = entity.annotation(PATH).map(|path| path.trim_matches('/')).filter(|it| !it.is_empty()) else {
            return Ok(Vec::new());
        };
        let engine = entity.annotation(ENGINE).map(|engine| engine.trim_matches('/').to_owned());
        let only = || seen.kv.first().filter(|_| seen.kv.len() == 1).map(|(mount, _)| mount.clone());
        let Some(mount) = engine.or_else(only) else { return Ok(Vec::new()) };
        let folder = SecretFolder { vault: self.name.clone(), mount: mount.clone(), path: format!("{path}/") };
        match self.list(seen, &folder).await {
            // it may be a secret and no folder, or one that only its name is known of
            Ok(found) if found.is_empty() => Ok(vec![self.path(seen, &mount, path)]),
            Err(fault) if fault.kind == FaultKind::NotPermitted => Ok(vec![self.path(seen, &mount, path)]),
            found => found,
        }
    }

    /// What is in a folder.
    ///
    /// # Errors
    /// When it may not be listed, or the vault does not answer.
    pub(super) async fn list(&self, seen: &Seen, folder: &SecretFolder) -> Result<Vec<SecretPath>, Fault> {
        let mount = folder.mount.as_str();
        let version = seen.kv.iter().find(|(known, _)| known == mount).map_or(2, |(_, version)| *version);
        let parts: &[&str] = if version == 2 { &[mount, "metadata", &folder.path] } else { &[mount, &folder.path] };
        let call = self.api.get(&format!("list {mount}/{}", folder.path), parts).query("list", "true");
        let (plain, token) = self.api.told(&call).await?;
        match plain.status {
            403 => Err(may_not_list(&call_words(folder), folder)),
            _ if is_empty(&plain) => Ok(Vec::new()),
            _ => {
                let keys = read::<Keys>(plain, &call, &[&token])?.data.and_then(|data| data.keys).unwrap_or_default();
                let paths = keys.iter().take(MOST).map(|key| self.path(seen, mount, &format!("{}{key}", folder.path)));
                Ok(paths.collect())
            }
        }
    }

    fn path(&self, seen: &Seen, mount: &str, path: &str) -> SecretPath {
        SecretPath {
            vault: self.name.clone(),
            mount: Clean::line(mount),
            path: Clean::line(path),
            address: self.page(seen, mount, path),
        }
    }

    /// Where a browser shows it: the pages of Vault 1.15 and later have their own way to engines of version 2.
    fn page(&self, seen: &Seen, mount: &str, path: &str) -> Clean {
        let Some(web) = &self.web else { return Clean::default() };
        let is_folder = path.is_empty() || path.ends_with('/');
        let is_second = seen.kv.iter().any(|(known, version)| known == mount && *version == 2);
        let steps: Vec<String> = path.split('/').filter(|step| !step.is_empty()).map(escaped).collect();
        let (mount, steps) = (mount.split('/').map(escaped).collect::<Vec<_>>().join("/"), steps.join("/"));
        let page = match (is_second && !seen.is_openbao, is_folder) {
            (true, true) => format!("kv/list/{steps}"),
            // the path is one name there
            (true, false) => format!("kv/{}/details", steps.replace('/', "%2F")),
            (false, true) => format!("list/{steps}"),
            (false, false) => format!("show/{steps}"),
        };
        let address = format!("{web}/ui/vault/secrets/{mount}/{}", page.trim_end_matches('/'));
        if WebAddress::parse(&address).is_ok() { Clean::line(&address) } else { Clean::default() }
    }
}

fn call_words(folder: &SecretFolder) -> String {
    format!("list {}/{} of the vault {}", folder.mount, folder.path, folder.vault)
}

/// The root of a mount is refused to who may list only what is below.
fn may_not_list(tried: &str, folder: &SecretFolder) -> Fault {
    let cure = match folder.path.is_empty() {
        true => {
            "you may be allowed a folder below: go to it by its entity (`vault.io/secrets-path`), or ask for `list` on the path"
        }
        false => "ask those who run the vault for `list` on the path",
    };
    Fault::new(FaultKind::NotPermitted, tried, "your policies do not let you list it", cure)
}

fn escaped(step: &str) -> String {
    percent_encoded(step, is_unreserved)
}
