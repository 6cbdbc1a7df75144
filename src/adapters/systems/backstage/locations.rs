//! Locations: where the catalog reads descriptors from.

use super::Backstage;
use crate::adapters::http::{Call, Failure};
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use serde::Deserialize;
use serde_json::{Value, json};

/// A registered location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// What it is removed by.
    pub id: Clean,
    /// `url`.
    pub kind: Clean,
    /// The address.
    pub target: Clean,
}

/// What came of registering, or would come of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The location.
    pub location: Location,
    /// It was registered before; told by a dry run alone.
    pub exists: bool,
    /// The entities that it would give; told by a dry run alone.
    pub entities: Vec<EntityRef>,
    /// The id that the request carried.
    pub request_id: Clean,
}

#[derive(Deserialize)]
struct RawLocation {
    #[serde(default)]
    id: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    target: String,
}

#[derive(Deserialize)]
struct RawRegistered {
    location: RawLocation,
    #[serde(default)]
    exists: bool,
    #[serde(default)]
    entities: Vec<Value>,
}

impl From<RawLocation> for Location {
    fn from(raw: RawLocation) -> Self {
        Self { id: Clean::line(&raw.id), kind: Clean::line(&raw.kind), target: Clean::line(&raw.target) }
    }
}

impl Backstage {
    /// The registered locations.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn locations(&self) -> Result<Vec<Location>, Fault> {
        #[derive(Deserialize)]
        struct Item {
            data: RawLocation,
        }
        let call = Call::get(&format!("read the locations of {}", self.name()), &["api", "catalog", "locations"]);
        let body = self.send(call).await?;
        Ok(body.json::<Vec<Item>>()?.into_iter().map(|item| item.data.into()).collect())
    }

    /// The location that an entity came from.
    ///
    /// # Errors
    /// [`crate::platform::fault::FaultKind::NotFound`] when it came from none that was registered.
    pub async fn location_of(&self, reference: &EntityRef) -> Result<Location, Fault> {
        let [kind, namespace, name] = [reference.kind(), reference.namespace(), reference.name()];
        let path = ["api", "catalog", "locations", "by-entity", kind, namespace, name];
        let call = Call::get(&format!("find the location of {reference}"), &path)
            .when_missing("it came from the platform's own configuration or a provider; ask the administrators");
        Ok(self.send(call).await?.json::<RawLocation>()?.into())
    }

    /// Registers the descriptor at an address; a dry run only says what would come of it.
    ///
    /// # Errors
    /// When the platform refuses, or its answer is lost.
    pub async fn register(&self, target: &str, dry_run: bool) -> Result<Registered, Failure> {
        let body = json!({"type": "url", "target": target});
        let call = Call::post(&format!("register {target}"), &["api", "catalog", "locations"], &body);
        let call = if dry_run { call.query("dryRun", "true").repeatable() } else { call };
        let body = self.send(call).await?;
        let unread = |fault| if dry_run { Failure::unsent(fault) } else { Failure::unread(fault) };
        let request_id = body.request_id();
        let raw: RawRegistered = body.json().map_err(unread)?;
        let entities = raw.entities.into_iter().filter_map(Entity::new);
        Ok(Registered {
            location: raw.location.into(),
            exists: raw.exists,
            entities: entities.map(|entity| entity.reference().clone()).collect(),
            request_id,
        })
    }

    /// The location of that id; none where there is none.
    ///
    /// # Errors
    /// When that cannot be asked.
    pub async fn location(&self, id: &str) -> Result<Option<Location>, Fault> {
        let call = Call::get(&format!("look for the location {id}"), &["api", "catalog", "locations", id]);
        match self.send(call).await {
            Ok(body) => Ok(Some(body.json::<RawLocation>()?.into())),
            Err(failure) if failure.is_missing => Ok(None),
            Err(failure) => Err(failure.fault),
        }
    }

    /// Whether a location of that id is registered.
    ///
    /// # Errors
    /// When that cannot be asked.
    pub async fn has_location(&self, id: &str) -> Result<bool, Fault> {
        Ok(self.location(id).await?.is_some())
    }

    /// Whether there is such an entity, as far as one may read it.
    ///
    /// # Errors
    /// When that cannot be asked.
    pub async fn has_entity(&self, reference: &EntityRef) -> Result<bool, Fault> {
        let [kind, namespace, name] = [reference.kind(), reference.namespace(), reference.name()];
        let path = ["api", "catalog", "entities", "by-name", kind, namespace, name];
        self.is_there(Call::get(&format!("look for {reference}"), &path)).await
    }

    /// Only the catalog's own word proves that something is not there.
    async fn is_there(&self, call: Call) -> Result<bool, Fault> {
        match self.send(call).await {
            Ok(_) => Ok(true),
            Err(failure) if failure.is_missing => Ok(false),
            Err(failure) => Err(failure.fault),
        }
    }

    /// Removes a location and what came from it. Gives the id that the request carried, as all that
    /// change something do.
    ///
    /// # Errors
    /// When the platform refuses, or its answer is lost.
    pub async fn unregister(&self, id: &str) -> Result<Clean, Failure> {
        let call = Call::delete(&format!("unregister the location {id}"), &["api", "catalog", "locations", id])
            .when_missing("it may be removed already; reload the catalog");
        self.send(call).await.map(|body| body.request_id())
    }

    /// Removes one entity. One that a location still gives comes back when that is read again.
    ///
    /// # Errors
    /// When the platform refuses, or its answer is lost. That there is no such entity is no error.
    pub async fn remove_entity(&self, reference: &EntityRef, uid: &str) -> Result<Clean, Failure> {
        let call = Call::delete(&format!("remove {reference}"), &["api", "catalog", "entities", "by-uid", uid]);
        self.send(call).await.map(|body| body.request_id())
    }

    /// Has an entity's source read again; that happens some time after the answer.
    ///
    /// # Errors
    /// When the platform refuses, or its answer is lost.
    pub async fn refresh(&self, reference: &EntityRef) -> Result<Clean, Failure> {
        let body = json!({"entityRef": reference.as_str()});
        let call = Call::post(&format!("refresh {reference}"), &["api", "catalog", "refresh"], &body);
        self.send(call).await.map(|body| body.request_id())
    }
}
