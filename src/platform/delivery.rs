//! How what was committed comes to run.

use super::fault::{Fault, FaultKind};
use super::steps::{Answering, Steps};
use crate::domain::model::EntityRef;
use crate::domain::model::delivery::{AppDetail, AppId, Delivery, ResourceDiff, RunDetail, RunId};
use futures_util::FutureExt as _;

/// How what was committed comes to run.
pub trait DeliveryPort: Send + Sync {
    /// Applications, pipelines and runs of an entity, by its annotations. Followed while it is wanted.
    fn delivery<'a>(&'a self, reference: EntityRef, steps: Steps<Delivery>) -> Answering<'a, Delivery>;

    /// An application in full, followed.
    fn app<'a>(&'a self, id: AppId, steps: Steps<AppDetail>) -> Answering<'a, AppDetail>;

    /// What differs between what is committed and what runs; only objects that differ.
    fn app_diff<'a>(&'a self, id: AppId) -> Answering<'a, Vec<ResourceDiff>>;

    /// A run in full, followed until it ends.
    fn run<'a>(&'a self, id: RunId, steps: Steps<RunDetail>) -> Answering<'a, RunDetail>;
}

/// A platform that rolls nothing out.
#[derive(Clone, Copy, Debug)]
pub struct NoDelivery;

/// The fault of asking for something of a system that is not connected.
pub fn not_connected(tried: &str) -> Fault {
    let cure = "name Argo CD or a cluster in the configuration (`stagedoor config path`)";
    Fault::new(FaultKind::Unsupported, tried, "no system that rolls out is connected", cure)
}

impl DeliveryPort for NoDelivery {
    fn delivery<'a>(&'a self, _: EntityRef, _: Steps<Delivery>) -> Answering<'a, Delivery> {
        async { Err(not_connected("show how it comes to run")) }.boxed()
    }

    fn app<'a>(&'a self, _: AppId, _: Steps<AppDetail>) -> Answering<'a, AppDetail> {
        async { Err(not_connected("show the application")) }.boxed()
    }

    fn app_diff<'a>(&'a self, _: AppId) -> Answering<'a, Vec<ResourceDiff>> {
        async { Err(not_connected("compare what runs with what is committed")) }.boxed()
    }

    fn run<'a>(&'a self, _: RunId, _: Steps<RunDetail>) -> Answering<'a, RunDetail> {
        async { Err(not_connected("show the run")) }.boxed()
    }
}
