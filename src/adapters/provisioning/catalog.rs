//! Entities of the catalog that say what they were made for.

use super::failed;
use crate::domain::model::Entity;
use crate::domain::model::cluster::{Kind, ObjectRef};
use crate::domain::model::provision::{Cataloged, Evidence, marks};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::ports::{Answering, CatalogPort, Step, Steps, Told, Wanted};
use crate::platform::provisioning::{Leading, ProvisionFeed};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::sleep;

/// What TeraSky's ingestor begins its annotations with, where the platform says nothing else.
const TERASKY: &str = "terasky.backstage.io";
/// A catalog that does not tell of changes is asked anew after so long by itself: it takes entities up without anybody
/// asking for something. It is asked no more often than in half of that.
const AGAIN: Duration = Duration::from_secs(60);
/// Entities of one annotation that are looked at.
const MOST: usize = 20_000;

/// Tells of entities by their annotations.
pub struct CatalogFeed {
    catalog: Arc<dyn CatalogPort>,
    /// It tells of changes by itself, and all of it is at hand: a folder.
    follows: bool,
    every: Duration,
    /// What annotations that lead to Crossplane's resources begin with.
    prefix: String,
}

impl CatalogFeed {
    /// The entities of a catalog that is asked anew when something else is asked for.
    pub fn new(catalog: Arc<dyn CatalogPort>) -> Self {
        Self { catalog, follows: false, every: AGAIN, prefix: TERASKY.to_owned() }
    }

    /// The entities of a folder, whose changes show by themselves.
    pub fn following(catalog: Arc<dyn CatalogPort>) -> Self {
        Self { follows: true, ..Self::new(catalog) }
    }

    /// The same, where annotations that lead to Crossplane's resources begin otherwise.
    pub fn with_prefix(self, prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), ..self }
    }

    /// The same; a catalog that does not tell of changes is asked anew after so long.
    #[must_use]
    pub fn every(self, every: Duration) -> Self {
        Self { every, ..self }
    }

    async fn read(&self) -> Result<Evidence, Fault> {
        let annotations =
            [marks::REQUEST.to_owned(), marks::OBJECTS.to_owned(), format!("{}/crossplane-resource", self.prefix)];
        let mut found: BTreeMap<_, Arc<Cataloged>> = BTreeMap::new();
        for annotation in annotations {
            let filters = vec![(format!("metadata.annotations.{annotation}"), None)];
            let wanted = Wanted { filters, limit: Some(MOST), ..Wanted::default() };
            let entities = self.catalog.entities(wanted).await?.answer;
            found.extend(
                entities.iter().map(|entity| (entity.reference().clone(), Arc::new(cataloged(entity, &self.prefix)))),
            );
        }
        let source = SourceState { name: "catalog".into(), known: Known::Yes, remark: None };
        Ok(Evidence { source: Some(source), cataloged: found.into_values().collect(), ..Evidence::default() })
    }

    /// Until the entities may be others.
    async fn until_other(&self, changed: &Notify, leading: &mut Leading) {
        if self.follows {
            return changed.notified().await;
        }
        let led = async {
            match leading.changed().await {
                Ok(()) => sleep(self.every / 2).await,
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            () = led => {}
            () = sleep(self.every) => {}
        }
    }

    /// Follows the folder's rows: with each change the entities are read anew.
    async fn follow(&self, changed: &Notify) -> Result<(), Fault> {
        if !self.follows {
            return std::future::pending().await;
        }
        let bell = Arc::new(Notify::new());
        let ring = Arc::clone(&bell);
        let rows = self.catalog.rows(None, Steps::to(move |_| ring.notify_one()));
        tokio::pin!(rows);
        loop {
            tokio::select! {
                () = bell.notified() => changed.notify_one(),
                ended = &mut rows => return ended.map(drop),
            }
        }
    }
}

impl ProvisionFeed for CatalogFeed {
    fn name(&self) -> &str {
        "catalog"
    }

