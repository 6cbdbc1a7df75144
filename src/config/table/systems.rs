//! The systems beside a platform, as they are written: clusters, Argo CD, forges, vaults.

use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A Kubernetes cluster: by a kubeconfig, or through the portal (`portal = true`).
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::config) struct ClusterTable {
    /// What it is called here.
    #[schemars(with = "String")]
    pub name: Option<Spanned<String>>,
    /// The kubeconfig; that of `KUBECONFIG`, else `~/.kube/config`, without this key.
    #[schemars(with = "Option<String>")]
    pub kubeconfig: Option<Spanned<String>>,
    /// The context in the kubeconfig; its current one without this key.
    pub context: Option<String>,
    /// Through the portal's proxy of clusters (`/api/kubernetes/proxy`) in place of a kubeconfig.
    #[schemars(with = "Option<bool>")]
    pub portal: Option<Spanned<bool>>,
    /// The name that the portal has for the cluster; `name` without this key.
    pub cluster: Option<String>,
    /// The provider whose token the cluster takes, as the portal's configuration of the cluster names it:
    /// `oidc.keycloak`. It goes along as the header `Backstage-Kubernetes-Authorization-OIDC-KEYCLOAK`.
    pub provider: Option<String>,
    /// Send the user's own token of this audience to the cluster; one of `oidc.audiences`.
    #[schemars(with = "Option<String>")]
    pub audience: Option<Spanned<String>>,
    /// A file that holds a token for the cluster and nothing else; only its owner may read it.
    #[schemars(with = "Option<String>")]
    pub token_file: Option<Spanned<String>>,
    /// The name of an environment variable that holds a token for the cluster.
    #[schemars(with = "Option<String>")]
    pub token_env: Option<Spanned<String>>,
    /// A command that prints a token for the cluster: the program and its arguments; no shell is involved.
    #[schemars(with = "Option<Vec<String>>")]
    pub token_command: Option<Spanned<Vec<String>>>,
    /// The namespaces that are looked at where an entity names none; all without this key.
    pub namespaces: Vec<String>,
}

/// An Argo CD: by its own address (`url`) or through the portal (`proxy`).
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::config) struct ArgoCdTable {
    /// What it is called here and in the annotation `argocd/instance-name`; `argocd` without this key.
    #[schemars(with = "Option<String>")]
    pub name: Option<Spanned<String>>,
    /// Its address, without `/api`.
    #[schemars(with = "Option<String>")]
    pub url: Option<Spanned<String>>,
    /// The path of it in the portal's proxy, behind `/api/proxy`: `/argocd/api`.
    #[schemars(with = "Option<String>")]
    pub proxy: Option<Spanned<String>>,
    /// The address of its pages, where that is not `url`; for links that are opened.
    #[schemars(with = "Option<String>")]
    pub web: Option<Spanned<String>>,
    /// The cluster that it runs in, by its name among `clusters`: what Argo CD calls `in-cluster` and
    /// `https://kubernetes.default.svc`.
    pub cluster: Option<String>,
    /// Send the user's own token of this audience; one of `oidc.audiences`.
    #[schemars(with = "Option<String>")]
    pub audience: Option<Spanned<String>>,
    /// A file that holds a token and nothing else; only its owner may read it.
    #[schemars(with = "Option<String>")]
    pub token_file: Option<Spanned<String>>,
    /// The name of an environment variable that holds a token.
    #[schemars(with = "Option<String>")]
    pub token_env: Option<Spanned<String>>,
    /// A command that prints a token: the program and its arguments; no shell is involved.
    #[schemars(with = "Option<Vec<String>>")]
    pub token_command: Option<Spanned<Vec<String>>>,
}

/// A forge: where repositories and their pull requests are.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::config) struct ForgeTable {
    /// The host in the addresses of its repositories: `github.com`.
    #[schemars(with = "String")]
    pub host: Option<Spanned<String>>,
    /// What runs there; without this key told from the host where that says it.
    pub kind: Option<ForgeKind>,
    /// The address of its API, where it is not the usual one of the host.
    #[schemars(with = "Option<String>")]
    pub api: Option<Spanned<String>>,
    /// The path of its API in the portal's proxy, behind `/api/proxy`: `/github`.
    #[schemars(with = "Option<String>")]
    pub proxy: Option<Spanned<String>>,
    /// Send the user's own token of this audience; one of `oidc.audiences`.
    #[schemars(with = "Option<String>")]
    pub audience: Option<Spanned<String>>,
    /// A file that holds a token and nothing else; only its owner may read it.
    #[schemars(with = "Option<String>")]
    pub token_file: Option<Spanned<String>>,
    /// The name of an environment variable that holds a token.
    #[schemars(with = "Option<String>")]
    pub token_env: Option<Spanned<String>>,
    /// A command that prints a token: the program and its arguments; no shell is involved.
    #[schemars(with = "Option<Vec<String>>")]
    pub token_command: Option<Spanned<Vec<String>>>,
}

