use super::client::Cluster;
use super::setup::Setup;
use std::sync::Arc;

/// The clusters of a context, in the order of the configuration. Each is connected to when something of it is
/// first wanted.
#[derive(Clone, Debug, Default)]
pub struct Clusters(Arc<[Arc<Cluster>]>);

impl Clusters {
    /// Clusters as they are configured; nothing is read yet.
    pub fn new(setups: impl IntoIterator<Item = Setup>) -> Self {
        Self(setups.into_iter().map(|setup| Arc::new(Cluster::new(setup))).collect())
    }

    /// All of them.
    pub fn all(&self) -> &[Arc<Cluster>] {
        &self.0
    }

    /// The one of that name.
    pub fn named(&self, name: &str) -> Option<&Arc<Cluster>> {
        self.0.iter().find(|cluster| &**cluster.name() == name)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
