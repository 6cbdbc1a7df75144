//! Argo CD: by its own API, or read-only from the resources that it keeps in a cluster.

mod api;
mod app;
mod deeds;
mod deploys;
mod destination;
mod detail;
mod diff;
mod follow;
mod foresight;
mod json;
mod part;
mod provisions;
mod selection;
mod tree;

pub use deeds::ArgoDeeds;
pub use deploys::ArgoDeploys;
pub use destination::Destinations;
pub use part::ArgoDelivery;
pub use provisions::ArgoRollouts;

use crate::adapters::http::{Headers, Limits};
use crate::adapters::session::{Signed, TokenSource, Whose};
use crate::domain::model::WebAddress;
use crate::domain::model::delivery::AppId;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use api::Api;
use app::Whence;
use follow::Apps;
use selection::Selection;
use std::sync::Arc;

/// What the source is called.
pub const NAME: &str = "Argo CD";

/// How an Argo CD is reached by its API.
#[derive(Clone, Debug)]
pub struct ArgoSetup {
    /// Its name: the one that entities name it by (`argocd/instance-name`).
    pub name: Arc<str>,
    /// Its address, or that of a portal's proxy before it (`https://portal/api/proxy/argocd`).
    pub base: String,
    /// Its address for a browser, where it has one.
    pub web: Option<String>,
    /// Who one is there.
    pub token: TokenSource,
    /// Whose tokens may be sent.
    pub whose: Whose,
    /// What a proxy in front wants to see.
    pub headers: Option<Arc<dyn Headers>>,
    /// Nothing is ever sent.
    pub offline: bool,
}

/// The Argo CDs of a context. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct ArgoCds {
    all: Arc<Vec<Arc<ArgoCd>>>,
}

/// One Argo CD.
#[derive(Debug)]
pub struct ArgoCd {
    name: Arc<str>,
    reached: Reached,
}

/// How it is reached.
#[derive(Debug)]
enum Reached {
    /// By its API.
    Api(Api),
}

impl ArgoCd {
    /// An Argo CD that is reached by its API. Nothing is sent yet.
    ///
    /// # Errors
    /// When its address cannot be used.
    pub fn by_api(setup: ArgoSetup, limits: Limits) -> Result<Self, Fault> {
        let signed = Signed::new(&setup.base, setup.token, limits)?;
        let signed = signed.of(setup.whose).with_headers(setup.headers).offline(setup.offline);
        let web = setup.web.filter(|web| WebAddress::parse(web).is_ok());
        let whence = Whence { instance: Arc::clone(&setup.name), web, read_only: Clean::default() };
        Ok(Self { name: setup.name, reached: Reached::Api(Api { signed, whence }) })
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version that it says it is of: it answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn version(&self) -> Result<Clean, Fault> {
        self.api("read the version")?.version().await
    }

    /// Its API, where that is how it is reached.
    fn api(&self, _tried: &str) -> Result<&Api, Fault> {
        match &self.reached {
            Reached::Api(api) => Ok(api),
        }
    }

    async fn follow(&self, wanted: &Selection, each: &(dyn Fn(&Apps) + Send + Sync)) -> Fault {
        match &self.reached {
            Reached::Api(api) => api.follow(wanted, each).await,
        }
    }
}

impl ArgoCds {
    /// All of a context.
    pub fn new(all: Vec<ArgoCd>) -> Self {
        Self { all: Arc::new(all.into_iter().map(Arc::new).collect()) }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<ArgoCd>> {
        self.all.iter()
    }

    /// The one of that name.
    fn named(&self, name: &str) -> Option<&Arc<ArgoCd>> {
        self.all.iter().find(|argo| &*argo.name == name)
    }

    /// The one that an application belongs to.
    fn of(&self, id: &AppId, tried: &str) -> Result<&Arc<ArgoCd>, Fault> {
        self.named(&id.instance).ok_or_else(|| {
            let happened = format!("no Argo CD is called {} in the configuration", id.instance);
            Fault::new(FaultKind::NotFound, tried, &happened, "`stagedoor config path` tells where they are named")
        })
    }
}
