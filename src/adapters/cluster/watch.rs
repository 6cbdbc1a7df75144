//! A list and then a watch of one place (a namespace, or all of them), for as long as it is wanted: resumed where
//! it was cut, listed anew where the cluster does not keep that state any more (410), with patience where it is
//! refused.

use super::page;
use super::reach::{Call, Reach, not_json};
use super::served::{Served, ServedKind};
use super::setup::Limits;
use super::thin::{Origin, Thin, key_of, resource_version};
use super::wanted::Wanted;
use super::words::{self, Refusal};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use http_body_util::BodyExt as _;
use kube::client::Body;
use serde::Deserialize;
use serde_json::Value;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::timeout;
use url::form_urlencoded::Serializer;

/// Namespace and name.
pub(super) type Key = (Arc<str>, Arc<str>);

/// What a place has to tell.
#[derive(Debug)]
pub(super) enum News<T> {
    /// A list begins; what was known stays until it is whole.
    Listing,
    /// Some of it.
    Page(Vec<(Key, Arc<T>)>),
    /// It is whole.
    Listed,
    /// An object is there, or is another one.
    Put(Key, Arc<T>),
    /// An object is gone.
    Gone(Key),
    /// What is known may be old, or nothing is known.
    Behind(Fault),
    /// It is not old any more.
    Caught,
}

/// Who looks at one place.
pub(super) struct Place<T> {
    pub reach: Arc<Reach>,
    pub served: Arc<Served>,
    pub wanted: Arc<Wanted>,
    /// The namespace; empty for all.
    pub namespace: Arc<str>,
    /// Which place it is among those that are wanted together.
    pub at: usize,
    pub to: mpsc::Sender<(usize, News<T>)>,
    /// What is tried, for the words of faults.
    pub tried: String,
}

/// Nobody listens any more.
struct Unheard;

/// How a watch ended.
enum End {
    /// As watches do; or it was cut.
    Over,
    /// The state that it went on from is not kept any more.
    Gone,
}

#[derive(Deserialize)]
struct Frame {
    #[serde(rename = "type")]
    kind: String,
    object: Value,
}

