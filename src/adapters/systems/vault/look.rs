//! One look at a vault: how it stands, who one is there, what may be lent, and where secrets are.

use super::Vault;
use super::reach::Health;
use super::wire::Mounts;
use crate::domain::model::Entity;
use crate::domain::model::credential::{CredentialRole, SecretPath, VaultSession};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};

/// What one sees of a vault's mounts.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Engines for databases, without slashes around them.
    pub(super) databases: Vec<String>,
    /// Engines for keys and values, and their versions.
    pub(super) kv: Vec<(String, u8)>,
    /// It is an OpenBao.
    pub(super) is_openbao: bool,
}

/// What one vault told.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) session: VaultSession,
    pub(super) roles: Vec<CredentialRole>,
    pub(super) paths: Vec<SecretPath>,
    pub(super) source: SourceState,
}

impl Vault {
    /// Looks at it for an entity, or at all. What it does not tell is said beside what it does.
    pub(super) async fn look(&self, entity: Option<&Entity>) -> Part {
        let mut part = Part {
            session: VaultSession { vault: Clean::line(&self.name), ..VaultSession::default() },
            roles: Vec::new(),
            paths: Vec::new(),
            source: SourceState { name: Clean::line(&self.name), known: Known::Yes, remark: None },
        };
        if let Err(fault) = self.fill(&mut part, entity).await {
            let why = Clean::line(&fault.to_string());
            let is_unknown = matches!(fault.kind, FaultKind::Unsupported | FaultKind::NotSignedIn);
            part.source.known = if is_unknown { Known::Unknown(why) } else { Known::Failed(why) };
        }
        part
    }

    async fn fill(&self, part: &mut Part, entity: Option<&Entity>) -> Result<(), Fault> {
        // a gateway may keep this back, and the rest goes through
        let health = self.api.health().await;
        if let Ok(health) = &health {
            part.session.system = system(health, None);
            if matches!(health.state, "sealed" | "not initialised") {
                let happened = format!("the vault is {}", health.state);
                let cure = "those who run it have to see to it";
                return Err(Fault::new(FaultKind::Server, &format!("use the vault {}", self.name), &happened, cure));
            }
        }
        let who = self.api.who().await?;
        (part.session.user, part.session.policies, part.session.until) = (who.user, who.policies, who.until);
        let seen = self.mounts().await?;
        if let Ok(health) = &health {
            part.session.system = system(health, Some(&seen));
        }
        let (roles, paths) = (self.roles(&seen, entity).await?, self.first_paths(&seen, entity).await?);
        (part.roles, part.paths) = (roles.all, paths);
        part.source.remark = (!roles.remarks.is_empty()).then(|| Clean::line(&roles.remarks.join("; ")));
        Ok(())
    }

    /// The mounts that one may see; none where even that is not allowed.
    pub(super) async fn mounts(&self) -> Result<Seen, Fault> {
        let call = self.api.get("list the mounts", &["sys", "internal", "ui", "mounts"]);
        let mounts = match self.api.ask::<Mounts>(call).await {
            Ok(answer) => answer.data.unwrap_or_default(),
            Err(failure) if failure.status == Some(403) => Mounts::default(),
            Err(failure) => return Err(failure.fault),
        };
        let mut seen = Seen::default();
        for (path, mount) in &mounts.secret {
            let path = path.trim_matches('/').to_owned();
            let version = mount.running_plugin_version.as_deref().unwrap_or_default();
            seen.is_openbao |= version.ends_with("bao");
            match mount.kv() {
                Some(version) => seen.kv.push((path, version)),
                None if mount.kind == "database" => seen.databases.push(path),
                None => {}
            }
        }
        Ok(seen)
    }
}

/// What it is, as it says.
fn system(health: &Health, seen: Option<&Seen>) -> Clean {
    let name = if seen.is_some_and(|seen| seen.is_openbao) { "OpenBao" } else { "Vault" };
    let state = if health.state.is_empty() { String::new() } else { format!(", {}", health.state) };
    Clean::line(&format!("{name} {}{state}", health.version))
}
