use super::{Body, Call, Costs, Counts, Headers, Limits, words};
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::{Fault, FaultKind};
use reqwest::Url;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::{Arc, Mutex, Once, OnceLock};
use std::time::Duration;
use tokio::sync::Semaphore;

const USER_AGENT: &str = concat!("stagedoor/", env!("CARGO_PKG_VERSION"));
/// How long the kernel waits for the other side to acknowledge what was sent, before a connection
/// that was dead all along (a laptop that slept) is given up.
const DEAD_AFTER: Duration = Duration::from_secs(20);
/// Connections kept open while nothing is asked.
const IDLE_CONNECTIONS: usize = 4;

/// A client of one origin.
#[derive(Debug)]
pub struct Client {
    pub(super) base: Url,
    pub(super) limits: Limits,
    pub(super) costs: Costs,
    pub(super) gate: Semaphore,
    // made when first used: reading the machine's certificates takes longer than the first frame may
    inner: OnceLock<Result<reqwest::Client, String>>,
    offline: bool,
    pub(super) headers: Option<Arc<dyn Headers>>,
    /// The values that went along last, to be taken out of what is said back.
    pub(super) said: Mutex<Vec<Secret>>,
}

/// A request that failed, for those who have to know how far it came.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What to tell.
    pub fault: Fault,
    /// The status, where there was an answer.
    pub status: Option<u16>,
    /// The request may have been acted on, and nobody knows.
    pub lost: bool,
    /// All that the other side said against it, where it said more than one thing.
    pub said: Arc<[Clean]>,
    /// The platform itself says that there is no such thing. A status of 404 alone may come from a
    /// gateway that finds no platform.
    pub is_missing: bool,
    /// The answer came whole, and had nothing in it: so a portal answers where it has no such route.
    pub is_bare: bool,
    /// A second try right away may help.
    pub(super) again: bool,
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        failure.fault
    }
}

impl Client {
    /// A client of the platform at `base`; no connection is made yet.
    ///
    /// # Errors
    /// [`FaultKind::Invalid`] when `base` is no `http` or `https` address, or holds a password.
    pub fn new(base: &str, limits: Limits) -> Result<Self, Fault> {
        let base = origin(base)?;
        let gate = Semaphore::new(limits.at_once);
        Ok(Self {
            base,
            limits,
            costs: Costs::default(),
            gate,
            inner: OnceLock::new(),
            offline: false,
            headers: None,
            said: Mutex::default(),
        })
    }

    /// The same client; these headers go along with every request.
    pub fn with_headers(mut self, headers: Option<Arc<dyn Headers>>) -> Self {
        self.headers = headers;
        self
    }

    /// The same client; when `offline` it opens no connection whatever is asked.
    pub fn offline(mut self, offline: bool) -> Self {
        self.offline = offline;
        self
    }

    /// Whether it may not connect.
    pub fn is_offline(&self) -> bool {
        self.offline
    }

    /// How long and how large an exchange may be.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Rows of the first page of a long answer, and of each later one.
    pub fn pages(&self) -> (usize, usize) {
        (self.limits.first_page, self.limits.later_page)
    }

