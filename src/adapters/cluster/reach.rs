use super::connect::{Connection, Signed};
use super::setup::{Setup, Way};
use super::words::{self, Refusal};
use crate::adapters::http::words::retry_after;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER, USER_AGENT};
use http::{Method, Request, Response};
use http_body_util::BodyExt as _;
use kube::client::Body;
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::Mutex;
use tokio::time::timeout;

pub(super) const JSON: &str = "application/json";
const AGENT: &str = concat!("stagedoor/", env!("CARGO_PKG_VERSION"));
/// Bytes that are read of the body of an error.
const ERROR_BODY: usize = 64 << 10;

/// A request to a cluster.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// Stands behind "cannot".
    pub tried: &'a str,
    pub method: Method,
    /// Path and query, from the root of the API.
    pub address: String,
    pub body: Option<Vec<u8>>,
    pub accept: &'static str,
    /// How long the head of the answer may take, where that is longer than usual.
    pub patience: Duration,
}

impl<'a> Call<'a> {
    /// Reads.
    pub fn get(tried: &'a str, address: String) -> Self {
        Self { tried, method: Method::GET, address, body: None, accept: JSON, patience: Duration::ZERO }
    }

    /// Sends an object.
    pub fn post(tried: &'a str, address: String, body: &Value) -> Self {
        Self { method: Method::POST, body: Some(body.to_string().into_bytes()), ..Self::get(tried, address) }
    }

    /// Takes an answer of another form.
    pub fn accepting(self, accept: &'static str) -> Self {
        Self { accept, ..self }
    }

    /// Waits longer for the head of the answer.
    pub fn waiting(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }
}

/// The way to one cluster: connected when first used, and anew when what it was made with is at its end.
#[derive(Debug)]
pub(super) struct Reach {
    pub setup: Setup,
    held: Mutex<Option<Arc<Connection>>>,
}

impl Reach {
    pub fn new(setup: Setup) -> Self {
        Self { setup, held: Mutex::default() }
    }

    pub async fn connection(&self) -> Result<Arc<Connection>, Fault> {
        if self.setup.is_offline {
            let cure = "leave --offline out to connect";
            return Err(Fault::new(FaultKind::Unreachable, "", "offline was asked for", cure));
        }
        let mut held = self.held.lock().await;
        if let Some(connection) = held.as_ref().filter(|connection| !connection.is_over()) {
            return Ok(Arc::clone(connection));
        }
        let made = Arc::new(Connection::to(&self.setup).await?);
        *held = Some(Arc::clone(&made));
        Ok(made)
    }

    /// Forgets a connection whose credential was refused.
    async fn drop_held(&self, refused: &Arc<Connection>) {
        let mut held = self.held.lock().await;
        // of several that were refused together the first one connects anew, the others take what it got
        if held.as_ref().is_some_and(|held| Arc::ptr_eq(held, refused)) {
            *held = None;
        }
    }

    /// Sends a request; the answer is a success. Who is not accepted tries once more with what is newer.
    pub async fn send(&self, call: &Call<'_>) -> Result<Response<Body>, Refusal> {
        let named = |fault: Fault| Fault { tried: Clean::line(call.tried), ..fault };
        let connection = self.connection().await.map_err(named)?;
        let signed = connection.sign().await.map_err(named)?;
        let refusal = match self.once(&connection, &signed, call).await {
            Err(refusal) if refusal.code == Some(401) => refusal,
            answer => return answer,
        };
        if let Some(signed) = connection.sign_anew(&signed).await.map_err(named)? {
            return self.once(&connection, &signed, call).await;
        }
        if !connection.renews {
            return Err(refusal);
        }
        self.drop_held(&connection).await;
        let connection = self.connection().await.map_err(named)?;
        let signed = connection.sign().await.map_err(named)?;
        self.once(&connection, &signed, call).await
    }

    async fn once(&self, connection: &Connection, signed: &Signed, call: &Call<'_>) -> Result<Response<Body>, Refusal> {
        let limits = &self.setup.limits;
        let sent = connection.client.send(request(signed, call)?);
        let waited = limits.connect + limits.first_byte.max(call.patience);
        let sent = timeout(waited, sent).await.map_err(|_| words::late(call.tried, &connection.place, waited))?;
        let is_direct = matches!(self.setup.way, Way::Kubeconfig { .. });
        let response = sent.map_err(|error| words::unanswered(call.tried, &connection.place, is_direct, &error))?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(self.refusal(connection, signed, call, response).await)
    }

    async fn refusal(
        &self,
        connection: &Connection,
        signed: &Signed,
        call: &Call<'_>,
        response: Response<Body>,
    ) -> Refusal {
        let code = response.status().as_u16();
        let wait = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let wait = wait.and_then(|value| retry_after(value, SystemTime::now()));
        let body = self.read(call.tried, response, ERROR_BODY).await.unwrap_or_default();
        let said = connection.redact(signed, String::from_utf8_lossy(&body).into_owned());
        let mut refusal = words::refused(call.tried, code, &said, wait);
        if let (401, Some(cure)) = (code, connection.cure()) {
            refusal.fault.cure = Clean::line(&cure);
        }
        refusal
    }

    /// The whole body of an answer.
    pub async fn bytes(&self, call: &Call<'_>) -> Result<Vec<u8>, Refusal> {
        let response = self.send(call).await?;
        self.read(call.tried, response, self.setup.limits.body).await
    }

    /// An answer as JSON.
    pub async fn json(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        let body = self.bytes(call).await?;
        serde_json::from_slice(&body).map_err(|_| not_json(call.tried, &body))
    }

    async fn read(&self, tried: &str, response: Response<Body>, limit: usize) -> Result<Vec<u8>, Refusal> {
        let (mut body, mut read) = (response.into_body(), Vec::new());
        let stall = self.setup.limits.stall;
        loop {
            let Ok(frame) = timeout(stall, body.frame()).await else {
                return Err(words::malformed(tried, &format!("the answer stopped after {} bytes", read.len())));
            };
            match frame {
                None => return Ok(read),
                Some(Ok(frame)) => read.extend_from_slice(frame.data_ref().map(AsRef::as_ref).unwrap_or_default()),
                Some(Err(_)) => {
                    return Err(words::malformed(tried, &format!("the answer broke off after {} bytes", read.len())));
                }
            }
            if read.len() > limit {
                return Err(words::malformed(tried, &format!("the answer is larger than {} bytes", limit)));
            }
        }
    }
}

/// What came in place of JSON.
pub(super) fn not_json(tried: &str, body: &[u8]) -> Refusal {
    let text = String::from_utf8_lossy(body);
    match crate::adapters::http::words::is_page(None, &text) {
        true => words::malformed(tried, &crate::adapters::http::words::page(&text, "JSON")),
        false => words::malformed(tried, "it answered with something that is no JSON"),
    }
}

fn request(signed: &Signed, call: &Call<'_>) -> Result<Request<Body>, Refusal> {
    let mut request = Request::builder().method(call.method.clone()).uri(&call.address);
    request = request.header(ACCEPT, call.accept).header(USER_AGENT, AGENT);
    if call.body.is_some() {
        request = request.header(CONTENT_TYPE, JSON);
    }
    for (name, value) in &signed.headers {
        request = request.header(name, value);
    }
    let body = call.body.clone().map_or_else(Body::empty, Body::from);
    let unsent =
        || Fault::new(FaultKind::NotFound, call.tried, "no address can be made of that name", "check the name");
    request.body(body).map_err(|_| unsent().into())
}
