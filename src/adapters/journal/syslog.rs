//! The system's log: messages of RFC 5424, over a local socket, UDP (RFC 5426) or TCP with counted
//! octets (RFC 6587, 3.4.1).

use crate::domain::model::journal::{Ending, Entry};
use std::fmt;
use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _, UdpSocket};
use std::path::PathBuf;
use std::time::Duration;

/// How long one step may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// Facility 13, "log audit".
const FACILITY: u8 = 13;
/// The number of an enterprise that RFC 5612 leaves to examples: stagedoor has none of its own.
const ENTERPRISE: &str = "stagedoor@32473";

/// Where the system's log listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A socket of this machine.
    Local(PathBuf),
    /// Host and port, a message a datagram.
    Udp(String, u16),
    /// Host and port, one message after the other.
    Tcp(String, u16),
}

impl Place {
    /// The socket of this machine's own log.
    pub fn local() -> Self {
        Place::Local(if cfg!(target_os = "macos") { "/var/run/syslog" } else { "/dev/log" }.into())
    }

    pub(super) fn send(&self, message: &str) -> io::Result<()> {
        match self {
            Place::Local(path) => local(path, Some(message)),
            Place::Udp(host, port) => {
                let (socket, to) = udp(host, *port)?;
                socket.send_to(message.as_bytes(), to).map(drop)
            }
            Place::Tcp(host, port) => tcp(host, *port)?.write_all(format!("{} {message}", message.len()).as_bytes()),
        }
    }

    /// Whether somebody is there, as far as that can be told.
    pub(super) fn reach(&self) -> io::Result<()> {
        match self {
            Place::Local(path) => local(path, None),
            Place::Udp(host, port) => udp(host, *port).map(drop),
            Place::Tcp(host, port) => tcp(host, *port).map(drop),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Local(path) => write!(f, "the system's log at {}", path.display()),
            Place::Udp(host, port) => write!(f, "the log at udp://{host}:{port}"),
            Place::Tcp(host, port) => write!(f, "the log at tcp://{host}:{port}"),
        }
    }
}

#[cfg(unix)]
fn local(path: &std::path::Path, message: Option<&str>) -> io::Result<()> {
    use std::os::unix::net::{UnixDatagram, UnixStream};
    let socket = UnixDatagram::unbound()?;
    socket.set_write_timeout(Some(PATIENCE))?;
    match (socket.connect(path), message) {
        (Ok(()), Some(message)) => socket.send(message.as_bytes()).map(drop),
        (Ok(()), None) => Ok(()),
        // some systems listen for a stream there
        (Err(error), message) => {
            let Ok(mut stream) = UnixStream::connect(path) else { return Err(error) };
            stream.set_write_timeout(Some(PATIENCE))?;
            message.map_or(Ok(()), |message| stream.write_all(format!("{message}\n").as_bytes()))
        }
    }
}

#[cfg(not(unix))]
fn local(_: &std::path::Path, _: Option<&str>) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this system has no local log socket; use udp:// or tcp://"))
}

fn udp(host: &str, port: u16) -> io::Result<(UdpSocket, SocketAddr)> {
    let to = resolve(host, port)?;
    let any: SocketAddr = if to.is_ipv4() { ([0, 0, 0, 0], 0).into() } else { ([0_u16; 8], 0).into() };
    Ok((UdpSocket::bind(any)?, to))
}

fn tcp(host: &str, port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&resolve(host, port)?, PATIENCE)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

fn resolve(host: &str, port: u16) -> io::Result<SocketAddr> {
    let found = (host, port).to_socket_addrs()?.next();
    found.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, format!("{host} has no address")))
}

/// An entry as a message: priority, moment, host, program, process, action, the parts as structured
/// data, and the words.
pub(super) fn message(entry: &Entry, process: u32, host: &str) -> String {
    let severity = if matches!(entry.outcome, Ending::Done | Ending::Begun) { 5 } else { 4 };
    let priority = FACILITY * 8 + severity;
    let mut data = format!("[{ENTERPRISE}");
    let parts = [
        ("subject", entry.subject.as_str()),
        ("context", entry.context.as_str()),
        ("action", entry.action.as_str()),
        ("target", entry.target.as_str()),
        ("outcome", entry.outcome.word()),
        ("deed", entry.deed.as_ref().map_or("", |deed| deed.as_str())),
        ("request", entry.request_id.as_ref().map_or("", |id| id.as_str())),
    ];
    for (name, value) in parts.into_iter().filter(|(_, value)| !value.is_empty()) {
        data.push_str(&format!(" {name}=\"{}\"", escaped(value)));
    }
    data.push(']');
    let (at, host, id) = (entry.at.rfc3339(), field(host, 255), field(entry.action.as_str(), 32));
    // the mark says that the words are UTF-8
    format!("<{priority}>1 {at} {host} stagedoor {process} {id} {data} \u{feff}{}", entry.detail)
}

/// RFC 5424, 6.3.3: within a value these three are escaped.
fn escaped(value: &str) -> String {
    value.chars().fold(String::new(), |mut out, c| {
        if matches!(c, '"' | '\\' | ']') {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

/// A field of the header: printable ASCII without blanks, `-` where there is nothing.
fn field(text: &str, most: usize) -> String {
    let field: String = text.chars().filter(char::is_ascii_graphic).take(most).collect();
    if field.is_empty() { "-".into() } else { field }
}

/// This machine's name.
pub(super) fn host() -> String {
    #[cfg(unix)]
    return rustix::system::uname().nodename().to_string_lossy().into_owned();
    #[cfg(not(unix))]
    return std::env::var("COMPUTERNAME").unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::At;
    use crate::domain::text::Clean;

    #[test]
    fn a_message_has_the_form_of_rfc_5424_whatever_the_words_are() {
        let entry = Entry {
            at: At(0),
            deed: None,
            subject: "user:default/alice".into(),
            context: "work".into(),
            action: "entity.refresh".into(),
            target: Clean::line("a\"]\\\n<1>1 forged"),
            outcome: Ending::Done,
            detail: Clean::line("done\nwell"),
            request_id: None,
        };
        assert_eq!(
            message(&entry, 7, "my host"),
            "<109>1 1970-01-01T00:00:00Z myhost stagedoor 7 entity.refresh [stagedoor@32473 \
             subject=\"user:default/alice\" context=\"work\" action=\"entity.refresh\" \
             target=\"a\\\"\\]\\\\ <1>1 forged\" outcome=\"done\"] \u{feff}done well"
        );
    }
}