    fn evidence<'a>(&'a self, mut leading: Leading, steps: Steps<Evidence>) -> Answering<'a, Evidence> {
        Box::pin(async move {
            let changed = Notify::new();
            let telling = async {
                let mut last: Option<Evidence> = None;
                loop {
                    let (now, wait) = match self.read().await {
                        Ok(now) => (now, None),
                        Err(fault) if fault.kind.passes() => {
                            let wait = fault.retry_after.unwrap_or_default().max(self.every / 2);
                            (failed(last.clone().unwrap_or_default(), "catalog", &fault), Some(wait))
                        }
                        Err(fault) => return Err(fault),
                    };
                    if last.as_ref() != Some(&now) {
                        steps.send(Step::Whole(Told::now(now.clone())));
                        last = Some(now);
                    }
                    match wait {
                        Some(wait) => sleep(wait).await,
                        None => self.until_other(&changed, &mut leading).await,
                    }
                }
            };
            tokio::select! {
                told = telling => told,
                // where the folder is not followed any more, what was read stands
                followed = self.follow(&changed) => followed.and(Ok(Told::now(self.read().await?))),
            }
        })
    }
}

fn cataloged(entity: &Entity, prefix: &str) -> Cataloged {
    let annotation = |name: &str| entity.annotation(name).filter(|said| !said.is_empty());
    let listed = annotation(marks::OBJECTS).into_iter().flat_map(marks::listed).filter_map(ObjectRef::parse);
    let labels = entity.pairs("/metadata/labels");
    let environment = labels.iter().find(|(name, _)| name.as_str() == "environment").map(|(_, value)| value.clone());
    Cataloged {
        entity: entity.reference().clone(),
        request: annotation(marks::REQUEST).map(Clean::line),
        objects: listed.chain(terasky(entity, prefix)).collect(),
        owner: entity.owners().into_iter().next(),
        environment: environment.or_else(|| annotation(marks::ENVIRONMENT).map(Clean::line)).unwrap_or_default(),
    }
}

/// What TeraSky's ingestor says of the claim and the composite that an entity was made from.
fn terasky(entity: &Entity, prefix: &str) -> Vec<ObjectRef> {
    let said = |name: &str| entity.annotation(&format!("{prefix}/{name}")).unwrap_or_default();
    let namespace = match said("composite-namespace") {
        "" => said("kubernetes-resource-namespace"),
        namespace => namespace,
    };
    let of = |what: &str, namespace: &str| {
        let kind = Kind::new(said(&format!("{what}-group")), said(&format!("{what}-kind")));
        let name = said(&format!("{what}-name"));
        (!kind.name.is_empty() && !name.is_empty()).then(|| ObjectRef::new(kind, namespace, name))
    };
    let claim = of("claim", said("kubernetes-resource-namespace"));
    claim.into_iter().chain(of("composite", namespace)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_entity_says_what_it_was_made_for_and_which_objects_it_stands_for() {
        let entity = Entity::new(json!({
            "kind": "Resource",
            "metadata": {"name": "orders", "labels": {"environment": "staging"}, "annotations": {
                "stagedoor.dev/request": "t1",
                "stagedoor.dev/objects": "KafkaTopic.kafka.strimzi.io/kafka/orders, Bucket.storage.example/b, odd",
                "terasky.backstage.io/claim-group": "databases.example",
                "terasky.backstage.io/claim-kind": "PostgresDatabase",
                "terasky.backstage.io/claim-name": "orders",
                "terasky.backstage.io/kubernetes-resource-namespace": "databases",
            }},
            "spec": {"owner": "team-a"},
        }));
        let told = cataloged(&entity.unwrap(), TERASKY);
        let objects: Vec<String> = told.objects.iter().map(ToString::to_string).collect();
        assert_eq!(
            objects,
            [
                "KafkaTopic.kafka.strimzi.io/kafka/orders",
                "Bucket.storage.example/b",
                "PostgresDatabase.databases.example/databases/orders",
            ]
        );
        assert_eq!((told.request, told.environment.as_str()), (Some("t1".into()), "staging"));
    }
}
