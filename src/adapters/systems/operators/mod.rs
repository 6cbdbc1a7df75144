//! Databases and topics that operators run in clusters: CloudNativePG, Zalando, Percona, Altinity, Redis, Strimzi.
//!
//! What each says, and where, is a table; nothing here writes. A kind that a cluster does not have is no fault.

mod below;
mod evidence;
mod past;
mod read;
mod table;

use crate::adapters::cluster::{Cluster, Clusters};
use crate::domain::model::cluster::ObjectId;
use crate::domain::model::provision::Evidence;
use crate::platform::ports::{Answering, Steps};
use crate::platform::provisioning::{Below, Leading, ProvisionFeed};
pub use past::BackupPast;
use std::sync::Arc;

/// What the source is called.
pub const NAME: &str = "operators";

/// Tells of the databases and topics of clusters.
#[derive(Clone, Debug)]
pub struct OperatorFeed {
    clusters: Clusters,
}

impl OperatorFeed {
    /// Those of these clusters.
    pub fn new(clusters: Clusters) -> Self {
        Self { clusters }
    }

    fn cluster(&self, name: &str) -> Option<Arc<Cluster>> {
        self.clusters.named(name).map(Arc::clone)
    }
}

impl ProvisionFeed for OperatorFeed {
    fn name(&self) -> &str {
        NAME
    }

    fn evidence<'a>(&'a self, leads: Leading, steps: Steps<Evidence>) -> Answering<'a, Evidence> {
        Box::pin(evidence::follow(&self.clusters, leads, steps))
    }

    fn below<'a>(&'a self, object: ObjectId, steps: Steps<Below>) -> Option<Answering<'a, Below>> {
        let cluster = self.cluster(&object.cluster)?;
        Some(Box::pin(below::follow(cluster, object.object, steps)))
    }
}
