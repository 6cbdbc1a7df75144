//! What a proxy in front wants to see with every request.

use crate::domain::text::Secret;
use crate::platform::fault::{Fault, FaultKind};
use futures_util::future::BoxFuture;
use reqwest::header::{HeaderName, HeaderValue};

/// Headers that go along with every request of a client, read anew for each: who keeps them may
/// change them at any time.
pub trait Headers: Send + Sync + std::fmt::Debug {
    /// Names and values.
    ///
    /// # Errors
    /// When a value cannot be read.
    fn read<'a>(&'a self) -> BoxFuture<'a, Result<Vec<(String, Secret)>, Fault>>;
}

/// What the client says itself, and a proxy must not.
const OURS: [&str; 9] = [
    "authorization",
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "connection",
    "accept",
    "accept-encoding",
    "x-request-id",
];

/// A header as it is sent; `tried` stands behind "cannot".
pub(in crate::adapters) fn header(name: &str, value: &Secret, tried: &str) -> Result<(HeaderName, HeaderValue), Fault> {
    let fail = |happened: &str| {
        let cure = "correct the headers of the context's proxy in the configuration";
        Err(Fault::new(FaultKind::Invalid, tried, happened, cure))
    };
    match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value.reveal())) {
        (Ok(name), _) if OURS.contains(&name.as_str()) => fail(&format!("the header {name} is not the proxy's to set")),
        (Ok(name), Ok(mut value)) => {
            value.set_sensitive(true);
            Ok((name, value))
        }
        (Ok(name), Err(_)) => fail(&format!("the value of the header {name} holds what no header may")),
        (Err(_), _) => fail("a header has a name that is none"),
    }
}
