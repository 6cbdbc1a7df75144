use super::body::{Intake, text_of};
use super::client::Failure;
use super::headers::header;
use super::{Body, Call, Client, words};
use crate::domain::model::At;
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::{Fault, FaultKind};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, DATE, LOCATION};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH, RETRY_AFTER};
use reqwest::{Method, Response, Url};
use std::sync::PoisonError;
use std::time::SystemTime;
use tokio::time::timeout;

const REDIRECTS: usize = 5;
/// Bytes that are read of the body of an error.
pub(super) const ERROR_BODY: usize = 64 << 10;
/// A stream of events (server-sent events of the HTML Standard); a server that compresses holds them back.
pub(super) const EVENTS: &str = "text/event-stream";
pub(super) const SLOW_CURE: &str = "try again; the network or the platform is slow";

impl Client {
    /// One request and its whole answer, within the limits, redirects on the same origin followed.
    pub(super) async fn exchange(
        &self,
        client: &reqwest::Client,
        call: &Call,
        token: Option<&Secret>,
        id: &str,
    ) -> Result<Body, Failure> {
        let whole = timeout(self.limits.total + call.patience, self.follow(client, call, token, id)).await;
        whole.unwrap_or_else(|_| {
            let happened = format!("the answer was not whole after {} s", self.limits.total.as_secs());
            Err(Failure::lost(FaultKind::TimedOut, &call.tried, &happened, SLOW_CURE))
        })
    }

    async fn follow(
        &self,
        client: &reqwest::Client,
        call: &Call,
        token: Option<&Secret>,
        id: &str,
    ) -> Result<Body, Failure> {
        let response = self.reach(client, call, token, id).await?;
        self.answer(response, call, token, id).await
    }

    /// The head of the answer at the end of all redirects.
    pub(super) async fn reach(
        &self,
        client: &reqwest::Client,
        call: &Call,
        token: Option<&Secret>,
        id: &str,
    ) -> Result<Response, Failure> {
        let mut url = self.address(call)?;
        for _ in 0..=REDIRECTS {
            let response = self.head(client, call, token, id, url.clone()).await?;
            match self.next_address(&response, call, &url)? {
                Some(next) => url = next,
                None => return Ok(response),
            }
        }
        let happened = format!("it sends from address to address, more than {REDIRECTS} times");
        Err(Failure::before(FaultKind::Malformed, &call.tried, &happened, words::BACKEND_CURE))
    }

