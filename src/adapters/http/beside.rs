use super::{Client, words};
use crate::domain::model::WebAddress;
use crate::platform::fault::{Fault, FaultKind};
use reqwest::Url;

impl Client {
    /// Whether what is sent can be read on the way: without TLS, and to another machine.
    pub fn is_in_clear(&self) -> bool {
        WebAddress::parse(self.base.as_str()).is_ok_and(|base| base.is_in_clear())
    }

    /// A client of its own, within the same limits, for an address that this one's side named; `None`
    /// where the address is of this one's origin. The headers of a proxy stay behind.
    ///
    /// # Errors
    /// [`FaultKind::Malformed`] when it is no address, or what goes there could be read on the way.
    pub fn beside(&self, tried: &str, address: &str) -> Result<Option<Self>, Fault> {
        let fail = |happened: &str, cure: &str| Err(Fault::new(FaultKind::Malformed, tried, happened, cure));
        let (Ok(url), Ok(leads)) = (Url::parse(address), WebAddress::parse(address)) else {
            return fail("it names something that is no address", "");
        };
        if url.origin() == self.base.origin() {
            return Ok(None);
        }
        // one on this machine may name others on it
        let is_local = self.base.scheme() == "http" && !self.is_in_clear();
        if url.scheme() == "https" || (is_local && !leads.is_in_clear()) {
            return Self::new(address, self.limits).map(|client| Some(client.offline(self.is_offline())));
        }
        let place = words::brief(&url.origin().ascii_serialization());
        fail(&format!("it names an address at {place}, which is not its own and not https://"), "tell those who run it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::http::Limits;

    #[test]
    fn another_origin_is_gone_to_over_tls_alone_or_on_the_same_machine() {
        let beside = |base: &str, address: &str| {
            Client::new(base, Limits::default()).unwrap().beside("x", address).map(|client| client.is_some())
        };
        let issuer = "https://accounts.example/realms/main";
        assert_eq!(beside(issuer, "https://accounts.example/token"), Ok(false));
        assert_eq!(beside(issuer, "https://oauth2.example/token"), Ok(true));
        assert_eq!(beside("http://127.0.0.1:1", "http://127.0.0.1:2/token"), Ok(true));
        for bad in ["http://oauth2.example", "http://127.0.0.1:2", "ftp://x", "https://a:b@x", "no"] {
            assert!(beside(issuer, bad).is_err(), "{bad}");
        }
        assert!(beside("http://127.0.0.1:1", "http://oauth2.example").is_err());
    }
}
