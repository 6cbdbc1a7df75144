//! How one signs in to a Backstage backend: whether it is an authorization server, which client this
//! program is there, and what its pages' tokens say.

pub use super::provider::page_tokens;

use crate::adapters::http::{Call, Client, Failure};
use crate::adapters::session::flow::Endpoints;
use crate::domain::model::EntityRef;
use crate::domain::text::Secret;
use crate::platform::fault::{Fault, FaultKind};
use serde::Deserialize;
use serde_json::{Value, json};

const SWITCH_ON: &str = "those who run it must set auth.clientIdMetadataDocuments.enabled in Backstage's configuration \
                         (and auth.experimentalRefreshToken.enabled for a session that lasts)";

/// Whether one can sign in at a portal with a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Door {
    /// One can, as a client.
    Open(Endpoints, Entry),
    /// One cannot: why, and what its administrators have to switch on.
    Closed(String),
}

/// Which client this program is to a portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// One that it knows.
    Client(String),
    /// One that registers itself first (RFC 7591); portals before 2026 alone.
    Registers,
}

/// Finds out whether a portal signs people in. `configured` is the client that the configuration
/// names.
///
/// # Errors
/// When the portal cannot be asked, or leads elsewhere.
pub async fn door(client: &Client, configured: Option<&str>) -> Result<Door, Fault> {
    let tried = format!("find out how to sign in at {}", client.place());
    let path = ["api", "auth", ".well-known", "openid-configuration"];
    let endpoints = match Endpoints::read(client, &tried, &path).await {
        Ok(endpoints) => endpoints,
        Err(failure) if failure.status == Some(404) => {
            return Ok(Door::Closed(format!("{} has no sign-in of Backstage's", client.place())));
        }
        Err(failure) => return Err(failure.fault),
    };
    // every portal names the page, also where it is switched off; these three are only there with it
    let serves = endpoints.takes_documents || !endpoints.revocation.is_empty() || !endpoints.registration.is_empty();
    if !serves || endpoints.authorization.is_empty() || endpoints.token.is_empty() {
        return Ok(Door::Closed(format!("{} is no authorization server: {SWITCH_ON}", client.place())));
    }
    if let Some(configured) = configured {
        return Ok(Door::Open(endpoints, Entry::Client(configured.to_owned())));
    }
    let built_in = if endpoints.takes_documents { built_in(client, &tried).await? } else { None };
    Ok(match built_in {
        Some(id) => Door::Open(endpoints, Entry::Client(id)),
        None if !endpoints.registration.is_empty() => Door::Open(endpoints, Entry::Registers),
        None => {
            let place = client.place();
            Door::Closed(format!(
                "{place} knows no client of ours: {SWITCH_ON}, or add one to auth.staticClients, to be named with \
                 client_id and redirect_port in the context"
            ))
        }
    })
}

/// The id of the client that every portal with such documents has: as the portal writes it, which
/// need not be how its address was typed.
async fn built_in(client: &Client, tried: &str) -> Result<Option<String>, Failure> {
    #[derive(Deserialize)]
    struct Document {
        client_id: String,
    }
    let call = Call::get(tried, &["api", "auth", ".well-known", "oauth-client", "cli.json"]);
    match client.send(&call, None).await {
        Ok(body) => Ok(Some(body.json::<Document>().map_err(Failure::unsent)?.client_id)),
        Err(failure) if failure.status == Some(404) => Ok(None),
        Err(failure) => Err(failure),
    }
}

impl Entry {
    /// The client's id; registers it for a redirect where there is none yet.
    ///
    /// # Errors
    /// When the portal registers none.
    pub async fn client_id(&self, client: &Client, endpoints: &Endpoints, redirect: &str) -> Result<String, Fault> {
        #[derive(Deserialize)]
        struct Registered {
            client_id: String,
        }
        if let Entry::Client(id) = self {
            return Ok(id.clone());
        }
        let tried = format!("register with {}", client.place());
        let wanted = json!({
            "client_name": "stagedoor",
            "redirect_uris": [redirect],
            "response_types": ["code"],
            "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "none",
            "scope": "openid offline_access",
        });
        let call = Call::post(&tried, &[], &wanted).at(&endpoints.registration);
        Ok(client.send(&call, None).await?.json::<Registered>()?.client_id)
    }
}

/// The user whom a token stands for, as the portal itself says.
///
/// # Errors
/// [`FaultKind::NotSignedIn`] when it is refused, [`FaultKind::Invalid`] when it stands for no user.
pub async fn user_of(client: &Client, token: &Secret) -> Result<EntityRef, Fault> {
    let tried = format!("ask {} who you are", client.place());
    let call = Call::get(&tried, &["api", "auth", "v1", "userinfo"]);
    let body = client.send(&call, Some(token)).await.map_err(|failure| match failure.status {
        // a service's token is taken and has no user
        Some(400 | 403) => {
            let cure = "use a token of your own; one of a service belongs into a file named with token_file";
            Fault::new(FaultKind::Invalid, &tried, "this token stands for a service, not for a user", cure)
        }
        _ => failure.fault,
    })?;
    let said: Value = body.json()?;
    let subject = said.pointer("/claims/sub").and_then(Value::as_str).unwrap_or_default();
    let odd = |_| body.malformed("it does not name the user", "try again; if it stays so, tell the administrators");
    subject.parse().map_err(odd)
}

/// Approves a request for a session in the name of who owns a token, as the portal's page of consent
/// does; the address that the browser would end at. `address` is that of the request.
///
/// # Errors
/// When the portal takes no such request, or no such approval.
pub async fn approve(client: &Client, address: &str, token: &Secret) -> Result<Secret, Fault> {
    let tried = format!("approve a session at {}", client.place());
    let asked = Call::get(&tried, &[]).at(address);
    let answer = client.plain(&asked, None).await?;
    let Some(id) = answer.location.as_deref().filter(|_| answer.status == 302).and_then(session) else {
        return Err(answer.fault(&asked));
    };
    let call = Call::post(&tried, &["api", "auth", "v1", "sessions", id, "approve"], &json!({}));
    let body = client.send(&call, Some(token)).await?;
    let said: Value = body.json()?;
    let redirect = said.get("redirectUrl").and_then(Value::as_str);
    let none = || body.malformed("it does not say where to go on", "");
    redirect.map(|redirect| Secret::new(redirect.to_owned())).ok_or_else(none)
}

/// The id at the end of the page of consent's address.
fn session(location: &str) -> Option<&str> {
    let path = location.split(['?', '#']).next()?;
    let (before, id) = path.rsplit_once('/')?;
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (before.ends_with("/oauth2/authorize") && is_id).then_some(id)
}
