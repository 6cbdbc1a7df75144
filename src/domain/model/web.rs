//! Addresses of the web: the only ones that are ever opened, or asked.

/// An address with the scheme `https` or `http`, a host, and no user part, as the URL Standard of
/// the WHATWG writes it: what was checked is what is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebAddress(url::Url);

/// Why a text is no address of the web. The words never repeat it: it could hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebAddressError {
    /// It is no address.
    #[error("this is no address: {0}")]
    Syntax(url::ParseError),
    /// It has another scheme: a file, a script, or what some other program answers.
    #[error("the address does not begin with https:// or http://")]
    Scheme,
    /// It has no host.
    #[error("the host is missing")]
    Host,
    /// It has a user part, which makes `https://portal@evil.example` look like the portal.
    #[error("an address holds no user and no password")]
    User,
}

impl WebAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// When it is no address, is not of the web, or has a user part.
    pub fn parse(text: &str) -> Result<Self, WebAddressError> {
        let url = url::Url::parse(text).map_err(|error| match error {
            url::ParseError::EmptyHost => WebAddressError::Host,
            error => WebAddressError::Syntax(error),
        })?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(WebAddressError::Scheme);
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(WebAddressError::Host);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(WebAddressError::User);
        }
        Ok(Self(url))
    }

    /// The address as text, all of it ASCII.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether it has `?` or `#`.
    pub fn has_query_or_fragment(&self) -> bool {
        self.0.query().is_some() || self.0.fragment().is_some()
    }

    /// Whether another address is of the same place, however it is written: the same host, port and
    /// path. With TLS and without it is one place.
    pub fn is_place_of(&self, other: &Self) -> bool {
        self.place() == other.place()
    }

    fn place(&self) -> (&str, Option<u16>, &str) {
        let host = self.0.host_str().unwrap_or_default();
        let port = self.0.port().filter(|port| !matches!(port, 80 | 443));
        (host.trim_end_matches('.'), port, self.0.path().trim_end_matches('/'))
    }

    /// Whether what is sent there can be read on the way: without TLS, and to another machine.
    pub fn is_in_clear(&self) -> bool {
        let loopback = match self.0.host() {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        };
        self.0.scheme() == "http" && !loopback
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_without_a_user_are_taken() {
        let parse = |text| WebAddress::parse(text).map(|address| address.as_str().to_owned());
        assert_eq!(parse("https://x.example/a?b#c").unwrap(), "https://x.example/a?b#c");
        assert_eq!(parse("HTTPS:\\\\x.example").unwrap(), "https://x.example/");
        for sly in ["https://github.com@evil.example", "https://a:b@x", "https://:b@x", "https:/a@x"] {
            assert_eq!(parse(sly).unwrap_err(), WebAddressError::User, "{sly}");
        }
        for other in ["file:///etc/passwd", "javascript:alert(1)", "ftp://x", "vscode://x"] {
            assert_eq!(parse(other).unwrap_err(), WebAddressError::Scheme, "{other}");
        }
        assert_eq!(parse("https://").unwrap_err(), WebAddressError::Host);
        assert!(matches!(parse("./x").unwrap_err(), WebAddressError::Syntax(_)));
    }

    #[test]
    fn only_http_to_another_machine_can_be_read_on_the_way() {
        let clear = |text| WebAddress::parse(text).unwrap().is_in_clear();
        assert!(
            clear("http://portal.example:7007") && clear("http://10.0.0.1") && clear("http://localhost.evil.example")
        );
        for safe in ["https://portal.example", "http://localhost:7007", "http://127.1.2.3", "http://[::1]:1"] {
            assert!(!clear(safe), "{safe}");
        }
    }
}