    pub(super) fn address(&self, call: &Call) -> Result<Url, Failure> {
        // these would be taken for steps through the path and lead to another route
        if call.path.iter().any(|segment| matches!(segment.as_str(), "" | "." | "..")) {
            let happened = "no address can be made of that name";
            return Err(Failure::before(FaultKind::NotFound, &call.tried, happened, "check the name"));
        }
        if let Some(address) = &call.address {
            return self
                .own_address(address)
                .map_err(|(happened, cure)| Failure::before(FaultKind::Malformed, &call.tried, &happened, cure));
        }
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(&call.path);
        }
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        Ok(url)
    }

    pub(super) async fn head(
        &self,
        client: &reqwest::Client,
        call: &Call,
        token: Option<&Secret>,
        id: &str,
        url: Url,
    ) -> Result<Response, Failure> {
        let mut request = client
            .request(call.method.clone(), url)
            .header(ACCEPT, call.accept)
            .header(ACCEPT_ENCODING, if call.accept == EVENTS { "identity" } else { "gzip" })
            .header(HeaderName::from_static("x-request-id"), id);
        if let Some(held) = &call.held {
            request = request.header(IF_NONE_MATCH, held);
        }
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, bearer(token, call)?);
        }
        for (name, value) in self.extra(call).await? {
            request = request.header(name, value);
        }
        for (name, value) in &call.worn {
            let (name, value) = header(name, value, &call.tried).map_err(Failure::unsent)?;
            request = request.header(name, value);
        }
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, call.kind).body(body.reveal().to_owned());
        }
        self.costs.request(call.body.as_ref().map_or(0, |body| body.reveal().len()));
        let limit = self.limits.connect + call.patience.max(self.limits.first_byte);
        match timeout(limit, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(self.unsent(call, &error)),
            Err(_) => {
                let waited = call.patience.max(self.limits.first_byte);
                let happened = format!("no answer came within {} s", waited.as_secs());
                Err(Failure::lost(FaultKind::TimedOut, &call.tried, &happened, SLOW_CURE))
            }
        }
    }

    /// What a proxy in front wants to see.
    async fn extra(&self, call: &Call) -> Result<Vec<(HeaderName, HeaderValue)>, Failure> {
        let Some(headers) = &self.headers else { return Ok(Vec::new()) };
        let unsent = |fault: Fault| Failure::unsent(Fault { tried: Clean::line(&call.tried), ..fault });
        let read = headers.read().await.map_err(unsent)?;
        let made = read.iter().map(|(name, value)| header(name, value, &call.tried)).collect::<Result<_, _>>();
        *self.said.lock().unwrap_or_else(PoisonError::into_inner) = read.into_iter().map(|(_, value)| value).collect();
        made.map_err(unsent)
    }

    /// What the other side said, without the values of headers that it said back.
    pub(super) fn without_headers(&self, text: String) -> String {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.iter().fold(text, |text, value| value.redact(&text))
    }

    fn unsent(&self, call: &Call, error: &reqwest::Error) -> Failure {
        let place = self.place();
        if error.is_connect() {
            let (happened, cure) = words::no_connection(error, error.is_timeout(), &place);
            let failure = Failure::before(FaultKind::Unreachable, &call.tried, &happened, cure);
            return Failure { again: !error.is_timeout(), ..failure };
        }
        let happened = format!("the connection to {place} broke before an answer came");
        let failure = Failure::lost(FaultKind::Unreachable, &call.tried, &happened, "try again");
        // mostly a connection that the other side closed for being idle, in the very moment of its use
        Failure { again: true, ..failure }
    }

    /// Where a redirect leads; never to another origin, and never a change by another method.
    fn next_address(&self, response: &Response, call: &Call, from: &Url) -> Result<Option<Url>, Failure> {
        let status = response.status().as_u16();
        let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let Some(location) = location.filter(|_| matches!(status, 301 | 302 | 303 | 307 | 308)) else {
            return Ok(None);
        };
        let fail = |happened: &str, cure: &str| {
            let failure = Failure::before(FaultKind::Malformed, &call.tried, happened, cure);
            Err(Failure { status: Some(status), ..failure })
        };
        let Ok(next) = from.join(location) else {
            return fail("it sends on to something that is no address", words::BACKEND_CURE);
        };
        if next.origin() != self.base.origin() {
            let place = next.origin().ascii_serialization();
            let happened = format!("it sends on to {}, where the token must not go", words::brief(&place));
            return fail(&happened, "sign in to the proxy before it, or use that address if it is the portal's");
        }
        if call.method != Method::GET && matches!(status, 301..=303) {
            return fail("it sends a change on to another address", words::BACKEND_CURE);
        }
        Ok(Some(next))
    }

    async fn answer(&self, response: Response, call: &Call, token: Option<&Secret>, id: &str) -> Result<Body, Failure> {
        let status = response.status();
        let header = |name| response.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let kind = header(CONTENT_TYPE).map(str::to_owned);
        let date = header(DATE).and_then(moment);
        if !status.is_success() {
            return Err(self.refusal(response, call, token).await);
        }
        let headers = response.headers().clone();
        let text = self.read(response, call, self.limits.body).await?;
        let (tried, request_id) = (call.tried.clone(), id.to_owned());
        let body = Body { status: status.as_u16(), text, tried, request_id, date, headers };
        if words::is_page(kind.as_deref(), &body.text) {
            let fault = body.malformed(&self.without_headers(words::page(&body.text, "JSON")), words::BACKEND_CURE);
            return Err(Failure { status: Some(body.status), lost: true, ..Failure::unsent(fault) });
        }
        Ok(body)
    }

    /// What is said by an answer that is no success.
    pub(super) async fn refusal(&self, response: Response, call: &Call, token: Option<&Secret>) -> Failure {
        let status = response.status().as_u16();
        let wait = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let wait = wait.and_then(|value| words::retry_after(value, SystemTime::now()));
        let wait = wait.or_else(|| spent(response.headers(), SystemTime::now()));
        // forges say 403 to who asks too often; whoever may not do something is not asked to wait
        let judged = if status == 403 && wait.is_some() { 429 } else { status };
        let text = self.read(response, call, ERROR_BODY).await;
        let is_bare = text.as_ref().is_ok_and(String::is_empty);
        let failure = refused(call, judged, &text.unwrap_or_default(), wait, token);
        Failure { is_bare, status: Some(status), ..failure }
    }

    /// Reads a body as text.
    pub(super) async fn read(&self, response: Response, call: &Call, limit: usize) -> Result<String, Failure> {
        let is_success = response.status().is_success();
        let text = text_of(self.read_bytes(response, call, limit).await?);
        Ok(if is_success { text } else { self.without_headers(text) })
    }

    /// Reads a body to its end, to the limit of its size, or until nothing comes any more.
    pub(super) async fn read_bytes(
        &self,
        mut response: Response,
        call: &Call,
        limit: usize,
    ) -> Result<Vec<u8>, Failure> {
        let malformed =
            |happened: &str| Failure::lost(FaultKind::Malformed, &call.tried, happened, words::MALFORMED_CURE);
        let large = || malformed(&format!("the answer is larger than {} MB", limit >> 20));
        let encoding = response.headers().get(CONTENT_ENCODING).and_then(|value| value.to_str().ok());
        let encoding = encoding.unwrap_or_default().trim().to_ascii_lowercase();
        let intake = Intake::of(&encoding, limit);
        let mut intake = intake.ok_or_else(|| malformed("the answer is compressed in a way that was not asked for"))?;
        if response.content_length().is_some_and(|length| length > limit as u64) {
            return Err(large());
        }
        let damaged = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::FileTooLarge => large(),
            _ => malformed("the answer is damaged: it cannot be decompressed"),
        };
        let mut received = 0;
        loop {
            let Ok(piece) = timeout(self.limits.stall, response.chunk()).await else {
                let happened = format!("the answer stopped after {received} bytes");
                return Err(Failure::lost(FaultKind::TimedOut, &call.tried, &happened, SLOW_CURE));
            };
            match piece {
                Ok(Some(piece)) => {
                    received += piece.len();
                    intake.take(&piece).map_err(damaged)?;
                }
                Ok(None) => break,
                Err(_) => return Err(malformed(&format!("the answer broke off after {received} bytes"))),
            }
        }
        let bytes = intake.finish().map_err(damaged)?;
        self.costs.answer(received, bytes.len());
        Ok(bytes)
    }
}

