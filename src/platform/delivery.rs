//! How what was committed comes to run.

use super::fault::{Fault, FaultKind};
use super::steps::{Answering, Steps};
use crate::domain::model::delivery::{AppDetail, AppId, Delivery, ResourceDiff, RunDetail, RunId};
use crate::domain::model::{Entity, EntityRef};
use futures_util::FutureExt as _;
use std::sync::Arc;

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

/// One system's part of how things come to run.
///
/// A system that rolls out implements it in a file of its own; the wiring gives it to the adapter that joins
/// them. What one of them does not tell keeps nothing of the others back.
pub trait DeliveryPart: Send + Sync {
    /// What it is called: `Argo CD`.
    fn name(&self) -> &str;

    /// Whether the entity says that it has to do with this system; what does not is not asked.
    fn concerns(&self, entity: &Entity) -> bool;

    /// Its part, followed: applications, pipelines or runs, and in `known` what is known of the system. A
    /// [`super::steps::Step::Whole`] comes with each change, at most some five a second.
    fn delivery<'a>(&'a self, entity: Arc<Entity>, steps: Steps<Delivery>) -> Answering<'a, Delivery>;

    /// An application in full, followed; `None` where it is none of this system's.
    fn app<'a>(&'a self, _id: &AppId, _steps: Steps<AppDetail>) -> Option<Answering<'a, AppDetail>> {
        None
    }

    /// What differs of an application; `None` where it is none of this system's.
    fn app_diff<'a>(&'a self, _id: &AppId) -> Option<Answering<'a, Vec<ResourceDiff>>> {
        None
    }

    /// A run in full, followed; `None` where it is none of this system's.
    fn run<'a>(&'a self, _id: &RunId, _steps: Steps<RunDetail>) -> Option<Answering<'a, RunDetail>> {
        None
    }
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
