//! Which entity is what in Teleport: entities say it by an annotation.

use super::Teleport;
use super::memory::Names;
use crate::domain::model::access::{Resource, ResourceId};
use crate::domain::model::{Entity, EntityRef};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{CatalogPort, Wanted};
use std::sync::Arc;
use std::time::Duration;

/// How long what the catalog says of it is relied on.
pub(super) const GOOD: Duration = Duration::from_secs(300);

impl Teleport {
    /// The resources that an entity is, by its annotation: `/CLUSTER/KIND/NAME`, or `KIND/NAME` in the cluster that one
    /// is signed in to; several with commas between them.
    pub(super) async fn resources_of(
        &self,
        catalog: &dyn CatalogPort,
        reference: &EntityRef,
        tried: &str,
    ) -> Result<Vec<ResourceId>, Fault> {
        let wanted = Wanted { refs: vec![reference.clone()], ..Wanted::default() };
        let told = catalog.entities(wanted).await?;
        let found = told.answer.iter().find(|entity| entity.reference() == reference);
        let missing = || Fault::new(FaultKind::NotFound, tried, "it is not in the catalog", "check the name");
        let found = found.ok_or_else(missing)?;
        let cluster = self.signed_in(tried).await?.cluster;
        Ok(self.annotated(found, &cluster))
    }

    /// The entities that say what they are; asked once in a while; where the catalog does not answer what
    /// was known stays.
    pub(super) async fn names(&self, catalog: &dyn CatalogPort, cluster: &str) -> Names {
        let known = match self.memory().names() {
            Some((since, names)) if since.elapsed() < GOOD => return names,
            known => known.map(|(_, names)| names).unwrap_or_default(),
        };
        let annotation = format!("metadata.annotations.{}", self.tsh().setup().annotation);
        let wanted = Wanted { filters: vec![(annotation, None)], ..Wanted::default() };
        let of = |entity: &Entity| {
            let reference = entity.reference().clone();
            self.annotated(entity, cluster).into_iter().map(move |id| (id, reference.clone())).collect::<Vec<_>>()
        };
        let names = match catalog.entities(wanted).await {
            Ok(told) => Arc::new(told.answer.iter().flat_map(of).collect()),
            Err(_) => known,
        };
        self.memory().keep_names(Arc::clone(&names));
        names
    }

    fn annotated(&self, entity: &Entity, cluster: &str) -> Vec<ResourceId> {
        let said = entity.annotation(&self.tsh().setup().annotation).unwrap_or_default();
        said.split(',').filter_map(|text| id_of(text.trim(), cluster)).collect()
    }
}

/// The id that a text of an annotation is.
fn id_of(text: &str, cluster: &str) -> Option<ResourceId> {
    match text.starts_with('/') {
        true => ResourceId::parse(text),
        false => ResourceId::parse(&format!("/{cluster}/{text}")),
    }
}

/// The entity that a resource is, where one says so.
pub(super) fn entity_of(names: &Names, id: &ResourceId) -> Option<EntityRef> {
    names.iter().find(|(named, _)| is_of(named, id)).map(|(_, reference)| reference.clone())
}

/// Whether one resource is another, or a part of it.
pub(super) fn is_of(whole: &ResourceId, part: &ResourceId) -> bool {
    let is_same = (&whole.cluster, &whole.kind, &whole.name) == (&part.cluster, &part.kind, &part.name);
    is_same && (whole.sub.is_empty() || whole.sub == part.sub)
}

/// Whether a resource is called as an entity is that says nothing.
pub(super) fn is_called(resource: &Resource, reference: &EntityRef) -> bool {
    let name = reference.name();
    resource.id.name.eq_ignore_ascii_case(name) || resource.title.as_str().eq_ignore_ascii_case(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_names_a_resource_with_or_without_its_cluster() {
        let text = |said: &str| id_of(said, "main").map(|id| id.to_string());
        assert_eq!(text("/leaf/db/orders").as_deref(), Some("/leaf/db/orders"));
        assert_eq!(text("db/orders").as_deref(), Some("/main/db/orders"));
        assert_eq!(text("kube_cluster/prod/payments/api-1").as_deref(), Some("/main/kube_cluster/prod/payments/api-1"));
        assert_eq!(text("orders"), None);
        assert_eq!(text(""), None);
    }
}
