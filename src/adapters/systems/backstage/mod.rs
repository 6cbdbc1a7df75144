//! A Backstage backend over its HTTP API.

mod entities;
mod field;
mod locations;
mod loose;
mod page;
mod pager;
mod permissions;
mod provider;
mod rows;
mod scaffolder;
mod search;
pub mod sign_in;
mod snippet;
mod techdocs;
mod thin;
mod who;

pub use entities::{Ancestor, Match, Order, Query};
pub use locations::{Location, Registered};
pub use permissions::{Check, Said, Unasked};
pub use rows::Parts;
pub use scaffolder::{Began, DryOrder, Listed, TaskEvents, TaskStream};
pub use techdocs::{DocsFacts, SyncEvent};
pub use who::Owner;

use crate::adapters::http::{Body, Call, Client, Counts, Failure, File, Headers, Limits};
use crate::adapters::session::{Session, TokenSource, Whose};
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::Fault;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// A Backstage backend, and how one signs in there.
#[derive(Debug)]
pub struct Backstage {
    name: Clean,
    client: Client,
    session: Session,
}

impl Backstage {
    /// The backend at `base`, called `name` in messages. Nothing is sent yet.
    ///
    /// # Errors
    /// When `base` is no address that can be used.
    pub fn new(name: Clean, base: &str, token: TokenSource, limits: Limits) -> Result<Self, Fault> {
        Ok(Self { name, client: Client::new(base, limits)?, session: Session::new(token) })
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

    /// Whether nothing may be sent.
    pub fn is_offline(&self) -> bool {
        self.client.is_offline()
    }

    /// Its name in messages.
    pub fn name(&self) -> &Clean {
        &self.name
    }

    /// How many entities the first page of an answer has, and the later ones.
    fn pages(&self) -> (usize, usize) {
        self.client.pages()
    }

    /// The pause before something is tried a second time; all others are measured by it.
    pub fn pause(&self) -> Duration {
        self.client.limits().pause
    }

    /// How long an answer may be waited for.
    pub fn patience(&self) -> Duration {
        self.client.limits().first_byte
    }

    /// What it has been asked so far.
    pub fn counts(&self) -> Counts {
        self.client.counts()
    }

    /// The token, where there is one.
    ///
    /// # Errors
    /// When its source does not give it.
    pub async fn token(&self) -> Result<Option<Secret>, Fault> {
        self.session.token().await
    }

    /// Whether the token is renewed before it ends, without the user.
    pub async fn renews_token(&self) -> bool {
        self.session.renews().await
    }

    /// Sends with the session's token; when that is refused, once more with a newer one if there is.
    async fn send(&self, call: Call) -> Result<Body, Failure> {
        let call = &call;
        self.signed(move |token| async move { self.client.send(call, token.as_ref()).await }).await
    }

    /// A file; nothing where it is the one that is held.
    async fn file(&self, call: Call) -> Result<Option<File>, Failure> {
        let call = &call;
        self.signed(move |token| async move { self.client.file(call, token.as_ref()).await }).await
    }

    /// Does something with the session's token; when that is refused, once more with a newer one if
    /// there is.
    async fn signed<T, F: Future<Output = Result<T, Failure>>>(
        &self,
        send: impl Fn(Option<Secret>) -> F,
    ) -> Result<T, Failure> {
        if self.client.is_offline() {
            return send(None).await;
        }
        let token = self.session.token().await.map_err(unsigned)?;
        let failure = match send(token.clone()).await {
            Err(failure) if failure.status == Some(401) => failure,
            answer => return answer,
        };
        let newer = match &token {
            Some(refused) => self.session.renewed(refused).await.map_err(unsigned)?,
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

fn unsigned(fault: Fault) -> Failure {
    Failure::unsent(fault)
}
