//! How the systems beside a platform are reached: from the configuration to clients and tokens. What each system
//! then makes of them is its own file's; whoever adds one adds a line where the ports are put together.

use super::session::Account;
use crate::adapters::cluster::{Clusters, Limits, PortalWay, Setup, Way};
use crate::adapters::http::{self, Client};
use crate::adapters::provisioning::{CatalogFeed, JoinedProvisions, Simulated, TaskFeed};
use crate::adapters::session::{Issuer, Session, TokenSource};
use crate::adapters::systems::git::GitOpsFeed;
use crate::adapters::systems::kubernetes::Kubernetes;
use crate::cli::How;
use crate::config::{self, Chosen, ClusterSettings, ClusterWay, Reached, SystemAddress, SystemToken, Token};
use crate::platform::fault::Fault;
use crate::platform::ports::{CatalogPort, Systems};
use crate::platform::provisioning::ProvisionFeed;
use crate::platform::templates::TemplatePort;
use std::path::PathBuf;
use std::sync::Arc;

/// What is known of a context when its systems are connected.
pub(super) struct Ways<'a> {
    pub chosen: &'a Chosen,
    pub how: &'a How<'a>,
    /// Who one is to the portal; none for a folder.
    pub who: Option<&'a Account>,
}

/// A system that is reached over HTTP.
// each system's own wiring takes these
#[allow(dead_code)]
pub(super) struct Connected {
    /// The client; its base is where the system's API begins.
    pub client: Client,
    /// Whose tokens go along.
    pub session: Arc<Session>,
}

impl Ways<'_> {
    /// The clusters of the context; nothing is connected to yet.
    pub fn clusters(&self) -> Clusters {
        Clusters::new(self.chosen.systems.clusters.iter().filter_map(|cluster| self.cluster(cluster)))
    }

    fn cluster(&self, cluster: &ClusterSettings) -> Option<Setup> {
        let way = match &cluster.way {
            ClusterWay::Kubeconfig { file, context } => {
                Way::Kubeconfig { file: file.clone(), context: context.clone() }
            }
            ClusterWay::Portal { cluster, provider, token } => {
                let (base, session) = self.portal()?;
                let token = self.session(token).map(Arc::new);
                let headers = self.who.and_then(|who| who.headers.clone());
                Way::Portal(PortalWay {
                    base,
                    session: Arc::new(session),
                    headers,
                    cluster: cluster.clone(),
                    provider: provider.clone(),
                    token,
                })
            }
        };
        Some(Setup {
            name: cluster.name.as_str().into(),
            way,
            namespaces: cluster.namespaces.iter().map(|name| name.as_str().into()).collect(),
            limits: Limits::default(),
            is_offline: self.how.offline,
        })
    }

    /// The portal's address, and who one is there.
    fn portal(&self) -> Option<(String, Session)> {
        let config::Portal::Backstage { base, token, .. } = &self.chosen.portal else { return None };
        let who = self.who?;
        let session = Session::new(who.source(token, self.chosen)).of(who.whose.clone());
        Some((base.clone(), session.offline(self.how.offline)))
    }

    /// Whose tokens go along to a system; none where it gets none.
    fn session(&self, token: &SystemToken) -> Option<Session> {
        let source = match token {
            SystemToken::Said(Token::None) => return None,
            SystemToken::Said(Token::Env(name)) => TokenSource::Env(name.clone()),
            SystemToken::Said(Token::File(path)) => TokenSource::File(path.clone()),
            SystemToken::Said(Token::Command(words)) => TokenSource::Command(words.clone()),
            SystemToken::Own(_) => TokenSource::Stored(self.who?.stored(Issuer::Provider)),
        };
        Some(Session::new(source).offline(self.how.offline))
    }

    /// A client of a system that is reached so; `None` where there is no portal to reach it through.
    ///
    /// # Errors
    /// When its address cannot be used.
    #[allow(dead_code)]
    pub fn reach(&self, reached: &Reached) -> Result<Option<Connected>, Fault> {
        let (base, session, headers) = match &reached.address {
            SystemAddress::Direct(base) => {
                let session = self.session(&reached.token).unwrap_or_else(|| Session::new(TokenSource::None));
                (base.clone(), session, None)
            }
            SystemAddress::Proxy(path) => {
                let Some((base, session)) = self.portal() else { return Ok(None) };
                let headers = self.who.and_then(|who| who.headers.clone());
                (format!("{base}/api/proxy{path}"), session, headers)
            }
        };
        let client = Client::new(&base, http::Limits::default())?.with_headers(headers).offline(self.how.offline);
        Ok(Some(Connected { client, session: Arc::new(session) }))
    }
}

/// What every kind of platform has.
pub(super) struct Common {
    pub(super) catalog: Arc<dyn CatalogPort>,
    pub(super) templates: Arc<dyn TemplatePort>,
}

/// Where a workspace's files are committed.
pub(super) struct Committed {
    pub(super) root: PathBuf,
    /// Where bare repositories of its templates are kept.
    pub(super) repositories: PathBuf,
    /// It is the bundled example: what is committed is carried on by a cluster that is made up.
    pub(super) simulated: bool,
}

/// A portal: its tasks and its catalog.
pub(super) fn of_portal(common: &Common) -> Systems {
    let feeds: Vec<Arc<dyn ProvisionFeed>> =
        vec![tasks(common), Arc::new(CatalogFeed::new(Arc::clone(&common.catalog)))];
    joined(feeds)
}

/// A workspace: its tasks, its folder, and what is committed; in restricted mode no git is started.
pub(super) fn of_workspace(common: &Common, committed: Option<Committed>) -> Systems {
    let mut feeds: Vec<Arc<dyn ProvisionFeed>> =
        vec![tasks(common), Arc::new(CatalogFeed::following(Arc::clone(&common.catalog)))];
    if let Some(committed) = committed {
        let git: Arc<dyn ProvisionFeed> = Arc::new(GitOpsFeed::new(committed.root, committed.repositories));
        match committed.simulated {
            true => feeds.extend(Simulated::beside(git)),
            false => feeds.push(git),
        }
    }
    joined(feeds)
}

fn tasks(common: &Common) -> Arc<dyn ProvisionFeed> {
    Arc::new(TaskFeed::new(Arc::clone(&common.templates), Arc::clone(&common.catalog)))
}

fn joined(feeds: Vec<Arc<dyn ProvisionFeed>>) -> Systems {
    Systems { provisioning: Arc::new(JoinedProvisions::new(feeds)), ..Systems::default() }
}

/// What runs, where clusters are configured.
pub(super) fn runs(ways: &Ways<'_>, catalog: &Arc<dyn CatalogPort>) -> Option<Kubernetes> {
    let clusters = ways.clusters();
    (!clusters.is_empty()).then(|| Kubernetes::new(clusters, Arc::clone(catalog)))
}

/// The same systems, with what runs.
pub(super) fn with_runtime(systems: Systems, runs: Option<Kubernetes>) -> Systems {
    match runs {
        Some(runs) => Systems { runtime: Arc::new(runs), ..systems },
        None => systems,
    }
}
