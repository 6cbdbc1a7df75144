//! What access may be asked to: databases, machines and what runs in clusters, as the catalog has them.

use super::SimulatedAccess;
use crate::domain::model::access::{AccessKind, Resource, ResourceId, environment_of, kind_of};
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::access::ResourceSearch;
use crate::platform::fault::Fault;
use crate::platform::ports::Wanted;
use std::sync::Arc;

/// Things that are listed at most.
const MOST: usize = 500;

/// The cluster of a platform of that name, as it stands in the names of resources.
pub(super) fn cluster(name: &str) -> Arc<str> {
    let plain = name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' });
    let plain: String = plain.collect();
    plain.trim_matches('-').to_lowercase().into()
}

impl SimulatedAccess {
    pub(super) async fn things(&self, wanted: &ResourceSearch) -> Result<Vec<Resource>, Fault> {
        let entities = match &wanted.entity {
            Some(entity) => self.entities(Wanted { refs: vec![entity.clone()], ..Wanted::default() }).await?,
            None => {
                let mut all = self.entities(of_kind("resource")).await?;
                all.extend(self.entities(of_kind("component")).await?);
                all
            }
        };
        let things = entities.iter().filter_map(|entity| self.thing(entity));
        let text = wanted.text.to_lowercase();
        let fits = |thing: &Resource| {
            let said = [thing.id.to_string(), thing.title.to_string(), thing.about.to_string()];
            let is_of_kind = wanted.kind.is_none_or(|kind| kind == thing.kind() || kind == AccessKind::PortForward);
            is_of_kind && said.iter().any(|said| said.to_lowercase().contains(&text))
        };
        Ok(things.filter(fits).take(MOST).collect())
    }

    /// The thing of that id.
    pub(super) async fn thing_of(&self, id: &ResourceId) -> Result<Option<Resource>, Fault> {
        let all = self.things(&ResourceSearch { text: id.to_string(), ..ResourceSearch::default() }).await?;
        Ok(all.into_iter().find(|thing| thing.id == *id))
    }

    async fn entities(&self, wanted: Wanted) -> Result<Vec<Entity>, Fault> {
        Ok(self.0.setup.catalog.entities(wanted).await?.answer.to_vec())
    }

    fn thing(&self, entity: &Entity) -> Option<Resource> {
        let kind = match (kind_of(entity)?, entity.reference().kind()) {
            (AccessKind::Database, _) => "db",
            (AccessKind::Ssh, _) => "node",
            (AccessKind::Kubernetes, "resource") => "kube_cluster",
            (AccessKind::Kubernetes, _) => "namespace",
            (AccessKind::PortForward | AccessKind::Other, _) => "app",
        };
        let name = named(entity.reference());
        let id = ResourceId::parse(&format!("/{}/{kind}/{name}", self.0.cluster))?;
        let title = entity.title();
        Some(Resource {
            title: if title.is_empty() { Clean::line(&name) } else { title },
            about: entity.text("/spec/type"),
            environment: environment_of(entity),
            entity: Some(entity.reference().clone()),
            ..Resource::of(id)
        })
    }
}

fn of_kind(kind: &str) -> Wanted {
    Wanted { kind: Some(kind.into()), ..Wanted::default() }
}

/// The name of an entity, with its namespace where that is not the usual one.
fn named(reference: &EntityRef) -> String {
    match reference.namespace() {
        "default" => reference.name().to_owned(),
        namespace => format!("{namespace}.{}", reference.name()),
    }
}
