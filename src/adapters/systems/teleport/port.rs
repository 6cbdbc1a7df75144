use super::Teleport;
use crate::domain::model::access::{
    AccessRequest, AccessRequests, AccessSessions, Connection, RequestId, Resource, SessionId,
};
use crate::platform::access::{AccessPort, ResourceSearch, SessionFilter};
use crate::platform::ports::CatalogPort;
use crate::platform::steps::{Answering, Steps, Told};
use std::sync::Arc;

/// What a Teleport tells of access.
#[derive(Clone)]
pub struct TeleportAccess {
    teleport: Teleport,
    catalog: Arc<dyn CatalogPort>,
}

impl TeleportAccess {
    /// The port of a Teleport. The catalog tells which entities are what there.
    pub fn new(teleport: Teleport, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { teleport, catalog }
    }
}

impl AccessPort for TeleportAccess {
    fn requests<'a>(&'a self, steps: Steps<AccessRequests>) -> Answering<'a, AccessRequests> {
        Box::pin(async move { Err(self.teleport.follow_all(&*self.catalog, &steps).await) })
    }

    fn request<'a>(&'a self, id: RequestId, steps: Steps<AccessRequest>) -> Answering<'a, AccessRequest> {
        Box::pin(async move { Ok(Told::now(self.teleport.follow_one(&id, &*self.catalog, &steps).await?)) })
    }

    fn resources<'a>(&'a self, wanted: ResourceSearch) -> Answering<'a, Vec<Resource>> {
        Box::pin(async move { Ok(Told::now(self.teleport.find(&*self.catalog, &wanted).await?)) })
    }

    fn sessions<'a>(&'a self, wanted: SessionFilter, _: Steps<AccessSessions>) -> Answering<'a, AccessSessions> {
        Box::pin(async move { Ok(Told::now(self.teleport.all_sessions(&*self.catalog, &wanted).await?)) })
    }

    fn connection<'a>(&'a self, id: RequestId, login: Option<String>) -> Answering<'a, Connection> {
        Box::pin(async move { Ok(Told::now(self.teleport.how(&id, login.as_deref()).await?)) })
    }

    fn playing<'a>(&'a self, id: SessionId) -> Answering<'a, Connection> {
        Box::pin(async move { Ok(Told::now(self.teleport.play(&id).await?)) })
    }
}
