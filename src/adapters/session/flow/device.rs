use super::given::protocol;
use super::party::{Arrived, Party};
use super::refused::{self, Ended};
use super::verify::{Keys, arrived};
use super::wire::{Watch, Wire};
use crate::adapters::http::Client;
use crate::domain::model::At;
use crate::domain::text::Clean;
use crate::platform::clock;
use crate::platform::fault::{Fault, FaultKind};
use futures_util::future::BoxFuture;
use oauth2::StandardDeviceAuthorizationResponse;
use oauth2::{DeviceAuthorizationUrl, PkceCodeChallenge, PkceCodeVerifier, RequestTokenError, Scope};
use std::fmt;
use std::time::Duration;

/// How to wait: handed in, so that a test need not.
pub type Pause = dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync;

/// A code that waits for somebody to type it in a browser anywhere (RFC 8628).
pub struct Request {
    response: StandardDeviceAuthorizationResponse,
    verifier: PkceCodeVerifier,
    /// When it is too late, by this machine's clock.
    pub until: At,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Request")
    }
}

impl Request {
    /// Asks for a code.
    ///
    /// # Errors
    /// When the server gives none.
    pub async fn new(client: &Client, party: &Party) -> Result<Self, Fault> {
        let tried = party.tried();
        let unsupported = |_| {
            let cure = "switch the device authorization grant on for the client, or choose another way";
            Fault::new(FaultKind::Unsupported, &tried, "it has no device grant", cure)
        };
        let address = DeviceAuthorizationUrl::new(party.endpoints.device.clone()).map_err(unsupported)?;
        let protocol = protocol(&party.client_id).set_device_authorization_url(address);
        // RFC 8628 knows no PKCE; Keycloak asks it of a client that has it switched on, here as well
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let request = protocol
            .exchange_device_code()
            .add_scopes(party.scopes.iter().cloned().map(Scope::new))
            .add_extra_param("code_challenge", challenge.as_str().to_owned())
            .add_extra_param("code_challenge_method", challenge.method().as_str().to_owned());
        let answer = request.request_async(&Wire::new(client, party.issuer, &tried)).await;
        let response: StandardDeviceAuthorizationResponse = answer.map_err(|error| refused::fault(&tried, error))?;
        let until = clock::now().after(response.expires_in());
        Ok(Self { response, verifier, until })
    }

    /// Where the code is typed.
    pub fn address(&self) -> Clean {
        Clean::line(self.response.verification_uri())
    }

    /// The same with the code in it.
    pub fn complete(&self) -> Option<Clean> {
        self.response.verification_uri_complete().map(|uri| Clean::line(uri.secret()))
    }

    /// The code.
    pub fn code(&self) -> Clean {
        Clean::line(self.response.user_code().secret())
    }

    /// Asks whether it was typed, as often as the server allows, until it was, or it is too late. A
    /// question that is lost is asked again; of the second one in a row `watch` is told.
    ///
    /// # Errors
    /// When the user says no, or the time runs out.
    pub async fn wait(
        &self,
        client: &Client,
        party: &Party,
        keys: &Keys,
        pause: &Pause,
        watch: &Watch<'_>,
    ) -> Result<Arrived, Ended> {
        let tried = party.tried();
        let wire = Wire::new(client, party.issuer, &tried).watched(watch);
        let protocol = protocol(&party.client_id).set_token_uri(party.token_url()?);
        let request = protocol
            .exchange_device_access_token(&self.response)
            .add_extra_param("code_verifier", self.verifier.secret().clone());
        let given = request.request_async(&wire, pause, None).await;
        let given = given.map_err(|error| {
            let code = match &error {
                RequestTokenError::ServerResponse(said) => said.error().to_string(),
                _ => String::new(),
            };
            Ended { fault: refused::fault(&tried, error), declined: refused::is_declined(&code) }
        })?;
        Ok(arrived(&wire, party, keys, given.tokens(), None).await?)
    }
}
