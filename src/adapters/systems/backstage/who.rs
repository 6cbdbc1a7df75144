//! Whom a token stands for, as the portal says.

use super::Backstage;
use crate::adapters::http::Call;
use crate::platform::fault::Fault;
use serde::Deserialize;
use serde_json::{Map, Value};

/// What the portal says of a token's owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A user, with the claims that the token itself leaves out.
    User(Map<String, Value>),
    /// No user: the token is a service's.
    Service,
    /// This portal cannot be asked that.
    Untold,
}

impl Backstage {
    /// Whom the session's token stands for (`userinfo` of OpenID Connect).
    ///
    /// # Errors
    /// When the portal cannot be asked, or does not take the token.
    pub async fn owner(&self) -> Result<Owner, Fault> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(default)]
            claims: Map<String, Value>,
        }
        let call = Call::get(&format!("read who you are from {}", self.name()), &["api", "auth", "v1", "userinfo"]);
        match self.send(call).await {
            Ok(body) => Ok(Owner::User(body.json::<Answer>()?.claims)),
            // it answers so for every token that is no user's
            Err(failure) if failure.status == Some(400) => Ok(Owner::Service),
            // older than this question
            Err(failure) if failure.status == Some(404) => Ok(Owner::Untold),
            Err(failure) => Err(failure.fault),
        }
    }
}
