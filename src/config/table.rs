//! The shape of a configuration file, as it is written. The doc comments become the descriptions
//! of the JSON Schema.

use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

mod access;
mod systems;
mod teleport;

pub(super) use access::AccessTable;
pub use systems::ForgeKind;
pub(super) use systems::{AnnotationTable, ArgoCdTable, ClusterTable, ForgeTable, QuotaTable, VaultTable};
pub(super) use teleport::TeleportTable;

/// A configuration file of stagedoor.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "stagedoor configuration")]
pub(super) struct FileTable {
    /// The context that is used when nothing else is said: the name of one of `contexts`.
    #[schemars(with = "Option<String>")]
    pub current: Option<Spanned<String>>,
    /// Offer nothing that changes anything, in every context.
    pub read_only: Option<bool>,
    /// The ways of proving who one is that may be used at all, in contexts and with `--url`.
    /// Without this key all may. Meant for the administrator's file.
    pub auth: Option<Vec<AuthWay>>,
    /// Start no other program and touch no file but stagedoor's own: for a bastion. It counts in the
    /// administrator's file alone.
    pub restricted: Option<bool>,
    /// What restricted mode leaves open. It counts in the administrator's file alone.
    pub bastion: BastionTable,
    /// Who may do what, in every context, besides what the platform itself decides.
    #[schemars(with = "Vec<RuleTable>")]
    pub rules: Vec<Spanned<RuleTable>>,
    /// The platforms, by name.
    #[schemars(with = "BTreeMap<String, ContextTable>")]
    pub contexts: BTreeMap<Spanned<String>, Spanned<ContextTable>>,
    /// Tools that entities lead to.
    pub tools: Vec<ToolTable>,
    /// How the screen looks and behaves.
    pub look: LookTable,
    /// Where what is done through stagedoor is recorded, besides the user's own journal.
    pub audit: AuditTable,
    /// What everything that templates make is to have.
    pub golden_path: GoldenTable,
}

/// A way of proving who one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AuthWay {
    /// Signing in with OpenID Connect: the default.
    Oidc,
    /// A proxy in front of the portal that says who one is.
    Proxy,
    /// As the portal's guest.
    Guest,
    /// A token of the portal's pages, pasted.
    Paste,
    /// A token that was made elsewhere, from a file, a variable or a command.
    Static,
}

impl AuthWay {
    /// All of them.
    pub(super) const ALL: [AuthWay; 5] =
        [AuthWay::Oidc, AuthWay::Proxy, AuthWay::Guest, AuthWay::Paste, AuthWay::Static];

    /// The word for it in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            AuthWay::Oidc => "oidc",
            AuthWay::Proxy => "proxy",
            AuthWay::Guest => "guest",
            AuthWay::Paste => "paste",
            AuthWay::Static => "static",
        }
    }
}

