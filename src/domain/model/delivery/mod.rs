//! How what was committed comes to run: applications of Argo CD, stages of Kargo, runs of Tekton.

mod app;
mod pages;
mod pipeline;
mod place;
mod promote;
mod run;

pub use app::{
    App, AppDetail, AppId, AppNode, Deployment, Health, Operation, Phase, ResourceDiff, ResourceState, Source, Sync,
    WantedSync,
};
pub use pipeline::{Freight, Held, Intake, Pipeline, Promotion, PromotionState, StageNode};
pub use promote::{Availability, PipelineId, StageId};
pub use run::{PipelineRun, RunDetail, RunId, RunState, RunStep, RunTask};

use super::timeline::Known;
use crate::domain::text::Clean;
use std::sync::Arc;

/// What is known of how an entity comes to run. A system that is away leaves its own part unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Of each system what is known: `Argo CD`, and why it was not heard. Systems that have nothing to do with
    /// the entity are not among them.
    pub known: Vec<(Clean, Known)>,
    /// Its applications.
    pub apps: Vec<Arc<App>>,
    /// Its pipelines.
    pub pipelines: Vec<Arc<Pipeline>>,
    /// Its recent runs, newest first.
    pub runs: Vec<Arc<PipelineRun>>,
}
