//! Crossplane, by what its definitions in a cluster say (`CompositeResourceDefinition` of
//! `apiextensions.crossplane.io`, version 2 or 1): claims and composites with what they are made of. No kind of
//! theirs is known here beforehand. It only reads; what is wanted is committed.

mod composite;
mod definition;
mod entity;
mod evidence;
mod parts;
mod past;
mod tree;
mod watches;

pub use past::CrossplanePast;

use crate::adapters::cluster::Cluster;
use crate::domain::model::cluster::ObjectId;
use crate::domain::model::provision::Evidence;
use crate::platform::ports::{Answering, Steps};
use crate::platform::provisioning::{Below, Leading, ProvisionFeed};
use std::sync::Arc;

/// Claims and composites of one cluster, as lines see them.
#[derive(Debug)]
pub struct CrossplaneFeed {
    cluster: Arc<Cluster>,
    name: String,
}

impl CrossplaneFeed {
    /// What Crossplane tells in this cluster. Where it is one of several its name says which.
    pub fn new(cluster: Arc<Cluster>, is_only: bool) -> Self {
        let name = if is_only { "Crossplane".to_owned() } else { format!("Crossplane in {}", cluster.name()) };
        Self { cluster, name }
    }
}

impl ProvisionFeed for CrossplaneFeed {
    fn name(&self) -> &str {
        &self.name
    }

    fn evidence<'a>(&'a self, _: Leading, steps: Steps<Evidence>) -> Answering<'a, Evidence> {
        Box::pin(evidence::follow(&self.cluster, &self.name, steps))
    }

    fn below<'a>(&'a self, object: ObjectId, steps: Steps<Below>) -> Option<Answering<'a, Below>> {
        let is_mine = object.cluster == *self.cluster.name();
        is_mine.then(|| -> Answering<'a, Below> { Box::pin(tree::follow(&self.cluster, object.object, steps)) })
    }
}
