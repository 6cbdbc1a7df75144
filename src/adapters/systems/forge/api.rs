//! A forge's API: signed requests, answers that are kept by their tags, pages.

use crate::adapters::http::{Body, Call, Failure};
use crate::adapters::session::Signed;
use crate::platform::fault::Fault;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Answers that are kept.
const KEPT: usize = 2_000;
/// Bytes of an answer that is kept: two thousand large ones would be a burden.
const LARGEST: usize = 64 * 1024;
/// Items of a page.
const PAGE: usize = 100;
/// What is not there and what one may not see look the same.
const MISSING: &str =
    "check the name; what is private looks as if it were not there to who may not read it: give a token that may";

/// An answer, and whether more pages follow.
#[derive(Clone, Debug)]
struct Answer {
    value: Arc<Value>,
    /// What it says of a next page; nothing where it says nothing.
    has_next: Option<bool>,
}

/// A forge at one address, and who one is there.
#[derive(Debug)]
pub(super) struct Api {
    signed: Signed,
    /// What a page's size is called.
    size: &'static str,
    kept: Mutex<HashMap<String, (String, Answer)>>,
}

impl Api {
    pub(super) fn new(signed: Signed, size: &'static str) -> Self {
        Self { signed, size, kept: Mutex::default() }
    }

    /// Host and port, for the words of messages.
    pub(super) fn place(&self) -> String {
        self.signed.place()
    }

    /// The pause before something is tried again.
    pub(super) fn pause(&self) -> std::time::Duration {
        self.signed.pause()
    }

    /// Reads. What was read before is asked for by its tag (RFC 9110, 13.1.2), which costs no quota.
    pub(super) async fn get(&self, tried: &str, path: &[&str], query: &[(&str, &str)]) -> Result<Arc<Value>, Failure> {
        Ok(self.answer(tried, path, query).await?.value)
    }

    /// Reads what may not be there.
    pub(super) async fn find(
        &self,
        tried: &str,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Option<Arc<Value>>, Failure> {
        match self.get(tried, path, query).await {
            Err(failure) if failure.status == Some(404) => Ok(None),
            answer => answer.map(Some),
        }
    }

    async fn answer(&self, tried: &str, path: &[&str], query: &[(&str, &str)]) -> Result<Answer, Failure> {
        let key = format!("{path:?}{query:?}");
        let held = self.locked().get(&key).cloned();
        let call = query.iter().fold(Call::get(tried, path), |call, (name, value)| call.query(name, *value));
        let call = call.when_missing(MISSING).unless(held.as_ref().map(|(tag, _)| tag.as_str()));
        match (self.signed.send(call).await, held) {
            // a tree belongs to a commit, and hardly any is asked for again
            (Ok(body), _) => self.keep((!path.contains(&"trees")).then_some(key), &body),
            (Err(failure), Some((_, answer))) if failure.status == Some(304) => Ok(answer),
            (Err(failure), _) => Err(failure),
        }
    }

    fn keep(&self, key: Option<String>, body: &Body) -> Result<Answer, Failure> {
        let value = body.json().map_err(Failure::unread)?;
        let answer = Answer { value: Arc::new(value), has_next: has_next(body) };
        let key = key.filter(|_| body.text.len() < LARGEST);
        if let (Some(key), Some(tag)) = (key, body.header("etag")) {
            let mut kept = self.locked();
            // what is asked for anew comes back soon enough
            if kept.len() >= KEPT {
                kept.clear();
            }
            kept.insert(key, (tag.to_owned(), answer.clone()));
        }
        Ok(answer)
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<String, (String, Answer)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a list to its end or until `most` items are there; whether there are more.
    pub(super) async fn list(
        &self,
        tried: &str,
        path: &[&str],
        query: &[(&str, &str)],
        most: usize,
    ) -> Result<(Vec<Value>, bool), Fault> {
        let mut all = Vec::new();
        let size = most.clamp(1, PAGE).to_string();
        for page in 1_usize.. {
            let page = page.to_string();
            let query = [query, &[(self.size, size.as_str()), ("page", page.as_str())]].concat();
            let answer = self.answer(tried, path, &query).await?;
            let items = match answer.value.as_ref() {
                Value::Array(items) => items.as_slice(),
                // Gitea's word for an empty list
                Value::Null => &[],
                // taken for an empty list it would become a claim
                _ => return Err(super::malformed(tried)),
            };
            all.extend_from_slice(items);
            let has_next = answer.has_next.unwrap_or(items.len() >= most.clamp(1, PAGE)) && !items.is_empty();
            if !has_next || all.len() >= most {
                let has_more = has_next || all.len() > most;
                all.truncate(most);
                return Ok((all, has_more));
            }
        }
        Ok((all, false))
    }

    /// Reads a file of text; nothing where it is not there.
    pub(super) async fn raw(
        &self,
        tried: &str,
        path: &[&str],
        query: &[(&str, &str)],
        kind: &'static str,
    ) -> Result<Option<String>, Failure> {
        let call = query.iter().fold(Call::get(tried, path), |call, (name, value)| call.query(name, *value));
        match self.signed.send(call.accepting(kind)).await {
            Ok(body) => Ok(Some(body.text)),
            Err(failure) if failure.status == Some(404) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// Changes something. Sent once.
    pub(super) async fn post(&self, tried: &str, path: &[&str], body: &impl Serialize) -> Result<Value, Failure> {
        let body = self.signed.send(Call::post(tried, path, body).when_missing(MISSING)).await?;
        body.json().map_err(Failure::unread)
    }
}

/// What an answer says of a next page: `Link` (RFC 8288), or `X-Next-Page` of GitLab.
fn has_next(body: &Body) -> Option<bool> {
    let by_number = body.header("x-next-page").map(|number| !number.trim().is_empty());
    let by_link = body.header("link").map(|links| links.contains("rel=\"next\""));
    by_link.or(by_number)
}