/// A platform: either a Backstage backend (`url`) or a folder (`workspace`).
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ContextTable {
    /// The base address of a Backstage backend, without `/api`.
    #[schemars(with = "Option<String>")]
    pub url: Option<Spanned<String>>,
    /// The address of the portal's pages, where it differs from `url`; for links that are shared.
    #[schemars(with = "Option<String>")]
    pub web: Option<Spanned<String>>,
    /// A folder with catalog files; `~/` is the home folder, other relative paths count from this file.
    #[schemars(with = "Option<String>")]
    pub workspace: Option<Spanned<String>>,
    /// Who you are, as an entity reference; for platforms that do not tell.
    #[schemars(with = "Option<String>")]
    pub user: Option<Spanned<String>>,
    /// The ways of proving who you are that this context accepts; signing in (`oidc`) without this key.
    pub auth: Option<Vec<AuthWay>>,
    /// A file that holds a token and nothing else; only its owner may read it.
    #[schemars(with = "Option<String>")]
    pub token_file: Option<Spanned<String>>,
    /// The name of an environment variable that holds a token.
    #[schemars(with = "Option<String>")]
    pub token_env: Option<Spanned<String>>,
    /// A command that prints a token: the program and its arguments; no shell is involved.
    #[schemars(with = "Option<Vec<String>>")]
    pub token_command: Option<Spanned<Vec<String>>>,
    /// Offer nothing that changes anything in this context.
    pub read_only: Option<bool>,
    /// The client that signing in at the portal uses, where it is not the portal's built-in one
    /// (`auth.staticClients` of Backstage).
    pub client_id: Option<String>,
    /// The port of `http://127.0.0.1:PORT/callback`, where the client's redirect names one; any free
    /// one without it.
    pub redirect_port: Option<u16>,
    /// Let a pasted token of the portal's pages be made into a session of many days, without the
    /// portal's page of consent. It counts in the administrator's file alone.
    pub approve_pasted: Option<bool>,
    /// A provider of OpenID Connect, for the systems that take its tokens.
    pub oidc: Option<OidcTable>,
    /// The proxy in front of the portal.
    pub proxy: Option<ProxyTable>,
    /// Who may do what here, besides what the platform itself decides.
    #[schemars(with = "Vec<RuleTable>")]
    pub rules: Vec<Spanned<RuleTable>>,
    /// Who has to agree to access for a while here, and for how long it is given.
    #[schemars(with = "Vec<AccessTable>")]
    pub access: Vec<Spanned<AccessTable>>,
    /// How long decisions of the portal are relied on at most: `15m`, `1h`; as long as the token
    /// without this key.
    #[schemars(with = "Option<String>")]
    pub decisions: Option<Spanned<String>>,
    /// Kubernetes clusters that the platform's things run in.
    #[schemars(with = "Vec<ClusterTable>")]
    pub clusters: Vec<Spanned<ClusterTable>>,
    /// Instances of Argo CD.
    #[schemars(with = "Vec<ArgoCdTable>")]
    pub argocd: Vec<Spanned<ArgoCdTable>>,
    /// Forges: where repositories and their pull requests are.
    #[schemars(with = "Vec<ForgeTable>")]
    pub forges: Vec<Spanned<ForgeTable>>,
    /// The Teleport that grants access for a while.
    #[schemars(with = "Option<TeleportTable>")]
    pub teleport: Option<Spanned<TeleportTable>>,
    /// Vaults that lend credentials.
    #[schemars(with = "Vec<VaultTable>")]
    pub vaults: Vec<Spanned<VaultTable>>,
    /// Names of annotations, where the platform has others than the usual ones.
    pub annotations: AnnotationTable,
    /// What there is at most of what templates make here; it is shown before a run is sent.
    #[schemars(with = "Vec<QuotaTable>")]
    pub quotas: Vec<Spanned<QuotaTable>>,
}

/// A provider of OpenID Connect: Keycloak and its like.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct OidcTable {
    /// The address of the issuer, exactly as the provider writes it: `https://sso.example.com/realms/main`.
    #[schemars(with = "String")]
    pub issuer: Option<Spanned<String>>,
    /// The public client that is registered there for stagedoor.
    #[schemars(with = "String")]
    pub client_id: Option<Spanned<String>>,
    /// The scopes that are asked for, besides `openid` and `offline_access`.
    pub scopes: Vec<String>,
    /// Audiences that the access token is to have, one for each system that takes it.
    pub audiences: Vec<String>,
    /// The port of `http://127.0.0.1:PORT/callback`; any free one without it.
    pub redirect_port: Option<u16>,
}

/// A proxy in front of the portal that says who one is: oauth2-proxy and its like.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ProxyTable {
    /// The provider of the portal's sign-in that trusts the proxy: `oauth2Proxy`, `gcpIap`, `awsAlb`,
    /// `cfAccess`.
    #[schemars(with = "String")]
    pub provider: Option<Spanned<String>>,
    /// Headers that the proxy wants with each request. The value of each is the name of a variable of
    /// the environment (`env:NAME`) or a file that only you can read (`file:PATH`); never the value itself.
    #[schemars(with = "BTreeMap<String, String>")]
    pub headers: BTreeMap<String, Spanned<String>>,
}

/// Who may do something. Any one of the groups, roles and teams is enough; of several rules about the
/// same the narrowest counts, and the administrator's alone where there is one.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RuleTable {
    /// The capability: its name (`stagedoor whoami` lists them), or a beginning of names with `*` at
    /// its end: `jit-access.*`.
    pub capability: String,
    /// Only for these templates, as references (`template:default/postgres`, `postgres-*`); `*` stands
    /// for any text.
    pub templates: Vec<String>,
    /// Groups that may.
    pub groups: Vec<String>,
    /// Roles that may: of the realm by name, of a client as `CLIENT:ROLE`.
    pub roles: Vec<String>,
    /// Teams that may.
    pub teams: Vec<String>,
}

