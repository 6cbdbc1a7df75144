//! Where the database of a role is. Whoever owns an entity writes its annotations, and a password goes where the line
//! leads that connects: so the configuration says where that may be, and an entity only which of these it is.

use super::{Vault, connect};
use crate::domain::model::EntityRef;
use crate::domain::model::access::CommandLine;
use crate::domain::model::credential::CredentialRole;
use crate::domain::text::Clean;
use crate::platform::ports::CatalogPort;
use crate::platform::steps::Steps;

/// Where a database is, as far as that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// The configuration says it.
    Configured(String),
    /// The entity says it, and the configuration knows the host.
    Named(String),
    /// Nobody says it.
    Nowhere,
    /// The entity says what does not count, and why not.
    Refused(String),
}

impl Reached {
    /// The line that connects as a user.
    pub(super) fn line(&self, user: &str) -> Option<CommandLine> {
        match self {
            Self::Configured(address) | Self::Named(address) => connect::line(address, user),
            Self::Nowhere | Self::Refused(_) => None,
        }
    }

    /// Where it leads and who says so, or why there is no line.
    pub(super) fn words(&self) -> Clean {
        let (address, who) = match self {
            Self::Configured(address) => (address, "configuration"),
            Self::Named(address) => (address, "entity"),
            Self::Nowhere => return "no line that connects is made: nobody says where the database is".into(),
            Self::Refused(why) => return Clean::line(&format!("no line that connects is made: {why}")),
        };
        Clean::line(&match connect::host(address) {
            Some(host) => format!("the line that connects leads to {host}, as the {who} says"),
            None => format!("no line that connects is made: what the {who} says is no address of a database"),
        })
    }

    /// Whether there is a line.
    pub(super) fn is_known(&self) -> bool {
        matches!(self, Self::Configured(_) | Self::Named(_))
    }
}

impl Vault {
    /// Where the database of a role is for an entity.
    pub(super) async fn reached(
        &self,
        catalog: &dyn CatalogPort,
        role: &CredentialRole,
        entity: Option<&EntityRef>,
    ) -> Reached {
        if let Some(address) = self.configured(role) {
            return Reached::Configured(address.to_owned());
        }
        let Some(entity) = entity else { return Reached::Nowhere };
        let told = catalog.by_ref(entity.clone(), Steps::ignored()).await.ok();
        let said = told.and_then(|told| told.answer.annotation(connect::ANNOTATION).map(str::to_owned));
        said.map_or(Reached::Nowhere, |said| self.named(said))
    }

    fn configured(&self, role: &CredentialRole) -> Option<&str> {
        let exact = self.addresses.get(&format!("{}/creds/{}", role.mount, role.name));
        exact.or_else(|| self.addresses.get(&*role.mount)).map(String::as_str)
    }

    /// What an entity says counts where the configuration knows the host.
    fn named(&self, said: String) -> Reached {
        let Some(host) = connect::host(&said) else {
            return Reached::Refused(format!(
                "what the entity says ({}) is no address of a database",
                connect::ANNOTATION
            ));
        };
        match self.knows(host) {
            true => Reached::Named(said),
            false => Reached::Refused(format!(
                "the entity names the host {host}, which neither `addresses` nor `hosts` of the vault {} do",
                self.name
            )),
        }
    }

    fn knows(&self, host: &str) -> bool {
        let known = self.addresses.values().filter_map(|address| connect::host(address));
        known.chain(self.hosts.iter().map(String::as_str)).any(|known| known.eq_ignore_ascii_case(host))
    }
}
