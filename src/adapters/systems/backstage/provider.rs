//! Tokens that the portal gives to whoever asks: to its guest, and to one whom a proxy in front
//! names (`GET /api/auth/<provider>/refresh`). Asking again renews them.

use crate::adapters::http::{Call, Client};
use crate::adapters::session::{Grant, Issuer, Renew, Tokens, jwt_claims};
use crate::domain::model::At;
use crate::domain::text::Secret;
use crate::platform::clock::now;
use crate::platform::fault::{Fault, FaultKind};
use futures_util::future::BoxFuture;
use serde::Deserialize;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

const GUEST: &str = "guest";

/// The providers of a portal that ask nobody to sign in. All else is renewed by `others`.
pub struct Providers {
    client: Client,
    others: Option<Arc<dyn Renew>>,
}

#[derive(Deserialize)]
struct Given<'a> {
    #[serde(rename = "backstageIdentity", borrow)]
    identity: GivenIdentity<'a>,
}

#[derive(Deserialize)]
struct GivenIdentity<'a> {
    #[serde(borrow)]
    token: Cow<'a, str>,
    #[serde(rename = "expiresInSeconds")]
    lives: Option<f64>,
}

impl Providers {
    /// The providers of the portal of a client, which has the proxy's headers.
    pub fn new(client: Client, others: Option<Arc<dyn Renew>>) -> Self {
        Self { client, others }
    }

    /// What a provider gives.
    ///
    /// # Errors
    /// When it gives nothing, or cannot be asked.
    pub async fn ask(&self, provider: &str) -> Result<Grant, Fault> {
        Ok(Grant {
            issuer: Issuer::Portal,
            tokens: page_tokens(&self.client, provider).await?,
            client_id: String::new(),
            token_endpoint: format!("/api/auth/{provider}/refresh"),
            revocation_endpoint: String::new(),
        })
    }

    /// The provider that gave a grant; `None` where it was none of these.
    fn provider_of(grant: &Grant) -> Option<&str> {
        let is_given = grant.issuer == Issuer::Portal && grant.client_id.is_empty() && grant.tokens.refresh.is_none();
        let path = grant.token_endpoint.strip_suffix("/refresh").filter(|_| is_given)?;
        path.rsplit('/').next().filter(|provider| !provider.is_empty())
    }
}

/// The tokens that a provider gives to whoever asks.
///
/// # Errors
/// When it gives nothing, or cannot be asked.
pub(super) async fn page_tokens(client: &Client, provider: &str) -> Result<Tokens, Fault> {
    let tried = match provider {
        GUEST => format!("be the guest of {}", client.place()),
        _ => format!("get a token of {} through its proxy", client.place()),
    };
    let call = Call::get(&tried, &["api", "auth", provider, "refresh"])
        .when_missing("those who run it must switch this provider on, or you choose another way");
    let asked = now();
    let answer = client.send(&call, None).await;
    let mut body = answer.map_err(|failure| refused(provider, failure.fault))?;
    let text = Zeroizing::new(std::mem::take(&mut body.text));
    // an error of the reader may show what it read
    let odd = |_| body.malformed("the answer holds no token", "check the provider's name in the configuration");
    let given: Given<'_> = serde_json::from_str(&text).map_err(odd)?;
    let access = Secret::new(given.identity.token.into_owned());
    let ends = given.identity.lives.map_or_else(|| end_of(&access), |lives| Some(after(asked, lives)));
    Ok(Tokens { access, refresh: None, id: None, ends })
}

/// The end that the token itself names, for a portal that does not count it in seconds.
fn end_of(access: &Secret) -> Option<At> {
    Some(At(jwt_claims(access)?.expires_at?.saturating_mul(1_000)))
}

fn after(moment: At, seconds: f64) -> At {
    Duration::try_from_secs_f64(seconds).map_or(moment, |lives| moment.after(lives))
}

/// The provider says by 401, 403 or 500 alike that it knows nobody of that name.
fn refused(provider: &str, fault: Fault) -> Fault {
    let is_refusal = matches!(fault.kind, FaultKind::NotPermitted | FaultKind::Server) && fault.retry_after.is_none();
    if provider == GUEST || !is_refusal {
        return fault;
    }
    let cure = "sign in to the proxy, and see that the portal knows the user whom it names";
    Fault { kind: FaultKind::NotSignedIn, cure: cure.into(), ..fault }
}

impl Renew for Providers {
    fn can(&self, grant: &Grant) -> bool {
        Self::provider_of(grant).is_some() || self.others.as_ref().is_some_and(|others| others.can(grant))
    }

    fn renew<'a>(&'a self, grant: &'a Grant) -> BoxFuture<'a, Result<Tokens, Fault>> {
        match (Self::provider_of(grant), &self.others) {
            (Some(provider), _) => Box::pin(page_tokens(&self.client, provider)),
            (None, Some(others)) => others.renew(grant),
            (None, None) => Box::pin(async { Err(unknown()) }),
        }
    }
}

fn unknown() -> Fault {
    let cure = "sign in again: `stagedoor login`";
    Fault::new(FaultKind::NotSignedIn, "renew the session", "nothing is known that renews it", cure)
}
