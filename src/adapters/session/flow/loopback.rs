use super::code::{Attempt, Refusal};
use super::pages::Page;
use super::refused::Ended;
use crate::platform::fault::{Fault, FaultKind};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use oauth2::{AuthorizationCode, CsrfToken};
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
    /// The path where a browser may be started.
    start: Option<String>,
}

/// What a browser asks for.
enum Asked {
    /// It comes back, with this query.
    Back(String),
    /// Another path.
    Path(String),
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
        Ok(Self { listener, port, start: None })
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where a browser of this machine is started for the next attempt: a path that nobody can guess,
    /// which leads on to the attempt's own address, and once. What a program is started with can be
    /// seen by everybody on the machine, and whoever knows that address could answer in place of the
    /// user.
    pub fn start(&mut self) -> String {
        let path = format!("/start/{}", CsrfToken::new_random().secret());
        let address = format!("http://127.0.0.1:{}{path}", self.port);
        self.start = Some(path);
        address
    }

    /// The code that a browser brings for this attempt, and the browser, which waits for its page.
    /// Whatever else comes gets a page of its own and changes nothing.
    ///
    /// # Errors
    /// When the other side sent the browser back with a refusal.
    pub async fn code(&mut self, attempt: &mut Attempt) -> Result<(AuthorizationCode, Visitor), Ended> {
        let mut start = Start::at(self.start.take());
        let this = &*self;
        let mut reading = FuturesUnordered::new();
        loop {
            let came = tokio::select! {
                accepted = this.listener.accept(), if reading.len() < AT_ONCE => {
                    match accepted {
                        Ok((stream, _)) => reading.push(this.request(stream)),
                        // out of file handles, say: that passes, and must not keep the processor busy
                        Err(_) => tokio::time::sleep(BREATH).await,
                    }
                    continue;
                }
                Some(came) = reading.next() => came,
            };
            let Some((visitor, asked)) = came else { continue };
            let query = match asked {
                Ok(Asked::Back(query)) => query,
                Ok(Asked::Path(path)) => {
                    visitor.answer(&start.page(&path, attempt)).await;
                    continue;
                }
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

    /// What is asked for, or the page that answers what is no such request; `None` when nothing whole
    /// came.
    async fn request(&self, mut stream: TcpStream) -> Option<(Visitor, Result<Asked, Page>)> {
        let head = timeout(PATIENCE, head(&mut stream)).await.ok()??;
        let asked = self.judged(&head);
        Some((Visitor(stream), asked))
    }

    fn judged(&self, head: &str) -> Result<Asked, Page> {
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
            Some(("/callback", query)) => Ok(Asked::Back(query.to_owned())),
            _ => Ok(Asked::Path(target.to_owned())),
        }
    }
}

/// The page where a browser is started.
struct Start {
    path: Option<String>,
    is_used: bool,
}

impl Start {
    fn at(path: Option<String>) -> Self {
        Self { path, is_used: false }
    }

    fn page(&mut self, asked: &str, attempt: &Attempt) -> Page {
        match self.path.as_deref() == Some(asked) {
            false => Page::Missing,
            true if std::mem::replace(&mut self.is_used, true) => Page::Used,
            true => Page::Onward(attempt.address().to_owned()),
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
