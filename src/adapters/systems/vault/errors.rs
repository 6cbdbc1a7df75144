//! What a refusal of a vault means. Its statuses say less than they seem: a token that ended is refused as a policy
//! refuses (403), a JWT that is not accepted is a bad request (400), and 404 without a word is an empty folder.

use crate::adapters::http::{Call, Failure, Plain};
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::{Fault, FaultKind};
use serde::Deserialize;

/// What the other side says against a request.
#[derive(Debug, Default, Deserialize)]
struct Said {
    #[serde(default)]
    errors: Option<Vec<String>>,
}

/// All that a refusal says; `None` where it is none of a vault's.
pub(super) fn said(plain: &Plain) -> Option<Vec<String>> {
    let said: Said = serde_json::from_str(plain.text.reveal()).ok()?;
    said.errors
}

/// Whether something like this is said.
pub(super) fn says(plain: &Plain, words: &str) -> bool {
    said(plain).is_some_and(|said| said.iter().any(|text| text.to_lowercase().contains(words)))
}

/// Whether there is nothing in a folder: a status of 404 that says nothing against it.
pub(super) fn is_empty(plain: &Plain) -> bool {
    plain.status == 404 && said(plain).is_some_and(|said| said.is_empty())
}

/// The failure of an answer that is no success, without what was sent along and must not be seen.
pub(super) fn refused(plain: Plain, call: &Call, sent: &[&Secret]) -> Failure {
    let text = sent.iter().fold(plain.text.reveal().to_owned(), |text, secret| secret.redact(&text));
    let is_theirs = said(&plain).is_some();
    let is_sealed = says(&plain, "sealed");
    let status = plain.status;
    let fault = in_words(plain.with_text(text).fault(call), status, is_sealed);
    // what a gateway says, or a page, tells nothing of what became of it
    let is_lost = matches!(status, 200..=299 | 502 | 504) || (status == 503 && !is_theirs);
    let mut failure = Failure::unsent(fault);
    (failure.status, failure.lost) = (Some(status), is_lost);
    failure
}

fn in_words(fault: Fault, status: u16, is_sealed: bool) -> Fault {
    match status {
        503 if is_sealed => {
            let cure = "those who run the vault have to unseal it";
            Fault { kind: FaultKind::Server, happened: "the vault is sealed".into(), cure: cure.into(), ..fault }
        }
        403 => {
            let happened = "your policies in the vault do not allow it";
            let cure = "ask those who run the vault for a policy with that path";
            Fault { happened: happened.into(), cure: cure.into(), ..fault }
        }
        _ => fault,
    }
}

/// What a login that was refused means: the statuses are those of a bad request.
pub(super) fn not_entered(mut failure: Failure, name: &str, cure: &str) -> Fault {
    let is_refused = matches!(failure.status, Some(400 | 401 | 403));
    if is_refused {
        let cure = format!("{cure}; the vault {name} says whom it lets in: `mount`, `role` and `audience` have to fit");
        failure.fault.kind = FaultKind::NotSignedIn;
        failure.fault.cure = Clean::line(&cure);
    }
    failure.fault
}