impl<T: Thin> Place<T> {
    /// Looks until nobody listens.
    pub async fn run(self) {
        let (mut since, mut pace) = (None::<String>, Pace::default());
        loop {
            let begun = Instant::now();
            let wait = match self.look(&mut since, &mut pace).await {
                Ok(Err(Unheard)) => return,
                // one that ends at once, again and again, is asked again ever more slowly
                Ok(Ok(())) if begun.elapsed() < self.limits().pause => pace.next(None, self.limits()),
                Ok(Ok(())) => continue,
                Err(refusal) => {
                    if refusal.is_gone() {
                        since = None;
                    }
                    let wait = pace.next(Some(&refusal.fault), self.limits());
                    if self.tell(News::Behind(refusal.fault)).await.is_err() {
                        return;
                    }
                    wait
                }
            };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.to.closed() => return,
            }
        }
    }

    fn limits(&self) -> &Limits {
        &self.reach.setup.limits
    }

    async fn tell(&self, news: News<T>) -> Result<(), Unheard> {
        self.to.send((self.at, news)).await.map_err(|_| Unheard)
    }

    /// Lists where that has to be, and watches until the watch ends.
    async fn look(&self, since: &mut Option<String>, pace: &mut Pace) -> Result<Result<(), Unheard>, Refusal> {
        let kind = self.served.kind(&self.reach, &self.wanted.kind).await;
        let kind = kind.map_err(|fault| Fault { tried: Clean::line(&self.tried), ..fault })?;
        let Some(kind) = kind else {
            return Err(words::not_served(&self.tried, &self.wanted.kind.to_string(), &self.reach.setup.name).into());
        };
        let version = kind.version(self.wanted.version.as_deref());
        let origin = Origin { cluster: Arc::clone(&self.reach.setup.name), kind: kind.kind.clone(), version };
        if since.is_none() {
            match self.list(&kind, &origin).await? {
                Ok(version) => *since = version,
                Err(unheard) => return Ok(Err(unheard)),
            }
        }
        if !kind.can("watch") || since.is_none() {
            // there is no way but to ask again
            *since = None;
            tokio::time::sleep(self.limits().poll).await;
            return Ok(Ok(()));
        }
        match self.watch(&kind, &origin, since, pace).await? {
            Ok(End::Over) => Ok(Ok(())),
            Ok(End::Gone) => {
                *since = None;
                Ok(Ok(()))
            }
            Err(unheard) => Ok(Err(unheard)),
        }
    }

    async fn list(&self, kind: &ServedKind, origin: &Origin) -> Result<Result<Option<String>, Unheard>, Refusal> {
        if self.tell(News::Listing).await.is_err() {
            return Ok(Err(Unheard));
        }
        let mut next: Option<String> = None;
        loop {
            let mut query = self.wanted.selectors();
            query.push(("limit", self.limits().page.to_string()));
            query.extend(next.clone().map(|next| ("continue", next)));
            let address = address(kind, origin, &self.namespace, &query);
            let body = self.reach.bytes(&Call::get(&self.tried, address)).await?;
            let mut objects = Vec::new();
            let each = &mut |item: &Value| objects.push((key_of(item), Arc::new(T::thin(origin, item))));
            let meta = page::read(&body, each).map_err(|_| not_json(&self.tried, &body))?;
            drop(body);
            if self.tell(News::Page(objects)).await.is_err() {
                return Ok(Err(Unheard));
            }
            next = page::after(&self.tried, next.as_deref(), meta.next)?;
            if next.is_none() {
                let told = self.tell(News::Listed).await;
                return Ok(told.map(|()| meta.resource_version.filter(|version| !version.is_empty())));
            }
        }
    }

    async fn watch(
        &self,
        kind: &ServedKind,
        origin: &Origin,
        since: &mut Option<String>,
        pace: &mut Pace,
    ) -> Result<Result<End, Unheard>, Refusal> {
        let mut query = self.wanted.selectors();
        query.push(("watch", "true".into()));
        query.push(("allowWatchBookmarks", "true".into()));
        query.push(("timeoutSeconds", self.limits().watch.as_secs().max(1).to_string()));
        query.extend(since.clone().map(|version| ("resourceVersion", version)));
        let address = address(kind, origin, &self.namespace, &query);
        // some proxies hold the head back until the first piece of the body
        let call = Call::get(&self.tried, address).waiting(self.limits().idle);
        let response = tokio::select! {
            response = self.reach.send(&call) => response?,
            () = self.to.closed() => return Ok(Err(Unheard)),
        };
        pace.was_well = true;
        if self.tell(News::Caught).await.is_err() {
            return Ok(Err(Unheard));
        }
        let mut lines = Lines::of(response.into_body(), self.limits().body);
        loop {
            let line = tokio::select! {
                line = timeout(self.limits().idle, lines.next()) => line,
                () = self.to.closed() => return Ok(Err(Unheard)),
            };
            // silence, a cut and an end are the same: one goes on from what was heard last
            let Ok(Some(line)) = line else { return Ok(Ok(End::Over)) };
            let Ok(frame) = serde_json::from_slice::<Frame>(&line) else { return Err(not_json(&self.tried, &line)) };
            match self.take(frame, origin, since).await? {
                Ok(false) => {}
                Ok(true) => return Ok(Ok(End::Gone)),
                Err(unheard) => return Ok(Err(unheard)),
            }
            pace.reset();
        }
    }

    /// Takes one line of a watch; whether the state it goes on from is gone.
    async fn take(
        &self,
        frame: Frame,
        origin: &Origin,
        since: &mut Option<String>,
    ) -> Result<Result<bool, Unheard>, Refusal> {
        let object = &frame.object;
        let news = match frame.kind.as_str() {
            "ADDED" | "MODIFIED" => Some(News::Put(key_of(object), Arc::new(T::thin(origin, object)))),
            "DELETED" => Some(News::Gone(key_of(object))),
            "BOOKMARK" => None,
            "ERROR" => {
                let code = object.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
                let refusal = words::refused(&self.tried, code.unwrap_or(500), &object.to_string(), None);
                return if refusal.is_gone() { Ok(Ok(true)) } else { Err(refusal) };
            }
            _ => None,
        };
        if let Some(version) = resource_version(object) {
            *since = Some(version.to_owned());
        }
        match news {
            Some(news) => Ok(self.tell(news).await.map(|()| false)),
            None => Ok(Ok(false)),
        }
    }
}