    /// Host and port, for the words of messages.
    pub fn place(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        self.base.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Whether an address is of this origin: tokens go nowhere else.
    ///
    /// # Errors
    /// [`FaultKind::Malformed`] when it is not.
    pub fn owns(&self, tried: &str, address: &str) -> Result<(), Fault> {
        let elsewhere = |(happened, cure): (String, _)| Fault::new(FaultKind::Malformed, tried, &happened, cure);
        self.own_address(address).map(|_| ()).map_err(elsewhere)
    }

    /// An address of this origin; what is wrong with any other, and what to do.
    pub(super) fn own_address(&self, address: &str) -> Result<Url, (String, &'static str)> {
        let url = Url::parse(address).map_err(|_| ("it names something that is no address".to_owned(), ""))?;
        if url.origin() == self.base.origin() {
            return Ok(url);
        }
        let place = words::brief(&url.origin().ascii_serialization());
        Err((
            format!("it names an address at {place}, which is not its own"),
            "use that address if it is the right one",
        ))
    }

    /// What the other side has been asked so far.
    pub fn counts(&self) -> Counts {
        self.costs.read()
    }

    /// Sends a request and reads the whole answer. What is repeatable is tried a second time when
    /// there was no connection, when it broke before an answer came, or when a gateway failed.
    ///
    /// # Errors
    /// Whatever is no success, in words.
    pub async fn send(&self, call: &Call, token: Option<&Secret>) -> Result<Body, Failure> {
        let id = request_id();
        let answer = self.tries(call, token, &id).await;
        answer.map_err(|mut failure| {
            // what never left this machine is in nobody's logs
            if failure.status.is_some() || failure.lost {
                failure.fault.request_id = Some(Clean::line(&id));
            }
            failure
        })
    }

    async fn tries(&self, call: &Call, token: Option<&Secret>, id: &str) -> Result<Body, Failure> {
        let client = self.client(call)?;
        let _permit = match call.patience.is_zero() {
            true => self.gate.acquire().await.ok(),
            false => None,
        };
        match self.exchange(client, call, token, id).await {
            Err(failure) if failure.again && call.repeatable => {
                tokio::time::sleep(self.pause()).await;
                self.exchange(client, call, token, id).await
            }
            answer => answer,
        }
    }

    pub(super) fn pause(&self) -> Duration {
        let part = u32::try_from(random() % 512).unwrap_or_default();
        self.limits.pause + self.limits.pause * part / 1024
    }

    pub(super) fn client(&self, call: &Call) -> Result<&reqwest::Client, Failure> {
        if self.offline {
            let cure = "leave --offline out to connect";
            return Err(Failure::before(FaultKind::Unreachable, &call.tried, "offline was asked for", cure));
        }
        let inner = self.inner.get_or_init(|| build(&self.base, &self.limits));
        let cure = "install the system's certificates (ca-certificates)";
        inner.as_ref().map_err(|why| Failure::before(FaultKind::Local, &call.tried, why, cure))
    }
}

impl Failure {
    /// A failure that kept the request from being sent.
    pub fn unsent(fault: Fault) -> Self {
        Self { fault, status: None, lost: false, said: Arc::default(), is_missing: false, is_bare: false, again: false }
    }

    /// A failure to read the answer to something that may have been done.
    pub fn unread(fault: Fault) -> Self {
        Self { lost: true, ..Self::unsent(fault) }
    }

    /// A failure before anything was sent.
    pub(super) fn before(kind: FaultKind, tried: &str, happened: &str, cure: &str) -> Self {
        Self::unsent(Fault::new(kind, tried, happened, cure))
    }

    /// A failure after the request was sent and before its answer was whole.
    pub(super) fn lost(kind: FaultKind, tried: &str, happened: &str, cure: &str) -> Self {
        Self::unread(Fault::new(kind, tried, happened, cure))
    }
}

fn origin(base: &str) -> Result<Url, Fault> {
    let fail = |why: &str, cure: &str| Fault::new(FaultKind::Invalid, "use the portal's address", why, cure);
    let example = "write it like https://backstage.example.com";
    let mut url = Url::parse(base.trim()).map_err(|error| fail(&format!("it is no address: {error}"), example))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(fail("it is no http or https address", example));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(fail("it holds a user name or a password", "leave it out; tokens come from auth"));
    }
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

fn build(base: &Url, limits: &Limits) -> Result<reqwest::Client, String> {
    install_crypto();
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(limits.connect)
        .pool_idle_timeout(None)
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .tcp_keepalive(None)
        .tcp_nodelay(true);
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        builder = builder.tcp_user_timeout(DEAD_AFTER);
    }
    if is_loopback(base) {
        builder = builder.no_proxy();
    }
    if base.scheme() == "http" && is_loopback(base) {
        // no TLS will be spoken, so the machine's certificates need not be read, nor even exist
        builder = builder.tls_certs_only([]);
    }
    let why = |error: reqwest::Error| {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        format!("TLS cannot be set up: {}", words::brief(&cause.unwrap_or_else(|| error.to_string())))
    };
    builder.build().map_err(why)
}

fn is_loopback(base: &Url) -> bool {
    match base.host_str() {
        Some("localhost") => true,
        Some(host) => {
            host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

/// Exactly one provider for the process: with two in the tree, or none, rustls refuses to work.
pub(in crate::adapters) fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // an error only says that somebody was here before
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// A random id in the form of a version 4 UUID (RFC 9562).
pub(super) fn request_id() -> String {
    let (a, b) = (random(), random());
    let (version, variant) = ((a & 0x0fff) | 0x4000, (b >> 48 & 0x3fff) | 0x8000);
    format!("{:08x}-{:04x}-{version:04x}-{variant:04x}-{:012x}", a >> 32, a >> 16 & 0xffff, b & 0xffff_ffff_ffff)
}
