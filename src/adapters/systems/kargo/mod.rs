//! Kargo, by the resources that it keeps in a cluster (`kargo.akuity.io/v1alpha1`): projects, stages, freight and
//! promotions. Nothing is written but a `Promotion`, which is how Kargo takes an order.

mod deeds;
mod follow;
mod foresight;
mod meant;
mod name;
mod part;
mod past;
mod pipeline;
mod read;

pub use deeds::KargoDeeds;
pub use part::KargoDelivery;
pub use past::KargoPromotions;

use crate::adapters::cluster::Clusters;
use crate::domain::model::Entity;
use crate::domain::model::cluster::Kind;
use std::sync::Arc;

/// What the source is called.
pub const NAME: &str = "Kargo";

/// The annotations that lead to Kargo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KargoKeys {
    /// The one that names the project.
    pub project: String,
    /// The one that names the stages, with commas between them.
    pub stage: String,
}

/// Kargo in the clusters of a context. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Kargo {
    clusters: Clusters,
    keys: Arc<KargoKeys>,
}

/// What an entity says of Kargo.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Selection {
    project: Arc<str>,
    stages: Vec<Arc<str>>,
}

impl Kargo {
    /// The Kargo of these clusters; those without it say nothing.
    pub fn new(clusters: Clusters, keys: KargoKeys) -> Self {
        Self { clusters, keys: Arc::new(keys) }
    }

    fn selection(&self, entity: &Entity) -> Option<Selection> {
        let said = |key: &str| entity.annotation(key).map(str::trim).filter(|said| !said.is_empty());
        let project = said(&self.keys.project)?;
        let stages = said(&self.keys.stage).into_iter().flat_map(|all| all.split(','));
        let stages = stages.map(str::trim).filter(|stage| !stage.is_empty()).map(Into::into).collect();
        Some(Selection { project: project.into(), stages })
    }
}

fn kind(name: &str) -> Kind {
    Kind::new("kargo.akuity.io", name)
}
