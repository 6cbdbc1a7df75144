use crate::adapters::http::{Call, Client, Failure};
use crate::platform::fault::{Fault, FaultKind};
use serde::Deserialize;

/// Where an authorization server does what, as its document says (RFC 8414, OpenID Connect
/// Discovery 1.0). What it does not do is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Endpoints {
    /// Its name, exactly as it stands in tokens.
    pub issuer: String,
    /// Where the browser goes.
    #[serde(rename = "authorization_endpoint")]
    pub authorization: String,
    /// Where codes become tokens.
    #[serde(rename = "token_endpoint")]
    pub token: String,
    /// Its keys.
    #[serde(rename = "jwks_uri")]
    pub keys: String,
    /// Where the device grant begins.
    #[serde(rename = "device_authorization_endpoint")]
    pub device: String,
    /// Where tokens are revoked.
    #[serde(rename = "revocation_endpoint")]
    pub revocation: String,
    /// Where clients register themselves.
    #[serde(rename = "registration_endpoint")]
    pub registration: String,
    /// A client may be the address of a document about it.
    #[serde(rename = "client_id_metadata_document_supported")]
    pub takes_documents: bool,
    /// It says who it is in each answer that a browser brings (RFC 9207).
    #[serde(rename = "authorization_response_iss_parameter_supported")]
    pub names_itself: bool,
}

impl Endpoints {
    /// What the document at `path` below a portal's address says. Every endpoint has to be of the same
    /// origin: the portal's tokens go nowhere else.
    ///
    /// # Errors
    /// When there is none, or it leads elsewhere.
    pub async fn read(client: &Client, tried: &str, path: &[&str]) -> Result<Self, Failure> {
        let endpoints = Self::fetch(client, tried, path).await?;
        endpoints.named().try_for_each(|address| client.owns(tried, address)).map_err(Failure::unsent)?;
        Ok(endpoints)
    }

    async fn fetch(client: &Client, tried: &str, path: &[&str]) -> Result<Self, Failure> {
        let body = client.send(&Call::get(tried, path), None).await?;
        body.json().map_err(Failure::unsent)
    }

    /// The addresses that there are.
    fn named(&self) -> impl Iterator<Item = &str> {
        let Self { authorization, token, keys, device, revocation, registration, .. } = self;
        let all = [authorization, token, keys, device, revocation, registration];
        all.into_iter().map(String::as_str).filter(|address| !address.is_empty())
    }

    /// The endpoints of a provider of OpenID Connect; the client's address is that of the issuer. They
    /// may be of other origins (Google's and Cognito's are): the document, which came from the issuer
    /// itself, is its word for them.
    ///
    /// # Errors
    /// When there is no document, it is another issuer's, lacks what signing in takes, or leads to
    /// where tokens could be read on the way.
    pub async fn of_provider(client: &Client, issuer: &str) -> Result<Self, Fault> {
        let tried = format!("sign in at {}", client.place());
        if client.is_in_clear() {
            let happened = "its address begins with http://, so that tokens could be read on the way";
            let cure = "write issuer in the context's oidc with https://; http:// is for this machine";
            return Err(Fault::new(FaultKind::NotPermitted, &tried, happened, cure));
        }
        let endpoints = Self::fetch(client, &tried, &[".well-known", "openid-configuration"]).await?;
        endpoints.named().try_for_each(|address| client.beside(&tried, address).map(drop))?;
        let fail = |happened: &str, cure: &str| Err(Fault::new(FaultKind::Malformed, &tried, happened, cure));
        if endpoints.issuer != issuer {
            let happened = format!("it calls itself {}, and the configuration says {issuer}", endpoints.issuer);
            return fail(&happened, "write issuer in the context's oidc exactly as the provider does");
        }
        if endpoints.token.is_empty() || endpoints.keys.is_empty() {
            return fail("it names no place for tokens or keys", "check issuer in the context's oidc");
        }
        Ok(endpoints)
    }
}
