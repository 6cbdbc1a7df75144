use super::code::{Attempt, Refusal};
use super::pages::Page;
use super::refused::Ended;
use crate::platform::fault::{Fault, FaultKind};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use oauth2::AuthorizationCode;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// Bytes that the head of a request may have.
const LONGEST: usize = 16 << 10;
/// How long a browser may take to send one.
const PATIENCE: Duration = Duration::from_secs(5);
/// After a connection that could not be taken.
const BREATH: Duration = Duration::from_millis(200);
/// Browsers open connections that they do not use.
const AT_ONCE: usize = 16;

/// Where the browser comes back to (RFC 8252, 7.3): one path on one port of this machine alone.
/// Closed when dropped.
#[derive(Debug)]
pub struct Loopback {
    listener: TcpListener,
    port: u16,
}

/// A browser that came back with a code and waits for a page.
#[derive(Debug)]
pub struct Visitor(TcpStream);

/// A port that nobody listens on here: for a browser on another machine.
pub fn any_port() -> u16 {
    let random = RandomState::new().build_hasher().finish();
    // those that no service is registered for (RFC 6335)
    49_152 + u16::try_from(random % 16_000).unwrap_or_default()
}

impl Loopback {
    /// Listens at a port, or at any free one.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn bind(port: Option<u16>) -> Result<Self, Fault> {
        let fault = |error: io::Error| {
            let happened = match (error.kind(), port) {
                (io::ErrorKind::AddrInUse, Some(port)) => format!("another program listens at port {port}"),
                _ => format!("no port can be opened on this machine: {error}"),
            };
            let cure = "end that program (a second sign-in, perhaps), or paste the address instead";
            Fault::new(FaultKind::Local, "wait for the browser", &happened, cure)
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port.unwrap_or(0))).await.map_err(fault)?;
        let port = listener.local_addr().map_err(fault)?.port();
        Ok(Self { listener, port })
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The code that a browser brings for this attempt, and the browser, which waits for its page.
    /// Whatever else comes gets a page of its own and changes nothing.
    ///
    /// # Errors
    /// When the other side sent the browser back with a refusal.
    pub async fn code(&self, attempt: &mut Attempt) -> Result<(AuthorizationCode, Visitor), Ended> {
        let mut reading = FuturesUnordered::new();
        loop {
            let came = tokio::select! {
                accepted = self.listener.accept(), if reading.len() < AT_ONCE => {
                    match accepted {
                        Ok((stream, _)) => reading.push(self.request(stream)),
                        // out of file handles, say: that passes, and must not keep the processor busy
                        Err(_) => tokio::time::sleep(BREATH).await,
                    }
                    continue;
                }
                Some(came) = reading.next() => came,
            };
            let Some((visitor, asked)) = came else { continue };
            let query = match asked {
                Ok(query) => query,
                Err(page) => {
                    visitor.answer(&page).await;
                    continue;
                }
            };
            match attempt.accept(&query) {
                Ok(code) => return Ok((code, visitor)),
                Err(Refusal::Foreign(_)) => visitor.answer(&Page::Foreign).await,
                Err(Refusal::Ended(ended)) => {
                    visitor.answer(if ended.declined { &Page::Declined } else { &Page::Failed }).await;
                    return Err(ended);
                }
            }
        }
    }

    /// The query of a request for the one path, or the page that answers anything else; `None` when
    /// nothing whole came.
    async fn request(&self, mut stream: TcpStream) -> Option<(Visitor, Result<String, Page>)> {
        let head = timeout(PATIENCE, head(&mut stream)).await.ok()??;
        let asked = self.judged(&head);
        Some((Visitor(stream), asked))
    }

    fn judged(&self, head: &str) -> Result<String, Page> {
        let mut lines = head.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (Some("GET"), Some(target), Some("HTTP/1.1" | "HTTP/1.0"), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(Page::Odd);
        };
        let hosts: Vec<&str> = lines
            .filter_map(|line| line.split_once(':'))
            .filter_map(|(name, value)| name.eq_ignore_ascii_case("host").then_some(value.trim()))
            .collect();
        // a page of another name that was led to this machine (DNS rebinding) says its own name
        if hosts != [format!("127.0.0.1:{}", self.port)] {
            return Err(Page::Odd);
        }
        match target.split_once('?') {
            Some(("/callback", query)) => Ok(query.to_owned()),
            _ => Err(Page::Missing),
        }
    }
}

impl Visitor {
    /// Shows the browser its page; one that is gone is not missed.
    pub async fn answer(mut self, page: &Page) {
        let write = async {
            self.0.write_all(page.answer().as_bytes()).await?;
            self.0.shutdown().await
        };
        let _ = timeout(PATIENCE, write).await;
    }
}

async fn head(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::with_capacity(1 << 10);
    loop {
        let mut piece = [0; 1 << 10];
        let count = stream.read(&mut piece).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(piece.get(..count)?);
        if let Some(end) = memchr::memmem::find(&bytes, b"\r\n\r\n") {
            return String::from_utf8(bytes.get(..end)?.to_vec()).ok();
        }
        if bytes.len() > LONGEST {
            return None;
        }
    }
}
