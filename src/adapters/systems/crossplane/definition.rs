use crate::adapters::cluster::{Origin, Thin, text};
use crate::domain::model::cluster::Kind;
use serde_json::Value;

/// The group of Crossplane's definitions.
pub(super) const GROUP: &str = "apiextensions.crossplane.io";

/// The kind of the definitions.
pub(super) fn kind() -> Kind {
    Kind::new(GROUP, "CompositeResourceDefinition")
}

/// What a definition makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Definition {
    /// Composites.
    pub composite: Kind,
    /// Whether they lie in namespaces: version 2, where nothing else is said.
    pub is_namespaced: bool,
    /// Claims, which always do: version 1.
    pub claim: Option<Kind>,
}

impl Thin for Definition {
    fn thin(_: &Origin, value: &Value) -> Self {
        let group = text(value, "/spec/group");
        let claim = Some(text(value, "/spec/claimNames/kind")).filter(|kind| !kind.is_empty());
        Self {
            composite: Kind::new(group, text(value, "/spec/names/kind")),
            // version 1 does not have the field: its composites are the cluster's
            is_namespaced: text(value, "/spec/scope") == "Namespaced",
            claim: claim.map(|kind| Kind::new(group, kind)),
        }
    }
}
