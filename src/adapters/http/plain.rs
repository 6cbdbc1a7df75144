use super::exchange::{ERROR_BODY, SLOW_CURE, refused};
use super::{Call, Client, Failure, words};
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::{Fault, FaultKind};
use reqwest::header::{CONTENT_TYPE, DATE, HeaderName, LOCATION, RETRY_AFTER};
use std::time::{Duration, SystemTime};
use tokio::time::timeout;

/// An answer as it came, whatever its status: for protocols in which a refusal has a meaning.
#[derive(Debug)]
pub struct Plain {
    /// The status.
    pub status: u16,
    /// Where it sends on to; nobody follows it.
    pub location: Option<String>,
    /// What the other side's clock says.
    pub date: Option<SystemTime>,
    /// The text: it may hold tokens.
    pub text: Secret,
    is_page: bool,
    wait: Option<Duration>,
    request_id: String,
}

impl Client {
    /// Sends a request and hands over its answer, a refusal as well. No redirect is followed. What is
    /// repeatable is tried a second time when there was no connection, or when it broke before an
    /// answer came.
    ///
    /// # Errors
    /// When no whole answer came.
    pub async fn plain(&self, call: &Call, token: Option<&Secret>) -> Result<Plain, Failure> {
        let client = self.client(call)?;
        let _permit = self.gate.acquire().await;
        match self.once(client, call, token).await {
            Err(failure) if failure.again && call.repeatable => {
                tokio::time::sleep(self.pause()).await;
                self.once(client, call, token).await
            }
            answer => answer,
        }
    }

    async fn once(&self, client: &reqwest::Client, call: &Call, token: Option<&Secret>) -> Result<Plain, Failure> {
        let id = super::client::request_id();
        let exchange = async {
            let response = self.head(client, call, token, &id, self.address(call)?).await?;
            let status = response.status().as_u16();
            let header = |name: HeaderName| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
            let (kind, location, date) = (header(CONTENT_TYPE), header(LOCATION), header(DATE));
            let wait = header(RETRY_AFTER).and_then(|value| words::retry_after(&value, SystemTime::now()));
            let limit = if status < 400 { self.limits.body.min(LONGEST) } else { ERROR_BODY };
            let text = self.read(response, call, limit).await?;
            let is_page = words::is_page(kind.as_deref(), &text);
            let date = date.and_then(|date| httpdate::parse_http_date(&date).ok());
            Ok(Plain { status, location, date, text: Secret::new(text), is_page, wait, request_id: id.clone() })
        };
        let late = || Failure::lost(FaultKind::TimedOut, &call.tried, "the answer was not whole in time", SLOW_CURE);
        timeout(self.limits.total, exchange).await.unwrap_or_else(|_| Err(late()))
    }
}

/// Bytes that an answer of signing in may have: sets of keys are the largest.
const LONGEST: usize = 1 << 20;

impl Plain {
    /// The same with another text.
    pub fn with_text(self, text: String) -> Self {
        Self { text: Secret::new(text), ..self }
    }

    /// The fault of an answer that is no success, or a page where none was due.
    pub fn fault(&self, call: &Call) -> Fault {
        let fault = match self.status {
            200..=299 => {
                let happened = match self.is_page {
                    true => words::page(self.text.reveal(), "JSON"),
                    false => "the answer has another shape than it should".to_owned(),
                };
                Fault::new(FaultKind::Malformed, &call.tried, &happened, words::BACKEND_CURE)
            }
            300..=399 if self.location.is_some() => self.sent_on(call),
            status => refused(call, status, self.text.reveal(), self.wait, None).fault,
        };
        Fault { request_id: Some(Clean::line(&self.request_id)), ..fault }
    }

    fn sent_on(&self, call: &Call) -> Fault {
        let place = self.location.as_deref().and_then(|location| reqwest::Url::parse(location).ok());
        let place = place.map_or_else(|| "another page".to_owned(), |url| url.origin().ascii_serialization());
        let happened = format!("it sends on to {}, where nothing of this goes", words::brief(&place));
        let cure = "sign in to the proxy before it, or use that address if it is the right one";
        Fault::new(FaultKind::Malformed, &call.tried, &happened, cure)
    }
}
