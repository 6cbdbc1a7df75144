use crate::domain::text::Clean;
use crate::platform::account::Way;

/// What signing in to a context is made of, in plain values.
#[derive(Clone, Debug, Default)]
pub struct AccountSetup {
    /// Whose data is shown while one signs in (`sub`; empty is nobody's). Where it is not said, those
    /// who were signed in before count.
    pub shown: Option<String>,
    /// The context's name in messages.
    pub name: Clean,
    /// Which ways may be gone.
    pub standings: Standings,
    /// The client at the portal, where it is not the built-in one.
    pub client_id: Option<String>,
    /// The port that the browser comes back to from the portal; any without it.
    pub redirect_port: Option<u16>,
    /// Whether a pasted token may be made into a session of many days.
    pub approve_pasted: bool,
    /// The provider of OpenID Connect beside the portal.
    pub provider: Option<ProviderSetup>,
    /// The provider of the portal's sign-in that trusts the proxy before it.
    pub proxy: Option<String>,
    /// Where a ready-made token comes from, in words, where the context takes one.
    pub ready_made: Option<Clean>,
    /// Whether a browser can be opened on this machine.
    pub has_browser: bool,
}

/// A provider of OpenID Connect.
#[derive(Clone, Debug, Default)]
pub struct ProviderSetup {
    /// The issuer, exactly as it is written in tokens.
    pub issuer: String,
    /// The public client.
    pub client_id: String,
    /// The scopes besides `openid` and `offline_access`.
    pub scopes: Vec<String>,
    /// The audiences that the access token is to have.
    pub audiences: Vec<String>,
    /// The port that the browser comes back to; any without it.
    pub redirect_port: Option<u16>,
}

/// What configuration says of the ways.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standings {
    /// Signing in with a browser or a code: `oidc`.
    pub oidc: Standing,
    /// A proxy: `proxy`.
    pub proxy: Standing,
    /// As guest: `guest`.
    pub guest: Standing,
    /// A pasted token: `paste`.
    pub paste: Standing,
}

/// What configuration says of a way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// The context takes it.
    Taken,
    /// The context does not list it.
    #[default]
    NotListed,
    /// The administrator does not let it be gone.
    Locked,
}

impl Standings {
    /// Of a way: the word for it in the configuration, and how it stands.
    pub(super) fn of(&self, way: Way) -> (&'static str, Standing) {
        match way {
            Way::Browser | Way::Paste | Way::Device => ("oidc", self.oidc),
            Way::Proxy => ("proxy", self.proxy),
            Way::Guest => ("guest", self.guest),
            Way::Token => ("paste", self.paste),
        }
    }

    /// Why a way is closed by configuration; `None` when it is not.
    pub(super) fn against(&self, way: Way) -> Option<String> {
        match self.of(way) {
            (_, Standing::Taken) => None,
            (word, Standing::NotListed) => Some(format!("`auth` of the context does not list `{word}`")),
            (word, Standing::Locked) => Some(format!("the administrator's configuration does not allow `{word}`")),
        }
    }
}
