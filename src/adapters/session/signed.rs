use super::{Session, TokenSource, Whose};
use crate::adapters::http::{Body, Call, Client, Events, Failure, Headers, Limits};
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::Fault;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// A system at one origin, and who one is there: whatever is sent goes with the session's token, and once more
/// with a newer one where that is refused.
#[derive(Debug)]
pub struct Signed {
    client: Client,
    session: Session,
}

impl Signed {
    /// A system at `base`. Nothing is sent and no token is read yet.
    ///
    /// # Errors
    /// When `base` is no address that can be used.
    pub fn new(base: &str, token: TokenSource, limits: Limits) -> Result<Self, Fault> {
        Ok(Self { client: Client::new(base, limits)?, session: Session::new(token) })
    }

    /// The same; when `offline`, nothing is ever sent.
    pub fn offline(mut self, offline: bool) -> Self {
        self.client = self.client.offline(offline);
        self.session = self.session.offline(offline);
        self
    }

    /// The same; only tokens of one subject are sent.
    pub fn of(mut self, whose: Whose) -> Self {
        self.session = self.session.of(whose);
        self
    }

    /// The same; these headers go along with every request.
    pub fn with_headers(mut self, headers: Option<Arc<dyn Headers>>) -> Self {
        self.client = self.client.with_headers(headers);
        self
    }

    /// Host and port, for the words of messages.
    pub fn place(&self) -> String {
        self.client.place()
    }

    /// The pause before something is tried again; all others are measured by it.
    pub fn pause(&self) -> Duration {
        self.client.limits().pause
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// Whatever is no success, in words.
    pub async fn send(&self, call: Call) -> Result<Body, Failure> {
        let call = &call;
        self.signed(move |token| async move { self.client.send(call, token.as_ref()).await }).await
    }

    /// Opens a stream of events.
    ///
    /// # Errors
    /// Whatever is no success, and what is no stream.
    pub async fn listen(&self, call: Call) -> Result<Events<'_>, Failure> {
        let call = &call;
        self.signed(move |token| async move { self.client.listen(call, token.as_ref()).await }).await
    }

    async fn signed<T, F: Future<Output = Result<T, Failure>>>(
        &self,
        send: impl Fn(Option<Secret>) -> F,
    ) -> Result<T, Failure> {
        if self.client.is_offline() {
            return send(None).await;
        }
        let token = self.session.token().await.map_err(Failure::unsent)?;
        let failure = match send(token.clone()).await {
            Err(failure) if failure.status == Some(401) => failure,
            answer => return answer,
        };
        let newer = match &token {
            Some(refused) => self.session.renewed(refused).await.map_err(Failure::unsent)?,
            None => None,
        };
        match newer {
            Some(newer) => send(Some(newer)).await.map_err(|failure| self.with_cure(failure)),
            None => Err(self.with_cure(failure)),
        }
    }

    /// Only the session knows what helps against a refused token.
    fn with_cure(&self, mut failure: Failure) -> Failure {
        if failure.status == Some(401) {
            failure.fault.cure = Clean::line(&self.session.cure());
        }
        failure
    }
}