/// How long to wait where a quota is spent: `x-ratelimit-remaining: 0` and `x-ratelimit-reset`, in seconds since 1970
/// (GitHub; GitLab without the `x-`).
fn spent(headers: &HeaderMap, now: SystemTime) -> Option<std::time::Duration> {
    let read = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let both = |name: &str| read(&format!("x-ratelimit-{name}")).or_else(|| read(&format!("ratelimit-{name}")));
    let reset: u64 = both("remaining").filter(|left| left.trim() == "0").and(both("reset"))?.trim().parse().ok()?;
    let now = now.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
    words::retry_after(&reset.saturating_sub(now).to_string(), SystemTime::now())
}

/// A date of HTTP as a moment.
fn moment(date: &str) -> Option<At> {
    let since = httpdate::parse_http_date(date).ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(At(i64::try_from(since.as_millis()).ok()?))
}

fn bearer(token: &Secret, call: &Call) -> Result<HeaderValue, Failure> {
    let mut value =
        HeaderValue::from_str(&zeroize::Zeroizing::new(format!("Bearer {}", token.reveal()))).map_err(|_| {
            let happened = "the token holds characters that no token has";
            Failure::before(FaultKind::NotSignedIn, &call.tried, happened, "check where the token comes from")
        })?;
    value.set_sensitive(true);
    Ok(value)
}

pub(super) fn refused(
    call: &Call,
    status: u16,
    body: &str,
    wait: Option<std::time::Duration>,
    token: Option<&Secret>,
) -> Failure {
    let body = token.map_or_else(|| body.to_owned(), |token| token.redact(body));
    let said = words::message(&body);
    let happened = match status {
        401 if token.is_none() => "it asks for a token, and there is none".to_owned(),
        300..=399 => format!("it sends on ({status}) without saying where"),
        _ => words::refusal(status, &said, wait),
    };
    let fields = words::fields(&body);
    let happened = match fields.is_empty() {
        true => happened,
        false => words::refused_fields(&fields),
    };
    let cure = if status == 404 && !call.missing.is_empty() { &call.missing } else { words::cure(status) };
    let fault = Fault::new(words::kind_of(status), &call.tried, &happened, cure);
    let fault = Fault { retry_after: wait, fields: fields.into(), ..fault };
    let gateway = matches!(status, 502..=504);
    let all = words::messages(&body);
    let again = gateway && wait.is_none();
    let is_missing = status == 404 && words::is_not_found(&body);
    Failure { status: Some(status), lost: gateway, said: all.into(), is_missing, again, ..Failure::unsent(fault) }
}
