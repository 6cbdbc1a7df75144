use crate::adapters::http::{Call, Client, Plain};
use crate::adapters::session::Issuer;
use crate::domain::text::Secret;
use crate::platform::fault::{Fault, FaultKind};
use futures_util::future::BoxFuture;
use oauth2::http::{Method, Response, header::CONTENT_TYPE};
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// Fields of a form that nobody may read in the answer to it.
const HIDDEN: [&str; 5] = ["code", "code_verifier", "refresh_token", "device_code", "token"];

/// The shared HTTP client, as the protocol's crates want one. An answer that is none of the
/// protocol's (a gateway's page, a failed server) is a fault with its own words.
pub(super) struct Wire<'a> {
    client: &'a Client,
    /// Whether the server may have other origins, and the clients of those that were gone to.
    leads_on: bool,
    others: Mutex<Vec<Arc<Client>>>,
    tried: &'a str,
    date: Mutex<Option<SystemTime>>,
    repeats: bool,
    /// Questions that were lost one after the other, and who is told.
    lost: AtomicUsize,
    watch: Option<&'a Watch<'a>>,
}

/// What is told of a server that does not come to an answer; `None` when it does again.
pub type Watch<'w> = dyn Fn(Option<&Fault>) + Send + Sync + 'w;

impl<'a> Wire<'a> {
    /// To a server whose client that is. What a portal gives goes to its own origin alone, what a
    /// provider gives to all that it named when its document was read. `tried` stands behind "cannot".
    pub(super) fn new(client: &'a Client, issuer: Issuer, tried: &'a str) -> Self {
        let leads_on = issuer == Issuer::Provider;
        Self {
            client,
            leads_on,
            others: Mutex::default(),
            tried,
            date: Mutex::default(),
            repeats: false,
            lost: AtomicUsize::new(0),
            watch: None,
        }
    }

    /// The same; who waits is told when two questions were lost one after the other.
    pub(super) fn watched(self, watch: &'a Watch<'a>) -> Self {
        Self { watch: Some(watch), ..self }
    }

    fn tell(&self, answer: Result<(), &Fault>) {
        let Some(watch) = self.watch else { return };
        match answer {
            Err(fault) if self.lost.fetch_add(1, Relaxed) == 1 => watch(Some(fault)),
            Ok(()) if self.lost.swap(0, Relaxed) > 1 => watch(None),
            Err(_) | Ok(()) => {}
        }
    }

    /// The same; a question whose connection broke is asked a second time. Of no use to an old refresh
    /// token, which is void once it arrived.
    pub(super) fn repeating(self) -> Self {
        Self { repeats: true, ..self }
    }

    /// What the other side's clock said last; this machine's, where it says nothing.
    pub(super) fn their_time(&self) -> SystemTime {
        self.date.lock().ok().and_then(|date| *date).unwrap_or_else(SystemTime::now)
    }

    /// The client of another origin; `None` where it is the server's own.
    fn beside(&self, address: &str) -> Result<Option<Arc<Client>>, Fault> {
        let beside = if self.leads_on { self.client.beside(self.tried, address)? } else { None };
        let Some(new) = beside else { return Ok(None) };
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        // one that is there has its connections already
        let known = others.iter().find(|other| other.owns(self.tried, address).is_ok()).cloned();
        let client = known.unwrap_or_else(|| {
            let new = Arc::new(new);
            others.push(Arc::clone(&new));
            new
        });
        Ok(Some(client))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Fault> {
        let (parts, body) = request.into_parts();
        let form = Secret::new(String::from_utf8(body).unwrap_or_default());
        let address = parts.uri.to_string();
        let call = match parts.method {
            Method::POST => Call::form(self.tried, &address, form.clone()),
            _ => Call::get(self.tried, &[]).at(&address),
        };
        let call = if self.repeats { call.repeatable() } else { call };
        let beside = self.beside(&address)?;
        let plain = beside.as_deref().unwrap_or(self.client).plain(&call, None).await?;
        if let Ok(mut date) = self.date.lock() {
            *date = plain.date;
        }
        let plain = match plain.status {
            200 => plain,
            _ => {
                let text = hidden(&form, &plain.text);
                plain.with_text(text)
            }
        };
        if !is_of_protocol(&plain) {
            return Err(plain.fault(&call));
        }
        let response = Response::builder().status(plain.status).header(CONTENT_TYPE, "application/json");
        let unread = |_| Fault::new(FaultKind::Malformed, self.tried, "the answer has an impossible status", "");
        response.body(plain.text.reveal().as_bytes().to_vec()).map_err(unread)
    }
}

impl<'c> AsyncHttpClient<'c> for Wire<'_> {
    type Error = Fault;
    type Future = BoxFuture<'c, Result<HttpResponse, Fault>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let answer = self.send(request).await;
            self.tell(answer.as_ref().map(drop));
            answer
        })
    }
}

/// A success in JSON, or a refusal as RFC 6749 (5.2) has it.
fn is_of_protocol(plain: &Plain) -> bool {
    let value = || serde_json::from_str::<serde_json::Value>(plain.text.reveal()).ok();
    match plain.status {
        200 => plain.text.reveal().trim_start().starts_with('{'),
        400..=499 if plain.status != 429 => {
            value().is_some_and(|value| value.get("error").is_some_and(|e| e.is_string()))
        }
        _ => false,
    }
}

/// A refusal without what was sent: a server may say it back.
fn hidden(form: &Secret, text: &Secret) -> String {
    let sent = url::form_urlencoded::parse(form.reveal().as_bytes());
    let secrets = sent.filter(|(name, _)| HIDDEN.contains(&name.as_ref()));
    secrets.fold(text.reveal().to_owned(), |text, (_, value)| Secret::new(value.into_owned()).redact(&text))
}
