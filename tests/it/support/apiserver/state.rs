//! What the server holds.

use super::access::Rules;
use super::faults::Faults;
use super::kinds::{Kind, builtin, of_crd};
use super::logs::Logs;
use super::portal::Portal;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Group, plural, namespace, name: the order in which lists come.
pub type Key = (String, String, String, String);

/// Something that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub verb: String,
    pub plural: String,
    pub namespace: String,
    /// Path and query as they were sent.
    pub target: String,
    pub headers: Vec<(String, String)>,
}

impl Asked {
    /// The value of a header; empty without one.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// A change, for those who watch.
pub struct Change {
    pub version: u64,
    pub key: Key,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

#[derive(Default)]
pub struct State {
    pub objects: BTreeMap<Key, Value>,
    pub changes: Vec<Change>,
    /// The state that was reached last.
    pub version: u64,
    /// States before this one are not kept.
    pub floor: u64,
    pub asked: Vec<Asked>,
    pub watches: usize,
    pub rules: Rules,
    pub faults: Faults,
    pub logs: Logs,
    pub portal: Portal,
    /// Names that are given out.
    pub names: u64,
    pub is_over: bool,
}

/// The state, and those who wait for changes of it.
#[derive(Default)]
pub struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    pub fn change<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        let result = work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
        result
    }

    pub fn look<T>(&self, work: impl FnOnce(&State) -> T) -> T {
        work(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits for something that is to come about; a test whose wait never ends fails.
    pub fn until(&self, holds: impl Fn(&State) -> bool) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(state, Duration::from_secs(30), |state| !holds(state)).unwrap();
        assert!(!waited.1.timed_out(), "what was waited for did not come about");
    }

    /// Waits for a change, or so long.
    pub fn wait<T>(&self, limit: Duration, work: impl Fn(&mut State) -> Option<T>) -> Option<T> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let until = std::time::Instant::now() + limit;
        loop {
            if let Some(result) = work(&mut state) {
                return Some(result);
            }
            let left = until.saturating_duration_since(std::time::Instant::now());
            if left.is_zero() {
                return None;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl State {
    /// All objects of a kind, in the order of their names.
    pub fn of<'a>(&'a self, group: &'a str, plural: &'a str) -> impl Iterator<Item = (&'a Key, &'a Value)> {
        let first: Key = (group.to_owned(), plural.to_owned(), String::new(), String::new());
        self.objects.range(first..).take_while(move |(key, _)| key.0 == group && key.1 == plural)
    }

    /// All kinds that are served: those of every cluster, and those that definitions make.
    pub fn kinds(&self) -> Vec<Kind> {
        let crds = self.of("apiextensions.k8s.io", "customresourcedefinitions");
        let has = |kind: &Kind| !self.faults.is_without_metrics || kind.group != "metrics.k8s.io";
        builtin().into_iter().filter(has).chain(crds.filter_map(|(_, crd)| of_crd(crd))).collect()
    }

    pub fn kind(&self, group: &str, plural: &str) -> Option<Kind> {
        self.kinds().into_iter().find(|kind| kind.group == group && kind.plural == plural)
    }
}
