//! Refusals of the protocol in words.

use crate::domain::text::{Clean, clip};
use crate::platform::fault::{Fault, FaultKind};
use oauth2::{ErrorResponseType, RequestTokenError, StandardErrorResponse};
use std::fmt::Display;

/// Columns of the other side's own words.
const COLUMNS: usize = 160;
const AGAIN: &str = "sign in again";

/// How an attempt to sign in ended without anybody signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Why.
    pub fault: Fault,
    /// It was the user who said no, in the browser.
    pub declined: bool,
}

impl From<Fault> for Ended {
    fn from(fault: Fault) -> Self {
        Self { fault, declined: false }
    }
}

impl From<Ended> for Fault {
    fn from(ended: Ended) -> Self {
        ended.fault
    }
}

/// Whether a code of a refusal is the user's own no.
pub(super) fn is_declined(code: &str) -> bool {
    code == "access_denied"
}

/// The fault of a request to the token endpoint.
pub(super) fn fault<T: ErrorResponseType + Display + 'static>(
    tried: &str,
    error: RequestTokenError<Fault, StandardErrorResponse<T>>,
) -> Fault {
    match error {
        RequestTokenError::Request(fault) => fault,
        RequestTokenError::ServerResponse(said) => {
            refusal(tried, &said.error().to_string(), said.error_description().map(String::as_str))
        }
        // what could not be read may hold tokens, so nothing of it is told
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            let cure = "try again; if it stays so, tell those who run it";
            Fault::new(FaultKind::Malformed, tried, "the answer is not what the protocol promises", cure)
        }
    }
}

/// What an error code of RFC 6749 (4.1.2.1, 5.2), RFC 8628 (3.5) or OpenID Connect means.
pub(super) fn refusal(tried: &str, code: &str, description: Option<&str>) -> Fault {
    let (kind, ours, cure) = match code {
        "access_denied" => {
            (FaultKind::NotSignedIn, "you said no in the browser", "sign in again if you did not mean it")
        }
        "invalid_grant" => (FaultKind::NotSignedIn, "it is not accepted any more", AGAIN),
        "expired_token" => {
            (FaultKind::NotSignedIn, "the code has run out", "sign in again, and enter the new code in time")
        }
        "login_required" | "interaction_required" | "consent_required" | "account_selection_required" => {
            (FaultKind::NotSignedIn, "it has to be done in the browser, and was not", AGAIN)
        }
        "invalid_client" | "unauthorized_client" => (
            FaultKind::Invalid,
            "the client is not known there, or may not do this",
            "check client_id with those who run it",
        ),
        "invalid_scope" => {
            (FaultKind::Invalid, "it does not give one of the scopes", "check scopes in the context's oidc")
        }
        "unsupported_grant_type" | "unsupported_response_type" => {
            (FaultKind::Unsupported, "it does not offer this way", "choose another way of signing in")
        }
        "server_error" | "temporarily_unavailable" => (FaultKind::Server, "the server failed", "try again"),
        _ => (FaultKind::Invalid, "it refused", "try again; if it stays so, tell those who run it what it said"),
    };
    // the code of a refusal that has words of ours says nothing more
    let known = ours != "it refused";
    let theirs = [(!known).then_some(code), description].into_iter().flatten().map(brief).collect::<Vec<_>>();
    let happened = if theirs.is_empty() { ours.to_owned() } else { format!("{ours} ({})", theirs.join(": ")) };
    Fault::new(kind, tried, &happened, cure)
}

fn brief(theirs: &str) -> String {
    let clean = Clean::line(&theirs.chars().take(COLUMNS * 4).collect::<String>());
    clip(clean.shown(), COLUMNS).as_str().to_owned()
}
