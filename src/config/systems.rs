//! The systems beside a platform, in plain values.

use super::choice::Token;
pub use super::table::ForgeKind;
use crate::domain::template::quota::QuotaRule;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The systems that a context names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SystemSettings {
    /// Clusters, in the order of the configuration.
    pub clusters: Vec<ClusterSettings>,
    /// Instances of Argo CD, in the order of the configuration.
    pub argocd: Vec<ArgoCdSettings>,
    /// Forges, in the order of the configuration.
    pub forges: Vec<ForgeSettings>,
    /// The Teleport that grants access.
    pub teleport: Option<TeleportSettings>,
    /// Vaults, in the order of the configuration.
    pub vaults: Vec<VaultSettings>,
    /// Names of annotations.
    pub annotations: AnnotationNames,
    /// What there is at most of what templates make.
    pub quotas: Vec<QuotaRule>,
}

/// A cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterSettings {
    /// Its name.
    pub name: String,
    /// How it is reached.
    pub way: ClusterWay,
    /// The namespaces that are looked at where an entity names none; all without any.
    pub namespaces: Vec<String>,
}

/// How a cluster is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClusterWay {
    /// By a kubeconfig.
    Kubeconfig {
        /// The file; the usual one without it.
        file: Option<PathBuf>,
        /// The context in it; its current one without it.
        context: Option<String>,
    },
    /// Through the portal.
    Portal {
        /// The portal's name for it.
        cluster: String,
        /// The provider whose token it takes.
        provider: Option<String>,
        /// The token that goes along for it.
        token: SystemToken,
    },
}

/// Where the token for a system comes from. Never the token itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SystemToken {
    /// A file, a variable, a command; or there is none.
    Said(Token),
    /// The user's own, which the provider beside the portal gave for this audience.
    Own(String),
}

/// Where a system is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SystemAddress {
    /// At an address of its own, without a slash at the end.
    Direct(String),
    /// In the portal's proxy, at this path behind `/api/proxy`; it begins with a slash and has none at its end.
    Proxy(String),
}

/// How a system is reached: the one shape for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Where it is.
    pub address: SystemAddress,
    /// Where the token comes from. Through the proxy the portal adds what the system wants.
    pub token: SystemToken,
}

/// An instance of Argo CD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgoCdSettings {
    /// Its name.
    pub name: String,
    /// How it is reached.
    pub reached: Reached,
    /// The address of its pages, where that is known.
    pub web: Option<String>,
    /// The cluster that it runs in, by its name among the clusters.
    pub cluster: Option<String>,
}

/// A forge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForgeSettings {
    /// The host in the addresses of its repositories, in lower case.
    pub host: String,
    /// What runs there.
    pub kind: ForgeKind,
    /// How its API is reached; the address goes as far as the version: `https://api.github.com`,
    /// `https://HOST/api/v4`.
    pub reached: Reached,
}

/// A Teleport, reached by `tsh`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeleportSettings {
    /// The host of its proxy, with a port where that is said.
    pub proxy: Option<String>,
    /// The cluster whose things are looked at.
    pub cluster: Option<String>,
    /// The name that one signs in with.
    pub user: Option<String>,
    /// Where `tsh` keeps its profiles.
    pub home: Option<PathBuf>,
    /// The program.
    pub command: String,
}

/// A vault that lends credentials: HashiCorp Vault, or OpenBao.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultSettings {
    /// Its name.
    pub name: String,
    /// How its API is reached. The token is the vault's own, or the user's that it lets in ([`VaultSettings::login`]).
    pub reached: Reached,
    /// How the token is used; as it is without this.
    pub login: Option<VaultLogin>,
    /// The namespace that is worked in.
    pub namespace: Option<String>,
    /// The address of its pages, where that is known.
    pub web: Option<String>,
    /// Mounts of secrets engines for databases, or roles of these (`MOUNT/creds/ROLE`).
    pub databases: Vec<String>,
    /// Where the databases are, by `MOUNT/creds/ROLE` or `MOUNT`.
    pub addresses: BTreeMap<String, String>,
    /// Hosts besides those that entities may name.
    pub hosts: Vec<String>,
}

/// How a vault lets in who has a token of somebody else's: an auth method of the kind `jwt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultLogin {
    /// Where the method is mounted, without slashes around it.
    pub mount: String,
    /// The role that is logged in to; the method's default one without it.
    pub role: Option<String>,
}

/// Names of annotations that differ between platforms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationNames {
    /// What annotations that lead to Crossplane's resources begin with, without the slash.
    pub crossplane: String,
    /// The one that names a project of Kargo.
    pub kargo_project: String,
    /// The one that names a stage of Kargo.
    pub kargo_stage: String,
    /// The one by which an entity names what it is in Teleport.
    pub teleport: String,
}

impl Default for AnnotationNames {
    fn default() -> Self {
        Self {
            crossplane: "terasky.backstage.io".into(),
            kargo_project: "stagedoor.dev/kargo-project".into(),
            kargo_stage: "stagedoor.dev/kargo-stage".into(),
            teleport: "stagedoor.dev/teleport-resource".into(),
        }
    }
}

impl ForgeKind {
    /// What runs at a host, where its name says so.
    pub fn of_host(host: &str) -> Option<Self> {
        let is = |name: &str| host == format!("{name}.com") || host.split('.').any(|part| part == name);
        match () {
            () if is("github") => Some(Self::Github),
            () if is("gitlab") => Some(Self::Gitlab),
            () if is("gitea") || is("forgejo") || host == "codeberg.org" => Some(Self::Gitea),
            () => None,
        }
    }

    /// The usual address of the API at a host.
    pub fn api(self, host: &str) -> String {
        match self {
            Self::Github if host == "github.com" => "https://api.github.com".into(),
            Self::Github => format!("https://{host}/api/v3"),
            Self::Gitlab => format!("https://{host}/api/v4"),
            Self::Gitea => format!("https://{host}/api/v1"),
        }
    }
}
