use std::path::PathBuf;

/// Where what is done is recorded, besides the user's own journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// The system's log.
    pub syslog: Option<Syslog>,
    /// A file that gets a line of JSON an entry.
    pub file: Option<PathBuf>,
    /// Whether nothing may be changed that could not be recorded there.
    pub required: Option<bool>,
}

impl Audit {
    /// Whether it is to be recorded somewhere, and there is nowhere.
    pub(super) fn requires_nothing(&self) -> bool {
        self.required == Some(true) && self.syslog.is_none() && self.file.is_none()
    }
}

/// Where the system's log listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Syslog {
    /// This machine's own.
    Local,
    /// A socket of this machine.
    Socket(PathBuf),
    /// Host and port, by datagrams.
    Udp(String, u16),
    /// Host and port, over a connection.
    Tcp(String, u16),
}

impl Syslog {
    /// Reads `local`, `unix:///path`, `udp://host:port` or `tcp://host:port`; without a port the
    /// usual one, 514 or 601.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text == "local" {
            return Some(Syslog::Local);
        }
        let (scheme, rest) = text.split_once("://")?;
        if scheme == "unix" {
            return rest.starts_with('/').then(|| Syslog::Socket(rest.into()));
        }
        let usual = if scheme == "udp" { 514 } else { 601 };
        // an IPv6 address stands in brackets, and has colons of its own
        let bare = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match bare.rsplit_once(':').filter(|(_, port)| !port.contains(']')) {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (bare, usual),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
        if host.is_empty() || !host.chars().all(fits) {
            return None;
        }
        match scheme {
            "udp" => Some(Syslog::Udp(host, port)),
            "tcp" => Some(Syslog::Tcp(host, port)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_named_by_its_scheme_host_and_port() {
        assert_eq!(Syslog::parse("local"), Some(Syslog::Local));
        assert_eq!(Syslog::parse("unix:///run/log"), Some(Syslog::Socket("/run/log".into())));
        assert_eq!(Syslog::parse("udp://log.example"), Some(Syslog::Udp("log.example".into(), 514)));
        assert_eq!(Syslog::parse("tcp://[::1]:6514"), Some(Syslog::Tcp("::1".into(), 6514)));
        for odd in ["", "here", "http://x", "udp://", "udp://a b", "udp://x:port", "unix://here"] {
            assert_eq!(Syslog::parse(odd), None, "{odd}");
        }
    }
}
