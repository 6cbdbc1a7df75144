//! Tekton, by the resources that it keeps in a cluster (`tekton.dev`, `v1` before `v1beta1`): runs of pipelines, their
//! tasks and steps. Nothing is written.

mod detail;
mod part;
mod past;
mod read;

pub use part::TektonDelivery;
pub use past::TektonRuns;

use crate::adapters::cluster::{Cluster, Clusters, Wanted};
use crate::domain::model::Entity;
use crate::domain::model::cluster::Kind;
use crate::domain::model::timeline::Known;
use crate::domain::text::Clean;
use std::sync::Arc;

/// What the source is called.
pub const NAME: &str = "Tekton";

/// The annotation that says that an entity has runs here, and the older one.
const CICD: &str = "tekton.dev/cicd";
const OLD: &str = "janus-idp.io/tekton";
/// The annotation, and the label of what is the entity's.
const ID: &str = "backstage.io/kubernetes-id";
const NAMESPACE: &str = "backstage.io/kubernetes-namespace";
const SELECTOR: &str = "backstage.io/kubernetes-label-selector";
const CLUSTER: &str = "backstage.io/kubernetes-cluster";

/// Which runs are an entity's.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Selection {
    labels: String,
    namespace: Option<Arc<str>>,
    cluster: Option<String>,
}

impl Selection {
    /// What an entity says of its runs; `None` where it says that it has none here.
    fn of(entity: &Entity) -> Option<Self> {
        let said = |key: &str| entity.annotation(key).map(str::trim).filter(|said| !said.is_empty());
        said(CICD).filter(|said| *said == "true").or_else(|| said(OLD))?;
        let labels = said(SELECTOR).map(str::to_owned).or_else(|| said(ID).map(|id| format!("{ID}={id}")))?;
        Some(Self { labels, namespace: said(NAMESPACE).map(Into::into), cluster: said(CLUSTER).map(str::to_owned) })
    }

    /// The clusters that are meant: the one that is named, which may not be one of ours; all where none is named.
    fn clusters<'c>(&self, all: &'c Clusters) -> Vec<&'c Arc<Cluster>> {
        match self.cluster.as_deref() {
            Some(name) => all.named(name).into_iter().collect(),
            None => all.all().iter().collect(),
        }
    }

    /// What is known where the cluster that is named is none of ours.
    fn elsewhere(&self, all: &Clusters) -> Option<Known> {
        let name = self.cluster.as_deref().filter(|name| all.named(name).is_none())?;
        Some(Known::Unknown(Clean::line(&format!("its cluster {name} is not configured"))))
    }

    fn wanted(&self, cluster: &Cluster) -> Wanted {
        let own: Vec<Arc<str>> = self.namespace.iter().cloned().collect();
        let within = if own.is_empty() { cluster.namespaces() } else { &own };
        Wanted::all(kind("PipelineRun")).within(within).labelled(&self.labels)
    }
}

fn kind(name: &str) -> Kind {
    Kind::new("tekton.dev", name)
}
