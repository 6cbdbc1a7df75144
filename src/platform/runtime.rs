//! What runs of an entity: workloads, pods, their events and logs.

use super::fault::{Fault, FaultKind};
use super::steps::{Answering, Steps};
use crate::domain::model::EntityRef;
use crate::domain::model::cluster::Runtime;
use crate::domain::model::task::Log;
use crate::domain::template::quota::{Quota, QuotaPlace};
use crate::domain::text::Clean;
use futures_util::FutureExt as _;
use std::sync::Arc;

/// What runs.
pub trait RuntimePort: Send + Sync {
    /// What runs of an entity, by the annotations that Backstage has for it. Followed while it is wanted.
    fn runtime<'a>(&'a self, reference: EntityRef, steps: Steps<Runtime>) -> Answering<'a, Runtime>;

    /// What containers say. A log that is followed comes anew with each change and does not end.
    fn logs<'a>(&'a self, wanted: LogWanted, steps: Steps<PodLog>) -> Answering<'a, PodLog>;

    /// How much there may be of what in a namespace, and how much there is; empty where nothing is set.
    fn quotas<'a>(&'a self, place: QuotaPlace) -> Answering<'a, Vec<Quota>>;
}

/// Whose log is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LogWanted {
    /// The cluster.
    pub cluster: Arc<str>,
    /// The namespace.
    pub namespace: Arc<str>,
    /// The pods, by their names; all that the selector finds where there are none.
    pub pods: Vec<Arc<str>>,
    /// A selector of labels, for pods that come and go.
    pub selector: Option<String>,
    /// The container; all without one.
    pub container: Option<Arc<str>>,
    /// What the container said before it was started anew.
    pub previous: bool,
    /// Not older than so many seconds.
    pub since: Option<u64>,
    /// At most so many lines of each from before now.
    pub tail: Option<u64>,
    /// Goes on as long as it is wanted.
    pub follow: bool,
}

/// What containers said. Lines of several pods stand in the order of their times; each names its pod and
/// container by a place in `streams`.
#[derive(Clone, Debug, Default)]
pub struct PodLog {
    /// The lines; the step of a line is its place in `streams`.
    pub log: Log,
    /// Pods and containers.
    pub streams: Vec<(Clean, Clean)>,
    /// Why what is told may be behind or not all: a stream was cut and is taken up again, a pod is gone.
    pub behind: Option<Clean>,
    /// Whether everything was said: nothing is followed any more.
    pub is_over: bool,
}

/// A platform without a cluster.
#[derive(Clone, Copy, Debug)]
pub struct NoRuntime;

fn none(tried: &str) -> Fault {
    let cure = "name a cluster in the configuration (`stagedoor config path`), or use a portal that has them";
    Fault::new(FaultKind::Unsupported, tried, "no cluster is configured", cure)
}

impl RuntimePort for NoRuntime {
    fn runtime<'a>(&'a self, _: EntityRef, _: Steps<Runtime>) -> Answering<'a, Runtime> {
        async { Err(none("show what runs")) }.boxed()
    }

    fn logs<'a>(&'a self, _: LogWanted, _: Steps<PodLog>) -> Answering<'a, PodLog> {
        async { Err(none("read the log")) }.boxed()
    }

    fn quotas<'a>(&'a self, place: QuotaPlace) -> Answering<'a, Vec<Quota>> {
        async move { Err(none(&format!("read the quotas of the namespace {}", place.namespace))) }.boxed()
    }
}
