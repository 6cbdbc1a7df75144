//! What lending, making longer and giving back would do; the vault itself is asked whether the user may.

use super::Vault;
use super::deeds::VaultDeeds;
use super::wire::Role;
use crate::domain::document::{Line, Role as Ink};
use crate::domain::model::credential::CredentialRole;
use crate::domain::text::Clean;
use crate::platform::command::{Command, Forecast};
use crate::platform::fault::{Fault, FaultKind};
use std::time::Duration;

impl VaultDeeds {
    pub(super) async fn forecast(&self, command: Command) -> Result<Forecast, Fault> {
        let tried = command.words();
        match &command {
            Command::LendCredential { role, entity } => {
                let vault = self.vaults.named(&role.vault, tried.as_str())?;
                vault.sound(role, tried.as_str())?;
                let mut forecast = vault.foresee_lending(role, command.clone(), tried.as_str()).await?;
                // where the password will go is seen before there is one
                let place = vault.reached(&*self.catalog, role, entity.as_ref()).await;
                let ink = if place.is_known() { Ink::Text } else { Ink::Warn };
                forecast.lines.insert(0, Line::of(place.words(), ink));
                Ok(forecast)
            }
            Command::RenewLease(id) => {
                let (vault, lease, _) = self.vaults.meant(id, tried.as_str())?;
                if !lease.renewable {
                    let happened = "the vault makes this lease no longer";
                    return Err(Fault::new(
                        FaultKind::Conflict,
                        tried.as_str(),
                        happened,
                        "lend anew when it has ended",
                    ));
                }
                vault.permits("sys/leases/renew", &["update"], tried.as_str()).await?;
                let told = format!("the lease of {} lasts longer, as far as its role allows", lease.username);
                Ok(Forecast::new(command, &told))
            }
            Command::RevokeLease(id) => {
                let (vault, lease, _) = self.vaults.meant(id, tried.as_str())?;
                vault.permits("sys/leases/revoke", &["update"], tried.as_str()).await?;
                let told = format!("{} is no user of the database any more, at once", lease.username);
                Ok(Forecast::new(command, &told))
            }
            _ => Ok(Forecast::new(command, tried.as_str())),
        }
    }
}

impl Vault {
    async fn foresee_lending(&self, role: &CredentialRole, exactly: Command, tried: &str) -> Result<Forecast, Fault> {
        self.permits(&super::roles::path(role), &["read"], tried).await?;
        let told = format!("the vault {} makes a user of the database by the role {}", self.name, role.name);
        let mut forecast = Forecast::new(exactly, &told);
        forecast.lines.extend(self.lasts(role).await.map(|words| Line::of(Clean::line(&words), Ink::Text)));
        let kept = "the password is kept in the memory of this program alone, and gone when it ends";
        forecast.lines.push(Line::of(kept, Ink::Dim));
        Ok(forecast)
    }

    /// For how long a role lends, where one may read it.
    async fn lasts(&self, role: &CredentialRole) -> Option<String> {
        let call = self.api.get("read the role", &[&role.mount, "roles", &role.name]);
        let read = self.api.ask::<Role>(call).await.ok()?.data?;
        let span = |seconds: u64| Duration::from_secs(seconds);
        match (read.default_ttl, read.max_ttl) {
            (0, _) => None,
            (usual, 0) => Some(format!("it lasts {}", words(span(usual)))),
            (usual, most) => Some(format!(
                "it lasts {}, and {} at most when it is made longer",
                words(span(usual)),
                words(span(most))
            )),
        }
    }

    /// Whether the vault says that the user may do that. Where it does not tell it is tried.
    async fn permits(&self, path: &str, any: &[&str], tried: &str) -> Result<(), Fault> {
        let may = match self.may(&[path.to_owned()]).await {
            Ok(may) => may,
            Err(fault) if fault.kind == FaultKind::NotPermitted => return Ok(()),
            Err(fault) => return Err(fault),
        };
        let fits = |word: &String| word == "root" || any.contains(&word.as_str());
        if may.get(path).is_none_or(|may| may.iter().any(fits)) {
            return Ok(());
        }
        let happened = format!("your policies in the vault {} do not allow it: {path}", self.name);
        let cure = "ask those who run the vault for a policy with that path";
        Err(Fault::new(FaultKind::NotPermitted, tried, &happened, cure))
    }
}

/// A span in the largest unit that says it whole.
fn words(span: Duration) -> String {
    let seconds = span.as_secs();
    let (count, unit) = match seconds {
        0 => (0, "second"),
        _ if seconds.is_multiple_of(3600) => (seconds / 3600, "hour"),
        _ if seconds.is_multiple_of(60) => (seconds / 60, "minute"),
        _ => (seconds, "second"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
