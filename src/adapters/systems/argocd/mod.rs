//! Argo CD: by its own API, or read-only from the resources that it keeps in a cluster.

mod api;
mod app;
mod crd;
mod deeds;
mod deploys;
mod destination;
mod detail;
mod diff;
mod follow;
mod foresight;
mod json;
mod order;
mod part;
mod provisions;
mod selection;
mod tree;

pub use deeds::ArgoDeeds;
pub use deploys::ArgoDeploys;
pub use part::ArgoDelivery;
pub use provisions::ArgoRollouts;

use crate::adapters::cluster::{Cluster, Clusters};
use crate::adapters::session::Signed;
use crate::domain::model::WebAddress;
use crate::domain::model::delivery::AppId;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use api::Api;
use app::Whence;
use crd::Crd;
use follow::Apps;
use selection::Selection;
use std::sync::Arc;

/// What the source is called.
pub const NAME: &str = "Argo CD";

/// How an Argo CD is reached by its API.
#[derive(Debug)]
pub struct ArgoSetup {
    /// Its name: the one that entities name it by (`argocd/instance-name`).
    pub name: Arc<str>,
    /// Its address, or that of a portal's proxy before it (`https://portal/api/proxy/argocd`), and who one is there.
    pub signed: Signed,
    /// The address is that of the API itself: what stands behind it is `applications`, not `api/v1/applications`.
    pub is_api: bool,
    /// Its address for a browser, where it has one.
    pub web: Option<String>,
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
    Api(Box<Api>),
    /// Through the cluster that it keeps its resources in.
    Crd(Crd),
}

impl ArgoCd {
    /// An Argo CD that is reached by its API. Nothing is sent yet.
    pub fn by_api(setup: ArgoSetup) -> Self {
        let web = setup.web.filter(|web| WebAddress::parse(web).is_ok());
        let whence = Whence { instance: Arc::clone(&setup.name), web, read_only: Clean::default() };
        let api = Api { signed: setup.signed, whence, is_api: setup.is_api };
        Self { name: setup.name, reached: Reached::Api(Box::new(api)) }
    }

    /// An Argo CD that is seen through a cluster alone, called as that.
    pub fn by_cluster(cluster: Arc<Cluster>) -> Self {
        Self { name: Arc::clone(cluster.name()), reached: Reached::Crd(Crd { cluster }) }
    }

    /// Whether it is seen through a cluster alone.
    pub fn is_read_only(&self) -> bool {
        matches!(self.reached, Reached::Crd(_))
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
    fn api(&self, tried: &str) -> Result<&Api, Fault> {
        match &self.reached {
            Reached::Api(api) => Ok(api),
            Reached::Crd(_) => Err(Crd::cannot(tried)),
        }
    }

    async fn follow(&self, wanted: &Selection, each: &(dyn Fn(&Apps) + Send + Sync)) -> Fault {
        match &self.reached {
            Reached::Api(api) => api.follow(wanted, each).await,
            Reached::Crd(crd) => crd.follow(wanted, each).await,
        }
    }
}

impl ArgoCds {
    /// All of a context.
    pub fn new(all: Vec<ArgoCd>) -> Self {
        Self { all: Arc::new(all.into_iter().map(Arc::new).collect()) }
    }

    /// Those that are named; where none is, what clusters hold of one.
    pub fn or_in_clusters(all: Vec<ArgoCd>, clusters: &Clusters) -> Self {
        match all.is_empty() {
            true => Self::new(clusters.all().iter().map(|cluster| ArgoCd::by_cluster(Arc::clone(cluster))).collect()),
            false => Self::new(all),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<ArgoCd>> {
        self.all.iter()
    }

    /// Those that a selection means. Names are those of the configuration: where none is named there, and what
    /// clusters hold is looked at, they mean nothing.
    fn meant(&self, wanted: &Selection) -> Vec<&Arc<ArgoCd>> {
        self.all.iter().filter(|argo| argo.is_read_only() || wanted.takes(&argo.name)).collect()
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