/// Path and query of objects.
pub(super) fn address(kind: &ServedKind, origin: &Origin, namespace: &str, query: &[(&'static str, String)]) -> String {
    let query = Serializer::new(String::new()).extend_pairs(query).finish();
    format!("{}?{query}", kind.path(&origin.version, namespace))
}

/// The lines of a body as they come.
pub(super) struct Lines {
    body: Body,
    held: Vec<u8>,
    /// How much of what is held was searched for an end.
    searched: usize,
    limit: usize,
    /// Whether the other side ended it properly.
    pub is_whole: bool,
}

impl Lines {
    pub fn of(body: Body, limit: usize) -> Self {
        Self { body, held: Vec::new(), searched: 0, limit, is_whole: false }
    }

    /// The next line, without its end; `None` where the body ended, was cut, or a line is too long. It may be
    /// dropped while it waits, and nothing is lost.
    pub async fn next(&mut self) -> Option<Vec<u8>> {
        loop {
            let unseen = self.held.get(self.searched..).unwrap_or_default();
            if let Some(end) = memchr::memchr(b'\n', unseen).map(|end| self.searched + end) {
                let rest = self.held.split_off(end + 1);
                let mut line = std::mem::replace(&mut self.held, rest);
                line.truncate(end);
                self.searched = 0;
                return Some(line);
            }
            self.searched = self.held.len();
            if self.held.len() > self.limit {
                return None;
            }
            match self.body.frame().await {
                Some(Ok(frame)) => self.held.extend_from_slice(frame.data_ref().map(AsRef::as_ref).unwrap_or_default()),
                Some(Err(_)) => return None,
                None => {
                    self.is_whole = true;
                    return None;
                }
            }
        }
    }

    /// What came behind the last end of a line.
    pub fn rest(&mut self) -> Vec<u8> {
        self.searched = 0;
        std::mem::take(&mut self.held)
    }
}

/// How long to wait before the next try.
#[derive(Debug, Default)]
pub(super) struct Pace {
    tries: u32,
    /// It went well before: a server that starts anew refuses for a moment what it is going to allow.
    was_well: bool,
}

/// So often a right that was there before is asked for again soon.
const SOON: u32 = 6;

impl Pace {
    fn reset(&mut self) {
        *self = Self { tries: 0, was_well: true };
    }

    fn next(&mut self, fault: Option<&Fault>, limits: &Limits) -> Duration {
        let times = 2_u32.saturating_pow(self.tries.min(16));
        let is_soon = self.was_well && self.tries < SOON;
        self.tries = self.tries.saturating_add(1);
        let passes = fault.is_none_or(|fault| fault.kind.passes() || fault.kind == FaultKind::NotFound);
        let wait = match fault.and_then(|fault| fault.retry_after) {
            Some(asked) => asked,
            None if passes || is_soon => limits.pause.saturating_mul(times).min(limits.longest_pause),
            None => limits.patience.saturating_mul(times.min(8)),
        };
        // not all at once
        wait + wait.mul_f64(0.5 * chance())
    }
}

/// A number from 0 to 1.
fn chance() -> f64 {
    let random = RandomState::new().build_hasher().finish() >> 40;
    f64::from(u32::try_from(random).unwrap_or_default()) / f64::from(1_u32 << 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_tried_soon_and_a_missing_right_with_patience() {
        let limits = Limits::default();
        let (mut pace, fault) = (Pace::default(), |kind| Fault::new(kind, "", "", ""));
        let busy = Fault { retry_after: Some(Duration::from_secs(7)), ..fault(FaultKind::TooManyRequests) };
        let waits: Vec<u64> =
            (0..8).map(|_| pace.next(Some(&fault(FaultKind::Server)), &limits).as_millis() as u64).collect();
        assert!((500..=750).contains(&waits[0]) && (30_000..=45_000).contains(&waits[7]), "{waits:?}");
        let mut denied = Pace::default();
        assert!(denied.next(Some(&fault(FaultKind::NotPermitted)), &limits) >= limits.patience);
        // what was allowed before is asked for again soon, but not for ever
        pace.reset();
        assert!(pace.next(Some(&fault(FaultKind::NotPermitted)), &limits) < limits.patience);
        let last = (0..SOON).map(|_| pace.next(Some(&fault(FaultKind::NotPermitted)), &limits)).last();
        assert!(last.unwrap() >= limits.patience);
        let asked = pace.next(Some(&busy), &limits);
        assert!(asked >= Duration::from_secs(7) && asked <= Duration::from_secs(11));
    }
}
