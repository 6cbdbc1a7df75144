use crate::adapters::session::Tokens;
use crate::domain::text::Secret;
use crate::platform::clock;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{AccessToken, AuthType, ClientId, RefreshToken, Scope, StandardRevocableToken, TokenResponse};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// A client of the protocol whose answers are [`Given`].
pub(super) type Protocol = oauth2::Client<
    BasicErrorResponse,
    Given,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
>;

/// A public client (RFC 6749, 2.1): it has no secret and says who it is in the form.
pub(super) fn protocol(client_id: &str) -> Protocol {
    Protocol::new(ClientId::new(client_id.to_owned())).set_auth_type(AuthType::RequestBody)
}

/// The answer of a token endpoint (RFC 6749, 5.1), to be taken apart without a copy.
#[derive(Deserialize, Serialize)]
pub(super) struct Given {
    access_token: AccessToken,
    #[serde(deserialize_with = "oauth2::helpers::deserialize_untagged_enum_case_insensitive")]
    token_type: BasicTokenType,
    #[serde(default)]
    expires_in: serde_json::Value,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
    #[serde(default)]
    id_token: Option<AccessToken>,
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Given")
    }
}

impl TokenResponse for Given {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    /// A number, though some write it as text.
    fn expires_in(&self) -> Option<Duration> {
        let seconds = self.expires_in.as_u64().or_else(|| self.expires_in.as_str()?.parse().ok())?;
        Some(Duration::from_secs(seconds))
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

impl Given {
    /// What was given, its end counted from now by this machine's clock.
    pub(super) fn tokens(self) -> Tokens {
        let ends = self.expires_in().map(|span| clock::now().after(span));
        Tokens {
            access: Secret::new(self.access_token.into_secret()),
            refresh: self.refresh_token.map(|token| Secret::new(token.into_secret())),
            id: self.id_token.map(|token| Secret::new(token.into_secret())),
            ends,
        }
    }
}
