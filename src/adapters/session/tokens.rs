use crate::domain::model::{At, EntityRef};
use crate::domain::text::Secret;
use crate::platform::fault::Fault;
use futures_util::future::BoxFuture;
use std::time::Duration;

/// What a provider gave at signing in or at renewing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// What is sent with requests.
    pub access: Secret,
    /// What gets the next one; none where the provider gives none.
    pub refresh: Option<Secret>,
    /// The ID token, where there is one: some systems take it instead.
    pub id: Option<Secret>,
    /// When the access token ends, by this machine's clock, counted from when it came.
    pub ends: Option<At>,
}

/// How long before its end a token is renewed.
pub const AHEAD: Duration = Duration::from_secs(60);
/// How long one try of renewing may take; there are two at most.
pub(super) const TRY: Duration = Duration::from_secs(12);
/// How long a renewal may take, reading and keeping included. Leaving the program waits as long, and
/// another process longer: see the patience of the vault's lock.
pub(super) const RENEWAL: Duration = Duration::from_secs(2 * TRY.as_secs() + 2);

/// Who gave tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Issuer {
    /// The portal itself.
    Portal,
    /// The provider of OpenID Connect beside it.
    Provider,
}

/// Tokens, and what renewing and revoking them takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Who gave them.
    pub issuer: Issuer,
    /// The tokens.
    pub tokens: Tokens,
    /// The client that they were given to; empty where the portal gave them to whoever asked (a guest,
    /// one whom a proxy names).
    pub client_id: String,
    /// Where they are renewed: with the refresh token, or without a client by asking again. Empty where
    /// they cannot be.
    pub token_endpoint: String,
    /// Where they are revoked; empty where they cannot be.
    pub revocation_endpoint: String,
}

/// Somebody who signed in to a context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Who it is, as the token says (`sub`).
    pub subject: String,
    /// The user's entity, where the token tells.
    pub user: Option<EntityRef>,
    /// The word of the way that was gone.
    pub way: String,
    /// What was given, at most one of each issuer.
    pub grants: Vec<Grant>,
}

impl Held {
    /// What an issuer gave.
    pub fn of(&self, issuer: Issuer) -> Option<&Grant> {
        self.grants.iter().find(|grant| grant.issuer == issuer)
    }
}

/// Why there are no newer tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unrenewed {
    /// The session is over, by the word of who gave it (`invalid_grant`, RFC 6749, 5.2): the tokens are
    /// void.
    Over(Fault),
    /// All else, a gateway in between that refuses included: the tokens may be good at another time,
    /// and are kept.
    Not(Fault),
}

impl From<Fault> for Unrenewed {
    /// What nobody said ends a session does not.
    fn from(fault: Fault) -> Self {
        Self::Not(fault)
    }
}

impl Unrenewed {
    /// What went wrong.
    pub fn fault(self) -> Fault {
        let (Self::Over(fault) | Self::Not(fault)) = self;
        fault
    }
}

/// Gets newer tokens from who gave the old ones.
pub trait Renew: Send + Sync {
    /// Whether there is a way to newer tokens than these. Nothing is asked.
    fn can(&self, grant: &Grant) -> bool {
        grant.tokens.refresh.is_some() && !grant.token_endpoint.is_empty()
    }

    /// The tokens that come after those of a grant. The old refresh token may be void once it was
    /// sent: what comes back is to be kept before it is used.
    ///
    /// # Errors
    /// [`Unrenewed::Over`] when who gave them says that there are none any more, [`Unrenewed::Not`] for
    /// all else.
    fn renew<'a>(&'a self, grant: &'a Grant) -> BoxFuture<'a, Result<Tokens, Unrenewed>>;
}
