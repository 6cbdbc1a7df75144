//! Which objects an entity of the catalog stands for, by the annotations of TeraSky's ingestor. What they begin with
//! is the platform's own.

use crate::domain::model::Entity;
use crate::domain::model::cluster::{Kind, ObjectRef};

/// The claim and the composite that an entity was made from, and the cluster that it says they are in.
pub(super) fn objects(entity: &Entity, prefix: &str) -> Vec<ObjectRef> {
    let said = |name: &str| entity.annotation(&format!("{prefix}/{name}")).unwrap_or_default();
    let of = |what: &str, namespaces: [&str; 2]| {
        let (kind, name) = (said(&format!("{what}-kind")), said(&format!("{what}-name")));
        let namespace = namespaces.into_iter().map(said).find(|namespace| !namespace.is_empty()).unwrap_or_default();
        let is_there = !kind.is_empty() && !name.is_empty();
        is_there.then(|| ObjectRef::new(Kind::new(said(&format!("{what}-group")), kind), namespace, name))
    };
    let claim = of("claim", ["claim-namespace", "kubernetes-resource-namespace"]);
    // a composite of version 1 has no namespace, and its claim's is not its own
    let is_v1 = claim.is_some();
    let composite = of("composite", ["composite-namespace", if is_v1 { "" } else { "kubernetes-resource-namespace" }]);
    claim.into_iter().chain(composite).collect()
}

/// The cluster that an entity was found in: `cluster origin: NAME`.
pub(super) fn cluster(entity: &Entity) -> Option<&str> {
    let said = entity.annotation("backstage.io/managed-by-location")?;
    said.split_once("cluster origin:").map(|(_, name)| name.trim()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn annotations_lead_to_claim_and_composite_whatever_they_begin_with() {
        let entity = Entity::new(json!({"kind": "Component", "metadata": {"name": "orders", "annotations": {
            "backstage.io/managed-by-location": "cluster origin: prod",
            "example.org/claim-kind": "Postgres", "example.org/claim-group": "db.example", "example.org/claim-name": "orders",
            "example.org/kubernetes-resource-namespace": "shop",
            "example.org/composite-kind": "XPostgres", "example.org/composite-group": "db.example",
            "example.org/composite-name": "orders-x7",
        }}}));
        let entity = entity.unwrap();
        let found: Vec<String> = objects(&entity, "example.org").iter().map(ToString::to_string).collect();
        assert_eq!(found, ["Postgres.db.example/shop/orders", "XPostgres.db.example/orders-x7"]);
        assert_eq!(cluster(&entity), Some("prod"));
        assert!(objects(&entity, "terasky.backstage.io").is_empty());
    }
}
