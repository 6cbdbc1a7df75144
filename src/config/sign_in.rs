//! How one signs in to a context.

use super::table::AuthWay;
use std::path::PathBuf;
use std::time::Duration;

/// How one signs in to a portal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInSettings {
    /// The ways that may be gone; signing in with OpenID Connect where none is named.
    pub accepts: Vec<AuthWay>,
    /// The client at the portal, where it is not the built-in one.
    pub client_id: Option<String>,
    /// The port that the browser comes back to; any free one without it.
    pub redirect_port: Option<u16>,
    /// Whether a pasted token may be made into a session of many days.
    pub approve_pasted: bool,
    /// The provider of tokens for other systems.
    pub oidc: Option<Oidc>,
    /// The proxy in front of the portal.
    pub proxy: Option<Proxy>,
    /// How long decisions of the portal are relied on at most.
    pub decisions: Option<Duration>,
}

/// A provider of OpenID Connect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oidc {
    /// The issuer, exactly as it is written in tokens.
    pub issuer: String,
    /// The public client.
    pub client_id: String,
    /// The scopes besides `openid` and `offline_access`.
    pub scopes: Vec<String>,
    /// The audiences that the access token is to have.
    pub audiences: Vec<String>,
    /// The port that the browser comes back to; any free one without it.
    pub redirect_port: Option<u16>,
}

/// A proxy that says who one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// The provider of the portal's sign-in that trusts it.
    pub provider: String,
    /// What it wants with each request: the header, and where its value is read.
    pub headers: Vec<(String, HeaderSource)>,
}

/// Where the value of a header is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderSource {
    /// A variable of the environment, by name.
    Env(String),
    /// A file that only its owner can read.
    File(PathBuf),
}

impl SignInSettings {
    /// Whether a way may be gone, as far as the context says.
    pub fn takes(&self, way: AuthWay) -> bool {
        if self.accepts.is_empty() { way == AuthWay::Oidc } else { self.accepts.contains(&way) }
    }
}
