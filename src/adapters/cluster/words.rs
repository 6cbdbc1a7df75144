//! Faults of clusters in words.

use crate::adapters::http::words;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use serde_json::Value;
use std::error::Error;
use std::time::Duration;

/// Something that a cluster did not do, for those who have to know more than the words.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// What to tell.
    pub fault: Fault,
    /// The status, where there was an answer; of an error within a watch its code.
    pub code: Option<u16>,
    /// It may have been done all the same, and nobody knows.
    pub is_lost: bool,
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        refusal.fault
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self { fault, code: None, is_lost: false }
    }
}

impl Refusal {
    /// The state that was asked for is not kept any more (410).
    pub(super) fn is_gone(&self) -> bool {
        self.code == Some(410)
    }
}

/// The fault of a kind that the cluster does not have.
pub(super) fn not_served(tried: &str, kind: &str, cluster: &str) -> Fault {
    let happened = format!("the cluster {cluster} has no {kind}");
    Fault::new(FaultKind::Unsupported, tried, &happened, "install what defines it, or look at another cluster")
}

/// What an answer that is no success means: a `Status` of Kubernetes, an error of the portal's proxy, a page.
pub(super) fn refused(tried: &str, code: u16, body: &str, wait: Option<Duration>) -> Refusal {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    let said = match words::message(body) {
        said if !said.is_empty() => said,
        _ if value.is_null() && !words::is_page(None, body) => words::brief(body.trim()),
        _ => String::new(),
    };
    let seconds = value.pointer("/details/retryAfterSeconds").and_then(Value::as_u64).filter(|seconds| *seconds > 0);
    let wait = wait.or(seconds.map(Duration::from_secs));
    let happened = match code {
        401 => with("the cluster does not accept who you are", &said),
        410 => with("the state that was asked for is not kept any more", &said),
        code => words::refusal(code, &said, wait),
    };
    let cure = match code {
        401 => "sign in again, or renew what the kubeconfig names",
        403 => "ask those who run the cluster for the right to read it",
        code => words::cure(code),
    };
    let fault = Fault { retry_after: wait, ..Fault::new(words::kind_of(code), tried, &happened, cure) };
    Refusal { fault, code: Some(code), is_lost: matches!(code, 502..=504) }
}

fn with(ours: &str, said: &str) -> String {
    if said.is_empty() { ours.to_owned() } else { format!("{ours} ({said})") }
}

/// For a certificate that is not trusted: where a kubeconfig names an authority, the machine's own are not looked at.
const TLS_CURE: &str = "put the authority that signed it into the kubeconfig (certificate-authority-data)";

/// Why no answer came, of the cluster itself (`is_direct`) or of the portal before it. Unless it is certain that no connection came about, what was sent may have been done.
pub(super) fn unanswered(tried: &str, place: &str, is_direct: bool, error: &(dyn Error + 'static)) -> Refusal {
    let chain = || std::iter::successors(Some(error), |error: &&(dyn Error + 'static)| (*error).source());
    // as the client itself says where it was; the words of others may have "connect" in them anywhere
    let is_before = chain().any(|error| error.to_string().contains("client error (Connect)"));
    if !is_before {
        let happened = format!("the connection to {place} broke before an answer came");
        let fault = Fault::new(FaultKind::Unreachable, tried, &happened, "try again");
        return Refusal { fault, code: None, is_lost: true };
    }
    let is_late = chain().any(|error| error.to_string().contains("timed out"));
    let (happened, cure) = words::no_connection(error, is_late, place);
    let cure = if is_direct && cure == words::TLS_CURE { TLS_CURE } else { cure };
    Refusal { fault: Fault::new(FaultKind::Unreachable, tried, &happened, cure), code: None, is_lost: false }
}

/// An answer that did not come in time.
pub(super) fn late(tried: &str, place: &str, waited: Duration) -> Refusal {
    let happened = format!("{place} did not answer within {} s", waited.as_secs());
    let fault = Fault::new(FaultKind::TimedOut, tried, &happened, "try again; the network or the cluster is slow");
    Refusal { fault, code: None, is_lost: true }
}

/// An answer that is not what the interface promises.
pub(super) fn malformed(tried: &str, happened: &str) -> Refusal {
    let cure = "check that the address is a Kubernetes API's own, and that no login page stands before it";
    Refusal { fault: Fault::new(FaultKind::Malformed, tried, happened, cure), code: None, is_lost: true }
}

/// A fault of this machine's own files and settings.
pub(super) fn local(tried: &str, happened: &str, cure: &str) -> Fault {
    Fault { happened: Clean::line(&words::brief(happened)), ..Fault::new(FaultKind::Local, tried, "", cure) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_who_may_not_what_in_the_clusters_own_words() {
        let body = r#"{"kind":"Status","message":"pods is forbidden: User \"jane\" cannot list resource","code":403}"#;
        let refusal = refused("list pods", 403, body, None);
        assert_eq!(refusal.fault.kind, FaultKind::NotPermitted);
        assert!(refusal.fault.happened.as_str().contains("User \"jane\" cannot list"), "{}", refusal.fault.happened);
        let busy = refused("list pods", 429, r#"{"message":"busy","details":{"retryAfterSeconds":3}}"#, None);
        assert_eq!(busy.fault.retry_after, Some(Duration::from_secs(3)));
        let plain = refused("list pods", 500, "upstream fell over\n", None);
        assert!(plain.fault.happened.as_str().contains("upstream fell over"));
        let portal = refused("list pods", 401, r#"{"error":{"name":"AuthenticationError","message":"no"}}"#, None);
        assert!(portal.fault.happened.as_str().contains("(no)"));
    }
}
