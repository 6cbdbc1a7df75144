//! Roles by which a vault makes credentials: those that an entity names, those that the configuration names, and those
//! that the vault lists for the user, without the ones that the user may not use.

use super::Vault;
use super::errors::is_empty;
use super::look::Seen;
use super::reach::{no_name, read};
use super::wire::Keys;
use crate::domain::model::Entity;
use crate::domain::model::credential::CredentialRole;
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};

/// The annotation by which an entity names its roles: `MOUNT/creds/ROLE`, with `VAULT:` before it where there are
/// several vaults; several with commas between.
const ANNOTATION: &str = "stagedoor.dev/vault-role";
/// Roles whose permission is asked for at once.
const MOST: usize = 200;

/// What is known of roles.
#[derive(Debug, Default)]
pub(super) struct Roles {
    pub(super) all: Vec<CredentialRole>,
    /// What keeps some of them from being known.
    pub(super) remarks: Vec<String>,
}

impl Vault {
    /// The roles that the user may use, those that the entity names first.
    ///
    /// # Errors
    /// When the vault does not answer.
    pub(super) async fn roles(&self, seen: &Seen, entity: Option<&Entity>) -> Result<Roles, Fault> {
        let mut roles = Roles { all: self.named_by(entity), ..Roles::default() };
        for said in &self.databases {
            roles.all.extend(self.role(said));
        }
        for mount in self.mounts_of_databases(seen) {
            match self.listed(&mount).await? {
                Some(names) => {
                    roles.all.extend(names.iter().filter_map(|name| self.role(&format!("{mount}/creds/{name}"))))
                }
                None => roles.remarks.push(format!(
                    "the roles of {mount}/ may not be listed; those that entities name ({ANNOTATION}) are shown"
                )),
            }
        }
        let mut once = HashSet::new();
        roles.all.retain(|role| once.insert(role.clone()));
        roles.all.truncate(MOST);
        self.keep_usable(&mut roles).await;
        Ok(roles)
    }

    /// The roles that an entity names in this vault.
    fn named_by(&self, entity: Option<&Entity>) -> Vec<CredentialRole> {
        let said = entity.and_then(|entity| entity.annotation(ANNOTATION)).unwrap_or_default();
        let named = said.split(',').map(str::trim).filter_map(|text| match text.split_once(':') {
            Some((vault, role)) => (vault == &*self.name).then_some(role),
            None => Some(text),
        });
        named.filter_map(|text| self.role(text)).collect()
    }

    /// A role as it is written: `MOUNT/creds/ROLE`.
    pub(super) fn role(&self, text: &str) -> Option<CredentialRole> {
        let (mount, name) = text.trim_matches('/').split_once("/creds/")?;
        let is_sound = |part: &str| {
            let is_step = |step: &str| matches!(step, "" | "." | "..");
            Clean::line(part).as_str() == part && !part.split('/').any(is_step)
        };
        let fits = is_sound(mount) && is_sound(name);
        fits.then(|| CredentialRole { vault: self.name.clone(), mount: mount.into(), name: name.into() })
    }

    /// The mounts that are asked for roles.
    fn mounts_of_databases(&self, seen: &Seen) -> Vec<String> {
        let said: Vec<String> = self.databases.iter().filter(|said| !said.contains("/creds/")).cloned().collect();
        match self.databases.is_empty() {
            true => seen.databases.clone(),
            false => said.iter().map(|mount| mount.trim_matches('/').to_owned()).collect(),
        }
    }

    /// The names of a mount's roles; `None` where they may not be listed.
    async fn listed(&self, mount: &str) -> Result<Option<Vec<String>>, Fault> {
        let call = self.api.get(&format!("list the roles of {mount}/"), &[mount, "roles"]).query("list", "true");
        let (plain, token) = self.api.told(&call).await?;
        match plain.status {
            403 => Ok(None),
            _ if is_empty(&plain) => Ok(Some(Vec::new())),
            _ => Ok(Some(read::<Keys>(plain, &call, &[&token])?.data.and_then(|data| data.keys).unwrap_or_default())),
        }
    }

    /// Leaves out what the user may not use. Where that is not told all of them stay: the vault refuses by itself.
    async fn keep_usable(&self, roles: &mut Roles) {
        let paths: Vec<String> = roles.all.iter().map(path).collect();
        let Ok(may) = self.may(&paths).await else { return };
        let count = roles.all.len();
        roles
            .all
            .retain(|role| may.get(&path(role)).is_none_or(|may| may.iter().any(|may| may == "read" || may == "root")));
        let hidden = count - roles.all.len();
        if hidden > 0 {
            roles.remarks.push(format!("{hidden} more may not be used by you"));
        }
    }

    /// What the user may do with some paths, by the words of the vault.
    ///
    /// # Errors
    /// When it does not tell.
    pub(super) async fn may(&self, paths: &[String]) -> Result<BTreeMap<String, Vec<String>>, Fault> {
        if paths.is_empty() {
            return Ok(BTreeMap::new());
        }
        let path = ["sys", "capabilities-self"];
        let call = self.api.post("read what you may do", &path, &json!({"paths": paths})).repeatable();
        let answer = self.api.ask::<BTreeMap<String, Vec<String>>>(call).await?;
        Ok(answer.data.unwrap_or_default())
    }

    /// The same role, when it is one of this vault that can be asked for.
    ///
    /// # Errors
    /// [`crate::platform::fault::FaultKind::Invalid`] when its name would lead elsewhere.
    pub(super) fn sound(&self, role: &CredentialRole, tried: &str) -> Result<(), Fault> {
        let text = path(role);
        if self.role(&text).as_ref() == Some(role) { Ok(()) } else { Err(no_name(tried, &text)) }
    }
}

/// The path of a role in its vault.
pub(super) fn path(role: &CredentialRole) -> String {
    format!("{}/creds/{}", role.mount, role.name)
}
