use super::follow::{Following, Follows};
use super::page;
use super::reach::{Call, Reach, not_json};
use super::served::{Served, ServedKind, escaped};
use super::setup::Setup;
use super::thin::{Origin, Thin};
use super::wanted::Wanted;
use super::watch::address;
use super::words::{self, Refusal};
use crate::domain::model::cluster::{Kind, ObjectEvent, ObjectRef};
use crate::platform::fault::Fault;
use serde_json::Value;
use std::sync::Arc;

/// One cluster. It is connected to when something of it is first wanted.
#[derive(Debug)]
pub struct Cluster {
    pub(super) reach: Arc<Reach>,
    served: Arc<Served>,
    follows: Follows,
}

impl Cluster {
    /// A cluster as it is configured; nothing is read yet.
    pub fn new(setup: Setup) -> Self {
        Self { reach: Arc::new(Reach::new(setup)), served: Arc::default(), follows: Follows::default() }
    }

    /// What it is called here.
    pub fn name(&self) -> &Arc<str> {
        &self.reach.setup.name
    }

    /// The namespaces that are looked at where nothing else says so; all where there are none.
    pub fn namespaces(&self) -> &[Arc<str>] {
        &self.reach.setup.namespaces
    }

    /// How long things may take.
    pub fn limits(&self) -> &super::setup::Limits {
        &self.reach.setup.limits
    }

    /// The address that it is asked at, host and port.
    ///
    /// # Errors
    /// When what is configured does not lead to one.
    pub async fn place(&self) -> Result<String, Fault> {
        Ok(self.reach.connection().await?.place.clone())
    }

    /// The namespace of the context that it is reached by.
    ///
    /// # Errors
    /// As [`Cluster::place`].
    pub async fn own_namespace(&self) -> Result<Arc<str>, Fault> {
        Ok(self.reach.connection().await?.namespace.as_str().into())
    }