/// A vault that lends credentials: HashiCorp Vault, or OpenBao; by its own address (`url`) or through the portal (`proxy`).
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::config) struct VaultTable {
    /// What it is called here; `vault` without this key.
    #[schemars(with = "Option<String>")]
    pub name: Option<Spanned<String>>,
    /// Its address, without `/v1`.
    #[schemars(with = "Option<String>")]
    pub url: Option<Spanned<String>>,
    /// The path of it in the portal's proxy, behind `/api/proxy`: `/vault`. The proxy has to let the headers
    /// `X-Vault-Token` and `X-Vault-Namespace` through, and the methods GET and POST.
    #[schemars(with = "Option<String>")]
    pub proxy: Option<Spanned<String>>,
    /// The namespace that is worked in.
    pub namespace: Option<String>,
    /// The address of its pages, where that is not `url`; for links that are opened.
    #[schemars(with = "Option<String>")]
    pub web: Option<Spanned<String>>,
    /// Where the auth method is mounted that lets the user in with a token (kind `jwt`); `jwt` where `role` or
    /// `audience` is given.
    #[schemars(with = "Option<String>")]
    pub mount: Option<Spanned<String>>,
    /// The role of that method; its default one without this key.
    pub role: Option<String>,
    /// Let the user in with the user's own token of this audience; one of `oidc.audiences`.
    #[schemars(with = "Option<String>")]
    pub audience: Option<Spanned<String>>,
    /// A file that holds a token and nothing else; only its owner may read it. With `mount` or `role` it is a token to
    /// be let in with, else one of the vault's own.
    #[schemars(with = "Option<String>")]
    pub token_file: Option<Spanned<String>>,
    /// The name of an environment variable that holds a token, as `token_file`.
    #[schemars(with = "Option<String>")]
    pub token_env: Option<Spanned<String>>,
    /// A command that prints a token, as `token_file`: the program and its arguments; no shell is involved.
    #[schemars(with = "Option<Vec<String>>")]
    pub token_command: Option<Spanned<Vec<String>>>,
    /// The mounts of its secrets engines for databases; or single roles of these, `database/creds/readonly`, where they
    /// may not be listed. Those that the vault shows without this key.
    #[schemars(with = "Vec<String>")]
    pub databases: Vec<Spanned<String>>,
    /// Where the databases are, by role (`database/creds/readonly`) or mount: `db.example.com:5432/shop`; for the line
    /// that connects. Where neither is named, an entity's own annotation `stagedoor.dev/database-address` counts, when
    /// its host is among these or among `hosts`.
    pub addresses: BTreeMap<String, String>,
    /// Hosts besides those of `addresses` that entities may name their databases at, without a port.
    pub hosts: Vec<String>,
}

/// Names of annotations that differ between platforms.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::config) struct AnnotationTable {
    /// What annotations that lead to Crossplane's resources begin with; `terasky.backstage.io` without this key.
    pub crossplane: Option<String>,
    /// The annotation that names a project of Kargo; `stagedoor.dev/kargo-project` without this key.
    pub kargo_project: Option<String>,
    /// The annotation that names a stage of Kargo; `stagedoor.dev/kargo-stage` without this key.
    pub kargo_stage: Option<String>,
    /// The annotation by which an entity names what it is in Teleport; `stagedoor.dev/teleport-resource` without this
    /// key.
    pub teleport: Option<String>,
}

/// What there is at most of what templates make: in words (`says`), or by the quotas of a namespace.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::config) struct QuotaTable {
    /// Only in this environment, which the form's `environment` says; in all without this key.
    pub environment: Option<String>,
    /// Only for these templates, as references (`template:default/postgres`, `postgres-*`); `*` stands
    /// for any text.
    pub templates: Vec<String>,
    /// The quota or limit, in one sentence.
    #[schemars(with = "Option<String>")]
    pub says: Option<Spanned<String>>,
    /// The namespace that runs make things in, whose ResourceQuotas count. `{NAME}` stands for a value
    /// of the form, of a reference for its name: `{owner}-{environment}`.
    #[schemars(with = "Option<String>")]
    pub namespace: Option<Spanned<String>>,
    /// The cluster of that namespace, by its name among `clusters`; the only one without this key.
    #[schemars(with = "Option<String>")]
    pub cluster: Option<Spanned<String>>,
}

/// What runs at a forge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ForgeKind {
    /// GitHub, or GitHub Enterprise.
    Github,
    /// GitLab.
    Gitlab,
    /// Gitea, or Forgejo.
    Gitea,
}
