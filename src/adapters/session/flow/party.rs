use super::endpoints::Endpoints;
use crate::adapters::session::{Grant, Issuer};
use crate::platform::fault::{Fault, FaultKind};
use oauth2::TokenUrl;

/// An authorization server, and who this program is to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Which of the two it is.
    pub issuer: Issuer,
    /// Where it does what.
    pub endpoints: Endpoints,
    /// The client.
    pub client_id: String,
    /// The scopes that are asked for.
    pub scopes: Vec<String>,
    /// Whether it gives ID tokens that say who signed in (OpenID Connect Core 1.0).
    pub is_openid: bool,
    /// Its host, for the words of messages.
    pub at: String,
}

/// Somebody who arrived with tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// Who, as the token says (`sub`); verified where the server gives ID tokens.
    pub subject: String,
    /// How the server calls them for people, where it does.
    pub name: Option<String>,
    /// The tokens.
    pub grant: Grant,
}

impl Party {
    /// What is tried, behind "cannot".
    pub fn tried(&self) -> String {
        format!("sign in at {}", self.at)
    }

    pub(super) fn untrusted(&self, happened: &str, cure: &str) -> Fault {
        Fault::new(FaultKind::Malformed, &self.tried(), happened, cure)
    }

    pub(super) fn token_url(&self) -> Result<TokenUrl, Fault> {
        TokenUrl::new(self.endpoints.token.clone()).map_err(|_| self.untrusted("it names no place for tokens", ""))
    }
}
