//! What the policy of the context says to an order, before it goes to Teleport: by what its things are and where they
//! are, as their ids, Teleport's labels and the catalog tell it. What the order itself says of that counts for nothing.

use super::deeds::TeleportDeeds;
use super::named;
use super::status::Profile;
use crate::domain::model::access::{AccessKind, AccessOrder, Resource, ResourceId, Ruling, environment_of, kind_of};
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::access::within;
use crate::platform::fault::Fault;
use crate::platform::ports::Wanted;

impl TeleportDeeds {
    /// What the policy says to an order, which lasts no longer than that.
    ///
    /// # Errors
    /// When it is to last longer than the policy allows.
    pub(super) async fn permitted(&self, order: &AccessOrder, profile: &Profile, tried: &str) -> Result<Ruling, Fault> {
        let ruling = self.policy.ruling_of(order, &self.things(order, profile).await);
        within(&ruling, order.lasts, tried)?;
        Ok(ruling)
    }

    /// The sort and the environment of each thing of an order.
    async fn things(&self, order: &AccessOrder, profile: &Profile) -> Vec<(AccessKind, Clean)> {
        self.teleport.learn(order.resources.iter(), "look what is asked for").await;
        let mut things = Vec::new();
        for id in &order.resources {
            things.push((id.access(), self.environment(id, order, profile).await));
        }
        if let (Some(entity), true) = (&order.entity, order.resources.is_empty()) {
            things.extend(self.entity(entity).await.map(|it| of_entity(&it)));
        }
        things
    }

    /// Where a thing is: by its labels, else by the entity that it is. Empty where neither tells.
    async fn environment(&self, id: &ResourceId, order: &AccessOrder, profile: &Profile) -> Clean {
        let resource = self.teleport.memory().resource(id);
        if !resource.environment.is_empty() {
            return resource.environment;
        }
        let names = self.teleport.names(&*self.catalog, &profile.cluster).await;
        let entity = named::entity_of(&names, id).or_else(|| called(&resource, order));
        match entity {
            Some(entity) => self.entity(&entity).await.map(|it| environment_of(&it)).unwrap_or_default(),
            None => Clean::default(),
        }
    }

    async fn entity(&self, reference: &EntityRef) -> Option<Entity> {
        let wanted = Wanted { refs: vec![reference.clone()], ..Wanted::default() };
        let told = self.catalog.entities(wanted).await.ok()?;
        told.answer.iter().find(|entity| entity.reference() == reference).cloned()
    }
}

fn of_entity(entity: &Entity) -> (AccessKind, Clean) {
    (kind_of(entity).unwrap_or_default(), environment_of(entity))
}

/// The entity of the order, where the thing is called as it is.
fn called(resource: &Resource, order: &AccessOrder) -> Option<EntityRef> {
    order.entity.clone().filter(|entity| named::is_called(resource, entity))
}
