use super::given::protocol;
use super::refused;
use super::wire::Wire;
use crate::adapters::http::{Call, Client};
use crate::adapters::session::{Grant, Issuer, Renew, Tokens, Unrenewed, jwt_claims};
use crate::domain::text::Secret;
use crate::platform::fault::{Fault, FaultKind};
use futures_util::future::BoxFuture;
use oauth2::basic::BasicErrorResponseType;
use oauth2::{RefreshToken, RequestTokenError, TokenUrl};
use std::time::Duration;
use tokio::time::timeout;

/// How long the end of a session may take over there; here it ends at once.
const PATIENCE: Duration = Duration::from_secs(4);

/// The authorization servers of a context: the portal, and the provider beside it.
#[derive(Debug)]
pub struct Issuers {
    /// The portal.
    pub portal: Client,
    /// The provider; its client's address is that of the issuer.
    pub provider: Option<Client>,
}

impl Renew for Issuers {
    fn renew<'a>(&'a self, grant: &'a Grant) -> BoxFuture<'a, Result<Tokens, Unrenewed>> {
        Box::pin(async move {
            let client = self.client(grant)?;
            renewed(client, grant).await
        })
    }
}

impl Issuers {
    fn client(&self, grant: &Grant) -> Result<&Client, Fault> {
        let client = match grant.issuer {
            Issuer::Portal => Some(&self.portal),
            Issuer::Provider => self.provider.as_ref(),
        };
        let cure = "add it to the context's oidc, or sign in again";
        let gone =
            || Fault::new(FaultKind::NotSignedIn, "renew the session", "its provider is not configured any more", cure);
        client.ok_or_else(gone).and_then(|client| if client.is_in_clear() { Err(in_clear(client)) } else { Ok(client) })
    }

    /// Ends what was given over there (RFC 7009). `false` where the server has no place for that.
    ///
    /// # Errors
    /// When it could not be done in short time.
    pub async fn revoke(&self, grant: &Grant) -> Result<bool, Fault> {
        let client = self.client(grant)?;
        if grant.revocation_endpoint.is_empty() {
            return Ok(false);
        }
        let (token, hint) = match &grant.tokens.refresh {
            Some(refresh) => (refresh, "refresh_token"),
            None => (&grant.tokens.access, "access_token"),
        };
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("token", token.reveal())
            .append_pair("token_type_hint", hint)
            .append_pair("client_id", &grant.client_id)
            .finish();
        let tried = format!("end the session at {}", client.place());
        let call = Call::form(&tried, &grant.revocation_endpoint, Secret::new(form));
        let late = |_| Fault::new(FaultKind::TimedOut, &tried, "it does not answer", "it ends there by itself in time");
        let beside = match grant.issuer {
            Issuer::Provider => client.beside(&tried, &grant.revocation_endpoint)?,
            Issuer::Portal => None,
        };
        let client = beside.as_ref().unwrap_or(client);
        let plain = timeout(PATIENCE, client.plain(&call, None)).await.map_err(late)??;
        if plain.status == 200 { Ok(true) } else { Err(redacted(plain.fault(&call), token)) }
    }
}

/// What is sent to end or to renew a session would last longest in the hands of others.
fn in_clear(client: &Client) -> Fault {
    let tried = format!("send a refresh token to {}", client.place());
    let happened = "its address begins with http://, so that it could be read on the way";
    // what is kept may be right again once the address is
    Fault::new(FaultKind::Invalid, &tried, happened, "use its https:// address, and sign in again")
}

async fn renewed(client: &Client, grant: &Grant) -> Result<Tokens, Unrenewed> {
    let tried = format!("renew the session at {}", client.place());
    let ended = |happened: &str| Fault::new(FaultKind::NotSignedIn, &tried, happened, "sign in again: stagedoor login");
    let Some(refresh) = &grant.tokens.refresh else {
        return Err(ended("the session has ended; nothing was given to renew it with").into());
    };
    let address = TokenUrl::new(grant.token_endpoint.clone());
    let address = address.map_err(|_| ended("the session cannot be renewed; no place is known for it"))?;
    let wire = Wire::new(client, grant.issuer, &tried);
    let protocol = protocol(&grant.client_id).set_token_uri(address);
    let refresh = RefreshToken::new(refresh.reveal().to_owned());
    let answer = protocol.exchange_refresh_token(&refresh).request_async(&wire).await;
    let tokens = answer.map_err(|error| match &error {
        RequestTokenError::ServerResponse(said) if *said.error() == BasicErrorResponseType::InvalidGrant => {
            Unrenewed::Over(ended("the session has ended"))
        }
        // whatever it is, and be it a 401: the protocol says otherwise that a session is over
        _ => Unrenewed::Not(refused::fault(&tried, error)),
    });
    let newer = tokens?.tokens();
    if is_another(&newer, &grant.tokens) {
        let cure = "sign in again, and tell those who run it";
        return Err(Fault::new(FaultKind::Malformed, &tried, "the answer is another user's", cure).into());
    }
    // what is not given anew goes on (RFC 6749, 6)
    Ok(Tokens {
        refresh: newer.refresh.or_else(|| grant.tokens.refresh.clone()),
        id: newer.id.or_else(|| grant.tokens.id.clone()),
        ..newer
    })
}

/// Whether a renewed ID token is about somebody else (OpenID Connect Core 1.0, 12.2).
fn is_another(newer: &Tokens, older: &Tokens) -> bool {
    let subject = |tokens: &Tokens| jwt_claims(tokens.id.as_ref()?)?.subject;
    matches!((subject(newer), subject(older)), (Some(newer), Some(older)) if newer != older)
}

fn redacted(fault: Fault, token: &Secret) -> Fault {
    let happened = crate::domain::text::Clean::line(&token.redact(fault.happened.as_str()));
    Fault { happened, ..fault }
}
