//! Several things that are followed together, each as long as it is wanted.

use crate::adapters::cluster::{Cluster, Following, Snapshot, Thin, Wanted};
use futures_util::FutureExt as _;
use futures_util::future::select_all;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What is followed, by what is wanted.
pub(super) struct Watches<T> {
    followed: HashMap<Wanted, (Following<T>, Arc<Snapshot<T>>)>,
}

impl<T: Thin> Watches<T> {
    pub fn new() -> Self {
        Self { followed: HashMap::new() }
    }

    /// Follows exactly these from here on: what goes on stays as it is, what is not wanted any more ends.
    pub fn want(&mut self, cluster: &Cluster, wanted: impl IntoIterator<Item = Wanted>) {
        let mut before = std::mem::take(&mut self.followed);
        for wanted in wanted {
            let kept = before.remove(&wanted);
            let followed = kept.unwrap_or_else(|| (cluster.follow(wanted.clone()), Arc::default()));
            self.followed.insert(wanted, followed);
        }
    }

    /// The state of one; nothing where it is not followed.
    pub fn get(&self, wanted: &Wanted) -> Option<&Snapshot<T>> {
        self.followed.get(wanted).map(|(_, snapshot)| &**snapshot)
    }

    /// All states, in an order that stays.
    pub fn all(&self) -> impl Iterator<Item = (&Wanted, &Snapshot<T>)> {
        let key = |wanted: &Wanted| {
            (wanted.kind.clone(), wanted.namespaces.clone(), wanted.labels.clone(), wanted.fields.clone())
        };
        let sorted: BTreeMap<_, _> =
            self.followed.iter().map(|(wanted, (_, state))| (key(wanted), (wanted, &**state))).collect();
        sorted.into_values()
    }

    /// Waits until one of them is another, and takes it in; for ever where there is none. It may be dropped while
    /// it waits.
    pub async fn changed(&mut self) {
        if self.followed.is_empty() {
            return std::future::pending().await;
        }
        let waiting =
            self.followed.values_mut().map(|(following, state)| async move { *state = following.next().await }.boxed());
        select_all(waiting).await;
    }
}