    /// The version of Kubernetes that it runs: `v1.34.1`.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn version(&self) -> Result<String, Fault> {
        let tried = format!("ask the cluster {} for its version", self.name());
        let answer = self.reach.json(&Call::get(&tried, "/version".into())).await?;
        Ok(super::field::text(&answer, "/gitVersion").to_owned())
    }

    /// The kind as the cluster serves it; `None` where it does not. What is known is remembered; a kind that is
    /// missing is looked for again.
    ///
    /// # Errors
    /// When the cluster does not tell.
    pub async fn kind(&self, kind: &Kind) -> Result<Option<Arc<ServedKind>>, Fault> {
        self.served.kind(&self.reach, kind).await
    }

    /// All kinds of a group; none where there is no such group.
    ///
    /// # Errors
    /// When the cluster does not tell.
    pub async fn kinds_of(&self, group: &str) -> Result<Vec<Arc<ServedKind>>, Fault> {
        self.served.group(&self.reach, group).await
    }

    /// All kinds of a category: `managed`, `claim`. It asks for each group where the cluster does not tell all at once.
    ///
    /// # Errors
    /// When the cluster does not tell.
    pub async fn kinds_in(&self, category: &str) -> Result<Vec<Arc<ServedKind>>, Fault> {
        let mut kinds = self.served.all(&self.reach).await?;
        kinds.retain(|kind| kind.categories.iter().any(|known| &**known == category));
        Ok(kinds)
    }

    /// What kinds there are is asked anew when it is wanted next: a definition came or went.
    pub async fn forget_kinds(&self) {
        self.served.forget().await;
    }

    /// Follows objects for as long as the answer is kept. One that follows the same already shares its watch. It
    /// has to be called within the runtime.
    pub fn follow<T: Thin>(&self, wanted: Wanted) -> Following<T> {
        self.follows.follow(&self.reach, &self.served, wanted)
    }

    /// Follows the events of one object, by its uid.
    pub fn events_of(&self, namespace: &str, uid: &str) -> Following<ObjectEvent> {
        // events of what has no namespace are in the default one
        let namespace = if namespace.is_empty() { "default" } else { namespace };
        let wanted = Wanted::all(Kind::new("", "Event")).within(&[namespace.into()]);
        self.follow(wanted.with_fields(&format!("involvedObject.uid={uid}")))
    }

    /// One object; `None` where there is none of that name.
    ///
    /// # Errors
    /// [`FaultKind::Unsupported`](crate::platform::fault::FaultKind::Unsupported) where the cluster has no such
    /// kind; else what the cluster has against it.
    pub async fn get<T: Thin>(&self, object: &ObjectRef) -> Result<Option<T>, Fault> {
        let tried = format!("read {object} of the cluster {}", self.name());
        let (kind, origin) = self.served_kind(&tried, &object.kind, None).await?;
        let path = format!("{}/{}", kind.path(&origin.version, &object.namespace), escaped(&object.name));
        match self.reach.json(&Call::get(&tried, path)).await {
            Ok(value) => Ok(Some(T::thin(&origin, &value))),
            Err(Refusal { code: Some(404), .. }) => Ok(None),
            Err(refusal) => Err(refusal.fault),
        }
    }

    /// Objects as they are now, all pages of them.
    ///
    /// # Errors
    /// As [`Cluster::get`].
    pub async fn list<T: Thin>(&self, wanted: &Wanted) -> Result<Vec<T>, Fault> {
        let tried = format!("list {} of the cluster {}", wanted.kind, self.name());
        let (kind, origin) = self.served_kind(&tried, &wanted.kind, wanted.version.as_deref()).await?;
        let everywhere = ["".into()];
        let places = if wanted.namespaces.is_empty() { &everywhere[..] } else { &wanted.namespaces };
        let mut objects = Vec::new();
        for namespace in places {
            self.list_place(&tried, wanted, &kind, &origin, namespace, &mut objects).await?;
        }
        Ok(objects)
    }

    async fn list_place<T: Thin>(
        &self,
        tried: &str,
        wanted: &Wanted,
        kind: &ServedKind,
        origin: &Origin,
        namespace: &str,
        objects: &mut Vec<T>,
    ) -> Result<(), Fault> {
        let mut next: Option<String> = None;
        loop {
            let mut query = wanted.selectors();
            query.push(("limit", self.reach.setup.limits.page.to_string()));
            query.extend(next.clone().map(|next| ("continue", next)));
            let body = self.reach.bytes(&Call::get(tried, address(kind, origin, namespace, &query))).await?;
            let meta = page::read(&body, &mut |item| objects.push(T::thin(origin, item)));
            let meta = meta.map_err(|_| not_json(tried, &body))?;
            next = page::after(tried, next.as_deref(), meta.next)?;
            if next.is_none() {
                return Ok(());
            }
        }
    }

    /// Gives the cluster an object that did not exist: an order that a system takes as one, and nothing else. It
    /// is sent once.
    ///
    /// # Errors
    /// What the cluster has against it; where [`Refusal::is_lost`] it may have been done.
    pub async fn create(&self, tried: &str, kind: &Kind, namespace: &str, object: &Value) -> Result<Value, Refusal> {
        let (kind, origin) = self.served_kind(tried, kind, None).await?;
        let call = Call::post(tried, kind.path(&origin.version, namespace), object);
        self.reach.json(&call).await
    }

    /// The kind as it is served, for a request that is about to be made.
    pub(super) async fn served_kind(
        &self,
        tried: &str,
        kind: &Kind,
        version: Option<&str>,
    ) -> Result<(Arc<ServedKind>, Origin), Fault> {
        let Some(served) = self.kind(kind).await? else {
            return Err(words::not_served(tried, &kind.to_string(), self.name()));
        };
        let version = served.version(version);
        let origin = Origin { cluster: Arc::clone(self.name()), kind: kind.clone(), version };
        Ok((served, origin))
    }
}
