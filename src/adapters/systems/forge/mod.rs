//! Forges: GitHub, GitLab and Gitea (Forgejo), each by its own API.

mod address;
mod api;
mod changes;
mod deeds;
mod dialect;
mod gitea;
mod github;
mod gitlab;
mod hub;
mod inverse;
mod json;
mod line;
mod past;
mod port;
mod undo;

pub use address::Remotes;
pub use deeds::ForgeDeeds;
pub use line::ForgeChanges;
pub use past::ForgePast;
pub use port::ForgePulls;

use crate::adapters::http::{Client, Headers, Limits};
use crate::adapters::session::{Session, Signed, TokenSource, Whose};
use crate::domain::model::forge::PullId;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use api::Api;
use dialect::{Dialect, Whole};
use std::fmt;
use std::sync::Arc;

/// What the source is called.
pub const NAME: &str = "forge";

/// What runs at a forge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForgeSort {
    /// GitHub, or GitHub Enterprise.
    GitHub,
    /// GitLab.
    GitLab,
    /// Gitea, or Forgejo.
    Gitea,
}

/// How a forge is reached.
#[derive(Clone, Debug)]
pub struct ForgeSetup {
    /// The host in the addresses of its repositories: `github.com`.
    pub host: String,
    /// What runs there.
    pub sort: ForgeSort,
    /// The address of its API as far as the version, or that of a portal's proxy before it.
    pub base: String,
    /// Who one is there.
    pub token: TokenSource,
    /// Whose tokens may be sent.
    pub whose: Whose,
    /// What a proxy in front wants to see.
    pub headers: Option<Arc<dyn Headers>>,
    /// Nothing is ever sent.
    pub offline: bool,
}

/// The forges of a context. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Forges {
    all: Arc<Vec<Forge>>,
}

/// One forge.
pub struct Forge {
    host: String,
    sort: ForgeSort,
    place: String,
    pause: std::time::Duration,
    dialect: Box<dyn Dialect>,
}

impl fmt::Debug for Forge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forge").field("host", &self.host).field("sort", &self.sort).finish_non_exhaustive()
    }
}

impl Forge {
    /// A forge. Nothing is sent yet.
    ///
    /// # Errors
    /// When its address cannot be used.
    pub fn new(setup: ForgeSetup, limits: Limits) -> Result<Self, Fault> {
        let client = Client::new(&setup.base, limits)?.with_headers(setup.headers).offline(setup.offline);
        let session = Session::new(setup.token).of(setup.whose).offline(setup.offline);
        let signed = Signed::new(client, Arc::new(session));
        let size = if setup.sort == ForgeSort::Gitea { "limit" } else { "per_page" };
        let api = Api::new(signed, size);
        let (place, pause, host) = (api.place(), api.pause(), setup.host.clone());
        let dialect: Box<dyn Dialect> = match setup.sort {
            ForgeSort::GitHub => Box::new(github::GitHub { api, host }),
            ForgeSort::GitLab => Box::new(gitlab::GitLab { api, host }),
            ForgeSort::Gitea => Box::new(gitea::Gitea { api, host }),
        };
        Ok(Self { host: setup.host, sort: setup.sort, place, pause, dialect })
    }

    /// The host in the addresses of its repositories.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Host and port of its API, for the words of messages.
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl Forges {
    /// All of a context.
    pub fn new(all: Vec<Forge>) -> Self {
        Self { all: Arc::new(all) }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Forge> {
        self.all.iter()
    }

    /// The forge of a repository (`github.com/org/name`), and the repository's path there.
    fn find<'r>(&self, repository: &'r str) -> Option<(&Forge, &'r str)> {
        let (host, path) = repository.split_once('/')?;
        // the port of the pages stands in some addresses and not in others
        let bare = |host: &str| host.split(':').next().unwrap_or_default().to_owned();
        let exact = self.all.iter().find(|forge| forge.host == host);
        let forge = exact.or_else(|| self.all.iter().find(|forge| bare(&forge.host) == bare(host)))?;
        (!path.is_empty()).then_some((forge, path))
    }

    /// The same; why not where there is none.
    fn of<'r>(&self, repository: &'r str, tried: &str) -> Result<(&Forge, &'r str), Fault> {
        self.find(repository).ok_or_else(|| {
            let host = repository.split('/').next().unwrap_or_default();
            let happened = format!("no forge is configured for {}", Clean::line(host));
            let cure = "name it under `forges` in the configuration (`stagedoor config path`)";
            Fault::new(FaultKind::Unsupported, tried, &happened, cure)
        })
    }

    /// A pull request in full, named as it was asked for.
    async fn whole(&self, id: &PullId) -> Result<Whole, Fault> {
        let (forge, path) = self.of(&id.repository, &format!("read pull request {id}"))?;
        let mut whole = forge.dialect.pull(path, id.number).await?;
        whole.pull.id = id.clone();
        Ok(whole)
    }
}

/// The fault of an answer that has not what the interface promises.
fn malformed(tried: &str) -> Fault {
    let cure = "check that the address is that of the forge's API";
    Fault::new(FaultKind::Malformed, tried, "the answer is none of the interface", cure)
}
