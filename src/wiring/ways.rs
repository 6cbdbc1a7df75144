//! How the systems beside a platform are reached: from the configuration to clients and tokens. What each system
//! then makes of them is its own file's; whoever adds one adds a line where the ports are put together.

use super::session::Account;
use crate::adapters::cluster::{Clusters, Limits, PortalWay, Setup, Way};
use crate::adapters::http::{self, Client, Headers};
use crate::adapters::session::{Issuer, Session, TokenSource, Whose};
use crate::cli::How;
use crate::config::{self, Chosen, ClusterSettings, ClusterWay, Reached, SystemAddress, SystemToken, Token};
use crate::platform::fault::Fault;
use std::sync::Arc;

/// What is known of a context when its systems are connected.
pub(super) struct Ways<'a> {
    pub chosen: &'a Chosen,
    pub how: &'a How<'a>,
    /// Who one is to the portal; none for a folder.
    pub who: Option<&'a Account>,
}

/// A system that is reached over HTTP.
pub(super) struct Connected {
    /// The client; its base is where the system's API begins.
    pub client: Client,
    /// Whose tokens go along.
    pub session: Arc<Session>,
}

/// How a system is reached over HTTP, for those who make a client of their own.
pub(super) struct SystemWay {
    /// Where its API begins.
    pub base: String,
    /// Whose tokens go along.
    pub token: TokenSource,
    /// Whose tokens may be sent.
    pub whose: Whose,
    /// What a proxy in front wants to see.
    pub headers: Option<Arc<dyn Headers>>,
}

/// Where a system's API begins, for those with a token of their own besides the portal's.
pub(super) struct Place {
    /// Its address.
    pub base: String,
    /// Who one is to the portal, where its proxy leads there.
    pub portal: Option<Session>,
    /// What a proxy in front wants to see.
    pub headers: Option<Arc<dyn Headers>>,
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
    pub fn session(&self, token: &SystemToken) -> Option<Session> {
        Some(Session::new(self.source(token)?).offline(self.how.offline))
    }

    fn source(&self, token: &SystemToken) -> Option<TokenSource> {
        Some(match token {
            SystemToken::Said(Token::None) => return None,
            SystemToken::Said(Token::Env(name)) => TokenSource::Env(name.clone()),
            SystemToken::Said(Token::File(path)) => TokenSource::File(path.clone()),
            SystemToken::Said(Token::Command(words)) => TokenSource::Command(words.clone()),
            SystemToken::Own(_) => TokenSource::Stored(self.who?.stored(Issuer::Provider)),
        })
    }

    /// Where a system is; `None` where there is no portal to reach it through.
    pub fn address(&self, address: &SystemAddress) -> Option<Place> {
        match address {
            SystemAddress::Direct(base) => Some(Place { base: base.clone(), portal: None, headers: None }),
            SystemAddress::Proxy(path) => {
                let (base, session) = self.portal()?;
                let headers = self.who.and_then(|who| who.headers.clone());
                Some(Place { base: format!("{base}/api/proxy{path}"), portal: Some(session), headers })
            }
        }
    }

    /// How a system is reached, in parts; `None` where there is no portal to reach it through.
    pub fn system(&self, reached: &Reached) -> Option<SystemWay> {
        let token = self.source(&reached.token).unwrap_or(TokenSource::None);
        let path = match &reached.address {
            SystemAddress::Direct(base) => {
                return Some(SystemWay { base: base.clone(), token, whose: Whose::default(), headers: None });
            }
            SystemAddress::Proxy(path) => path,
        };
        let config::Portal::Backstage { base, token, .. } = &self.chosen.portal else { return None };
        let who = self.who?;
        Some(SystemWay {
            base: format!("{base}/api/proxy{path}"),
            token: who.source(token, self.chosen),
            whose: who.whose.clone(),
            headers: who.headers.clone(),
        })
    }

    /// A client of a system that is reached so; `None` where there is no portal to reach it through.
    ///
    /// # Errors
    /// When its address cannot be used.
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
