use crate::adapters::http::Headers;
use crate::adapters::session::Session;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How a cluster is reached.
#[derive(Clone, Debug)]
pub enum Way {
    /// By a kubeconfig.
    Kubeconfig {
        /// The file; those of `KUBECONFIG`, else `~/.kube/config`, without it.
        file: Option<PathBuf>,
        /// The context in it; its current one without it.
        context: Option<String>,
    },
    /// Through the portal's own proxy of clusters.
    Portal(PortalWay),
}

/// The portal's proxy of clusters (`/api/kubernetes/proxy` of Backstage).
#[derive(Clone, Debug)]
pub struct PortalWay {
    /// The portal's base address.
    pub base: String,
    /// Who one is to the portal.
    pub session: Arc<Session>,
    /// What a proxy in front of the portal wants with each request.
    pub headers: Option<Arc<dyn Headers>>,
    /// The name that the portal has for the cluster.
    pub cluster: String,
    /// Whose token the cluster takes where it takes the user's own: the end of the header's name, as
    /// `oidc.keycloak` or `OIDC-Keycloak`.
    pub provider: Option<String>,
    /// The token that goes along for the cluster.
    pub token: Option<Arc<Session>>,
}

/// A cluster as it is configured.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What it is called here.
    pub name: Arc<str>,
    /// How it is reached.
    pub way: Way,
    /// The namespaces that are looked at where nothing else says so; all without any.
    pub namespaces: Vec<Arc<str>>,
    /// How long things may take.
    pub limits: Limits,
    /// It must not be connected to.
    pub is_offline: bool,
}

/// How long and how large exchanges with a cluster may be. Handed in, so that tests need not wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until a connection stands.
    pub connect: Duration,
    /// From the request to the head of the answer.
    pub first_byte: Duration,
    /// Between two pieces of an answer that has an end.
    pub stall: Duration,
    /// Bytes of an answer, and of a line of a watch.
    pub body: usize,
    /// Objects on a page of a list.
    pub page: usize,
    /// How long the cluster is asked to keep a watch open.
    pub watch: Duration,
    /// How long a watch may be silent before it is doubted; longer than `watch`.
    pub idle: Duration,
    /// Before the first try after something that passes; each further one takes twice as long.
    pub pause: Duration,
    /// The longest of these.
    pub longest_pause: Duration,
    /// Before a try after something that does not pass by itself: a right that is missing.
    pub patience: Duration,
    /// Between two states that are handed on.
    pub frame: Duration,
    /// Between two lists of what cannot be watched.
    pub poll: Duration,
    /// Before a kind that was not there is looked for again.
    pub again: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(15),
            stall: Duration::from_secs(15),
            body: 64 << 20,
            page: 500,
            watch: Duration::from_secs(300),
            idle: Duration::from_secs(330),
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
            patience: Duration::from_secs(60),
            frame: Duration::from_millis(200),
            poll: Duration::from_secs(30),
            again: Duration::from_secs(10),
        }
    }
}
