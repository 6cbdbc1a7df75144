//! Tokens that the portal gives to whoever asks: to its guest, and to one whom a proxy in front
//! names (`GET /api/auth/<provider>/refresh`). Asking again renews them.

use crate::adapters::http::{Call, Client};
use crate::adapters::session::{Tokens, jwt_claims};
use crate::domain::model::At;
use crate::domain::text::Secret;
use crate::platform::clock::now;
use crate::platform::fault::{Fault, FaultKind};
use serde::Deserialize;
use std::borrow::Cow;
use std::time::Duration;
use zeroize::Zeroizing;

const GUEST: &str = "guest";

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

/// The tokens that a provider gives to whoever asks. Their end is counted from when they came.
///
/// # Errors
/// When it gives nothing, or cannot be asked.
pub async fn page_tokens(client: &Client, provider: &str) -> Result<Tokens, Fault> {
    let tried = match provider {
        GUEST => format!("be the guest of {}", client.place()),
        _ => format!("get a token of {} through its proxy", client.place()),
    };
    let call = Call::get(&tried, &["api", "auth", provider, "refresh"])
        .when_missing("those who run it must switch this provider on, or you choose another way");
    let answer = client.send(&call, None).await;
    let mut body = answer.map_err(|failure| refused(provider, failure.fault))?;
    let came = now();
    let text = Zeroizing::new(std::mem::take(&mut body.text));
    // an error of the reader may show what it read
    let odd = |_| body.malformed("the answer holds no token", "check the provider's name in the configuration");
    let given: Given<'_> = serde_json::from_str(&text).map_err(odd)?;
    let access = Secret::new(given.identity.token.into_owned());
    let ends = given.identity.lives.map_or_else(|| end_of(&access, came), |lives| Some(after(came, lives)));
    Ok(Tokens { access, refresh: None, id: None, ends })
}

/// For a portal that does not say how long: as long as the token itself lives. Its moments are those
/// of the portal's clock, which may be another than this machine's.
fn end_of(access: &Secret, came: At) -> Option<At> {
    let claims = jwt_claims(access)?;
    let ends = claims.expires_at?;
    match claims.issued_at {
        Some(given) => Some(came.after(Duration::from_secs(u64::try_from(ends.saturating_sub(given)).unwrap_or(0)))),
        None => Some(At(ends.saturating_mul(1_000))),
    }
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