/// What restricted mode leaves open.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct BastionTable {
    /// Keep tokens and copies on disk all the same, instead of in memory alone.
    pub keep: bool,
    /// The commands that connecting to something may run, each a program with the beginning of its
    /// arguments: `[["/usr/bin/tsh", "ssh"]]`. None without this key.
    #[schemars(with = "Vec<Vec<String>>")]
    pub commands: Vec<Spanned<Vec<String>>>,
}

/// A tool and the address of the right place in it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToolTable {
    /// The word it is called by: `stagedoor open ID REF`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Its name for people; the id without it.
    #[serde(default)]
    pub name: Option<String>,
    /// Where it is listed.
    #[serde(default)]
    pub category: Option<String>,
    /// Its address. `{name}`, `{namespace}`, `{kind}`, `{owner}`, `{system}` and
    /// `{annotation:NAME}` are filled from the entity; none of them before the path.
    #[schemars(with = "String")]
    pub url: Spanned<String>,
    /// The name of its icon.
    #[serde(default)]
    pub icon: Option<String>,
    /// The kinds of entities it has something for; all without this key.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Annotations that an entity must carry.
    #[serde(default)]
    pub annotations: Vec<String>,
}

/// How the screen looks and behaves.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LookTable {
    /// `terminal`, `dark`, `light`, `contrast`, `colorblind`, `mono`, or a file.
    #[schemars(with = "Option<String>")]
    pub theme: Option<Spanned<String>>,
    /// The signs that are drawn with.
    pub glyphs: Option<Glyphs>,
    /// `default`, `vim`, `emacs`, or a file that is laid over the default one.
    #[schemars(with = "Option<String>")]
    pub keymap: Option<Spanned<String>>,
    /// Whether the mouse is listened to.
    pub mouse: Option<bool>,
    /// How images of docs are shown.
    pub images: Option<Images>,
    /// Whether the terminal is told to show notices on the desktop, where it is one that can; in restricted mode not
    /// without this.
    pub notices: Option<bool>,
}

/// Where what is done through stagedoor is recorded, besides the user's own journal
/// (`stagedoor audit`). Meant for the administrator's file.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AuditTable {
    /// The system's log, RFC 5424: `local` for this machine's own, `unix:///dev/log` for a socket,
    /// `udp://host:514` or `tcp://host:601`.
    #[schemars(with = "Option<String>")]
    pub syslog: Option<Spanned<String>>,
    /// A file that gets a line of JSON an entry; `~/` is the home folder, other relative paths count
    /// from this file.
    #[schemars(with = "Option<String>")]
    pub file: Option<Spanned<String>>,
    /// Refuse to change anything that could not be recorded there.
    #[schemars(with = "Option<bool>")]
    pub required: Option<Spanned<bool>>,
}

/// What everything that templates make is to have: it is checked on dry runs, and of templates by
/// `stagedoor workspace validate`. `stagedoor.toml` may hold the same table.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct GoldenTable {
    /// Ids of rules that do not count: `readme`, `descriptor`, `entities`, `owner`, `ci`, `scan`,
    /// `monitoring`, `docs`.
    #[schemars(with = "Vec<String>")]
    pub skip: Vec<Spanned<String>>,
    /// Rules, in the place of those of the same ids.
    pub rules: Vec<GoldenRuleTable>,
}

/// Something that what a template makes is to have. What a rule of the same id that comes along says
/// is kept where this one says nothing.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GoldenRuleTable {
    /// The word it is called by.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What it asks for, in words.
    #[serde(default)]
    pub title: Option<String>,
    /// The categories of templates (`spec.type`) that it is for; all without this key.
    #[serde(default)]
    pub categories: Option<Vec<String>>,
    /// A file of one of these paths has to be there: globs, in which `**/` stands for any folders.
    #[serde(default)]
    pub files: Vec<String>,
    /// One of these words has to be in one of the files, whatever their case.
    #[serde(default)]
    pub words: Vec<String>,
    /// What to do where it is not there.
    #[serde(default)]
    pub cure: Option<String>,
}

/// The signs that are drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Glyphs {
    /// Lines, arrows and signs of Unicode.
    Unicode,
    /// Only ASCII, for terminals and fonts without them.
    Ascii,
}

/// How images are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Images {
    /// As the terminal can, as far as its environment tells: nothing is asked of it.
    Auto,
    /// By the graphics protocol of kitty.
    Kitty,
    /// By the inline images of iTerm2.
    #[value(name = "iterm2")]
    Iterm2,
    /// As sixels.
    Sixel,
    /// As half blocks, two pixels a cell.
    Blocks,
    /// Not at all: words stand for them.
    Off,
}
