use super::exchange::SLOW_CURE;
use super::{Call, Client, Failure};
use crate::domain::text::Secret;
use crate::platform::fault::FaultKind;
use reqwest::Response;
use reqwest::header::ETAG;
use tokio::time::timeout;

/// A file of the other side's: bytes of any form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The tag that stands for this version of it (RFC 9110, 8.8.3).
    pub tag: Option<String>,
}

impl Client {
    /// A file; nothing where it is still the one that is held. Redirects on the same origin are followed.
    /// Tried a second time as [`Client::send`] does.
    ///
    /// # Errors
    /// Whatever is no success, in words.
    pub async fn file(&self, call: &Call, token: Option<&Secret>) -> Result<Option<File>, Failure> {
        let client = self.client(call)?;
        let _permit = self.gate.acquire().await;
        match self.one_file(client, call, token).await {
            Err(failure) if failure.again && call.repeatable => {
                tokio::time::sleep(self.pause()).await;
                self.one_file(client, call, token).await
            }
            answer => answer,
        }
    }

    async fn one_file(
        &self,
        client: &reqwest::Client,
        call: &Call,
        token: Option<&Secret>,
    ) -> Result<Option<File>, Failure> {
        let id = super::client::request_id();
        let exchange = async {
            let response = self.reach(client, call, token, &id).await?;
            match response.status() {
                status if status.as_u16() == 304 && call.held.is_some() => Ok(None),
                status if status.is_success() => self.whole(response, call).await.map(Some),
                _ => Err(self.refusal(response, call, token).await),
            }
        };
        let late = || Failure::lost(FaultKind::TimedOut, &call.tried, "the answer was not whole in time", SLOW_CURE);
        timeout(self.limits.total, exchange).await.unwrap_or_else(|_| Err(late()))
    }

    async fn whole(&self, response: Response, call: &Call) -> Result<File, Failure> {
        let tag = response.headers().get(ETAG).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let limit = call.most.map_or(self.limits.body, |most| most.min(self.limits.body));
        let bytes = self.read_bytes(response, call, limit).await?;
        Ok(File { bytes, tag })
    }
}
